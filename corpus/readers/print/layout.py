"""Layout analysis: the words of a printed page in reading order, and its lines joined to paragraphs.

Only the position of each word is known. Words become runs; runs become columns where an empty strip separates them, and a run
that crosses the strip (a headline) separates what is above from what is below. A line was ended on purpose if the next word
would still have fitted; a paragraph ends with such a line, a wider gap, an indent or another font size. What is at the edges of
pages is dropped before, in `corpus.readers.print.edges`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from corpus.text import lines

_SAME_LINE = 0.35  # of the font size
_WORD_GAP = 0.8
_GUTTER = 0.7
_CROSSING = 0.15  # share of the lines that may cross a strip between columns
_COLUMN_LETTERS = 12  # a column has lines of at least this many letters; with fewer it is a table
_HYPHENS = "-‐\u00ad\x02\ufffe"
_SOFT = "\u00ad\x02\ufffe"
_CHANGING = 200  # letters at the end of a paragraph that the next line may still change


@dataclass(frozen=True, slots=True)
class Run:
    """Adjacent words on a line; `y` is the height of their baseline, `size` the font size."""

    x0: float
    x1: float
    y: float
    size: float
    text: str
    first: float  # width of the first word


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, on a page counted from 0; `left` and `right` are the column's edges."""

    run: Run
    left: float
    right: float
    column: int
    page: int


@dataclass(slots=True)
class PrintedParagraph:
    """The text of a paragraph, lines that were ended on purpose on lines of their own, and where in it pages begin."""

    text: str
    pages: list[tuple[int, int]]


def runs_of(words: Iterable[Run]) -> list[Run]:
    """Join adjacent words on a line."""
    runs: list[list[Run]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        near = last and -0.3 * word.size < word.x0 - last.x1 < _WORD_GAP * word.size
        if last and near and abs(last.y - word.y) < _SAME_LINE * word.size:
            runs[-1].append(word)
        else:
            runs.append([word])
    return [_joined(run) for run in runs]


def lines_of(runs: Sequence[Run], page: int) -> list[Line]:
    """Return the lines of a page in reading order."""
    done: list[Line] = []
    for number, (column, left, right) in enumerate(_columns(list(runs), None)):
        done += [Line(run, left, right, number, page) for run in _merged(column)]
    return done


def join_lines(pages: Sequence[list[Line]]) -> list[PrintedParagraph]:
    """Return the text of lines in paragraphs, across columns and pages."""
    flow = [line for page in pages for line in page]
    known = Counter(word.casefold() for line in flow for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.run.text))
    leading = _leading(flow)
    done: list[_ParagraphBuilder] = []
    for before, line in zip([None, *flow], flow, strict=False):
        text = line.run.text.strip()
        if before is None or _begins(before, line, leading):
            done.append(_ParagraphBuilder(text, [(0, line.page)]))
            continue
        done[-1].attach(text, known, hard=_ended_on_purpose(before, line))
        if line.page != before.page:
            done[-1].pages.append((done[-1].length - len(text), line.page))
    return [PrintedParagraph(one.text(), one.pages) for one in done]


@dataclass(slots=True)
class _ParagraphBuilder:
    """A paragraph that grows by lines: the part that no further line can change, and its end."""

    end: str
    pages: list[tuple[int, int]]
    fixed: list[str] = field(default_factory=list)
    fixed_length: int = 0

    @property
    def length(self) -> int:
        return self.fixed_length + len(self.end)

    def attach(self, text: str, known: Counter[str], *, hard: bool) -> None:
        self.end = _attached(self.end, text, known, hard=hard)
        if len(self.end) > 2 * _CHANGING:
            self.fixed.append(self.end[:-_CHANGING])
            self.fixed_length += len(self.end) - _CHANGING
            self.end = self.end[-_CHANGING:]

    def text(self) -> str:
        return f"{''.join(self.fixed)}{self.end}".rstrip(_SOFT)


def _columns(runs: list[Run], bounds: tuple[float, float] | None) -> Iterator[tuple[list[Run], float, float]]:
    """Yield the runs of each column in reading order, with its edges."""
    if not runs:
        return
    left, right = bounds or (min(run.x0 for run in runs), max(run.x1 for run in runs))
    strip = _strip(runs) if len(runs) > 5 else None
    if strip is None:
        yield runs, left, right
        return
    crossing = [run for run in runs if run.x0 < strip < run.x1]
    edges = sorted({run.y for run in crossing}, reverse=True)
    rest = [run for run in runs if not run.x0 < strip < run.x1]
    for above, below in zip([float("inf"), *edges], [*edges, float("-inf")], strict=True):
        band = [run for run in rest if below < run.y <= above]
        yield from _columns([run for run in band if run.x1 <= strip], None)
        yield from _columns([run for run in band if run.x0 >= strip], None)
        if headline := [run for run in crossing if run.y == below]:
            yield headline, left, right


def _strip(runs: Sequence[Run]) -> float | None:
    """Return the middle of the widest empty strip between two columns, if there is one."""
    left, right = min(run.x0 for run in runs), max(run.x1 for run in runs)
    width = int(right - left) + 2
    steps = [0] * (width + 1)
    for run in runs:
        steps[int(run.x0 - left) + 1] += 1
        steps[min(width, int(run.x1 - left) + 1)] -= 1
    size = median(run.size for run in runs)
    best: tuple[float, float] | None = None
    covered = start = 0
    allowed = _CROSSING * len(runs) / 2
    for x in range(width + 1):
        covered += steps[x]
        if covered > allowed or x == width:
            middle = left + (start + x) / 2
            if x - start >= _GUTTER * size and _parts_columns(runs, middle) and (best is None or x - start > best[0]):
                best = (x - start, middle)
            start = x + 1
    return best[1] if best else None


def _parts_columns(runs: Sequence[Run], x: float) -> bool:
    sides = [[run for run in runs if run.x1 <= x], [run for run in runs if run.x0 >= x]]
    if any(len(side) < 3 or sum(len(run.text) for run in side) < _COLUMN_LETTERS * len(side) for side in sides):
        return False
    (top1, low1), (top2, low2) = ((max(run.y for run in side), min(run.y for run in side)) for side in sides)
    return min(top1, top2) - max(low1, low2) > 0.3 * min(top1 - low1, top2 - low2)


def _merged(column: Sequence[Run]) -> list[Run]:
    """Return the lines of a column from top to bottom; runs on one line are merged."""
    rows: list[list[Run]] = []
    for run in sorted(column, key=lambda run: -run.y):
        if rows and abs(rows[-1][0].y - run.y) < _SAME_LINE * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [_joined(sorted(row, key=lambda run: run.x0)) for row in rows]


def _joined(row: Sequence[Run]) -> Run:
    """Return the runs of one line as one."""
    text = " ".join(run.text for run in row)
    return replace(row[0], x1=row[-1].x1, text=text, size=max(run.size for run in row))


def _leading(flow: Sequence[Line]) -> float:
    """Return the usual distance between lines, as a multiple of the font size."""
    gaps = [
        (a.run.y - b.run.y) / b.run.size
        for a, b in pairwise(flow)
        if (a.page, a.column) == (b.page, b.column) and b.run.size
    ]
    usual = [gap for gap in gaps if 0.7 < gap < 2.5]
    return median(usual) if len(usual) > 4 else min([1.25, *usual])


def _begins(before: Line, line: Line, leading: float) -> bool:
    """Return whether a line begins a paragraph."""
    a, b = before.run, line.run
    if abs(a.size - b.size) > 0.12 * b.size:
        return True
    if _hyphened(a.text, b.text):
        return False
    if (before.page, before.column) != (line.page, line.column):
        return lines.ends_sentence(a.text) or _ended_on_purpose(before, line) or lines.bulleted(b.text)
    if a.y - b.y > 1.3 * leading * b.size:
        return True
    indented = b.x0 - line.left > 0.7 * b.size and a.x0 - before.left < 0.5 * b.size
    return (indented and lines.ends_sentence(a.text)) or (
        _ended_on_purpose(before, line) and lines.ends_sentence(a.text)
    )


def _ended_on_purpose(before: Line, line: Line) -> bool:
    """Return whether the first word of a line would still have fitted on the one before, with something to spare."""
    room = before.right - before.run.x1
    return room > line.run.first + 0.5 * before.run.size + 0.03 * (before.right - before.left)


def _hyphened(text: str, more: str) -> bool:
    """Return whether a word was hyphenated at the end of a line."""
    return text[-1:] != "" and text[-1] in _HYPHENS and text[-2:-1].isalpha() and more[:1].islower()


def _attached(text: str, more: str, known: Counter[str], *, hard: bool) -> str:
    """Return two lines as one, joining a word that was hyphenated at the end of the first."""
    if (hard and not _hyphened(text, more)) or lines.bulleted(more):
        return f"{text.rstrip(_SOFT)}\n{more}"
    if not text or text[-1] not in _HYPHENS or not more[:1].isalpha() or text[-2:-1] in {"", " "}:
        return f"{text} {more}"
    head = re.search(r"[^\W\d_]*$", text[-_CHANGING:-1])
    tail = re.match(r"[^\W\d_]*", more)
    one, other = head[0] if head else "", tail[0] if tail else ""
    hyphenated = f"{one}-{other}".casefold()
    if text[-1] not in _SOFT and (more[0].isupper() or known[hyphenated] > known[f"{one}{other}".casefold()]):
        return f"{text}{more}"
    return f"{text[:-1]}{more}"
