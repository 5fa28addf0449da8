"""What to do about a followed folder: files are added once they are complete, and retried if they fail.

`qa.service.watch` receives events from the system and passes them to a `Follower`. Events only say which files to check: what
counts is a file's size and time, and regular scans of the whole folder find what no event reported.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveTooNew, MachineError, NotFound
from corpus.readers.ingest import expand
from qa.service.maintenance import Maintenance, Selection
from qa.service.progress import ProgressCallback
from qa.service.watch import FileState, WatchEvent, WatchOptions, file_state


@dataclass(slots=True)
class _File:
    """What is known of a file.

    Attributes:
        seen: its state at the last check.
        due: when to check it again; None where nothing is to be done.
        read: its state at the last attempt to read it.
        tries: failed attempts since it last changed.
        ids: of its articles.
    """

    seen: FileState
    due: float | None
    read: FileState = None
    tries: int = 0
    reason: str = ""
    ids: frozenset[str] = frozenset()


class Follower:
    """Decides what to do about a folder.

    Args:
        folder: absolute.
        prune: remove the articles of a deleted file; else only report it.
        progress: shows the progress of adding one file.
        clock: in seconds.
    """

    def __init__(
        self,
        folder: Path,
        archive: Maintenance,
        say: Callable[[WatchEvent], None],
        progress: Callable[[], AbstractContextManager[ProgressCallback]],
        *,
        prune: bool = False,
        options: WatchOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        from corpus.readers.detect import known_suffixes  # which loads every format

        self._folder, self._archive, self._say, self._progress = folder, archive, say, progress
        self._prune, self._options, self._clock = prune, options or WatchOptions(), clock
        self._files: dict[Path, _File] = {}
        self._suffixes = known_suffixes()
        self._next_scan = clock()
        self._resume, self._failures = clock(), 0
        self._starting = True

    def turn(self, changed: Iterable[Path] = ()) -> None:
        """Check what may have changed, and do what is due.

        Raises:
            CuttingsError: following cannot continue: the archive is damaged, or its model is not available.
        """
        now = self._clock()
        if not self._folder.is_dir():
            # the disk may only be unmounted
            if not self._failures:
                self._say(WatchEvent(kind="waiting", what=self._folder.name, detail="the folder is not there"))
            self._failures, self._next_scan = 1, now
            return
        if now >= self._next_scan:
            self._next_scan = now + self._options.scan
            changed = [*expand([self._folder]), *self._files]
        for path in changed:
            for file in self._affected(path):
                self._check(file, now)
        if now < self._resume:
            return
        try:
            self._work()
            self._failures = 0
        except (ArchiveDamaged, ArchiveTooNew):
            raise
        except (ArchiveError, MachineError, NotFound) as error:
            self._pause(str(error), self._options.longest_wait if isinstance(error, ArchiveBusy) else None)

    def _pause(self, why: str, longest: float | None = None) -> None:
        if not self._failures:
            self._say(WatchEvent(kind="waiting", what=self._folder.name, detail=why))
        self._failures += 1
        self._resume = self._clock() + min(self._back_off(self._failures), longest or self._options.longest_retry)

    def _back_off(self, tries: int) -> float:
        return min(self._options.first_retry * 2.0 ** min(tries - 1, 30), self._options.longest_retry)

    def _affected(self, path: Path) -> Iterable[Path]:
        """Return the files that an event at `path` may concern."""
        if path.is_dir():
            return expand([path])
        if path in self._files or (not path.name.startswith(".") and path.suffix.lower() in self._suffixes):
            return [path]
        return [file for file in self._files if path in file.parents]  # a deleted folder

    def _check(self, path: Path, now: float) -> None:
        file, look = self._files.get(path), file_state(path)
        if file is None:
            if look is not None:
                self._files[path] = _File(look, now + self._options.settle)
        elif look != file.seen:
            file.seen, file.due, file.tries = look, now + self._options.settle, 0

    def _work(self) -> None:
        deleted: list[Path] = []
        for path in [path for path, file in self._files.items() if file.due is not None]:
            file, now = self._files[path], self._clock()
            if file.due is None or file.due > now:
                continue
            self._check(path, now)
            if file.due > now:
                continue  # it is still being written
            if file.seen is None:
                deleted.append(path)
            elif file.seen == file.read and not file.tries:
                file.due = None
            else:
                self._read(path, file)
        # wait: a renamed file is deleted under one name before it is read under the other
        if any(file.due is not None and not file.tries for path, file in self._files.items() if path not in deleted):
            return
        if deleted or self._starting:
            self._handle_deleted(deleted)
        if self._starting:
            self._starting = False
            self._say(WatchEvent(kind="following", what=str(self._folder), detail=f"{len(self._files)} files"))

    def _read(self, path: Path, file: _File) -> None:
        look = file.seen
        with self._progress() as on_progress:
            report = self._archive.add([path], on_progress)
        ids = frozenset((*report.added, *report.changed, *report.unchanged))
        if report.failed:
            file.ids |= ids  # a file of which only parts could be read
            reason, file.tries = report.failed[0].reason, file.tries + 1
            wait = self._back_off(file.tries)
            file.read, file.due = look, self._clock() + wait
            if reason != file.reason:
                self._report("failed", path, f"{reason}; next try in {wait:g} s, then less and less often")
            file.reason = reason
            return
        file.read, file.due, file.tries, file.reason = look, None, 0, ""
        file.ids = ids
        counts = [
            (len(report.added), "new"),
            (len(report.changed), "changed"),
            (len(report.unchanged), "already there"),
        ]
        detail = f"articles: {', '.join(f'{count} {what}' for count, what in counts if count)}"
        if report.added or report.changed:
            self._report("added", path, detail)
        elif not self._starting:
            self._report("unchanged", path, detail)

    def _handle_deleted(self, deleted: list[Path]) -> None:
        """Report deleted files, at the start those deleted earlier too, and remove their articles if that is wanted."""
        orphans = self._orphans(deleted)
        # a folder that is empty at the start may be an unmounted disk
        prune = self._prune and bool(deleted or self._files)
        if prune and orphans:
            self._archive.remove(Selection(ids=tuple(orphans)))
        self._archive.forget_failures(deleted)
        counts = dict.fromkeys(deleted, 0)
        for path in orphans.values():
            counts[path] = counts.get(path, 0) + 1
        for path, count in counts.items():
            if prune:
                self._report("removed", path, f"the file is gone; articles removed: {count}")
            else:
                self._report("gone", path, f"the file is gone; articles that stay: {count}; --prune removes them")
        for path in deleted:
            del self._files[path]

    def _orphans(self, deleted: list[Path]) -> dict[str, Path]:
        """Return the articles whose file in this folder was deleted and that are in no other file, with that file.

        After the start only those of the files in `deleted`.
        """
        present = {key for file in self._files.values() if file.seen is not None for key in file.ids}
        found: dict[str, Path] = {}
        for key, source in self._archive.sources():
            path = Path(os.path.abspath(source))  # noqa: PTH100 (links stay as named)
            if key not in present and self._folder in path.parents and not path.exists():
                last = next((one for one in deleted if key in self._files[one].ids), path)
                if self._starting or last in deleted:
                    found[key] = last
        return found

    def _report(
        self, kind: Literal["added", "unchanged", "failed", "gone", "removed"], path: Path, detail: str
    ) -> None:
        what = path.relative_to(self._folder) if self._folder in path.parents else path
        self._say(WatchEvent(kind=kind, what=str(what), detail=detail))
