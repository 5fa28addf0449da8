"""A real server: what another process adds is told through it, and a receiver that hangs does not keep it from ending."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.qa.webhooks.conftest import until
from tests.qa.webhooks.receivers import Receiver

ROOT = Path(__file__).parents[3]

pytestmark = [pytest.mark.service, pytest.mark.slow]


def digest(number: int) -> str:
    return (
        f"Ferry {number} strikes\n\nGazette\nMar {number} 2024\n\nFerry {number} struck pier {number} at Port Sellen.\n"
    )


def cuttings(*words: object) -> list[str]:
    return [sys.executable, "-m", "qa.cli", "--model", "hashing-256", *map(str, words)]


@contextmanager
def serving(archive: Path, receiver: Receiver) -> "Iterator[tuple[httpx.Client, subprocess.Popen[str]]]":
    command = cuttings("serve", "--port", 0, "--archive", archive, "--webhook-to", f"127.0.0.1:{receiver.port}")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        late = threading.Timer(300, process.kill)
        late.start()
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            with httpx.Client(base_url=address, headers={"Cuttings-Api": "1"}, timeout=60) as client:
                yield client, process
        finally:
            late.cancel()
            process.kill()


def test_what_another_process_adds_is_told_and_the_server_ends_in_time(tmp_path: Path, receiver: Receiver) -> None:
    archive = tmp_path / "archive"

    def add(number: int) -> None:
        path = tmp_path / f"{number}.txt"
        path.write_text(digest(number), encoding="utf-8")
        subprocess.run(cuttings("add", path, "--archive", archive), cwd=ROOT, check=True, capture_output=True)

    add(1)
    with serving(archive, receiver) as (client, process):
        saved = client.post("/api/v1/alerts", json={"search": "ferry"}).json()["number"]
        added = client.post("/api/v1/webhooks", json={"address": receiver.address, "alert": saved})
        assert added.status_code == 201, added.text
        receiver.secret = added.json()["secret"]
        add(2)
        until(lambda: receiver.got, 60)
        ((_, payload),) = receiver.got
        (quote, *_) = payload["data"]["quotes"]
        article = httpx.get(quote["address"], timeout=60)
        assert article.status_code == 200
        assert f"<mark class=\"cited\" id='cited'>{quote['text']}</mark>" in article.text
        over = threading.Event()
        receiver.answers = [lambda: (204 if over.wait(60) else 500, {})]
        add(3)
        until(lambda: len(receiver.asked) == 2, 60)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert time.monotonic() - began < 20
        over.set()
    with serving(archive, receiver):  # its claim ends, and it is sent again under the same id
        until(lambda: len(receiver.asked) == 3, 120)
    assert receiver.asked[1] == receiver.asked[2] != receiver.asked[0]
