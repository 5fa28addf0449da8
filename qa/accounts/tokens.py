"""The tokens with which programs come for a user: each has a role, no higher than its user's, and an end."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from secrets import token_hex, token_urlsafe

from corpus.catalogue.audit import record
from corpus.catalogue.user_file import storable
from corpus.catalogue.user_stores import LazyUserStore
from corpus.errors import ArchiveError, CuttingsError
from qa.accounts.roles import Role
from qa.accounts.sessions import digest
from qa.accounts.users import COLUMNS, COUNT, User, user_of

PREFIX = "cut_"
LONGEST_LABEL, MOST_DAYS, MOST_OF_ONE = 80, 3650, 50
_DAY = 24 * 3600.0
_NOTED = 60.0
"""Seconds for which a further use is not written down."""
_TOKEN = "t.id, t.label, t.role, t.created, t.expires, t.used"  # noqa: S105 - columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token.

    Attributes:
        id: for lists; it lets nobody in.
        label: what it is for, as its user wrote it.
        created, expires: seconds since 1970.
        used: likewise, up to a minute old; None where it was never used.
    """

    id: str
    label: str
    role: Role
    created: float
    expires: float
    used: float | None = None


class Tokens:
    """The tokens of a file of users. Safe to use from several threads.

    Args:
        clock: in seconds since 1970.
    """

    def __init__(self, file: LazyUserStore, clock: Callable[[], float] = time.time) -> None:
        self._file = file
        self._clock = clock

    def add(self, user: User, label: str, role: Role, days: int) -> tuple[str, Token]:
        """Make a token.

        Args:
            days: for which it works.

        Returns:
            The token itself, which is not stored, and what is known of it.

        Raises:
            CuttingsError: its role is above its user's; label or days cannot be such; or the user has too many.
        """
        text, given, now = f"{PREFIX}{token_urlsafe(32)}", " ".join(label.split()), self._clock()
        if not (0 < len(given) <= LONGEST_LABEL and given.isprintable()):
            raise CuttingsError(f"A token has a label of 1 to {LONGEST_LABEL} characters, which says what it is for.")
        if not 1 <= days <= MOST_DAYS:
            raise CuttingsError(f"A token works for 1 to {MOST_DAYS:,} days.")
        if not user.role.includes(role):
            raise CuttingsError(f"{user.name} is {user.role}: a token cannot be {role}.")
        token = Token(id=token_hex(8), label=given, role=role, created=now, expires=now + days * _DAY)
        with self._file.change() as db:
            own = "user = (SELECT key FROM users WHERE id = ?)"
            db.execute(f"DELETE FROM tokens WHERE {own} AND expires <= ?", (user.id, now))
            (count,) = db.execute(f"SELECT count(*) FROM tokens WHERE {own}", (user.id,)).fetchone()
            if count >= MOST_OF_ONE:
                raise CuttingsError(f"A user has at most {MOST_OF_ONE} tokens: revoke some.")
            db.execute(
                "INSERT INTO tokens (id, digest, user, label, role, created, expires) "
                "SELECT ?, ?, key, ?, ?, ?, ? FROM users WHERE id = ?",
                (token.id, digest(text), given, role.value, now, token.expires, user.id),
            )
            record(db, "token.add", user.name, detail=f"{token.id} {role}")
        return text, token

    def find(self, text: str) -> tuple[User, Token] | None:
        """Return whose token that is, None where it has expired or its user is disabled; this counts as a use of it.

        Its role is no higher than its user's is now.
        """
        if not text.startswith(PREFIX):
            return None
        now, hashed = self._clock(), digest(text)
        rows = self._file.read(
            f"SELECT {COLUMNS}, {_TOKEN} FROM tokens t JOIN users u ON u.key = t.user "
            "WHERE t.digest = ? AND NOT u.disabled AND t.expires > ?",
            (hashed, now),
        )
        if not rows:
            return None
        user, token = user_of(rows[0][:COUNT]), _token_of(rows[0][COUNT:])
        if token.used is None or now - token.used >= _NOTED:
            with suppress(ArchiveError), self._file.change() as db:
                db.execute("UPDATE tokens SET used = ? WHERE digest = ?", (now, hashed))
        return user, token

    def listed(self, user: User) -> list[Token]:
        """Return the tokens of a user, the newest first; those that have expired too."""
        rows = self._file.read(
            f"SELECT {_TOKEN} FROM tokens t JOIN users u ON u.key = t.user WHERE u.id = ? ORDER BY t.key DESC",
            (user.id,),
        )
        return [_token_of(row) for row in rows]

    def revoke(self, user: User, token_id: str) -> bool:
        """Delete a token of a user by its id; return whether there was one."""
        with self._file.change() as db:
            own = "user = (SELECT key FROM users WHERE id = ?)"
            gone = db.execute(f"DELETE FROM tokens WHERE {own} AND id = ?", (user.id, storable(token_id))).rowcount > 0
            if gone:
                record(db, "token.revoke", user.name, detail=token_id)
            return gone


def _token_of(row: tuple[object, ...]) -> Token:
    token_id, label, role, created, expires, used = row
    return Token(
        id=str(token_id),
        label=str(label),
        role=Role(str(role)),
        created=float(str(created)),
        expires=float(str(expires)),
        used=None if used is None else float(str(used)),
    )
