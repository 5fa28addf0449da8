"""What stands beside question and answer: steps, marks, copies, exports, filters, kept conversations, votes, French."""

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.service]

QUAY = "What will the new quay in Vellmar cost?"
QUAY_SENTENCE = "The new quay in Vellmar will cost 48 million crowns, harbour master Ilse Tarn told the board."


def cuttings(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "qa.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_answer_comes_in_steps_that_can_be_followed(visit) -> None:
    page = visit().page
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                const last = [...document.querySelectorAll("#chat .answer")].at(-1);
                if (last && window.seen.at(-1) !== last.innerText) window.seen.push(last.innerText);
            }).observe(document.querySelector("#chat"), { childList: true, subtree: true, characterData: true });
        }"""
    )
    page.locator("#question textarea").fill(QUAY)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer blockquote")).not_to_have_count(0, timeout=30_000)
    seen = page.evaluate("window.seen")
    assert seen[0].startswith("Searching the articles…")
    found = next(text for text in seen if "Found" in text)
    assert re.match(r"Found \d+ passages in \d articles?", found)
    assert QUAY_SENTENCE in seen[-1]
    assert seen.index(found) < len(seen) - 1


def test_passages_are_grouped_and_the_words_that_matched_marked(visit) -> None:
    answer = visit().ask(QUAY)
    answer.locator("summary").click()
    headings = answer.locator(".passages h3").all_inner_texts()
    assert headings[0] == "Vellmar puts off the vote on its new quay"
    assert len(headings) == len(set(headings))
    marked = {text.casefold() for text in answer.locator(".passages mark.word").all_inner_texts()}
    assert {"new", "quay", "vellmar", "cost"} <= marked
    assert QUAY_SENTENCE in "".join(answer.locator(".passages mark:not(.word)").first.inner_text())


def test_other_quotes_of_the_same_article_are_named_in_the_panel(visit) -> None:
    shown = visit()
    answer = shown.ask("What did the harbour board do with item 12?")
    quotes = answer.locator("blockquote")
    expect(quotes).to_have_count(2)
    expect(quotes.nth(1)).to_be_hidden()
    expect(answer.locator(".more-quotes > summary")).to_have_text("1 more quote")
    quotes.first.locator("a.chip").click()
    panel = shown.page.locator("#cutting-panel")
    expect(panel.locator(".place")).to_have_text("1 of 2")
    assert panel.locator("mark.also").count() == 1  # the other quote
    others = panel.locator(".others")
    expect(others).to_contain_text("This answer also cites here:")
    others.get_by_role("button", name="[2]").click()
    expect(quotes.nth(1).locator("a.chip[aria-current]")).to_be_visible()
    expect(others).to_contain_text("[1]")


PASTED = {
    "Plain text": f"“{QUAY_SENTENCE}” — Ilse Anders, “Vellmar puts off the vote on its new quay”, Vellmar Courier, 8 Mar 2024",
    "Markdown": "> The new quay in Vellmar",
    "HTML": '<blockquote cite="https://www.example.org/quay?a=1&amp;b=2">',
    "BibTeX": "@article{cuttings-",
    "CSL-JSON": '"type": "article-newspaper"',
}


def test_a_quote_is_copied_with_its_citation(visit) -> None:
    shown = visit()
    page = shown.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.ask(QUAY)
    opener = page.get_by_role("button", name="Copy quote 1 with its citation")
    menu = page.get_by_role("menu", name="Copy")
    for number, (name, part) in enumerate(PASTED.items()):
        opener.focus()
        page.keyboard.press("Enter")
        expect(menu.get_by_role("menuitem").first).to_be_focused()
        for _ in range(number):
            page.keyboard.press("ArrowDown")
        expect(menu.get_by_role("menuitem", name=name, exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=f"Copied as {name}.")).to_be_visible()
        expect(opener).to_be_focused()
        assert part in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("kind", ["Markdown", "HTML"])
def test_an_exported_conversation_is_verified(visit, archive: Path, tmp_path: Path, kind: str) -> None:
    shown = visit()
    shown.ask("When did the mayor of Ostby open the new bridge?")
    answer = shown.ask(QUAY)
    answer.get_by_role("button", name="Export").click()
    with shown.page.expect_download() as download:
        shown.page.get_by_role("menuitem", name=f"Conversation as {kind}").click()
    path = tmp_path / f"exported.{'md' if kind == 'Markdown' else 'html'}"
    download.value.save_as(path)
    assert len(re.findall(r"sha256=[0-9a-f]{64}", path.read_text(encoding="utf-8"))) > 4
    good = cuttings("verify", str(path), "--archive", str(archive))
    assert (good.returncode, good.stderr) == (0, "")
    assert re.match(
        r"(\d+) of \1 citations are as they were\.\nChecked is this file as a program reads it", good.stdout
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("48 million crowns", "84 million crowns"), encoding="utf-8")
    bad = cuttings("verify", str(path), "--archive", str(archive), "--json")
    assert bad.returncode == 1
    altered = [one for one in json.loads(bad.stdout) if one["state"] != "same"]
    assert [one["state"] for one in altered] == ["altered"]
    assert "84 million" in altered[0]["text"]


def test_filters_are_chosen_and_taken_away(visit) -> None:
    shown = visit()
    page = shown.page
    toggle = page.get_by_role("button", name="Filters", exact=True)
    toggle.click()
    panel = page.get_by_role("group", name="Filters", exact=True)
    expect(panel.get_by_label("Ostby Herald 1")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(toggle).to_be_focused()
    remove = page.get_by_role("button", name="Remove the filter Ostby Herald")
    expect(remove).to_be_visible()
    answer = shown.ask(QUAY)
    expect(answer).to_contain_text("only Ostby Herald")
    assert all("Ostby Herald" in chip for chip in answer.locator("a.chip").all_text_contents())
    # where that outlet has no answer, all others are a click away
    refusal = shown.ask("Who won the chess cup of Atlantis in 1742?")
    expect(refusal).to_have_class(re.compile(r"\brefusal\b"))
    refusal.get_by_role("button", name="Search all outlets").click()
    expect(page.locator("#chat .user-row")).to_have_count(3)
    expect(page.locator("#chat .answer").nth(2)).to_contain_text("Searched 2 articles", timeout=30_000)
    expect(remove).to_have_count(0)
    page.wait_for_timeout(500)
    expect(shown.ask(QUAY)).to_contain_text(QUAY_SENTENCE)


def test_days_are_picked_from_the_histogram_by_mouse_and_by_keys(visit) -> None:
    page = visit().page
    page.get_by_role("button", name="Filters", exact=True).click()
    first = page.get_by_role("button", name="8 Mar 2024: 1 article")
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("From")).to_have_value("2024-03-08")
    expect(page.get_by_role("button", name="Remove the filter 8 Mar 2024")).to_be_visible()
    first.press("ArrowRight")
    second = page.get_by_role("button", name="9 Mar 2024: 1 article")
    expect(second).to_be_focused()
    second.click(modifiers=["Shift"])
    expect(page.get_by_role("button", name="Remove the filter 8 Mar 2024 – 9 Mar 2024")).to_be_visible()
    page.get_by_label("From").fill("2024-03-09")
    expect(page.get_by_role("button", name="Remove the filter 9 Mar 2024")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Remove the filter 9 Mar 2024")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Filters", exact=True).click()
    page.get_by_role("button", name="Remove all filters").click()
    expect(page.locator("#filters .filter")).to_have_count(0)


def test_what_a_question_implies_is_shown_and_can_be_taken_away(visit) -> None:
    shown = visit()
    answer = shown.ask("What was opened in Ostby on 9 March 2024?")
    chip = answer.locator("button.filter")
    expect(chip).to_contain_text("2024")
    before = shown.page.locator("#chat .answer").count()
    chip.click()
    expect(shown.page.locator("#chat .user-row")).to_have_count(before + 1)
    again = shown.page.locator("#chat .answer").nth(before)
    expect(again.locator("details.passages")).to_have_count(1, timeout=30_000)
    expect(again.locator("button.filter")).to_have_count(0)


def test_what_an_earlier_question_adds_is_shown_and_can_be_taken_away(visit) -> None:
    shown = visit()
    shown.ask(QUAY)
    answer = shown.ask("And who told them that?")
    words = answer.locator(".only button.filter")
    expect(words.first).to_contain_text(re.compile("quay.*×|new.*×", re.IGNORECASE))
    expect(answer).not_to_contain_text("Searched for")
    before = words.all_inner_texts()
    removed = words.filter(has_text="Vellmar")
    removed.click()
    fewer = shown.page.locator("#chat .answer").nth(2).locator(".only button.filter")
    expect(fewer).to_have_count(len(before) - 1, timeout=30_000)
    assert sorted([*fewer.all_inner_texts(), "Vellmar ×"]) == sorted(before)
    fewer.filter(has_text="all of them").click()
    again = shown.page.locator("#chat .answer").nth(3)
    expect(again).not_to_have_class(re.compile("searching"), timeout=30_000)
    expect(shown.page.locator("#chat .question").nth(3)).to_have_text("And who told them that?")
    expect(again.locator(".tools")).to_be_attached(timeout=30_000)
    expect(again.locator(".only button.filter")).to_have_count(0)


def test_a_conversation_is_kept_renamed_found_opened_and_deleted(visit) -> None:
    shown = visit(width=1000)
    page = shown.page
    shown.ask(QUAY)
    page.reload()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=30_000)
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.get_by_role("button", name="Conversations").click()
    history = page.get_by_role("navigation", name="Conversations")
    expect(history.locator("li")).to_have_count(1)
    expect(history.locator("li .open")).to_be_focused()
    history.get_by_role("button", name=re.compile("^Rename")).click()
    page.keyboard.type("The <b>price</b> of a quay")
    page.keyboard.press("Enter")
    expect(history.locator("li .title")).to_have_text("The <b>price</b> of a quay")
    search = history.get_by_role("searchbox")
    search.fill("zebra")
    expect(history).to_contain_text("No conversation says that.")
    search.fill("48 million")
    history.locator("li .open").click()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE)
    page.get_by_role("button", name="Conversations").click()
    history.get_by_role("button", name=re.compile("^Delete")).click()
    history.get_by_role("button", name="Delete", exact=True).click()
    expect(history).to_contain_text("No conversations yet.")
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(history).to_be_hidden()


def test_a_conversation_is_shared_read_only_and_that_is_ended(visit) -> None:
    shown = visit()
    page = shown.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.ask(QUAY)
    rail = page.get_by_role("navigation", name="Conversations")
    share = rail.get_by_role("button", name=re.compile("^Share"))
    share.press("Enter")
    dialog = page.get_by_role("dialog", name="Share this conversation")
    dialog.get_by_role("button", name="Make an address").press("Enter")
    expect(dialog.get_by_role("button", name="Copy")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cuttings-said")).to_contain_text("The address is copied.")
    address = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(share).to_be_focused()
    expect(rail.locator("li .when")).to_contain_text("shared")

    other = visit(urlsplit(address).path, scripts=False)
    expect(other.page.locator("#chat .quote p").first).to_have_text(QUAY_SENTENCE)
    assert other.page.locator("#chat :is(button, input, textarea)").count() == 0
    expect(other.page.get_by_text("It can only be read.")).to_be_visible()
    text = pypdfium2.PdfDocument(other.page.pdf(format="A4"))[0].get_textpage().get_text_bounded()
    assert QUAY_SENTENCE in " ".join(text.split())
    assert "Dossiers" not in text
    other.page.locator("#chat .quote a.cite").first.click()
    expect(other.page.locator("mark.cited")).to_have_text(QUAY_SENTENCE)

    page.locator("#chat .answer").get_by_role("button", name="Export").click()
    page.get_by_role("menuitem", name="Share by address").click()
    dialog.get_by_role("link", name="What you share").click()
    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert other.page.goto(address).status == 404


def test_nobody_sees_what_another_reader_asked(visit) -> None:
    visit().ask(QUAY)
    page = visit().page
    expect(page.get_by_role("navigation", name="Conversations")).to_contain_text("No conversations yet.")


def test_where_there_is_room_conversations_are_a_rail_that_follows(visit) -> None:
    shown = visit()
    page = shown.page
    rail = page.get_by_role("navigation", name="Conversations")
    expect(rail).to_contain_text("No conversations yet.")
    answer = shown.ask(QUAY)
    expect(rail.locator("li .open[aria-current]")).to_contain_text(QUAY)
    boxes = [one.bounding_box() for one in (rail, answer, page.locator("#question"))]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert boxes[0]["y"] + boxes[0]["height"] > 700  # down to the end of the window
    assert page.get_by_role("button", name="Conversations").count() == 0
    rail.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    expect(rail.locator("li .open[aria-current]")).to_have_count(0)
    shown.ask("When did the mayor of Ostby open the new bridge?")
    expect(rail.locator("li")).to_have_count(2)
    rail.get_by_role("searchbox").fill("cost?")
    expect(rail.locator("li")).to_have_count(1)
    rail.locator("li .open").click()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE)
    # an open article takes the room of the rail, which is a drawer then
    page.locator("#chat .answer blockquote a.chip").first.click()
    panel = page.locator("#cutting-panel")
    expect(panel).to_be_visible()
    opener = page.get_by_role("button", name="Conversations")
    for width in (1210, 1280, 1440, 1600, 1750):
        page.set_viewport_size({"width": width, "height": 800})
        expect(rail).to_be_hidden()
        assert shown.is_seen(opener)
        assert shown.is_seen(page.get_by_role("button", name="New conversation"))
    opener.press("Enter")
    expect(rail.locator("li .open").first).to_be_focused()
    expect(rail.get_by_role("button", name="Close (Esc)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    expect(opener).to_be_focused()
    expect(panel).to_be_visible()
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(rail).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.keyboard.press("Escape")
    expect(rail).to_be_visible()
    # the keys are shown by one
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("to the question box")
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    page.get_by_role("button", name="Keys").click()
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#question textarea").press("?")
    expect(keys).to_have_count(0)
    expect(page.locator("#question textarea")).to_have_value("?")
    # a window that becomes wide only after the page was loaded has its rail filled, too
    page.set_viewport_size({"width": 1000, "height": 800})
    page.reload()
    expect(opener).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(rail.locator("li")).to_have_count(2)


def test_what_is_printed_is_answers_quotes_places_and_the_article_with_its_mark(visit) -> None:
    shown = visit(scheme="dark")
    page = shown.page
    first = shown.ask(QUAY)
    shown.ask("What did the harbour board do with item 12?")
    shown.ask("Who won the chess cup of Atlantis in 1742?")
    first.locator("blockquote a.chip").first.click()
    expect(page.locator("#cutting-panel mark.cited")).to_be_visible()
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    pages = [" ".join(one.get_textpage().get_text_bounded().split()) for one in document]
    text = " ".join(pages)
    for part in (
        QUAY,
        QUAY_SENTENCE,
        "Vellmar Courier",
        "Vellmar puts off the vote on its new quay",
        "went through item 13 of",  # of a quote that was folded
        "Nothing in these articles answers that.",
        "start=",  # where a quote is
        "went through item 60 of",  # the end of the article
    ):
        assert part in text, part
    for part in ("Ask these articles", "Filters", "Conversations", "Export", "Copy", "1 more quote"):
        assert part not in text, part
    marked = next(number for number, one in enumerate(pages) if number and QUAY_SENTENCE in one)
    colours = document[marked].render(scale=1).to_pil().convert("RGB").getcolors(1 << 24)
    assert sum(count for count, (red, green, blue) in colours if red > 240 and 200 < green < 240 and blue < 170) > 500
    paper = max(colours)[1]
    assert min(paper) > 250  # on white, though the page is dark


def test_a_vote_is_stored_and_listed_for_a_question_set(visit, archive: Path) -> None:
    shown = visit()
    answer = shown.ask(QUAY)
    answer.get_by_role("button", name="Good answer").click()
    expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")
    listed = cuttings("feedback", "--json", "--vote", "up", "--archive", str(archive))
    row = json.loads(listed.stdout.splitlines()[-1])
    assert row["question"] == QUAY
    assert QUAY_SENTENCE in row["answers"][0]["text"]
    assert row["model"].startswith("all-MiniLM")
    shown.page.reload()
    expect(shown.page.get_by_role("button", name="Good answer")).to_have_attribute(
        "aria-pressed", "true", timeout=30_000
    )
    shown.page.get_by_role("button", name="Bad answer").click()
    expect(shown.page.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "false")
    assert "bad  What will the new quay" in cuttings("feedback", "--archive", str(archive)).stdout


def test_a_question_to_go_on_with_is_asked_by_a_click(visit) -> None:
    shown = visit()
    answer = shown.ask(QUAY)
    follow_up = answer.locator(".follow-ups button").first
    text = follow_up.inner_text()
    follow_up.click()
    expect(shown.page.locator("#chat .question").nth(1)).to_have_text(text)
    expect(shown.page.locator("#chat .answer").nth(1).locator("details")).to_have_count(1, timeout=30_000)
    assert text == "What did Ilse Tarn say?"
    assert shown.page.locator("#chat .follow-ups").count() <= 1


def test_the_page_speaks_french(visit) -> None:
    shown = visit(locale="fr-FR")
    page = shown.page
    expect(page.get_by_role("textbox", name="Votre question")).to_have_attribute(
        "placeholder", "Posez une question à ces articles"
    )
    expect(page.locator("#masthead")).to_contain_text("2 articles · 2 titres · 8 mars 2024 – 9 mars 2024")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    answer = shown.ask("Who won the chess cup of Atlantis in 1742?")
    expect(answer).to_contain_text("Rien dans ces articles n’y répond.")
    expect(page.get_by_role("button", name="Demander", exact=True)).to_be_visible()
    page.get_by_role("button", name="Filtres").click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator("#chat .welcome")).to_contain_text("Demandez avec vos propres mots.")
