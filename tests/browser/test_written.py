"""What is written above an answer, in a real browser: quotes first, sentences as they come, another question meanwhile."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import add
from tests.qa.written.scripted import Request, scripted

pytestmark = [pytest.mark.browser, pytest.mark.service]

QUAY = "What will the new quay in Vellmar cost?"
TRUE = "The new quay in Vellmar will cost 48 million crowns"
LIES = "<img src=x onerror='window.pwned = 1'> The new quay in Vellmar will cost 58 million crowns, Ilse Tarn told the board [1]."


def test_the_page_shows_quotes_at_once_and_sentences_when_they_are_borne_out(visit, serve, tmp_path: Path) -> None:
    def waits(request: Request) -> None:
        assert request.server.may_write.wait(60)
        request.begin()
        request.piece(f"{LIES} {TRUE}, harbour master Ilse Tarn told the board [1].")
        request.piece("", finish="stop")
        request.send("data: [DONE]\n\n")

    archive = tmp_path / "archive"
    add(archive)
    with scripted(waits) as endpoint:
        writer = ("--writer", endpoint.url, "--writer-model", "scripted")
        with closing(serve("--archive", str(archive), *writer, log=tmp_path / "log")) as running:
            shown = visit(at=next(running))
            answer = shown.ask(QUAY)
            expect(answer.locator("blockquote").first).to_contain_text(TRUE)
            expect(answer.locator(".written")).to_contain_text(
                f"Sends the question and the quotes below to {endpoint.host}"
            )
            endpoint.may_write.set()
            prose = answer.locator(".written .prose")
            expect(prose).to_contain_text(f"{TRUE}, harbour master Ilse Tarn told the board.", timeout=30_000)
            expect(answer.locator(".written")).not_to_have_class(re.compile("pending"), timeout=30_000)
            expect(answer.locator(".written")).to_contain_text("1 sentence was left out, since no quote bears it out.")
            expect(answer.locator(".written")).not_to_contain_text("58 million")
            assert answer.locator(".written img").count() == 0
            box, quote = answer.locator(".written").bounding_box(), answer.locator("blockquote").first.bounding_box()
            assert box
            assert quote
            assert box["y"] + box["height"] <= quote["y"]
            prose.locator("a.cite").first.click()  # opens the article at the quote
            expect(shown.page.locator("#cutting-panel mark.cited").first).to_be_visible(timeout=15_000)
