"""What changes an archive: adding, removing, rebuilding, compacting, repairing. One process at a time may."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article, ArticleDraft, draft_of
from corpus.catalogue.corrections import FIELDS, Values, differing, valid_correction
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import NotFound
from corpus.originals import KeepOptions, OriginalFiles, SourceFile
from corpus.readers.ingest import FileRead, expand, read_files
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import Worker, WorkerOptions, shared_worker
from embeddings.index.check import Finding
from embeddings.stores import check_archive
from qa.desk.backup import desk_lines, restore_desk
from qa.service.ingest import ADDED, Ingest, logged_path
from qa.service.keeping import original_findings, repair_originals
from qa.service.progress import AddReport, Progress, ProgressCallback, ignore
from qa.service.writing import NEWS_BACKLOG, ArchiveWriter

if TYPE_CHECKING:
    from embeddings.backup.export import Backup
    from embeddings.workers.cluster import Cluster
    from embeddings.workers.pool import WorkerPool


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

    Every method that writes raises `ArchiveBusy` where another process is writing, `ArchiveError` where the archive cannot be
    written, and `ModelError` where the model is not available or not the archive's.

    Args:
        reading, worker: limits of reading files.
        originals: whether the files that are read are kept.
        after_adding: called when articles were added or changed; raises nothing.
    """

    def __init__(
        self,
        writer: ArchiveWriter,
        reading: ReadOptions | None = None,
        worker: WorkerOptions | None = None,
        originals: KeepOptions | None = None,
        *,
        after_adding: Callable[[], object] = lambda: None,
    ) -> None:
        self.reading = reading or ReadOptions()
        self._worker = worker or WorkerOptions()
        self._writer = writer
        self._archives = writer.archives
        self._ingest = Ingest(writer, after_adding, originals or KeepOptions())

    @property
    def _paths(self) -> ArchivePaths:
        return self._writer.paths

    @property
    def paths(self) -> ArchivePaths:
        """The archive, which need not exist yet."""
        return self._paths

    @property
    def worker(self) -> Worker:
        """The process that reads files, within the limits."""
        return shared_worker(self._worker)

    def read(
        self,
        files: Iterable[Path],
        columns: Mapping[str, str] | None = None,
        on_progress: ProgressCallback = ignore,
    ) -> Iterator[FileRead]:
        """Read files, no folders, and store nothing; otherwise as `add`. Progress is that of pages that are read by OCR."""

        def on_page(path: Path, number: int, total: int) -> None:
            on_progress(Progress(what=path.name, done=number - 1, total=total, unit="pages by OCR"))

        return read_files(files, replace(self.reading, columns=columns or {}), self.worker, on_page)

    def add(
        self,
        paths: Sequence[Path],
        on_progress: ProgressCallback = ignore,
        *,
        sample: bool = False,
        columns: Mapping[str, str] | None = None,
        pool: "WorkerPool | None" = None,
    ) -> AddReport:
        """Add the articles of files and folders; adding what is there already costs nothing.

        A file that cannot be read is in the report and the others are added. Articles are stored a batch at a time: a crash
        costs the reading of the two batches that were not stored yet, and no vector that was computed.

        Args:
            paths: files and folders.
            on_progress: called in a thread of its own, or between pages that are read by OCR; what it raises ends the adding.
            sample: record that this is the archive that ships with Cuttings.
            columns: of tables and JSON, names of columns by what they mean: `{"title": "headline"}`.
            pool: workers that read and encode, from `workers`; pages that they read by OCR are not in the progress.
        """
        reads: Iterable[FileRead]
        if pool is None:
            reads = self.read(expand(paths), columns, on_progress)
        else:
            from embeddings.workers.reading import read_on

            reads = read_on(pool, expand(paths), replace(self.reading, columns=columns or {}), self._worker)
        return self._ingest.add(reads, on_progress, sample=sample, pool=pool)

    def workers(self, cluster: "Cluster") -> "WorkerPool":
        """Return the workers of a cluster, to be used in a `with`, for `add`; they are started by entering it.

        Raises:
            ModelError: the archive's model is not on this machine.
        """
        from embeddings.workers.pool import WorkerPool

        return WorkerPool(cluster, self._writer.encoder(), ocr=self.reading.ocr != "off")

    def add_drafts(
        self,
        drafts: Sequence[ArticleDraft],
        on_progress: ProgressCallback = ignore,
        file: SourceFile | None = None,
        *,
        notify: bool = True,
        action: str = ADDED,
    ) -> AddReport:
        """Add articles that are read already; otherwise as `add`.

        Args:
            file: that they were read from, where it is to be kept.
            notify: whether saved questions are asked about them now; else with the next ones, or by `notify_added`.
            action: what the audit log calls it.
        """
        read = FileRead(path="", drafts=tuple(drafts), file=file)
        return self._ingest.add([read], on_progress, notify=notify, action=action)

    def notify_added(self) -> None:
        """Ask saved questions about what was added without that."""
        self._ingest.after_adding()

    def remove(self, selection: Selection, *, dry_run: bool = False) -> list[Article]:
        """Remove articles from all answers, all at once or none; return them. A dry run only returns them.

        Raises:
            NotFound: an id is not in the archive.
        """
        with self._writer.session() as session:
            with session.catalogue.snapshot() as snapshot, snapshot.lenient_decoding():
                chosen = snapshot.articles_chosen(selection.ids, selection.outlet, selection.before)
            missing = sorted(set(selection.ids) - {article.id for article in chosen})
            if missing:
                raise NotFound(f"{', '.join(missing)}: no article of that id; nothing was removed")
            if chosen and not dry_run:
                OriginalFiles(self._paths.originals).used_until_now(one.original for one in chosen if one.original)
                session.indexer.remove(article.id for article in chosen)
                session.sync_news(most=NEWS_BACKLOG)
                session.delete_unused_originals()
        return chosen

    def correct(self, article_id: str, wanted: Values) -> Article:
        """Correct fields of an article, whatever was read of them, until that is undone; return the article.

        Later versions keep the correction. A value that is what was read is no correction any more.

        Args:
            wanted: values by field; see `corpus.catalogue.corrections`. Other fields stay corrected, or as they were read.

        Raises:
            CorrectionInvalid: a value cannot be stored.
            NotFound: there is no article of that id.
        """
        values = valid_correction(wanted)
        return self._corrected(article_id, lambda article: _shown(article) | values)

    def undo_correction(self, article_id: str) -> Article:
        """Show an article as it was read; return it. `NotFound` if there is none of that id."""
        return self._corrected(article_id, lambda _: {})

    def _corrected(self, article_id: str, wanted: Callable[[Article], Values]) -> Article:
        with self._writer.session() as session:
            with session.catalogue.snapshot() as snapshot:
                article = snapshot.article(article_id)
            read = draft_of(article)
            correction = differing(wanted(article), {name: getattr(read, name) for name in FIELDS})
            if correction == _shown(article):
                return article
            session.indexer.correct(article_id, correction)
            session.sync_news(most=NEWS_BACKLOG)
            with session.catalogue.snapshot() as snapshot:
                return snapshot.article(article_id)

    def put_back(self, article_id: str) -> AddReport:
        """Add a removed article again, as it was.

        Raises:
            NotFound: there never was one of that id.
        """
        with self._archives.state() as state:
            version = state.snapshot.last_version(article_id) if state else 0
            if state is None or not version:
                raise NotFound(f"{article_id}: this archive never had an article of that id")
            article = state.snapshot.article(article_id, version)
        return self.add_drafts([draft_of(article)], action="articles.restore")

    def rebuild(self, model: str | None = None, on_progress: ProgressCallback = ignore) -> int:
        """Rebuild the index, for another model where one is named; return how many passages had to be encoded.

        The present index answers until the new one is complete. An interrupted rebuild continues where it was.
        """
        from embeddings.stores import rebuild_index

        with self._writer.session(model=model) as session:
            encoder = session.encoder

            def progress(done: int, total: int) -> None:
                on_progress(Progress(what=encoder.key.partition("@")[0], done=done, total=total))

            encoded = rebuild_index(self._paths, session.catalogue, session.cache, session.segments, encoder, progress)
            session.sync_news(on_progress, most=NEWS_BACKLOG)
            return encoded

    def catch_up(self, on_progress: ProgressCallback = ignore) -> None:
        """Synchronize stories, names and quotations with the archive, where that was not done yet."""
        if self._writer.desk.behind():
            with self._writer.session() as session:
                session.sync_news(on_progress)

    def compact(self) -> None:
        """Free the space of removed articles, and of files that no article names."""
        with self._writer.session() as session:
            session.indexer.compact()
            session.delete_unused_originals(for_seconds=0)

    def export(self, path: Path, *, vectors: bool = False) -> "Backup":
        """Write the archive as it is now into one file; `ArchiveError` if it cannot be read, or the file not be written."""
        from embeddings.backup.export import export

        catalogue, desk = self._archives.open(self._paths)[0], desk_lines(self._paths)
        return export(self._paths, catalogue, path, vectors=vectors, desk=desk)

    def restore(self, path: Path, on_progress: ProgressCallback = ignore) -> "Backup":
        """Create the archive that a back-up holds, where there is none yet: all of it or nothing.

        Raises:
            BackupDamaged: the file is no back-up, or was altered.
            ArchiveError: there is an archive already, or it cannot be written.
        """
        from embeddings.backup.restore import restore

        def progress(done: int, total: int) -> None:
            on_progress(Progress(what=path.name, done=done, total=total))

        models = self._writer.models
        backup = restore(path, self._paths, models.wanted_key(), models.encoder, progress, restore_desk)
        self._archives.close()  # an archive without articles may have been open at this path
        return backup

    def sources(self) -> list[tuple[str, str]]:
        """Return `(article id, file it was read from)` of every article."""
        if not self._paths.exists():
            return []
        with self._archives.open(self._paths)[0].sources() as sources:
            return sources.of_articles()

    def forget_failures(self, paths: Sequence[Path]) -> None:
        """Remove files from the list of those that could not be read."""
        if paths and self._paths.exists():
            with self._archives.open(self._paths)[0].sources(write=True) as sources:
                sources.clear(logged_path(str(path)) for path in paths)

    def check(
        self, *, deep: bool = False, repair: bool = False, on_progress: ProgressCallback = ignore
    ) -> list[Finding]:
        """Return what is wrong with the archive; with `repair`, what is still wrong after everything derived was rebuilt.

        Raises:
            ArchiveError: the catalogue itself cannot be read: restore a back-up.
        """
        catalogue, segments = self._archives.open(self._paths)
        deep = deep or repair  # a repair must not leave what only a deep check finds
        findings = check_archive(self._paths, catalogue, segments, deep=deep)
        originals = original_findings(self._paths.originals, catalogue, deep=deep)
        if repair and originals:
            with self._writer.session() as session:
                repair_originals(self._paths.originals, session.catalogue)
            originals = original_findings(self._paths.originals, catalogue, deep=deep)
        if repair and any(finding.repairable for finding in findings):
            segments.close_except(())
            self._repair(on_progress)
            findings = check_archive(self._paths, catalogue, segments, deep=deep)
        return [*findings, *originals]

    def _repair(self, on_progress: ProgressCallback) -> None:
        """Rebuild what is derived: words, vectors that are lost, the dense index."""
        from embeddings.index.check import delete_damaged_versions, rename_broken_cache

        with self._writer.session() as session:
            rename_broken_cache(self._paths)
            delete_damaged_versions(session.catalogue)
            with session.catalogue.change() as change:
                change.rebuild_lexical_index()
                change.record("archive.repair", "")
        self.rebuild(None, on_progress)


def _shown(article: Article) -> dict[str, str | None]:
    """Return the corrected values of an article, by field."""
    return {name: getattr(article, name) for name, _ in article.as_read}
