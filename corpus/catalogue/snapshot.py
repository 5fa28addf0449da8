"""Reading the catalogue: everything as of one revision."""

import sqlite3

from corpus.catalogue.articles import ArticleReads
from corpus.catalogue.integrity import SoundnessReads
from corpus.catalogue.lists import Counts, ListReads
from corpus.catalogue.segments import Segment, SegmentReads
from corpus.catalogue.since import SinceReads
from corpus.filters import Filters
from corpus.lexical.search import WordReads

__all__ = ["Counts", "Segment", "Snapshot"]


class Snapshot(ArticleReads, ListReads, WordReads, SegmentReads, SoundnessReads, SinceReads):
    """One consistent state of the catalogue; get one from `Catalogue.snapshot`."""

    def __init__(self, db: sqlite3.Connection) -> None:
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
