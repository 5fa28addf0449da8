"""Kept vectors: what was encoded once is never encoded again.

One SQLite file beside the catalogue, from (model, text) to a vector in float16. Everything in the dense index comes from here,
so an index can be made anew at any time and is the same whichever way the archive grew. Losing this file costs encoding
time and nothing else.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.errors import ArchiveError
from embeddings.encoder import Vectors

FILE_NAME = "vectors.sqlite3"
_BATCH = 500


class KeptVectors:
    """The store of vectors in an archive; opened by the one writer.

    Raises:
        ArchiveError: the file cannot be opened or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._db = sqlite3.connect(path, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")  # derived: a power cut may cost the last batch
            self._db.execute(
                """CREATE TABLE IF NOT EXISTS vectors (model TEXT, text_hash BLOB, vector BLOB NOT NULL,
                PRIMARY KEY (model, text_hash)) WITHOUT ROWID"""
            )
        except sqlite3.Error as error:
            raise ArchiveError(f"{path}: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def get(self, model: str, hashes: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors that are kept of these texts, float32 of shape (dimensions,), by SHA-256 in hex."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(hashes), _BATCH):
            batch = [bytes.fromhex(digest) for digest in hashes[start : start + _BATCH]]
            marks = ",".join("?" * len(batch))
            rows = self._db.execute(
                f"SELECT text_hash, vector FROM vectors WHERE model = ? AND text_hash IN ({marks})",  # noqa: S608
                (model, *batch),
            )
            for digest, vector in rows:
                found[digest.hex()] = np.frombuffer(vector, dtype="<f2").astype(np.float32)
        return found

    def put(self, model: str, hashes: Sequence[str], vectors: Vectors) -> None:
        """Keep vectors, float32 of shape (len(hashes), dimensions), in one transaction."""
        rows = [
            (model, bytes.fromhex(digest), vector.astype("<f2").tobytes())
            for digest, vector in zip(hashes, vectors, strict=True)
        ]
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise ArchiveError(f"{self._path}: {error}") from error

    def count(self, model: str) -> int:
        """Return how many vectors of a model are kept."""
        return int(self._db.execute("SELECT count(*) FROM vectors WHERE model = ?", (model,)).fetchone()[0])
