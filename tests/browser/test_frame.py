"""The frame of all pages in a real browser: one grid, one menu, one row on a phone, in every language."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.service]

PAGES = {
    "/": "Ask",
    "/articles": "Articles",
    "/stories": "Stories",
    "/said": "Who said what",
    "/alerts": "Alerts",
    "/collections": "Collections",
    "/dossiers": "Dossiers",
}


def masthead(page: Page) -> dict[str, Any]:
    """Return where the masthead is, what its menu says, and what of it is marked as the present page."""
    return dict(
        page.evaluate(
            """() => {
                const box = document.querySelector(".masthead").getBoundingClientRect();
                const links = [...document.querySelectorAll(".masthead nav a")];
                const current = links.filter((link) => link.ariaCurrent === "page").map((link) => link.textContent);
                const fits = document.documentElement.scrollWidth <= innerWidth;
                const menu = links.map((link) => link.textContent);
                return { box: [box.left, box.width, box.height].map(Math.round), menu, current, fits };
            }"""
        )
    )


@pytest.mark.parametrize("width", [1920, 1280, 390, 320])
def test_the_masthead_is_the_same_on_every_page(visit, width: int) -> None:
    shown = visit(width=width)
    page, server = shown.page, shown.page.url.rstrip("/")
    found = {"/": masthead(page)}
    for path in [*list(PAGES)[1:], "/named", "/article/nothing", "/nothing-here"]:
        page.goto(f"{server}{path}")
        found[path] = masthead(page)
    first = found["/"]
    assert first["menu"] == list(PAGES.values())
    for path, shown in found.items():
        assert (shown["box"], shown["menu"], shown["fits"]) == (first["box"], first["menu"], True), path
        assert shown["current"] == ([PAGES[path]] if path in PAGES else []), path
    assert first["box"][2] <= 60  # one row
    if width == 1920:
        assert first["box"][1] > 1300  # the width is used


def test_the_menu_of_a_phone_opens_with_and_without_scripts(visit) -> None:
    for page in (visit(width=320).page, visit("/articles", width=320, scripts=False).page):
        stories = page.locator(".masthead nav").get_by_role("link", name="Stories")
        expect(stories).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        expect(stories).to_be_visible()
        page.keyboard.press("Escape")
        expect(stories).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        stories.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Stories")
