"""What the sentence of a figure says of it: what is counted, what befell it, where, when, and in what words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from qa.news.extract.differences.content_words import OUTCOMES, PERSONS, land, stem, tells
from qa.news.extract.differences.sides import Statement
from qa.news.extract.figures import AMOUNTS, Figure
from qa.news.extract.figures.counted import bare, plural
from qa.news.extract.figures.words import Token, tokens_of
from qa.news.extract.word_lists import word_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A figure and what its sentence says of it.

    Attributes:
        statement: number of the sentence.
        article: which article it is in.
        figure: offsets within the sentence.
        dimension: what can be compared at all: "count", "USD", "%".
        noun: stem or class of the counted noun, "" if none.
        outcome: "=dead", "=injured" …, "" if none.
        modifiers: stems that narrow the noun down.
        lands: nations among the modifiers.
        context: stems of the sentence outside the figure.
        places: capitalised words after "in", "at", "near".
        year: the year that it is told of: "in 2019", the one before that of publication for "last year"; 0 if not known.
        day: when it was published, as an ordinal; 0 if not known.
        doers: names before the figure that are no places.
        marks: what tells a wish, a limit or a direction from a fact.
        near: the stems about the figure, within its clause.
        part: the figure is of a part of something that the sentence told before, and of nothing else.
    """

    statement: int
    article: str
    figure: Figure
    dimension: str
    noun: str
    outcome: str
    modifiers: frozenset[str]
    lands: frozenset[str]
    context: frozenset[str]
    places: frozenset[str]
    year: int
    day: int
    doers: frozenset[str]
    marks: frozenset[str]
    near: frozenset[str]
    part: bool

    @property
    def block(self) -> tuple[str, str]:
        """Claims of different blocks are never of the same thing."""
        if self.dimension == "count" and self.outcome and (not self.noun or self.noun in PERSONS):
            return "person", self.outcome
        return self.dimension, self.noun if self.dimension == "count" else ""


_MARKS = word_table("claim_marks")
_MARK_OF = {word: mark for mark, words in _MARKS.items() for word in words}
_IN_YEAR = re.compile(r"\b[Ii]n ((?:1[5-9]|20)\d\d)\b")
_PAST = re.compile(
    r"\b(?:(?:last|previous) (?:year|season|decade|summer|winter|spring|autumn)|a (?:year|decade) (?:ago|earlier|before))",
    re.I,
)
_COMPASS = re.compile(r"\bthe (north|south|east|west|north-east|north-west|south-east|south-west|centre|capital)\b")
_PLACE = re.compile(
    r"\b(?:in|at|near|from|outside|around) (?:the (?:town|city|village|port|province|region) of )?([A-Z][^\W\d_]+)"
)
_NOT_PLACES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december the".split()
)
_SUBJECT_VERBS = frozenset("will would is was has had said says plans is agreed bought sold put could may".split())
_CLAUSE_END = ".;:!?"
_NEAR = 9
_IDLE = frozenset("=soldiers military ethnic arm young local innoc".split())


def claims_of(statement: Statement, figures: Sequence[Figure], number: int) -> list[Claim]:
    """Return a claim for each figure of a sentence that is an amount.

    Args:
        statement: the sentence.
        figures: its figures, with offsets in the sentence.
        number: by which the caller knows the sentence.
    """
    text = statement.text
    amounts = [f for f in figures if f.kind in AMOUNTS]
    if not amounts:
        return []
    tokens = tokens_of(text)
    taken = [(f.start, f.end) for f in figures]
    words = [t for t in tokens if t.kind == "word" and tells(t.low) and not any(a <= t.start < b for a, b in taken)]
    day = _day(statement.published)
    places = frozenset(m[1].lower() for m in _PLACE.finditer(text)) - _NOT_PLACES
    places |= {m[1] for m in _COMPASS.finditer(text)}
    found: list[Claim] = []
    for figure in amounts:
        own = [t for t in words if figure.end <= t.start < figure.phrase_end]
        near, bounded = _clause(tokens, figure, []), _clause(tokens, figure, amounts)
        noun = stem(figure.counted) if figure.counted else ""
        outcome = OUTCOMES.get(figure.counted or "", "") or _outcome(tokens, figure, amounts)
        modifiers = {t for t in own if t.low in figure.modifiers}
        lands = {land(t.low) for t in modifiers if t.text[:1].isupper()}
        if figure.counted and text[figure.end : figure.phrase_end].rpartition(" ")[2][:1].isupper():
            lands.add(land(figure.counted))
        narrowing = {stem(t.low) for t in modifiers if not t.text[:1].isupper()} | {stem(w) for w in figure.complement}
        found.append(
            Claim(
                statement=number,
                article=statement.article,
                figure=figure,
                dimension=figure.unit or "count",
                noun="" if noun in OUTCOMES.values() else noun,
                outcome=outcome,
                modifiers=frozenset(narrowing) - _IDLE,
                lands=frozenset(lands),
                context=frozenset(stem(t.low) for t in words if t not in own),
                places=places,
                year=_year(text, text[bounded[0].start : bounded[-1].end] if bounded else "", day),
                day=day.toordinal() if day else 0,
                doers=_doers(near, figure) - places,
                marks=_marks(bounded, figure),
                near=frozenset(stem(t.low) for t in near if t in words and t not in own),
                part=figure.part and not _whole(text, figure, outcome, found),
            )
        )
    return found


def _clause(tokens: Sequence[Token], figure: Figure, amounts: Sequence[Figure]) -> list[Token]:
    """Return the tokens about a figure, up to the end of its clause or the next amount."""
    left, right = _bounds(figure, amounts)
    before = [t for t in tokens if left <= t.start < figure.end][-_NEAR - 3 :]
    after = [t for t in tokens if figure.end <= t.start < right][:_NEAR]
    for place in range(len(before) - 1, -1, -1):
        if before[place].text in _CLAUSE_END and before[place].start < figure.start:
            before = before[place + 1 :]
            break
    for place, token in enumerate(after):
        if token.text in _CLAUSE_END or token.text == ",":
            after = after[:place]
            break
    return before + after


def _whole(text: str, figure: Figure, outcome: str, earlier: Sequence[Claim]) -> bool:
    """Whether "32 of them" is all of whom it is told: of those who were only there, 32 were hurt."""
    following = text[figure.end : figure.end + 9].lower().split()[:2]
    return bool(outcome) and following in (["of", "them"], ["of", "whom"]) and not any(c.outcome for c in earlier)


def _marks(near: Sequence[Token], figure: Figure) -> frozenset[str]:
    marks = {_MARK_OF[t.low] for t in near if t.low in _MARK_OF}
    changes = marks & {"=rise", "=fall"}
    if figure.kind in {"count", "measure"}:
        marks -= {"=rise", "=fall"}  # a toll that "rose to 12" is a toll
    before = [t.low for t in near if t.start < figure.start][-1:]
    return frozenset(marks | ({"=by"} if changes and before == ["by"] else set()))


def _doers(near: Sequence[Token], figure: Figure) -> frozenset[str]:
    """Return the names before a figure; a bare word before a verb begins a sentence only if it is a name."""
    found = set()
    for index, token in enumerate(near):
        if token.start >= figure.start or token.kind != "word" or not token.text[:1].isupper():
            continue
        following = near[index + 1].low if index + 1 < len(near) else ""
        if token.start > 0 or (following in _SUBJECT_VERBS and tells(token.low) and not plural(token.low)):
            found.add(bare(token.low))
    return frozenset(w for w in found if tells(w)) - _NOT_PLACES


def _year(text: str, clause: str, day: date | None) -> int:
    years = _IN_YEAR.findall(text)
    if years:
        return int(years[0])
    return day.year - bool(_PAST.search(clause)) if day else 0


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _bounds(figure: Figure, amounts: Sequence[Figure]) -> tuple[int, float]:
    left = max((f.end for f in amounts if f.end <= figure.start), default=0)
    return left, min((float(f.start) for f in amounts if f.start >= figure.end), default=inf)


def _outcome(tokens: Sequence[Token], figure: Figure, amounts: Sequence[Figure]) -> str:
    """Return what befell those who are counted, told nearest to the figure, after it or before it."""
    left, right = _bounds(figure, amounts)
    after: tuple[int, str] | None = None
    for distance, token in enumerate([t for t in tokens if figure.phrase_end <= t.start < right][:_NEAR]):
        if token.text in ".;:," or token.low in {"and", "but", "while", "after", "when", "who", "whose"}:
            break
        if token.low in OUTCOMES:
            after = distance, OUTCOMES[token.low]
            break
    before: tuple[int, str] | None = None
    for distance, token in enumerate([t for t in tokens if left <= t.start < figure.start][: -_NEAR - 1 : -1]):
        if token.text in ".;:" or (distance == 0 and token.low in {"and", "but", "while"}):
            break
        if token.low in OUTCOMES:
            before = distance, OUTCOMES[token.low]
            break
    best = min((found for found in (after, before) if found is not None), default=None, key=lambda found: found[0])
    return best[1] if best else ""
