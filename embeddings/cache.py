"""The embedding cache: no text is encoded twice.

One SQLite file next to the catalogue, from (model, text) to a vector in float16. Everything in the dense index comes from here,
so the index can be rebuilt at any time and does not depend on how the archive grew. Each vector ends with a checksum over
model, text and vector: a damaged one counts as not cached. Losing this file costs encoding time and nothing else.
"""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np

from corpus.article import text_hash
from corpus.errors import ArchiveDamaged
from corpus.failpoints import hit
from corpus.sqlite import ConnectionOptions, changing, connect, damage, translate_errors
from embeddings.models.encoder import Encoder, Vectors

FILE_NAME = "vectors.sqlite3"
_BATCH = 500
_CHECKSUM = 4  # bytes
_OPTIONS = ConnectionOptions(
    create=True,
    write_ahead_log=True,
    synchronous="NORMAL",  # derived: a power cut may cost the last batch
)

_MAKERS = "CREATE TABLE IF NOT EXISTS makers (model TEXT, maker TEXT, vectors INTEGER, PRIMARY KEY (model, maker)) WITHOUT ROWID"

ENCODE_BATCH = 64
"""Texts between two progress reports and two commits."""

OnCount = Callable[[int, int], None]
"""Called with how many are done, and the total."""


class EmbeddingCache:
    """The cache of an archive; opened by the one writer, or by anyone to read it.

    Args:
        path: the SQLite file, created where it is missing.
        read_only: open it for reading only; it must exist.

    Raises:
        ArchiveError: the file cannot be opened or written.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self._path = path
        with self._translate_errors():
            if read_only:
                if not path.exists():
                    raise ArchiveDamaged(f"{path}: missing; `cuttings check --repair` encodes all texts again")
                self._db = connect(path, ConnectionOptions(query_only=True, immutable_fallback=True))
                return
            self._db = connect(path, _OPTIONS)
            self._db.execute(
                """CREATE TABLE IF NOT EXISTS vectors (model TEXT, text_hash BLOB, vector BLOB NOT NULL,
                PRIMARY KEY (model, text_hash)) WITHOUT ROWID"""
            )

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, model: str, hashes: Sequence[str]) -> dict[str, Vectors]:
        """Return the cached vectors of these texts, float32 of shape (dimensions,), by SHA-256 in hex."""
        found: dict[str, Vectors] = {}
        with self._translate_errors():
            for start in range(0, len(hashes), _BATCH):
                batch = [bytes.fromhex(digest) for digest in hashes[start : start + _BATCH]]
                placeholders = ",".join("?" * len(batch))
                rows = self._db.execute(
                    f"SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN ({placeholders})",  # noqa: S608
                    (model, *batch),
                )
                found.update(sound_vectors(model, rows))
        return found

    def put(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Store vectors, float32 of shape (len(hashes), dimensions), in one transaction."""
        rows = vector_rows(model, hashes, vectors)
        with self._translate_errors(), changing(self._db):
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def count_made(self, model: str, maker: str, vectors: int) -> None:
        """Count vectors that other machines made, by the kind of their processor and what ran the model."""
        with self._translate_errors(), changing(self._db):
            self._db.execute(_MAKERS)
            self._db.execute(
                "INSERT INTO makers VALUES (?, ?, ?) "
                "ON CONFLICT (model, maker) DO UPDATE SET vectors = vectors + excluded.vectors",
                (model, maker, vectors),
            )

    def makers(self, model: str) -> dict[str, int]:
        """Return how many vectors of a model other machines made, by the kind of these machines."""
        with self._translate_errors():
            if not self._db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'makers'").fetchone()[0]:
                return {}
            return dict(self._db.execute("SELECT maker, vectors FROM makers WHERE model = ? ORDER BY maker", (model,)))

    def _translate_errors(self) -> AbstractContextManager[None]:
        return translate_errors(self._path, _damage)


def _damage(error: sqlite3.Error) -> str | None:
    return damage(error, "`cuttings check --repair` renames it and encodes all texts again")


def vector_rows(model: str, hashes: Sequence[str], vectors: Vectors) -> list[tuple[str, bytes, bytes]]:
    """Return the rows that keep vectors, float32 of shape (len(hashes), dimensions): model, hash of the text, vector."""
    keys = [bytes.fromhex(digest) for digest in hashes]
    return [
        (model, key, _checksummed(model, key, vector.astype("<f2").tobytes()))
        for key, vector in zip(keys, vectors, strict=True)
    ]


def sound_vectors(model: str, rows: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[str, Vectors]]:
    """Yield the hash in hex and the vector of those rows, `(hash of the text, vector)`, whose checksum is right."""
    for key, blob in rows:
        if blob == _checksummed(model, key, blob[:-_CHECKSUM]):
            yield key.hex(), np.frombuffer(blob[:-_CHECKSUM], dtype="<f2").astype(np.float32)


def _checksummed(model: str, key: bytes, vector: bytes) -> bytes:
    """Return a vector followed by the checksum of model, text and vector."""
    return vector + zlib.crc32(model.encode() + key + vector).to_bytes(_CHECKSUM, "little")


def cached_or_encoded(
    cache: EmbeddingCache, encoder: Encoder, texts: Sequence[str], on_progress: OnCount
) -> tuple[dict[str, Vectors], frozenset[str]]:
    """Return the vector of every text by its hash, and the hashes of those that had to be encoded.

    Texts are encoded in the order of their length, so that a batch has little padding, and cached batch by batch, so that an
    interruption costs at most one.

    Args:
        on_progress: called with how many texts have a vector.
    """
    by_hash = {text_hash(text): text for text in texts}
    found = cache.get(encoder.key, list(by_hash))
    missing = sorted((digest for digest in by_hash if digest not in found), key=lambda digest: len(by_hash[digest]))
    on_progress(len(by_hash) - len(missing), len(by_hash))
    for start in range(0, len(missing), ENCODE_BATCH):
        batch = missing[start : start + ENCODE_BATCH]
        cache.put(encoder.key, batch, encoder.encode_passages([by_hash[digest] for digest in batch]))
        hit("vectors-cached")
        on_progress(len(by_hash) - len(missing) + start + len(batch), len(by_hash))
    # read back, so that a vector is the same whether it was encoded now or long ago
    found.update(cache.get(encoder.key, missing))
    return found, frozenset(missing)
