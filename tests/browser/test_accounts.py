"""Users in a real browser: logging in by name, asking, what a reader is offered, the page of an account."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.qa.accounts.people import ADA, EDE, RIA, SECRET, with_people

pytestmark = [pytest.mark.browser, pytest.mark.service]

SHOTS = os.environ.get("CUTTINGS_SHOTS")
"""A folder in which pictures are kept, to be looked at."""


@pytest.fixture(scope="module")
def newsroom(archive: Path, serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with users."""
    folder = tmp_path_factory.mktemp("newsroom")
    shutil.copytree(archive, folder / "archive")
    with_people(folder / "archive").close()
    yield from serve("--archive", str(folder / "archive"), log=folder / "server.log")


def picture(page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"accounts-{name}.png", full_page=True)


def logged_in(visit, newsroom: str, name: str, **options):
    shown = visit("/login", at=newsroom, **options)
    page = shown.page
    page.locator("#name").fill(name)
    page.locator("#password").fill(SECRET)
    page.locator("#password").press("Enter")
    page.locator("#question textarea").wait_for(timeout=60_000)
    return shown


def test_a_user_logs_in_by_name_and_keyboard_and_asks(visit, newsroom: str) -> None:
    shown = visit("/stories", at=newsroom)
    page = shown.page
    assert page.url == f"{newsroom}/login?next=/stories"
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(RIA)
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong guess")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is not the name and password of anybody here.")
    expect(page.get_by_label("Name")).to_have_value(RIA)
    expect(page.get_by_label("Password")).to_be_focused()
    picture(page, "wrong")
    page.keyboard.type(SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{newsroom}/stories")
    page.goto(f"{newsroom}/")
    page.locator("#question textarea").wait_for(timeout=60_000)
    expect(shown.ask("What will the new quay in Vellmar cost?")).to_contain_text("million")
    expect(page.locator("#masthead").get_by_role("link", name="Account")).to_be_visible()
    picture(page, "answer")
    assert shown.complaints == []


def test_a_reader_is_offered_what_a_reader_may_do(visit, newsroom: str) -> None:
    shown = logged_in(visit, newsroom, RIA)
    page = shown.page
    page.goto(f"{newsroom}/articles")
    expect(page.locator("table.list")).to_be_visible()
    expect(page.locator(".remove")).to_have_count(0)
    page.locator("table.list tbody a").first.click()
    expect(page.locator("#mark-star")).to_be_visible()
    expect(page.locator("#mark-pin")).to_have_count(0)
    page.locator("#mark-star").click()
    expect(page.locator("#mark-star")).to_contain_text("★")
    picture(page, "article")
    page.goto(f"{newsroom}/")
    page.locator("#question textarea").wait_for(timeout=60_000)
    answer = shown.ask("What will the new quay in Vellmar cost?")
    expect(answer.locator(".tool[value^='mark ']")).to_be_visible()
    expect(answer.locator(".tool[value^='pin ']")).to_be_hidden()
    page.goto(f"{newsroom}/administration")
    expect(page.locator("main")).to_contain_text("Your role does not allow this here.")
    assert [one for one in shown.complaints if "403 (Forbidden)" not in one] == []
    shown.complaints.clear()
    admin = logged_in(visit, newsroom, ADA).page
    admin.goto(f"{newsroom}/articles")
    expect(admin.locator(".remove").first).to_be_visible()


@pytest.mark.parametrize(("scheme", "width", "locale"), [("dark", 1280, "en-GB"), ("light", 390, "ru-RU")])
def test_the_users_read_well(visit, newsroom: str, scheme: str, width: int, locale: str) -> None:
    page = logged_in(visit, newsroom, ADA, scheme=scheme, width=width, locale=locale).page
    page.goto(f"{newsroom}/users")
    picture(page, f"users-{scheme}-{width}")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = page.locator(".users > li").filter(has_text=EDE)
    row.locator("select").select_option("reader")
    row.locator("form button").click()
    expect(row.locator("option[selected]")).to_have_attribute("value", "reader")
    row.locator("select").select_option("editor")
    row.locator("form button").click()


@pytest.mark.parametrize(("scheme", "width", "locale"), [("light", 1280, "en-GB"), ("dark", 390, "fr-FR")])
def test_the_account_reads_well_and_does_what_it_says(
    visit, newsroom: str, scheme: str, width: int, locale: str
) -> None:
    elsewhere = logged_in(visit, newsroom, RIA).page
    page = logged_in(visit, newsroom, RIA, scheme=scheme, width=width, locale=locale).page
    page.goto(f"{newsroom}/account")
    expect(page.locator(".account-list").first.locator("li").nth(1)).to_be_visible()
    picture(page, f"page-{scheme}-{width}")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#revoke_others").click()
    expect(page.locator("#revoke_others")).to_have_count(0)
    elsewhere.goto(f"{newsroom}/account")
    assert elsewhere.url == f"{newsroom}/login?next=/account"
    page.locator("#account-token [name=label]").fill("Monday's overview")
    page.locator("#account-token button").click()
    expect(page.locator("input.once")).to_have_value(re.compile(r"cut_[\w-]{43}"))
    picture(page, f"token-{scheme}-{width}")
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    page.locator("[id^='token-']").first.click()
    expect(page.locator("input.once")).to_have_count(0)
