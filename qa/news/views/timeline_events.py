"""Which dated sentences tell of the same event.

Sentences of one day are compared by what they share, the rarer the more it counts (inverse document frequency, Spärck Jones
1972): stems of words, names, numbers; and copies by their shingles (containment, Broder 1997). Each joins the group that it
is on average most like, the earliest printed first, so a long chain of half-alike sentences does not become one event.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.article import Article
from corpus.text.calendar import LONG_MONTHS, WEEKDAYS
from corpus.text.terms import STOP_WORDS
from qa.news.extract.dates.calendar import Precision

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?(?:[.,][0-9]+)*")
_STEM = 5
_SHINGLE = 4
_FEW = 6
_COMMON = 100  # groups: a stem that more of a day have tells nothing
_TRIED = 24  # groups that share most with a sentence
_COMPARED = 12  # sentences of a group, so that a text printed by hundreds costs no more than one printed by a dozen
_MONTHS_AND_DAYS = (
    WEEKDAYS
    | frozenset(LONG_MONTHS)
    | frozenset("afternoon evening last month morning night said says today told tomorrow week year yesterday".split())
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SameEventOptions:
    """What makes two sentences one event.

    Attributes:
        alike: share of the weight of the sentence with less that both have, from which they are one event.
        least: number of stems that both must have.
        own: the share asked of two sentences of one article, which says a thing twice less often.
        implied: the share asked where one has no day of its own but its article's.
        contained: share of the shorter one's shingles that a copy has.
        reported_within: days that an article without a day of its own may come after the event.
    """

    alike: float = 0.28
    least: int = 2
    own: float = 0.75
    implied: float = 0.42
    contained: float = 0.6
    reported_within: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True, eq=False)
class Dated:
    """A sentence, `article.text[start:end]`, and the days of what it tells.

    Attributes:
        implied: whether the days are only those of the article's publication.
        stems: what is compared: word stems, names and numbers.
    """

    article: Article
    start: int
    end: int
    first: date
    last: date
    precision: Precision
    implied: bool
    stems: frozenset[str]
    shingles: frozenset[tuple[str, ...]]

    @property
    def text(self) -> str:
        """The sentence."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Weights:
    of_stem: dict[str, float]
    of_sentence: dict[Dated, float]

    @classmethod
    def of(cls, sentences: Sequence[Dated]) -> "_Weights":
        """Weigh stems: what every sentence has tells least, but of few sentences nothing is known to be common."""
        counts = Counter(stem for one in sentences for stem in one.stems)
        of_stem = {stem: math.log((len(sentences) + 8) / count) for stem, count in counts.items()}
        return cls(of_stem, {one: sum(of_stem[stem] for stem in one.stems) for one in sentences})


def stems_of(sentence: str, title: str) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Return the stems of a sentence's content words, its numbers among them, and its shingles.

    One of few words ("He was freed on July 4") has those of its headline as well, which says of whom it speaks.
    """
    stems, words = _stems(sentence)
    if len(stems) < _FEW:
        stems |= _stems(title)[0]
    return stems, frozenset(tuple(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1)))


def _stems(sentence: str) -> tuple[frozenset[str], list[str]]:
    words = [word.casefold().removesuffix("’s").removesuffix("'s") for word in _WORD.findall(sentence)]
    content = (word for word in words if word not in STOP_WORDS and word not in _MONTHS_AND_DAYS)
    return frozenset(word if word[0].isdigit() else word[:_STEM] for word in content), words


def events_of(sentences: Sequence[Dated], options: SameEventOptions) -> list[list[Dated]]:
    """Return the sentences in groups of one event each; the first of a group names its days, if any of it does."""
    weights = _Weights.of(sentences)
    groups: list[list[Dated]] = []
    holding: dict[tuple[date, date, str], list[int]] = defaultdict(list)  # numbers of the groups that have a stem
    for one in sorted(sentences, key=_printed):
        best, number = 0.0, len(groups)
        for near in _near(one, holding, options):
            score = _likeness(one, groups[near], weights, options)
            if score > best:
                best, number = score, near
        if number == len(groups):
            groups.append([])
        groups[number].append(one)
        first, last = groups[number][0].first, groups[number][0].last
        for stem in one.stems:
            held = holding[first, last, stem]
            if number not in held:
                held.append(number)
    return groups


def _printed(one: Dated) -> tuple[bool, str, str, int]:
    """Order of sentences: those that name their day first, then as they were printed."""
    return one.implied, one.article.published or "~", one.article.id, one.start


def _near(one: Dated, holding: dict[tuple[date, date, str], list[int]], options: SameEventOptions) -> list[int]:
    """Return the groups of the same days, or of the days before an article that names none, with enough of the same stems."""
    days = [(one.first, one.last)]
    if one.implied:
        back = range(1, options.reported_within.days + 1)
        days += [(day, day) for day in (one.first - timedelta(days=number) for number in back)]
    shared: Counter[int] = Counter()
    for first, last in days:
        for stem in one.stems:
            held = holding.get((first, last, stem), ())
            if len(held) <= _COMMON:
                shared.update(held)
    return [number for number, count in shared.most_common(_TRIED) if count >= options.least]


def _likeness(one: Dated, group: Sequence[Dated], weights: _Weights, options: SameEventOptions) -> float:
    """Return how like a sentence is to those of a group on average, 0 where it is not of their event."""
    compared = group[:_COMPARED]
    score = sum(_alike(one, other, weights, options) for other in compared) / len(compared)
    needed = options.implied if one.implied or group[0].implied else options.alike
    if any(other.article.id == one.article.id for other in group):
        needed = max(needed, options.own)
    return score if score >= needed else 0.0


def _alike(one: Dated, other: Dated, weights: _Weights, options: SameEventOptions) -> float:
    shared = one.stems & other.stems
    if len(shared) < options.least:
        return 0.0
    lesser = min(weights.of_sentence[one], weights.of_sentence[other])
    score = sum(map(weights.of_stem.__getitem__, shared)) / lesser if lesser else 0.0
    if score < options.alike:
        return score
    copied = len(one.shingles & other.shingles) >= options.contained * min(len(one.shingles), len(other.shingles))
    return 1.0 if copied else score


def central(sentences: Sequence[Dated]) -> Dated:
    """Return the sentence that is most like the others of its event; of several, and of two, the one printed first."""
    counts = Counter(stem for one in sentences for stem in one.stems)
    return max(
        sorted(sentences, key=_printed),
        key=lambda one: sum(counts[stem] - 1 for stem in one.stems) / math.sqrt(len(one.stems) + 1),
    )
