"""The users of a server: adding, changing and finding them. One of them is always an admin who may log in."""

import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from secrets import token_hex

from corpus.actor import Actor
from corpus.catalogue.audit import record
from corpus.catalogue.user_file import storable
from corpus.catalogue.user_stores import LazyUserStore
from corpus.database import Database
from corpus.errors import CuttingsError
from qa.accounts.passwords import hash_password
from qa.accounts.roles import Role

LONGEST_NAME = 64
NO_ADMIN = "There has to be an admin who is not disabled: give somebody the role admin first."
COLUMNS = "u.id, u.name, u.role, u.hash, u.disabled, u.created, u.issuer, u.subject"
"""Of the table `users u`, as `user_of` reads them."""
COUNT = 8
"""How many these are."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a user is elsewhere: at a provider of identities, or behind a proxy.

    Attributes:
        issuer: the provider, by its address.
        subject: what it calls the user, which never changes.
    """

    issuer: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A user.

    Attributes:
        id: 32 random hexadecimal digits; conversations, alerts and marks are stored under it.
        name: as typed to log in, whatever its case.
        hash: of the password; None for who comes by a provider of identities or a proxy only.
        created: seconds since 1970.
    """

    id: str
    name: str
    role: Role
    hash: str | None = field(default=None, repr=False)
    disabled: bool = False
    created: float = 0.0
    subject: Subject | None = None

    def actor(self, role: Role | None = None) -> Actor:
        """Return the user as who does something.

        Args:
            role: with which, where it is not the user's own.
        """
        return Actor(self.id, self.name, may_change=(role or self.role).includes(Role.EDITOR))


class Users:
    """The users of a file. Safe to use from several threads.

    Args:
        clock: in seconds since 1970.
    """

    def __init__(self, file: LazyUserStore, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def exist(self) -> bool:
        """Return whether there are any."""
        return bool(self._file.read("SELECT 1 FROM users LIMIT 1", ()))

    def listed(self) -> list[User]:
        """Return all, by name."""
        return [user_of(row) for row in self._file.read(f"SELECT {COLUMNS} FROM users u ORDER BY u.folded", ())]

    def named(self, name: str) -> User | None:
        """Return the user of a name, None where there is none; capital letters make no difference."""
        return self._one("u.folded = ?", (folded(name),))

    def with_id(self, user_id: str) -> User | None:
        """Return the user of an id, None where there is none."""
        return self._one("u.id = ?", (storable(user_id),))

    def of_subject(self, subject: Subject) -> User | None:
        """Return who that is here, None where it is nobody."""
        return self._one("u.issuer = ? AND u.subject = ?", (subject.issuer, subject.subject))

    def add(self, name: str, role: Role, password: str | None = None, subject: Subject | None = None) -> User:
        """Add a user.

        Args:
            password: None for one who comes by a provider of identities or a proxy only.

        Raises:
            CuttingsError: the name or the password cannot be one, the name or the subject is taken, or the first is no admin.
        """
        user = User(
            id=token_hex(16),
            name=_checked_name(name),
            role=role,
            hash=None if password is None else _hashed(password),
            created=self._clock(),
            subject=subject,
        )
        if role is not Role.ADMIN and not self.exist():  # no file is to be left without a user in it
            raise CuttingsError(NO_ADMIN)
        values = (user.id, user.name, folded(name), role.value, user.hash, user.created)
        with self._file.change() as db:
            if db.execute("SELECT 1 FROM users WHERE folded = ?", (folded(name),)).fetchone():
                raise CuttingsError(f"There is a user {user.name} already.")
            if (
                subject
                and db.execute(
                    "SELECT 1 FROM users WHERE issuer = ? AND subject = ?", (subject.issuer, subject.subject)
                ).fetchone()
            ):
                raise CuttingsError(f"Another user is {subject.subject!r:.100} of {subject.issuer:.200} already.")
            db.execute(
                "INSERT INTO users (id, name, folded, role, hash, created, issuer, subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*values, *((subject.issuer, subject.subject) if subject else (None, None))),
            )
            _require_admin(db)
            record(db, "user.add", user.name, detail=role)
        return user

    def set_role(self, name: str, role: Role) -> User:
        """Give a user another role, which holds from the next request on.

        Raises:
            CuttingsError: there is no such user, or no admin would be left.
        """
        return self._changed("user.role", name, "role = ?", (role.value,), detail=role)

    def set_subject(self, name: str, subject: Subject | None) -> User:
        """Say who a user is at a provider of identities; None for nobody. Their sessions end.

        Raises:
            CuttingsError: there is no such user, or another user is that already.
        """
        if subject and (other := self.of_subject(subject)) and folded(other.name) != folded(name):
            raise CuttingsError(f"{other.name} is {subject.subject!r:.100} of {subject.issuer:.200} already.")
        values = (subject.issuer, subject.subject) if subject else (None, None)
        return self._changed("user.subject", name, "issuer = ?, subject = ?", values, ended_but="")

    def set_password(self, name: str, password: str, *, keep_session: str = "") -> User:
        """Give a user another password, and end their sessions.

        Args:
            keep_session: the id of the one that does not end.

        Raises:
            CuttingsError: there is no such user, or the password is too short or too long.
        """
        return self._changed("user.password", name, "hash = ?", (_hashed(password),), ended_but=keep_session)

    def disable(self, name: str) -> User:
        """Let a user in no more, and end their sessions; their tokens work again when they are enabled.

        Raises:
            CuttingsError: there is no such user, or no admin would be left.
        """
        return self._changed("user.disable", name, "disabled = 1", (), ended_but="")

    def enable(self, name: str) -> User:
        """Let a disabled user in again.

        Raises:
            CuttingsError: there is no such user.
        """
        return self._changed("user.enable", name, "disabled = 0", ())

    def remove(self, name: str) -> User:
        """Remove a user with their sessions and tokens.

        Raises:
            CuttingsError: there is no such user, or no admin would be left.
        """
        with self._changing(name) as (db, user):
            db.execute("DELETE FROM users WHERE id = ?", (user.id,))
            record(db, "user.remove", user.name)
        return user

    def _changed(
        self,
        action: str,
        name: str,
        what: str,
        values: tuple[object, ...],
        *,
        ended_but: str | None = None,
        detail: str = "",
    ) -> User:
        with self._changing(name) as (db, user):
            record(db, action, user.name, detail=detail)
            db.execute(f"UPDATE users SET {what} WHERE id = ?", (*values, user.id))
            if ended_but is not None:
                own = "user = (SELECT key FROM users WHERE id = ?)"
                db.execute(f"DELETE FROM sessions WHERE {own} AND id != ?", (user.id, ended_but))
            row = db.execute(f"SELECT {COLUMNS} FROM users u WHERE u.id = ?", (user.id,)).fetchone()
        return user_of(row)

    @contextmanager
    def _changing(self, name: str) -> Iterator[tuple[Database, User]]:
        missing = CuttingsError(f"There is no user {name!r:.80}; `cuttings users list` shows them.")
        if not self._file.exists():  # none is to be left without a user in it
            raise missing
        with self._file.change() as db:
            row = db.execute(f"SELECT {COLUMNS} FROM users u WHERE u.folded = ?", (folded(name),)).fetchone()
            if row is None:
                raise missing
            yield db, user_of(row)
            _require_admin(db)

    def _one(self, where: str, values: tuple[object, ...]) -> User | None:
        rows = self._file.read(f"SELECT {COLUMNS} FROM users u WHERE {where}", values)
        return user_of(rows[0]) if rows else None


def user_of(row: tuple[object, ...]) -> User:
    """Return the user of a row of `COLUMNS`."""
    user_id, name, role, hashed, disabled, created, issuer, subject = row
    return User(
        id=str(user_id),
        name=str(name),
        role=Role(str(role)),
        hash=None if hashed is None else str(hashed),
        disabled=bool(disabled),
        created=float(str(created)),
        subject=None if issuer is None else Subject(str(issuer), str(subject)),
    )


def folded(name: str) -> str:
    """Return the form of a name by which it is found: two that look alike to a computer's fonts are mostly one."""
    return storable(unicodedata.normalize("NFKC", " ".join(name.split())).casefold())


def _checked_name(name: str) -> str:
    given = unicodedata.normalize("NFC", " ".join(name.split()))
    if not (0 < len(given) <= LONGEST_NAME and given.isprintable() and folded(given)):
        raise CuttingsError(f"{name!r:.80} is no name of a user: 1 to {LONGEST_NAME} characters that can be printed.")
    return given


def _hashed(password: str) -> str:
    try:
        return hash_password(password)
    except ValueError as error:
        raise CuttingsError(f"That is no password for here: {error}.") from error


def _require_admin(db: Database) -> None:
    if not db.execute("SELECT 1 FROM users WHERE role = ? AND NOT disabled", (Role.ADMIN.value,)).fetchone():
        raise CuttingsError(NO_ADMIN)
