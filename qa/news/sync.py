"""Keeping what is derived in step with the catalogue: only what came or went since is looked at.

Articles are read in the order in which they came, some at a time, each batch in one transaction with the mark that says
how far it is; so an interruption costs at most a batch, and from the same catalogue comes the same file.
"""

import logging
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from corpus.article import Article
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Snapshot
from embeddings.cache import EmbeddingCache
from qa.news.candidates import NearbyOptions
from qa.news.clustering import GroupingOptions
from qa.news.comparison import Comparing
from qa.news.extract.article import ReadArticle, read_article
from qa.news.gazetteer import LearnedGazetteer, agencies_seen
from qa.news.matching import AlikeOptions
from qa.news.reclustering import Regrouping
from qa.news.rows import write_article
from qa.news.store import NewsStore, clear, forget, mark, set_mark

log = logging.getLogger(__name__)

BATCH = 50
ProgressCallback = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsOptions:
    """How articles are put together."""

    nearby: NearbyOptions = field(default_factory=NearbyOptions)
    alike: AlikeOptions = field(default_factory=AlikeOptions)
    grouping: GroupingOptions = field(default_factory=GroupingOptions)


class NewsSync:
    """Follows one catalogue. Only the holder of the writer's lock may use it.

    Args:
        model: key of the model whose kept vectors are compared.
        dimensions: of these vectors.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        kept: EmbeddingCache,
        store: NewsStore,
        model: str,
        dimensions: int,
        options: NewsOptions | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._store = store
        self._model = model
        self._dimensions = dimensions
        self._options = options or NewsOptions()

    def follow(self, on_progress: ProgressCallback = lambda _done, _total: None, most: int | None = None) -> int:
        """Take in what came and forget what went; return how many articles were read.

        Args:
            most: read about so many and leave the rest to a later call.
            tell: is told how many articles are read, and of how many.

        Raises:
            ArchiveError: something cannot be read or written.
        """
        with self._catalogue.snapshot() as snapshot:
            self._start_anew_for_another(snapshot)
            with self._store.reading() as db:
                seen, last = mark(db, "revision"), mark(db, "key")
            gone = snapshot.removed_after(seen) if last else []
            if gone:
                with self._store.writing() as db:
                    Regrouping(db, snapshot, self._options.grouping, self._options.nearby.window).of(forget(db, gone))
            done, total = 0, snapshot.live_count_after(last)
            while (most is None or done < most) and (batch := snapshot.live_after(last, BATCH)):
                last = batch[-1][0]
                with self._store.writing() as db:
                    self._take_in(db, snapshot, batch)
                    set_mark(db, "key", last)
                done += len(batch)
                on_progress(done, total)
            if done == total and (gone or done or seen != snapshot.revision):
                with self._store.writing() as db:
                    set_mark(db, "revision", snapshot.revision)
        return done

    def _start_anew_for_another(self, snapshot: Snapshot) -> None:
        """Forget what was made with vectors of another model, or of a catalogue that an older back-up has replaced."""
        model = zlib.crc32(self._model.encode())
        with self._store.writing() as db:
            if mark(db, "model") != model or mark(db, "revision") > snapshot.revision:
                clear(db)
                set_mark(db, "model", model)

    def _take_in(self, db: sqlite3.Connection, snapshot: Snapshot, batch: Sequence[tuple[int, Article]]) -> None:
        comparing = Comparing(db, snapshot, self._options.nearby, self._options.alike)
        known, agencies = LearnedGazetteer(db), agencies_seen(db)
        for key, article in batch:
            try:
                read = self._read(snapshot, key, article, known, agencies)
            except Exception:
                log.warning("%s: not read for news sense", article.id, exc_info=True)
                continue
            write_article(db, read)
            comparing.compare(read)
        touched = {key for key, _ in batch}
        Regrouping(db, snapshot, self._options.grouping, self._options.nearby.window).of(touched)

    def _read(
        self, snapshot: Snapshot, key: int, article: Article, known: LearnedGazetteer, agencies: Sequence[str]
    ) -> ReadArticle:
        hashes = snapshot.passage_hashes(key)
        kept = self._kept.get(self._model, hashes)
        found = [kept[one] for one in hashes if one in kept]
        return read_article(
            key,
            article,
            np.stack(found) if found else None,
            dimensions=self._dimensions,
            known=known,
            agencies=agencies,
        )
