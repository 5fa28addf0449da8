"""The archives of one server, and which of them is being shown: the first is at the root of the addresses, others below a prefix.

Which one is being shown is a context variable, as each address that is written somewhere in a page depends on it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from corpus.errors import CuttingsError

if TYPE_CHECKING:
    from qa.service.service import CuttingsService

_Value = TypeVar("_Value")

PREFIX = "/archive/"


@dataclass(frozen=True, slots=True)
class Served:
    """An archive of the server.

    Attributes:
        name: as its readers see it; "" for the only one.
        root: what its addresses begin with, such as `/archive/politics`; "" for the first.
        all: names and roots of all archives of the server, in their order.
    """

    name: str = ""
    root: str = ""
    all: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def or_first(self) -> "Served":
        """Return this archive; the first one where the server has none at this root."""
        known = not self.all or self.root in {root for _, root in self.all}
        return self if known else Served(*self.all[0], self.all)


ALONE = Served()
"""The archive of a server that has no other."""

_SHOWN: ContextVar[Served] = ContextVar("shown", default=ALONE)


def shown_archive() -> Served:
    """Return the archive that is being shown."""
    return _SHOWN.get()


@contextmanager
def showing(served: Served) -> Iterator[None]:
    """Show an archive for as long as the block runs."""
    token = _SHOWN.set(served)
    try:
        yield
    finally:
        _SHOWN.reset(token)


def each_showing(served: Served, steps: Iterator[_Value]) -> Iterator[_Value]:
    """Yield what an iterator yields; each step shows an archive, in whatever context it is asked for."""
    return each_within(partial(showing, served), steps)


def each_within(entered: Callable[[], AbstractContextManager[None]], steps: Iterator[_Value]) -> Iterator[_Value]:
    """Yield what an iterator yields; each step runs within what `entered` returns anew."""
    while True:
        with entered():
            try:
                step = next(steps)
            except StopIteration:
                return
        yield step


def warm(archives: "Sequence[tuple[Served, CuttingsService]]") -> None:
    """Open archives and load their models.

    Raises:
        CuttingsError: one cannot be used; of several its name is said first.
    """
    for served, service in archives:
        try:
            service.warm()
        except CuttingsError as error:
            raise CuttingsError(f"{served.name}: {error}") if served.name else error from error
