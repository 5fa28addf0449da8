"""Two servers of Cuttings over one archive in an engine: neither keeps anything that the other does not see."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS
from tests.engine.conftest import Engine
from tests.engine.test_commands import SAMPLE, cuttings

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.browser]
ROOT = Path(__file__).parents[2]
SEEN_WITHIN = 2.0  # seconds

NEWS = """Quarry owner wins chess title in Dornmark
Dornmark Gazette, 3 May 2024

The quarry owner Pell Astrand won the regional chess title in Dornmark on Thursday after beating nine opponents in a row.
"""


@contextmanager
def serving(archive: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run a server; yield its address."""
    command = [sys.executable, "-m", "qa.cli", "--archive", archive, "serve", "--port", "0"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    yield found[0], process
                    break
            else:
                pytest.fail("the server ended by itself")
        finally:
            process.kill()
            process.wait()


def asked(server: str, question: str) -> dict[str, object]:
    answer = httpx.post(f"{server}/api/v1/ask", json={"question": question}, timeout=60)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from tests.browser.conftest import DEBIAN_CHROMIUM

    with sync_playwright() as playwright:
        path = str(DEBIAN_CHROMIUM) if DEBIAN_CHROMIUM.exists() else None
        found = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


def test_what_one_server_changes_the_other_sees(seekdb_module: Engine, browser: Browser, tmp_path: Path) -> None:
    archive = seekdb_module.address()
    cuttings(archive, "add", str(SAMPLE))
    question = "Who won the chess title in Dornmark?"
    with serving(archive) as (one, first), serving(archive) as (two, _):
        assert not asked(one, question)["answered"]
        assert not asked(two, question)["answered"]
        (tmp_path / "news.txt").write_text(NEWS, encoding="utf-8")
        cuttings(archive, "add", str(tmp_path / "news.txt"))
        time.sleep(SEEN_WITHIN)
        for server in (one, two):
            assert asked(server, question)["answered"]
        made = httpx.post(
            f"{one}/api/v1/collections", json={"name": "Chess"}, headers={"Cuttings-Api": "1"}, timeout=30
        )
        assert made.status_code in {200, 201}, made.text
        names = [found["name"] for found in httpx.get(f"{two}/api/v1/collections", timeout=30).json()["collections"]]
        assert names == ["Chess"]

        page = browser.new_context().new_page()
        page.goto(one)
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        page.locator("#chat .answer", has_text="Pell Astrand").wait_for(timeout=60_000)
        page.locator("#chat .answer a", has_text="Quarry owner wins chess title").first.click()
        page.locator("#cutting-panel mark.cited", has_text="Pell Astrand").first.wait_for(timeout=30_000)
        # the same reader at the other server, as behind one address: what was asked is there
        cookies = page.context.cookies()
        other = browser.new_context()
        other.add_cookies([{**cookie, "url": two} for cookie in _without_domain(cookies)])  # type: ignore[list-item]
        again = other.new_page()
        again.goto(two)
        again.get_by_text(question).first.wait_for(timeout=30_000)

        first.send_signal(signal.SIGKILL)
        first.wait()
        assert asked(two, question)["answered"]
        assert "Nothing wrong" in cuttings(archive, "check", "--deep")


def _without_domain(cookies: list[object]) -> list[dict[str, object]]:
    kept = ("name", "value")
    return [{key: value for key, value in dict(cookie).items() if key in kept} for cookie in cookies]  # type: ignore[call-overload]
