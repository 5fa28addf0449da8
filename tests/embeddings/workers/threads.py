"""A cluster in this process: machines that can be killed, cut off and brought back while they work; no Ray, no network."""

import json
import threading
from dataclasses import asdict, dataclass, field, replace

from embeddings.workers.about import About
from embeddings.workers.cluster import Machine, WorkerFailed, WorkerUnavailable
from embeddings.workers.host import hosted
from embeddings.workers.tasks import Tasks


@dataclass(eq=False)
class Handle:
    machine: Machine
    tasks: Tasks | None = None
    killed: bool = False


@dataclass
class Threads:
    """Does what `RayCluster` does. What `dies_in` names is the machine's last job, begun and never answered; other machines wait
    for that with such a job, so that it gets one.

    Attributes:
        together: a method whose first calls wait until every machine has one, so that none does all.
        about: what machines say they have, where it is not what this one has.
        dies_in: machine by method; on its next call it is gone.
        cut: machines that cannot be reached once, and then again.
    """

    present: list[Machine]
    about: dict[str, dict[str, object]] = field(default_factory=dict)
    dies_in: dict[str, str] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    together: str = ""
    broken: bool = False
    called: list[tuple[str, str]] = field(default_factory=list)
    closed: bool = False
    died: threading.Event = field(default_factory=threading.Event)
    all_called: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def machines(self) -> list[Machine]:
        return list(self.present)

    def start(self, machine: Machine, model: str, slots: int) -> Handle:
        self.model = model
        return Handle(machine)

    def call(self, worker: Handle, method: str, *args: bytes, seconds: float | None = None) -> bytes:
        name = worker.machine.name
        if method in self.dies_in.values() and name not in self.dies_in:
            assert self.died.wait(60)
        with self.lock:
            self.called.append((name, method))
            if self.dies_in.get(name) == method:
                self.kill_machine(worker.machine)
                self.died.set()
            if worker.killed or worker.machine not in self.present:
                raise WorkerFailed(f"{name} is gone")
            if name in self.cut and method != "about":
                self.cut.discard(name)
                raise WorkerUnavailable(f"{name} is unavailable")
            if len({machine for machine, called in self.called if called == self.together}) == len(self.present):
                self.all_called.set()
        if method == self.together:
            assert self.all_called.wait(60)
        if method == "about":
            about, worker.tasks = hosted(self.model, worker.machine.processors)
            return json.dumps(asdict(replace(about, **self.about.get(name, {})))).encode()
        if method == "ping":
            return b""
        assert worker.tasks is not None
        if method == "encode" and self.broken:
            raise WorkerFailed(f"{name} has no memory")
        return bytes(getattr(worker.tasks, method)(*args))

    def kill(self, worker: Handle | None) -> None:
        if worker is not None:
            worker.killed = True
            if worker.tasks is not None:
                worker.tasks.close()

    def kill_machine(self, machine: Machine) -> None:
        self.present = [one for one in self.present if one != machine]

    def close(self) -> None:
        self.closed = True


def machines(count: int) -> list[Machine]:
    return [Machine(id=f"id{number}", name=f"m{number}", processors=1) for number in range(count)]


def about_here(model: str) -> About:
    return About.of(model)
