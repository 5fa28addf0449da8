"""What to do about a folder that is followed: files are added once they are complete, and tried again if they fail.

`qa.service.watch` gets time and events from the system and passes them to a `Follower`. Events only say where to look: what
counts is a file's size and time, and a scan of the whole folder now and then finds what no event reported.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveTooNew, MachineError, NotFound
from corpus.readers.detect import known_suffixes
from corpus.readers.ingest import expand
from qa.service.maintenance import Maintenance, Selection
from qa.service.progress import ProgressCallback
from qa.service.watch import Happened, Look, WatchOptions, look_at


@dataclass(slots=True)
class _File:
    """What is known of a file.

    Attributes:
        seen: at the last look.
        due: when to look again; None where nothing is to be done.
        read: what it was when it was last read, or tried.
        tries: how often it could not be read since it last changed.
        ids: of the articles in it.
    """

    seen: Look
    due: float | None
    read: Look = None
    tries: int = 0
    reason: str = ""
    ids: frozenset[str] = frozenset()


class Follower:
    """Decides what to do about a folder.

    Args:
        folder: absolute.
        prune: remove the articles of a file that is gone; else only say so.
        progress: makes what shows the progress of adding one file.
        clock: gives seconds.
    """

    def __init__(
        self,
        folder: Path,
        archive: Maintenance,
        say: Callable[[Happened], None],
        progress: Callable[[], AbstractContextManager[ProgressCallback]],
        *,
        prune: bool = False,
        options: WatchOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder, self._archive, self._say, self._progress = folder, archive, say, progress
        self._prune, self._options, self._clock = prune, options or WatchOptions(), clock
        self._files: dict[Path, _File] = {}
        self._suffixes = known_suffixes()
        self._next_scan = clock()
        self._resume, self._held_up = clock(), 0
        self._starting = True

    def turn(self, changed: Iterable[Path] = ()) -> None:
        """Look at what may have changed and do what is due.

        Raises:
            CuttingsError: it makes no sense to go on: the archive is damaged, or its model cannot be had.
        """
        now = self._clock()
        if not self._folder.is_dir():
            # a disk that is not mounted has not lost its files
            if not self._held_up:
                self._say(Happened(kind="waiting", what=self._folder.name, detail="the folder is not there"))
            self._held_up, self._next_scan = 1, now
            return
        if now >= self._next_scan:
            self._next_scan = now + self._options.scan
            changed = [*expand([self._folder]), *self._files]
        for path in changed:
            for file in self._meant(path):
                self._look(file, now)
        if now < self._resume:
            return
        try:
            self._work()
            self._held_up = 0
        except (ArchiveDamaged, ArchiveTooNew):
            raise
        except (ArchiveError, MachineError, NotFound) as error:
            self._hold_up(str(error), self._options.longest_wait if isinstance(error, ArchiveBusy) else None)

    def _hold_up(self, why: str, longest: float | None = None) -> None:
        if not self._held_up:
            self._say(Happened(kind="waiting", what=self._folder.name, detail=why))
        self._held_up += 1
        self._resume = self._clock() + min(self._back_off(self._held_up), longest or self._options.longest_retry)

    def _back_off(self, tries: int) -> float:
        return min(self._options.first_retry * 2.0 ** min(tries - 1, 30), self._options.longest_retry)

    def _meant(self, path: Path) -> Iterable[Path]:
        """Return the files that an event at `path` may be about."""
        if path.is_dir():
            return expand([path])
        if path in self._files or (not path.name.startswith(".") and path.suffix.lower() in self._suffixes):
            return [path]
        return [file for file in self._files if path in file.parents]  # a folder that is gone

    def _look(self, path: Path, now: float) -> None:
        file, look = self._files.get(path), look_at(path)
        if file is None:
            if look is not None:
                self._files[path] = _File(look, now + self._options.deduplicate)
        elif look != file.seen:
            file.seen, file.due, file.tries = look, now + self._options.deduplicate, 0

    def _work(self) -> None:
        gone: list[Path] = []
        for path in [path for path, file in self._files.items() if file.due is not None]:
            file, now = self._files[path], self._clock()
            if file.due is None or file.due > now:
                continue
            self._look(path, now)
            if file.due > now:
                continue  # it is still being written
            if file.seen is None:
                gone.append(path)
            elif file.seen == file.read and not file.tries:
                file.due = None
            else:
                self._read(path, file)
        # a file that was renamed is gone under one name before it is read under the other
        if any(file.due is not None and not file.tries for path, file in self._files.items() if path not in gone):
            return
        if gone or self._starting:
            self._part_with(gone)
        if self._starting:
            self._starting = False
            self._say(Happened(kind="following", what=str(self._folder), detail=f"{len(self._files)} files"))

    def _read(self, path: Path, file: _File) -> None:
        look = file.seen
        with self._progress() as on_progress:
            report = self._archive.add([path], on_progress)
        ids = frozenset((*report.added, *report.changed, *report.unchanged))
        if report.failed:
            file.ids |= ids  # of a file of which only parts could be read
            reason, file.tries = report.failed[0].reason, file.tries + 1
            wait = self._back_off(file.tries)
            file.read, file.due = look, self._clock() + wait
            if reason != file.reason:
                self._tell("failed", path, f"{reason}; next try in {wait:g} s, then less and less often")
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
            self._tell("added", path, detail)
        elif not self._starting:
            self._tell("unchanged", path, detail)

    def _part_with(self, gone: list[Path]) -> None:
        """Say which files are gone, those that went before we looked too, and remove their articles if that is wanted."""
        orphans = self._orphans(gone)
        # a folder that is empty at the start may be a disk that is not mounted
        prune = self._prune and bool(gone or self._files)
        if prune and orphans:
            self._archive.remove(Selection(ids=tuple(orphans)))
        self._archive.forget_failures(gone)
        counts = dict.fromkeys(gone, 0)
        for path in orphans.values():
            counts[path] = counts.get(path, 0) + 1
        for path, count in counts.items():
            if prune:
                self._tell("removed", path, f"the file is gone; articles removed: {count}")
            else:
                self._tell("gone", path, f"the file is gone; articles that stay: {count}; --prune removes them")
        for path in gone:
            del self._files[path]

    def _orphans(self, gone: list[Path]) -> dict[str, Path]:
        """Return the articles that came from a file of this folder that is gone and are in no other, with that file.

        Later than at the start only those of the files in `gone`.
        """
        held = {key for file in self._files.values() if file.seen is not None for key in file.ids}
        found: dict[str, Path] = {}
        for key, source in self._archive.sources():
            path = Path(os.path.abspath(source))  # noqa: PTH100 (links stay as named)
            if key not in held and self._folder in path.parents and not path.exists():
                last = next((one for one in gone if key in self._files[one].ids), path)
                if self._starting or last in gone:
                    found[key] = last
        return found

    def _tell(self, kind: Literal["added", "unchanged", "failed", "gone", "removed"], path: Path, detail: str) -> None:
        what = path.relative_to(self._folder) if self._folder in path.parents else path
        self._say(Happened(kind=kind, what=str(what), detail=detail))
