"""A question on its way: sent twice, before the page is whole, and though the stream of its answer is lost."""

import re

import pytest
from playwright.sync_api import Route, expect

pytestmark = [pytest.mark.browser, pytest.mark.service]

QUAY = "What will the new quay in Vellmar cost?"
QUAY_SENTENCE = "The new quay in Vellmar will cost 48 million crowns, harbour master Ilse Tarn told the board."


def test_an_answer_comes_though_the_stream_is_lost(visit) -> None:
    page = visit().page
    page.get_by_role("button", name="Filters", exact=True).wait_for()
    page.wait_for_timeout(500)
    page.evaluate(
        """() => {
            const [fetched, Stream] = [window.fetch, window.EventSource];
            window.fetch = (address, ...rest) =>
                String(address.url || address).includes("/queue/data") ? new Promise(() => {}) : fetched(address, ...rest);
            window.EventSource = class extends EventTarget { close() {} };
            window.find = () => Object.assign(window, { fetch: fetched, EventSource: Stream });
        }"""
    )
    page.locator("#question textarea").fill(QUAY)
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=30_000)
    # the page takes further questions, though the framework still waits for the end of that stream
    page.evaluate("window.find()")
    page.locator("#question textarea").fill("Who won the chess cup of Atlantis in 1742?")
    page.keyboard.press("Enter")
    expect(page.locator("#chat .answer").nth(1)).to_have_class(re.compile(r"\brefusal\b"), timeout=30_000)


def test_a_question_that_is_sent_twice_is_asked_once(visit) -> None:
    page = visit().page
    page.get_by_role("button", name="Filters", exact=True).wait_for()
    page.locator("#question textarea").fill(QUAY)
    page.evaluate("for (const time of [1, 2, 3]) document.querySelector('#question .submit-button').click()")
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=30_000)
    page.wait_for_timeout(1500)
    page.reload()  # what was shown last may hide an exchange that was stored
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=60_000)
    expect(page.locator("#chat .user-row")).to_have_count(1)


def test_what_is_sent_before_the_page_is_whole_is_asked_in_its_conversation(visit) -> None:
    shown = visit()
    page = shown.page
    page.context.add_init_script(
        f"""new MutationObserver((_, observer) => {{
            const box = document.querySelector("#question textarea");
            const button = document.querySelector("#question .submit-button");
            if (!box || !button) return;
            observer.disconnect();
            box.value = "{QUAY}";
            button.click();
        }}).observe(document, {{ childList: true, subtree: true }})"""
    )
    page.reload()
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE, timeout=30_000)
    shown.ask("Who won the chess cup of Atlantis in 1742?")
    expect(page.locator("#chat .user-row")).to_have_count(2)
    expect(page.locator("#conversations li")).to_have_count(1)


def test_a_page_that_lost_the_server_comes_back_with_the_question_that_was_lost(visit) -> None:
    shown = visit()
    page = shown.page
    shown.ask(QUAY)

    def gone(route: Route) -> None:
        taken = route.request.url.partition("?")[0].endswith("/queue/join")
        route.fulfill(json={"event_id": "lost"}) if taken else route.abort()

    page.route("**/gradio_api/**", gone)
    page.locator("#question textarea").fill("Who won the chess cup of Atlantis in 1742?")
    page.keyboard.press("Enter")
    page.locator(".toast-body.error").wait_for()
    shown.complaints.clear()
    page.unroute_all(behavior="wait")
    with page.expect_navigation():  # by itself
        pass
    expect(page.locator("#question textarea")).to_have_value("Who won the chess cup of Atlantis in 1742?")
    expect(page.locator("#chat .answer blockquote").first).to_contain_text(QUAY_SENTENCE)
    page.locator("#question textarea").press("Enter")
    expect(page.locator("#chat .answer").nth(1)).to_have_class(re.compile(r"\brefusal\b"), timeout=30_000)
    page.reload()
    page.locator("#chat .answer").nth(1).wait_for()
    expect(page.locator("#question textarea")).to_have_value("")
    shown.complaints[:] = [one for one in shown.complaints if "ERR_FAILED" not in one]
