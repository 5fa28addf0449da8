"""axe-core finds nothing on any page, in light and dark, with everything open; and the page keeps still where asked to."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from corpus.catalogue.paths import ArchivePaths
from qa.service.followed import FollowedFeeds, Look

pytestmark = [pytest.mark.browser, pytest.mark.service]

QUAY = "What will the new quay in Vellmar cost?"


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} — {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_has_no_violations(visit, scheme: str) -> None:
    shown = visit(scheme=scheme)
    page = shown.page
    found = {"empty": violations(page)}
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_role("button", name="8 Mar 2024: 1 article").click()
    found["filters"] = violations(page)
    page.keyboard.press("Escape")
    answer = shown.ask(QUAY)
    shown.ask("Who won the chess cup of Atlantis in 1742?")
    shown.ask("Compare the Vellmar Courier and the Ostby Herald")
    shown.ask("Which articles mention the quay?")
    for summary in page.locator(".answer summary").all():
        summary.click()
    found["answers"] = violations(page)
    answer.get_by_role("button", name="Copy quote 1").click()
    expect(page.get_by_role("menu")).to_be_visible()
    found["menu"] = violations(page)
    page.keyboard.press("Escape")
    answer.locator("blockquote a.chip").first.click()
    expect(page.locator("#cutting-panel mark.cited").first).to_be_visible()
    found["article"] = violations(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Conversations").locator("li")).to_have_count(1)
    found["conversations"] = violations(page)
    page.get_by_role("button", name="Keys").click()
    found["keys"] = violations(page)
    page.keyboard.press("Escape")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('a'), { className: 'add-articles', href: '#' }))"
    )
    page.locator("a.add-articles").dispatch_event("click")
    found["adding"] = violations(page)
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.locator("a.add-articles").evaluate("one => one.remove()")
    page.set_viewport_size({"width": 1000, "height": 800})
    page.get_by_role("button", name="Conversations").click()
    expect(page.get_by_role("navigation", name="Conversations").locator("li")).to_have_count(1)
    found["drawer"] = violations(page)
    page.get_by_role("button", name=re.compile("^Share")).click()
    page.get_by_role("button", name="Make an address").click()
    address = page.get_by_label("Address of this conversation").input_value()
    found["sharing"] = violations(page)
    page.keyboard.press("Escape")
    share = page.get_by_role("button", name=re.compile("^Share"))
    expect(share).to_be_focused()  # in the drawer, which is open still
    share.press("Enter")
    page.get_by_role("link", name="What you share").click()
    expect(page.get_by_role("button", name="Stop sharing")).to_be_visible()
    found["shares"] = violations(page)
    page.goto(address)
    for summary in page.locator(".answer summary").all():
        summary.click()
    found["shared"] = violations(page)
    for width in (320, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    assert found == {state: [] for state in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_pages_have_no_violations(visit, scheme: str, archive: Path) -> None:
    shown = visit('/articles?q="the"+-zebra+outlet:unknown', scheme=scheme)
    assert violations(shown.page) == []
    shown.page.get_by_role("link", name="outlet:unknown").click()
    expect(shown.page.locator(".snippet mark").first).to_be_visible()
    for summary in ("Operators", "Paste a text", "Fetch an address"):
        shown.page.get_by_text(summary).click()
    assert violations(shown.page) == []
    shown.page.locator("table.list tbody a").first.click()
    expect(shown.page.locator("article.cutting")).to_be_visible()
    assert violations(shown.page) == []
    shown.page.get_by_role("link", name="Correct", exact=True).click()
    expect(shown.page.get_by_label("Outlet")).to_be_visible()
    assert violations(shown.page) == []
    assert violations(visit("/article/nothing", scheme=scheme).page) == []
    with closing(FollowedFeeds(ArchivePaths(archive))) as feeds:
        feed = feeds.follow("gazette.example/feed", pages=True, every=1440)
        feeds.finish(feed, Look(error="HTTP 404 Not Found", failed=True))
        shown = visit("/following", scheme=scheme, width=320)
        expect(shown.page.locator(".warning")).to_contain_text("The site has nothing at this address.")
        assert violations(shown.page) == []
        assert shown.page.evaluate("document.documentElement.scrollWidth") == 320
        feeds.stop(feed.id)
    assert violations(visit("/articles?address=https%3A%2F%2Fa.example&title=A", scheme=scheme).page) == []


def test_collections_and_dossiers_are_used_by_keyboard_and_have_no_violations(visit) -> None:
    """Pinning beside a quote, marking in the panel, a dossier beside the chat and on its page, asking within a collection."""
    shown = visit()
    page, answer = shown.page, shown.ask(QUAY)
    answer.get_by_role("button", name="Pin quote 1 to the dossier").press("Enter")
    link = answer.locator("footer a.desk")
    first = link.inner_text()
    answer.get_by_role("button", name=f"Move from “{first}” to another dossier").press("Enter")
    page.get_by_role("menuitem", name="New dossier…").press("Enter")
    page.get_by_role("dialog").get_by_label("Title of the new dossier").fill("<b>Quays</b>")
    page.keyboard.press("Enter")
    expect(link).to_have_text("<b>Quays</b>")
    answer.get_by_role("button", name="Pin quote 1 to the dossier").press("Enter")
    chosen = page.get_by_role("menu", name="Pin to the dossier").get_by_role("menuitem")
    expect(chosen.first).to_be_focused()
    assert chosen.all_inner_texts()[:2] == ["<b>Quays</b>", first], "the one changed last is the first"
    old = link.element_handle()
    page.keyboard.press("Enter")
    page.wait_for_function("old => !old.isConnected", arg=old)  # the link is put anew once the quote is pinned
    expect(answer.get_by_role("button", name="Pin quote 1 to the dossier")).to_be_focused()
    link.press("Enter")
    panel = page.locator("#cutting-panel")
    expect(panel.locator(".entries blockquote")).to_contain_text("48 million")
    found = {"panel": violations(page)}
    assert shown.is_seen(page.locator("#masthead .home")), "the masthead stays in one row beside the panel"
    panel.locator("#dossier-note textarea").fill("First line.\n\n<b>Second</b> line.")
    panel.get_by_role("button", name="Add a note").press("Enter")
    expect(panel.locator(".entries li").nth(1)).to_contain_text("<b>Second</b> line.")
    address = link.get_attribute("href")
    page.keyboard.press("Escape")
    note = answer.get_by_role("button", name="Star, tag or annotate quote 1")
    note.press("Enter")
    dialog = page.get_by_role("dialog", name="Star, tag or annotate quote 1")
    dialog.get_by_role("button", name="☆ Star").press("Enter")
    expect(dialog.get_by_role("button", name="★ Starred")).to_be_focused()
    dialog.locator("summary").press("Enter")
    dialog.get_by_label("Note", exact=True).fill("Ask <b>Tarn</b>.")
    dialog.get_by_role("button", name="Save").press("Enter")
    expect(dialog.locator("p.own")).to_have_text("Ask <b>Tarn</b>.")
    found["note"] = violations(page)
    page.keyboard.press("Escape")
    expect(note).to_be_focused()
    own = answer.locator(".own-marks")
    expect(own).to_have_text("★Ask <b>Tarn</b>.")
    page.reload()
    expect(own).to_have_text("★Ask <b>Tarn</b>.", timeout=30_000)
    expect(link).to_have_text("<b>Quays</b>")
    found["noted"] = violations(page)
    answer.locator("blockquote a.chip").first.click()
    quotes = panel.get_by_role("region", name="Marked quotes")
    expect(quotes.locator("li")).to_contain_text("Ask <b>Tarn</b>.")
    marks = panel.get_by_role("region", name="Marks of this article")
    marks.get_by_role("button", name="☆ Star").press("Enter")
    expect(marks.get_by_role("button", name="★ Starred")).to_be_focused()
    marks.locator("summary").press("Enter")
    for name, value in (("Tag", "harbour"), ("Collection", "Quays")):
        marks.get_by_label(name, exact=True).fill(value)
        marks.get_by_label(name, exact=True).press("Enter")
        expect(marks.locator(".label", has_text=value)).to_be_visible()
    found["marks"] = violations(page)

    page.goto(shown.page.url.split("#")[0].rstrip("/") + address)
    page.locator(".entries > li").nth(1).press("Alt+ArrowUp")
    expect(page.locator(".entries > li").first).to_contain_text("First line.")
    found["dossier"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found["dark"] = violations(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown").click()
    assert "**Note:** First line" in download.value.path().read_text(encoding="utf-8")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in ("Dossiers", "Collections"):
        page.locator("header.masthead").get_by_role("link", name=name).click()
        found[name] = violations(page)
    page.locator(".marked-quotes a").click()
    expect(page.locator("mark.cited")).to_contain_text("48 million")
    page.go_back()
    page.get_by_role("link", name="Quays").click()
    found["collection"] = violations(page)
    page.get_by_role("link", name="Ask within this collection").click()
    chip = page.get_by_role("button", name="Remove the filter Quays")
    expect(chip).to_be_visible()
    assert found == {state: [] for state in found}
    expect(page.locator("#chat .answer")).to_have_count(1)  # the conversation is shown again
    expect(shown.ask(QUAY).locator(".only")).to_have_text("only Quays")
    chip.click()
    expect(chip).to_have_count(0)
    assert shown.complaints == []


def test_nothing_moves_where_that_is_asked_for(visit) -> None:
    shown = visit()
    shown.page.emulate_media(reduced_motion="reduce")
    moving = shown.page.evaluate(
        """() => {
            const spinner = document.createElement("div");
            spinner.className = "answer searching";
            spinner.innerHTML = "<p class=now>x</p>";
            document.body.append(spinner);
            const { animationName, animationIterationCount } = getComputedStyle(spinner.firstChild, "::before");
            return animationName !== "none" && animationIterationCount === "infinite";
        }"""
    )
    assert not moving
