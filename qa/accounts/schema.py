"""The file of users: its schema. It is in the folder of an archive, and in no back-up."""

import sqlite3

from corpus.catalogue.audit import create_audit_table
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_stores import LazyUserStore, lazy_user_store

FILE_NAME = "users.sqlite3"


def m001_users(db: sqlite3.Connection) -> None:
    """Users, their sessions and their tokens, of which only the hashes; who changed what of these."""
    db.execute(
        """CREATE TABLE users (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE,
            role TEXT NOT NULL, hash TEXT, disabled INTEGER NOT NULL DEFAULT 0, created REAL NOT NULL,
            issuer TEXT, subject TEXT, UNIQUE (issuer, subject))"""
    )
    db.execute(
        """CREATE TABLE sessions (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL UNIQUE,
            user INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE, kind TEXT NOT NULL,
            created REAL NOT NULL, used REAL NOT NULL, expires REAL NOT NULL)"""
    )
    db.execute("CREATE INDEX sessions_user ON sessions (user, used)")
    db.execute(
        """CREATE TABLE tokens (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL UNIQUE,
            user INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE, label TEXT NOT NULL, role TEXT NOT NULL,
            created REAL NOT NULL, expires REAL NOT NULL, used REAL)"""
    )
    db.execute("CREATE INDEX tokens_user ON tokens (user)")
    create_audit_table(db)


MIGRATIONS: tuple[Migration, ...] = (m001_users,)
"""Append-only, as the catalogue's are."""


def users_file(paths: ArchivePaths) -> LazyUserStore:
    """Return the file of an archive's users; it is created by the first change."""
    return lazy_user_store(paths, FILE_NAME, MIGRATIONS)
