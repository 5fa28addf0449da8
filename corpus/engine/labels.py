"""Labels: an outlet and a month as words of a passage, for the engine's full-text index.

An engine that has words and a filter reads the row of every passage with any of the words, or ranks more passages than are wanted
and reads theirs. Where the filter is a word itself it only joins lists of the index.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from corpus.engine.conditions import Condition, filter_conditions
from corpus.engine.tables import outlet_key
from corpus.filters import Filters
from corpus.lexical.postings import day_number

LABELLED = "labelled"
"""Name in the table `sequence`: the number of the table that is searched, if its passages have labels: it may be an older one."""

MOST_LABELS = 24
"""Labels of a kind that are asked for at most; a filter that needs more lets much through, or is rare."""

_WORD = re.compile(r"\w+")
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class LabelFilter:
    """What of a filter labels can ask for.

    Attributes:
        kinds: labels; a passage has one of each kind.
        lets_through: the condition that these are, which is the filter's or a wider one.
    """

    kinds: tuple[tuple[str, ...], ...]
    lets_through: Condition

    def asked(self, tokens: Sequence[str]) -> str:
        """Return the search, in boolean mode, for passages with any of the tokens."""
        return " ".join(f"+({' '.join(one)})" for one in (*self.kinds, tokens))


def labels(outlet: bytes | None, day: int) -> str:
    """Return the labels of a passage as one text.

    Args:
        outlet: as `outlet_key` returns it.
        day: as `day_number` returns it.
    """
    outlets = [_outlet_label(outlet)] if outlet is not None else []
    return " ".join([*outlets, *([_month_label(day // 100)] if day else [])])


def label_filter(filters: Filters, tokens: Sequence[str]) -> LabelFilter | None:
    """Return what of a filter labels can ask for together with the tokens of words; None where they do not help."""
    kinds: list[tuple[str, ...]] = []
    conditions: list[Condition] = []
    if filters.outlets and len(filters.outlets) <= MOST_LABELS:
        kinds.append(tuple(_outlet_label(outlet_key(one) or b"") for one in filters.outlets))
        conditions.append(filter_conditions(Filters(outlets=filters.outlets)))
    if filters.since and filters.until:
        first, last = day_number(filters.since) // 100, day_number(filters.until) // 100
        months = [one for one in range(first, last + 1) if one % 100 <= _LAST_MONTH] if last - first < 1000 else []
        if 0 < len(months) <= MOST_LABELS:
            kinds.append(tuple(map(_month_label, months)))
            conditions.append((" AND day BETWEEN %s AND %s", (first * 100, last * 100 + 99)))
    if not kinds or not all(
        map(_WORD.fullmatch, tokens)
    ):  # what else there is in a word means something in boolean mode
        return None
    return LabelFilter(
        tuple(kinds),
        ("".join(one for one, _ in conditions), tuple(value for _, values in conditions for value in values)),
    )


def _outlet_label(outlet: bytes) -> str:
    return f"oo{blake2b(outlet, digest_size=10).hexdigest()}"


def _month_label(month: int) -> str:
    """Return the label of a month as a number, 202403: a date that has no month has month 0, and none is after the twelfth."""
    year, number = divmod(month, 100)
    return f"mm{year:04d}{min(number, _LAST_MONTH):02d}"
