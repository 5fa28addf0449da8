"""Writing a back-up: an archive as one portable file, from which `embeddings.backup.restore` makes the same archive.

The file is a zip (`embeddings.backup.container`) of `articles.jsonl` (all versions, the removed ones too), `passages.jsonl`,
`settings.json`, `desk.jsonl` where readers made something themselves, `originals.bin` where files are kept
(`embeddings.backup.originals`), and, if wanted, `vectors.bin`: for each text of a passage, ascending by hash, the 32 bytes of its
SHA-256 and its vector in float16. What is derived (words, segments) is not in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.copy import WholeSnapshot
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.rows import SettingsRow, json_line, line_of
from corpus.catalogue.schema import MIGRATIONS
from corpus.errors import ArchiveDamaged, ArchiveTooNew
from corpus.originals import OriginalFiles
from embeddings.backup.container import BackupWriter, write_atomically
from embeddings.backup.originals import original_blocks
from embeddings.cache import EmbeddingCache
from embeddings.stores import open_cache

FORMAT, WITHOUT_ORIGINALS, WITHOUT_DESK = 3, 2, 1
"""Of a back-up; one without kept files, or what readers made themselves, is written as an earlier Cuttings reads it."""

ARTICLES, PASSAGES, SETTINGS, VECTORS = "articles.jsonl", "passages.jsonl", "settings.json", "vectors.bin"
DESK, ORIGINALS = "desk.jsonl", "originals.bin"
HASH_BYTES = 32
VECTORS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The manifest of a back-up.

    Attributes:
        articles: versions of articles, the removed ones too.
        vectors, dimensions: how many vectors it has, and the length of each.
        model: key of the model of the archive's index; None where nothing was ever added.
    """

    articles: int
    passages: int
    vectors: int
    dimensions: int
    model: str | None
    revision: int

    def manifest(self, members: Mapping[str, Mapping[str, object]]) -> bytes:
        """Return the manifest of a file with these members."""
        return json_line(
            {
                "format": FORMAT if ORIGINALS in members else WITHOUT_ORIGINALS if DESK in members else WITHOUT_DESK,
                "schema": len(MIGRATIONS),
                "revision": self.revision,
                "model": self.model,
                "counts": {"articles": self.articles, "passages": self.passages},
                "vectors": {"count": self.vectors, "dimensions": self.dimensions, "numbers": "float16"},
                "members": dict(members),
            }
        )

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], name: str) -> "Backup":
        """Parse a manifest; `name` is for messages.

        Raises:
            ArchiveTooNew: a newer version of Cuttings wrote it.
            ValueError: it is not a manifest.
        """
        for what, known in (("format", FORMAT), ("schema", len(MIGRATIONS))):
            number = manifest.get(what)
            if type(number) is not int or number < 1:
                raise ValueError(f"{what} is no number")
            if number > known:
                raise ArchiveTooNew(
                    f"{name} was written by a newer Cuttings ({what} {number}, this one knows {known}): upgrade Cuttings"
                )
        backup = cls(
            articles=manifest["counts"]["articles"],
            passages=manifest["counts"]["passages"],
            vectors=manifest["vectors"]["count"],
            dimensions=manifest["vectors"]["dimensions"],
            model=manifest["model"],
            revision=manifest["revision"],
        )
        numbers = (backup.articles, backup.passages, backup.vectors, backup.dimensions, backup.revision)
        if any(type(number) is not int or number < 0 for number in numbers):
            raise ValueError("a count is no number")
        return backup


def export(
    paths: ArchivePaths, catalogue: Catalogue, path: Path, *, vectors: bool, desk: Sequence[bytes] = ()
) -> Backup:
    """Write one state of an archive into a file, while others may read and write the archive; return what was written.

    The same state gives the same bytes. The file is complete or not there; an earlier back-up at `path` is replaced.

    Args:
        vectors: write the cached vectors too, so that nothing has to be encoded when it is restored.
        desk: lines of what readers made themselves, as `qa.desk.backup.desk_lines` returns them.

    Raises:
        ArchiveError: the archive cannot be read, or the file cannot be written.
    """
    with catalogue.whole() as whole, write_atomically(path) as file:
        try:
            settings = whole.settings_row()
            backup, readable = _write(file, paths, whole, settings, desk, vectors=vectors, compress=True)
            if not readable:
                file.seek(0)
                file.truncate()
                backup, _ = _write(file, paths, whole, settings, desk, vectors=vectors, compress=False)
        except (ValueError, TypeError) as error:
            # such a file could not be restored, so it is not written
            remedy = "`cuttings check --deep` says more; the last good back-up is the one to keep"
            raise ArchiveDamaged(f"{paths.name}: a row cannot be what was written ({error}); {remedy}") from error
    return backup


def _write(
    file: BinaryIO,
    paths: ArchivePaths,
    whole: WholeSnapshot,
    settings: SettingsRow,
    desk: Sequence[bytes],
    *,
    vectors: bool,
    compress: bool,
) -> tuple[Backup, bool]:
    """Write a back-up; return its manifest, and whether `BackupReader` accepts the file."""
    model = settings.setting("model")
    counted = {ARTICLES: 0, PASSAGES: 0, VECTORS: 0}

    def counting(name: str, blocks: Iterator[bytes]) -> Iterator[bytes]:
        for block in blocks:
            counted[name] += 1
            yield block

    with BackupWriter(file, compress=compress) as writer:
        writer.member(ARTICLES, counting(ARTICLES, map(line_of, whole.article_rows())))
        writer.member(PASSAGES, counting(PASSAGES, map(line_of, whole.passage_rows())))
        writer.member(SETTINGS, [line_of(settings)])
        if desk:
            writer.member(DESK, desk)
        files = OriginalFiles(paths.originals)
        kept = whole.originals() & files.sizes().keys()
        if kept:
            writer.member(ORIGINALS, original_blocks(files, kept), compress=False)
        dimensions = 0
        if vectors and model is not None and (paths.engine is not None or paths.embedding_cache.exists()):
            with closing(open_cache(paths)) as cache:
                records = _records(cache, model, whole.text_hashes())
                first = list(islice(records, 1))
                if first:
                    dimensions = (len(first[0]) - HASH_BYTES) // 2
                    # they are noise: deflating them takes time and saves nothing
                    writer.member(VECTORS, counting(VECTORS, chain(first, records)), compress=False)
        backup = Backup(
            articles=counted[ARTICLES],
            passages=counted[PASSAGES],
            vectors=counted[VECTORS],
            dimensions=dimensions,
            model=model,
            revision=settings.revision,
        )
        return backup, writer.finish(backup.manifest(writer.members))


def _records(cache: EmbeddingCache, model: str, hashes: Iterator[str]) -> Iterator[bytes]:
    """Yield hash and vector of each text that has a cached vector."""
    size = 0
    while batch := list(islice(hashes, VECTORS_AT_ONCE)):
        found = cache.get(model, batch)
        for digest in batch:
            if digest in found:
                record = bytes.fromhex(digest) + found[digest].astype("<f2").tobytes()
                size = size or len(record)
                if len(record) != size:
                    raise ValueError("cached vectors of one model have different lengths")
                yield record
