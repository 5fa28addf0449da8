"""The chat in a real browser: ask, follow a citation, find the sentence marked; by mouse, by keys, wide and narrow."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.service]

DIGEST = Path(__file__).with_name("digest.txt")
QUAY = "What will the new quay in Vellmar cost?"
QUAY_SENTENCE = "The new quay in Vellmar will cost 48 million crowns, harbour master Ilse Tarn told the board."
TITLE = "Vellmar puts off the vote on its new quay"
HOSTILE_SENTENCE = (
    "The mayor of Ostby opened the <b>new bridge</b> on Thursday with [a speech](javascript:window.pwned=1) of "
    '_nine_ minutes, <img src=x onerror="window.pwned=1"> said $x^2$ `guests` **loudly**.'
)
BRIDGE = "When did the mayor of Ostby open the new bridge?"

# The contrast of each element's text to what lies behind it (WCAG 2.2, 1.4.3).
CONTRAST = """elements => elements.map(element => {
    const parse = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const channel = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    let behind = element, paper = null;
    while (behind && !paper) {
        const colour = parse(getComputedStyle(behind).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) paper = colour;
        behind = behind.parentElement;
    }
    const [a, b] = [light(parse(getComputedStyle(element).color)), light(paper || [255, 255, 255])];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
})"""


def open_citation(shown, question: str) -> None:
    answer = shown.ask(question)
    answer.locator("blockquote a.chip").first.click()
    expect(shown.page.locator("#cutting-panel mark.cited").first).to_be_visible()


def test_a_citation_opens_the_article_at_the_marked_sentence(visit) -> None:
    shown = visit()
    answer = shown.ask(QUAY)
    quote = answer.locator("blockquote").first
    expect(quote.locator("p")).to_contain_text(QUAY_SENTENCE)
    expect(quote.locator("a.chip")).to_have_text(f"[1] Vellmar Courier 8 Mar 2024 {TITLE}")
    # the outlet is bold, the headline whole and on a line of its own
    assert quote.locator(".outlet").evaluate("one => getComputedStyle(one).fontWeight") == "700"
    below = "one => one.getBoundingClientRect().top >= one.parentElement.querySelector('.outlet').getBoundingClientRect().bottom"
    assert quote.locator(".headline").evaluate(below)
    quote.locator("a.chip").click()
    panel = shown.page.locator("#cutting-panel")
    mark = panel.locator("mark.cited").first
    expect(mark).to_have_text(QUAY_SENTENCE)
    assert shown.is_seen(mark)
    expect(panel.locator("h2")).to_have_text("Vellmar puts off the vote on its new quay")
    expect(panel.locator(".kicker")).to_have_text("Vellmar Courier · 8 Mar 2024")
    original = panel.get_by_role("link", name="Original at example.org")
    assert original.get_attribute("href") == "https://www.example.org/quay?a=1&b=2"
    assert original.get_attribute("rel") == "noopener noreferrer"
    # outlet, day and headline stay in sight above the sentence, which is far down in the text
    assert panel.locator(".body").evaluate("body => body.scrollTop") > 1000
    assert shown.is_seen(panel.locator(".kicker"))
    assert shown.is_seen(panel.locator("h2"))
    assert panel.locator("mark.also").count() == 0  # what was found and is not quoted is not marked


@pytest.mark.parametrize("width", [1280, 390])
def test_back_closes_the_article_and_a_reload_shows_it_again(visit, width: int) -> None:
    shown = visit(width=width, height=844)
    page, panel = shown.page, shown.page.locator("#cutting-panel")
    open_citation(shown, QUAY)
    chip = page.locator("#chat .answer blockquote a.chip").first
    address = page.url
    assert "#conversation=" in address
    page.go_back()
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()
    page.go_forward()
    expect(panel.locator("mark.cited")).to_have_text(QUAY_SENTENCE)
    page.reload()
    expect(panel.locator("mark.cited")).to_have_text(QUAY_SENTENCE, timeout=30_000)
    expect(page.locator("#chat .answer blockquote a.chip[aria-current]")).to_be_attached(timeout=30_000)
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(chip).to_be_focused()
    assert page.url == address.partition("&open=")[0]
    # the address alone shows both, in a window of its own, and Back does not leave it
    other = page.context.new_page()
    other.goto("about:blank")
    other.goto(address)
    expect(other.locator("#cutting-panel mark.cited")).to_have_text(QUAY_SENTENCE, timeout=30_000)
    expect(other.locator("#chat .answer blockquote")).to_have_count(1, timeout=30_000)
    other.go_back()
    expect(other.locator("#cutting-panel")).to_be_hidden()
    other.close()
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator("#chat .answer")).to_have_count(0)
    page.go_back()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=30_000)


def test_a_cited_headline_or_day_is_marked_above_the_text(visit) -> None:
    shown = visit()
    panel = shown.page.locator("#cutting-panel")
    for question, label, said, marked in (
        ("What did Ilse Anders write about?", "Headline:", TITLE, TITLE),
        (
            "When was the article about the vote on the new quay in Vellmar published?",
            "Published on:",
            "8 Mar 2024",
            "8 Mar 2024",
        ),
    ):
        quote = shown.ask(question).locator("blockquote").first
        expect(quote.locator("p").first).to_have_text(f"{label} {said}")
        quote.locator("a.chip").click()
        mark = panel.locator("header mark.cited")
        expect(mark).to_have_text(marked)
        assert shown.is_seen(mark)
        expect(panel.locator("mark.cited")).to_have_count(1)
        expect(panel.locator("h2")).to_have_text(TITLE)


def test_no_request_leaves_the_machine(visit, server: str) -> None:
    shown = visit()
    open_citation(shown, QUAY)
    ours = urlsplit(server).netloc
    assert sum(urlsplit(url).netloc == ours for url in shown.requests) > 10
    assert [url for url in shown.requests if urlsplit(url).netloc != ours and not url.startswith("data:")] == []


def test_hostile_text_changes_nothing_but_itself(visit) -> None:
    shown = visit()
    open_citation(shown, BRIDGE)
    quote = shown.page.locator(".answer blockquote p").first
    assert quote.inner_text().startswith(HOSTILE_SENTENCE)
    assert quote.locator(":not(strong)").count() == 0
    assert quote.locator("strong *").count() == 0
    body = shown.page.locator("#cutting-panel .text")
    assert HOSTILE_SENTENCE in body.inner_text()
    assert "${window.pwned=1} {{window.pwned=1}}" in body.inner_text()
    assert body.locator(":not(p, mark)").count() == 0
    assert shown.page.locator("#cutting-panel img, #chat img, #cutting-panel script").count() == 0
    title = shown.page.locator("#cutting-panel h2")
    assert title.inner_text().startswith('<img src=x onerror="window.pwned=1"> **Bridge** opens in _Ostby_')
    assert title.locator("*").count() == 0


def test_hostile_questions_change_nothing_but_themselves(visit) -> None:
    shown = visit()
    asked = '<img src=x onerror="window.pwned=1"> _a_ **b** $x^2$ [c](javascript:window.pwned=1) ${1+1} {{x}}?'
    shown.ask(asked)
    question = shown.page.locator("#chat .question")
    assert question.inner_text() == asked
    assert question.locator("*").count() == 0


def test_a_question_of_a_megabyte_on_one_line_is_cut_and_answered(visit) -> None:
    shown = visit()
    shown.page.locator("#question textarea").evaluate(
        "box => { box.removeAttribute('maxlength'); box.maxLength = 2e6; }"
    )
    answer = shown.ask("\u202equay\u202c zero\u200bwidth " + "<b>quay</b>" * 100_000)
    expect(answer).to_contain_text("long")
    assert shown.page.locator("#chat .question").locator("b").count() == 0
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(shown.ask(QUAY)).to_contain_text(QUAY_SENTENCE)


def test_two_outlets_stand_side_by_side_and_a_list_opens_its_articles(visit) -> None:
    shown = visit()
    answer = shown.ask("Compare the Vellmar Courier and the Ostby Herald")
    sides = answer.locator(".sides > section")
    expect(sides.locator("h3")).to_have_text(["Vellmar Courier", "Ostby Herald"])
    left, right = (side.bounding_box() for side in sides.all())
    assert left
    assert right
    assert (left["y"], left["x"] < right["x"]) == (right["y"], True)
    listed = shown.ask("Which articles mention the quay?")
    expect(listed.locator(".certainty")).to_have_text("From the catalogue 1 article with the words “quay”.")
    listed.locator("ol.listed a", has_text=TITLE).click()
    expect(shown.page.locator("#cutting-panel h2")).to_have_text(TITLE)
    expect(shown.page.locator("#cutting-panel mark.cited").first).to_have_text(TITLE)


def test_no_answer_looks_unlike_an_answer(visit) -> None:
    shown = visit()
    answer = shown.ask("Who won the chess cup of Atlantis in 1742?")
    expect(answer).to_have_class(re.compile(r"\brefusal\b"))
    expect(answer).to_contain_text("Nothing in these articles answers that.")
    expect(answer).to_contain_text(
        "Searched 2 articles from 2 outlets (Ostby Herald, Vellmar Courier), 8 Mar 2024 – 9 Mar 2024"
    )
    assert answer.locator("blockquote").count() == 0
    answer.locator("summary").click()
    answer.locator("a.chip").first.click()
    expect(shown.page.locator("#cutting-panel mark.cited").first).to_be_visible()


def test_what_is_no_question_gets_a_word_of_help_and_nothing_is_not_asked(visit) -> None:
    shown = visit()
    page = shown.page
    page.get_by_role("button", name="Filters", exact=True).wait_for()
    for nothing in ("", "   "):
        page.locator("#question textarea").fill(nothing)
        page.keyboard.press("Enter")
        page.locator("#question .submit-button").click()
    page.wait_for_timeout(700)
    assert page.locator("#chat .user-row").count() == 0
    expect(shown.ask("?!")).to_contain_text("Ask one about the articles")
    for said in ("hello", "thanks!", "What can you do?"):
        answer = shown.ask(said)
        expect(answer).to_contain_text("Ask a question about these articles")
        assert answer.locator("blockquote, details, a.chip").count() == 0
    assert page.locator("#chat .user-row").count() == 4
    assert answer.locator("blockquote").count() == 0


def test_a_very_long_question_and_other_scripts_are_answered_sensibly(visit) -> None:
    shown = visit()
    expect(shown.ask("quay " * 2000)).to_contain_text("long")
    assert shown.page.locator("#chat .question").first.inner_text().endswith("(10,000 characters)")
    for question in ("Որքա՞ն կարժենա նավամատույցը", "ما هي تكلفة الرصيف؟", "新しい埠頭はいくらですか？"):
        assert "failure" not in (shown.ask(question).get_attribute("class") or "")


def test_the_masthead_says_what_is_known(visit) -> None:
    masthead = visit().page.locator("#masthead")
    expect(masthead).to_contain_text("2 articles · 2 outlets · 8 Mar 2024 – 9 Mar 2024")
    expect(masthead).not_to_contain_text("Sample")


def test_keys_ask_walk_and_close(visit) -> None:
    shown = visit()
    page = shown.page
    box = page.locator("#question textarea")
    answer = shown.ask(QUAY)
    box.blur()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    first = answer.locator("blockquote a.chip").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#cutting-panel")).to_be_focused()
    place = page.locator("#cutting-panel .place")
    expect(place).to_have_text("1 of 1")  # of the quotes; what was found is another list
    page.keyboard.press("Escape")
    expect(first).to_be_focused()
    answer.locator(".passages > summary").click()
    first = answer.locator(".passages a.chip").first
    first.focus()
    page.keyboard.press("Enter")
    count = answer.locator(".passages a.chip").count()
    assert count > 1
    expect(place).to_have_text(f"1 of {count}")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text(f"2 of {count}")
    page.get_by_role("button", name="Previous citation").click()
    expect(place).to_have_text(f"1 of {count}")
    page.keyboard.press("Escape")
    expect(page.locator("#cutting-panel")).to_be_hidden()
    expect(first).to_be_focused()


def test_what_assistive_technology_reads(visit) -> None:
    shown = visit()
    open_citation(shown, QUAY)
    page = shown.page
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.get_by_role("log", name="Conversation")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.get_by_role("group", name="You asked")).to_have_text(QUAY)
    expect(page.get_by_role("group", name="Answer", exact=True)).to_contain_text(QUAY_SENTENCE)
    expect(page.get_by_role("complementary", name="Article")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cuttings")
    assert page.title() == "Cuttings"


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (640, 400), (390, 844), (320, 568)])
def test_every_width_is_usable(visit, width: int, height: int) -> None:
    shown = visit(width=width, height=height)
    open_citation(shown, QUAY)
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert shown.is_seen(page.locator("#cutting-panel mark.cited").first)
    assert shown.is_seen(page.get_by_role("button", name="Close the article"))
    if height > 500:
        assert shown.is_seen(page.locator(".answer a.chip[aria-current]"))
    page.get_by_role("button", name="Close the article").click()
    expect(page.locator("#question textarea")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable(visit, scheme: str) -> None:
    shown = visit(scheme=scheme)
    open_citation(shown, QUAY)
    shown.ask("Who won the chess cup of Atlantis in 1742?")
    for details in shown.page.locator(".answer summary").all():
        details.click()
    texts = (
        "#masthead h1, #masthead p, #chat .question, #chat .answer p, #chat .chip, #chat summary, #chat h3, #chat mark, "
        "#cutting-panel h2, #cutting-panel p, #cutting-panel a, #cutting-panel mark, #cutting-panel .place, "
        "#cutting-panel button, #cutting-panel footer, #question textarea, #question button"
    )
    contrasts = shown.page.locator(texts).evaluate_all(CONTRAST)
    assert len(contrasts) > 40
    assert min(contrasts) >= 4.5
    assert (scheme == "dark") == (
        shown.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 20, 17)"
    )


def test_a_sign_comes_at_once(visit) -> None:
    shown = visit()
    shown.ask(QUAY)
    waits = []
    for _ in range(3):
        shown.page.locator("#question textarea").fill(QUAY)
        waits.append(
            shown.page.evaluate(
                """() => new Promise(done => {
                    const log = document.querySelector("#chat [role='log']"), box = document.querySelector("#question textarea");
                    const rows = log.querySelectorAll(".user-row").length, start = performance.now();
                    new MutationObserver((_, observer) => {
                        if (log.querySelectorAll(".user-row").length === rows) return;
                        observer.disconnect();
                        done(performance.now() - start);
                    }).observe(log, { childList: true, subtree: true });
                    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true, cancelable: true }));
                })"""
            )
        )
        shown.page.locator("#chat .answer.searching").wait_for(state="detached")
    assert min(waits) < 300


def test_a_citation_has_a_page_of_its_own(visit, server: str) -> None:
    shown = visit()
    address = shown.ask(QUAY).locator("blockquote a.chip").first.get_attribute("href") or ""
    alone = visit(address, scripts=False)
    mark = alone.page.locator("mark#cited")
    expect(mark).to_have_text(QUAY_SENTENCE)
    expect(mark).to_be_in_viewport(ratio=1)
    expect(alone.page.locator("h1")).to_have_text("Vellmar puts off the vote on its new quay")
    assert visit("/article/nothing", at=server).page.locator("h1").inner_text() == "Not here"


def test_a_new_conversation_forgets_the_old_one(visit) -> None:
    shown = visit()
    open_citation(shown, QUAY)
    shown.page.keyboard.press("Escape")
    shown.page.get_by_role("button", name="New conversation").click()
    expect(shown.page.locator("#chat .answer")).to_have_count(0)
    shown.ask(QUAY)
    expect(shown.page.locator("#chat .answer")).to_have_count(1)


def test_an_example_is_asked_by_a_click(visit, newcomer) -> None:
    page = visit(at=newcomer[0]).page
    example = page.get_by_role("group", name="Example questions").get_by_role("button").first
    text = example.inner_text()
    example.click()
    expect(page.locator("#chat .question")).to_have_text(text)
    expect(page.locator("#chat .answer blockquote").first).to_be_visible(timeout=60_000)


# A file dropped on the middle of the page.
DROP = """([name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "text/plain" }));
    const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
        target.dispatchEvent(event);
        if (!event.defaultPrevented) throw new Error(`${kind} is left to the browser`);
    }
}"""


def test_the_sample_gives_way_to_dropped_articles(visit, newcomer) -> None:
    address, archive = newcomer
    page = visit(at=address).page
    masthead = page.locator("#masthead")
    for said in ("Sample archive", "invented"):
        expect(masthead).to_contain_text(said)
    page.get_by_role("button", name="Add your articles").click()
    sheet = page.get_by_role("dialog", name="Add your articles")
    expect(sheet).to_contain_text("your articles replace the sample archive")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.evaluate(DROP, ["digest.txt", DIGEST.read_text(encoding="utf-8")])
    assert page.url.startswith(address)  # the browser did not leave the page for the file
    expect(sheet.get_by_role("listitem")).to_have_text(["digest.txt"])
    expect(sheet).to_contain_text("your articles replace the sample archive")
    assert not archive.exists()  # nothing is sent before that was said
    expect(sheet.get_by_role("button", name="Add them")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sheet.get_by_role("status")).to_have_text(
        "Added. The page now shows the archive with them.", timeout=120_000
    )
    page.keyboard.press("Escape")
    # without a reload
    expect(masthead).to_contain_text("2 articles · 2 outlets · 8 Mar 2024 – 9 Mar 2024", timeout=30_000)
    expect(masthead).not_to_contain_text("Sample archive")
