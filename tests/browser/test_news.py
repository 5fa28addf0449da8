"""News sense in a real browser: what stands beside an answer, stories, timelines, who said what, what changed, alerts."""

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import icalendar
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"

pytestmark = [pytest.mark.browser, pytest.mark.service]

HURT = "How many people were hurt when the ferry struck the pier?"
SALT = "What will Talvi Salt & Soda spend on evaporators?"
ULVARD = "What did Captain Ulvard say?"
CHESS = "Who won the world chess championship?"

EVIL = '<img src=x onerror="window.pwned=1"></script><script>window.pwned=1</script> [x](javascript:window.pwned=1) \u202edlo'
"""What no article should be able to do anything with: markup, a script, an address that is one, a turned direction."""


def cuttings(*arguments: str) -> str:
    command = [sys.executable, "-m", "qa.cli", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(path: Path, *articles: dict[str, str]) -> str:
    path.write_text("".join(f"{json.dumps(article)}\n" for article in articles), encoding="utf-8")
    return str(path)


def story(number: int) -> dict[str, str]:
    """One of many articles about the same event, each in words of its own."""
    told = f"Reporter number {number} of the paper counted {number + 3} lanterns along the quay afterwards."
    return {
        "title": "Lighthouse of Hollin Reef goes dark in storm",
        "outlet": f"Coast Paper {number}",
        "published": f"2024-05-{1 + number % 4:02d}",
        "text": "The lighthouse of Hollin Reef went dark in a storm on May 1, 2024, and keeper Odd Marsten lit it again by hand. "
        f"\n\n“I counted the waves,” Odd Marsten said.\n\n{told}",
    }


def lamps(number: int) -> dict[str, str]:
    """An article that was changed later."""
    return {
        "title": "Tarnholm gets new lamps",
        "outlet": "North Sentinel",
        "published": "2024-07-09",
        "url": "https://example.org/tarnholm-lamps",
        "text": f"The town of Tarnholm gets {number} new street lamps before the winter, engineer Signe Rovik said.\n\n"
        "They use a third of the current that the old ones took.",
    }


def hostile(number: int) -> dict[str, str]:
    """One of two articles that differ and have in each part what does not belong there; as JSON of a web site has it."""
    burnt, rest = (
        ("A fire at the old mill in Grauhof injured 17 people on June 1, 2024, the fire brigade said.",
         "Sacks of rye had stood beside a heater, and the wind carried sparks over the pond to the stables."),
        ("The fire at the old mill in Grauhof on June 1, 2024 injured 34 people, the hospital said.",
         "Nurses were called in from three districts while neighbours brought blankets and soup to the school."),
    )[number - 1]  # fmt: skip
    said = f"“The roof came down {EVIL} at noon,” fire chief Berit Solvang said.\n\n“{EVIL},” Berit Solvang said."
    return {
        "title": html.escape(f"Mill at Grauhof burns {EVIL}"),
        "outlet": html.escape(f"{EVIL} {number}"),
        "byline": html.escape(EVIL),
        "published": f"2024-06-0{number}",
        "url": f"javascript:window.pwned={number}",
        "text": html.escape(f"{burnt}\n\n{rest} {EVIL}\n\n{said}"),
    }


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with our sample, with what is hostile, and with a story that many tell."""
    folder = tmp_path_factory.mktemp("newsroom")
    archive = folder / "archive"
    files = [
        str(SAMPLE),
        written(folder / "hostile.jsonl", hostile(1), hostile(2)),
        written(folder / "many.jsonl", *map(story, range(30))),
        written(folder / "lamps.jsonl", lamps(210)),
    ]
    cuttings("--archive", str(archive), "add", *files)
    cuttings("--archive", str(archive), "add", written(folder / "lamps.jsonl", lamps(240)))
    return archive


@pytest.fixture(scope="module")
def desk(newsroom: Path, serve) -> Iterator[str]:
    yield from serve("--archive", str(newsroom), log=newsroom.with_name("server.log"))


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} — {node['failureSummary']}" for one in found for node in one["nodes"]]


def panel_of(page: Page) -> Locator:
    panel = page.locator("#cutting-panel")
    expect(panel).to_be_visible()
    return panel


def marked(panel: Locator) -> Locator:
    return panel.locator("mark.cited").first


def story_link(answer: Locator) -> Locator:
    return answer.locator(".beside a.desk[href^='/story/']").first


def story_address(page: Page, at: str, title: str) -> str:
    page.goto(f"{at}/stories")
    address = page.locator("ol.stories a", has_text=title).get_attribute("href")
    assert address
    return address


# ---- beside an answer


def test_what_articles_tell_differently_leads_to_each_sentence(visit, desk: str) -> None:
    shown = visit(at=desk)
    answer = shown.ask(HURT)
    box = answer.locator(".differs", has_text="About 40")
    line = box.locator("summary")
    expect(line).to_have_text(re.compile(r"Articles differ on .+: at least 27, About 40"))
    expect(box.locator(".value").first).to_be_hidden()
    line.focus()
    shown.page.keyboard.press("Enter")
    expect(box.locator(".value").first).to_be_visible()
    best = answer.locator("blockquote p").first
    others = answer.locator(".more-quotes")
    expect(others.locator("summary")).to_have_text(re.compile(r"\d more quotes?"))
    expect(others.locator("blockquote").first).to_be_hidden()
    others.locator("summary").focus()
    shown.page.keyboard.press("Enter")
    expect(others.locator("blockquote").first).to_be_visible()
    sizes = [
        one.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") for one in (best, others.locator("p").first)
    ]
    assert sizes[0] > sizes[1]
    assert answer.locator(".passages .number").count() == 0  # what was found is not numbered like what is quoted
    values = {"at least 27": "at least 27 people", "About 40": "About 40 people have been hurt"}
    for value, sentence in values.items():
        box.locator(".value", has_text=value).locator("a.chip").first.click()
        mark = marked(panel_of(shown.page))
        expect(mark).to_contain_text(sentence)
        assert shown.is_seen(mark)
        shown.page.keyboard.press("Escape")
    # what is quoted above in full is not told once more
    assert box.locator(".value", has_text="at least 27").locator("q").count() == 0


def test_each_citation_opens_though_its_article_is_linked_beside_the_answer_too(visit, desk: str) -> None:
    shown = visit(at=desk)
    answer = shown.ask(HURT)
    for fold in answer.locator(".more-quotes > summary").all():
        fold.click()
    for chip in answer.locator("blockquote a.chip").all():
        chip.click()
        expect(chip).to_have_attribute("aria-current", "true")
        expect(marked(panel_of(shown.page))).to_be_visible()


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_the_story_opens_beside_the_answer_and_closes_again(visit, desk: str, way: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    answer = shown.ask(HURT)
    around = answer.locator("details.around")
    expect(around.locator("> summary")).to_have_text("Around this answer")
    expect(around.locator("p.story").first).to_contain_text(re.compile(r"Part of the story .+ \d articles, \d outlets"))
    around.locator("> summary").click()
    expect(around.locator("p.story").first).to_be_hidden()
    around.locator("> summary").click()
    link = story_link(answer)
    if way == "mouse":
        link.click()
    else:
        link.focus()
        page.keyboard.press("Enter")
    panel = panel_of(page)
    expect(panel.get_by_role("article")).to_contain_text("4 articles · 3 outlets")
    expect(page.get_by_role("complementary", name="Story")).to_be_focused()
    expect(panel.get_by_role("button", name="Next citation")).to_be_hidden()
    expect(panel.locator("section h3").first).to_have_text("Articles")
    assert page.url.startswith(f"{desk}/#conversation=")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()


def test_from_a_story_to_an_article_and_back(visit, desk: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    answer = shown.ask(HURT)
    link = story_link(answer)
    link.click()
    panel = panel_of(page)
    title = panel.locator("#cutting-title").inner_text()
    first = panel.locator("ol.articles a").nth(1)
    name = first.inner_text()
    first.focus()
    page.keyboard.press("Enter")
    expect(panel.locator("#cutting-title")).to_have_text(name)
    expect(page.get_by_role("complementary", name="Article")).to_be_focused()
    back = panel.get_by_role("button", name="Back to the story")
    expect(back).to_be_visible()
    panel.locator(".beside a.desk").click()
    expect(panel.locator("#cutting-title")).to_have_text(title)
    panel.get_by_role("button", name="Back to the article").click()
    expect(panel.locator("#cutting-title")).to_have_text(name)
    back.click()
    expect(panel.locator("#cutting-title")).to_have_text(title)
    expect(panel.locator("ol.articles a").nth(1)).to_be_focused()
    expect(back).to_be_hidden()
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    # what is opened from the answer begins anew
    answer.locator("blockquote a.chip").first.click()
    expect(panel.get_by_role("button", name="Back to")).to_have_count(0)


def test_a_quoted_article_that_was_corrected_says_so(visit, desk: str) -> None:
    shown = visit(at=desk)
    note = shown.ask(SALT).locator(".amended").first
    expect(note).to_contain_text("Corrected on 20 Mar 2024:")
    note.locator("a").click()
    panel = panel_of(shown.page)
    expect(panel.locator("#cutting-title")).to_contain_text("Correction: Ostrel salt works")
    panel.get_by_role("link", name="compare").first.click()
    page = shown.page
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Since “Ostrel salt works to hire 1,400 people”")
    expect(page.locator("ul.changes del")).to_contain_text("hire 1,400 people there")
    expect(page.locator("ul.changes ins")).to_contain_text("hire 140 people")


def test_what_changed_since_an_earlier_version_is_marked_in_its_words(visit, desk: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    shown.ask("How many lamps does Tarnholm get?").locator("blockquote a.chip").first.click()
    panel_of(page).get_by_role("link", name="What changed since version 1").click()
    expect(page.locator("ul.changes del")).to_have_text(["210"])
    expect(page.locator("ul.changes ins")).to_have_text(["240"])
    page.locator("main").get_by_role("link", name="Tarnholm gets new lamps").click()
    expect(page.locator("article.cutting")).to_contain_text("240 new street lamps")


def test_what_somebody_said_is_listed_word_for_word(visit, desk: str) -> None:
    shown = visit(at=desk)
    said = shown.ask(ULVARD).locator(".beside .said")
    said.locator("summary").click()
    expect(said.locator("summary")).to_contain_text("Dagny Ulvard")
    expect(said.locator("li").first).to_contain_text("Dagny Ulvard")
    expect(said.locator("q").first).to_contain_text("The engine did not answer.")
    said.locator("a.chip").first.click()
    expect(marked(panel_of(shown.page))).to_contain_text("The engine did not answer.")


def test_a_refusal_tells_what_is_covered(visit, desk: str) -> None:
    shown = visit(at=desk)
    refusal = shown.ask(CHESS)
    expect(refusal).to_contain_text("Nothing in these articles answers that.")
    covered = refusal.locator(".beside")
    expect(covered).to_contain_text("Nearest to it, these articles cover:")
    assert 1 <= covered.locator("li").count() <= 3
    link = covered.locator("li a").first
    name = link.inner_text()
    link.click()
    expect(panel_of(shown.page).locator("#cutting-title")).to_have_text(name)


def test_the_article_panel_tells_story_speakers_and_names(visit, desk: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    shown.ask(HURT).locator("blockquote a.chip", has_text="Talvi News Agency").first.click()
    panel = panel_of(page)
    about = panel.get_by_role("region", name="About this article")
    expect(about.locator("p.story")).to_contain_text("outlets")
    expect(about.locator(".said")).to_contain_text("Ivo Sandrel")
    about.get_by_role("link", name="in the text").nth(1).click()
    expect(marked(panel)).to_have_text("We do not yet know why.")
    expect(panel.get_by_role("button", name="Back to the article")).to_be_visible()
    named = panel.get_by_role("region", name="About this article").locator(".named a").first
    name = named.inner_text()
    named.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert page.locator("ol.articles li").count() > 1


def test_beside_an_answer_speaks_french(visit, desk: str) -> None:
    shown = visit(at=desk, locale="fr-FR")
    answer = shown.ask(HURT)
    expect(answer.locator(".differs").first).to_contain_text("Les articles divergent")
    expect(answer.locator(".beside p.story").first).to_contain_text("Fait partie de l’affaire")
    story_link(answer).click()
    panel = panel_of(shown.page)
    panel.locator("ol.articles a").first.click()
    expect(panel.get_by_role("button", name="Retour à l’affaire")).to_be_visible()
    shown.page.keyboard.press("Escape")
    for english in ("Around", "differ ", "Part of", "Story", "Timeline", "contradict it"):
        assert english not in answer.locator(".beside").inner_text()


# ---- timelines


def test_the_timeline_of_an_answer_is_a_picture_that_can_be_followed(visit, desk: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    answer = shown.ask(HURT)
    answer.get_by_role("link", name="Timeline of this answer").click()
    panel = panel_of(page)
    plot = panel.locator("svg.when")
    label = plot.get_attribute("aria-label") or ""
    assert re.match(r"\d+ articles of \d+ outlets from 8 Mar 2024 to .*; \d+ events? marked", label)
    expect(panel.get_by_role("group", name=label)).to_be_visible()
    assert panel.locator("ol.events > li").count() >= 3
    dot = plot.get_by_role("link").first
    expect(dot).to_have_accessible_name(re.compile(r".+ – .+, 8 Mar 2024"))
    dot.focus()
    page.keyboard.press("Enter")
    expect(panel.locator("article.cutting")).to_be_visible()
    panel.get_by_role("button", name="Back to the timeline").click()
    expect(plot.get_by_role("link").first).to_be_focused()
    panel.locator("ol.events a.chip").first.click()
    expect(marked(panel)).to_be_visible()


def test_a_timeline_is_downloaded_as_files_that_others_read(visit, desk: str) -> None:
    page = visit("/stories", at=desk).page
    address = story_address(page, desk, "Ferry strikes pier")
    page.goto(f"{desk}{address}")
    files = {}
    for name in ("Markdown", "CSV", "calendar (ICS)"):
        with page.expect_download() as download:
            page.get_by_role("link", name=name, exact=True).click()
        files[name] = Path(download.value.path()).read_text(encoding="utf-8")
        assert "Ferry strikes pier" in download.value.suggested_filename
    events = page.locator("ol.events > li").count()
    assert files["Markdown"].startswith("# ")
    rows = list(csv.DictReader(io.StringIO(files["CSV"])))
    assert len(rows) >= events
    calendar = icalendar.Calendar.from_ical(files["calendar (ICS)"])
    assert 0 < len(calendar.walk("VEVENT")) <= events


# ---- pages


def test_the_page_of_who_said_what_finds_by_name(visit, desk: str) -> None:
    page = visit("/said", at=desk).page
    expect(page.get_by_role("link", name="Odd Marsten")).to_be_visible()
    page.get_by_label("Who?").fill("captain ulvard")
    page.keyboard.press("Enter")
    expect(page.locator("ul.said-list")).to_contain_text("The engine did not answer.")
    page.locator("ul.said-list a.chip").first.click()
    expect(page.locator("mark.cited").first).to_contain_text("The engine did not answer.")
    page.goto(f"{desk}/said?name={quote('Nobody Atall')}")
    expect(page.locator("main")).to_contain_text("No article quotes anybody of that name.")


def test_a_long_story_shows_its_first_articles_and_folds_the_rest(visit, desk: str) -> None:
    page = visit("/stories", at=desk).page
    page.goto(f"{desk}{story_address(page, desk, 'Hollin Reef')}")
    articles = page.locator("ol.articles > li")
    expect(articles).to_have_count(30)
    assert sum(one.is_visible() for one in articles.all()) == 20
    page.get_by_text("10 more articles").click()
    expect(articles.last).to_be_visible()


def test_names_are_listed_by_kind(visit, desk: str) -> None:
    page = visit("/named", at=desk).page
    assert "Places" in page.locator("h2").all_inner_texts()
    page.get_by_label("Name").fill("port sellen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("port sellen")
    expect(page.locator("main")).to_contain_text(re.compile(r"Named in \d+ articles"))


# ---- saved questions

BRIDGE = {
    "title": "Vessmark bridge reopens",
    "outlet": "North Sentinel",
    "published": "2024-07-03",
    "text": "The iron bridge at Vessmark reopened to traffic on July 2, 2024, after repairs that took fourteen months.\n\n"
    "Mayor Sanna Oddvik cut the ribbon and a brass band played until dusk.",
}


def test_a_question_is_saved_from_its_answer_and_answered_once(visit, serve, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    cuttings("--archive", str(archive), "add", str(SAMPLE))
    for at in serve("--archive", str(archive), log=tmp_path / "server.log"):
        shown = visit(at=at)
        page = shown.page
        answer = shown.ask("When did the iron bridge at Vessmark reopen to traffic?")
        tool = answer.get_by_role("button", name=re.compile("^Alert me"))
        tool.evaluate(
            """tool => {
                tool.click();
                window.atOnce = tool.textContent;
            }"""
        )
        assert page.evaluate("window.atOnce") == "Saving…"  # saving asks the question once, which takes its time
        expect(page.get_by_role("status").filter(has_text="Saved. New articles")).to_be_visible()
        expect(tool).to_have_text("Saved ✓")
        badge = page.locator("#masthead .alerts-link")
        expect(badge).to_have_text("Alerts")
        cuttings("--archive", str(archive), "add", written(tmp_path / "bridge.jsonl", BRIDGE))
        page.reload()
        expect(badge).to_have_text("Alerts (1 new)", timeout=30_000)
        badge.click()
        hits = page.locator("ol.hits > li")
        expect(hits).to_have_count(1)
        expect(hits.first).to_contain_text("reopened to traffic on July 2, 2024")
        hits.first.get_by_role("link", name="Vessmark bridge reopens").click()
        expect(page.locator("mark.cited").first).to_contain_text("The iron bridge at Vessmark reopened")
        page.go_back()
        page.get_by_role("button", name="Mark as seen: When did").click()
        expect(page.locator(".alert-seen")).to_have_count(0)
        copy = {**BRIDGE, "outlet": "South Sentinel", "title": "Iron bridge open again", "published": "2024-07-04"}
        cuttings("--archive", str(archive), "add", written(tmp_path / "copy.jsonl", copy))
        page.reload()
        expect(hits).to_have_count(1)
        expect(hits.first).to_contain_text("also in South Sentinel")
        page.goto(at)
        expect(badge).to_have_text("Alerts")
        page.goto(f"{at}/alerts")
        page.get_by_role("button", name="Remove: When did").click()
        expect(page.locator("main")).to_contain_text("No question is saved yet.")
        assert violations(page) == []


# ---- hostile articles


def test_nothing_that_an_article_says_is_run_or_changes_the_page(visit, desk: str) -> None:
    shown = visit(at=desk)
    page = shown.page
    answer = shown.ask("How many people were injured by the fire at the mill in Grauhof?")
    expect(answer.locator(".differs")).to_contain_text('<img src=x onerror="window.pwned=1">')
    story_link(answer).click()
    panel = panel_of(page)
    expect(panel.locator("#cutting-title")).to_contain_text("<img src=x")
    panel.locator("ol.articles a").first.click()
    expect(panel.get_by_role("region", name="About this article")).to_contain_text("Berit Solvang")
    assert panel.get_by_role("link", name="Original").count() == 0
    page.keyboard.press("Escape")
    address = story_address(page, desk, "Grauhof")
    article = panel_address(page, desk, address)
    evil = quote(EVIL)
    page.goto(f"{desk}/alerts")
    page.get_by_label("Question").fill(f"Who burnt the mill? {EVIL}")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h2", has_text="Who burnt the mill?")).to_contain_text("onerror")
    for path in (
        address, "/stories", "/said?name=Solvang", f"/said?name={evil}", f"/named?name={evil}", "/named?name=Grauhof",
        "/named", "/said", "/alerts", article, f"/story/{evil}", f"/article/{evil}/changes?older={evil}",
    ):  # fmt: skip
        page.goto(f"{desk}{path}")
        page.wait_for_timeout(50)
        assert page.evaluate("window.pwned") is None
        assert page.locator("main img, main script, main [onerror], main a[href^='javascript:' i]").count() <= (
            1 if path in {"/alerts", article} else 0  # their own scripts
        )
    page.goto(f"{desk}/alerts")
    page.get_by_role("button", name="Remove: Who burnt").click()
    expect(page.locator("h2", has_text="Who burnt the mill?")).to_have_count(0)


def panel_address(page: Page, desk: str, address: str) -> str:
    page.goto(f"{desk}{address}")
    return page.locator("ol.articles a").first.get_attribute("href") or ""


# ---- every page, narrow, light and dark


def pages(page: Page, desk: str) -> dict[str, str]:
    ferry = story_address(page, desk, "Ferry strikes pier")
    salt = story_address(page, desk, "Ostrel salt works")
    page.goto(f"{desk}{salt}")
    changes = page.get_by_role("link", name="compare").first.get_attribute("href")
    article = panel_address(page, desk, ferry)
    return {
        "stories": "/stories", "story": ferry, "hostile": story_address(page, desk, "Grauhof"),
        "long": story_address(page, desk, "Hollin Reef"), "changes": changes or "", "article": article, "said": "/said",
        "said by": "/said?name=Solvang", "named": "/named?name=Grauhof", "names": "/named", "alerts": "/alerts",
    }  # fmt: skip


SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_nothing_is_wider_than_a_phone(visit, desk: str) -> None:
    shown = visit(at=desk, width=360, height=740)
    page = shown.page
    for question in (HURT, ULVARD, CHESS, SALT, "How many people were injured by the fire at the mill in Grauhof?"):
        shown.ask(question)
    assert page.evaluate(SIDEWAYS) <= 0
    log = page.locator("#chat [role='log']")
    assert log.evaluate("log => log.scrollWidth - log.clientWidth") <= 0
    body = page.locator("#cutting-panel .body")
    for selector in ("a.desk[href^='/story/']", "a.desk[href*='/timeline']", "blockquote.best a.chip"):
        page.locator(f"#chat {selector}").last.click()
        expect(body).to_be_visible()
        expect(page.locator(f"#chat {selector}").last).to_have_attribute("aria-current", "true")
        assert body.evaluate("body => body.scrollWidth - body.clientWidth") <= 0, selector
        assert page.evaluate(SIDEWAYS) <= 0, selector
        page.keyboard.press("Escape")
    wide = {}
    for name, path in pages(page, desk).items():
        page.goto(f"{desk}{path}")
        wide[name] = page.evaluate(SIDEWAYS)
    assert wide == dict.fromkeys(wide, 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_news_have_no_violations(visit, desk: str, scheme: str) -> None:
    page = visit("/stories", at=desk, scheme=scheme).page
    found = {}
    for name, path in pages(page, desk).items():
        page.goto(f"{desk}{path}")
        for fold in page.locator("details.more").all():
            fold.evaluate("fold => { fold.open = true; }")
        found[name] = violations(page)
    assert found == {name: [] for name in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_stands_beside_an_answer_has_no_violations(visit, desk: str, scheme: str) -> None:
    shown = visit(at=desk, scheme=scheme)
    page = shown.page
    found = {}
    answer = shown.ask(HURT)
    for fold in answer.locator("summary").all():
        fold.evaluate("fold => { fold.parentElement.open = true; }")
    found["differs"] = violations(page)
    for name, link in {"story": story_link(answer), "timeline": answer.locator("a[href$='/timeline']")}.items():
        link.click()
        expect(link).to_have_attribute("aria-current", "true")
        found[name] = violations(page)
        page.locator("#cutting-panel a.chip").first.click()
        expect(page.locator("#cutting-panel .back")).to_be_visible()
        found[f"an article of the {name}"] = violations(page)
        page.keyboard.press("Escape")
    for question in (SALT, ULVARD, CHESS):
        shown.ask(question)
        found[question] = violations(page)
    assert found == {state: [] for state in found}


# ---- a real digest


def test_a_real_digest_is_one_story_that_its_quotations_lead_into(visit, serve, shared: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    cuttings("--archive", str(archive), "add", str(shared / "seeds" / "news-digest-2023-12.txt"))
    for at in serve("--archive", str(archive), log=tmp_path / "server.log"):
        shown = visit(at=at)
        page = shown.page
        answer = shown.ask("What did Charles Michel say about the breakthrough?")
        said = answer.locator(".beside .said")
        said.locator("summary").click()
        expect(said.locator(".speaker").first).to_contain_text("Michel")
        words = said.locator("q").first.inner_text().strip("“”\"' ")
        said.locator("a.chip").first.click()
        expect(marked(panel_of(page))).to_contain_text(words[:40])
        page.keyboard.press("Escape")
        expect(answer.locator(".beside p.story").first).to_contain_text(re.compile(r"\d outlets"))
        story_link(answer).click()
        assert panel_of(page).locator("ol.articles > li").count() >= 4
        assert page.locator("#cutting-panel svg.when").count() == 1


# ---- the pages in another language, on paper


OURS = """() => {
    const foreign = "[dir=auto], [lang=en], bdi, q, code, script, style, option, time, del, ins, .drop details, .text, svg";
    const found = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { textContent, parentElement } = walker.currentNode;
        if (textContent.trim() && !parentElement.closest(foreign)) found.add(textContent.trim());
    }
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]"))
        if (!one.closest("[dir=auto], a.dot, a.chip"))
            for (const name of ["aria-label", "title", "placeholder"])
                if (one.getAttribute(name)) found.add(one.getAttribute(name).split(": ")[0]);
    return [...found];
}"""
"""The texts of a page that no article said."""

ENGLISH_WORD = re.compile(
    r"\b(?:the|and|of|with|from|is|are|was|this|that|not|yet|more|most|find|show|remove|next|previous|outlets?|stories|to)\b",
    re.IGNORECASE,
)


def test_no_page_in_french_has_a_sentence_of_ours_in_english(visit, desk: str) -> None:
    page = visit("/stories", at=desk, locale="fr-FR").page
    expect(page.get_by_role("heading", level=1)).to_have_text("Affaires")
    assert page.evaluate("document.documentElement.lang") == "fr"
    a_story = story_address(page, desk, "Ferry strikes pier")
    long_story = story_address(page, desk, "Lighthouse of Hollin Reef")
    page.goto(f"{desk}{a_story}")
    an_article = page.locator("ol.articles a.chip").first.get_attribute("href") or ""
    page.goto(f"{desk}/articles?q=lamps")
    changed = page.locator("table.list tbody a").first.get_attribute("href") or ""
    found = {}
    for path in (
        a_story, long_story, an_article, changed, f"{changed}/changes?version=1", "/articles", "/articles?q=nothing+at+all",
        "/articles?page=99", "/stories", "/stories?page=99", "/said", "/said?name=Ulvard", "/said?name=Nobody", "/named",
        "/named?name=Ulvard", "/named?name=Nobody", "/alerts", "/following", "/administration", "/article/nothing",
        "/nothing-here", "/filters",
    ):  # fmt: skip
        page.goto(f"{desk}{path}")
        own = [text.replace("Cuttings", "") for text in page.evaluate(OURS)]
        assert own, path
        if english := [text for text in own if ENGLISH_WORD.search(text)]:
            found[path] = english
    assert found == {}


def test_pages_are_printed_without_what_is_only_for_the_screen(visit, desk: str) -> None:
    page = visit("/stories", at=desk, width=1280).page
    page.goto(f"{desk}{story_address(page, desk, 'Lighthouse of Hollin Reef')}")
    folded = page.locator("details.more li").last
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("nav.site")).to_be_hidden()
    assert folded.bounding_box()  # what is collapsed on the screen is printed
    expect(page.locator("details.more > summary").first).to_be_hidden()
    page.goto(f"{desk}/articles")
    for hidden in ("form.find", "#add", "nav.pages", "td.act"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("table.list tbody tr").first).to_be_visible()
