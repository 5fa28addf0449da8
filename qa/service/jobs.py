"""Jobs that a page starts and watches: adding uploaded files and addresses, rebuilding the index. One job runs at a time."""

import logging
import queue
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from corpus.actor import Actor, acting, current_actor
from corpus.errors import CuttingsError, ReadError
from corpus.fetch.addresses import ALLOWING
from corpus.fetch.cache import FetchCache
from corpus.fetch.client import Fetcher
from corpus.fetch.transport import FetchOptions
from corpus.messages import message
from corpus.private_files import make_folder
from qa.service.feeds import FeedFetcher, FetchResult
from qa.service.maintenance import Maintenance
from qa.service.progress import AddReport, Progress, ProgressCallback, duplicate_line

WAITING, WORKING, DONE, FAILED, CANCELLED = "waiting", "working", "done", "failed", "cancelled"
MOST_WAITING = 500
MOST_BYTES = 1024 * 1024 * 1024
"""Jobs that may wait at a time, and bytes of their files."""

NAMED = 5
"""Texts that other articles have, listed in the result."""

LISTED = 200
"""Finished jobs that are still listed."""

CLOSING_SECONDS = 3.0
"""For the running job to end, which stores what it has begun to store."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job.

    Attributes:
        name: of the file, as its user named it; the address; "" for the index.
        state: one of the five above.
        done, total: passages.
        rate: passages a second; None as long as that is unknown.
        seconds_left: None as long as that is unknown.
        said: the result, in a sentence; while its file is read by OCR, the page.
        owner: the reader who started it; nobody else sees or cancels it.
        report: what became of the articles of an uploaded file.
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
    report: AddReport | None = None


_Material = Path | str | None
"""What a job is about: an uploaded file, an address, or the index."""


class _Cancelled(Exception):
    """Raised inside a job that was cancelled."""


class Jobs:
    """The jobs of one server.

    Args:
        maintenance: executes them.
        fetching: how addresses are fetched; by default none of a private network.

    Attributes:
        writing: held while a job runs, and by others who add something between two jobs.
    """

    def __init__(self, maintenance: Maintenance, fetching: FetchOptions | None = None) -> None:
        self._maintenance = maintenance
        self._fetching = fetching or FetchOptions()
        self._folder = Path(tempfile.mkdtemp(prefix="cuttings-"))
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._then: dict[str, Callable[[AddReport], object]] = {}
        self._lock = threading.Lock()
        self.writing = threading.Lock()
        self._queue: queue.SimpleQueue[tuple[str, _Material, Actor] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Cancel all jobs, log which were not finished, and remove all files."""
        with self._lock:
            self._cancelled.update(self._jobs)
            unfinished = [job.name or "the index" for job in self._jobs.values() if job.state in {WAITING, WORKING}]
        self._queue.put(None)
        if unfinished:
            self._maintenance.worker.close()  # otherwise the job would not end before a file is read
        self._thread.join(timeout=CLOSING_SECONDS)
        if unfinished:
            logger.warning("broken off, what was stored before stays; to be added again: %s", ", ".join(unfinished))
        shutil.rmtree(self._folder, ignore_errors=True)

    def room(self) -> bool:
        """Tell whether another job is accepted."""
        with self._lock:
            waiting = sum(job.state in {WAITING, WORKING} for job in self._jobs.values())
        held = sum(file.stat().st_size for file in self._folder.glob("*/*") if file.exists())
        return waiting < MOST_WAITING and held < MOST_BYTES

    def new_file(self, name: str) -> Path:
        """Return where to write an uploaded file of that name; pass it to `add` or `discard` afterwards."""
        folder = self._folder / secrets.token_hex(8)
        make_folder(folder)
        return folder / _safe(name)

    def discard(self, path: Path) -> None:
        """Remove an uploaded file."""
        if path.parent.parent == self._folder:
            shutil.rmtree(path.parent, ignore_errors=True)

    def add(self, path: Path, name: str, owner: str = "", then: Callable[[AddReport], object] | None = None) -> Job:
        """Start adding the articles of an uploaded file; the file is removed afterwards in any case.

        Args:
            then: called with the result before the job is done; what it raises makes the job fail.
        """
        return self._start(name, path, owner, then)

    def fetch(self, address: str, owner: str = "") -> Job:
        """Start fetching a page or a feed and adding its articles."""
        return self._start(address, address, owner)

    def rebuild(self, owner: str = "") -> Job | None:
        """Start rebuilding the index, or return the running job; None where another reader started it."""
        with self._lock:
            for job in self._jobs.values():
                if not job.name and job.state in {WAITING, WORKING}:
                    return job if job.owner == owner else None
        return self._start("", None, owner)

    def cancel(self, job_id: str, owner: str = "") -> bool:
        """Cancel a job of a reader; return whether there was one to cancel."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.owner != owner or job.state not in {WAITING, WORKING}:
                return False
            self._cancelled.add(job_id)
            if job.state == WAITING:
                self._jobs[job_id] = replace(job, state=CANCELLED, said=message("job_cancelled"))
            return True

    def listed(self, owner: str = "") -> list[Job]:
        """Return the jobs of a reader, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.owner == owner]

    def of_others(self, owner: str) -> int:
        """Return how many jobs of other readers wait or run."""
        with self._lock:
            return sum(job.owner != owner and job.state in {WAITING, WORKING} for job in self._jobs.values())

    def _start(
        self, name: str, material: _Material, owner: str, then: Callable[[AddReport], object] | None = None
    ) -> Job:
        job = Job(id=secrets.token_hex(8), name=name[:300], owner=owner)
        with self._lock:
            self._jobs[job.id] = job
            if then is not None:
                self._then[job.id] = then
            finished = [key for key, one in self._jobs.items() if one.state not in {WAITING, WORKING}]
            for key in finished[: max(0, len(finished) - LISTED)]:
                del self._jobs[key]
                self._cancelled.discard(key)
        self._queue.put((job.id, material, current_actor()))
        return job

    def _work(self) -> None:
        while (queued := self._queue.get()) is not None:
            job_id, material, actor = queued
            try:
                with acting(actor):
                    self._run(job_id, material)
            finally:
                self._then.pop(job_id, None)
                if isinstance(material, Path):
                    self.discard(material)

    def _run(self, job_id: str, material: _Material) -> None:
        if job_id in self._cancelled:
            return
        self._update(job_id, state=WORKING)
        try:
            with self.writing:
                said = self._done(job_id, material)
        except _Cancelled:
            stays = message("job_index_stays" if material is None else "job_stored_stays")
            self._update(job_id, state=CANCELLED, said=f"{message('job_cancelled')} {stays}")
        except ReadError as error:
            self._update(job_id, state=FAILED, said=sentence(error.reason))
        except CuttingsError as error:
            self._update(job_id, state=FAILED, said=sentence(str(error)))
        except Exception:
            logger.exception("%s failed", job_id)
            self._update(job_id, state=FAILED, said=message("went_wrong"))
        else:
            self._update(job_id, state=DONE, said=said)

    def _done(self, job_id: str, material: _Material) -> str:
        """Do a job; return the result, in a sentence."""
        if isinstance(material, Path):
            return self._added(job_id, material)
        return self._rebuilt(job_id) if material is None else self._fetched(job_id, material)

    def _added(self, job_id: str, path: Path) -> str:
        name = self._jobs[job_id].name
        # in a process of its own, with limits
        (read,) = self._maintenance.read([path], on_progress=partial(self._on_page, job_id))
        if not read.drafts:
            raise ReadError(name, read.failure.reason if read.failure else message("no_article_in_it"))
        drafts = [replace(draft, source=name) for draft in read.drafts]
        report = self._maintenance.add_drafts(drafts, self._on_progress(job_id), read.file)
        self._update(job_id, report=report)
        if job_id in self._then:
            self._then[job_id](report)
        counts = {
            "added_number": len(report.added),
            "changed_number": len(report.changed),
            "known_number": len(report.unchanged),
        }
        said = [message("job_added", counts=", ".join(message(kind, number=n) for kind, n in counts.items() if n))]
        if report.same:
            same = "; ".join([*map(duplicate_line, report.same[:NAMED]), *(["…"] if len(report.same) > NAMED else [])])
            said.append(message("job_elsewhere", same=same))
        if read.failure:
            said.append(message("job_not_all", reason=read.failure.reason))
        return " ".join(said)

    def _fetched(self, job_id: str, address: str) -> str:
        worker = self._maintenance.worker
        results: list[FetchResult] = []
        feeds = FeedFetcher(
            self._maintenance.add_drafts,
            Fetcher(self._fetching, worker=worker),
            FetchCache(self._maintenance.paths.folder, self._maintenance.paths.engine),
            results.append,
            again=True,  # its reader wants it now, whatever was fetched, and perhaps removed, before
            worker=worker,
        )
        succeeded = feeds.fetch([address])
        said = "; ".join(result.detail.removesuffix(ALLOWING) for result in results)
        if not succeeded:
            raise ReadError(address, said)
        return sentence(said)

    def _on_page(self, job_id: str, progress: Progress) -> None:
        if job_id in self._cancelled:
            raise _Cancelled
        self._update(job_id, said=message("job_ocr_page", number=progress.done + 1, total=progress.total))

    def _rebuilt(self, job_id: str) -> str:
        encoded = self._maintenance.rebuild(None, self._on_progress(job_id))
        return message("job_rebuilt", number=encoded)

    def _on_progress(self, job_id: str) -> ProgressCallback:
        started = time.monotonic()

        def on_progress(progress: Progress) -> None:
            if job_id in self._cancelled:
                raise _Cancelled
            rate = progress.done / max(time.monotonic() - started, 0.001)
            left = (progress.total - progress.done) / rate if rate else None
            self._update(job_id, done=progress.done, total=progress.total, rate=rate or None, seconds_left=left)

        return on_progress

    def _update(self, job_id: str, **changes: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **changes)  # type: ignore[arg-type]


def _safe(name: str) -> str:
    """Return a safe file name with the suffix of `name`, which is used to detect the format."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r"[^\w. -]", "_", last, flags=re.ASCII).lstrip(".")
    return plain[-80:] or "file"


def sentence(reason: str) -> str:
    """Return a reason as a sentence: with a capital letter and a full stop."""
    return f"{reason[:1].upper()}{reason[1:]}{'' if reason.endswith('.') else '.'}"


def job_json(job: Job) -> dict[str, object]:
    """Return a job as JSON, without its report."""
    return {
        "id": job.id,
        "name": job.name,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "rate": None if job.rate is None else round(job.rate, 1),
        "seconds_left": None if job.seconds_left is None else round(job.seconds_left),
        "said": job.said,
    }
