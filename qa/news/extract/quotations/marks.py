"""Where the marks of quotation are: which pairs belong together, and which marks are apostrophes.

A pair is looked for inside its paragraph. A quotation that runs on is known by either of two customs: each paragraph
is opened again and only the last is closed, or the mark is opened once and closed paragraphs later. It is given in
pieces, one a paragraph, so that no piece contains a mark of its own quotation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

Span = tuple[int, int]

MAX_RUN = 20
"""A quotation goes on over so many paragraphs at most; beyond that a mark was forgotten."""

_WRAPPED = 100
_MARK = re.compile(r"[“”„‟«»\"]|``|''(?!'(?!\w))|’’|‘‘")
_MARK_OF_ONE_SIGN = re.compile(r"[“”„‟«»\"]")
_TWO_SIGNS = ("``", "''", "’’", "‘‘")
_OPENING = frozenset(["“", "„", "‟", "«", "``", "‘‘"])
_CLOSING = frozenset(["”", "»", "''", "’’"])
_PARTNERS = {"„": '“”"‟', "«": "»", "»": "«", "``": "''\"”", "''": "''\"”", "‘‘": '’’"”'}
_CURLY_PARTNERS = "”\"“‟''’’"
# the sign stands first, so that only where one is the rest is looked at
_SINGLE = re.compile(r"['‘’](?<!['‘’].)(?!['‘’])", re.DOTALL)
_MAY_OPEN = re.compile(r"['‘](?<![\w'‘’].)(?!['‘’\s])", re.DOTALL)
_ELISION = re.compile(
    r"['‘’](?:\d\d?0?s\b|\d\d\b|em\b|tis\b|twas\b|til\b|cause\b|bout\b|round\b|n['’]|un\b|cos\b)", re.I
)
_BEFORE_OPENING = frozenset('([{—–-/"“„«…')
_BEFORE_SPACED = "'’,.!?"
_SENTENCE_END = re.compile(r"[.!?…:][\"”’»)\]']*\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Words between marks: `text[start:end]` without, `text[outer_start:outer_end]` with them.

    `carried_on` says that the paragraph began inside the quotation.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    carried_on: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    sign: str
    opens: bool
    closes: bool


@dataclass(slots=True)
class _Scan:
    """What one paragraph has: pairs, an opening mark that nothing closes, closing marks that nothing opened."""

    start: int
    end: int
    pairs: list[Quoted]
    lone: _Mark | None = None
    closed: _Mark | None = None  # the first closing mark, if nothing opened it
    starts_open: bool = False
    marks: list[_Mark] = field(default_factory=list)


def paragraph_spans(text: str) -> list[Span]:
    """Return the paragraphs of `text`, without white space at their ends.

    An empty line ends one. A single line end does when lines are so long that nobody wrapped them.
    """
    lines = list(_lines(text))
    wrapped = all(end - start <= _WRAPPED for start, end in lines)
    spaced = any(start == end for start, end in lines[:-1])
    spans: list[Span] = []
    open_ = False
    for start, end in lines:
        if start == end:
            open_ = False
        elif open_ and wrapped and (spaced or not _SENTENCE_END.search(text[max(spans[-1][1] - 8, 0) : spans[-1][1]])):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
            open_ = True
    return spans


def _lines(text: str) -> Iterator[Span]:
    position = 0
    for line in text.split("\n"):
        bare = line.strip()
        start = position + (len(line) - len(line.lstrip())) if bare else position
        yield start, start + len(bare)
        position += len(line) + 1


def quoted_spans(text: str, paragraphs: list[Span]) -> list[Quoted]:
    """Return what stands between marks of quotation in `text`, outermost pairs only, in order."""
    scans = [_scan(text, *span) for span in paragraphs]
    found: list[Quoted] = []
    for position, scan in enumerate(scans):
        found.extend(scan.pairs)
        if scan.lone is not None and not scan.starts_open:
            found.extend(_run(text, scans, position))
    worded = [quoted for quoted in found if any(char.isalnum() for char in text[quoted.start : quoted.end])]
    return _outermost(text, worded)


def _run(text: str, scans: list[_Scan], first: int) -> list[Quoted]:
    """Return the pieces of a quotation that is opened in paragraph `first` and not closed there."""
    following = scans[first + 1 : first + 1 + MAX_RUN]
    lone = scans[first].lone
    pieces = [_piece(text, scans[first], lone)] if lone is not None else []
    for scan in following:
        again = next(iter(scan.marks), None)
        if again is not None and again.start == scan.start and again.opens:
            if len(pieces) > 1 and not scans[first + 1].starts_open:
                return []  # two customs in one: a mark was forgotten
            if scan.lone is not None and scan.lone.start == again.start:  # opened again, and goes on
                scan.starts_open = True
                pieces.append(_piece(text, scan, again))
                continue
            own = next((pair for pair in scan.pairs if pair.outer_start == scan.start), None)
            if own is not None:
                scan.pairs.remove(own)
                pieces.append(replace(own, carried_on=True))
                return pieces
            return pieces
        if scans[first + 1].starts_open:
            break
        if scan.closed is not None:
            outer = scan.closed.end
            pieces.append(_trim(text, scan.start, scan.closed.start, scan.start, outer, carried_on=True))
            return pieces
        if scan.marks:
            break
        pieces.append(_trim(text, scan.start, scan.end, scan.start, scan.end, carried_on=True))
    # never closed: sure only of those paragraphs that the next one opened again
    reopened = sum(1 for scan in following if scan.starts_open)
    return pieces[:reopened] if reopened else []


def _piece(text: str, scan: _Scan, lone: _Mark) -> Quoted:
    return _trim(text, lone.end, scan.end, lone.start, scan.end, carried_on=scan.starts_open)


def _trim(text: str, start: int, end: int, outer_start: int, outer_end: int, **flags: bool) -> Quoted:
    words = text[start:end]
    lead = len(words) - len(words.lstrip())
    return Quoted(
        start=start + lead if words.strip() else start,
        end=max(start + len(words.rstrip()), start),
        outer_start=outer_start,
        outer_end=outer_end,
        **flags,
    )


def _scan(text: str, start: int, end: int) -> _Scan:
    sign = _MARK if any(text.find(two, start, end) >= 0 for two in _TWO_SIGNS) else _MARK_OF_ONE_SIGN
    marks = [_judge(text, match, start, end) for match in sign.finditer(text, start, end)]
    scan = _Scan(start, end, [], marks=marks)
    open_: list[_Mark] = []
    for mark in marks:
        partner = open_[-1] if open_ else None
        if partner is not None and mark.closes and mark.sign in _partners(partner.sign):
            open_.pop()
            scan.pairs.append(_trim(text, partner.end, mark.start, partner.start, mark.end))
        elif mark.opens and not (partner is not None and mark.sign == '"' and partner.sign == '"'):
            open_.append(mark)
        elif mark.closes and partner is None and scan.closed is None and not scan.pairs:
            scan.closed = mark
    if open_:
        scan.lone = open_[0]
    scan.pairs.extend(_singles(text, start, end))
    scan.pairs = [pair for pair in scan.pairs if pair.end > pair.start]
    return scan


def _partners(sign: str) -> str:
    return _PARTNERS.get(sign, _CURLY_PARTNERS)


def _judge(text: str, match: re.Match[str], start: int, end: int) -> _Mark:
    """Say of a double mark whether it may open and whether it may close, by what stands around it."""
    sign, low, high = match[0], match.start(), match.end()
    before = text[low - 1] if low > start else " "
    after = text[high] if high < end else " "
    opens = (before.isspace() or before in _BEFORE_OPENING or before in "‘'") and not after.isspace()
    closes = not before.isspace() or sign == "»"
    if sign in _OPENING:
        closing_like = not before.isspace() and before not in _BEFORE_OPENING and not after.isalnum()
        return _Mark(low, high, sign, not closing_like or sign in "„«", closing_like)
    if sign in _CLOSING:
        return _Mark(low, high, sign, opens and sign != "’’", closes and not (opens and sign == "''"))
    spaced = text[low - 2 : low - 1] if before in " \xa0" and low - 2 >= start else ""
    if spaced in _BEFORE_SPACED and spaced and not after.isalnum():  # “… the ‘whole’ ” as wire services print it
        return _Mark(low, high, sign, False, True)
    if before.isdigit() and not opens and (after.isspace() or after in "x×)"):
        return _Mark(low, high, sign, False, True)
    if opens and before in "—–-/" and after.isspace():
        return _Mark(low, high, sign, False, True)
    ambiguous = before in "—–-…" and not before.isspace()
    return _Mark(low, high, sign, opens, closes and (not opens or ambiguous))


def _singles(text: str, start: int, end: int) -> Iterator[Quoted]:
    """Pair single marks: an opening one with the last certain closing one before the next opening."""
    if not _MAY_OPEN.search(text, start, end):
        return
    marks = [
        (m.start(), _may_open(text, m.start(), start), _may_close(text, m.start(), end))
        for m in _SINGLE.finditer(text, start, end)
    ]
    openings = [position for position, (_, opens, _) in enumerate(marks) if opens]
    for here, following in pairwise([*openings, len(marks)]):
        at = marks[here][0]
        closers = [(place, sure) for place, _, sure in marks[here + 1 : following] if sure]
        if not closers:
            continue
        sure = next((place for place, how in closers if how > 1), None)
        place = sure if sure is not None else closers[0][0]
        yield _trim(text, at + 1, place, at, place + 1)


def _may_open(text: str, at: int, start: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1 : at + 2]
    if text[at] == "’" or not after or after.isspace() or _ELISION.match(text, at):
        return False
    return (before.isspace() or before in _BEFORE_OPENING) and (after.isalnum() or after in '[(“"«…£$€')


def _may_close(text: str, at: int, end: int) -> int:
    """Return 2 when the mark surely closes, 1 when it may be the possessive of a plural, 0 when it is an apostrophe."""
    before = text[at - 1 : at]
    after = text[at + 1] if at + 1 < end else " "
    if text[at] == "‘" or not before or before.isspace() or after.isalnum():
        return 0
    if before in "sSzx" and after.isspace() and text[at + 2 : at + 3].isalnum():
        return 1
    if before in "n" and text[at - 2 : at] == "in" and after.isspace():  # goin’ home
        return 1
    return 2


def _outermost(text: str, found: list[Quoted]) -> list[Quoted]:
    """Keep the outermost of `found`; of two that cross, the one with double marks."""
    ordered = sorted(found, key=lambda q: q.outer_start)
    double = [
        q.carried_on or text[q.outer_start] not in "'‘" or text.startswith(("''", "‘‘"), q.outer_start) for q in ordered
    ]
    doubles = [q for q, is_double in zip(ordered, double, strict=True) if is_double]
    singles = [q for q, is_double in zip(ordered, double, strict=True) if not is_double]
    outermost: list[Quoted] = []
    position = 0
    crossing = []
    for single in singles:
        while position < len(doubles) and doubles[position].outer_end <= single.outer_start:
            position += 1
        near = doubles[position : position + 1]
        if near and near[0].outer_start < single.outer_start:
            continue  # inside, or across
        crossing.append(single)
    ends = 0
    for quoted in sorted([*doubles, *crossing], key=lambda q: (q.outer_start, -q.outer_end)):
        if quoted.outer_start >= ends:
            outermost.append(quoted)
            ends = quoted.outer_end
    return outermost
