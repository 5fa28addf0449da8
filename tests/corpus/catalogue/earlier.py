"""Catalogues of an earlier Cuttings, made from current ones by undoing migrations of `corpus.catalogue.schema`."""

import sqlite3

_UNDOING = {
    11: ("DROP TABLE audit",),
    10: ("DROP INDEX articles_original", "ALTER TABLE articles DROP COLUMN original"),
    9: ("ALTER TABLE articles DROP COLUMN as_read", "DROP TABLE corrected_keys"),
    8: ("ALTER TABLE segments DROP COLUMN kind",),
    7: (
        "DROP INDEX articles_family",
        "ALTER TABLE articles DROP COLUMN variant",
        "ALTER TABLE articles DROP COLUMN family",
    ),
    6: ("DROP INDEX articles_fingerprint", "ALTER TABLE articles DROP COLUMN fingerprint"),
    5: ("DROP TABLE word_blocks", "DROP TABLE word_postings", "DROP TABLE word_gone", "DROP TABLE word_list"),
}


def set_back(db: sqlite3.Connection, version: int) -> None:
    """Undo all migrations after a number; a new migration needs a row above."""
    for step in range(db.execute("PRAGMA user_version").fetchone()[0], version, -1):
        for statement in _UNDOING[step]:
            db.execute(statement)
    db.execute(f"PRAGMA user_version = {version:d}")
