"""The interface for retrieval: passages by words and by vectors, under one filter, all from one consistent state.

`Retriever` is the interface between answering and whatever stores the passages. Only ids of passages, scores, filters, vectors as
float32 arrays, articles and passages cross it: nothing of SQLite or FAISS. `ArchiveRetriever` implements it for an archive in a
folder, with catalogue and dense index; another engine is another class with the same methods.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from corpus.article import Article, Passage
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors

ScoredIds = list[tuple[int, float]]
"""`(id of a passage, score)`, best first."""


class WordStatistics(Protocol):
    """Statistics of the words of all searchable passages, headlines included."""

    def searched_passages(self) -> int:
        """Return how many passages there are."""

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        """Return for each word how many passages have it."""

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        """Return which of the words are in a passage."""

    def stems_like(self, beginning: str, shortest: int = 0) -> list[str]:
        """Return the stems with that beginning and at least `shortest` letters, in lower case, without accents."""

    def texts_with(self, word: str, limit: int) -> list[str]:
        """Return the texts of up to `limit` passages that have a word."""


class RetrievalState(Protocol):
    """One consistent state of an archive: whatever is written meanwhile, every method reads the same articles.

    Both searches apply `filters` inside the search, so that a narrow filter still gives `limit` passages if there are that
    many. They order equal scores by article and by position in it, so that the order of adding articles makes no difference.

    Attributes:
        words: statistics of this state.
    """

    @property
    def words(self) -> WordStatistics: ...  # noqa: D102 -- described above

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> ScoredIds:
        """Return up to `limit` passages that have any of `words`, by BM25."""

    def dense(self, model: str, vector: Vectors, limit: int, filters: Filters) -> ScoredIds:
        """Return up to `limit` passages whose vectors are nearest to `vector`, by cosine.

        Args:
            model: key of the model that made the vectors.
            vector: float32 of shape (dimensions,), of length 1.
        """

    def passages(self, ids: Iterable[int]) -> Mapping[int, Passage]:
        """Return the passages with these ids that exist, by id."""

    def article(self, article_id: str) -> Article:
        """Return the live version of an article.

        Raises:
            NotFound: there is none of that id.
        """

    def articles_by(self, name: str, limit: int, filters: Filters) -> list[Article]:
        """Return up to `limit` articles whose byline has a name, newest first."""

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """Return the ISO days of the oldest and the newest dated article."""


class Retriever(Protocol):
    """A store of passages that can be searched. Safe to use from several threads."""

    def state(self) -> AbstractContextManager[RetrievalState]:
        """Hold one consistent state for as long as the block runs.

        Raises:
            ArchiveError: the store cannot be read.
        """


class ArchiveState:
    """A snapshot of the catalogue and the segments that it lists; see `RetrievalState`."""

    def __init__(self, snapshot: Snapshot, files: SegmentFiles) -> None:
        self.snapshot = snapshot
        self.files = files

    @property
    def words(self) -> WordStatistics:
        """See `RetrievalState`."""
        return self.snapshot

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> ScoredIds:
        """See `RetrievalState`."""
        return self.snapshot.lexical(words, limit, filters)

    def dense(self, model: str, vector: Vectors, limit: int, filters: Filters) -> ScoredIds:
        """See `RetrievalState`.

        Raises:
            ArchiveDamaged: the file of a segment is not what was written.
        """
        return search_dense(self.snapshot, self.files, model, vector, limit, filters)

    def passages(self, ids: Iterable[int]) -> Mapping[int, Passage]:
        """See `RetrievalState`."""
        return self.snapshot.passages(ids)

    def article(self, article_id: str) -> Article:
        """See `RetrievalState`."""
        return self.snapshot.article(article_id)

    def articles_by(self, name: str, limit: int, filters: Filters) -> list[Article]:
        """See `RetrievalState`."""
        return self.snapshot.articles_by(name, limit, filters)

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """See `RetrievalState`."""
        return self.snapshot.first_and_last_day()


class ArchiveRetriever:
    """The archive in a folder as a `Retriever`: its catalogue holds the words, its segments the vectors."""

    def __init__(self, catalogue: Catalogue, files: SegmentFiles) -> None:
        self._catalogue = catalogue
        self._files = files

    @contextmanager
    def state(self) -> Iterator[ArchiveState]:
        """See `Retriever`."""
        with self._catalogue.snapshot() as snapshot:
            yield ArchiveState(snapshot, self._files)
