"""Expressions of time in English news text, and the days they mean.

Rules of our own: each kind of expression is looked for only at a word that it can begin with, so the time is linear in the
length of the text. "Thursday" is the nearest one behind the day of publication, or ahead of it after a verb of the future
(`qa.news.extract.dates.context`); "Dec. 7" is the nearest one on either side. What is ambiguous ("last Thursday" said on a
Friday, "winter 2022", "several years ago", 04/05/2023) is left out. Kinds and values follow TIMEX3 of TimeML (Pustejovsky et
al. 2003): dates and what is counted from them, "earlier this year" being the year; durations ("the past two weeks"), sets
("every Monday") and times of day are not given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa.news.extract.dates.calendar import Precision, Stretch
from qa.news.extract.dates.context import Around, Mention, Rule
from qa.news.extract.dates.counted import COUNTED
from qa.news.extract.dates.days import DAYS
from qa.news.extract.dates.holidays import HOLIDAYS
from qa.news.extract.dates.months import MONTHS
from qa.news.extract.dates.quarters import QUARTERS
from qa.news.extract.dates.relative import RELATIVE
from qa.news.extract.dates.spans import SPANS
from qa.news.extract.dates.years import YEARS

# A word that may begin an expression: not a part of a larger number, of an address or of a sum of money.
_WORD = re.compile(r"(?<![\w$€£¥₽#@/.,:+&=-])(?:[A-Za-z]+|[0-9]+)")


@dataclass(frozen=True, slots=True)
class DateExpression:
    """An expression of time: `article_text[start:end]`, offsets in code points.

    Attributes:
        text: the words.
        first, last: the days it may mean, both included.
        precision: how narrow the words are: "last week" is a week, "in March" a month.
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: Precision


def dates_in(text: str, published: str | None) -> list[DateExpression]:
    """Return every expression of time in `text` that can be resolved, in order; no two overlap.

    Args:
        text: of an article, in English.
        published: ISO 8601 day or moment; without it only what names its year is resolved, and what is counted from that.
    """
    around = Around(text, _day(published))
    found: list[DateExpression] = []
    at = 0
    for word in _WORD.finditer(text):
        if word.start() < at:
            continue
        rules = _RULES.get("#" if word[0].isdigit() else word[0].lower())
        if not rules:
            continue
        match, stretch = _read(rules, word.start(), around)
        if match is None:
            continue
        at = match.end()
        if stretch:
            start, end = match.span()
            said = any(match.groupdict().get(name) for name in ("year", "decade", "first"))
            compared = any(match.groupdict().get(name) for name in ("ago", "ago2"))
            around.mentions.append(Mention(start, end, stretch, said, compared))
            found.append(DateExpression(start, end, text[start:end], stretch.first, stretch.last, stretch.precision))
    return found


def _read(rules: Sequence[Rule], start: int, around: Around) -> tuple[re.Match[str] | None, Stretch | None]:
    """Return what matches at a place and the days it means; (match, None) for what means nothing sure."""
    trap: re.Match[str] | None = None
    for rule in rules:
        match = rule.pattern.match(around.text, start)
        if not match:
            continue
        try:
            stretch = rule.read(match, around)
        except (ValueError, OverflowError):  # 31 April; a day before the year 1
            stretch = None
        if stretch:
            return match, stretch
        trap = trap or match
        if rule.final:
            break
    return trap, None


def _day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _table(rules: Sequence[Rule]) -> dict[str, tuple[Rule, ...]]:
    words = {word for rule in rules for word in rule.triggers}
    return {word: tuple(rule for rule in rules if word in rule.triggers) for word in words}


_RULES = _table((*DAYS, *QUARTERS, *MONTHS, *YEARS, *RELATIVE, *COUNTED, *SPANS, *HOLIDAYS))
