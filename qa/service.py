"""An open archive: ask it, add to it, look into it. All locking is here; nothing above touches storage."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import Article, ArticleDraft, Passage
from corpus.catalogue import Catalogue
from corpus.errors import ArchiveDamaged, NotFound
from corpus.filters import Filters
from corpus.ingest import Failure, expand, read_files
from corpus.place import Place, writing
from corpus.snapshot import Counts, Snapshot
from embeddings.segments import SegmentFiles
from qa.answer import Answer, Overview, Turn
from qa.ask import answer_from
from qa.models import Models
from qa.settings import Settings

EMPTY_ARCHIVE = "There are no articles in this archive yet. Add some with: cuttings add FILE"
EMPTY_QUESTION = "There is no question here. Ask one about the articles, in a few words or a sentence."
_DRAFTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """What became of the files that were added.

    Attributes:
        added, changed, unchanged: ids of articles.
        failed: files that could not be read.
        passages: how many were stored.
        encoded: how many of them had to be encoded; the others had a kept vector.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    encoded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an addition is.

    Attributes:
        file: being read.
        done, total: passages of the batch in hand.
    """

    file: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of an archive."""

    folder: Path
    exists: bool
    counts: Counts
    revision: int
    model: str | None
    segments: int
    bytes: int
    sample: bool


class CuttingsService:
    """An archive in use. Safe to use from several threads; other processes may read and write the same archive.

    Args:
        place: the archive; it need not exist before something is added.
        settings: options of asking.
        fallback: an archive shown as long as there is none at `place`.
    """

    def __init__(self, place: Place, settings: Settings | None = None, *, fallback: Place | None = None) -> None:
        self.place = place
        self.settings = settings or Settings()
        self._fallback = fallback
        self._models = Models(self.settings.model, self.settings.reranker)
        self._opened: dict[Path, tuple[Catalogue, SegmentFiles]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            for catalogue, _ in self._opened.values():
                catalogue.close()
            self._opened.clear()

    def warm(self) -> None:
        """Load the models now, so that the first question does not wait for them."""
        self.ask("warm up")

    def ask(self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Answer:
        """Answer a question from one consistent state of the archive.

        Raises:
            ArchiveError: the archive cannot be read.
            ModelError: its model cannot be had, or is not the one asked for.
        """
        text = " ".join(question.split())
        if not any(character.isalnum() for character in text):
            return Answer(question=question, answered=False, confidence=0.0, note=EMPTY_QUESTION)
        asked = text[: self.settings.max_question]
        for attempt in (1, 2):
            with self._snapshot() as state:
                if state is None or not state[0].counts().articles:
                    return Answer(question=question, answered=False, confidence=0.0, note=EMPTY_ARCHIVE)
                snapshot, files = state
                encoder = self._models.encoder(snapshot.setting("model"))
                try:
                    answer = answer_from(
                        asked, snapshot, files, encoder, self._models.reranker, filters or Filters(), self.settings
                    )
                except ArchiveDamaged:
                    # a writer may have swept a segment away between our reading its name and its file
                    if attempt == 1 and self._moved_on(snapshot.revision):
                        continue
                    raise
            note = None
            if len(asked) < len(text):
                note = f"The question is long: its first {len(asked):,} characters were searched."
            return replace(answer, question=question, note=note)
        raise AssertionError("unreachable")

    def article(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            NotFound: there is none of that id.
        """
        with self._snapshot() as state:
            if state is None:
                raise NotFound(f"{article_id}: this archive is empty")
            return state[0].article(article_id)

    def passages(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; empty where there is no such article."""
        with self._snapshot() as state:
            return [] if state is None else state[0].passages_of(article_id)

    def articles(self) -> list[Article]:
        """Return all articles, newest first."""
        with self._snapshot() as state:
            return [] if state is None else list(state[0].articles())

    def overview(self) -> Overview:
        """Return what the archive knows, in a few figures."""
        with self._snapshot() as state:
            if state is None:
                return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")
            snapshot = state[0]
            counts = snapshot.counts()
            return Overview(
                articles=counts.articles,
                passages=counts.passages,
                outlets=counts.outlets,
                first=counts.first,
                last=counts.last,
                sample=snapshot.setting("sample") == "yes",
                model=(snapshot.setting("model") or "").rpartition("@")[0],
            )

    def status(self) -> Status:
        """Return the state of the archive."""
        with self._snapshot() as state:
            if state is None:
                counts = Counts(articles=0, passages=0, outlets=0, words=0, first=None, last=None)
                return Status(
                    folder=self.place.folder,
                    exists=False,
                    counts=counts,
                    revision=0,
                    model=None,
                    segments=0,
                    bytes=0,
                    sample=False,
                )
            snapshot = state[0]
            folder = self._current().folder
            model = snapshot.setting("model")
            return Status(
                folder=folder,
                exists=True,
                counts=snapshot.counts(),
                revision=snapshot.revision,
                model=model,
                segments=len(snapshot.segments(model)) if model else 0,
                bytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()),
                sample=snapshot.setting("sample") == "yes",
            )

    def add(
        self,
        paths: Sequence[Path],
        progress: Callable[[Progress], None] = lambda _: None,
        *,
        sample: bool = False,
        wait_seconds: float = 0.0,
    ) -> AddReport:
        """Add the articles of files and folders; what is there already costs nothing.

        A file that cannot be read is in the report and the others are added. Each batch of articles is stored when it is
        reported: a crash costs what was not.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveError: the archive cannot be written.
            ModelError: the model cannot be had, or is not the archive's.
        """
        # a mistyped name must not leave an empty archive behind
        reads = read_files(expand(paths))
        report = AddReport()
        first: list[ArticleDraft] = []
        for read in reads:
            if read.failure:
                report = replace(report, failed=(*report.failed, read.failure))
                continue
            first = list(read.drafts)
            break
        if not first:
            return report
        with writing(self.place, wait_seconds=wait_seconds), self._growing(sample=sample) as store:
            report = store(report, first, progress)
            for read in reads:
                if read.failure:
                    report = replace(report, failed=(*report.failed, read.failure))
                else:
                    report = store(report, list(read.drafts), progress)
        return report

    @contextmanager
    def _growing(
        self, *, sample: bool
    ) -> Iterator[Callable[[AddReport, list[ArticleDraft], Callable[[Progress], None]], AddReport]]:
        from embeddings.indexer import Indexer
        from embeddings.kept import KeptVectors

        catalogue, files = self._open(self.place, create=True)
        with catalogue.snapshot() as snapshot:
            model = snapshot.setting("model")
        kept = KeptVectors(self.place.kept_vectors)
        try:
            indexer = Indexer(catalogue, kept, files, self._models.encoder(model))
            if sample:
                with catalogue.change() as change:
                    change.set("sample", "yes")

            def store(report: AddReport, drafts: list[ArticleDraft], progress: Callable[[Progress], None]) -> AddReport:
                for start in range(0, len(drafts), _DRAFTS_AT_ONCE):
                    batch = drafts[start : start + _DRAFTS_AT_ONCE]
                    source = batch[0].source

                    def tell(done: int, total: int, source: str = source) -> None:
                        progress(Progress(file=source, done=done, total=total))

                    stored = indexer.store(batch, tell)
                    report = replace(
                        report,
                        added=report.added + stored.added,
                        changed=report.changed + stored.changed,
                        unchanged=report.unchanged + stored.unchanged,
                        passages=report.passages + stored.passages,
                        encoded=report.encoded + stored.encoded,
                    )
                return report

            yield store
        finally:
            kept.close()

    def _current(self) -> Place:
        """Return the archive to read: the user's own from the moment there is one."""
        if self._fallback is not None and not self.place.exists() and self._fallback.exists():
            return self._fallback
        return self.place

    def _open(self, place: Place, *, create: bool = False) -> tuple[Catalogue, SegmentFiles]:
        with self._lock:
            if place.folder not in self._opened:
                self._opened[place.folder] = (
                    Catalogue(place.catalogue, create=create),
                    SegmentFiles(place.segments),
                )
            return self._opened[place.folder]

    @contextmanager
    def _snapshot(self) -> Iterator[tuple[Snapshot, SegmentFiles] | None]:
        """Hold one state of the archive; None where there is no archive."""
        place = self._current()
        if not place.exists():
            yield None
            return
        catalogue, files = self._open(place)
        with catalogue.snapshot() as snapshot:
            yield snapshot, files

    def _moved_on(self, revision: int) -> bool:
        with self._snapshot() as state:
            return state is not None and state[0].revision != revision
