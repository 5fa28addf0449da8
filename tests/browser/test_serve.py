"""The server as a process: its one line, its refusals, its end."""

import re
import signal
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from qa.web.route_table import ASK, LOGIN, RULES
from tests.qa.web.archives import OLM, SELL, build

ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse"
PAGES = [
    rule.path[1:]
    for rule in RULES
    if rule.document and "{" not in rule.path and rule.path != ASK and not rule.path.startswith(LOGIN)
]
"""Those of an archive, below its root."""

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


def outside(root: str, page: str) -> set[str]:
    """Return the addresses of a page that do not begin with `root`."""
    found = re.findall(r'(?:href|action|data-post)="(/[^"]*)"', page.partition("<body")[2])
    return {one for one in found if not one.startswith(root)}


@pytest.mark.slow
def test_two_archives_of_one_server_are_asked_each_for_itself(visit, serve, tmp_path: Path) -> None:
    olm, sell = build(tmp_path)
    log = tmp_path / "log"
    servers = serve(
        "--archive", f"River Olm and its harbours={olm}", "--archive", str(sell), log=log, password=PASSWORD
    )
    address = next(servers)
    page = visit("/archive/sell/articles", at=address).page
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page).to_have_url(f"{address}/archive/sell/articles")
    expect(page.locator("main")).to_contain_text("News from sell")
    expect(page.locator("main")).not_to_contain_text("News from olm")

    page.locator("#files").set_input_files(
        {
            "name": "flood.txt",
            "mimeType": "text/plain",
            "buffer": b"A flood at Sell\n\nGazette\n\nThe mill was flooded twice.",
        }
    )
    expect(page.locator("#jobs")).to_contain_text("flood.txt")
    expect(page.locator("#jobs")).to_contain_text("1 added.", timeout=30_000)
    for path in PAGES:
        assert outside("/archive/sell/", page.request.get(f"{address}/archive/sell/{path}").text()) == {"/"}, path

    asked = {
        "/archive/sell/": ("When does the mill grind its last flour?", SELL),
        "/": ("When does the ferry stop running?", OLM),
    }
    for root, (question, text) in asked.items():
        page.get_by_role("button", name="Archive: ").focus()
        page.keyboard.press("Enter")
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        page.locator("#archives-menu a", has_text="sell" if root != "/" else "River Olm and its harbours").press(
            "Enter"
        )
        expect(page).to_have_url(f"{address}{root}")
        expect(page).to_have_title("sell · Cuttings" if root != "/" else "River Olm and its harbours · Cuttings")
        box = page.locator("#question textarea")
        box.fill(question)
        box.press("Enter")
        expect(page.locator("#chat .answer .quote").first).to_contain_text(text, timeout=60_000)
        page.locator("#chat .answer .quote a.chip").first.click()
        expect(page.locator("#cutting-panel mark.cited")).to_have_text(text)
        expect(page).to_have_url(re.compile(f"open={quote(root + 'article/', safe='')}"))
        assert outside(root, page.content()) == ({"/"} if root != "/" else set())
        expect(page.locator("#history-panel li")).to_have_count(1)  # no conversation of the other one
        page.keyboard.press("Escape")
    page.set_viewport_size({"width": 320, "height": 640})
    for path in ("", "articles"):
        page.goto(f"{address}/{path}")
        for name in ("Archive: River Olm and its harbours", "Menu"):
            button = page.get_by_role("button", name=name)
            expect(button).to_be_in_viewport(ratio=1)
            assert button.bounding_box()["height"] < 48, "a long name is cut on a phone, in one row"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("main")).to_contain_text("News from olm")
    expect(page.locator("main")).not_to_contain_text("flood")
    assert page.request.get(f"{address}/articles/jobs").json() == []
    assert page.request.get(f"{address}/archive/sell/articles/jobs").json() != []
    servers.close()
    assert "Traceback" not in log.read_text()
    assert log.read_text().endswith("Stopped.\n"), "SIGTERM ends both"
