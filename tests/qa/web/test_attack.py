"""A real server with 96 descriptors, and 150 clients that hold on to it: a reader is answered, the log stays small."""

import contextlib
import http.client
import json
import resource
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DESCRIPTORS = 96
CLIENTS = 150
DIGEST = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday.\n"

pytestmark = [
    pytest.mark.service,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


class Served:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log

    def descriptors(self) -> list[str]:
        """Return what each open descriptor leads to."""
        found = []
        for link in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(str(link.readlink()))
        return found

    def sockets(self) -> int:
        return sum(one.startswith("socket:") for one in self.descriptors())

    def asked(self, path: str = "/articles") -> float:
        """Ask as a reader does, again where the server has no room; return how long it took to be answered."""
        since = time.monotonic()
        while time.monotonic() - since < 30:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as one:
                    one.request("GET", path)
                    answer = one.getresponse()
                    if answer.status == 200 and b"Ferry" in answer.read():
                        return time.monotonic() - since
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.2)
        raise AssertionError("nobody answers")

    def connected(self, *parts: bytes) -> socket.socket:
        one = socket.socket()
        one.settimeout(10)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # or the system takes in much for who reads nothing
        one.connect(("127.0.0.1", self.port))
        with contextlib.suppress(ConnectionError):
            for part in parts:
                one.sendall(part)
        return one


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("attack")
    (folder / "digest.txt").write_text(DIGEST)
    command = [sys.executable, "-m", "qa.cli", "--archive", str(folder / "archive"), "--model", "hashing-256"]
    subprocess.run([*command, "add", str(folder / "digest.txt")], cwd=ROOT, check=True, capture_output=True)
    log = folder / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*command, "serve", "--port", "0"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS)),
        ) as process,
    ):
        assert process.stdout is not None
        try:
            address = process.stdout.readline()
            assert address, log.read_text()
            yield Served(process, int(address.rpartition(":")[2]), log)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
    assert log.stat().st_size < 20_000, log.read_text()[:5000]


def test_questions_that_make_no_sense_do_not_fill_the_log(served: Served) -> None:
    served.asked()
    before = served.log.stat().st_size
    body = json.dumps({"data": [], "fn_index": 0, "session_hash": secrets.token_hex(5), "event_data": None})
    for _ in range(100):
        with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)) as connection:
            connection.request("POST", "/gradio_api/queue/join", body, {"content-type": "application/json"})
            assert connection.getresponse().status == 200
    time.sleep(1)  # so that they have been worked on
    written = served.log.read_text()[before:]
    assert written.count("Traceback") == 1, written[:5000]
    assert len(written) < 5000


PART = b"Host: 127.0.0.1\r\n"
HALVES = {
    "nothing": (),
    "half a head": (b"GET / HTTP/1.1\r\n" + PART,),
    "half a body": (b"POST /gradio_api/queue/join HTTP/1.1\r\n" + PART + b"Content-Length: 9000\r\n\r\n", b'{"data'),
    "half a file": (b"POST /articles/files?name=a.txt HTTP/1.1\r\n" + PART + b"Content-Length: 9000\r\n\r\n", b"Fer"),
    "no HTTP": (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",),
    "kept": (b"GET /articles/jobs HTTP/1.1\r\n" + PART + b"\r\n",),
    "never reading": (b"GET / HTTP/1.1\r\n" + PART + b"\r\n",) * 4,
    "events": (
        b"GET /gradio_api/queue/data?session_hash=%b HTTP/1.1\r\n" % secrets.token_hex(5).encode() + PART + b"\r\n",
    ),
}


@pytest.mark.parametrize("kind", HALVES)
def test_a_reader_is_answered_while_others_hold_on(served: Served, kind: str) -> None:
    served.asked()
    before = served.sockets()
    with ExitStack() as held:
        for _ in range(CLIENTS):
            held.enter_context(closing(served.connected(*HALVES[kind])))
        took = [served.asked() for _ in range(5)]
        assert max(took) < 8  # seconds: the pages that the others asked for are made, too
        assert len(served.descriptors()) < DESCRIPTORS
    deadline = time.monotonic() + 20
    while served.sockets() > before and time.monotonic() < deadline:
        time.sleep(0.5)
    assert served.sockets() <= before


def test_trickled_heads_do_not_keep_a_reader_out(served: Served) -> None:
    with ExitStack() as held:
        clients = [held.enter_context(closing(served.connected(b"GET / HTTP/1.1\r\n" + PART))) for _ in range(CLIENTS)]
        for number in range(5):
            for one in clients:
                with contextlib.suppress(ConnectionError):
                    one.sendall(b"X-%d: b\r\n" % number)
            assert served.asked() < 5
