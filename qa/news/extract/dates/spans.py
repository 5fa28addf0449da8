"""The year, month or week that a text is in, named by a part of it: "the end of the year", "later in the day", "year-end"."""

import re
from datetime import date

from qa.news.extract.dates.calendar import Stretch, counted_from, one_day, years
from qa.news.extract.dates.context import Around, Rule

_PART_OF = re.compile(
    r"the\s(?:end|beginning|start|close|rest|remainder|middle|balance)\sof\sthe\s(?P<unit>week|month|year)(?!\w|-)"
    r"|(?:earlier|later|late|early)\sin\sthe\s(?P<unit2>day|week|month|year)(?!\w|-)",
    re.IGNORECASE,
)
_THE_YEAR = re.compile(
    r"the\s(?:(?:full|whole|entire|calendar)\s)?year(?!\w|-|\s(?:[a-z]+\s)?20)",
    re.IGNORECASE,
)
_YEAR_END = re.compile(r"(?:the\s)?year(?:-|\s)?end(?!\w)(?:\s(?P<year>(?:19|20)[0-9]{2}))?", re.IGNORECASE)
_FOR = re.compile(
    r"\b(?:for|during|throughout|months\sof|half\sof|quarters?\sof|part\sof|most\sof|so\sfar\sin|through|days\sof|weeks\sof)\s$",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\s(?:of\s(?!\$)|to\scome|that|when|end(?:ed|ing)\stomorrow|in\swhich|before|after|since|round|ahead|award|by)\b"
)
_NEW_YEAR = 2
"""Until this month a sentence of the past about "the year" means the one before."""


def _part_of(match: re.Match[str], around: Around) -> Stretch | None:
    unit = (match["unit"] or match["unit2"]).lower()
    anchor = around.anchor(match.start(), unit)
    if _GENERAL.match(around.after(match.end())):
        return None
    if unit == "day":
        day = anchor.first if anchor and anchor.is_one_day else around.published
        return one_day(day) if day else None
    told = around.named_year(match.start())
    now = around.published
    if told is not None and unit == "year":
        return years(told)
    if now is None or (told is not None and told != now.year):
        return None
    return counted_from(now, 0, unit)


def _the_year(match: re.Match[str], around: Around) -> Stretch | None:
    """Read "for the year" as the one of publication, or the one before while that has hardly begun."""
    now = around.published
    if now is None or not _FOR.search(around.before(match.start())) or _GENERAL.match(around.after(match.end())):
        return None
    told = around.named_year(match.start())
    if told is not None and told != now.year:
        return None
    return years(_year_that_is_over(match, around, now))


def _year_that_is_over(match: re.Match[str], around: Around, now: date) -> int:
    return now.year - (now.month <= _NEW_YEAR and around.tense(match) == "past")


def _year_end(match: re.Match[str], around: Around) -> Stretch | None:
    if match["year"]:
        return years(int(match["year"]))
    now = around.published
    if now is None or re.match(r"\s[a-z]+s\b", around.after(match.end())):
        return None
    return years(_year_that_is_over(match, around, now))


SPANS = (
    Rule(("the", "earlier", "later", "late", "early"), _PART_OF, _part_of, final=False),
    Rule(("the",), _THE_YEAR, _the_year, final=False),
    Rule(("the", "year"), _YEAR_END, _year_end, final=False),
)
