"""The catalogue's schema, as append-only migrations.

`PRAGMA user_version` counts the migrations that an archive has run. One that has shipped is never edited: a change is a new
migration at the end. Each runs in one transaction together with its count.
"""

import sqlite3
from collections.abc import Callable, Sequence

from corpus.article import fingerprint
from corpus.catalogue.audit import create_audit_table
from corpus.errors import ArchiveTooNew
from corpus.lexical.posting_segments import index_pending, make_tables
from corpus.sqlite import changing


def m001_articles(db: sqlite3.Connection) -> None:
    """Articles with their versions, passages, the lexical index, and the list of the dense index's segments."""
    db.execute("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
    db.execute(
        """CREATE TABLE articles (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL, version INTEGER NOT NULL, content_hash TEXT NOT NULL,
            title TEXT NOT NULL, outlet TEXT, published TEXT, byline TEXT, url TEXT, language TEXT,
            source TEXT NOT NULL, text TEXT NOT NULL, words INTEGER NOT NULL,
            added_at TEXT NOT NULL, added_revision INTEGER NOT NULL, removed_revision INTEGER,
            UNIQUE (id, version))"""
    )
    db.execute("CREATE UNIQUE INDEX articles_live ON articles (id) WHERE removed_revision IS NULL")
    db.execute("CREATE INDEX articles_published ON articles (published) WHERE removed_revision IS NULL")
    db.execute("CREATE INDEX articles_outlet ON articles (outlet, published) WHERE removed_revision IS NULL")
    # `start` and `stop` are code points into articles.text; AUTOINCREMENT: an id is never reused.
    db.execute(
        """CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            article_key INTEGER NOT NULL REFERENCES articles (key),
            start INTEGER NOT NULL, stop INTEGER NOT NULL, text_hash TEXT NOT NULL)"""
    )
    db.execute("CREATE INDEX passages_article ON passages (article_key)")
    # Without content: the text is in articles, and every delete names the old values.
    db.execute(
        """CREATE VIRTUAL TABLE passages_lexical USING fts5 (
            title, body, content='', tokenize='porter unicode61 remove_diacritics 2')"""
    )
    db.execute(
        """CREATE TABLE segments (
            name TEXT PRIMARY KEY, model TEXT NOT NULL, vectors INTEGER NOT NULL,
            bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, revision INTEGER NOT NULL)"""
    )
    # Tombstones: passages that are removed from the catalogue and still in a segment.
    db.execute("CREATE TABLE dead_passages (id INTEGER PRIMARY KEY)")


def m002_failures(db: sqlite3.Connection) -> None:
    """Files that could not be read, to be tried again."""
    db.execute(
        """CREATE TABLE failures (
            path TEXT PRIMARY KEY, reason TEXT NOT NULL, tries INTEGER NOT NULL, last_at TEXT NOT NULL) WITHOUT ROWID"""
    )


def m003_pages(db: sqlite3.Connection) -> None:
    """Where in an article's text its printed pages begin, as a list of JSON; and finding the articles of a length."""
    db.execute("ALTER TABLE articles ADD COLUMN pages TEXT")
    db.execute("CREATE INDEX articles_words ON articles (words) WHERE removed_revision IS NULL")


def m004_added(db: sqlite3.Connection) -> None:
    """Finding what was added and what was removed after a revision."""
    db.execute("CREATE INDEX articles_added ON articles (added_revision) WHERE removed_revision IS NULL")
    db.execute("CREATE INDEX articles_removed ON articles (removed_revision) WHERE removed_revision IS NOT NULL")


def m005_postings(db: sqlite3.Connection) -> None:
    """In which passages each word is, to rank a million of them quickly; built from the passages that there are."""
    make_tables(db)
    index_pending(db)


def m006_fingerprint(db: sqlite3.Connection) -> None:
    """Finding articles of the same text at once, however many are of the same length."""
    db.create_function("fingerprint_of", 1, fingerprint, deterministic=True)
    db.execute("ALTER TABLE articles ADD COLUMN fingerprint INTEGER")
    db.execute("UPDATE articles SET fingerprint = fingerprint_of(text)")
    db.execute("CREATE INDEX articles_fingerprint ON articles (fingerprint) WHERE removed_revision IS NULL")


def m007_variants(db: sqlite3.Connection) -> None:
    """What distinguishes articles of one identity, and finding them by it; see `corpus.catalogue.deduplicate`."""
    db.execute("ALTER TABLE articles ADD COLUMN variant TEXT")
    db.execute("ALTER TABLE articles ADD COLUMN family TEXT")  # of those that have a variant; derived
    db.execute("CREATE INDEX articles_family ON articles (family) WHERE family IS NOT NULL")


def m008_segment_kind(db: sqlite3.Connection) -> None:
    """Which backend reads a segment of the dense index; until now the suffix of the file's name said so."""
    db.execute("ALTER TABLE segments ADD COLUMN kind TEXT NOT NULL DEFAULT 'flat'")
    db.execute("UPDATE segments SET kind = 'ivf' WHERE name GLOB '*.lists.faiss'")


def m009_corrections(db: sqlite3.Connection) -> None:
    """Corrections of what was read of an article; see `corpus.catalogue.corrections`."""
    db.execute("ALTER TABLE articles ADD COLUMN as_read TEXT")
    # a corrected article gets another key, by which what is derived from it is derived again
    db.execute("CREATE TABLE corrected_keys (key INTEGER PRIMARY KEY, revision INTEGER NOT NULL)")


def m010_originals(db: sqlite3.Connection) -> None:
    """Which kept file an article was read from; see `corpus.originals`."""
    db.execute("ALTER TABLE articles ADD COLUMN original TEXT")
    db.execute("CREATE INDEX articles_original ON articles (original) WHERE original IS NOT NULL")


def m011_audit(db: sqlite3.Connection) -> None:
    """Who changed what; see `corpus.catalogue.audit`."""
    create_audit_table(db)


Migration = Callable[[sqlite3.Connection], None]
MIGRATIONS: tuple[Migration, ...] = (
    m001_articles,
    m002_failures,
    m003_pages,
    m004_added,
    m005_postings,
    m006_fingerprint,
    m007_variants,
    m008_segment_kind,
    m009_corrections,
    m010_originals,
    m011_audit,
)


def migrate(db: sqlite3.Connection, where: str, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the database at `where`, a catalogue unless other migrations are given, up to date, one transaction per migration.

    Raises:
        ArchiveTooNew: it has run migrations that this Cuttings does not know.
    """
    seen = int(db.execute("PRAGMA user_version").fetchone()[0])
    if seen > len(migrations):
        raise ArchiveTooNew(
            f"{where} was made by a newer Cuttings (schema {seen}, this one knows {len(migrations)}): upgrade Cuttings"
        )
    for number in range(seen, len(migrations)):
        with changing(db):
            # another process may have run this migration while we waited
            if int(db.execute("PRAGMA user_version").fetchone()[0]) == number:
                migrations[number](db)
                db.execute(f"PRAGMA user_version = {number + 1:d}")
