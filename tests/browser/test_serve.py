"""The server as a process: its one line, its refusals, its end."""

import signal
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.service


def status(address: str, path: str = "/", **headers: str) -> int:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status


def command(archive: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), "--archive", str(archive)]


def test_a_taken_port_is_said_to_be_taken(server: str, archive: Path) -> None:
    port = urlsplit(server).port or 0
    tried = subprocess.run(command(archive, port), cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert tried.returncode == 1
    assert f"port {port} is taken" in tried.stderr
    assert "Traceback" not in tried.stderr
    assert tried.stdout == ""


def test_only_what_the_page_needs_is_open_and_only_to_this_machine(server: str) -> None:
    assert status(server) == 200
    assert status(server, Host="evil.example") == 421
    assert status(server, Origin="http://evil.example") == 403
    for path in ("/gradio_api/upload", "/gradio_api/info", "/gradio_api/file=/etc/passwd", "/monitoring", "/docs"):
        assert status(server, path) == 404


def test_an_interrupt_ends_it_quietly(archive: Path) -> None:
    with subprocess.Popen(
        command(archive, 0), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            address = (process.stdout.readline() if process.stdout else "").strip()
            assert urlsplit(address).hostname == "127.0.0.1"
            assert status(address) == 200
            process.send_signal(signal.SIGINT)
            rest, errors = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0
    assert rest == ""
    assert errors.endswith("Stopped.\n")
    assert "Traceback" not in errors
