"""A parser for exported conversations and dossiers.

It accepts the lines that `qa.web.export.write` and `qa.web.export.dossier` write, in their order, and no others.
Lines that do not fit are reported. Markup is not interpreted, so nothing can be hidden from a reader and shown to the parser,
or the other way round: quotes and sources are returned as written, to be compared with what would be written now.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from io import StringIO
from itertools import chain, islice

from qa.answering.answer import cited_field
from qa.web.export.briefing import is_opening
from qa.web.export.cite import Escape, earlier_markdown_text, markdown_text
from qa.web.export.dossier import DOSSIER_NOTE, OWN_HTML, OWN_MARKDOWN
from qa.web.export.order import WHY, Kind, may_follow
from qa.web.export.parts import Cites, Citing, Exported, Misfit, Part, WrittenIn
from qa.web.export.write import (
    EARLIER_MARKDOWN,
    EARLIER_NOTES,
    HEAD_LIMIT,
    HTML,
    HTML_END,
    KINDS,
    MARKDOWN,
    NOTE,
    QUESTION_LIMIT,
    TITLE_LIMIT,
    UNSURE,
    Pieces,
    html_head,
    is_remark,
    markdown_note,
)
from qa.web.export.written import html_line, is_by_line, markdown_line
from qa.web.render.text import clip, escape

_PLACE = r"cuttings:([a-z2-7]{12})(?:#(title|byline|outlet|published))?:(\d{1,12})-(\d{1,12}):sha256=([0-9a-f]{64})"
_NOTES = {NOTE, *EARLIER_NOTES}
_MARKDOWN_NOTES = {markdown_note(note) for note in _NOTES}
_EARLIER_MARKDOWN_NOTES = {markdown_note(note, earlier_markdown_text) for note in _NOTES}
"""A file with one of these is escaped as earlier versions did."""
_MODEL = r"[^\s“”\"«»]{1,200}|(?:/|[A-Za-z]:\\)[^“”\"«»]{1,1000}"  # a name, or the path of a folder
_SENTENCES = "|".join(map(re.escape, (UNSURE, *KINDS.values())))
_ASKED = re.compile(
    rf"Asked on \d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}(?:, model (?:{_MODEL}))?(?:, only .+)?\.(?: (?:{_SENTENCES}))?",
    re.ASCII,
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|&#(\d{1,7});")
_MD_SOURCE = re.compile(rf"\\\[([1-9]\d{{0,5}})\\\] .*\n`{_PLACE}`", re.ASCII)
_MD_OTHER = re.compile(rf"- \\\[([1-9]\d{{0,5}})\\\] .* `{_PLACE}`", re.ASCII)
_HTML_SOURCE = re.compile(
    rf'<p class="source" dir="auto">\[([1-9]\d{{0,5}})\] .*<br><code>{_PLACE}</code></p>', re.ASCII
)
_HTML_OTHER = re.compile(rf'<li class="source" dir="auto" data-place="{_PLACE}">\[([1-9]\d{{0,5}})\] .*', re.ASCII)
_HTML_TITLE = re.compile(r'<h1 dir="auto">([^<]*)</h1><p class="(note|opening)">([^<]*)</p>')
_HTML_NOTE = re.compile(r'<p class="note">([^<]*)</p>')
_HTML_QUESTION = re.compile(r'<section><h2 dir="auto">([^<]*)</h2>')
_HTML_ASKED = re.compile(r'<p class="note" dir="auto">([^<]*)</p>')
_HTML_REMARK = re.compile(r'<p dir="auto">([^<]*)</p>')
_HTML_OWN = re.compile(rf"{re.escape(OWN_HTML)}([^<]+)</p>")
_SECTION_END = "</section>"

LONGEST = 20_000
"""Characters of the reader's own words in one line: enough for a hundred outlets that a question was restricted to."""

_ESCAPES = 10  # at most, characters that an escaped one is written with

NOTE_WITHIN = 3
"""Our note is among so many blocks at the beginning of a file."""

MOST_MISFITS = 100
"""After this many the rest of the file is not parsed."""


def read(text: str) -> Exported:
    """Parse an exported conversation; any text can be parsed, perhaps into nothing but misfits."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if re.match(r"\s*<!doctype html", text, re.IGNORECASE):
        return _structured(_html_parts(text), HTML, _html_words, Kind.HEAD, {Kind.CLOSED})
    blocks = list(_blocks(text))
    if any(block in _EARLIER_MARKDOWN_NOTES for _, block in blocks[:NOTE_WITHIN]):
        pieces, escaped = EARLIER_MARKDOWN, earlier_markdown_text
    else:
        pieces, escaped = MARKDOWN, markdown_text
    parts = _markdown_parts(blocks, escaped)
    return _structured(parts, pieces, _markdown_words, Kind.TITLE, {Kind.NOTE, Kind.END})


def _structured(
    parts: Iterable[Part], pieces: Pieces, words: Callable[[str], str], first: Kind, last: set[Kind]
) -> Exported:
    misfits: list[Misfit] = []
    sections = [_Section()]
    dossier = briefing = False
    end = Kind.CLOSED if pieces is HTML else Kind.END  # of a dossier
    before: Part | None = None
    for part in parts:
        if len(misfits) >= MOST_MISFITS:
            break
        fits = (
            may_follow(part.kind, before.kind, end if dossier else None, briefing=briefing)
            if before
            else part.kind is first
        )
        if part.kind is not Kind.UNKNOWN and before and before.kind is Kind.QUOTE and not fits:
            misfits.append(Misfit(before.line, WHY[Kind.QUOTE], before.written))
        elif not fits:
            misfits.append(Misfit(part.line, WHY.get(part.kind, "it does not belong here"), part.written))
        if part.kind is Kind.UNKNOWN:
            continue
        dossier = dossier or (part.kind is Kind.DOSSIER and fits)
        briefing = briefing or (part.kind is Kind.OPENING and fits)
        if part.kind is Kind.QUESTION:
            sections.append(_Section())
        if fits or part.kind is Kind.OTHER:
            sections[-1].add(part, before, words)
        if part.kind is (end if dossier else Kind.END):
            misfits += sections[-1].misfits(part)
        before = part
    if not misfits and (before is None or before.kind not in last):
        line, written = (before.line, before.written) if before else (1, "")
        misfits.append(Misfit(line, "the file does not end as Cuttings ends one", written))
    misfits.sort(key=lambda one: one.line)
    return Exported(
        pieces=pieces,
        citing=tuple(one for section in sections for one in section.citing),
        misfits=tuple(misfits),
        questions=len(sections) - 1,
        written=tuple(one for section in sections for one in section.written(words)),
    )


@dataclass(slots=True)
class _Section:
    """What was found of one answer, or of a dossier."""

    citing: list[Citing] = field(default_factory=list)
    sentences: list[Part] = field(default_factory=list)

    def add(self, part: Part, before: Part | None, words: Callable[[str], str]) -> None:
        """Add a part that is a citation or a written sentence."""
        if part.cites:
            quote = before if part.kind is Kind.SOURCE else None
            text = words(quote.written) if quote else None
            self.citing.append(Citing(source=part, cites=part.cites, quote=quote, text=text))
        elif part.sentence:
            self.sentences.append(part)

    def misfits(self, end: Part) -> Iterator[Misfit]:
        """Yield what is wrong with it, when it ends."""
        numbers = [one.cites.number for one in self.citing]
        if not _complete(numbers, len(self._quoted())):
            why = "of the citations of the answer that ends here one is missing, there twice or out of its order"
            yield Misfit(end.line, why, end.written)
        for part in self.sentences:
            if part.sentence and not self._quoted().keys() >= set(part.sentence.named):
                yield Misfit(part.line, WHY[Kind.WRITTEN], part.written)

    def written(self, words: Callable[[str], str]) -> Iterator[WrittenIn]:
        """Yield the written sentences with the quotes that they cite."""
        quoted = self._quoted()
        for part in self.sentences:
            if part.sentence:
                cites = tuple(quoted[number] for number in part.sentence.cites if number in quoted)
                yield WrittenIn(part=part, text=words(part.sentence.text), cites=cites)

    def _quoted(self) -> dict[int, Cites]:
        return {one.cites.number: one.cites for one in self.citing if one.quote is not None}


def _complete(numbers: list[int], quoted: int) -> bool:
    """Tell whether the numbers are those of all citations of an answer, those of its quotes first."""
    others = numbers[quoted:]
    return sorted(numbers) == list(range(1, len(numbers) + 1)) and others == sorted(others)


def _markdown_parts(blocks: Iterable[tuple[int, str]], escaped: Escape) -> Iterator[Part]:
    ended = False
    last = 1
    for line, block in blocks:
        part = _markdown_part(line, block, escaped)
        if part.kind in {Kind.QUESTION, Kind.NOTE} and ended:
            yield Part(Kind.END, last, "")
        ended = part.kind is not Kind.NOTE and (ended or part.kind in {Kind.QUESTION, Kind.DOSSIER})
        last = line
        yield part
    if ended:
        yield Part(Kind.END, last, "")


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the blocks between empty lines, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate(chain(_lines(text), [""]), 1):
        if line.strip(" \t"):
            block.append(line)
        elif block:
            yield number - len(block), "\n".join(block)
            block = []


def _lines(text: str) -> Iterator[str]:
    return (line.removesuffix("\n") for line in StringIO(text, newline="\n"))


def _markdown_part(line: int, block: str, escaped: Escape) -> Part:
    if block.startswith(">"):
        # editors that strip trailing spaces strip them here
        return Part(Kind.QUOTE, line, "\n".join("> " if one == ">" else one for one in block.split("\n")))
    for kind, form in ((Kind.SOURCE, _MD_SOURCE), (Kind.OTHER, _MD_OTHER)):
        if found := form.fullmatch(block):
            return Part(kind, line, block, _cites(*found.groups()))
    if block in (_MARKDOWN_NOTES if escaped is markdown_text else _EARLIER_MARKDOWN_NOTES):
        return Part(Kind.NOTE, line, block)
    if block == markdown_note(DOSSIER_NOTE):
        return Part(Kind.DOSSIER, line, block)
    if block.startswith(OWN_MARKDOWN):
        own = _markdown_free(block.removeprefix(OWN_MARKDOWN), escaped)
        return Part(Kind.OWN if own else Kind.UNKNOWN, line, block)
    if sentence := markdown_line(block):
        free = _markdown_free(sentence.text, escaped)
        return Part(Kind.WRITTEN if free else Kind.UNKNOWN, line, block, sentence=sentence)
    for kind, mark, limit in ((Kind.TITLE, "#", TITLE_LIMIT), (Kind.QUESTION, "##", QUESTION_LIMIT)):
        if block == mark or (
            block.startswith(f"{mark} ") and _markdown_free(block[len(mark) + 1 :], escaped, limit) is not None
        ):
            return Part(kind, line, block)
    return Part(_kind_of(_markdown_free(block, escaped)), line, block)


def _markdown_free(line: str, escaped: Escape, limit: int = LONGEST) -> str | None:
    """Return the text of a line of Markdown, None where it is more than escaped text, or too long."""
    if len(line) > limit * _ESCAPES:
        return None
    text = _unescaped(line)
    return text if len(text) <= limit and "\n" not in text and escaped(text) == line else None


def _unescaped(line: str) -> str:
    return _ESCAPED.sub(lambda one: one[1] or chr(min(int(one[2]), 0x10FFFF)), line)


def _markdown_words(block: str) -> str:
    return "\n".join(_unescaped(re.sub(r"^> ?", "", line)) for line in block.split("\n"))


def _kind_of(text: str | None) -> Kind:
    if text is None:
        return Kind.UNKNOWN
    if _ASKED.fullmatch(text):
        return Kind.ASKED
    if is_opening(text):
        return Kind.OPENING
    if is_by_line(text):
        return Kind.WRITER
    return Kind.REMARK if is_remark(text) else Kind.UNKNOWN


def _html_parts(text: str) -> Iterator[Part]:
    text = text.rstrip(" \t\n")
    first = list(islice(_lines(text), 3))
    titled = _HTML_TITLE.fullmatch(first[2]) if len(first) > 2 else None
    title = _html_free(titled[1], TITLE_LIMIT) if titled else None
    head = html_head(escape(clip(title or "", HEAD_LIMIT)))
    for number, line in enumerate(_lines(text), 1):
        if number > 2 or line != head[number - 1]:
            yield from _html_line(number, line)
        elif number == 2:
            yield Part(Kind.HEAD, number, line)


def _html_line(number: int, line: str) -> Iterator[Part]:
    if line in {_SECTION_END, HTML_END}:
        yield Part(Kind.END if line == _SECTION_END else Kind.CLOSED, number, line)
    elif line.startswith("<blockquote"):
        yield Part(Kind.QUOTE, number, line)
    elif found := _HTML_SOURCE.fullmatch(line):
        yield Part(Kind.SOURCE, number, line, _cites(*found.groups()))
    elif line.startswith("<ul><li") and line.endswith(f"</ul>{_SECTION_END}"):
        items = line.removeprefix("<ul>").removesuffix(f"</ul>{_SECTION_END}")
        for item in filter(None, re.split(r"(?=<li class=)", items)):
            found = _HTML_OTHER.fullmatch(item)
            place = _cites(found[6], *found.groups()[:5]) if found else None
            yield Part(Kind.OTHER if place else Kind.UNKNOWN, number, item, place)
        yield Part(Kind.END, number, _SECTION_END)
    else:
        yield from _html_own_line(number, line)


def _html_own_line(number: int, line: str) -> Iterator[Part]:
    """Yield what a line is that has no place of the archive in it."""
    if (found := _HTML_TITLE.fullmatch(line)) and _html_free(found[1], TITLE_LIMIT) is not None:
        yield Part(Kind.TITLE, number, line)
        yield Part(_kind_below(found[2], _html_free(found[3])), number, line)
    elif (found := _HTML_NOTE.fullmatch(line)) and _html_free(found[1]) in _NOTES:
        yield Part(Kind.NOTE, number, line)
    elif (found := _HTML_OWN.fullmatch(line)) and _html_free(found[1]):
        yield Part(Kind.OWN, number, line)
    elif (found := _HTML_QUESTION.fullmatch(line)) and _html_free(found[1], QUESTION_LIMIT) is not None:
        yield Part(Kind.QUESTION, number, line)
    elif (found := _HTML_ASKED.fullmatch(line)) and _kind_of(_html_free(found[1])) in (Kind.ASKED, Kind.WRITER):
        yield Part(_kind_of(_html_free(found[1])), number, line)
    elif (sentence := html_line(line)) and _html_free(sentence.text):
        yield Part(Kind.WRITTEN, number, line, sentence=sentence)
    else:
        yield from _html_remark(number, line)


def _kind_below(mark: str, text: str | None) -> Kind:
    """Return what stands below a title, by its class and its text."""
    if mark == "opening":
        return Kind.OPENING if text and is_opening(text) else Kind.UNKNOWN
    return Kind.NOTE if text in _NOTES else Kind.DOSSIER if text == DOSSIER_NOTE else Kind.UNKNOWN


def _html_remark(number: int, line: str) -> Iterator[Part]:
    found = _HTML_REMARK.fullmatch(line.removesuffix(_SECTION_END))
    known = found and _kind_of(_html_free(found[1])) is Kind.REMARK
    yield Part(Kind.REMARK if known else Kind.UNKNOWN, number, line)
    if line.endswith(_SECTION_END):  # as earlier versions ended a question that failed
        yield Part(Kind.END, number, _SECTION_END)


def _html_free(markup: str, limit: int = LONGEST) -> str | None:
    """Return the text of some HTML, None where it is more than escaped text, or too long."""
    if len(markup) > limit * _ESCAPES:
        return None
    text = unescape(markup)
    return text if len(text) <= limit and escape(text) == markup else None


def _html_words(line: str) -> str:
    return unescape(re.sub(r"^<blockquote[^>]*>|</blockquote>$", "", line))


def _cites(number: str, article: str, field: str | None, start: str, end: str, sha256: str) -> Cites:
    return Cites(
        number=int(number), article=article, field=cited_field(field), start=int(start), end=int(end), sha256=sha256
    )
