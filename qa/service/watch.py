"""Following a folder: options, events for the user, and events from the system. `qa.service.follower` decides what to do."""

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Literal

from corpus.errors import CuttingsError

FileState = tuple[int, int, int] | None
"""Size, time of change and inode of a file; None where there is no file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions:
    """How a folder is followed, in seconds.

    Attributes:
        settle: a file counts as complete when it has not changed for this long.
        first_retry, longest_retry: between two attempts to read a file; doubled each time.
        longest_wait: between two attempts while another process writes to the archive.
        scan: between two scans of the whole folder.
        turn: between two checks for events.
    """

    settle: float = 1.0
    first_retry: float = 1.0
    longest_retry: float = 300.0
    longest_wait: float = 5.0
    scan: float = 60.0
    turn: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEvent:
    """An event for the user, shown in one line.

    Attributes:
        what: a file, relative to the folder if it is in it; or the folder.
    """

    kind: Literal["added", "unchanged", "failed", "gone", "removed", "waiting", "following"]
    what: str
    detail: str


def file_state(path: Path) -> FileState:
    """Return the state of a file, which differs whenever the file was changed."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def follow(
    folder: Path,
    turn: Callable[[Iterable[Path]], None],
    options: WatchOptions | None = None,
    stop: Event | None = None,
) -> None:
    """Call `turn` with the changed paths of a folder, and regularly without any, until `stop` is set.

    Raises:
        CuttingsError: the folder cannot be followed.
        KeyboardInterrupt: Ctrl-C.
    """
    from watchfiles import watch

    every = round((options or WatchOptions()).turn * 1000)
    batches = watch(
        folder,
        watch_filter=None,
        debounce=every,
        rust_timeout=every,
        yield_on_timeout=True,
        stop_event=stop,
        ignore_permission_denied=True,
    )
    with closing(batches):
        while True:
            try:
                batch = next(batches, None)
            except (OSError, RuntimeError) as error:
                hint = "set WATCHFILES_FORCE_POLLING=1 where the system cannot tell of changes"
                raise CuttingsError(f"{folder}: cannot be followed ({error}); {hint}") from error
            if batch is None:
                return
            turn([Path(name) for _, name in batch])
