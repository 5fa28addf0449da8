"""The page of articles in a real browser: the table, adding with progress, failures and cancelling, removing with undo."""

import contextlib
import io
import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from corpus.catalogue.paths import ArchivePaths
from qa.service.followed import FollowedFeeds, Look

pytestmark = [pytest.mark.browser, pytest.mark.service]

ARTICLE = (
    "{title}\n\n{outlet}\n{month} {day}, 2023\n\nThe council of {title} met on Monday. "
    "It put off the vote on bridge {day}.\n\n\n"
)


def digest(count: int, name: str) -> str:
    months = ("January", "February", "March", "April", "May")
    return "".join(
        ARTICLE.format(
            title=f"{name} {number}", outlet=f"Outlet {number % 4}", month=months[number // 28], day=number % 28 + 1
        )
        for number in range(count)
    )


@pytest.fixture(scope="module")
def own_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive that these tests may change."""
    return tmp_path_factory.mktemp("own") / "archive"


@pytest.fixture(scope="module")
def own(own_archive: Path, serve) -> Iterator[str]:
    """The address of a server over that archive."""
    folder = own_archive.parent
    options = ("--archive", str(own_archive), "--keep-originals", "on")
    yield from serve(*options, log=folder / "server.log", home=folder)


@pytest.fixture(scope="module")
def read_only(archive: Path, serve) -> Iterator[str]:
    """The address of a server that may not be changed."""
    yield from serve("--archive", str(archive), "--read-only", log=archive.with_name("read-only.log"))


def choose(page: Page, *files: tuple[str, str]) -> None:
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files]
    )


def post(address: str, path: str, body: bytes = b"", **headers: str) -> int:
    with contextlib.closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status


def cookies(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def test_files_are_added_one_fails_and_says_why(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    expect(page.locator(".page-head")).to_contain_text("Sample archive")
    choose(
        page,
        ("council.txt", digest(120, "Alder")),
        ("broken.txt", ""),
        ("more.md", "# One more\n\nThe quay was opened on Friday by the mayor."),
    )
    jobs = page.locator("#jobs li")
    expect(jobs).to_have_count(3)
    expect(jobs.nth(0)).to_contain_text("120 added.", timeout=120_000)
    expect(jobs.nth(1)).to_have_attribute("data-state", "failed")
    expect(jobs.nth(1)).to_contain_text("The file is empty")
    expect(jobs.nth(2)).to_contain_text("1 added.", timeout=60_000)
    expect(page.locator("#jobs-sum")).to_contain_text("2 done · 1 failed")
    expect(page.locator("#jobs-said")).to_contain_text("All files are through")
    page.get_by_role("link", name="Show the articles").click()
    expect(page.locator(".page-head")).not_to_contain_text("Sample")
    expect(page.locator(".found")).to_have_text("1–50 of 121 articles")


def test_a_job_that_is_newer_than_the_list_of_jobs_has_not_failed(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    seen = page.evaluate(
        """async () => {
            const [waited, seen, fetched] = [new Map([["old", 1]]), [], window.fetch];
            window.fetch = async () => {
                const id = waited.has("new") ? "new" : "old";
                if (id === "old") waited.set("new", 2);
                return { ok: true, json: async () => [{ id, state: "done", said: "1 added." }] };
            };
            await cuttingsJobs.watch(waited, (job) => seen.push(`${job.id} ${job.state}`));
            window.fetch = fetched;
            return seen;
        }"""
    )
    assert seen == ["old done", "new done"]


def test_progress_is_shown_and_can_be_cancelled(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                for (const line of document.querySelectorAll("#jobs li"))
                    window.seen.push([line.innerText, line.querySelector("progress").value]);
            }).observe(document.querySelector("#jobs"), { childList: true, subtree: true, attributes: true });
        }"""
    )
    long = "".join(
        f"The board of Birch spoke for the {number}th time about item {number * 7}. " for number in range(9000)
    )
    choose(page, ("long.txt", f"Birch\n\nGazette\nMay 2, 2023\n\n{long}"), ("later.txt", digest(1, "Cedar")))
    first = page.locator("#jobs li").first
    expect(first).to_contain_text("a second", timeout=60_000)
    expect(first).to_contain_text(re.compile(r"\d+ of \d+ passages · \d+ a second · .* left"), timeout=60_000)
    page.get_by_role("button", name="Cancel: later.txt").click()
    page.get_by_role("button", name="Cancel: long.txt").click()
    expect(first).to_have_attribute("data-state", "cancelled", timeout=60_000)
    expect(page.locator("#jobs li").nth(1)).to_have_attribute("data-state", "cancelled")
    assert any(value > 0 for _, value in page.evaluate("window.seen"))
    page.goto(f"{own}/articles?q=Birch")
    expect(page.locator(".found")).to_have_text("No article fits.")


def test_a_folder_is_dropped(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    page.evaluate(
        """() => {
            const file = (name, text) => ({ isFile: true, name, file: (found) => found(new File([text], name)) });
            const reader = (inside) => ({ readEntries: (read) => read(inside.splice(0)) });
            const folder = (name, ...inside) => ({ isFile: false, name, createReader: () => reader(inside) });
            const text = "Dune\\n\\nGazette\\nMar 3, 2023\\n\\nThe dune was planted with grass on Friday.";
            const entry = folder("press", file(".hidden", "x"), folder("march", file("dune.txt", text)));
            const event = new Event("drop", { bubbles: true, cancelable: true });
            event.dataTransfer = { items: [{ webkitGetAsEntry: () => entry }], files: [] };
            document.querySelector("#drop").dispatchEvent(event);
        }"""
    )
    expect(page.locator("#jobs li")).to_have_count(1)
    expect(page.locator("#jobs li .name")).to_have_text("press/march/dune.txt")
    expect(page.locator("#jobs li")).to_contain_text("1 added.", timeout=60_000)


def test_a_text_is_pasted_and_an_address_is_asked_for(visit, own: str) -> None:
    page = visit("/articles?sort=added", at=own).page
    page.get_by_text("Paste a text").click()
    pasted = page.locator("#paste")
    pasted.get_by_label("Headline").fill("Quay <b>opens")
    pasted.get_by_label("Outlet").fill("Harbour Post")
    pasted.get_by_label("Day").fill("2023-02-28")
    pasted.get_by_label("Text").fill("The quay was opened on Friday.\n\nIt cost 3 million, the council said.")
    pasted.get_by_role("button", name="Add").click()
    line = page.locator("#jobs li").first
    expect(line.locator(".name")).to_have_text("Pasted: Quay <b>opens")
    expect(line).to_contain_text("1 added.", timeout=60_000)
    expect(page.locator("table.list")).to_contain_text("Quay opens")  # without a reload
    page.get_by_text("Fetch an address").click()
    page.get_by_label("Address of a page or a feed").fill("http://127.0.0.1/news")
    page.get_by_role("button", name="Fetch and add").click()
    expect(page.locator("#jobs li").nth(1)).to_contain_text("127.0.0.1 is not public.", timeout=60_000)
    page.get_by_role("link", name="Show the articles").click()
    first = page.locator("table.list tbody tr").first
    expect(first).to_contain_text("Quay opens")
    expect(first).to_contain_text("Harbour Post")
    expect(first).to_contain_text("28 Feb 2023")


def test_the_table_is_searched_sorted_filtered_and_paged(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    rows = page.locator("table.list tbody tr")
    page.get_by_role("link", name="Title").click()
    expect(page.locator("th[aria-sort='ascending']")).to_have_text("Title")
    page.get_by_role("link", name="Title").click()
    expect(page.locator("th[aria-sort='descending']")).to_have_text("Title")
    assert "Alder 0" not in rows.first.inner_text()
    page.get_by_role("link", name="Title").click()
    expect(rows.first).to_contain_text("Alder 0")
    expect(page.locator("th[aria-sort]")).to_have_text("Title")
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_have_count(
        1
    )  # that of the list has its own name
    page.get_by_role("navigation", name="Pages of this list").get_by_role("link", name="Next").click()
    expect(page.locator(".found")).to_contain_text("51–100 of")
    assert "sort=title" in page.url
    page.locator("body").press("/")
    expect(page.get_by_role("searchbox", name="Words")).to_be_focused()
    page.keyboard.type("alder 77")
    page.keyboard.press("Enter")
    expect(page.locator(".found")).to_have_text("1–1 of 1 article")
    page.get_by_role("link", name="Alder 77").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder 77")
    page.goto(f"{own}/articles")
    page.locator(".find").get_by_label("Outlet").select_option("Outlet 2")
    page.get_by_label("To", exact=True).fill("2023-01-31")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".found")).to_have_text("1–7 of 7 articles")
    for name in rows.locator("td:nth-child(2)").all_inner_texts():
        assert name == "Outlet 2"


def test_a_search_is_narrowed_taken_back_and_saved(visit, own: str) -> None:
    page = visit('/articles?q="put+off+the+vote"', at=own).page
    first = page.locator(".found").inner_text()
    assert page.locator(".snippet mark").first.inner_text() == "put off the vote"
    narrower = page.get_by_role("navigation", name="Narrow the search").get_by_role("link", name="Outlet 2")
    number = narrower.locator(".number").inner_text()
    narrower.click()
    expect(page.locator(".found")).to_contain_text(f" of {number} article")
    expect(page.get_by_role("searchbox", name="Words")).to_have_value('"put off the vote" outlet:"Outlet 2"')
    page.get_by_role("button", name="Alert me").click()
    expect(page.locator("#search-saved")).to_contain_text("Saved.")
    page.get_by_role("list", name="What the search is restricted to").get_by_role("link", name="outlet").click()
    expect(page.locator(".found")).to_have_text(first)
    page.go_back()
    expect(page.locator(".found")).to_contain_text(f" of {number} article")
    page.locator("table.list th[scope=row] a").first.click()
    expect(page.locator("mark.cited")).to_have_text("put off the vote")
    page.goto(f"{own}/articles?q=after:soon")
    expect(page.get_by_role("alert")).to_contain_text("“soon” is no day")


def test_nothing_on_the_page_of_articles_is_out_of_line(visit, own: str) -> None:
    page = visit("/articles", at=own, width=1280).page
    boxes = """(query) => [...document.querySelectorAll(query)].map((one) => {
        const { top, bottom, height, width } = one.getBoundingClientRect();
        return { top: Math.round(top), bottom: Math.round(bottom), height: Math.round(height), width: Math.round(width) };
    })"""
    labels, fields = page.evaluate(boxes, ".find label"), page.evaluate(boxes, ".find :is(input, select, button)")
    assert len({one["top"] for one in labels}) == len({one["top"] for one in fields}) == 1
    assert {one["height"] for one in fields} == {36}
    removes = page.evaluate(boxes, "button.remove")
    assert removes
    assert max(one["height"] for one in removes) <= 34  # its name is on one line
    page.get_by_role("button", name="Remove: ").first.click()
    expect(page.locator("button.undo")).to_have_count(1)
    assert page.evaluate(boxes, "button.undo")[0]["height"] <= 36
    page.get_by_role("button", name="Undo: ").first.click()
    expect(page.locator("button.undo")).to_have_count(0)
    icon = page.locator("button.remove").first.evaluate("button => getComputedStyle(button, '::before').maskImage")
    assert icon.startswith("url(")
    leafing = page.locator("nav.pages").evaluate(
        "nav => getComputedStyle(nav).borderBottomStyle + getComputedStyle(nav).marginTop"
    )
    assert leafing == "none16px"
    expect(page.locator(".charts figcaption").first).to_have_text("Articles a week")
    expect(page.locator(".plot .scale span").last).to_have_text("0")


def test_an_article_is_removed_and_put_back(visit, own: str) -> None:
    page = visit("/articles?q=alder+33", at=own).page
    page.get_by_role("button", name="Remove: Alder 33").click()
    undo = page.get_by_role("button", name="Undo: Alder 33")
    expect(undo).to_be_focused()
    assert "No article fits." in visit("/articles?q=alder+33", at=own).page.locator(".found").inner_text()
    undo.click()
    expect(page.get_by_role("button", name="Remove: Alder 33")).to_be_visible()
    assert "1–1 of 1 article" in visit("/articles?q=alder+33", at=own).page.locator(".found").inner_text()


def test_an_article_is_corrected_and_shown_as_it_was_read_again(visit, own: str) -> None:
    page = visit("/articles?q=alder+35", at=own, width=320, height=600).page
    page.get_by_role("link", name="Alder 35").click()
    page.get_by_role("link", name="Correct").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Outlet").fill("The <b>Right</b> Post & Co")
    page.get_by_label("Day").fill("2024-02-29")
    page.get_by_label("Headline").fill("Alder 35, corrected")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alder 35, corrected")
    expect(page.locator(".kicker")).to_have_text("The Right Post & Co · 29 Feb 2024")
    expect(page.locator("footer")).to_contain_text("Corrected; the outlet was read as: Outlet 3")
    page.goto(f"{own}/articles?since=2024-02-29")
    expect(page.locator("table.list tbody tr")).to_contain_text(["The Right Post & Co"])
    page.get_by_role("link", name="Alder 35, corrected").click()
    page.get_by_role("link", name="Correct").click()
    page.get_by_role("button", name="Show as it was read").click()
    expect(page.locator(".kicker")).to_contain_text("Outlet 3")
    expect(page.locator("footer")).not_to_contain_text("Corrected")


def test_the_index_is_rebuilt_while_questions_are_answered(visit, own: str) -> None:
    asking = visit(at=own)
    page = visit("/articles", at=own).page
    assert page.locator("#index-state").count() == 0  # it is out of the daily way
    page.get_by_role("link", name="Administration").click()
    revision = page.locator("#index-state").inner_text()
    page.get_by_role("button", name="Rebuild the index").click()
    answer = asking.ask("What did the council of Alder 5 put off?")
    assert "failure" not in (answer.get_attribute("class") or "")
    expect(page.locator("#rebuilding li")).to_contain_text("Rebuilt; 0 passages had to be encoded.", timeout=120_000)
    expect(page.locator("#index-state")).not_to_have_text(revision)
    facts = page.locator("#index-state dt").all_inner_texts()
    assert {"Model", "Passages", "Revision", "Last build", "Size"} <= set(facts)


def test_charts_have_words(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    assert re.search(
        r"\d+ dated articles from .* to .*; most, ", page.locator("svg.chart").get_attribute("aria-label") or ""
    )
    expect(page.locator("table.bars")).to_contain_text("Outlet 2")


def test_too_large_a_file_and_foreign_requests_are_refused(visit, own: str) -> None:
    page = visit("/articles", at=own).page
    token = page.locator("meta[name='cuttings-token']").get_attribute("content") or ""
    ours = {"Origin": own, "X-Cuttings-Token": token, "Cookie": cookies(page)}
    for path in (
        "/articles/files?name=a.txt",
        "/articles/rebuild",
        "/articles/fetch",
        "/articles/abcdefghijkl/remove",
        "/article/abcdefghijkl/correct",
        "/articles/jobs/x/cancel",
    ):
        assert post(own, path, b"x") == 403
        assert post(own, path, b"x", **{**ours, "X-Cuttings-Token": "guess"}) == 403
        assert post(own, path, b"x", **{**ours, "Cookie": f"cuttings_reader={'a' * 32}"}) == 403  # of another reader
        assert post(own, path, b"x", **{**ours, "Origin": "http://evil.example"}) == 403
    assert post(own, "/articles/files?name=a.txt", b"", **{**ours, "Content-Length": str(65 * 1024 * 1024)}) == 413
    assert post(own, "/articles/abcdefghijkl/remove", **ours) == 404
    assert post(own, "/conversations/abc/delete", **ours) == 404
    assert post(own, "/conversations/abc/title", b'{"title": ' + b'"' + b"x" * 30_000 + b'"}', **ours) == 413


def test_read_only_offers_nothing_and_refuses(visit, read_only: str) -> None:
    shown = visit("/articles", at=read_only)
    assert shown.page.get_by_role("button", name="Remove").count() == 0
    assert shown.page.locator("#drop").count() == 0
    assert shown.page.get_by_role("link", name="Administration").count() == 0
    shown.page.goto(f"{read_only}/administration")
    assert shown.page.get_by_role("button", name="Rebuild the index").count() == 0
    asked = visit(at=read_only)
    expect(asked.ask("What will the new quay in Vellmar cost?")).to_contain_text("48 million")
    token = asked.page.evaluate("document.querySelector(\"meta[name='cuttings-token']\").content")
    ours = {"Origin": read_only, "X-Cuttings-Token": token, "Cookie": cookies(asked.page)}
    for path in (
        "/articles/files?name=a.txt",
        "/articles/rebuild",
        "/articles/abcdefghijkl/remove",
        "/articles/abcdefghijkl/restore",
    ):
        assert post(read_only, path, b"x", **ours) == 403
    answer = asked.page.locator("#chat .answer").first
    answer.get_by_role("button", name="Good answer").click()
    expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")


def test_files_are_added_to_a_collection(visit, own: str) -> None:
    shown = visit("/collections", at=own)
    page = shown.page
    page.get_by_label("Name").fill("Fir")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("h1")).to_have_text("Fir")
    text = {"mimeType": "text/plain", "buffer": digest(1, "Fir").encode()}
    page.locator("input[data-upload]").set_input_files([{"name": "fir.txt", **text}])
    expect(page.locator(".collected li")).to_have_count(1, timeout=60_000)
    page.locator("input[data-upload]").set_input_files([{"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}])
    expect(page.locator("#desk-said")).to_contain_text("empty.txt: The file is empty", timeout=60_000)


def test_feeds_are_followed_and_a_page_is_clipped(visit, own: str, own_archive: Path) -> None:
    shown = visit("/articles", at=own)
    page = shown.page
    page.get_by_role("link", name="Follow a feed").press("Enter")
    page.get_by_label("Address of a feed").fill("http://127.0.0.1/feed")
    page.keyboard.press("Enter")
    expect(page.locator("#cuttings-said")).to_contain_text("127.0.0.1 is not public.")
    assert len(shown.complaints) == 1
    assert "409" in shown.complaints.pop()
    with contextlib.closing(FollowedFeeds(ArchivePaths(own_archive))) as feeds:  # the server will refuse it
        feed = feeds.follow("http://127.0.0.1:1/feed", pages=True, every=1440, allow_private=True)
        feeds.keep_claim(feed.id, articles=3)
        feeds.finish(feed, Look(title="Vellmar <b>Daily", articles=3))
        page.reload()
        listed = page.locator(f"#feed-{feed.id}")
        expect(listed).to_contain_text("Looked just now: 3 new articles; 3 articles in all. Next look in 24 hours.")
        look = page.get_by_role("button", name="Look now: Vellmar <b>Daily")
        look.press("Enter")
        expect(look).to_be_focused()
        expect(listed.locator(".warning")).to_contain_text("The last look failed.", timeout=20_000)
        expect(page.locator("#cuttings-said")).to_contain_text("Port 1 is not asked")
        expect(look).to_be_focused()
        page.get_by_role("button", name="Stop following: Vellmar").press("Enter")
        expect(page.locator("#followed")).to_have_text("No feed is followed yet.")
        assert feeds.listed() == []
    # the bookmarklet, as it is pressed on another page
    code = page.locator(".bookmarklet").get_attribute("href")
    page.goto(f"{own}/stories")
    with page.expect_popup() as popup:
        page.evaluate(unquote(code.removeprefix("javascript:")))
    clipped = popup.value
    expect(clipped.get_by_label("Address of a page or a feed")).to_have_value(f"{own}/stories")
    expect(clipped.locator("#fetch")).to_contain_text("Clipped: Stories · Cuttings")
    expect(clipped.locator("#jobs li")).to_have_count(0)
    clipped.get_by_role("button", name="Fetch and add").click()
    expect(clipped.locator("#jobs li")).to_have_attribute("data-state", "failed", timeout=30_000)


def test_hostile_files_change_nothing_but_themselves(visit, own: str) -> None:
    evil = '<img src=x onerror="window.pwned=1">'
    line = "A line of a megabyte is only long. " * 30_000
    head = f"{evil} **Elm** \u202eltr\u202c zero\u200bwidth\n\n{evil}\nMay 9, 2023\nBy {evil}"
    text = f"{head}\n\n{evil} javascript:window.pwned=1 {{{{x}}}} ${{1}}\n\n{line}\n"
    page = visit("/articles", at=own).page
    choose(page, (f"{evil}.txt", text))
    expect(page.locator("#jobs li")).to_contain_text("1 added.", timeout=120_000)
    expect(page.locator("#jobs li .name")).to_have_text(f"{evil}.txt")
    shown = visit("/articles?sort=added", at=own)
    assert shown.page.locator("main img, main script[src]").count() == 0
    expect(shown.page.locator("table.list tbody tr").first).to_contain_text(evil)
    shown.page.locator("table.list tbody a").first.click()
    expect(shown.page.locator("h1")).to_contain_text(evil)
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    asked = visit(at=own)
    asked.page.get_by_role("button", name="Filters", exact=True).click()
    expect(asked.page.locator("#filter-panel .outlets")).to_contain_text("onerror")
    assert asked.page.locator("#filter-panel img").count() == 0


@pytest.mark.parametrize(("width", "height"), [(640, 400), (320, 568)])
def test_the_page_is_usable_when_small(visit, own: str, width: int, height: int) -> None:
    page = visit("/articles", at=own, width=width, height=height).page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("button", name="Show")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Remove: ")).first).to_be_visible()


def lighthouse() -> bytes:
    """A PDF of two pages with an article in two columns on its second."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 600), invariant=True)
    for number, line in enumerate(
        ("Keepers return to Skerry Point", "Island Post", "3 May 2024", "", "The lamp is lit again.")
    ):
        canvas.drawString(40, 550 - 15 * number, line)
    canvas.showPage()
    columns = (
        (
            40,
            (
                "The two keepers had missed the",
                "wind, and were pleased to be let",
                "in again by the harbour mas-",
                "ter himself, who lost the key.",
            ),
        ),
        (
            220,
            (
                "They are paid until October by",
                "the harbour office, which hopes",
                "that visitors will climb all of",
                "its 214 steps in the summer.",
            ),
        ),
    )
    canvas.setFont("Helvetica", 9)
    for x, lines in columns:
        for number, line in enumerate(lines):
            canvas.drawString(x, 500 - 15 * number, line)
    canvas.save()
    return file.getvalue()


SAVED = """<!doctype html><html><head><title>Fair opens at Sellen</title><link rel="preconnect" href="{there}">
<link rel="dns-prefetch" href="{there}"><link rel="stylesheet" href="{there}/a.css"><base href="{there}">
<meta http-equiv="refresh" content="1;url={there}/"><script src="{there}/a.js"></script>
<style>@import url("{there}/b.css"); h1 {{ color: rgb(0, 100, 0) }}</style></head>
<body onload="document.title = 'run'"><article><h1>Fair opens at Sellen</h1><p>The fair at Sellen opens on Friday, the mayor said.
It has forty stalls this year, and the mill is open to visitors on both days.</p><p><a href="{there}/l" ping="{there}/p">More</a>
<img src="{there}/1.png" alt="the fair"></p></article><script>document.querySelector("h1").textContent = "run"
top.location = "{there}"</script>
<iframe src="{there}/f"></iframe><form action="{there}/s"><button>Send</button></form></body></html>"""


def test_the_original_opens_at_the_quote_and_a_saved_page_opens_safely(visit, own: str) -> None:
    shown = visit("/articles", at=own)
    page = shown.page
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.settimeout(0.1)
        there = f"http://127.0.0.1:{elsewhere.getsockname()[1]}"
        saved = SAVED.format(there=there).encode()
        page.locator("#files").set_input_files(
            [
                {"name": "keepers.pdf", "mimeType": "application/pdf", "buffer": lighthouse()},
                {"name": "fair.html", "mimeType": "text/html", "buffer": saved},
            ]
        )
        for name in ("keepers.pdf", "fair.html"):
            expect(page.locator("#jobs li", has_text=name)).to_contain_text("1 added", timeout=60_000)

        page.goto(f"{own}/articles?q=keepers")
        page.get_by_role("link", name="Keepers return to Skerry Point").click()
        text = page.locator(".cutting .text").text_content() or ""
        start, end = text.index("pleased to be let"), text.index("October by") + len("October by the harbour office")
        page.goto(f"{own}{urlsplit(page.url).path}?start={start}&end={end}")
        page.get_by_role("link", name="The original, page 2").click()
        expect(page.get_by_text("The quote is marked.")).to_be_visible()
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        picture = page.get_by_role("img", name="Page 2 of the original")
        assert picture.evaluate("one => one.complete && one.naturalWidth > 900")
        box = picture.bounding_box() or {}
        marks = [one.bounding_box() or {} for one in page.locator(".printed rect").all()]
        assert [round(one["x"] - box["x"] > box["width"] / 2) for one in marks] == [0, 0, 0, 1, 1]
        assert all(box["y"] < one["y"] < box["y"] + box["height"] for one in marks)
        expect(page.locator("#cited")).to_be_in_viewport()
        page.get_by_role("link", name="Previous").first.click()
        expect(page.locator(".printed rect")).to_have_count(0)
        with page.expect_download() as download:
            page.get_by_role("link", name="Download the original").click()
        assert download.value.suggested_filename == "keepers.pdf"
        assert download.value.path().read_bytes() == lighthouse()
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") == 320

        page.goto(f"{own}/articles?q=stalls")
        page.get_by_role("link", name="Fair opens at Sellen").click()
        page.get_by_role("link", name="The original", exact=True).click()
        frame = page.frame_locator("iframe.saved")
        expect(frame.get_by_role("heading")).to_have_text("Fair opens at Sellen")
        expect(frame.get_by_role("heading")).to_have_css("color", "rgb(0, 100, 0)")
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
        address = page.locator("iframe.saved").get_attribute("src")
        page.wait_for_timeout(1_500)  # longer than the page would wait before it went elsewhere
        page.goto(f"{own}{address}")
        expect(page.get_by_role("heading")).to_have_text("Fair opens at Sellen")
        page.get_by_text("More").click()
        page.wait_for_timeout(1_500)
        assert page.url == f"{own}{address}"
        with pytest.raises(TimeoutError):
            elsewhere.accept()
    refused = [one for one in shown.complaints if there in one]
    assert all("style-src" in one for one in refused)
    shown.complaints[:] = [one for one in shown.complaints if one not in refused]
