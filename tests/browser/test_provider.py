"""Logging in at a provider of identities, in a real browser: to another site and back, with cookies as browsers have them."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.qa.accounts.people import with_people
from tests.qa.web.identity.provider_made import CLIENT, SECRET, Made, provider

pytestmark = [pytest.mark.browser, pytest.mark.service]

SHOTS = os.environ.get("CUTTINGS_SHOTS")
"""A folder in which pictures are kept, to be looked at."""


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    with provider("localhost", shows_page=True) as made:  # another site than 127.0.0.1
        made.described = {"authorization_response_iss_parameter_supported": False}
        yield made


@pytest.fixture(scope="module")
def newsroom(archive: Path, made: Made, serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with users who may log in at the provider."""
    folder = tmp_path_factory.mktemp("newsroom")
    shutil.copytree(archive, folder / "archive")
    with_people(folder / "archive").close()
    secret = folder / "secret"
    secret.write_text(f"{SECRET}\n")
    log = folder / "server.log"
    yield from serve(
        "--archive", str(folder / "archive"), "--oidc-issuer", made.issuer, "--oidc-client-id", CLIENT,
        "--oidc-secret-file", str(secret), "--oidc-name", "Newsroom", "--oidc-role", "desk=editor", log=log,
    )  # fmt: skip
    assert SECRET not in log.read_text()


def expect_foreign(shown, made: Made) -> None:
    """Take the provider's own addresses, and refusals that the test is about, out of the account of a page."""
    shown.requests[:] = [one for one in shown.requests if not one.startswith(made.issuer)]
    shown.complaints[:] = [one for one in shown.complaints if not re.search("status of (400|403)", one)]


def test_a_reader_goes_there_and_back_asks_and_logs_out(visit, newsroom: str, made: Made) -> None:
    made.person = {"sub": "u-1", "preferred_username": "Ann", "groups": ["desk"]}
    shown = visit("/articles?sort=title", at=newsroom)
    page = shown.page
    expect(page.get_by_role("link", name="Log in with Newsroom")).to_be_visible()
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "provider-login.png")
    page.get_by_role("link", name="Log in with Newsroom").click()
    page.get_by_role("link", name="I am Ann").click()
    page.wait_for_url(f"{newsroom}/articles?sort=title")
    expect(page.locator("table.list")).to_be_visible()
    expect(page.locator(".remove").first).to_be_visible()  # an editor
    cookies = {one["name"]: (one["httpOnly"], one["sameSite"]) for one in page.context.cookies(newsroom)}
    assert cookies["cuttings_session"] == (True, "Strict")
    assert "cuttings_login" not in cookies
    page.goto(newsroom)
    page.locator("#question textarea").wait_for(timeout=60_000)
    expect(shown.ask("What will the new quay in Vellmar cost?")).to_contain_text("million")
    page.locator("#masthead").get_by_role("link", name="Log out").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Logged out")).to_be_visible()
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / "provider-logged-out.png")
    page.get_by_role("link", name="Log out of Newsroom too").click()
    expect(page).to_have_title("Out")
    page.goto(f"{newsroom}/articles")
    assert page.url == f"{newsroom}/login?next=/articles"
    expect_foreign(shown, made)


@pytest.mark.parametrize("locale", ["fr-FR", "ru-RU"])
def test_who_is_refused_reads_why_in_their_language(visit, newsroom: str, made: Made, locale: str) -> None:
    made.person = {"sub": "u-2", "preferred_username": "Eve", "groups": []}
    shown = visit("/login/provider", at=newsroom, locale=locale)
    page = shown.page
    page.get_by_role("link", name="I am Ann").click()
    words = {"fr-FR": "Le fournisseur vous connaît", "ru-RU": "Провайдер вас знает"}
    expect(page.locator(".reason")).to_contain_text(words[locale])
    expect(page.locator(".reason")).to_contain_text("u-2")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"provider-refused-{locale}.png")
    page.goto(f"{newsroom}/articles")
    assert page.url == f"{newsroom}/login?next=/articles"
    expect_foreign(shown, made)


def test_a_link_of_another_site_with_a_log_in_of_somebody_else_lets_nobody_in(visit, newsroom: str, made: Made) -> None:
    made.person = {"sub": "u-1", "preferred_username": "Ann", "groups": ["desk"]}
    attacker, reader = visit("/login/provider", at=newsroom), visit("/login", at=newsroom)
    theirs = attacker.page.get_by_role("link", name="I am Ann").get_attribute("href")
    reader.page.goto(theirs)
    expect(reader.page.locator(".reason")).to_contain_text("was not begun in this browser")
    reader.page.goto(f"{newsroom}/articles")
    assert reader.page.url == f"{newsroom}/login?next=/articles"
    for shown in (attacker, reader):
        expect_foreign(shown, made)
