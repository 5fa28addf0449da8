"""Cleaning bylines of what newsrooms add to the name: addresses, accounts, calls to follow, who else contributed."""

import re

LONGEST = 1_000
"""Characters of a byline that are read."""

_BY = re.compile(r"^(?:(?:written\s+|reported\s+)?by|reporting\s+by|from)\b[:\s]+", re.IGNORECASE)
_LABEL = r"(?:\b(?:e-?mail|twitter|facebook|instagram|threads|bluesky|contact|web)\b\s*(?:at|:)?\s*)?"
_REACHED = re.compile(
    rf"(?:\band\s+)?{_LABEL}(?:<?[\w.+-]{{1,64}}@[\w-]{{1,63}}(?:\.[\w-]{{1,63}})+>?|https?://[^\s,;|]{{1,300}}|www\.[^\s,;|]{{1,300}}|@\w{{1,40}})",
    re.IGNORECASE,
)
_FOLLOW = re.compile(
    r"\bfollow\s(?:[^,;|]{0,80}?\s)?(?:@\w{1,40}|on\s(?:twitter|x|facebook|instagram|threads|bluesky)\b)(?:\son\s\w{1,20})?",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"[(<\[]\s*[)>\]]")
_ENDS = re.compile(r"[,;|·•]|(?<=[^\W\d_]{3})\.(?=\s|$)")
_ASIDE = re.compile(
    r"^(?:follow(?:\s+(?:me|him|her|them|us))?\b.{0,200}|.{0,200}\bcontributed\b.{0,200}|(?:additional|with)\s+reporting\b.{0,200}"
    r"|edit(?:ed|ing)\s+by\b.{0,200}|(?:and\s+)?(?:on\s+)?(?:twitter|facebook|instagram|e-?mail)(?:\s+at)?:?)$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^(?:and|with|&)\s+", re.IGNORECASE)


def clean_byline(text: str) -> str | None:
    """Return the names of a byline on one line; None if nothing is left."""
    bare = _BY.sub("", " ".join(text[:LONGEST].split()))
    for aside in (_FOLLOW, _REACHED, _EMPTY):
        bare = aside.sub("", bare)
    parts = (part.strip(" -–—:") for part in _ENDS.split(bare))
    names = [part for part in parts if any(map(str.isalnum, part)) and not _ASIDE.match(part)]
    return _JOINED.sub("", ", ".join(names)) or None
