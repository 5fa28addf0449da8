"""The file of webhooks and of what waits to be sent to them, next to the archive.

It is a file of its own, so that sending never waits for the file of saved questions, nor that for sending. A webhook has a mark:
the number of the last hit that was put among what waits for it. Putting further ones there and moving the mark is one
transaction, so whenever the process ends, each hit is there once or will be.
"""

import secrets
import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from corpus.catalogue.audit import create_audit_table, record
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.schema import Migration
from corpus.catalogue.user_file import now, storable
from corpus.catalogue.user_stores import lazy_user_store
from corpus.database import Database
from corpus.errors import CuttingsError, NotFound
from corpus.messages import message
from qa.webhooks.values import Delivery, Listener, Mark, NewDelivery, NewWebhook, Target, Webhook

FILE_NAME = "webhooks.sqlite3"
MOST = 100
"""Webhooks of an archive."""

WAITING = 1000
"""Deliveries that may wait for a webhook; the oldest beyond that are given up."""

GIVEN_UP = 100
"""Deliveries given up that are shown of a webhook; the oldest go."""

TOO_MANY = "too many others were waiting"
_ERROR = 300  # characters of an error that are kept
_WAITS, _IS_GIVEN_UP = 0, 1


def m001_webhooks(db: sqlite3.Connection) -> None:
    """Webhooks, and what waits for them."""
    db.execute(
        """CREATE TABLE webhooks (
            number INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, alert INTEGER, address TEXT NOT NULL,
            site TEXT NOT NULL, secret TEXT NOT NULL, created TEXT NOT NULL,
            source TEXT NOT NULL, mark INTEGER NOT NULL,
            due TEXT NOT NULL DEFAULT '', claimed TEXT NOT NULL DEFAULT '', failures INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '', delivered TEXT, stopped INTEGER NOT NULL DEFAULT 0)"""
    )
    db.execute(
        """CREATE TABLE deliveries (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
            webhook INTEGER NOT NULL REFERENCES webhooks (number) ON DELETE CASCADE,
            article TEXT NOT NULL, payload TEXT NOT NULL, created TEXT NOT NULL,
            state INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0,
            due TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '')"""
    )
    db.execute("CREATE INDEX deliveries_due ON deliveries (webhook, state, due)")
    create_audit_table(db)


MIGRATIONS: tuple[Migration, ...] = (m001_webhooks,)
"""Append-only, as the catalogue's are."""


class WebhookFile:
    """The file. Safe to use from several threads; other processes may use the same file.

    Args:
        paths: the archive; the file is created with the first webhook.
    """

    def __init__(self, paths: ArchivePaths) -> None:
        self._file = lazy_user_store(paths, FILE_NAME, MIGRATIONS)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def add(self, owner: str, alert: int | None, address: str, site: str, mark: Mark) -> NewWebhook:
        """Store a webhook; return it with its secret.

        Raises:
            CuttingsError: there are too many.
            ArchiveError: the file cannot be written.
        """
        secret = f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"
        with self._file.change() as db:
            if db.execute("SELECT count(*) FROM webhooks").fetchone()[0] >= MOST:
                raise CuttingsError(message("too_many_webhooks", number=MOST))
            number = db.execute(
                """INSERT INTO webhooks (owner, alert, address, site, secret, created, source, mark)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
                (owner, alert, storable(address), storable(site), secret, now(), mark.source, mark.hit),
            ).lastrowid
            record(db, "webhook.add", str(number), detail=urlsplit(address).hostname or "")  # the rest may be a secret
        (webhook,) = self.listed("WHERE number = ?", number)
        return NewWebhook(webhook=webhook, secret=secret)

    def listed(self, which: str = "", *values: object) -> list[Webhook]:
        """Return the webhooks, oldest first."""
        return [_webhook(row) for row in self._file.read(f"{_WEBHOOKS} {which} ORDER BY number", values)]

    def remove(self, number: int) -> None:
        """Delete a webhook with what waits for it.

        Raises:
            NotFound: there is no such webhook.
        """
        self._change("DELETE FROM webhooks WHERE number = ?", number, "webhook.remove")

    def target(self, number: int) -> Target | None:
        """Return where a webhook leads, None where it was removed."""
        rows = self._file.read("SELECT address, secret, failures FROM webhooks WHERE number = ?", (number,))
        return Target(address=rows[0][0], secret=rows[0][1], failures=int(rows[0][2])) if rows else None

    def try_again(self, number: int) -> None:
        """Have everything that was given up, and all that waits, sent as soon as possible.

        Raises:
            NotFound: there is no such webhook.
        """
        self._change(
            "UPDATE webhooks SET due = '', failures = 0, stopped = 0 WHERE number = ?", number, "webhook.retry"
        )
        with self._file.change() as db:
            # what was given up is young again, so that it is not given up at its next failure
            db.execute(
                "UPDATE deliveries SET created = ? WHERE webhook = ? AND state = ?", (now(), number, _IS_GIVEN_UP)
            )
            db.execute("UPDATE deliveries SET state = ?, due = '' WHERE webhook = ?", (_WAITS, number))

    def given_up(self, number: int) -> list[Delivery]:
        """Return what is no longer tried of a webhook, the newest first."""
        query = f"{_DELIVERIES} WHERE webhook = ? AND state = ? ORDER BY number DESC"
        return [_delivery(row) for row in self._file.read(query, (number, _IS_GIVEN_UP))]

    def listeners(self) -> list[Listener]:
        """Return the webhooks that want to be told of hits."""
        rows = self._file.read(
            "SELECT number, owner, alert, site, source, mark FROM webhooks WHERE NOT stopped ORDER BY number", ()
        )
        return [
            Listener(
                number=int(number),
                owner=owner,
                alert=None if alert is None else int(alert),
                site=site,
                mark=Mark(source=source, hit=int(hit)),
            )
            for number, owner, alert, site, source, hit in rows
        ]

    def put(self, deliveries: Sequence[NewDelivery], mark: Mark) -> int:
        """Put deliveries of hits among what waits, and move the marks; return how many were new.

        All or none are put there, and none a second time: of each webhook those up to its mark are left out.
        """
        put = 0
        with self._file.change() as db:
            marks = {
                int(number): (source, int(hit))
                for number, source, hit in db.execute("SELECT number, source, mark FROM webhooks")
            }
            for one in deliveries:
                source, hit = marks.get(one.webhook, ("", 0))
                if source == mark.source and one.hit > hit:
                    _insert(db, one)
                    put += 1
            db.execute(
                """UPDATE webhooks SET mark = CASE source WHEN ?1 THEN max(mark, ?2) ELSE ?2 END, source = ?1""",
                (mark.source, mark.hit),
            )
            db.execute(_GIVE_UP_OLDEST, (TOO_MANY, WAITING))
            db.execute(_DELETE_OLDEST, (GIVEN_UP,))
        return put

    def put_test(self, number: int, payload: str) -> None:
        """Put a test among what waits for a webhook, to be sent as soon as possible.

        Raises:
            NotFound: there is no such webhook.
        """
        self._change("UPDATE webhooks SET due = '' WHERE number = ?", number, "webhook.test")
        with self._file.change() as db:
            _insert(db, NewDelivery(webhook=number, hit=0, article="", payload=payload))

    def due(self, at: datetime) -> list[int]:
        """Return the numbers of webhooks to which something should be sent now, and to which nobody is sending."""
        time = _text(at)
        rows = self._file.read(
            """SELECT DISTINCT webhook FROM deliveries JOIN webhooks ON webhooks.number = webhook
            WHERE state = 0 AND deliveries.due <= ?1 AND webhooks.due <= ?1 AND claimed <= ?1""",
            (time,),
        )
        return [int(row[0]) for row in rows]

    def next_due(self) -> str | None:
        """Return the ISO time at which the next delivery is due, None where none waits."""
        rows = self._file.read(
            """SELECT min(max(deliveries.due, webhooks.due)) FROM deliveries JOIN webhooks ON webhooks.number = webhook
            WHERE state = 0""",
            (),
        )
        return rows[0][0] if rows else None

    def claim(self, webhook: int, at: datetime, until: datetime) -> bool:
        """Begin to send to a webhook; return False where somebody else does, or it was removed."""
        with self._file.change() as db:
            query = "UPDATE webhooks SET claimed = ? WHERE number = ? AND claimed <= ?"
            return db.execute(query, (_text(until), webhook, _text(at))).rowcount > 0

    def next_delivery(self, webhook: int, at: datetime, until: datetime) -> Delivery | None:
        """Return what is to be sent to a webhook next, and keep the claim; None where nothing is due.

        Where a receiver refuses one delivery, those after it are not held back: the one that was tried least comes first.
        """
        with self._file.change() as db:
            if not db.execute("UPDATE webhooks SET claimed = ? WHERE number = ?", (_text(until), webhook)).rowcount:
                return None
            row = db.execute(
                f"{_DELIVERIES} WHERE webhook = ? AND state = 0 AND due <= ? ORDER BY attempts, number LIMIT 1",
                (webhook, _text(at)),
            ).fetchone()
        return _delivery(row) if row else None

    def release(self, webhook: int) -> None:
        """Stop sending to a webhook for now."""
        with self._file.change() as db:
            db.execute("UPDATE webhooks SET claimed = '' WHERE number = ?", (webhook,))

    def drop(self, delivery: Delivery) -> None:
        """Delete a delivery that was not sent, as there is nothing any more of which it tells."""
        with self._file.change() as db:
            db.execute("DELETE FROM deliveries WHERE number = ?", (delivery.number,))

    def accepted(self, delivery: Delivery, at: datetime) -> None:
        """Note that a delivery was accepted."""
        with self._file.change() as db:
            db.execute("DELETE FROM deliveries WHERE number = ?", (delivery.number,))
            db.execute(
                "UPDATE webhooks SET delivered = ?, failures = 0, error = '', due = '' WHERE number = ?",
                (_text(at), delivery.webhook),
            )

    def failed(self, delivery: Delivery, error: str, again: datetime, too_old: datetime, *, gone: bool) -> None:
        """Note that an attempt failed.

        Args:
            again: when it is tried next, and the webhook at all.
            too_old: what was put there before that is given up.
            gone: whether everything is, and nothing is to be put there any more.
        """
        text = storable(error[:_ERROR])
        with self._file.change() as db:
            db.execute(
                "UPDATE deliveries SET attempts = attempts + 1, due = ?, error = ? WHERE number = ?",
                (_text(again), text, delivery.number),
            )
            db.execute(
                """UPDATE webhooks SET failures = failures + 1, error = ?, due = ?, stopped = max(stopped, ?)
                WHERE number = ?""",
                (text, _text(again), gone, delivery.webhook),
            )
            db.execute(
                """UPDATE deliveries SET state = ?, error = ? WHERE webhook = ? AND state = ? AND (created < ? OR ?)""",
                (_IS_GIVEN_UP, text, delivery.webhook, _WAITS, _text(too_old), gone),
            )
            db.execute(_DELETE_OLDEST, (GIVEN_UP,))

    def _change(self, statement: str, number: int, action: str) -> None:
        if self._file.exists():
            with self._file.change() as db:
                if db.execute(statement, (number,)).rowcount:
                    record(db, action, str(number))
                    return
        raise NotFound(message("no_such_webhook"))


_WEBHOOKS = f"""SELECT number, owner, alert, address, site, created, delivered, failures, error, due, stopped,
    (SELECT count(*) FROM deliveries WHERE webhook = webhooks.number AND state = {_WAITS}),
    (SELECT count(*) FROM deliveries WHERE webhook = webhooks.number AND state = {_IS_GIVEN_UP})
    FROM webhooks"""  # noqa: S608 (constants)
_OLDEST = """number IN (SELECT number FROM (SELECT number,
    row_number() OVER (PARTITION BY webhook ORDER BY number DESC) AS place FROM deliveries WHERE state = %d)
    WHERE place > ?)"""
_GIVE_UP_OLDEST = f"UPDATE deliveries SET state = {_IS_GIVEN_UP}, error = ? WHERE {_OLDEST % _WAITS}"  # noqa: S608
_DELETE_OLDEST = f"DELETE FROM deliveries WHERE {_OLDEST % _IS_GIVEN_UP}"  # noqa: S608 (constants, both)
_DELIVERIES = "SELECT number, id, webhook, article, payload, created, attempts, error FROM deliveries"


def _insert(db: Database, one: NewDelivery) -> None:
    db.execute(
        "INSERT INTO deliveries (id, webhook, article, payload, created) VALUES (?, ?, ?, ?, ?)",
        (f"msg_{secrets.token_hex(16)}", one.webhook, one.article, one.payload, now()),
    )


def _text(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds")


def _webhook(row: tuple[str, ...]) -> Webhook:
    number, owner, alert, address, site, created, delivered, failures, error, due, stopped, waiting, given_up = row
    return Webhook(
        number=int(number),
        owner=owner,
        alert=None if alert is None else int(alert),
        address=address,
        site=site,
        created=created,
        delivered=delivered,
        waiting=int(waiting),
        given_up=int(given_up),
        failures=int(failures),
        error=error,
        retry=due if due and int(waiting) else None,
        stopped=bool(stopped),
    )


def _delivery(row: tuple[str, ...]) -> Delivery:
    number, name, webhook, article, payload, created, attempts, error = row
    return Delivery(
        number=int(number),
        id=name,
        webhook=int(webhook),
        article=article,
        payload=payload,
        created=created,
        attempts=int(attempts),
        error=error,
    )
