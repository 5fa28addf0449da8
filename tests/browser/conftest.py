"""One real server over one real archive for all browser tests, and pages that keep an account of what they ask for."""

import os
import queue
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect, sync_playwright
from playwright.sync_api import TimeoutError as Late

ROOT = Path(__file__).parents[2]
DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have little of it, and a page that runs out of it hangs
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180

DIGEST = Path(__file__).with_name("digest.txt")


class Streams:
    """The streams of answers that have not ended: the framework complains when a page is left before."""

    def __init__(self, context: BrowserContext) -> None:
        self._open: set[Request] = set()
        context.on("request", self._begin)
        context.on("requestfinished", self._end)
        context.on("requestfailed", self._end)

    def _begin(self, request: Request) -> None:
        if "/queue/data" in request.url:
            self._open.add(request)

    def _end(self, request: Request) -> None:
        self._open.discard(request)

    def wait(self, page: Page) -> None:
        """Wait until there is none, half a minute at most."""
        for _ in range(300):
            if not self._open:
                return
            page.wait_for_timeout(100)


@dataclass
class Visit:
    """A page, and what happened on it.

    Attributes:
        requests: address of every request that the page made.
        complaints: errors of the console, refusals of the Content-Security-Policy among them.
    """

    page: Page
    streams: Streams
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str, *, key: str = "Enter") -> Locator:
        """Ask and return the finished answer."""
        before = self.page.locator("#chat .user-row").count()
        self.page.locator("#question textarea").fill(question)
        # The framework lets a question fall that comes before its stream of the last one has ended: asked again, it is taken.
        for patience in (5_000, 10_000, 30_000):
            self.page.locator("#question textarea").press(key)
            with suppress(Late):
                self.page.locator("#chat .user-row").nth(before).wait_for(timeout=patience)
                break
        answer = self.page.locator("#chat .answer").nth(before)
        self.page.locator("#chat .answer.searching").wait_for(state="detached", timeout=60_000)
        answer.wait_for()
        self.page.wait_for_timeout(400)
        self.streams.wait(self.page)
        return answer

    def is_seen(self, element: Locator) -> bool:
        """Whether all of the element's first line is in the window and nothing lies over it."""
        return bool(
            element.evaluate(
                """element => {
                    const box = element.getClientRects()[0];
                    const inside = box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
                    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                    return inside && (element.contains(top) || top.contains(element));
                }"""
            )
        )


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive made by `cuttings add`."""
    archive = tmp_path_factory.mktemp("browser") / "archive"
    add(archive)
    return archive


@pytest.fixture(scope="session")
def server(archive: Path) -> Iterator[str]:
    """The address of `cuttings serve` over that archive."""
    yield from serving("--archive", str(archive), log=archive.with_name("server.log"))


@pytest.fixture(scope="session")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of `cuttings serve` where there is no archive yet, and where it would be."""
    folder = tmp_path_factory.mktemp("newcomer")
    archive = folder / "archive"
    for address in serving("--archive", str(archive), log=folder / "server.log", home=folder):
        yield address, archive


def add(archive: Path) -> None:
    """Add the digest of these tests to an archive."""
    command = [sys.executable, "-m", "qa.cli", "add", str(DIGEST), "--archive", str(archive)]
    added = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=START_SECONDS, check=False)
    assert added.returncode == 0, added.stderr


def serving(*options: str, log: Path, home: Path | None = None, password: str = "") -> Iterator[str]:
    """Run `cuttings serve` on a free port until the generator is closed.

    Args:
        options: of the command.
        log: where its errors go.
        home: where it keeps data of its own, other than in this user's.
        password: what lets readers in; "" for a server that asks for none.
    """
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), *options]
    environment = {**os.environ, **({"HOME": str(home), "XDG_DATA_HOME": str(home)} if home else {})}
    environment |= {"CUTTINGS_PASSWORD": password} if password else {}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        try:
            assert first_line(process) == f"http://127.0.0.1:{port}", log.read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def first_line(process: "subprocess.Popen[str]") -> str:
    """Return the first line that the process prints, an empty one if it ends or takes too long."""
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
    try:
        return lines.get(timeout=START_SECONDS).strip()
    except queue.Empty:
        return ""


@pytest.fixture(scope="module")  # while it is open, playwright's event loop runs and no test can run another
def browser() -> Iterator[Browser]:
    """Debian's chromium where it is there, else playwright's own; without either the tests fail."""
    chosen = os.environ.get("CUTTINGS_CHROMIUM") or (str(DEBIAN_CHROMIUM) if DEBIAN_CHROMIUM.exists() else None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chosen, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Callable[..., Iterator[str]]:
    """How to run a server of one's own; see `serving`."""
    return serving


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visit]]:
    """Open a page; at the end, no page has asked another host, complained or run what an article said."""
    opened: list[Visit] = []

    def open_page(
        path: str = "/",
        *,
        at: str = "",
        width: int = 1280,
        height: int = 800,
        scheme: str = "light",
        scripts: bool = True,
        locale: str = "en-US",
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale=locale,
        )
        context.set_default_timeout(90_000)  # other tests may use the machine; what should be there sooner says so
        shown = Visit(context.new_page(), streams=Streams(context))
        opened.append(shown)

        def note_request(request: Request) -> None:
            shown.requests.append(request.url)

        def note_complaint(message: ConsoleMessage) -> None:
            if message.type == "error" and not re.search("status of (401|404|429)", message.text):
                shown.complaints.append(message.text)

        context.on("request", note_request)
        shown.page.on("console", note_complaint)
        shown.page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        shown.page.goto((at or server) + path)
        if path == "/":
            shown.page.locator("#question textarea").wait_for(timeout=60_000)
            expect(shown.page.locator("p.loading")).to_have_count(0, timeout=60_000)  # the framework's, of its parts
        return shown

    yield open_page
    for shown in opened:
        pwned = shown.page.evaluate("window.pwned")
        shown.page.context.close()
        assert pwned is None
        assert shown.complaints == []
        assert {urlsplit(url).hostname for url in shown.requests if not url.startswith("data:")} == {"127.0.0.1"}
