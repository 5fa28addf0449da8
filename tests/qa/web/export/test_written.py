"""Written sentences in an exported conversation: each is held against its quotes again, and any that was altered is found."""

import re

import pytest

from corpus.filters import Filters
from qa.answering.answer import Overview
from qa.service.exchange import Asked, Exchange
from qa.service.service import CuttingsService
from qa.web.export.grammar import read
from qa.web.export.verify import Checked, verify
from qa.web.export.write import export_html, export_markdown
from tests.qa.written.conftest import QUESTION, TRUE, Opened, archive, opened
from tests.qa.written.scripted import says, scripted

__all__ = ["archive", "opened"]

OTHER = "The ferry Aurora carries 200 passengers between Port Sellen and Olm."
TEXT = f"{TRUE} [1]. {OTHER} The mayor sank it."
KINDS = {"md": export_markdown, "html": export_html}


@pytest.fixture(params=sorted(KINDS))
def exported(request: pytest.FixtureRequest, opened: Opened) -> tuple[str, CuttingsService]:
    """An exported conversation with what is written, and the archive."""
    with scripted(says(TEXT)) as endpoint:
        service = opened(endpoint)
        found = service.ask_with_context(QUESTION)
        written = service.prose.write(found.answer, found.context)
    assert written is not None
    assert [one.text for one in written.sentences] == [f"{TRUE}.", OTHER]
    overview = Overview(articles=2, passages=2, outlets=2, first=None, last=None, sample=False, model="hashing-256")
    asked = Asked(question=QUESTION, filters=Filters(), overview=overview, answer=found.answer, written=written)
    exchanges = [Exchange(id=str(number), asked=asked, asked_at="2026-03-08T10:00:00+00:00") for number in (1, 2)]
    return KINDS[request.param]("Ferries & <piers>", exchanges), service


def checked(content: str, service: CuttingsService) -> Checked:
    return verify(read(content), service.texts_of, service.prose.speaker_of)


def test_what_was_exported_is_verified(exported: tuple[str, CuttingsService]) -> None:
    content, service = exported
    found = checked(content, service)
    assert found.misfits == ()
    assert found.good
    assert content.count("Written by scripted at 127.0.0.1:") == 2
    assert content.count("1 sentence was left out") == 2
    assert "mayor" not in content
    assert len(read(content).written) == 4
    quote = re.search(r"(?m)^(?:> |<blockquote)", content)
    assert quote
    assert content.index("Written:") < quote.start()
    assert content.count("carries 200 passengers") == 4  # the sentence, and the quote that it rests on


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r"(Written:\S* ?)A ferry struck", r"\1Two ferries struck"),
        (r"(Written:\S* ?)A ferry struck", r"\1A ferry did not strike"),
        (r"(Written:.*)on Friday", r"\1on Sunday"),
        (r"(Written:.*)200 passengers", r"\1300 passengers"),
        (r"(Written:\S* ?A ferry struck.*\[)1(\\?\])", r"\g<1>2\2"),
        (r"(Written:\S* ?A ferry struck.*\[)1(\\?\])", r"\g<1>99\2"),
        (r"(Written:.*) \\?\[1\\?\]", r"\1"),
        (r"Written by scripted", r"Proved by scripted"),
        (r"each sentence was held", r"no sentence was held"),
        (r"Written by scripted at", r"Written by a great authority at"),
    ],
)
def test_any_alteration_is_found(exported: tuple[str, CuttingsService], old: str, new: str) -> None:
    content, service = exported
    altered = re.sub(old, new, content, count=1)
    assert altered != content
    assert not checked(altered, service).good


def test_a_sentence_cannot_be_put_where_nobody_wrote(exported: tuple[str, CuttingsService]) -> None:
    content, service = exported
    without = re.sub(r"(?m)^.*Written by scripted.*\n+", "", content)
    assert not checked(without, service).good
