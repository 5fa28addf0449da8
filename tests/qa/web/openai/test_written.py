"""What a writer writes above the quotes, as a chat that speaks OpenAI's interface gets it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
from fastapi import FastAPI
from openai import OpenAI

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.openai.routes import chat_routes
from qa.web.translations import ENGLISH_WORDS
from qa.written.endpoint import WriterOptions
from tests.qa.web.listening import listening
from tests.qa.written.conftest import COPY, FERRY, QUESTION
from tests.qa.written.scripted import Request, Script, says, scripted

TRUE = "A ferry struck the pier at Port Sellen on Friday."
FURTHER = "The ferry Aurora carries 200 passengers between Port Sellen and Olm."
FALSE = "The mayor of Olm sank the ferry."
QUOTED = "> A ferry struck the pier at Port Sellen on Friday."


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> ArchivePaths:
    paths = ArchivePaths(tmp_path_factory.mktemp("openai") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([FERRY, COPY])
    return paths


@contextmanager
def chat(paths: ArchivePaths, script: Script) -> Iterator[OpenAI]:
    """Return a client of a server with such a writer."""
    with ExitStack() as stack:
        endpoint = stack.enter_context(scripted(script))
        settings = Settings(model="hashing-256", writer=WriterOptions(url=endpoint.url, model="*scripted*"))
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        app.include_router(chat_routes(stack.enter_context(closing(CuttingsService(paths, settings)))))
        address = stack.enter_context(listening(app))
        yield stack.enter_context(OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=20))


def message_of(client: OpenAI, question: str = QUESTION):
    asked = [{"role": "user", "content": question}]
    return client.chat.completions.create(model="cuttings", messages=asked).choices[0].message


def test_sentences_stand_above_the_quotes_and_links_are_where_they_say(paths: ArchivePaths) -> None:
    with chat(paths, says(f"{TRUE} {FALSE} {FURTHER}")) as client:
        message = message_of(client)
        text, cited = message.content, [one.url_citation for one in message.annotations]
        asked = [{"role": "user", "content": QUESTION}]
        deltas = [
            one.choices[0].delta
            for one in client.chat.completions.create(model="cuttings", messages=asked, stream=True)
        ]
    sentences = text[: text.index(QUOTED)]
    assert text.startswith(f"**{ENGLISH_WORDS('written')}**\n\n{TRUE} [Gazette, 6 Mar 2026](")
    assert FURTHER in sentences
    assert f"> {FURTHER}" in sentences  # it stands in no quote of the answer
    assert FALSE not in text
    assert "1 sentence was left out" in sentences
    assert "Written by \\*scripted\\* at 127" in sentences
    assert len(cited) > 3
    for one in cited:
        link = text[one.start_index : one.end_index]
        assert link.startswith("[")
        assert link.endswith(f"]({one.url})")
    assert "".join(one.content or "" for one in deltas) == text
    assert [note for one in deltas for note in getattr(one, "annotations", None) or ()] == [
        one.model_dump() for one in message.annotations
    ]


def test_of_a_writer_that_fails_there_is_a_line_and_the_quotes(paths: ArchivePaths) -> None:
    def refuse(request: Request) -> None:
        request.begin(status=500)

    with chat(paths, refuse) as client:
        text = message_of(client).content
    assert text.index("127") < text.index(QUOTED)
    assert ENGLISH_WORDS("written") not in text


def test_nobody_is_asked_to_write_where_nothing_is_quoted(paths: ArchivePaths) -> None:
    def fail(_: Request) -> None:
        raise AssertionError

    with chat(paths, fail) as client:
        assert message_of(client, "Who invented penicillin?").content.startswith(ENGLISH_WORDS("nothing"))
