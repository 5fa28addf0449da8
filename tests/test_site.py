"""The docs as a site: links and anchors lead somewhere, reading it asks no other host, and the examples of asking are true."""

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md"))
LOADED = {"src", "srcset", "poster", "data"}
"""Attributes whose address a browser loads by itself; of a `link` it is `href`."""


class Addresses(HTMLParser):
    """The addresses of a page: those that are loaded, those that one may go to, and the names that are anchors."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loaded: set[str] = set()
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attributes if value}
        self.anchors |= {given[name] for name in ("id", "name") if name in given}
        self.loaded |= {value for name, value in given.items() if name in LOADED or (tag == "link" and name == "href")}
        if tag == "a" and "href" in given:
            self.links.add(given["href"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.mark.slow
def test_every_page_is_built_and_every_link_leads_somewhere(site: Path) -> None:
    pages = {path: Addresses(path) for path in site.rglob("*.html")}
    built = {page.with_name("index.md") if page.name == "README.md" else page for page in PAGES}
    assert {str(page.with_suffix(".html")) for page in built} <= {str(path.relative_to(site)) for path in pages}
    followed = 0
    for path, page in pages.items():
        base = site if path.name == "404.html" else path.parent
        for address in page.links | page.loaded:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or address.startswith("/"):
                continue
            target = (base / parts.path).resolve() if parts.path else path
            assert target.exists(), f"{path.name}: {address}"
            if parts.fragment and target in pages:
                assert parts.fragment in pages[target].anchors, f"{path.name}: {address}"
            followed += 1
    assert followed > 300


@pytest.mark.slow
def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for path in site.rglob("*.html"):
        assert [one for one in Addresses(path).loaded if urlsplit(one).netloc] == [], path
    for path in site.rglob("*.css"):
        for address in re.findall(r"(?:url\(|@import\s*)[\"']?([^\"')\s]+)", path.read_text(encoding="utf-8")):
            assert not urlsplit(address).netloc, f"{path}: {address}"


def test_the_site_is_built_without_a_network() -> None:
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert settings["strict"] is True
    assert settings["theme"]["font"] is False
    assert settings["plugins"] == ["search"]
    assert "repo_url" not in settings


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.slow
@pytest.mark.browser
def test_a_reader_searches_it_in_light_and_dark_and_on_a_phone_and_no_other_host_hears_of_it(served: str) -> None:
    from playwright.sync_api import expect, sync_playwright

    from tests.browser.conftest import DEBIAN_CHROMIUM, FLAGS

    chosen = os.environ.get("CUTTINGS_CHROMIUM") or (str(DEBIAN_CHROMIUM) if DEBIAN_CHROMIUM.exists() else None)
    asked: list[str] = []
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=chosen, args=FLAGS) as browser:
        for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
            page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 844})
            page.on("request", lambda request: asked.append(request.url))
            for name in ("index", "asking", "operation", "architecture", "api"):
                page.goto(f"{served}/{name}.html")
                expect(page.locator("h1")).to_be_visible()
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                    f"{name} is wider than the screen"
                )
            expect(page.locator("body")).to_have_attribute(
                "data-md-color-scheme", "slate" if scheme == "dark" else "default"
            )
            page.goto(f"{served}/index.html")
            if width < 500:
                page.locator("label.md-header__button[for=__search]").click()
            page.locator(".md-search__input").focus()
            expect(page.locator(".md-search-result__meta")).to_contain_text("Type to start", timeout=60_000)
            page.locator(".md-search__input").press_sequentially("proxy")
            expect(page.locator(".md-search-result__link").first).to_be_visible(timeout=30_000)
            page.close()
    assert [one for one in asked if not one.startswith((served, "data:", "blob:"))] == []


@pytest.mark.slow
@pytest.mark.model
def test_the_questions_of_asking_are_answered_as_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs/asking.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \"(.+?)\" \| `([\w-]+)` \|", text, re.MULTILINE)
    assert len(rows) > 6
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"))) as service:
        service.maintenance.add([ROOT / "corpus/sample/cuttings-sample.txt"])
        for question, kind in rows:
            answer = service.ask(question)
            assert (answer.kind, answer.answered) == (kind, kind != "look-up"), question
        assert service.ask("Who wrote the article about the cup?").quotes[0].text == "Bo Trellick"
