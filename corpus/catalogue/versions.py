"""Whether a text is a later version of another one of the same identity, or another article with the same title.

Newspapers print many articles under one title: letters, briefs, the weather, court reports. The criterion is what two texts
share: the runs of three words of the shorter one that are in the other (of two words where it has few). Of two texts that share
little, neither is a version of the other. Where a sign speaks for two articles (other authors, another time of day, one file that
says both) a text is a version only if it has nearly all of the earlier one.

An address is more than a title: what a site says there later is a version, whatever it says, unless the texts share little
and a sign speaks for two (another day, another headline, other authors). A time of day is no sign there: pages change
theirs. What one file says side by side of one address, as the posts of a feed that all lead to one page, is distinguished
as elsewhere.

docs/decisions.md has what the numbers were chosen from, `benchmarks/versions.py` measures it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from corpus.article import ArticleDraft, fold

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # written without spaces: by letter
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionOptions:
    """Thresholds of similarity.

    Attributes:
        little: two texts that share less are two articles, where nothing else is known.
        little_of_few, few: the same where the shorter text has fewer words than `few`.
        nearly_all: where a sign speaks for two articles, a version has at least this share of the earlier text.
        words: so many words of a text are compared.
    """

    little: float = 0.2
    little_of_few: float = 1 / 3
    few: int = 12
    nearly_all: float = 0.8
    words: int = 5_000


DEFAULTS = VersionOptions()


class Wording:
    """The runs of words of a text."""

    def __init__(self, text: str, options: VersionOptions = DEFAULTS) -> None:
        found = islice(_WORD.finditer(text), options.words)
        self.words = [match[0].casefold() for match in found]
        self._options = options

    def runs(self, length: int) -> frozenset[tuple[str, ...]]:
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
class Likeness:
    """What two texts share, each a share of runs.

    Attributes:
        shared: of the shorter text.
        kept: of the earlier text.
        whole: of both together.
        little: whether that is little.
    """

    shared: float
    kept: float
    whole: float
    little: bool


def likeness(earlier: Wording, later: Wording, options: VersionOptions = DEFAULTS) -> Likeness:
    """Return what a later text shares with an earlier one."""
    few = min(len(earlier.words), len(later.words)) < options.few
    one, two = earlier.runs(2 if few else 3), later.runs(2 if few else 3)
    both = len(one & two)
    shared = both / min(len(one), len(two))
    return Likeness(
        shared=shared,
        kept=both / len(one),
        whole=both / (len(one) + len(two) - both),
        little=shared < (options.little_of_few if few else options.little),
    )


def is_version(
    later: ArticleDraft,
    earlier: ArticleDraft,
    alike: Likeness,
    *,
    side_by_side: bool,
    options: VersionOptions = DEFAULTS,
) -> bool:
    """Tell whether a draft is a later version of one of the same identity.

    Args:
        later, earlier: the drafts.
        alike: what their texts share.
        side_by_side: whether one file has both of them.
        options: what is little.
    """
    other_authors = _nothing_in_common(later.byline, earlier.byline)
    if later.url and not side_by_side:
        signs = other_authors or _nothing_in_common(later.title, earlier.title)
        return not (alike.little and (signs or _another_day(later.published, earlier.published)))
    if side_by_side or other_authors or _another_time(later.published, earlier.published):
        return alike.kept >= options.nearly_all
    return not alike.little


def _nothing_in_common(one: str | None, other: str | None) -> bool:
    """Tell whether both are there and share no word."""
    words, others = set(_WORD.findall(fold(one or ""))), set(_WORD.findall(fold(other or "")))
    return bool(words and others) and not words & others


def _another_day(one: str | None, other: str | None) -> bool:
    return _differ(one, other, lambda published: published[:10])


def _another_time(one: str | None, other: str | None) -> bool:
    return _differ(one, other, lambda published: published[11:16])


def _differ(one: str | None, other: str | None, part: Callable[[str], str]) -> bool:
    """Tell whether a part of two dates differs that both have; one moment in two zones is one."""
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
