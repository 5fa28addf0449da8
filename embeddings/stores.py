"""Opening what an archive consists of, wherever it is: in a folder, or in an engine."""

from contextlib import closing
from typing import TYPE_CHECKING

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveError
from embeddings.cache import EmbeddingCache, OnCount
from embeddings.index.check import Finding, check
from embeddings.index.segment_files import SegmentFiles
from embeddings.retriever import ArchiveRetriever

if TYPE_CHECKING:
    from embeddings.index.writer import Indexer
    from embeddings.models.encoder import Encoder


def open_catalogue(paths: ArchivePaths, *, create: bool = False) -> Catalogue:
    """Open the catalogue of an archive; see `Catalogue`."""
    if paths.engine is None:
        return Catalogue(paths.catalogue, create=create)
    from corpus.engine.catalogue import EngineCatalogue

    return EngineCatalogue(paths.engine, create=create)


def open_cache(paths: ArchivePaths, *, read_only: bool = False) -> EmbeddingCache:
    """Open the embedding cache of an archive; see `EmbeddingCache`."""
    if paths.engine is None:
        return EmbeddingCache(paths.embedding_cache, read_only=read_only)
    from embeddings.engine.cache import EngineEmbeddingCache

    return EngineEmbeddingCache(paths.engine, create=not read_only)


def makers_of(paths: ArchivePaths, model: str) -> dict[str, int]:
    """Return how many vectors of a model workers made, by the kind of their processor; none where the cache cannot be read."""
    try:
        with closing(open_cache(paths, read_only=True)) as cache:
            return cache.makers(model)
    except ArchiveError:
        return {}


def retriever_of(paths: ArchivePaths, catalogue: Catalogue, files: SegmentFiles) -> ArchiveRetriever:
    """Return what a question searches; `catalogue` is that of `open_catalogue`."""
    if paths.engine is None:
        return ArchiveRetriever(catalogue, files)
    from embeddings.engine.index import EngineRetriever

    return EngineRetriever(catalogue, files)


def indexer_of(
    paths: ArchivePaths, catalogue: Catalogue, cache: EmbeddingCache, files: SegmentFiles, encoder: "Encoder"
) -> "Indexer":
    """Return what adds articles; only the holder of the writer's lock may have one. `ModelMismatch` as `Indexer`."""
    if paths.engine is None:
        from embeddings.index.writer import Indexer

        return Indexer(catalogue, cache, files, encoder)
    from embeddings.engine.index import EngineIndexer

    return EngineIndexer(catalogue, cache, files, encoder)


def rebuild_index(
    paths: ArchivePaths,
    catalogue: Catalogue,
    cache: EmbeddingCache,
    files: SegmentFiles,
    encoder: "Encoder",
    on_progress: OnCount,
) -> int:
    """Rebuild words and vectors; see `embeddings.index.rebuild.rebuild`."""
    if paths.engine is None:
        from embeddings.index.rebuild import rebuild

        return rebuild(catalogue, cache, files, encoder, on_progress)
    from embeddings.engine.index import rebuild_in_engine

    return rebuild_in_engine(catalogue, cache, encoder, on_progress)


def check_archive(paths: ArchivePaths, catalogue: Catalogue, files: SegmentFiles, *, deep: bool) -> list[Finding]:
    """Return what is wrong with an archive; see `embeddings.index.check.check`."""
    if paths.engine is None:
        return check(paths, catalogue, files, deep=deep)
    from embeddings.engine.check import check_engine

    with closing(open_cache(paths)) as cache:
        return check_engine(catalogue, cache, deep=deep)
