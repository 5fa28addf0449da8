"""Reading the catalogue: everything as of one revision, the list of the dense index's segments included."""

from dataclasses import dataclass

from corpus.catalogue.articles import ArticleReads, HistoryReads
from corpus.catalogue.integrity import IntegrityReads
from corpus.catalogue.listing import Counts, ListReads
from corpus.database import Database
from corpus.filters import Filters
from corpus.lexical.search import WordReads


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
    """The queries of a snapshot about the dense index."""

    _db: Database

    def tombstones(self) -> list[int]:
        """Return the ids of removed passages that are still in a segment."""
        return [row[0] for row in self._db.execute("SELECT id FROM dead_passages")]

    def tombstone_count(self) -> int:
        """Return how many removed passages are still in a segment."""
        return int(self._db.execute("SELECT count(*) FROM dead_passages").fetchone()[0])

    def last_added(self) -> str | None:
        """Return when an article was last stored, ISO time, UTC."""
        row = self._db.execute("SELECT added_at FROM articles ORDER BY key DESC LIMIT 1").fetchone()
        return None if row is None else str(row[0])

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


__all__ = ["Counts", "Segment", "Snapshot"]


class Snapshot(ArticleReads, ListReads, WordReads, SegmentReads, IntegrityReads, HistoryReads):
    """One consistent state of the catalogue; get one from `Catalogue.snapshot`."""

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db
        self.revision = int(self.setting("revision") or 0)  # this first read fixes the state

    def setting(self, key: str) -> str | None:
        """Return a stored setting."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def allowed(self, filters: Filters) -> list[int]:
        """Return the ids of the passages that `filters` let through."""
        ids: list[int] = self.allowed_ids(filters).tolist()
        return ids
