"""The SQLite file of what is derived from articles: its schema, its edition, its transactions.

Losing it costs the time to derive it again. It may lag behind the catalogue: whoever reads it checks what it says against the
catalogue's live articles. A change of what is derived increments `EDITION`, and a file of another edition is replaced.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.private_files import prepare_database
from corpus.sqlite import ConnectionOptions, Connections, connect, translate_errors
from qa.news.store.reads import LAST_WORD, NewsReader
from qa.news.store.writes import NewsWriter

EDITION = 2

_OPTIONS = ConnectionOptions(
    busy_seconds=10.0,
    synchronous="NORMAL",  # derived: a power cut may cost the last batch
    immutable_fallback=True,
)

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, day INTEGER NOT NULL, traits TEXT NOT NULL, vectors BLOB NOT NULL,
    signature BLOB NOT NULL, agency TEXT, story INTEGER NOT NULL, printing INTEGER NOT NULL);
CREATE INDEX articles_id ON articles (id);
CREATE INDEX articles_story ON articles (story);
CREATE INDEX articles_agency ON articles (agency) WHERE agency IS NOT NULL;
CREATE TABLE features (feature TEXT, day INTEGER, key INTEGER, PRIMARY KEY (feature, day, key)) WITHOUT ROWID;
CREATE INDEX features_key ON features (key);
CREATE TABLE bands (band INTEGER, key INTEGER, PRIMARY KEY (band, key)) WITHOUT ROWID;
CREATE INDEX bands_key ON bands (key);
CREATE TABLE edges (a INTEGER, b INTEGER, alike REAL NOT NULL, shared REAL NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX edges_b ON edges (b);
CREATE TABLE links (older INTEGER, newer INTEGER, kind TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    PRIMARY KEY (older, newer, kind)) WITHOUT ROWID;
CREATE INDEX links_newer ON links (newer);
CREATE TABLE names (name TEXT, kind TEXT, key INTEGER, spelled TEXT NOT NULL, mentions INTEGER NOT NULL,
    PRIMARY KEY (name, kind, key)) WITHOUT ROWID;
CREATE INDEX names_key ON names (key);
CREATE TABLE said (key INTEGER, start INTEGER, stop INTEGER, speaker TEXT NOT NULL, spelled TEXT NOT NULL,
    said_start INTEGER NOT NULL, said_stop INTEGER NOT NULL, sentence_start INTEGER NOT NULL, sentence_stop INTEGER NOT NULL,
    PRIMARY KEY (key, start)) WITHOUT ROWID;
CREATE TABLE speakers (word TEXT, speaker TEXT, key INTEGER, PRIMARY KEY (word, speaker, key)) WITHOUT ROWID;
CREATE INDEX speakers_key ON speakers (key);
CREATE TABLE differences (story INTEGER, number INTEGER, content TEXT NOT NULL, PRIMARY KEY (story, number)) WITHOUT ROWID;
"""


_LAST_WORD_INDEX = f"CREATE INDEX IF NOT EXISTS names_by_last_word ON names ({LAST_WORD}, kind)"
"""Not part of the schema: a file without it answers the same, only slower, so it is no reason to derive everything again."""


class NewsStore:
    """The file of derived news. Safe to use from several threads: each has a connection to itself.

    Args:
        path: the SQLite file.
        create: create it where it is missing, or of another edition.

    Raises:
        ArchiveError: it cannot be opened, or it is missing or of another edition and not to be created.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        self._connections = Connections(path, self._connect)
        self._is_indexed = False
        if not create and not path.exists():
            raise ArchiveError(f"{path}: not made yet")
        with self._translated():
            if create:
                prepare_database(path)
            db = self._connect()
            if self._edition(db) != EDITION:
                db.close()
                if not create:
                    raise ArchiveError(f"{path}: made by another Cuttings")
                discard(path)
                prepare_database(path)
                db = self._connect()
                db.execute("PRAGMA journal_mode = WAL")
                db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {EDITION:d}; COMMIT")
            self._connections.first(db)

    def is_current(self) -> bool:
        """Tell whether the file is still the one that was opened: another process may have replaced it."""
        return self._connections.is_current()

    def close(self) -> None:
        """Close the connections: those in use when their transactions end."""
        self._connections.close()

    @contextmanager
    def reading(self) -> Iterator[NewsReader]:
        """Hold one state for as long as the block runs."""
        with self._translated(), self._connections.transaction(write=False) as db:
            yield NewsReader(db)

    @contextmanager
    def writing(self) -> Iterator[NewsWriter]:
        """Run one transaction: committed when the block ends, undone when it raises."""
        with self._translated(), self._connections.transaction(write=True) as db:
            if not self._is_indexed:
                db.execute(_LAST_WORD_INDEX)
            yield NewsWriter(db)
        self._is_indexed = True

    @staticmethod
    def _edition(db: sqlite3.Connection) -> int:
        return int(db.execute("PRAGMA user_version").fetchone()[0])

    def _connect(self) -> sqlite3.Connection:
        return connect(self.path, _OPTIONS)

    def _translated(self) -> AbstractContextManager[None]:
        return translate_errors(self.path)


def discard(path: Path) -> None:
    """Remove the file; it is derived again when it is needed."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
