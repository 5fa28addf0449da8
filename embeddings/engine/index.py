"""Searching and writing an archive in an engine: words and vectors are in one table and change with the articles."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.changes import Change
from corpus.engine.catalogue import EngineCatalogue
from corpus.engine.change import EngineChange
from corpus.engine.snapshot import EngineSnapshot, SplitArticle, split_in_parts
from corpus.engine.word_counts import Searched
from corpus.failpoints import hit
from corpus.filters import Filters
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, OnCount, cached_or_encoded
from embeddings.index.rebuild import batches, texts_of
from embeddings.index.writer import Indexer, claim_model
from embeddings.models.encoder import Encoder, Vectors
from embeddings.retriever import ArchiveRetriever, ArchiveState, ScoredIds


class EngineState(ArchiveState):
    """A snapshot of the catalogue in an engine; see `embeddings.retriever.RetrievalState`."""

    def dense(self, model: str, vector: Vectors, limit: int, filters: Filters) -> ScoredIds:
        """See `RetrievalState`."""
        snapshot = cast("EngineSnapshot", self.snapshot)
        return snapshot.nearest(vector, limit, filters) if snapshot.setting("model") == model else []


class EngineRetriever(ArchiveRetriever):
    """An archive in an engine as a `Retriever`."""

    @contextmanager
    def state(self) -> Iterator[EngineState]:
        """See `Retriever`."""
        with self._catalogue.snapshot() as snapshot:
            yield EngineState(snapshot, self._files)


class EngineIndexer(Indexer):
    """The write path of an archive in an engine; only the holder of the writer's lock may have one.

    Raises:
        ModelMismatch: the archive was indexed with another model.
    """

    @property
    def _engine(self) -> EngineCatalogue:
        return cast("EngineCatalogue", self._catalogue)

    def _claim(self) -> None:
        with self._catalogue.snapshot() as snapshot:
            searched = snapshot.setting("searched")
        number = int(searched) if searched else self._engine.create_searched(self._encoder.dimensions)
        with self._catalogue.change() as change:
            claim_model(change, self._encoder.key)
            if not searched:
                cast("EngineChange", change).search_in(number, Searched())
        self._engine.drop_unused()

    def _store_vectors(self, change: Change, ids: Sequence[int], vectors: Sequence[Vectors]) -> None:
        cast("EngineChange", change).add_vectors(ids, vectors)

    def merge(self) -> None:
        """Do nothing: the engine keeps its index in order by itself."""

    def compact(self) -> None:
        """Drop what is not searched any more, and write the graph of vectors anew."""
        with self._catalogue.change() as opened:
            change = cast("EngineChange", opened)
            change.record("archive.compact", "")
            if not change.words_are_counted():
                change.count_words()
        self._engine.drop_unused()
        self._catalogue.compact()


def rebuild_in_engine(engine: Catalogue, cache: EmbeddingCache, encoder: Encoder, on_progress: OnCount) -> int:
    """Rebuild words and vectors in a table of their own, and have questions search it; return how many had to be encoded.

    The rows are committed some at a time and indexed when all are there; nobody searches the table before the last commit. An
    interruption costs that table, which the next writer drops, not the vectors: they are kept as they are encoded. See
    `embeddings.index.rebuild.rebuild`; the caller holds the writer's lock, so that no article changes meanwhile.

    Raises:
        ArchiveError: the archive cannot be written; the current index stays in use.
    """
    catalogue = cast("EngineCatalogue", engine)
    catalogue.drop_unused()
    encoded = done = 0
    filled = Searched()
    number = catalogue.create_searched(encoder.dimensions, indexed=False)
    split_again: list[tuple[str, list[Span]]] = []
    with catalogue.snapshot() as snapshot:
        total = snapshot.counts().passages
        same_model = snapshot.setting("model") == encoder.key
    for batch in batches(_articles(catalogue), encoder, split_again, same_model=same_model):

        def on_batch(further: int, _: int, before: int = done) -> None:
            on_progress(before + further, total)

        vectors, fresh = cached_or_encoded(cache, encoder, [text for _, text in batch], on_batch)
        encoded += len(fresh)
        with catalogue.change() as change:
            filled.add(
                cast("EngineChange", change).fill(number, {key: vectors[text_hash(text)] for key, text in batch})
            )
        done += len(batch)
    hit("rows-written")
    catalogue.index_searched(number)
    hit("indexed")
    with catalogue.change() as opened:
        change = cast("EngineChange", opened)
        change.search_in(number, filled)
        for article_id, spans in split_again:
            texts = texts_of(change, article_id, spans)
            vectors, fresh = cached_or_encoded(cache, encoder, texts, lambda _done, _total: None)
            encoded += len(fresh)
            change.add_vectors(change.split_again(article_id, spans), [vectors[text_hash(text)] for text in texts])
        change.set("model", encoder.key)
        change.record("index.rebuild", encoder.key, detail=f"{total} passages")
        hit("before-swap")
    hit("swapped")
    catalogue.drop_unused()
    on_progress(total, total)
    return encoded


def _articles(catalogue: EngineCatalogue) -> Iterator[tuple[str, str, list[tuple[int, Span]]]]:
    """Yield what `split_articles` does, each part in its own snapshot: an engine keeps an old state for half an hour only."""

    def after(key: int) -> list[SplitArticle]:
        with catalogue.snapshot() as snapshot:
            return cast("EngineSnapshot", snapshot).split_after(key)

    return split_in_parts(after)
