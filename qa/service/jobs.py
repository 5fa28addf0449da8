"""Work that a page asks for and then watches: adding uploaded files, rebuilding the index. One piece at a time."""

import logging
import queue
import re
import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from corpus.errors import CuttingsError, ReadError
from corpus.private_files import make_folder
from corpus.readers.ingest import read_files
from corpus.readers.sandbox.worker import shared_worker
from qa.service.maintenance import Maintenance
from qa.service.progress import Progress, ProgressCallback, duplicate_line

WAITING, WORKING, DONE, FAILED, CANCELLED = "waiting", "working", "done", "failed", "cancelled"
MOST_WAITING = 500
MOST_BYTES = 1024 * 1024 * 1024
"""So many files, and so much of them, may wait at a time."""

NAMED = 5
"""So many texts that are there from elsewhere are named."""

KEPT = 200
"""How many finished pieces of work are still listed."""

CLOSING_SECONDS = 3.0
"""For the piece of work at hand to end, which stores what it has begun to store."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work.

    Attributes:
        name: of the file, as its user knows it; "" for the index.
        state: one of the five above.
        done, total: passages.
        rate: passages a second; None as long as that is unknown.
        seconds_left: None as long as that is unknown.
        said: what came of it, in a sentence.
        owner: who asked for it; nobody else sees or ends it.
    """

    id: str
    name: str
    owner: str = ""
    state: str = WAITING
    done: int = 0
    total: int = 0
    rate: float | None = None
    seconds_left: float | None = None
    said: str = ""


class _Cancelled(Exception):
    """Raised inside a piece of work that is to end."""


class Jobs:
    """The work of one server.

    Args:
        maintenance: does it.
    """

    def __init__(self, maintenance: Maintenance) -> None:
        self._maintenance = maintenance
        self._folder = Path(tempfile.mkdtemp(prefix="cuttings-"))
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._queue: queue.SimpleQueue[tuple[str, Path | None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End what is being done, forget what waits, say what that was, and remove all files."""
        with self._lock:
            self._cancelled.update(self._jobs)
            undone = [job.name or "the index" for job in self._jobs.values() if job.state in {WAITING, WORKING}]
        self._queue.put(None)
        if undone:
            shared_worker().close()  # or it would be waited for until it has read a file
        self._thread.join(timeout=CLOSING_SECONDS)
        if undone:
            logger.warning("broken off, what was stored before stays; to be added again: %s", ", ".join(undone))
        shutil.rmtree(self._folder, ignore_errors=True)

    def room(self) -> bool:
        """Tell whether more work is taken."""
        with self._lock:
            waiting = sum(job.state in {WAITING, WORKING} for job in self._jobs.values())
        held = sum(file.stat().st_size for file in self._folder.glob("*/*") if file.exists())
        return waiting < MOST_WAITING and held < MOST_BYTES

    def new_file(self, name: str) -> Path:
        """Return where an uploaded file of that name is to be written; give it to `add` or `discard` then."""
        folder = self._folder / secrets.token_hex(8)
        make_folder(folder)
        return folder / _safe(name)

    def discard(self, path: Path) -> None:
        """Remove an uploaded file."""
        if path.parent.parent == self._folder:
            shutil.rmtree(path.parent, ignore_errors=True)

    def add(self, path: Path, name: str, owner: str = "") -> Job:
        """Have the articles of an uploaded file added; it is removed when that is done, however it ends."""
        return self._start(name, path, owner)

    def rebuild(self, owner: str = "") -> Job | None:
        """Have the index rebuilt, unless that is being done already; None where somebody else has asked for it."""
        with self._lock:
            for job in self._jobs.values():
                if not job.name and job.state in {WAITING, WORKING}:
                    return job if job.owner == owner else None
        return self._start("", None, owner)

    def cancel(self, job_id: str, owner: str = "") -> bool:
        """End a piece of work of somebody's; return whether there was something to end."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.owner != owner or job.state not in {WAITING, WORKING}:
                return False
            self._cancelled.add(job_id)
            if job.state == WAITING:
                self._jobs[job_id] = replace(job, state=CANCELLED, said="Cancelled.")
            return True

    def listed(self, owner: str = "") -> list[Job]:
        """Return the pieces of work that somebody asked for, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.owner == owner]

    def of_others(self, owner: str) -> int:
        """Return how many pieces of work wait or are worked on that somebody else asked for."""
        with self._lock:
            return sum(job.owner != owner and job.state in {WAITING, WORKING} for job in self._jobs.values())

    def _start(self, name: str, path: Path | None, owner: str) -> Job:
        job = Job(id=secrets.token_hex(8), name=name[:300], owner=owner)
        with self._lock:
            self._jobs[job.id] = job
            finished = [key for key, one in self._jobs.items() if one.state not in {WAITING, WORKING}]
            for key in finished[: max(0, len(finished) - KEPT)]:
                del self._jobs[key]
                self._cancelled.discard(key)
        self._queue.put((job.id, path))
        return job

    def _work(self) -> None:
        while (piece := self._queue.get()) is not None:
            job_id, path = piece
            try:
                self._do(job_id, path)
            finally:
                if path:
                    self.discard(path)

    def _do(self, job_id: str, path: Path | None) -> None:
        if job_id in self._cancelled:
            return
        self._note(job_id, state=WORKING)
        try:
            said = self._added(job_id, path) if path else self._rebuilt(job_id)
        except _Cancelled:
            stays = "What was stored before stays." if path else "The index stays as it was."
            self._note(job_id, state=CANCELLED, said=f"Cancelled. {stays}")
        except ReadError as error:
            self._note(job_id, state=FAILED, said=_sentence(error.reason))
        except CuttingsError as error:
            self._note(job_id, state=FAILED, said=_sentence(str(error)))
        except Exception:
            logger.exception("%s failed", job_id)
            self._note(job_id, state=FAILED, said="Something went wrong here. The server's log says what.")
        else:
            self._note(job_id, state=DONE, said=said)

    def _added(self, job_id: str, path: Path) -> str:
        name = self._jobs[job_id].name
        (read,) = read_files([path])  # in a process of its own, bounded
        if not read.drafts:
            raise ReadError(name, read.failure.reason if read.failure else "there is no article in it")
        drafts = [replace(draft, source=name) for draft in read.drafts]
        report = self._maintenance.add_drafts(drafts, self._on_progress(job_id))
        parts = [
            (len(report.added), "added"),
            (len(report.changed), "changed"),
            (len(report.unchanged), "known already"),
        ]
        counts = ", ".join(f"{number:,} {what}" for number, what in parts if number)
        same = "; ".join(map(duplicate_line, report.same[:NAMED]))
        same = f" From elsewhere: {same}{'; …' if len(report.same) > NAMED else ''}." if same else ""
        unread = f" Not all of it could be read: {read.failure.reason}." if read.failure else ""
        return f"{counts[:1].upper()}{counts[1:]}.{same}{unread}"

    def _rebuilt(self, job_id: str) -> str:
        encoded = self._maintenance.rebuild(None, self._on_progress(job_id))
        return f"Made anew; {encoded:,} passages had to be encoded."

    def _on_progress(self, job_id: str) -> ProgressCallback:
        started = time.monotonic()

        def on_progress(progress: Progress) -> None:
            if job_id in self._cancelled:
                raise _Cancelled
            rate = progress.done / max(time.monotonic() - started, 0.001)
            left = (progress.total - progress.done) / rate if rate else None
            self._note(job_id, done=progress.done, total=progress.total, rate=rate or None, seconds_left=left)

        return on_progress

    def _note(self, job_id: str, **changes: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **changes)  # type: ignore[arg-type]


def _safe(name: str) -> str:
    """Return a name for a file on this machine, with the ending of `name`, by which its reader is found."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r"[^\w. -]", "_", last, flags=re.ASCII).lstrip(".")
    return plain[-80:] or "file"


def _sentence(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}{'' if reason.endswith('.') else '.'}"
