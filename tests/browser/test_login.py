"""Logging in and out in a real browser: by keyboard, in both languages, light and dark, on a phone, without scripts."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.service]

SECRET = "correct horse battery"
SHOTS = os.environ.get("CUTTINGS_SHOTS")
"""A folder in which pictures are kept, to be looked at."""


@pytest.fixture(scope="module")
def private(archive: Path, serve) -> Iterator[str]:
    """The address of a server with a password, on all addresses of this machine, that may be changed."""
    log = archive.with_name("private.log")
    yield from serve(
        "--archive", str(archive), "--host", "0.0.0.0", "--allow-changes", log=log, password=SECRET
    )  # fmt: skip
    assert SECRET not in log.read_text()


def logged_in(visit, private: str) -> Visit:
    """Return the page of the chat of who has logged in."""
    shown: Visit = visit("/login", at=private)
    shown.page.get_by_label("Password").fill(SECRET)
    shown.page.get_by_label("Password").press("Enter")
    shown.page.locator("#question textarea").wait_for(timeout=60_000)
    return shown


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_logs_in_by_keyboard_and_out_again(visit, private: str, scripts: bool) -> None:
    page = visit("/articles?sort=title", at=private, scripts=scripts).page
    assert page.url == f"{private}/login?next=/articles%3Fsort%3Dtitle"
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type("wrong guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is not the password.")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("Password")).to_have_value("")
    page.keyboard.type(SECRET)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Log in")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{private}/articles?sort=title")
    expect(page.locator("table.list")).to_be_visible()
    page.get_by_role("link", name="Log out").click()
    expect(page.get_by_role("button", name="Log out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Password")).to_be_visible()
    page.goto(f"{private}/articles")
    assert page.url == f"{private}/login?next=/articles"


def test_who_is_in_asks_and_changes_as_on_their_own_machine(visit, private: str) -> None:
    shown = logged_in(visit, private)
    page = shown.page
    expect(shown.ask("What will the new quay in Vellmar cost?")).to_contain_text("million")
    page.locator("#chat .answer .vote").first.click()
    expect(page.locator("#cuttings-said")).to_have_text("Noted. Thank you.")
    expect(page.locator("#masthead").get_by_role("link", name="Log out")).to_be_visible()
    page.goto(f"{private}/articles")
    page.locator(".remove").first.click()
    page.locator(".undo").first.click()
    expect(page.locator(".undo")).to_have_count(0)


def test_a_session_that_has_ended_says_so_where_the_page_asks(visit, private: str) -> None:
    page = logged_in(visit, private).page
    page.goto(f"{private}/articles")
    page.context.clear_cookies(name="cuttings_session")
    page.locator(".remove").first.click()
    expect(page.locator("#jobs-said")).to_have_text("Log in first, at /login.")


def test_a_page_that_lost_the_server_and_its_session_asks_to_log_in(visit, private: str) -> None:
    shown = logged_in(visit, private)
    page = shown.page
    page.route("**/queue/data*", lambda route: route.abort())
    page.locator("#question textarea").fill("What will the new quay in Vellmar cost?")
    page.locator("#question textarea").press("Enter")
    page.locator(".toast-body.error").wait_for()
    page.context.clear_cookies(name="cuttings_session")
    page.wait_for_url(re.compile(r"/login\b"))
    page.get_by_label("Password").fill(SECRET)
    page.get_by_label("Password").press("Enter")
    expect(page.locator("#chat .answer")).to_contain_text("million")  # it had been answered meanwhile
    shown.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_reads_well(visit, private: str, scheme: str, width: int) -> None:
    page = visit("/login?next=/", at=private, scheme=scheme, width=width, locale="fr-FR").page
    for state in ("first", "wrong"):
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page).to_have_title(re.compile("Se connecter"))
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"login-{scheme}-{width}-{state}.png")
        page.get_by_label("Mot de passe").fill("devine")
        page.get_by_label("Mot de passe").press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
