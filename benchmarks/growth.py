"""How a server's memory grows with the questions that it is asked, and which layer grows.

    python benchmarks/growth.py [--layer service page server] [--questions 5000] [--warm 500] [--archive DIR] [--json]

Layers: `service` asks `CuttingsService.ask` in this process; `page` asks a server in this process as a browser does (join the
queue, read the stream, a new session each time), and each question has the same answer, made once; `server` asks a real
`cuttings serve` in the same way. The archive is the sample unless one is named. Own memory is what the process cannot give back
(RssAnon). Growth is counted from the last of the questions to warm up; objects are those that Python's collector knows, after a
collection.
"""

import argparse
import gc
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from visitors import Visitor

from corpus.catalogue.paths import ArchivePaths
from qa.answering.archive_pool import State
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
QUESTIONS = (
    "How many people were hurt on the ferry?",
    "When did the central bank cut its rate?",
    "Who runs the hospital?",
    "What did the coast guard say?",
    "Why was the bridge closed?",
    "What will the new line cost?",
)
STEPS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where it stands after so many questions, not counting those to warm up.

    Attributes:
        rss, own: MB of the asked process.
        growth: own kB a question.
        objects: more a question; None where another process is asked.
        seconds: since it began.
    """

    layer: str
    questions: int
    rss: float
    own: float
    growth: float
    objects: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A layer that can be asked.

    Attributes:
        pid: of the process whose memory counts; None for this one.
        clean_up: what a server does now and then.
    """

    ask: Callable[[str], object]
    pid: int | None = None
    clean_up: Callable[[], None] = lambda: None


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layer", nargs="+", choices=LAYERS, default=list(LAYERS))
    parser.add_argument("--questions", type=int, default=5000)
    parser.add_argument("--warm", type=int, default=500)
    parser.add_argument("--archive", type=Path, help="else the sample")
    parser.add_argument("--json", action="store_true", help="a line of JSON for each step")
    options = parser.parse_args()
    if not options.json:
        print(
            "| layer | questions | RSS MB | own MB | own kB a question | objects a question | s |\n|---|---|---|---|---|---|---|"
        )
    with TemporaryDirectory() as folder:
        paths = ArchivePaths(options.archive or Path(folder) / "archive")
        if not paths.exists():
            with closing(CuttingsService(paths)) as builder:
                builder.maintenance.add([SAMPLE])
        for layer in options.layer:
            for step in measured(layer, paths, options.warm, options.questions):
                print(json.dumps(asdict(step)) if options.json else _row(step), flush=True)


def measured(layer: str, paths: ArchivePaths, warm: int, questions: int) -> Iterator[Step]:
    """Yield how it stands at ten moments."""
    with LAYERS[layer](paths) as asked:
        asking = cycle(QUESTIONS)
        for _ in range(warm):
            asked.ask(next(asking))
        asked.clean_up()
        _, before = memory(asked.pid)
        known, began = objects(asked.pid), time.monotonic()
        for number in range(1, questions + 1):
            asked.ask(next(asking))
            if number % max(1, questions // STEPS) == 0:
                asked.clean_up()
                rss, own = memory(asked.pid)
                yield Step(
                    layer=layer,
                    questions=number,
                    rss=rss / 1024,
                    own=own / 1024,
                    growth=(own - before) / number,
                    objects=None if asked.pid else (objects(None) - known) / number,
                    seconds=time.monotonic() - began,
                )


@contextmanager
def service_layer(paths: ArchivePaths) -> Iterator[Asked]:
    """Ask the service in this process."""
    with closing(CuttingsService(paths)) as service:
        yield Asked(service.ask_with_context)


class SameAnswer(CuttingsService):
    """A service that answers each question as it answered the first."""

    def __init__(self, paths: ArchivePaths) -> None:
        super().__init__(paths)
        self._first: AnsweredQuestion | None = None
        self.ask_with_context(QUESTIONS[0])

    def _from_one_state(self, ask: Callable[[State], AnsweredQuestion]) -> AnsweredQuestion | None:
        self._first = self._first or super()._from_one_state(ask)
        return self._first


@contextmanager
def page_layer(paths: ArchivePaths) -> Iterator[Asked]:
    """Ask a server in this process, which need not look for the answer."""
    import uvicorn

    import ui  # noqa: TID251 (what is measured)
    from qa.service.jobs import Jobs
    from qa.web.middleware.exposure import Reach, ReachOptions
    from qa.web.pages import page
    from qa.web.server.process import limit_heaps

    limit_heaps()
    with ExitStack() as stack:
        service = stack.enter_context(closing(SameAnswer(paths)))
        jobs = stack.enter_context(closing(Jobs(service.maintenance)))
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        port = listening.getsockname()[1]
        reach = Reach.of(ReachOptions(), "127.0.0.1", port, "127.0.0.1")
        web = ui.application(service, jobs, reach.access)
        app = reach.protect(web, [page.script_hash()])
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                time.sleep(0.05)
            yield Asked(Visitor(port).ask, clean_up=web.state.clean_up)
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def server_layer(paths: ArchivePaths) -> Iterator[Asked]:
    """Ask a real server."""
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", "--archive", str(paths.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 (a pipe was asked for)
        try:
            yield Asked(Visitor(int(process.stdout.readline().rpartition(":")[2])).ask, process.pid)
        finally:
            process.terminate()


LAYERS = {"service": service_layer, "page": page_layer, "server": server_layer}


def memory(pid: int | None) -> tuple[int, int]:
    """Return RSS and own memory of a process, in kB."""
    status = Path(f"/proc/{pid or 'self'}/status").read_text()
    told = dict(line.split(":", 1) for line in status.splitlines())
    return int(told["VmRSS"].split()[0]), int(told["RssAnon"].split()[0])


def objects(pid: int | None) -> int:
    """Return how many objects this process has, 0 of another."""
    if pid:
        return 0
    gc.collect()
    return len(gc.get_objects())


def _row(step: Step) -> str:
    each = "–" if step.objects is None else f"{step.objects:.2f}"
    figures = f"{step.rss:.0f} | {step.own:.0f} | {step.growth:.1f} | {each} | {step.seconds:.0f}"
    return f"| {step.layer} | {step.questions:,} | {figures} |"


if __name__ == "__main__":
    main()
