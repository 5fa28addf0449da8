"""Checking an exported conversation: does each quote still say what its article says?

The file is read as it stands: the words that a reader sees are compared with the article, not a copy of them hidden in the
file, so a quote that somebody has changed is found as well as an article that has changed since.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from corpus.article import Article, text_hash
from corpus.errors import NotFound, ReadError

MAX_BYTES = 64 * 1024 * 1024
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#\d{1,7};")
_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # as the page shows text
_PLACE = re.compile(r"cuttings:([a-z2-7]{12}):(\d{1,12})-(\d{1,12}):sha256=([0-9a-f]{64})")

SAME = "same"
CHANGED = "changed"
MISSING = "missing"
ALTERED = "altered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What an exported file says that an article says.

    Attributes:
        article: id.
        start, end, sha256: as cited.
        text: the words in the file; None where only the place is cited.
    """

    article: str
    start: int
    end: int
    sha256: str
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a claim.

    Attributes:
        state: `SAME`; `CHANGED`: the article says something else there now; `MISSING`: the article is not in the archive;
            `ALTERED`: the file itself does not say what was cited.
        title: of the article, where it is there.
    """

    claim: Claim
    state: str
    title: str = ""


def claims(path: Path) -> list[Claim]:
    """Return what an exported conversation says, in its order.

    Raises:
        ReadError: the file cannot be read, or nothing in it is a citation.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(str(path), f"it cannot be read ({error.strerror or error})") from error
    if len(data) > MAX_BYTES:
        raise ReadError(str(path), "too large for an exported conversation")
    text = data.decode("utf-8", "replace")
    read = _from_html if re.match(r"\s*<!doctype html", text, re.IGNORECASE) else _from_markdown
    found = list(read(text))
    if not found:
        raise ReadError(str(path), "there is no citation in it; export a conversation as Markdown or HTML")
    return found


def verify(found: list[Claim], article: Callable[[str], Article]) -> list[Verdict]:
    """Compare claims with the articles that `article` returns by id, or raises NotFound for."""
    return [_verdict(claim, article) for claim in found]


def _verdict(claim: Claim, article: Callable[[str], Article]) -> Verdict:
    try:
        known = article(claim.article)
    except NotFound:
        return Verdict(claim=claim, state=MISSING)
    said = known.text[claim.start : claim.end]
    if text_hash(said) == claim.sha256:
        state = SAME if claim.text is None or _shown(claim.text) == _shown(said) else ALTERED
    else:
        state = CHANGED if claim.text is None or text_hash(claim.text) == claim.sha256 else ALTERED
    return Verdict(claim=claim, state=state, title=known.title)


def _shown(text: str) -> str:
    return _UNSHOWABLE.sub("\ufffd", text)


def _claim(place: "re.Match[str]", text: str | None) -> Claim:
    return Claim(article=place[1], start=int(place[2]), end=int(place[3]), sha256=place[4], text=text)


def _from_markdown(text: str) -> Iterator[Claim]:
    quoted: list[str] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")
        place = _PLACE.search(line)
        if line == ">" or line.startswith("> "):
            quoted.append(_ESCAPED.sub(lambda one: one[1] or unescape(one[0]), line[2:]))
        elif place:
            yield _claim(place, "\n".join(quoted) if quoted else None)
            quoted = []
        elif line.startswith("#"):
            quoted = []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Claim] = []
        self._place: re.Match[str] | None = None
        self._said: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = _PLACE.fullmatch(dict(attrs).get("data-place") or "")
        if tag == "blockquote" and place:
            self._place, self._said = place, []
        elif place:
            self.found.append(_claim(place, None))

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote" and self._place and self._said is not None:
            self.found.append(_claim(self._place, "".join(self._said)))
            self._place = self._said = None

    def handle_data(self, data: str) -> None:
        if self._said is not None:
            self._said.append(data)


def _from_html(text: str) -> Iterator[Claim]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    yield from reader.found
