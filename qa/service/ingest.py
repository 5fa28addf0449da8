"""From files that are read to articles that are stored, and a log of the files that could not be read."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.deduplicate import Outcome
from corpus.errors import ArchiveError
from corpus.originals import KeepOptions
from corpus.readers.ingest import FileRead
from qa.service.batches import Batch, batches, encoded
from qa.service.keeping import Keeper
from qa.service.progress import AddReport, DuplicateText, ProgressCallback
from qa.service.writing import NEWS_BACKLOG, ArchiveWriter, WriteSession

if TYPE_CHECKING:
    from embeddings.index.background import AheadEncoder
    from embeddings.index.writer import StoredBatch
    from embeddings.workers.pool import WorkerPool

ADDED = "articles.add"
"""What the audit log calls adding articles."""

logger = logging.getLogger(__name__)


class Ingest:
    """Stores articles a batch at a time, each batch in one commit; the next one is encoded meanwhile.

    Args:
        after_adding: called when articles were added or changed; raises nothing.
        originals: whether the files are kept.
    """

    def __init__(self, writer: ArchiveWriter, after_adding: Callable[[], object], originals: KeepOptions) -> None:
        self.after_adding = after_adding
        self._writer = writer
        self._originals = originals
        self._unwritten: IngestLog | None = None

    def add(
        self,
        reads: Iterable[FileRead],
        on_progress: ProgressCallback,
        *,
        sample: bool = False,
        notify: bool = True,
        action: str = ADDED,
        pool: "WorkerPool | None" = None,
    ) -> AddReport:
        """Store the articles of files, and log the files that could not be read; see `Maintenance.add`."""
        if self._originals.keep == "on" and self._writer.paths.engine is not None:
            raise ArchiveError(
                f"{self._writer.paths.name}: an archive in an engine keeps no original files: set keep-originals to off"
            )
        log = IngestLog(self._unwritten)
        keeper = Keeper(self._writer.paths.originals, self._originals)
        report = self._store(keeper.named(log.watch(reads)), keeper, on_progress, action, sample=sample, pool=pool)
        self._unwritten = None if self._writer.paths.exists() else log
        if self._unwritten is None:
            log.write(self._writer.archives.open(self._writer.paths)[0])
        if notify and (report.added or report.changed):
            self.after_adding()
        return report

    def _store(
        self,
        reads: Iterable[FileRead],
        keeper: Keeper,
        on_progress: ProgressCallback,
        action: str,
        *,
        sample: bool,
        pool: "WorkerPool | None",
    ) -> AddReport:
        read = batches(reads)
        # a mistyped name must not create an empty archive, so nothing is opened before something was read
        first = next(read, None)
        if first is None or not first.drafts:
            return AddReport(failed=first.failed if first else ())
        with self._writer.session(create=True) as session, self._ahead(session, pool) as ahead:
            return self._store_batches(session, chain([first], read), keeper, on_progress, action, ahead, sample=sample)

    def _ahead(self, session: WriteSession, pool: "WorkerPool | None") -> "AheadEncoder":
        """Return what prepares batches: the workers of a pool, or a thread."""
        from embeddings.stores import open_cache

        session.indexer  # noqa: B018 (the archive may have another model)
        cache = partial(open_cache, self._writer.paths)
        if pool is not None:
            from embeddings.workers.encoding import RemoteEncoder

            return RemoteEncoder(session.catalogue, cache, session.encoder, pool)
        from embeddings.index.background import BackgroundEncoder

        return BackgroundEncoder(session.catalogue, cache, session.encoder)

    def _store_batches(
        self,
        session: WriteSession,
        read: Iterator[Batch],
        keeper: Keeper,
        on_progress: ProgressCallback,
        action: str,
        ahead: "AheadEncoder",
        *,
        sample: bool,
    ) -> AddReport:
        report, unsynced = AddReport(), 0
        if sample:
            with session.catalogue.change() as change:
                change.set("sample", "yes")
        try:
            for batch, prepared in encoded(ahead, read, on_progress):
                if unsynced:  # while the next batch is encoded
                    _sync_news_safely(session, unsynced)
                stored = session.indexer.store(keeper.kept(batch.drafts), prepared=prepared, action=action)
                unsynced = len(stored.added) + len(stored.changed)
                report = _with_batch(report, batch, stored)
        except KeyboardInterrupt as stopped:
            stopped.add_note(
                f"articles stored by then: {len(report.added):,} added, {len(report.changed):,} changed; "
                "run it again for the rest"
            )
            raise
        session.sync_news(on_progress, most=unsynced + NEWS_BACKLOG)
        session.delete_unused_originals()
        return report


def _sync_news_safely(session: WriteSession, most: int) -> None:
    """Synchronize the news between two batches; an error there must not keep articles from being stored."""
    try:
        session.sync_news(most=most)
    except Exception:
        logger.warning("news sense is left for later", exc_info=True)


def _with_batch(report: AddReport, batch: Batch, stored: "StoredBatch") -> AddReport:
    return AddReport(
        added=report.added + stored.added,
        changed=report.changed + stored.changed,
        unchanged=report.unchanged + stored.unchanged,
        same=report.same + tuple(map(_same, filter(lambda outcome: outcome.why, stored.outcomes))),
        failed=report.failed + batch.failed,
        passages=report.passages + stored.passages,
        encoded=report.encoded + stored.encoded,
    )


def _same(outcome: Outcome) -> DuplicateText:
    draft = outcome.draft
    return DuplicateText(title=draft.title, source=draft.source, article=outcome.id, earlier=outcome.why == "earlier")


class IngestLog:
    """Which files were read and which could not be; stored in the archive, where `cuttings status` lists the failures.

    Args:
        earlier: a log from before there was an archive to store it in.

    Attributes:
        failed: why a file could not be read, by its absolute path.
    """

    def __init__(self, earlier: "IngestLog | None" = None) -> None:
        self.failed: dict[str, str] = dict(earlier.failed) if earlier else {}
        self._read: set[str] = set()

    def watch(self, reads: Iterable[FileRead]) -> Iterator[FileRead]:
        """Yield what was read, and log each file on the way."""
        for read in reads:
            if read.failure:
                self.failed[logged_path(read.failure.path)] = read.failure.reason
            elif read.path:
                self.failed.pop(logged_path(read.path), None)
                self._read.add(logged_path(read.path))
            yield read

    def write(self, catalogue: Catalogue) -> None:
        """Store the failures in the archive, and clear those of files that were read since.

        A missing file is no failure to be retried: its name was mistyped, or it was removed.
        """
        with catalogue.sources() as sources:
            listed = {one.path for one in sources.failed()}
        failed = {path: reason for path, reason in self.failed.items() if os.path.lexists(path)}
        resolved = {path for path in listed if path in self._read or not os.path.lexists(path)}
        if failed or resolved:
            with catalogue.sources(write=True) as sources:
                sources.clear(resolved)
                for path, reason in failed.items():
                    sources.note(path, reason)


def logged_path(path: str) -> str:
    """Return the absolute path by which a file is logged, so that it does not depend on the working directory."""
    # a name may hold bytes that are no text; what cannot be stored is shown as Python shows it
    return os.path.abspath(path).encode("utf-8", "backslashreplace").decode()  # noqa: PTH100 (links stay as named)
