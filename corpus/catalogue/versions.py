"""Whether a text is a later version of another one of the same identity, or another article with the same title.

Newspapers print many articles under one title: letters, briefs, the weather, court reports. The criterion is what two texts
share: the runs of three words (shingles) of the shorter one that are in the other, or of two words where it is short. Texts that
share little are no versions of each other. Where there is evidence for separate articles (other authors, another time of day, or
both in one file) a text is a version only if it contains nearly all of the earlier one.

An address is stronger evidence than a title: what a site publishes there later is a version, whatever it says, unless the texts
share little and something else differs (the day, the headline, the authors). The time of day does not count there, since pages
change theirs. Several texts that one file has under one address, such as posts of a feed that all link to one page, are
distinguished like texts without an address.

docs/decisions.md says how the thresholds were chosen; `benchmarks/versions.py` measures them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from corpus.article import ArticleDraft, comparable

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionOptions:
    """Thresholds of similarity.

    Attributes:
        min_shared: texts that share less are separate articles, where nothing else is known.
        min_shared_short: the same, where the shorter text has fewer words than `short_text`.
        short_text: in words.
        min_contained: where there is evidence for separate articles, a version contains at least this share of the earlier text.
        max_words: how many words of a text are compared.
    """

    min_shared: float = 0.2
    min_shared_short: float = 1 / 3
    short_text: int = 12
    min_contained: float = 0.8
    max_words: int = 5_000


DEFAULTS = VersionOptions()


class Shingles:
    """The word shingles of a text: its runs of two or of three words."""

    def __init__(self, text: str, options: VersionOptions = DEFAULTS) -> None:
        found = islice(_WORD.finditer(text), options.max_words)
        self.words = [match[0].casefold() for match in found]
        self._options = options

    def of_length(self, length: int) -> frozenset[tuple[str, ...]]:
        """Return the runs of two or of three words; the whole text where it is shorter than that."""
        return self._twos if length == 2 else self._threes

    @cached_property
    def _twos(self) -> frozenset[tuple[str, ...]]:
        return self._cut(2)

    @cached_property
    def _threes(self) -> frozenset[tuple[str, ...]]:
        return self._cut(3)

    def _cut(self, length: int) -> frozenset[tuple[str, ...]]:
        last = max(len(self.words) - length, 0)
        return frozenset(tuple(self.words[at : at + length]) for at in range(last + 1))


@dataclass(frozen=True, slots=True)
class Similarity:
    """How similar two texts are, by their shingles.

    Attributes:
        shared: share of the shorter text that is in the other.
        contained: share of the earlier text that is in the later one.
        jaccard: share of both together.
        low: whether `shared` is too low for a version.
    """

    shared: float
    contained: float
    jaccard: float
    low: bool


def similarity(earlier: Shingles, later: Shingles, options: VersionOptions = DEFAULTS) -> Similarity:
    """Return what a later text shares with an earlier one."""
    short = min(len(earlier.words), len(later.words)) < options.short_text
    one, two = earlier.of_length(2 if short else 3), later.of_length(2 if short else 3)
    both = len(one & two)
    shared = both / min(len(one), len(two))
    return Similarity(
        shared=shared,
        contained=both / len(one),
        jaccard=both / (len(one) + len(two) - both),
        low=shared < (options.min_shared_short if short else options.min_shared),
    )


def is_version(
    later: ArticleDraft,
    earlier: ArticleDraft,
    found: Similarity,
    *,
    side_by_side: bool,
    options: VersionOptions = DEFAULTS,
) -> bool:
    """Return whether a draft is a later version of one of the same identity.

    Args:
        later, earlier: the drafts.
        found: how similar their texts are.
        side_by_side: whether one file has both of them.
        options: the thresholds.
    """
    other_authors = _nothing_in_common(later.byline, earlier.byline)
    if later.url and not side_by_side:
        evidence = other_authors or _nothing_in_common(later.title, earlier.title)
        return not (found.low and (evidence or _another_day(later.published, earlier.published)))
    if side_by_side or other_authors or _another_time(later.published, earlier.published):
        return found.contained >= options.min_contained
    return not found.low


def _nothing_in_common(one: str | None, other: str | None) -> bool:
    """Return whether both are given and share no word."""
    words, others = set(_WORD.findall(comparable(one or ""))), set(_WORD.findall(comparable(other or "")))
    return bool(words and others) and not words & others


def _another_day(one: str | None, other: str | None) -> bool:
    return _differ(one, other, lambda published: published[:10])


def _another_time(one: str | None, other: str | None) -> bool:
    return _differ(one, other, lambda published: published[11:16])


def _differ(one: str | None, other: str | None, part: Callable[[str], str]) -> bool:
    """Return whether a part of two dates differs that both have; the same moment in two time zones does not differ."""
    if not (one and other and part(one) and part(other)) or part(one) == part(other):
        return False
    first, second = _moment(one), _moment(other)
    return first is None or second is None or first != second


def _moment(published: str) -> datetime | None:
    """Return a date with time and zone; None for any other."""
    try:
        found = datetime.fromisoformat(published)
    except ValueError:
        return None
    return found if found.tzinfo else None
