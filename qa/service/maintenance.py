"""What changes an archive: adding, removing, rebuilding, compacting, repairing. One process at a time may."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, ArticleDraft, draft_of
from corpus.catalogue.deduplicate import Outcome
from corpus.catalogue.paths import ArchivePaths, writing
from corpus.errors import NotFound
from corpus.readers.detect import ReadOptions
from corpus.readers.ingest import FileRead, expand, read_files
from embeddings.index.check import Finding, check
from qa.answering.archive_pool import ArchivePool
from qa.answering.models import Models
from qa.news.desk import NewsDesk
from qa.service.batches import Batch, batches, encoded
from qa.service.ingest_log import IngestLog, absolute
from qa.service.progress import AddReport, Progress, ProgressCallback, Same, ignore

if TYPE_CHECKING:
    from corpus.catalogue.catalogue import Catalogue
    from embeddings.backup.export import Backup
    from embeddings.cache import EmbeddingCache
    from embeddings.index.writer import Stored
    from embeddings.models.encoder import Encoder

logger = logging.getLogger(__name__)

_BACKLOG = 1_000
"""Of what an earlier Cuttings left unread, a command that changes an archive reads so many articles; `story` reads the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles to remove: those of the ids, and those that fit all the rest.

    Attributes:
        ids: of articles.
        outlet: as stored.
        before: ISO day; articles published earlier.
    """

    ids: tuple[str, ...] = ()
    outlet: str | None = None
    before: str | None = None


class Maintenance:
    """The writing side of a service.

    Whatever writes raises `ArchiveBusy` where another process is writing, `ArchiveError` where the archive cannot be written,
    and `ModelError` where the model cannot be had or is not the archive's.

    Args:
        desk: kept in step with what came and went.
        after_adding: called when articles were added or changed; raises nothing.
        wait_seconds: how long to wait for another writer.
    """

    def __init__(
        self,
        archives: ArchivePool,
        models: Models,
        desk: NewsDesk,
        *,
        after_adding: Callable[[], object] = lambda: None,
        wait_seconds: float = 0.0,
    ) -> None:
        self._archives = archives
        self._models = models
        self._desk = desk
        self._after_adding = after_adding
        self._wait_seconds = wait_seconds
        self._unwritten: IngestLog | None = None

    @property
    def _paths(self) -> ArchivePaths:
        return self._archives.paths

    def add(
        self,
        paths: Sequence[Path],
        on_progress: ProgressCallback = ignore,
        *,
        sample: bool = False,
        columns: Mapping[str, str] | None = None,
    ) -> AddReport:
        """Add the articles of files and folders; what is there already costs nothing.

        A file that cannot be read is in the report and the others are added. Articles are stored a batch at a time: a crash
        costs the reading of the two batches that were not stored yet, and no vector that was computed.

        Args:
            paths: files and folders.
            on_progress: called in a thread of its own; what it raises ends the adding.
            sample: note that this is the archive that ships with Cuttings.
            columns: of tables and JSON, names of columns by what they mean: `{"title": "headline"}`.
        """
        return self._add(read_files(expand(paths), ReadOptions(columns=columns or {})), on_progress, sample=sample)

    def add_drafts(self, drafts: Sequence[ArticleDraft], on_progress: ProgressCallback = ignore) -> AddReport:
        """Add articles that are read already; otherwise as `add`."""
        return self._add(iter([FileRead(path="", drafts=tuple(drafts))]), on_progress)

    def _add(self, reads: Iterator[FileRead], on_progress: ProgressCallback, *, sample: bool = False) -> AddReport:
        log = IngestLog(self._unwritten)
        report = self._store(log.passing(reads), on_progress, sample=sample)
        self._unwritten = None if self._paths.exists() else log
        if self._unwritten is None:
            log.write(self._archives.open(self._paths)[0])
        if report.added or report.changed:
            self._after_adding()
        return report

    def _store(self, reads: Iterator[FileRead], on_progress: ProgressCallback, *, sample: bool) -> AddReport:
        found = batches(reads)
        # a mistyped name must not leave an empty archive behind, so nothing is opened before something was read
        first = next(found, None)
        if first is None or not first.drafts:
            return AddReport(failed=first.failed if first else ())
        return self._store_batches(chain([first], found), on_progress, sample=sample)

    def _store_batches(self, found: Iterator[Batch], on_progress: ProgressCallback, *, sample: bool) -> AddReport:
        from embeddings.cache import EmbeddingCache
        from embeddings.index.background import BackgroundEncoder
        from embeddings.index.writer import Indexer

        with self._writing(create=True):
            catalogue, files = self._archives.open(self._paths, create=True)
            with catalogue.snapshot() as snapshot:
                encoder = self._models.encoder(snapshot.setting("model"))
            report, unfollowed = AddReport(), 0
            with (
                closing(EmbeddingCache(self._paths.embedding_cache)) as kept,
                BackgroundEncoder(catalogue, self._paths.embedding_cache, encoder) as ahead,
            ):
                indexer = Indexer(catalogue, kept, files, encoder)
                if sample:
                    with catalogue.change() as change:
                        change.set("sample", "yes")
                try:
                    for batch, prepared in encoded(ahead, found, on_progress):
                        if unfollowed:  # while the next batch is encoded
                            self._follow_meanwhile(catalogue, kept, encoder, unfollowed)
                        stored = indexer.store(batch.drafts, prepared=prepared)
                        unfollowed = len(stored.added) + len(stored.changed)
                        report = _with(report, batch, stored)
                except KeyboardInterrupt as stopped:
                    stopped.add_note(
                        f"articles stored by then: {len(report.added):,} added, {len(report.changed):,} changed; "
                        "run it again for the rest"
                    )
                    raise
                self._follow(catalogue, kept, encoder, on_progress, most=unfollowed + _BACKLOG)
        return report

    def remove(self, selection: Selection, *, dry_run: bool = False) -> list[Article]:
        """Take articles out of all answers at once, all or none; return them. A dry run only returns them.

        Raises:
            NotFound: an id is not in the archive.
        """
        from embeddings.cache import EmbeddingCache
        from embeddings.index.writer import Indexer

        with self._writing():
            catalogue, files = self._archives.open(self._paths)
            with catalogue.snapshot() as snapshot, snapshot.lenient_decoding():
                chosen = snapshot.articles_chosen(selection.ids, selection.outlet, selection.before)
                model = snapshot.setting("model")
            missing = sorted(set(selection.ids) - {article.id for article in chosen})
            if missing:
                raise NotFound(f"{', '.join(missing)}: no article of that id; nothing was removed")
            if chosen and not dry_run:
                encoder = self._models.encoder(model)
                with closing(EmbeddingCache(self._paths.embedding_cache)) as kept:
                    Indexer(catalogue, kept, files, encoder).remove(article.id for article in chosen)
                    self._follow(catalogue, kept, encoder, ignore, most=_BACKLOG)
        return chosen

    def put_back(self, article_id: str) -> AddReport:
        """Add an article that was removed again, as it was.

        Raises:
            NotFound: there never was one of that id.
        """
        with self._archives.state() as state:
            version = state.snapshot.last_version(article_id) if state else 0
            if state is None or not version:
                raise NotFound(f"{article_id}: this archive never had an article of that id")
            article = state.snapshot.article(article_id, version)
        return self.add_drafts([draft_of(article)])

    def rebuild(self, model: str | None = None, on_progress: ProgressCallback = ignore) -> int:
        """Rebuild the index, for another model where one is named; return how many passages had to be encoded.

        The present index answers until the new one is complete. Interrupted, it continues where it was.
        """
        from embeddings.cache import EmbeddingCache
        from embeddings.index.rebuild import rebuild

        with self._writing():
            catalogue, files = self._archives.open(self._paths)
            with catalogue.snapshot() as snapshot:
                present = snapshot.setting("model")
            encoder = self._models.named(model) if model else self._models.encoder(present)

            def progress(done: int, total: int) -> None:
                on_progress(Progress(what=encoder.key.partition("@")[0], done=done, total=total))

            with closing(EmbeddingCache(self._paths.embedding_cache)) as kept:
                encoded = rebuild(catalogue, kept, files, encoder, progress)
                self._follow(catalogue, kept, encoder, on_progress, most=_BACKLOG)
                return encoded

    def catch_up(self, on_progress: ProgressCallback = ignore) -> None:
        """Take in what came and went for stories, names and quotations, where that was not done yet."""
        from embeddings.cache import EmbeddingCache

        if not self._desk.behind():
            return
        with self._writing():
            catalogue, _ = self._archives.open(self._paths)
            with catalogue.snapshot() as snapshot:
                encoder = self._models.encoder(snapshot.setting("model"))
            with closing(EmbeddingCache(self._paths.embedding_cache)) as kept:
                self._follow(catalogue, kept, encoder, on_progress)

    def _follow(
        self,
        catalogue: "Catalogue",
        kept: "EmbeddingCache",
        encoder: "Encoder",
        on_progress: ProgressCallback,
        *,
        most: int | None = None,
    ) -> None:
        """Have stories, names and quotations follow what came and went; all of it, or `most` articles."""

        def progress(done: int, total: int) -> None:
            on_progress(Progress(what="stories", done=done, total=total))

        self._desk.follow(self._paths, catalogue, kept, encoder.key, encoder.dimensions, progress, most)

    def _follow_meanwhile(self, catalogue: "Catalogue", kept: "EmbeddingCache", encoder: "Encoder", most: int) -> None:
        """Have them follow between two batches; what goes wrong there must not keep articles from being stored."""
        try:
            self._follow(catalogue, kept, encoder, ignore, most=most)
        except Exception:
            logger.warning("news sense is left for later", exc_info=True)

    def compact(self) -> None:
        """Free the space of what was removed."""
        from embeddings.cache import EmbeddingCache
        from embeddings.index.writer import Indexer

        with self._writing():
            catalogue, files = self._archives.open(self._paths)
            with catalogue.snapshot() as snapshot:
                encoder = self._models.encoder(snapshot.setting("model"))
            with closing(EmbeddingCache(self._paths.embedding_cache)) as kept:
                Indexer(catalogue, kept, files, encoder).compact()

    def export(self, path: Path, *, vectors: bool = False) -> "Backup":
        """Write the archive as it is now into one file; `ArchiveError` if it cannot be read, or the file not be written."""
        from embeddings.backup.export import export

        return export(self._paths, self._archives.open(self._paths)[0], path, vectors=vectors)

    def restore(self, path: Path, on_progress: ProgressCallback = ignore) -> "Backup":
        """Create the archive that a back-up holds, where there is none yet: all of it or nothing.

        Raises:
            BackupDamaged: the file is no back-up, or not what was written.
            ArchiveError: there is an archive already, or it cannot be written.
        """
        from embeddings.backup.restore import restore

        def progress(done: int, total: int) -> None:
            on_progress(Progress(what=path.name, done=done, total=total))

        backup = restore(path, self._paths, self._models.wanted_key(), self._models.encoder, progress)
        self._archives.close()  # an archive without articles may have been open at this place
        return backup

    def sources(self) -> list[tuple[str, str]]:
        """Return `(article id, file it was read from)` of every article."""
        if not self._paths.exists():
            return []
        with self._archives.open(self._paths)[0].sources() as sources:
            return sources.of_articles()

    def forget_failures(self, paths: Sequence[Path]) -> None:
        """Take files off the list of those that could not be read."""
        if paths and self._paths.exists():
            with self._archives.open(self._paths)[0].sources(write=True) as sources:
                sources.clear(absolute(str(path)) for path in paths)

    def check(
        self, *, deep: bool = False, repair: bool = False, on_progress: ProgressCallback = ignore
    ) -> list[Finding]:
        """Return what is wrong with the archive; with `repair`, what is still wrong after everything derived was rebuilt.

        Raises:
            ArchiveError: the catalogue itself cannot be read: restore a back-up.
        """
        catalogue, files = self._archives.open(self._paths)
        deep = deep or repair  # what only a deep check finds must not be left
        findings = check(self._paths, catalogue, files, deep=deep)
        if repair and any(finding.repairable for finding in findings):
            files.close_except(())
            self._repair(on_progress)
            findings = check(self._paths, catalogue, files, deep=deep)
        return findings

    def _repair(self, on_progress: ProgressCallback) -> None:
        """Rebuild what is derived: words, vectors that are lost, the dense index."""
        from embeddings.index.check import delete_damaged_versions, rename_broken_cache

        with self._writing():
            catalogue, _ = self._archives.open(self._paths)
            rename_broken_cache(self._paths)
            delete_damaged_versions(catalogue)
            with catalogue.change() as change:
                change.rebuild_lexical_index()
        self.rebuild(None, on_progress)

    @contextmanager
    def _writing(self, *, create: bool = False) -> Iterator[None]:
        if not create:
            self._archives.open(self._paths)  # no archive: say so before anything is made
        with writing(self._paths, wait_seconds=self._wait_seconds):
            yield


def _with(report: AddReport, batch: Batch, stored: "Stored") -> AddReport:
    return AddReport(
        added=report.added + stored.added,
        changed=report.changed + stored.changed,
        unchanged=report.unchanged + stored.unchanged,
        same=report.same + tuple(map(_same, filter(lambda outcome: outcome.why, stored.outcomes))),
        failed=report.failed + batch.failed,
        passages=report.passages + stored.passages,
        encoded=report.encoded + stored.encoded,
    )


def _same(outcome: Outcome) -> Same:
    draft = outcome.draft
    return Same(title=draft.title, source=draft.source, article=outcome.id, earlier=outcome.why == "earlier")
