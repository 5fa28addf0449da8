"""Who is doing what is being done: a user of the server, or nobody in particular where there are no users.

A context variable, as what is stored far below the server depends on it: whose an alert is, and whom the audit log names. A
thread or process that is started for somebody has to be given it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something.

    Attributes:
        id: 32 random hexadecimal digits, which stay when the name changes; "" where there are no users.
        name: as the audit log shows it; "" for the user of the operating system.
        may_change: whether they may change what is everybody's, and not only what is their own.
    """

    id: str = ""
    name: str = ""
    may_change: bool = True

    @property
    def logged_name(self) -> str:
        """The name that the audit log shows."""
        return self.name or f"terminal: {_user_of_process()}"


NOBODY = Actor()
"""Whoever uses the machine, where there are no users: a command, a program of their own."""

PAGE = Actor(name="page")
"""Whoever uses the page of a server without users."""

_CURRENT: ContextVar[Actor] = ContextVar("actor", default=NOBODY)


def current_actor() -> Actor:
    """Return who is doing what is being done."""
    return _CURRENT.get()


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Do what the block does as somebody."""
    token = _CURRENT.set(actor)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def _user_of_process() -> str:
    """Return the name of the operating system's user whose process this is: of the process, and not of its environment."""
    try:
        import pwd
    except ImportError:  # not on this system
        return os.environ.get("USERNAME") or "unknown"
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in a container
        return f"user {os.getuid()}"
