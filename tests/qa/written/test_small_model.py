"""A real model writes, badly: what is shown of it is borne out all the same."""

import pytest

from tests.qa.written.conftest import QUESTION, Opened
from tests.qa.written.small_model import CONTEXT, small_model

pytestmark = [pytest.mark.model, pytest.mark.slow, pytest.mark.usefixtures("same_mark")]


@pytest.mark.parametrize("question", [QUESTION, "Summarise the news about the ferry"])
def test_what_a_small_model_writes_is_borne_out_or_not_shown(question: str, opened: Opened) -> None:
    with small_model() as endpoint:
        service = opened(endpoint, context=CONTEXT, seconds=200.0)
        asked = service.ask_with_context(question)
        assert asked.answer.quotes
        written = service.prose.write(asked.answer, asked.context)
    assert written is not None
    assert written.completion_tokens
    assert written.sentences or written.dropped
    for one in written.sentences:
        quotes = " ".join(written.quote(number).text for number in one.citations)
        assert all(check.passed for check in one.checks)
        assert set(one.text.casefold().strip(".").split()) & set(quotes.casefold().split())
