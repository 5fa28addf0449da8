"""One event that articles of a story put on different days.

Only sentences that are nearly alike outside the day are compared, and only where the day is the event's, not that on which
somebody said so.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from corpus.text.calendar import SHORT_MONTHS, WEEKDAYS
from qa.news.extract.conflicts.statements import ClaimSpan, Conflict, Statement, comparable, sharing, stem, tells
from qa.news.extract.tokens import Token, number_tokens
from qa.news.extract.word_lists import word_set


class Dated(Protocol):
    """A day or a run of days that a text names: `text[start:end]`."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""

    @property
    def first(self) -> date:
        """The earliest day that it may mean."""

    @property
    def last(self) -> date:
        """The latest."""


Days = Callable[[str, str | None], Sequence[Dated]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateConflictOptions:
    """When two sentences tell of the same event.

    Attributes:
        shared: content words that both must have.
        alike: share of the content words of both that both have (Jaccard).
        longest: days that an expression may span; "in March" is no day.
        longest_sentence: characters that a sentence may have.
        most_common: a word that more sentences have than this does not bring two of them together.
    """

    shared: int = 4
    alike: float = 0.6
    longest: int = 7
    most_common: int = 60
    longest_sentence: int = 2_000


DEFAULTS = DateConflictOptions()

_SAYING = word_set("before_day_of_saying")
_FUTURE = re.compile(r"\b(?:will|would|is to|are to|shall|plans?|due|scheduled|expected)\b")
_ORDINAL_OR_NUMBER = re.compile(r"\b(?:\d[\d.,]*(?:st|nd|rd|th)?|first|second|third|fourth|fifth|sixth|last|next)\b")
_CLOSE = 3
_MONTH = re.compile(rf"\b(?:may|{'|'.join(SHORT_MONTHS)})", re.I)
_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?:of |de |al-)?[A-Z][\w’'-]+)+")
_MAY_NAME_A_DAY = re.compile(
    r"\d|day\b|day's|\b(?:yesterday|tomorrow|tonight|today|" + "|".join(("may", *SHORT_MONTHS)) + ")", re.I
)


class _Event(NamedTuple):
    statement: int
    day: Dated
    words: frozenset[str]
    near: frozenset[str]
    numbers: frozenset[str]
    future: bool


def date_conflicts(statements: Sequence[Statement], options: DateConflictOptions, dates: Days) -> list[Conflict]:
    """Return the events that different articles put on different days."""
    events = [e for e in (_event(n, s, options, dates) for n, s in enumerate(statements)) if e is not None]
    found: list[Conflict] = []
    used: set[int] = set()
    for one, other in sorted(sharing([event.words for event in events], options.most_common)):
        a, b = events[one], events[other]
        if not comparable(statements[a.statement], statements[b.statement]) or used & {one, other}:
            continue
        if not _same_event(a, b, options) or not _differ(a, b, statements):
            continue
        about = _shared_name(statements[a.statement].text, statements[b.statement].text)
        if about:
            used |= {one, other}
            sides = tuple((_side(statements[event.statement], event.day),) for event in (a, b))
            found.append(Conflict(about=about, kind="date", values=sides))
    return found


def _event(number: int, statement: Statement, options: DateConflictOptions, dates: Days) -> _Event | None:
    """Return the event of a sentence that names just one day; None if none, several, or the day on which it was said."""
    if len(statement.text) > options.longest_sentence or not _MAY_NAME_A_DAY.search(statement.text):
        return None
    days = dates(statement.text, statement.published)
    if len(days) != 1 or (days[0].last - days[0].first).days >= options.longest:
        return None
    day = days[0]
    tokens = [t for t in number_tokens(statement.text) if t.end <= day.start or t.start >= day.end]
    before = [t for t in tokens if t.end <= day.start]
    if any(t.low in _SAYING for t in before[-_CLOSE - 1 :]):
        return None
    words = _words(tokens)
    near = _words(before[-6:] or tokens[:6])
    rest = statement.text[: day.start] + statement.text[day.end :]
    numbers = frozenset(_ORDINAL_OR_NUMBER.findall(rest.lower()))
    return _Event(number, day, words, near, numbers, bool(_FUTURE.search(rest)))


def _words(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(stem(t.low) for t in tokens if t.kind == "word" and tells(t.low))


def _same_event(one: _Event, other: _Event, options: DateConflictOptions) -> bool:
    shared = one.words & other.words
    if len(shared) < options.shared or len(shared) < options.alike * len(one.words | other.words):
        return False
    return one.future == other.future and one.numbers == other.numbers and bool(one.near & other.near)


def _differ(one: _Event, other: _Event, statements: Sequence[Statement]) -> bool:
    """Whether two days are not one: two dates, or two weekdays.

    A weekday and a date, or "yesterday" and a weekday, are only as sure as the days of publication are, and a date line may be
    a day late.
    """
    said = [statements[event.statement].text[event.day.start : event.day.end].lower() for event in (one, other)]
    if all(_MONTH.search(text) for text in said):
        return one.day.last < other.day.first or other.day.last < one.day.first
    named = [{day for day in WEEKDAYS if day in text} for text in said]
    return not any(_MONTH.search(text) for text in said) and all(named) and named[0].isdisjoint(named[1])


def _shared_name(one: str, other: str) -> str | None:
    """Return the longest name of several words that both sentences have: what is told of."""
    names = sorted((match.group() for match in _NAME.finditer(one)), key=len, reverse=True)
    return next((name for name in names if name in other), None)


def _side(statement: Statement, day: Dated) -> ClaimSpan:
    said = statement.text[day.start : day.end]
    return ClaimSpan(statement=statement, start=statement.start + day.start, end=statement.start + day.end, said=said)
