"""Headers on one line: `The Gazette, 9 March 2021, p. 3`, `9 March 2021 | The Gazette | By Jane Doe`, `Title (Post, 9/3/2021)`.

The line is its date and the fields around it: outlet, byline, page, length. It is a header only if nothing else is left; with
commas alone it may also be a place and a date, so that such lines count only as `rows.rows_of` says.
"""

import re
from dataclasses import dataclass

from corpus.text import lines
from corpus.text.dates import DateOptions
from corpus.text.dates_within import date_within

_LONGEST = 250
_LONGEST_FIELDS = 140
_MOST_FIELDS = 6
_YEAR = re.compile(r"(?:1[4-9]|2[01])\d\d(?!\d)|[٠-٩۰-۹]{4}")
_INSIDE = r"(?:[^()\[\]]|\([^()\[\]]{1,40}\)){8,140}"
_TITLED = re.compile(rf"^(\S[^()\[\]]{{7,200}}?)\s*(?:\(({_INSIDE})\)|\[({_INSIDE})\])\.?$")
_SEPARATOR = re.compile(r"\s+[|·•–—/-]\s+|\s*[|·•;、，]\s*|\s*,\s+|\s*[:–—]\s*$|\t+")
_STRONG = re.compile(r"\s[|·•–—/-]\s|[|·•]")
_PAGE = re.compile(
    r"^(?:(?:pp?|pgs?|s|ss|str|blz|pág|pag|стр|с|עמ['׳]?|ص)\.?|pages?|seiten?|página|pagina|bladzijde|עמוד|صفحة)\s*:?\s*"
    r"[A-Z]{0,3}[-.]?\d{1,4}[A-Z]?(?:\s*(?:[-–,/]|und|and|et)\s*[A-Z]?\d{1,4})*\.?$|^[A-Z]{0,2}\d{1,3}$",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"^\d[\d.,\s]{0,6}\s?(?:w|words?|wörter|worte|mots|woorden|palabras|parole|palavras|слов|מילים|كلمة)\.?$",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"^(?:.{0,30}\b(?:edition|ausgabe|édition|editie|edición|edizione)|n[or°]\.?\s*\d+|nr\.\s*\d+|issue\s+\d+)$",
    re.IGNORECASE,
)
_EDITION_OF = re.compile(
    r"\s*[(\[][^()\[\]]{0,30}\b(?:edition|ausgabe|édition|editie|edición|edizione)[)\]]$", re.IGNORECASE
)
_LINK = re.compile(r"(?:^|\s+)(?:vom|von|du|of|from|van|del|de|le|on|am|dated)$", re.IGNORECASE)
_SENTENCE_BEGINS = frozenset(
    "on in at since until by after before from am im seit bis nach vor en depuis op sinds desde dal".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderLine:
    """What a line with date and outlet says.

    Attributes:
        strong: whether its form is that of a header only, not that of a place and a date.
        title: where the whole header is one line.
    """

    outlet: str
    published: str
    byline: str = ""
    title: str = ""
    strong: bool = True


def header_line(line: str, options: DateOptions) -> HeaderLine | None:
    """Return what a line says if it consists of a date, an outlet and other fields of a header; None for other lines."""
    if len(line) > _LONGEST or not _YEAR.search(line):
        return None
    if titled := _TITLED.match(line):
        title, inside = titled[1].strip(), _fields(titled[2] or titled[3], options)
        if inside and len(title.split()) >= 3 and lines.title_like(title):
            return HeaderLine(outlet=inside.outlet, published=inside.published, byline=inside.byline, title=title)
        return None
    return _fields(line, options) if len(line) <= _LONGEST_FIELDS else None


def is_field(text: str) -> bool:
    """Return whether a text only says on which page, in which edition, or how long an article is."""
    return any(form.match(text) for form in (_PAGE, _LENGTH, _EDITION))


def fields_of(text: str) -> list[str]:
    """Return the fields of a header between separators, without those that name page, length or edition."""
    pieces = [_bare(_EDITION_OF.sub("", piece.strip())) for piece in _SEPARATOR.split(text)]
    bare = [piece if re.search(r"\b\w\.$", piece) else piece.rstrip(".") for piece in pieces]
    return [piece for piece in bare if piece and not is_field(piece)]


def _bare(piece: str) -> str:
    """Return a field without punctuation around it; brackets that belong to it stay, as in `Evening Post (London)`."""
    piece = piece.lstrip(" .").strip(" ,:;/–—")
    if piece.count("(") != piece.count(")") or piece.startswith("("):
        piece = piece.strip("() ,:;")
    return piece.strip("[]").strip()


def _fields(line: str, options: DateOptions) -> HeaderLine | None:
    found = date_within(line, options)
    if found is None:
        return None
    before = _LINK.sub("", found.before)
    if found.before and before == found.before and not re.search(r"[|·•–—/,;:、，\t(-]$", before):
        return _spaced(before, found.value, found.after)
    if before and before != found.before and not _dated(before, line):
        return None
    pieces = fields_of(before) + fields_of(found.after)
    byline = ""
    named: list[str] = []
    for piece in pieces:
        if author := lines.byline(piece):
            byline = byline or author
        else:
            named.append(piece)
    strong = bool(byline or _STRONG.search(line) or len(pieces) < len(_pieces(before)) + len(_pieces(found.after)))
    if (
        len(named) == 2
        and not byline
        and _STRONG.search(line)
        and lines.name_like(named[1])
        and not lines.press_like(named[1])
    ):
        byline = named.pop()
    if not 1 <= len(named) <= 2 or len(pieces) > _MOST_FIELDS or not _names_outlet(named[0]):
        return None
    if len(named) == 2 and not (strong and len(named[1].split()) <= 4 and lines.capitalised(named[1])):
        return None
    return HeaderLine(outlet=named[0], published=found.value, byline=byline, strong=strong)


def _pieces(text: str) -> list[str]:
    return [piece for piece in _SEPARATOR.split(text) if piece.strip(" .,:;()[]")]


def _spaced(outlet: str, published: str, after: str) -> HeaderLine | None:
    """Read `The Gazette 9 March 2021, p. 3`, which has nothing between outlet and date."""
    if fields_of(after) or not _names_outlet(outlet) or not lines.capitalised(outlet) or len(outlet.split()) > 6:
        return None
    return HeaderLine(outlet=outlet, published=published, strong=False)


def _dated(outlet: str, line: str) -> bool:
    """Return whether `Outlet of 9 March 2021` names an outlet; a sentence may end with a day as well."""
    quoted = not outlet[0].isalnum() and not outlet[-1].isalnum()
    short = len(outlet.split()) <= 4 and not line.endswith(".")
    return quoted or short or lines.capitalised(outlet)


def _names_outlet(text: str) -> bool:
    words = text.split()
    return lines.outlet_like(text) and words[0].casefold() not in _SENTENCE_BEGINS and any(map(str.isalpha, text))
