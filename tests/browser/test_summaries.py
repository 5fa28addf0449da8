"""Summaries from a page, in a real browser: by keyboard, in each language, from a page and the panel; nothing false is shown."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.browser.test_accessible import violations
from tests.qa.service.test_summaries import ARTICLES, FIRST, TOLL
from tests.qa.written.scripted import Request, Scripted, says, scripted

pytestmark = [pytest.mark.browser, pytest.mark.service]

SHOTS = os.environ.get("CUTTINGS_SHOTS", "")
FALSE = "<img src=x onerror='window.pwned = 1'> The Varmund mill fire killed 71 workers, the health ministry said on Saturday"


@pytest.fixture(scope="module")
def fire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fire") / "archive"
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts(ARTICLES)
        service.desk.collect("Fires", [one.id for one in service.articles() if "fire" in one.title.lower()])
    return folder


@pytest.fixture
def written(serve, fire: Path, tmp_path: Path) -> Iterator[Callable[[Callable[[Request], None]], tuple[str, Scripted]]]:
    """How to serve the archive with a script as its writer."""
    with ExitStack() as stack:

        def written(script: Callable[[Request], None]) -> tuple[str, Scripted]:
            endpoint = stack.enter_context(scripted(script))
            writer = ("--writer", endpoint.url, "--writer-model", "scripted", "--writer-seconds", "20")
            running = stack.enter_context(closing(serve("--archive", str(fire), *writer, log=tmp_path / "log")))
            return next(running), endpoint

        yield written


def story_of(fire: Path) -> str:
    with closing(CuttingsService(ArchivePaths(fire))) as service:
        (story,) = service.news.stories()
        return story.id


def test_outlets_are_compared_by_keyboard_and_a_lie_is_not_shown(written, visit, fire: Path) -> None:
    at, endpoint = written(says(f"{FALSE} [3]. {TOLL[:-1]} [3]."))
    shown = visit(f"/story/{story_of(fire)}", at=at)
    page = shown.page
    assert violations(page) == []
    button = page.get_by_role("button", name="Compare the outlets in sentences")
    expect(page.locator(".summarise")).to_contain_text(f"quotes of it are sent to {endpoint.host}")
    button.focus()
    page.keyboard.press("Enter")
    answer = page.locator("#chat .answer")
    expect(answer.locator(".sides h3")).to_have_text(["The Herald", "Radio Port Sellen", "The Post"], timeout=60_000)
    expect(answer.locator("blockquote").first).to_contain_text(FIRST)
    prose = answer.locator(".written .prose")
    expect(prose).to_contain_text(TOLL, timeout=30_000)
    expect(prose).to_contain_text("others say otherwise")
    expect(answer.locator(".written")).to_contain_text("1 sentence was left out", timeout=30_000)
    expect(page.locator("#chat")).not_to_contain_text("71 workers")
    assert answer.locator("img").count() == 0
    assert violations(page) == []
    cite = prose.locator("a.cite").first
    cite.focus()
    page.keyboard.press("Enter")  # opens the place
    expect(page.locator("#cutting-panel mark.cited").first).to_have_text(TOLL, timeout=15_000)
    page.reload()
    expect(page.locator("#chat .answer .written .prose")).to_contain_text(TOLL, timeout=60_000)


def test_an_article_is_summarised_from_the_panel_of_a_conversation(written, visit) -> None:
    at, _ = written(says(f"{TOLL[:-1]} [1]. {FALSE} [1]."))
    shown = visit(at=at)
    page = shown.page
    answer = shown.ask("How many workers did the Varmund mill fire kill, the health ministry said?")
    before = page.url
    answer.locator("blockquote a.chip").first.click()
    panel = page.locator("#cutting-panel")
    panel.get_by_role("button", name="Summarise in sentences").click(timeout=15_000)
    expect(page.locator("#chat .question")).to_contain_text("Summarise “", timeout=30_000)
    expect(page.locator("#chat .question")).to_have_count(1)  # a conversation of its own
    expect(page.locator("#chat .answer blockquote")).to_have_count(1)
    expect(panel).to_be_hidden()
    assert page.url != before
    page.go_back()
    expect(page.locator("#chat .question")).to_contain_text("How many workers", timeout=30_000)


@pytest.mark.parametrize(
    ("locale", "button", "question"),
    [
        ("en-US", "Summarise in sentences", "Summarise this collection: Fires"),
        ("fr-FR", "Résumer en phrases", "Résumer cette collection : Fires"),
        ("ru-RU", "Пересказать", "Перескажи эту подборку: Fires"),
    ],
)
def test_a_collection_is_summarised_in_each_language_on_a_phone(
    written, visit, locale: str, button: str, question: str
) -> None:
    at, _ = written(says(f"{TOLL[:-1]} [1]. {FALSE} [1]."))
    page = visit("/collection/Fires", at=at, width=360, height=740, scheme="dark", locale=locale).page
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=button).click()
    expect(page.locator("#chat .question")).to_have_text(question, timeout=60_000)
    expect(page.locator("#chat .answer .written .prose")).to_contain_text(TOLL, timeout=30_000)
    expect(page.locator("#chat .answer .written")).not_to_have_class(re.compile("pending"), timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("#chat .answer")).not_to_contain_text("71 workers")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"summary-{locale}.png")


def test_a_writer_that_is_gone_leaves_the_quotes_and_a_line(written, visit, fire: Path) -> None:
    at, endpoint = written(says(""))
    page = visit(f"/story/{story_of(fire)}", at=at).page
    endpoint.shutdown()
    endpoint.server_close()
    page.get_by_role("button", name="Summarise in sentences").click()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(FIRST, timeout=60_000)
    expect(page.locator("#chat .answer .written .note")).to_contain_text("cannot be reached", timeout=30_000)
    assert page.locator("#chat .answer .prose").count() == 0
