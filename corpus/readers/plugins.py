"""Readers of other packages: the entry points of the group `cuttings.readers`, each of which is a `Reader`.

They are loaded once, when the first file is to be read, in the main process and in the reading process. One that cannot be
loaded is reported with the name of its distribution, and every other reader works. An exception while one reads is a failure of
that file.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points

from corpus.readers.reader import Part, Reader, Reading

GROUP = "cuttings.readers"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plugins:
    """The installed plugins.

    Attributes:
        readers: the usable ones, by the name of their entry point.
        problems: why others cannot be used, each with the name of its distribution.
    """

    readers: tuple[Reader, ...] = ()
    problems: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def installed() -> Plugins:
    """Return the readers of other packages; problems are also logged, once."""
    readers: list[Reader] = []
    problems: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            readers.append(_guarded(_loaded(entry), _distribution(entry)))
        except (Exception, SystemExit) as error:  # noqa: BLE001 (other people's code, imported)
            reason = f"{type(error).__name__}: {error}"[:300]
            remedy = "update it or uninstall it"
            problems.append(f"{_distribution(entry)}: its reader {entry.name!r} cannot be loaded ({reason}); {remedy}")
    for problem in problems:
        logger.warning("%s", problem)
    return Plugins(readers=tuple(readers), problems=tuple(problems))


def _loaded(entry: EntryPoint) -> Reader:
    found = entry.load()
    if not isinstance(found, Reader):
        raise TypeError(f"{entry.value} is a {type(found).__name__} and no corpus.readers.reader.Reader")
    return found


def _distribution(entry: EntryPoint) -> str:
    try:
        name = entry.dist.name if entry.dist else None
    except Exception:  # noqa: BLE001 (metadata that cannot be read)
        name = None
    return name or entry.module


def _guarded(reader: Reader, distribution: str) -> Reader:
    """Return a reader whose failing `looks_like` counts as False, and whose missing library is a failure of one file."""

    def looks_like(data: bytes) -> bool:
        try:
            return bool(reader.looks_like(data))
        except Exception:  # noqa: BLE001 (it is asked about every file, of whatever format)
            return False

    def read(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
        try:
            yield from _checked(reader.read(data, name, reading))
        except ImportError as error:
            raise ValueError(
                f"the reader of {distribution} lacks a library ({error}); update it or uninstall it"
            ) from error

    return replace(reader, looks_like=looks_like, read=read)


def _checked(parts: Iterable[Part]) -> Iterator[Part]:
    for part in parts:
        if not isinstance(part, Part):
            raise TypeError(f"it gave a {type(part).__name__} and no article")
        yield part
