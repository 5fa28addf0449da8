"""In which browsers users are logged in. A session survives a restart of the server, and can be listed and ended."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from corpus.actor import acting
from corpus.catalogue.audit import record
from corpus.catalogue.user_file import storable
from corpus.catalogue.user_stores import LazyUserStore
from corpus.errors import ArchiveError
from qa.accounts.users import COLUMNS, COUNT, User, user_of

PASSWORD = "password"  # noqa: S105 - the kind of a session
_ALL = 2**62  # rows: as a limit, none
_SESSION = "s.id, s.kind, s.created, s.used, s.expires"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How long a log-in lasts.

    Attributes:
        most: sessions at a time, of one user where there are users; a further one ends the least recently used.
        idle: seconds without a request after which a session ends.
        longest: seconds after which a session ends in any case.
        noted: seconds for which a further use is not written down.
    """

    most: int = 1000
    idle: float = 12 * 3600.0
    longest: float = 7 * 24 * 3600.0
    noted: float = 60.0


OF_USERS = SessionOptions(most=50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session.

    Attributes:
        id: for lists; it lets nobody in.
        kind: how its user has logged in: `password`, or another way.
        created, used, expires: seconds since 1970; `used` is up to a minute old.
    """

    id: str
    kind: str
    created: float
    used: float
    expires: float


class UserSessions:
    """The sessions of a file of users. Safe to use from several threads.

    Args:
        clock: in seconds since 1970.
    """

    def __init__(
        self, file: LazyUserStore, options: SessionOptions = OF_USERS, clock: Callable[[], float] = time.time
    ) -> None:
        self.options = options
        self._file = file
        self._clock = clock

    def begin(self, user: User, kind: str = PASSWORD, *, replacing: str = "") -> str:
        """Begin a session.

        Args:
            user: as they were when they were let in.
            kind: `password`, or another way, in which they came as `user.subject`.
            replacing: the name of one that ends with it.

        Returns:
            Its name, which lets in who has it, and is not stored; "" where what let them in does so no more: another password
            or subject was given meanwhile, or they were disabled or removed.
        """
        name, now = token_urlsafe(32), self._clock()
        still, values = ("hash IS ?", (user.hash,)) if kind == PASSWORD else _of_subject(user)
        with self._file.change() as db:
            db.execute("DELETE FROM sessions WHERE digest = ?", (digest(replacing),))
            db.execute("DELETE FROM sessions WHERE expires <= ? OR used <= ?", (now, now - self.options.idle))
            begun = db.execute(
                "INSERT INTO sessions (id, digest, user, kind, created, used, expires) "
                f"SELECT ?, ?, key, ?, ?, ?, ? FROM users WHERE id = ? AND NOT disabled AND {still}",
                (token_hex(8), digest(name), kind, now, now, now + self.options.longest, user.id, *values),
            ).rowcount
            if not begun:
                return ""
            db.execute(
                "DELETE FROM sessions WHERE key IN (SELECT s.key FROM sessions s JOIN users u ON u.key = s.user "
                "WHERE u.id = ? ORDER BY s.used DESC, s.key DESC LIMIT ? OFFSET ?)",
                (user.id, _ALL, self.options.most),
            )
            with acting(user.actor()):
                record(db, "session.begin", user.name, detail=kind)
        return name

    def find(self, name: str) -> tuple[User, Session] | None:
        """Return whose session that is, None where it has ended or its user is disabled; this counts as a use of it."""
        if not name:
            return None
        now, hashed = self._clock(), digest(name)
        rows = self._file.read(
            f"SELECT {COLUMNS}, {_SESSION} FROM sessions s JOIN users u ON u.key = s.user "
            "WHERE s.digest = ? AND NOT u.disabled AND s.expires > ? AND s.used > ?",
            (hashed, now, now - self.options.idle),
        )
        if not rows:
            return None
        session = _session_of(rows[0][COUNT:])
        if now - session.used >= self.options.noted:
            with suppress(ArchiveError), self._file.change() as db:
                db.execute("UPDATE sessions SET used = ? WHERE digest = ?", (now, hashed))
        return user_of(rows[0][:COUNT]), session

    def end(self, name: str) -> None:
        """End a session."""
        if self._file.exists():
            with self._file.change() as db:
                db.execute("DELETE FROM sessions WHERE digest = ?", (digest(name),))

    def listed(self, user: User) -> list[Session]:
        """Return the sessions of a user that have not ended, the last used first."""
        now = self._clock()
        rows = self._file.read(
            f"SELECT {_SESSION} FROM sessions s JOIN users u ON u.key = s.user "
            "WHERE u.id = ? AND s.expires > ? AND s.used > ? ORDER BY s.used DESC, s.key DESC",
            (user.id, now, now - self.options.idle),
        )
        return [_session_of(row) for row in rows]

    def revoke(self, user: User, session_id: str) -> bool:
        """End a session of a user by its id; return whether there was one."""
        return self._ended(user, "id = ?", storable(session_id)) > 0

    def revoke_others(self, user: User, kept: str = "") -> int:
        """End all sessions of a user but for that of an id; return how many."""
        return self._ended(user, "id != ?", kept)

    def _ended(self, user: User, which: str, session_id: str) -> int:
        with self._file.change() as db:
            own = "user = (SELECT key FROM users WHERE id = ?)"
            count = db.execute(f"DELETE FROM sessions WHERE {own} AND {which}", (user.id, session_id)).rowcount
            if count:
                record(db, "session.revoke", user.name, detail=str(count))
            return count


def digest(name: str) -> str:
    """Return what is stored of a random name."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def _of_subject(user: User) -> tuple[str, tuple[str | None, ...]]:
    """Return the condition that somebody is still who they were elsewhere, and its values."""
    subject = user.subject
    return "issuer IS ? AND subject IS ?", (subject.issuer, subject.subject) if subject else (None, None)


def _session_of(row: tuple[object, ...]) -> Session:
    session_id, kind, created, used, expires = row
    return Session(
        id=str(session_id),
        kind=str(kind),
        created=float(str(created)),
        used=float(str(used)),
        expires=float(str(expires)),
    )
