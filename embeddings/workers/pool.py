"""Jobs handed to the workers of a cluster: each is done once at least, and by this machine if by no other.

A thread for each thing that a worker does at once takes the next job and waits for its result. A job whose worker is lost goes
back to the front; one that has lost several is done here, as are all where no worker is left. What jobs do changes nothing, so
doing one twice costs time only.
"""

import json
import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from corpus.errors import WorkersError
from corpus.settings import MIB
from embeddings.models.encoder import Encoder
from embeddings.workers.about import About
from embeddings.workers.cluster import Cluster, Machine, WorkerFailed, WorkerUnavailable
from embeddings.workers.tasks import Tasks

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolOptions:
    """How workers are used.

    Attributes:
        attempts: workers that a job may lose before it is done on this machine.
        failures: of the workers of one machine, after which it is used no more.
        start_seconds: for a worker to load what it needs.
        ping_seconds: for a worker to show that it is there after it could not be reached.
        watch_seconds: between two looks at which machines are there.
        alone_seconds: without any worker, after which this machine goes on by itself.
        sent_bytes: larger files are read on this machine; so many bytes of files are under way at most, or one file.
    """

    attempts: int = 3
    failures: int = 3
    start_seconds: float = 180.0
    ping_seconds: float = 20.0
    watch_seconds: float = 3.0
    alone_seconds: float = 20.0
    sent_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class Done:
    """What a job gave, and what did it."""

    value: bytes
    by: About


@dataclass(slots=True, eq=False)
class _Job:
    method: str
    args: tuple[bytes, ...]
    future: "Future[Done]"
    lost: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    machine: Machine
    handle: object
    about: About
    gone: bool = False


@dataclass(slots=True)
class PoolCounts:
    """What became of jobs.

    Attributes:
        workers: that worked at some time.
        again: jobs that were given to another worker.
        here: jobs that were done on this machine.
        by: vectors, by what made them.
    """

    workers: int = 0
    again: int = 0
    here: int = 0
    by: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        made = "; ".join(f"{count:,} passages on {maker}" for maker, count in sorted(self.by.items()))
        some = [(self.again, "given to another worker"), (self.here, "done on this machine")]
        jobs = "".join(f", {count:,} jobs {what}" for count, what in some if count)
        return f"Workers: {self.workers:,}{jobs}. Encoded: {made or 'nothing new'}."


class WorkerPool:
    """The workers of a cluster; started by entering the block, ended by leaving it. Safe to use from several threads.

    Args:
        cluster: closed at the end.
        encoder: of the archive, on this machine.
        ocr: whether pictures of text are to be read.
        options: how workers are used.

    Raises:
        WorkersError: there is none, or one has not what this machine has. Nothing was read or encoded then.
    """

    def __init__(
        self, cluster: Cluster, encoder: Encoder, *, ocr: bool = True, options: PoolOptions | None = None
    ) -> None:
        self.options = options or PoolOptions()
        self.encoder = encoder
        self.counts = PoolCounts()
        self._cluster = cluster
        self._ocr = ocr
        self._here, self._about = Tasks(encoder), About.of(encoder.key)
        self._changed = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._own: deque[_Job] = deque()
        self._workers: dict[str, _Worker] = {}
        self._starting: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._threads: list[threading.Thread] = []
        self._closed = self._alone = False

    @property
    def slots(self) -> int:
        """How many jobs are done at once, at least one."""
        with self._changed:
            return max(1, sum(_slots(worker.machine) for worker in self._workers.values()))

    def submit(self, method: str, *args: bytes) -> "Future[Done]":
        """Have a method of `Tasks` called; the future raises what it raises on this machine."""
        job = _Job(method, args, Future())
        with self._changed:
            self._jobs.append(job)
            self._changed.notify_all()
        return job.future

    def __enter__(self) -> Self:
        try:
            self._hire_all()
        except BaseException:
            self._end()
            raise
        self._run(self._serve_here, "here")
        self._run(self._watch, "watching")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _hire_all(self) -> None:
        try:
            machines = self._cluster.machines()
        except WorkerFailed as error:
            raise WorkersError(f"no worker could be started: {error}") from error
        if not machines:
            raise WorkersError(
                "the cluster has no machine that gives processors; start one: ray start --address HOST:PORT"
            )
        with ThreadPoolExecutor(len(machines)) as starters:
            problems = [problem for problem in starters.map(self._hire, machines) if problem]
        if not self._workers:
            raise WorkersError(f"no worker could be started: {'; '.join(problems)}")
        for problem in problems:
            logger.warning("%s; it is not used for now", problem)

    def _end(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            left = [*self._jobs, *self._own]
            workers = list(self._workers.values())
        for job in left:
            job.future.cancel()
        for worker in workers:
            self._cluster.kill(worker.handle)
        self._cluster.close()
        self._here.close()
        for thread in self._threads:
            thread.join(2.0)

    def _run(self, target: Callable[..., None], name: str, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name=f"workers-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _hire(self, machine: Machine) -> str | None:
        """Start a worker on a machine; return why it cannot be used for the moment, if so.

        Raises:
            WorkersError: it has not what this machine has.
        """
        handle: object = None
        try:
            handle = self._cluster.start(machine, self.encoder.key.rpartition("@")[0], _slots(machine) + 1)
            values = json.loads(self._cluster.call(handle, "about", seconds=self.options.start_seconds))
            about = About(**{**values, "readers": tuple(values["readers"])})
        except (WorkerFailed, ValueError, TypeError, KeyError) as error:
            self._failures[machine.id] += 1
            self._cluster.kill(handle)
            return f"the worker on {machine.name}: {error}"
        difference = self._about.difference(about, ocr=self._ocr)
        if difference:
            self._failures[machine.id] = self.options.failures
            self._cluster.kill(handle)
            raise WorkersError(f"the worker on {machine.name} {difference}; nothing was added")
        worker = _Worker(machine, handle, about)
        with self._changed:
            self._workers[machine.id] = worker
            self.counts.workers += 1
        logger.info("worker on %s: %s", machine.name, about.maker)
        for number in range(_slots(machine)):
            self._run(self._serve, f"{machine.name}-{number}", worker)
        return None

    def _serve(self, worker: _Worker) -> None:
        while job := self._next(self._jobs, lambda: worker.gone):
            try:
                value = self._cluster.call(worker.handle, job.method, *job.args)
            except WorkerFailed as error:
                self._again(job)
                if not (isinstance(error, WorkerUnavailable) and self._answers(worker)):
                    self._lose(worker, error)
            else:
                with suppress(InvalidStateError):  # nobody waits for it any more
                    job.future.set_result(Done(value, worker.about))

    def _serve_here(self) -> None:
        while job := self._next(self._own, lambda: False):
            self.counts.here += 1
            with suppress(InvalidStateError):
                try:
                    value = getattr(self._here, job.method)(*job.args)
                except BaseException as error:  # noqa: BLE001 (the future raises it)
                    job.future.set_exception(error)
                else:
                    job.future.set_result(Done(value, self._about))

    def _next(self, jobs: deque[_Job], ended: Callable[[], bool]) -> _Job | None:
        """Return the next job, None after the end."""
        with self._changed:
            while True:
                if self._closed or ended():
                    return None
                if jobs is self._own and self._alone and self._jobs and not self._own:
                    self._own.append(self._jobs.popleft())
                if jobs:
                    return jobs.popleft()
                self._changed.wait()

    def _again(self, job: _Job) -> None:
        with self._changed:
            job.lost += 1
            self.counts.again += 1
            (self._own if job.lost >= self.options.attempts else self._jobs).appendleft(job)
            self._changed.notify_all()

    def _answers(self, worker: _Worker) -> bool:
        try:
            self._cluster.call(worker.handle, "ping", seconds=self.options.ping_seconds)
        except WorkerFailed:
            return False
        return True

    def _lose(self, worker: _Worker, error: WorkerFailed) -> None:
        with self._changed:
            if worker.gone or self._closed:
                return
            worker.gone = True
            self._workers.pop(worker.machine.id, None)
            self._failures[worker.machine.id] += 1
            self._changed.notify_all()
        logger.warning("the worker on %s is lost (%s); its work is done again", worker.machine.name, error)
        self._cluster.kill(worker.handle)

    def _watch(self) -> None:
        """Start workers on machines that come or come back; go on without any if none is left."""
        since: float | None = None
        while not self._closed_within(self.options.watch_seconds):
            self._hire_new()
            with self._changed:
                since = None if self._workers else since or time.monotonic()
                if since is None or self._alone or time.monotonic() - since < self.options.alone_seconds:
                    continue
                self._alone = True
                self._changed.notify_all()
            logger.warning("no worker is left: this machine goes on by itself, as without --workers")

    def _closed_within(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        with self._changed:
            while not self._closed and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            return self._closed

    def _hire_new(self) -> None:
        try:
            machines = self._cluster.machines()
        except WorkerFailed:
            return
        for machine in machines:
            used = machine.id in self._workers or machine.id in self._starting
            if not used and self._failures[machine.id] < self.options.failures:
                self._starting.add(machine.id)
                self._run(self._hire_quietly, f"starting-{machine.name}", machine)

    def _hire_quietly(self, machine: Machine) -> None:
        try:
            problem = self._hire(machine)
        except WorkersError as error:
            problem = str(error)
        if problem and not self._closed:
            logger.warning("%s; it is not used", problem)
        self._starting.discard(machine.id)


def _slots(machine: Machine) -> int:
    """Return how many jobs a machine gets at once: what it needs to read with all processors while the next texts wait."""
    return machine.processors + 2
