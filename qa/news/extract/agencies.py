"""Which news agency a text is from, as far as it says so itself: in its dateline, its byline or its last line.

Known agencies are recognised anywhere in these places; an unknown name only where nothing but an agency can stand, in the
brackets of a dateline ("KASTRAVA, May 3 (Norrapress) —").
"""

import re
from collections.abc import Iterable

from qa.news.extract.word_lists import word_table

AGENCIES = word_table("agencies")
_BY_NAME = {name.casefold(): agency for agency, names in AGENCIES.items() for name in (agency, *names)}

_NAME = r"[A-Z][\w.&’'-]*(?: [A-Z][\w.&’'-]*){0,3}"
_DASH = r"[—–-]{1,2}"
_BRACKETED = re.compile(rf"^[^\n()]{{0,60}}\(({_NAME})\)\s*{_DASH}")
_LEADING = re.compile(rf"^({_NAME})\s+{_DASH}\s")
_AFTER_COMMAS = re.compile(rf"^[^\n.;:]{{2,60}},\s*({_NAME})\s*(?:{_DASH}|[.:]|$)", re.MULTILINE)
_ENDING = re.compile(rf"(?:^|[\s({{[]|{_DASH})({_NAME})[\s)\]}}.]*$")
_WITH = re.compile(
    rf"\b(?:reporting|report|additional reporting|material|source)s?(?: by| from|:)\s+({_NAME})", re.IGNORECASE
)
_OPENING = 200
_CLOSING = 160


def agency_of(text: str, byline: str | None = None, known: Iterable[str] = ()) -> str | None:
    """Return the agency that a text names as its source, under its full name; None where it names none.

    Args:
        known: further names of agencies, such as those that datelines of other articles have named.
    """
    names = {**_BY_NAME, **{name.casefold(): name for name in known}}
    for part in re.split(r",|;|/| and | for ", byline or ""):
        found = names.get(_plain(part))
        if found:
            return found
    opening, closing = text[:_OPENING].strip(), text[-_CLOSING:].strip()
    bracketed = _BRACKETED.match(opening)
    if bracketed:
        return names.get(_plain(bracketed[1]), bracketed[1])
    last_line = closing.rpartition("\n")[2]
    for pattern, where in ((_LEADING, opening), (_AFTER_COMMAS, opening), (_WITH, last_line), (_ENDING, last_line)):
        match = pattern.search(where)
        found = names.get(_plain(match[1])) if match else None
        if found:
            return found
    return None


def _plain(name: str) -> str:
    return re.sub(r"^(?:by|via|source:?)\s+", "", name.strip(" ().\n\t"), flags=re.IGNORECASE).casefold()
