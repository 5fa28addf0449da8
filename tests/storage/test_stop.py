"""SIGTERM to real commands, in whatever they are at: they end in time, clear away after themselves, and nothing is half there."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.storage.made import article, digest

ROOT = Path(__file__).parents[2]
IN_TIME = 10.0
TERMINATED, INTERRUPTED = 143, 130
HASHING = Settings(model="hashing-256", wait_seconds=0)

pytestmark = [
    pytest.mark.service,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


class Bench:
    """A folder with news, an archive, and a temporary folder of its own for the commands that are run there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archive, self.temporary = folder, folder / "archive", folder / "tmp"
        self.temporary.mkdir()
        self.news = folder / "news"
        self.news.mkdir()
        self.environment = {**os.environ, "TMPDIR": str(self.temporary), "PYTHONPATH": str(ROOT)}

    def write(self, files: int, each: int, first: int = 0) -> None:
        for number in range(first, first + files):
            made = [article(number * each + one) for one in range(each)]
            (self.news / f"{number:03}.txt").write_text(digest(made), encoding="utf-8")

    def add(self) -> None:
        with closing(CuttingsService(ArchivePaths(self.archive), HASHING)) as service:
            service.maintenance.add([self.news])

    @contextmanager
    def running(self, *words: object) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, "-m", "qa.cli", "--archive", self.archive, "--model", "hashing-256", *words]
        with subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def has_stored(self) -> bool:
        """Tell whether a batch was committed: the next one's segment is there."""
        return len(list(self.archive.glob("segments/*.faiss"))) > 1

    def readers(self) -> list[int]:
        """Return the processes that read files for a command of ours."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = str(self.temporary).encode() in (process / "environ").read_bytes()
                if ours and b"corpus.readers.sandbox.child" in (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return found

    def left(self) -> list[str]:
        """Return what a command should have cleared away."""
        beside = [path for path in self.folder.iterdir() if path not in (self.archive, self.temporary, self.news)]
        ends = ("-wal", "-shm", "-journal", ".aside", ".restoring", "writer.json")
        return [
            str(path.relative_to(self.folder))
            for path in [*self.archive.rglob("*"), *self.temporary.iterdir(), *beside]
            if path.name.endswith(ends) or path.name.startswith("cuttings")
        ]

    def is_sound(self) -> int:
        """Make sure that nothing is wrong with the archive and all that is in it answers; return how many articles that is."""
        with closing(CuttingsService(ArchivePaths(self.archive), HASHING)) as service:
            assert service.maintenance.check(deep=True) == []
            return len(service.articles())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.005)


def stopped(process: "subprocess.Popen[str]", number: int = signal.SIGTERM) -> tuple[int, str, str]:
    """Send a signal; return the exit code and what was said, which has to come in time."""
    since = time.monotonic()
    process.send_signal(number)
    out, errors = process.communicate(timeout=60)
    assert time.monotonic() - since < IN_TIME
    assert "Traceback" not in errors, errors
    return process.returncode, out, errors


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, TERMINATED), (signal.SIGINT, INTERRUPTED)])
def test_adding(bench: Bench, number: int, code: int) -> None:
    bench.write(files=20, each=25)
    with bench.running("add", bench.news) as process:
        until(bench.has_stored)
        returned, _, errors = stopped(process, number)
    assert returned == code
    (stored,) = map(int, re.findall(r"articles stored by then: ([\d,]+) added", errors.replace(",", "")))
    assert bench.left() == []
    assert 0 < stored == bench.is_sound() < 500
    assert bench.readers() == []


def test_watching(bench: Bench) -> None:
    bench.write(files=1, each=1)
    with bench.running("watch", bench.news) as process:
        assert process.stdout is not None
        until(lambda: process.stdout.readline().startswith("following"))  # type: ignore[union-attr]
        code, out, _ = stopped(process)
    assert (code, out) == (0, "stopped; what was reported as added is stored\n")
    assert bench.left() == []


def test_watching_while_it_adds(bench: Bench) -> None:
    bench.write(files=1, each=500)
    with bench.running("watch", bench.news) as process:
        until(bench.has_stored)
        code, out, _ = stopped(process)
    assert code == 0
    assert out.startswith("stopped; ")
    assert bench.left() == []
    assert bench.is_sound() > 0
    assert bench.readers() == []


def test_following_feeds(bench: Bench) -> None:
    with bench.running("follow", "http://127.0.0.1:9/feed", "--every", "60") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("failed")
        code, out, _ = stopped(process)
    assert (code, out) == (0, "stopped; what was reported as added is stored\n")


def test_fetching_from_a_server_that_does_not_answer(bench: Bench) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/page"
        with bench.running("fetch", address, "--allow-private") as process:
            silent.settimeout(60)
            with silent.accept()[0] as robots:
                robots.recv(1000)
                robots.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            with silent.accept()[0]:
                code, _, _ = stopped(process)
    assert code == TERMINATED
    assert bench.left() == []


def test_exporting(bench: Bench) -> None:
    bench.write(files=5, each=60)
    bench.add()
    with bench.running("export", bench.folder / "backup.zip", "--vectors") as process:
        until(lambda: any(bench.folder.glob(".backup.zip.*")))
        code, _, _ = stopped(process)
    assert code == TERMINATED
    assert not (bench.folder / "backup.zip").exists()
    assert bench.left() == []
    assert bench.is_sound() == 300


def test_importing(bench: Bench) -> None:
    bench.write(files=5, each=60)
    bench.add()
    backup = bench.news / "backup.zip"
    with closing(CuttingsService(ArchivePaths(bench.archive), HASHING)) as service:
        service.maintenance.export(backup)
    before, bench.archive = bench.archive, bench.folder / "other"
    with bench.running("import", backup) as process:
        until(lambda: any(bench.folder.glob(".other.restoring/vectors.sqlite3")))
        code, _, _ = stopped(process)
    assert code == TERMINATED
    assert sorted(path.name for path in bench.folder.iterdir()) == sorted({before.name, "news", "tmp"})


def test_rebuilding(bench: Bench) -> None:
    bench.write(files=5, each=60)
    bench.add()
    with bench.running("rebuild", "--model", "hashing-128") as process:
        until((bench.archive / "writer.json").exists)
        time.sleep(0.3)
        code, _, _ = stopped(process)
    assert code == TERMINATED
    assert bench.left() == []
    assert bench.is_sound() == 300


@contextmanager
def serving(bench: Bench) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    with bench.running("serve", "--port", "0") as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address, process.stderr and process.stderr.read()
        yield process, urlsplit(address).netloc


def asked(
    host: str, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, http.client.HTTPMessage, str]:
    """Return the status, the headers and the body of an answer."""
    with closing(http.client.HTTPConnection(host, timeout=60)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


def test_a_server_that_nobody_asks(bench: Bench) -> None:
    bench.write(files=1, each=5)
    bench.add()
    with serving(bench) as (process, host):
        assert asked(host, "GET", "/articles")[0] == 200
        code, out, errors = stopped(process)
    assert (code, out) == (0, "")
    assert errors.endswith("\nStopped.\n")
    assert bench.left() == []
    assert bench.is_sound() == 5


def test_a_server_starts_where_a_neighbour_has_the_name_that_the_framework_uses(bench: Bench) -> None:
    bench.write(files=1, each=1)
    bench.add()
    theirs = bench.temporary / "gradio"
    theirs.touch()
    with serving(bench) as (process, host):
        assert asked(host, "GET", "/")[0] == 200
        code, _, _ = stopped(process)
    assert code == 0
    assert list(bench.temporary.iterdir()) == [theirs]


def test_a_server_while_it_answers(bench: Bench) -> None:
    bench.write(files=1, each=100)
    bench.add()
    with ExitStack() as listening, serving(bench) as (process, host):
        config = json.loads(asked(host, "GET", "/config")[2])
        box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
        submit = next(one["id"] for one in config["dependencies"] if [box, "submit"] in one["targets"])
        for number in range(6):
            body = {"data": [f"Where does the mark {number} stand?", ""], "fn_index": submit, "trigger_id": box}
            status, _, said = asked(
                host,
                "POST",
                "/gradio_api/queue/join",
                json.dumps({**body, "session_hash": f"s{number}", "event_data": None}),
                content_type="application/json",
                origin=f"http://{host}",
            )
            assert status == 200, said
            stream = listening.enter_context(closing(http.client.HTTPConnection(host, timeout=60)))
            stream.request("GET", f"/gradio_api/queue/data?session_hash=s{number}")
        code, _, errors = stopped(process)
    assert code == 0
    assert errors.endswith("Stopped.\n")
    assert bench.left() == []
    assert bench.is_sound() == 100


def test_a_server_while_it_adds_says_what_it_did_not(bench: Bench) -> None:
    bench.write(files=1, each=1)
    bench.add()
    with serving(bench) as (process, host):
        _, given, page = asked(host, "GET", "/articles")
        (token,) = re.findall(r'<meta name="cuttings-token" content="([^"]+)"', page)
        ours = {"x_cuttings_token": token, "origin": f"http://{host}"}
        if cookie := given["set-cookie"]:
            ours["cookie"] = cookie.partition(";")[0]
        for name in ("large.txt", "later.txt"):
            content = digest([article(number, seed=len(name)) for number in range(400)])
            assert asked(host, "POST", f"/articles/files?name={name}", content, **ours)[0] == 200
        until(lambda: len(list(bench.archive.glob("segments/*.faiss"))) > 1 or (bench.archive / "writer.json").exists())
        code, _, errors = stopped(process)
    assert code == 0
    assert re.search("to be added again: .*later.txt", errors)
    assert bench.left() == []
    assert bench.is_sound() >= 1
    assert bench.readers() == []


def test_a_second_signal_ends_it_at_once(bench: Bench) -> None:
    bench.write(files=20, each=25)
    with bench.running("add", bench.news) as process:
        until(bench.has_stored)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        since = time.monotonic()
        process.wait(30)
        assert time.monotonic() - since < 2
        assert process.returncode in {-signal.SIGTERM, TERMINATED}
    assert bench.is_sound() > 0


SLOW = """
import pathlib, sys, time
from corpus.readers.sandbox import child
def read_parts(path, options, on_page, content):
    pathlib.Path(path).with_suffix(".begun").touch()
    while True:
        sum(range(10**6))
child.read_parts = read_parts
child._limit = lambda memory: None
child.main(0)
"""


def test_a_reading_process_ends_with_its_parent_even_where_that_is_killed(bench: Bench) -> None:
    request = {"path": str(bench.news / "a.txt"), "options": {}, "seconds": 600}
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen([sys.executable, "-c", SLOW], cwd=ROOT, env=bench.environment, **pipes) as child:
        assert child.stdin is not None
        assert child.stderr is not None
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
        until((bench.news / "a.begun").exists)
        child.stdin.write(b"{}\n")  # what comes there ends no reading: the system's word of a request may come late
        child.stdin.flush()
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.5)
        child.stderr.close()  # as when the system closes what a killed process had open
        child.wait(5)
