"""Feeds that are followed: which, how often, and what came of it, in a small SQLite file in the folder of the archive.

They are their readers' own, not derived from articles: an archive works without them, and they are in no back-up. The file is
created with the first of them, also where nothing was added to the archive yet. `qa.service.feed_watch` looks at them.
"""

import secrets
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from corpus.catalogue.audit import create_audit_table, record
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import storable
from corpus.catalogue.user_stores import lazy_user_store
from corpus.database import Database
from corpus.errors import CuttingsError, NotFound
from corpus.fetch.addresses import ALLOWING, Refused, checked_parts
from corpus.messages import message
from corpus.private_files import make_folder
from corpus.system_errors import archive_error

FILE_NAME = "feeds.sqlite3"
MOST = 200
"""Feeds that may be followed: each is asked for again and again."""

INTERVALS = (30, 60, 360, 1440)
"""Minutes between two looks, to choose from."""

LONGEST = timedelta(days=1)
"""Between two looks at a feed that fails again and again, unless it is looked at less often anyway."""

CLAIM = timedelta(minutes=1)
"""How long a claim to be the one who looks at a feed holds. It is renewed meanwhile, so it ends where its process is killed."""

_TEXT = 1000  # characters of an error or a title

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeed:
    """A feed, and what came of it. Times are UTC.

    Attributes:
        id: random, never changed.
        address: of the feed; until it was first read, what was named, which may be a page that links to it.
        title: as the feed gives it; "" as long as that is unknown.
        pages: whether the page of each entry is fetched, too.
        every: minutes between two looks.
        looked: when it was last looked at, successfully or not; None before the first time.
        due: when it is looked at next.
        looking: whether somebody looks at it now.
        articles, latest: new articles since it is followed; those of the last look.
        error: what went wrong the last time; "" if nothing did.
        unread: pages of entries that could not be read the last time; `error` is that of the last one.
        failures: looks in a row that failed.
    """

    id: str
    address: str
    title: str
    pages: bool
    every: int
    looked: datetime | None
    due: datetime
    looking: bool
    articles: int
    latest: int
    error: str
    unread: int
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The result of looking at a feed.

    Attributes:
        title: of the feed; "" if it was not read.
        articles: that were new.
        error: what went wrong, "" if nothing did.
        unread: pages of entries that could not be read.
        failed: whether the feed itself could not be read.
    """

    title: str = ""
    articles: int = 0
    error: str = ""
    unread: int = 0
    failed: bool = False


def m001_feeds(db: sqlite3.Connection) -> None:
    """The feeds, each with its state."""
    db.execute(
        """CREATE TABLE feeds (
            key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, address TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL DEFAULT '', pages INTEGER NOT NULL, every INTEGER NOT NULL,
            looked TEXT, due TEXT NOT NULL, claimed TEXT NOT NULL DEFAULT '',
            articles INTEGER NOT NULL DEFAULT 0, latest INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '', unread INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0)"""
    )


def m002_audit(db: sqlite3.Connection) -> None:
    """Who changed what; see `corpus.catalogue.audit`."""
    create_audit_table(db)


MIGRATIONS: tuple[Migration, ...] = (m001_feeds, m002_audit)
"""Append-only, as the catalogue's are."""

_FEEDS = """SELECT id, address, title, pages, every, looked, due, claimed > ?, articles, latest, error, unread, failures
    FROM feeds"""
_AT_ONCE = "1970-01-01T00:00:00.000+00:00"  # due before all that is due because its time has come


def _utc() -> datetime:
    return datetime.now(UTC)


class FollowedFeeds:
    """The feeds that are followed for an archive. Safe to use from several threads; other processes may use the same file.

    Args:
        paths: the archive; it may not exist yet.
        clock: returns the time, in UTC.

    Attributes:
        changed: set whenever a feed may have become due.
    """

    def __init__(self, paths: ArchivePaths, clock: Clock = _utc) -> None:
        self.changed = threading.Event()
        self._paths, self._clock = paths, clock
        self._file = lazy_user_store(paths, FILE_NAME, MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def listed(self) -> list[FollowedFeed]:
        """Return the feeds, the first followed first."""
        return self._feeds("ORDER BY key")

    def due(self) -> list[FollowedFeed]:
        """Return the feeds that should be looked at now and that nobody looks at, the longest due first."""
        now = _text(self._clock())
        return self._feeds("WHERE due <= ? AND claimed <= ? ORDER BY due, key", now, now)

    def follow(self, address: str, *, pages: bool, every: int, allow_private: bool = False) -> FollowedFeed:
        """Follow a feed from now on, or change how it is followed; return it.

        Args:
            address: of the feed, or of a page that links to it; without a scheme, https is meant.
            allow_private: see `corpus.fetch.transport.FetchOptions`.

        Raises:
            CuttingsError: the address must not be asked for, or there are too many.
            ArchiveError: the file cannot be written.
        """
        if every not in INTERVALS:
            raise CuttingsError(
                "A feed is looked at every " + ", ".join(map(str, INTERVALS)) + " minutes, or not at all."
            )
        named = address.strip() if "://" in address else f"https://{address.strip()}"
        try:
            checked_parts(named, allow_private=allow_private)
        except Refused as error:
            reason = str(error).removesuffix(ALLOWING)
            raise CuttingsError(message("address_refused", reason=reason)) from error
        self._make_folder()
        with self._file.change() as db:
            there = db.execute("SELECT 1 FROM feeds WHERE address = ?", (named,)).fetchone()
            if not there and db.execute("SELECT count(*) FROM feeds").fetchone()[0] >= MOST:
                raise CuttingsError(message("too_many_feeds", number=MOST))
            db.execute(
                """INSERT INTO feeds (id, address, pages, every, due) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (address) DO UPDATE SET pages = excluded.pages, every = excluded.every""",
                (secrets.token_hex(8), storable(named), int(pages), every, _AT_ONCE),
            )
            _record(db, "feed.change" if there else "feed.follow", named)
        self.changed.set()
        return self._feeds("WHERE address = ?", named)[0]

    def stop(self, feed: str) -> None:
        """Stop following a feed, by its id. Its articles stay.

        Raises:
            NotFound: there is no such feed.
        """
        if self._file.exists():
            with self._file.change() as db:
                _record(db, "feed.drop", feed)
                if db.execute("DELETE FROM feeds WHERE id = ?", (feed,)).rowcount:
                    return
        raise NotFound(message("not_followed"))

    def look_now(self, feed: str) -> None:
        """Have a feed looked at as soon as possible.

        Raises:
            NotFound: there is no such feed.
        """
        self._change("UPDATE feeds SET due = ? WHERE id = ?", _AT_ONCE, feed)
        self.changed.set()

    def claim(self, feed: str) -> bool:
        """Begin to look at a feed; return False where somebody else does, or it is no longer followed."""
        now = self._clock()
        with self._file.change() as db:
            query = "UPDATE feeds SET claimed = ? WHERE id = ? AND claimed <= ?"
            return db.execute(query, (_text(now + CLAIM), feed, _text(now))).rowcount > 0

    def keep_claim(self, feed: str, articles: int = 0) -> bool:
        """Go on looking at a feed; return False if it is no longer followed.

        Args:
            articles: that were new since this was last called.
        """
        with self._file.change() as db:
            query = "UPDATE feeds SET claimed = ?, articles = articles + ? WHERE id = ?"
            return db.execute(query, (_text(self._clock() + CLAIM), articles, feed)).rowcount > 0

    def release(self, feed: str) -> None:
        """Stop looking at a feed without a result: it is due as before."""
        with self._file.change() as db:
            db.execute("UPDATE feeds SET claimed = '' WHERE id = ?", (feed,))

    def found_at(self, feed: str, address: str) -> bool:
        """Note the address of the feed to which a page links.

        Where that feed is followed already, it is followed as was asked for this one, which is dropped: return False.
        """
        with self._file.change() as db:
            if not db.execute("SELECT 1 FROM feeds WHERE address = ? AND id != ?", (address, feed)).fetchone():
                db.execute("UPDATE feeds SET address = ? WHERE id = ?", (storable(address), feed))
                return True
            pages, every = db.execute("SELECT pages, every FROM feeds WHERE id = ?", (feed,)).fetchone() or (None, None)
            if every is not None:
                db.execute("UPDATE feeds SET pages = ?, every = ? WHERE address = ?", (pages, every, address))
            _record(db, "feed.join", feed)
            db.execute("DELETE FROM feeds WHERE id = ?", (feed,))
            return False

    def finish(self, feed: FollowedFeed, look: Look) -> None:
        """Store the result of a look, and when the next one is due: later and later while it fails.

        Its articles are counted already, see `keep_claim`.
        """
        now, failures = self._clock(), feed.failures + 1 if look.failed else 0
        every = timedelta(minutes=feed.every)
        wait = min(every * 2 ** min(failures, 20), max(every, LONGEST))
        values = {
            "id": feed.id,
            "title": storable(look.title[:_TEXT]),
            "looked": _text(now),
            "due": _text(now + wait),
            "articles": look.articles,
            "error": storable(look.error[:_TEXT]),
            "unread": look.unread,
            "failures": failures,
        }
        with self._file.change() as db:
            db.execute(
                """UPDATE feeds SET title = coalesce(nullif(:title, ''), title), looked = :looked, due = :due,
                claimed = '', latest = :articles, error = :error, unread = :unread,
                failures = :failures WHERE id = :id""",
                values,
            )

    def _feeds(self, which: str, *values: str) -> list[FollowedFeed]:
        now = _text(self._clock())
        return [_feed(row) for row in self._file.read(f"{_FEEDS} {which}", (now, *values))]

    def _change(self, statement: str, *values: str) -> None:
        if self._file.exists():
            with self._file.change() as db:
                if db.execute(statement, values).rowcount:
                    return
        raise NotFound(message("not_followed"))

    def _make_folder(self) -> None:
        if self._paths.engine is not None:
            return
        try:
            make_folder(self._paths.folder)
        except OSError as error:
            raise archive_error(error, self._paths.folder) from error


def _record(db: Database, action: str, which: str) -> None:
    """Write a row of the audit log about the feed of an id or an address: its host, as the rest may be a secret."""
    found = db.execute("SELECT id, address FROM feeds WHERE id = ?1 OR address = ?1", (which,)).fetchall()
    for feed, address in found:
        record(db, action, feed, detail=urlsplit(address).hostname or "")


def _text(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")


def _feed(row: tuple[str, ...]) -> FollowedFeed:
    key, address, title, pages, every, looked, due, looking, articles, latest, error, unread, failures = row
    return FollowedFeed(
        id=key,
        address=address,
        title=title,
        pages=bool(pages),
        every=int(every),
        looked=datetime.fromisoformat(looked) if looked else None,
        due=datetime.fromisoformat(due),
        looking=bool(looking),
        articles=int(articles),
        latest=int(latest),
        error=error,
        unread=int(unread),
        failures=int(failures),
    )
