"""Keep derived news in step with the catalogue: only what came or went since is looked at.

Articles are read in the order in which they came, some at a time, each batch in one transaction with the mark that says
how far it is; so an interruption costs at most a batch, and from the same catalogue comes the same file.
"""

import logging
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.article import Article
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Snapshot
from embeddings.cache import EmbeddingCache
from qa.news.candidates import CandidateOptions
from qa.news.clustering import ClusteringOptions
from qa.news.comparison import Comparison
from qa.news.extract.article import ReadArticle, read_article
from qa.news.gazetteer import LearnedGazetteer
from qa.news.matching import MatchingOptions
from qa.news.reclustering import Reclustering
from qa.news.store import NewsStore, NewsWriter

log = logging.getLogger(__name__)

BATCH = 50
CountCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsOptions:
    """How articles are put together."""

    candidates: CandidateOptions = field(default_factory=CandidateOptions)
    matching: MatchingOptions = field(default_factory=MatchingOptions)
    clustering: ClusteringOptions = field(default_factory=ClusteringOptions)


class NewsSync:
    """Follows one catalogue. Only the holder of the writer's lock may use it.

    Args:
        model: key of the model whose cached vectors are compared.
        dimensions: of these vectors.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        embeddings: EmbeddingCache,
        store: NewsStore,
        model: str,
        dimensions: int,
        options: NewsOptions | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._embeddings = embeddings
        self._store = store
        self._model = model
        self._dimensions = dimensions
        self._options = options or NewsOptions()

    def follow(self, on_progress: CountCallback = lambda _done, _total: None, most: int | None = None) -> int:
        """Take in what came and forget what went; return how many articles were read.

        Args:
            most: read about so many and leave the rest to a later call.
            on_progress: is called with how many articles are read, and of how many.

        Raises:
            ArchiveError: something cannot be read or written.
        """
        with self._catalogue.snapshot() as snapshot:
            self._clear_if_of_another(snapshot)
            with self._store.reading() as reader:
                seen, last = reader.number("revision"), reader.number("key")
            gone = snapshot.removed_after(seen) if last else []
            if gone:
                with self._store.writing() as writer:
                    self._reclustering(writer, snapshot).of(writer.forget(gone))
            done, total = 0, snapshot.live_count_after(last)
            while (most is None or done < most) and (batch := snapshot.live_after(last, BATCH)):
                last = batch[-1][0]
                with self._store.writing() as writer:
                    self._take_in(writer, snapshot, batch)
                    writer.set_number("key", last)
                done += len(batch)
                on_progress(done, total)
            if done == total and (gone or done or seen != snapshot.revision):
                with self._store.writing() as writer:
                    writer.set_number("revision", snapshot.revision)
        return done

    def _clear_if_of_another(self, snapshot: Snapshot) -> None:
        """Forget what was derived with vectors of another model, or from a catalogue that an older back-up has replaced."""
        model = zlib.crc32(self._model.encode())
        with self._store.writing() as writer:
            if writer.number("model") != model or writer.number("revision") > snapshot.revision:
                writer.clear()
                writer.set_number("model", model)

    def _take_in(self, writer: NewsWriter, snapshot: Snapshot, batch: Sequence[tuple[int, Article]]) -> None:
        comparison = Comparison(writer, snapshot, self._options.candidates, self._options.matching)
        known, agencies = LearnedGazetteer(writer), writer.agencies()
        for key, article in batch:
            try:
                read = self._read(snapshot, key, article, known, agencies)
            except Exception:
                log.warning("%s: not read for news sense", article.id, exc_info=True)
                continue
            writer.add(read)
            comparison.compare(read)
        self._reclustering(writer, snapshot).of({key for key, _ in batch})

    def _reclustering(self, writer: NewsWriter, snapshot: Snapshot) -> Reclustering:
        return Reclustering(writer, snapshot, self._options.clustering, self._options.candidates.window)

    def _read(
        self, snapshot: Snapshot, key: int, article: Article, known: LearnedGazetteer, agencies: Sequence[str]
    ) -> ReadArticle:
        hashes = snapshot.passage_hashes(key)
        cached = self._embeddings.get(self._model, hashes)
        found = [cached[one] for one in hashes if one in cached]
        return read_article(
            key,
            article,
            np.stack(found) if found else None,
            dimensions=self._dimensions,
            known=known,
            agencies=agencies,
        )
