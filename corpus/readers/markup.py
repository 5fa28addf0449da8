"""HTML to lines of text, for HTML that is known to be an article's: a mail, a chapter, the body of a record.

All visible text stays, in order: blocks become paragraphs separated by an empty line, items of lists begin with a dash, the
cells of a table row are on one line. Scripts, styles and forms are dropped. Removing what is around an article on a web page is
not done here: see `corpus.readers.web`.
"""

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tr ul".split()
)
_TIGHT = frozenset("li tr dd dt".split())  # on separate lines, without an empty line between them
_HIDDEN = frozenset(
    "script style template noscript head title svg math form button select textarea object iframe rt rp rtc".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_DEEPEST = 1_000
_PAIRS = (("<!--", "-->"), ("<![", "]>"), ("<", ">"))


def text_of(markup: str) -> str:
    """Return the visible text of some HTML, paragraphs separated by an empty line."""
    text = "\n".join(line for line, _ in html_rows(markup))
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def html_rows(markup: str) -> list[tuple[str, int]]:
    """Return the lines of some HTML, blank ones included, each with its heading level, or 0."""
    parser = _Text()
    parser.feed(_closed(markup))
    parser.close()
    return parser.rows()


def _closed(markup: str) -> str:
    """Return HTML with unclosed constructs escaped: the parser searches the whole rest for the end of each (quadratic time)."""
    for opening, closing in _PAIRS:
        last = markup.rfind(closing) + 1
        if markup.find(opening, last) >= 0:
            markup = markup[:last] + markup[last:].replace(opening, f"&lt;{opening[1:]}")
    return markup


class _Text(HTMLParser):
    """Collects lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[tuple[str, int]] = []
        self._level = 0
        self._line: list[str] = []
        self._hidden: list[str] = []

    def rows(self) -> list[tuple[str, int]]:
        """Return what was collected."""
        self._end_line()
        return self._done

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":  # a head that was never closed ends here
            self._hidden = []
        if self._hidden or _is_hidden(tag, attrs):
            if tag not in _VOID and len(self._hidden) < _DEEPEST:
                self._hidden.append(tag)
            return
        if tag == "br":
            self._end_line()
        elif tag in {"td", "th"}:
            self._line.append(" \t")
        elif tag in _BLOCKS:
            self._begin_block(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif tag in _BLOCKS and not self._hidden:
            self._begin_block("p")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:  # a tag that was never closed is closed with the one around it
                while self._hidden.pop() != tag:
                    pass
            return
        if tag in _BLOCKS:
            self._end_line()
            self._level = 0
            if tag not in _TIGHT:
                self._done.append(("", 0))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._line.append(_SPACE.sub(" ", data))

    def _begin_block(self, tag: str) -> None:
        self._end_line()
        self._level = int(tag[1]) if tag in _HEADINGS else 0
        if tag not in _TIGHT:
            self._done.append(("", 0))
        if tag == "li":
            self._line.append("- ")

    def _end_line(self) -> None:
        cells = [" ".join(cell.split()) for cell in "".join(self._line).split("\t")]
        line = " | ".join(cell for cell in cells if cell)
        self._line = []
        if line and line != "-":
            self._done.append((line, self._level))


def _is_hidden(tag: str, attrs: list[tuple[str, str | None]]) -> bool:
    if tag in _HIDDEN:
        return True
    values = dict(attrs)
    style = _SPACE.sub("", values.get("style") or "").lower()
    return "hidden" in values or "display:none" in style or "visibility:hidden" in style
