"""Writing to an archive and searching it, in a folder and in an engine alike."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths, writing
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer, StoredBatch
from embeddings.models.encoder import Encoder
from embeddings.retriever import ArchiveRetriever
from embeddings.stores import indexer_of, open_cache, open_catalogue, rebuild_index, retriever_of


@dataclass
class Place:
    """An archive of the tests."""

    paths: ArchivePaths
    encoder: Encoder
    _open: list[Catalogue] = field(default_factory=list)

    def close(self) -> None:
        for one in self._open:
            one.close()

    @property
    def catalogue(self) -> Catalogue:
        if not self._open:
            self._open.append(open_catalogue(self.paths, create=True))
        return self._open[0]

    @property
    def files(self) -> SegmentFiles:
        return SegmentFiles(self.paths.segments)

    @contextmanager
    def indexer(self) -> Iterator[Indexer]:
        with writing(self.paths), closing(open_cache(self.paths)) as cache:
            yield indexer_of(self.paths, self.catalogue, cache, self.files, self.encoder)

    def add(self, *drafts: ArticleDraft) -> StoredBatch:
        with self.indexer() as indexer:
            return indexer.store(drafts)

    def remove(self, ids: Sequence[str]) -> list[str]:
        with self.indexer() as indexer:
            return indexer.remove(ids)

    def compact(self) -> None:
        with self.indexer() as indexer:
            indexer.compact()

    def rebuild(self) -> None:
        with writing(self.paths), closing(open_cache(self.paths)) as cache:
            rebuild_index(self.paths, self.catalogue, cache, self.files, self.encoder, lambda _done, _total: None)

    @property
    def retriever(self) -> ArchiveRetriever:
        return retriever_of(self.paths, self.catalogue, self.files)
