"""Lines that are nothing but a publication date.

A cheap test of the form goes first (short; a four-digit year with a day and a month, or three numbers), then one of the words,
each cached, so that dateparser sees few lines; it accepts a line only if all of it is a date. Day, month and year are required:
"May 2023" is not a publication date.

`12/01/2024` means 12 January (day first) unless the caller says otherwise; `order_of` infers what a file means from its dates.
`12.01.2024` always means 12 January.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corpus.text.date_names import with_english_names

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

Order = Literal["DMY", "MDY"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DateOptions:
    """How dates are read.

    Attributes:
        languages: ISO 639-1 codes of the languages whose month and day names are known.
        order: what `12/01/2024` means.
    """

    languages: tuple[str, ...] = (
        *("en", "fr", "de", "es", "it", "pt", "nl", "ru", "uk", "hy", "ka", "tr", "az", "pl"),
    )
    order: Order = "DMY"


DEFAULTS = DateOptions()

_LONGEST = 80
_FIRST_YEAR = 1400  # in which there is a press; programs write the year 1 where they have no date
_MONTH = 31  # days
_LABEL = re.compile(
    r"""^[\W_]*(?:(?:(?:first\ )?published|posted|updated|last\ (?:updated|modified)|modified|date|dated|issued|released
    |publiée?|gepubliceerd|geplaatst|pubblicat[oa]
    |mis\ à\ jour|veröffentlicht|stand|datum|publicado|fecha|опубликовано|обновлено|дата|հրապարակվել\ է)
    (?:\ (?:on|at|le|am|el|op|il|em))?\s*[:：]?\s+|(?:on|am|le|el|den)\s+(?=\d))""",
    re.IGNORECASE | re.VERBOSE,
)
_CHANGED = (
    r"(?:(?:last\s+)?(?:updated|modified)|last\s+(?:reviewed|edited|changed|revised)|letzte\s+(?:änderung|aktualisierung)|(?:dernière\s+)?mise?\s+à\s+jour|modifié|(?:zuletzt\s+)?(?:aktualisiert|geändert)"
    r"|(?:última\s+)?actualiza(?:do|ción)|(?:laatst\s+)?bijgewerkt|aggiornato|atualizado|обновлено)"
)
_AMENDED = re.compile(rf"^[\W_]*{_CHANGED}\b", re.IGNORECASE)
_AMENDMENT = re.compile(rf"\s*[|•·,;(–—-]*\s*\b{_CHANGED}\b.*$", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<!\d)(?:\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])[ ]?\d{1,2}\2[ ]?(?:\d{4}|\d{2}))(?!\d)")
_YEAR = re.compile(r"(?<![\d:.])(?:1[4-9]|2[01])\d\d(?!\d)")
_DAY = re.compile(r"(?<![\d:.])(?:0?[1-9]|[12]\d|3[01])(?![\d:])")
_NAME = re.compile(r"[^\W\d_]{3,}")
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")
_DOTTED = re.compile(r"(?<!\d)\d{1,2}\.[ ]?\d{1,2}\.[ ]?\d{2,4}(?!\d)")
_ARMENIAN = re.compile(r"^(\d{4})\s?թ(?:\.|վականի)?,?\s+(\w+)\s+(\d{1,2})(?:-ին)?$")


def publication_date(line: str, options: DateOptions = DEFAULTS) -> str | None:
    """Return the ISO 8601 date that `line` consists of, with time and zone if it has them; None for other lines."""
    line = line.strip()
    if len(line) > _LONGEST:
        return None
    line = with_english_names(_AMENDMENT.sub("", _LABEL.sub("", line)).strip(" \t|•·–—-,"))
    if not _shaped_like_a_date(line) or not all(is_date_word(word, options) for word in _NAME.findall(line)):
        return None
    return _parsed(line, options)


def is_amendment(line: str) -> bool:
    """Return whether a date line says when the article was changed, not when it was published."""
    return _AMENDED.match(line) is not None


def order_of(lines: Iterable[str], default: Order = "DMY") -> Order:
    """Return the order of day and month that the numeric dates among `lines` show.

    A number above 12 decides; otherwise the order that is not `default` if it puts the dates within a month and much closer
    together, as those of a digest are. `08.12.2023` is day first everywhere and shows nothing.
    """
    pairs = {
        (int(match[3]), int(match[1]), int(match[2]))
        for line in lines
        if len(line) <= _LONGEST and (match := _SLASHED.search(line))
    }
    day_first = any(first > 12 >= second for _, first, second in pairs)
    month_first = any(second > 12 >= first for _, first, second in pairs)
    if day_first != month_first:
        return "DMY" if day_first else "MDY"
    spread = {
        "DMY": _spread(year * 372 + second * 31 + first for year, first, second in pairs),
        "MDY": _spread(year * 372 + first * 31 + second for year, first, second in pairs),
    }
    other: Order = "MDY" if default == "DMY" else "DMY"
    return other if 4 * spread[other] < spread[default] and spread[other] <= _MONTH else default


def _spread(days: Iterable[int]) -> int:
    known = list(days)
    return max(known) - min(known) if known else 0


def _shaped_like_a_date(line: str) -> bool:
    if not line or line[-1] in ":;?!":
        return False
    if _NUMBERS.search(line):
        return True
    year = _YEAR.search(line)
    if not year or not _NAME.search(line):
        return False
    return _DAY.search(line[: year.start()] + " " + line[year.end() :]) is not None


@lru_cache(maxsize=65536)
def is_date_word(word: str, options: DateOptions) -> bool:
    """Return whether a word can be part of a date: a month, a weekday or a time zone; cached, since there are many lines."""
    word = word if word.isupper() else word.lower()
    find = _parser(options).get_date_data
    return any(find(f"{before} {word} {after}").date_obj for before, after in (("8", "2023"), ("2023-12-08 10:30", "")))


@lru_cache(maxsize=4096)
def _parsed(line: str, options: DateOptions) -> str | None:
    line = _ARMENIAN.sub(r"\3 \2 \1", line)
    if _DOTTED.search(line):
        options = replace(options, order="DMY")
    found = _parser(options).get_date_data(line)
    moment = found.date_obj
    if moment is None or moment.year < _FIRST_YEAR:
        return None
    numbers = _YEAR_FIRST.match(line)
    if numbers and (moment.year, moment.month, moment.day) != tuple(map(int, numbers.groups())):
        return None  # 2023-13-08, in which the library swaps day and month
    if found.period != "time":
        return moment.date().isoformat()
    exact = moment.second or moment.microsecond
    return moment.replace(microsecond=0).isoformat(timespec="seconds" if exact else "minutes")


@lru_cache(maxsize=8)
def _parser(options: DateOptions) -> "DateDataParser":
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=list(options.languages),
        settings={
            "STRICT_PARSING": True,
            "DATE_ORDER": options.order,
            "PREFER_LOCALE_DATE_ORDER": False,
            "PARSERS": ["absolute-time"],
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
