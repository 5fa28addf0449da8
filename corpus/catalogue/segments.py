"""Reading the list of the dense index's segments."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A file of the dense index.

    Attributes:
        kind: which backend reads it: a row of `embeddings.index.backend.BACKENDS`.
        model: key of the model that made its vectors.
        vectors: how many are in it.
        bytes, sha256: size and hash of the file.
        revision: of the catalogue when it was added.
    """

    name: str
    kind: str
    model: str
    vectors: int
    bytes: int
    sha256: str
    revision: int


class SegmentReads:
    """What a snapshot says of the dense index."""

    _db: sqlite3.Connection

    def dead(self) -> list[int]:
        """Return the ids of removed passages that are still in a segment."""
        return [row[0] for row in self._db.execute("SELECT id FROM dead_passages")]

    def dead_count(self) -> int:
        """Return how many removed passages are still in a segment."""
        return int(self._db.execute("SELECT count(*) FROM dead_passages").fetchone()[0])

    def segments(self, model: str) -> list[Segment]:
        """Return the segments with the vectors of a model, oldest first."""
        rows = self._db.execute(
            """SELECT name, kind, model, vectors, bytes, sha256, revision FROM segments
            WHERE model = ? ORDER BY revision, name""",
            (model,),
        )
        return [
            Segment(name=r[0], kind=r[1], model=r[2], vectors=r[3], bytes=r[4], sha256=r[5], revision=r[6])
            for r in rows
        ]

    def every_segment_name(self) -> set[str]:
        """Return the names of all segments, of every model."""
        return {row[0] for row in self._db.execute("SELECT name FROM segments")}
