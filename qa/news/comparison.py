"""Comparing a new article with its candidates: the same event, the same text, a correction or a newer version."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.candidates import CandidateOptions, candidates_for
from qa.news.extract.article import READ_AT_MOST, ReadArticle
from qa.news.extract.corrections import CorrectionNote, correction_note
from qa.news.features import PERMUTATIONS, ArticleFeatures, contained, shingles, stems
from qa.news.matching import MatchingOptions, days_apart, probability
from qa.news.store import NewsWriter
from qa.news.thresholds import THRESHOLDS

LEAST_EDGE = 0.1
"""A pair that is less probably of one event is not stored."""

MAYBE_COPY = 0.1
"""Texts are compared word by word where at least this share of their signatures is equal."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two articles have in common.

    Attributes:
        similarity: probability that they are about the same event.
        shared: share of the shorter text's shingles that the other has; 0 where that was not worth looking.
    """

    other: ArticleFeatures
    similarity: float
    shared: float


class Comparison:
    """Compares the articles of a batch with what came before, and notes what it finds."""

    def __init__(
        self, writer: NewsWriter, snapshot: Snapshot, candidates: CandidateOptions, matching: MatchingOptions
    ) -> None:
        self._writer = writer
        self._snapshot = snapshot
        self._candidates = candidates
        self._matching = matching
        self._articles: dict[int, Article] = {}
        self._shingles: dict[int, set[str]] = {}
        self._features: dict[int, ArticleFeatures] = {}

    def compare(self, read: ReadArticle) -> None:
        """Store which articles one is similar to, a copy, a correction or a newer version of."""
        features = read.features
        found = candidates_for(self._writer, features, self._candidates, self._features)
        maybe = {other.key for other in found.articles if _maybe_copies(features, other)}
        self._articles[features.key] = read.article
        if len(read.article.text) <= READ_AT_MOST:
            self._shingles[features.key] = read.shingles
        self._fetch(maybe)
        pairs = [
            Pair(
                other,
                probability(features, other, found.rarity, self._matching),
                self._shared(features, other) if other.key in maybe else 0.0,
            )
            for other in found.articles
        ]
        corrected = self._link(read, pairs)
        for pair in pairs:
            # a correction is of the story of what it corrects, whatever else it shares with it
            certain = pair.shared >= THRESHOLDS.copy or pair.other.key == corrected
            similarity = 1.0 if certain else pair.similarity
            if similarity >= LEAST_EDGE:
                self._writer.add_edge(features.key, pair.other.key, similarity, pair.shared)

    def _link(self, read: ReadArticle, pairs: list[Pair]) -> int | None:
        """Store what one article corrects or is a newer version of; return which article it corrects."""
        note = correction_note(read.article.title, read.article.text)
        if note:
            self._fetch(
                [pair.other.key for pair in pairs if pair.similarity >= LEAST_EDGE or pair.shared >= LEAST_EDGE]
            )
        corrected = self._corrected(read, note, pairs) if note else None
        if note and corrected is not None:
            self._writer.add_link(corrected, read.features.key, "correction", (note.start, note.end))
        for pair in pairs:
            if pair.other.key in (corrected, read.features.key) or pair.other.key not in self._articles:
                continue
            other = self._articles[pair.other.key]
            close = days_apart(read.features, pair.other) <= THRESHOLDS.version_days
            if pair.shared >= THRESHOLDS.copy and close and other.outlet and other.outlet == read.article.outlet:
                older, newer = sorted(((other, pair.other.key), (read.article, read.features.key)), key=_moment)
                self._writer.add_link(older[1], newer[1], "version", (0, 0))
        return corrected

    def _corrected(self, read: ReadArticle, note: CorrectionNote, pairs: list[Pair]) -> int | None:
        """Return which article is corrected: one of the outlet whose headline is named, or an earlier text of this one.

        A note that stands in an article of another text as well corrects nothing: it is printed under everything.
        """
        said = " ".join(read.article.text[note.start : note.end].split())
        best: tuple[float, int] | None = None
        for pair in pairs:
            if pair.other.key not in self._articles:
                continue
            other = self._articles[pair.other.key]
            has_it = bool(said) and said in " ".join(other.text.split())
            earlier = note.sure and pair.shared >= THRESHOLDS.copy
            if has_it and not earlier:
                return None
            if has_it or not other.outlet or other.outlet != read.article.outlet or other.id == read.article.id:
                continue
            if _later(other, read.article) or days_apart(read.features, pair.other) > THRESHOLDS.corrected_days:
                continue
            named = max((_headline_overlap(one, other.title) for one in note.headlines), default=0.0)
            least = THRESHOLDS.headline if note.sure else THRESHOLDS.headline_alone
            worth = pair.similarity + pair.shared + 2 * (named >= least)
            if (named >= least or earlier) and (best is None or worth > best[0]):
                best = worth, pair.other.key
        return best[1] if best else None

    def _shared(self, one: ArticleFeatures, other: ArticleFeatures) -> float:
        if not {one.key, other.key} <= self._articles.keys():
            return 0.0
        return contained(self._shingles_of(one.key), self._shingles_of(other.key))

    def _shingles_of(self, key: int) -> set[str]:
        if key not in self._shingles:
            self._shingles[key] = shingles(self._articles[key].text)
        return self._shingles[key]

    def _fetch(self, keys: Iterable[int]) -> None:
        wanted = [key for key in dict.fromkeys(keys) if key not in self._articles]
        if wanted:
            self._articles |= self._snapshot.by_keys(wanted)


def _maybe_copies(one: ArticleFeatures, other: ArticleFeatures) -> bool:
    return int(np.count_nonzero(one.signature == other.signature)) >= MAYBE_COPY * PERMUTATIONS


def _headline_overlap(one: str, other: str) -> float:
    first, second = set(stems(one)), set(stems(other))
    return len(first & second) / max(1, len(first), len(second))


def _later(one: Article, other: Article) -> bool:
    """Tell whether `one` was certainly published after `other`."""
    return bool(one.published and other.published) and (one.published or "")[:10] > (other.published or "")[:10]


def _moment(one: tuple[Article, int]) -> tuple[str, int]:
    return one[0].published or "", one[1]
