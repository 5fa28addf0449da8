"""Who is doing what is being done: a user of the server, or nobody in particular where there are no users.

A context variable, as what is stored far below the server depends on it: whose an alert is, and whom the audit log names. A
thread or process that is started for somebody has to be given it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who does something.

    Attributes:
        id: 32 random hexadecimal digits, which stay when the name changes; "" where there are no users.
        name: as the audit log shows it.
    """

    id: str = ""
    name: str = ""


NOBODY = Actor()
"""Whoever uses the machine or the page, where there are no users."""

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
