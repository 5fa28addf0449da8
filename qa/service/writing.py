"""An archive opened for writing: the lock, and what a change of it needs, each opened when it is first used."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from corpus.catalogue.paths import ArchivePaths, writing
from corpus.originals import UNDO_SECONDS, OriginalFiles
from qa.answering.archive_pool import ArchivePool
from qa.answering.models import Models
from qa.news.desk import NewsDesk
from qa.service.progress import Progress, ProgressCallback, ignore

if TYPE_CHECKING:
    from corpus.catalogue.catalogue import Catalogue
    from embeddings.cache import EmbeddingCache
    from embeddings.index.segment_files import SegmentFiles
    from embeddings.index.writer import Indexer
    from embeddings.models.encoder import Encoder

NEWS_BACKLOG = 1_000
"""Articles that a change reads at most of those that an earlier version left unread for the news; `story` reads the rest."""


class ArchiveWriter:
    """Opens a user's archive for writing.

    Args:
        desk: its derived news are synchronized with the archive.
        wait_seconds: how long to wait for another writer.
    """

    def __init__(self, archives: ArchivePool, models: Models, desk: NewsDesk, *, wait_seconds: float = 0.0) -> None:
        self.archives = archives
        self.models = models
        self.desk = desk
        self._wait_seconds = wait_seconds

    @property
    def paths(self) -> ArchivePaths:
        """The archive's files."""
        return self.archives.paths

    def encoder(self) -> "Encoder":
        """Return the archive's encoder, or that of a new archive; `ModelError` where it cannot be used."""
        model = None
        if self.paths.exists():
            with self.archives.open(self.paths)[0].snapshot() as snapshot:
                model = snapshot.setting("model")
        return self.models.encoder(model)

    @contextmanager
    def session(self, *, create: bool = False, model: str | None = None) -> Iterator["WriteSession"]:
        """Be the one writer of the archive for as long as the block runs.

        Args:
            create: whether the archive is created where there is none.
            model: name of the encoder; None for the archive's own.

        Raises:
            ArchiveBusy: another process is writing.
            ArchiveError: there is no archive, or it cannot be written.
        """
        if not create:
            self.archives.open(self.paths)  # where there is no archive, fail before the lock creates its folder
        with writing(self.paths, wait_seconds=self._wait_seconds), ExitStack() as resources:
            catalogue, segments = self.archives.open(self.paths, create=create)
            yield WriteSession(self, catalogue, segments, resources, model)


class WriteSession:
    """What changes of an archive need, for as long as its lock is held.

    Args:
        resources: closed at the end of the session.
        model: name of the encoder; None for the archive's own.
    """

    def __init__(
        self,
        writer: ArchiveWriter,
        catalogue: "Catalogue",
        segments: "SegmentFiles",
        resources: ExitStack,
        model: str | None,
    ) -> None:
        self.catalogue = catalogue
        self.segments = segments
        self._writer = writer
        self._resources = resources
        self._model = model

    @cached_property
    def encoder(self) -> "Encoder":
        """The encoder; loading it raises `ModelError` where it is not available or not the archive's."""
        if self._model:
            return self._writer.models.named(self._model)
        with self.catalogue.snapshot() as snapshot:
            model = snapshot.setting("model")
        return self._writer.models.encoder(model)

    @cached_property
    def cache(self) -> "EmbeddingCache":
        """The embedding cache."""
        from embeddings.stores import open_cache

        return self._resources.enter_context(closing(open_cache(self._writer.paths)))

    @cached_property
    def indexer(self) -> "Indexer":
        """Adds articles and removes them."""
        from embeddings.stores import indexer_of

        encoder = self.encoder  # first: it may not be available
        return indexer_of(self._writer.paths, self.catalogue, self.cache, self.segments, encoder)

    def sync_news(self, on_progress: ProgressCallback = ignore, *, most: int | None = None) -> None:
        """Synchronize stories, names and quotations with the archive; of its unread articles all, or `most`."""

        def progress(done: int, total: int) -> None:
            on_progress(Progress(what="stories", done=done, total=total))

        encoder = self.encoder
        self._writer.desk.follow(
            self._writer.paths, self.catalogue, self.cache, encoder.key, encoder.dimensions, progress, most
        )

    def delete_unused_originals(self, for_seconds: float = UNDO_SECONDS) -> None:
        """Delete the kept files that have not been named by an article for so long."""
        files = OriginalFiles(self._writer.paths.originals)
        with self.catalogue.snapshot() as snapshot:
            unused = files.unused(snapshot.originals(), for_seconds)
        files.delete(unused)
