"""The buttons that have a page summarised: only with a writer; they begin a conversation, and no false sentence is in it."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.exchange import Exchange
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE, Access, Reader
from qa.web.pages.conversation import PageContext, conversation
from qa.web.route_table import SUMMARIES
from qa.web.routes.articles import add_article_routes
from qa.web.routes.conversations import add_conversation_routes
from qa.web.routes.desk import add_desk_routes
from qa.web.routes.news import add_news_routes
from qa.web.routes.summaries import add_summary_routes
from qa.written.endpoint import WriterOptions
from tests.qa.service.test_summaries import ARTICLES, FIRST, TOLL, draft
from tests.qa.written.scripted import Request, Scripted, says, scripted

ANN, BOB = "ab" * 16, "cd" * 16
EVIL = "<img src=x onerror=alert(1)>"
FIRE = "A fire at the Halden paper mill in Varmund killed 14 workers on Friday, fire chief Astrid Mellory said"
FALSE = "A fire at the Halden paper mill in Varmund killed 40 workers on Friday, fire chief Astrid Mellory said"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("summarised") / "archive"
    evil = draft(f"Quay {EVIL}", f"The quay of Olm was painted {EVIL} on Monday by its harbour master.", "Trap")
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([*ARTICLES, evil])
        service.desk.collect("Fires", [one.id for one in service.articles() if "ire" in one.title])
    return folder


Opened = Callable[[Scripted | None], tuple[CuttingsService, TestClient]]


@pytest.fixture
def opened(archive: Path) -> Iterator[Opened]:
    with ExitStack() as stack:

        def opened(endpoint: Scripted | None) -> tuple[CuttingsService, TestClient]:
            writer = WriterOptions(url=endpoint.url, model="scripted", seconds=3.0) if endpoint else None
            settings = Settings(model="hashing-256", writer=writer)
            service = stack.enter_context(closing(CuttingsService(ArchivePaths(archive), settings)))
            jobs, app, access = (
                stack.enter_context(closing(Jobs(service.maintenance))),
                FastAPI(),
                Access(read_only=True),
            )
            add_article_routes(app, service, jobs, access)
            add_news_routes(app, service, access)
            add_desk_routes(app, service, access)
            add_conversation_routes(app, service)
            add_summary_routes(app, service)
            return service, TestClient(app, headers={"cookie": f"{COOKIE}={ANN}", "accept-language": "en"})

        yield opened


def id_of(service: CuttingsService, article: ArticleDraft) -> str:
    return next(one.id for one in service.articles() if one.title == article.title)


def summarised(service: CuttingsService, client: TestClient, kind: str, name: str) -> tuple[Exchange, str]:
    """Press the button; return the exchange once all is written, and the conversation as it is shown."""
    response = client.post(SUMMARIES, json={"kind": kind, "name": name})
    assert response.status_code == 200, response.text
    found = re.fullmatch(r"/#conversation=([0-9a-f]{32})", response.json()["go"])
    assert found is not None
    for _ in range(500):
        (exchange,) = service.conversations.exchanges(ANN, found[1])
        if exchange.asked.written is not None:
            shown = conversation(service, Reader(name=ANN), PageContext(conversation=found[1]))
            return exchange, "".join(one["content"] for one in shown)
        assert service.writings.of(exchange.id) is not None
        time.sleep(0.02)
    raise AssertionError("it is never done")


def test_the_quotes_are_there_and_only_the_true_sentence_above_them(opened: Opened) -> None:
    with scripted(says(f"{FALSE} [1]. {FIRE} [1].")) as endpoint:
        service, client = opened(endpoint)
        exchange, shown = summarised(service, client, "article", id_of(service, ARTICLES[1]))
        assert exchange.asked.written is not None
        assert [one.text for one in exchange.asked.written.sentences] == [f"{FIRE}."]
        assert exchange.asked.written.dropped == 1
        assert "Summarise “Fourteen die in mill fire”" in shown
        assert "1 sentence was left out" in shown
        assert FALSE not in shown
        assert FIRST in shown
        assert f"Written by scripted at {endpoint.host}" in shown
        assert service.conversations.listed(BOB) == []
        assert len(endpoint.heard) == 1


@pytest.mark.parametrize(
    ("kind", "question", "side"),
    [
        ("story", "Summarise the coverage of ", ""),
        ("outlets", "How do the outlets differ on ", '<h3 dir="auto">Radio Port Sellen</h3>'),
    ],
)
def test_a_story_is_summarised_and_compared(opened: Opened, kind: str, question: str, side: str) -> None:
    with scripted(says(f"{TOLL[:-1]} [3]. {FALSE} [1].")) as endpoint:
        service, client = opened(endpoint)
        exchange, shown = summarised(service, client, kind, id_of(service, ARTICLES[0]))
    assert exchange.asked.written is not None
    (sentence,) = exchange.asked.written.sentences
    assert sentence.text == TOLL
    assert sentence.differs  # that others count fourteen is said
    assert question in shown
    assert side in shown
    assert "others say otherwise" in shown
    assert FALSE not in shown
    assert "differ: say that they do" in endpoint.heard[0].text


def test_a_collection_is_summarised_within_it(opened: Opened) -> None:
    with scripted(says(f"{TOLL[:-1]} [1].")) as endpoint:
        service, client = opened(endpoint)
        exchange, shown = summarised(service, client, "collection", "Fires")
    assert exchange.asked.filters.collection == "Fires"
    assert "Summarise this collection: Fires" in shown
    assert "bakers" not in endpoint.heard[0].text


@contextmanager
def refusing() -> Iterator[Scripted]:
    def refuses(request: Request) -> None:
        request.begin(500, "text/plain")
        request.send("no")

    with scripted(refuses) as endpoint:
        yield endpoint


def test_a_dead_writer_leaves_the_quotes_and_a_line(opened: Opened) -> None:
    with refusing() as endpoint:
        service, client = opened(endpoint)
        exchange, shown = summarised(service, client, "story", id_of(service, ARTICLES[0]))
    assert exchange.asked.written is not None
    assert exchange.asked.written.sentences == ()
    assert "answered with error 500" in shown
    assert FIRST in shown


def pages(service: CuttingsService) -> list[str]:
    article = id_of(service, ARTICLES[0])
    return [
        f"/article/{article}",
        f"/article/{article}/panel",
        f"/story/{article}",
        f"/story/{article}/panel",
        "/collection/Fires",
    ]


def test_the_buttons_are_there_only_where_somebody_writes(opened: Opened) -> None:
    with scripted(says("")) as endpoint:
        service, client = opened(endpoint)
        for address in pages(service):
            shown = client.get(address).text
            assert "Summarise in sentences</button>" in shown, address
            assert f"quotes of it are sent to {endpoint.host}" in shown
            assert ("Compare the outlets in sentences" in shown) == ("/story/" in address)
            if "panel" not in address:  # the page of questions has both already
                assert 'name="cuttings-token"' in shown
                assert "button[data-post]" in shown
        alone = client.get(f"/story/{id_of(service, ARTICLES[5])}").text
        assert "Summarise in sentences" in alone
        assert "Compare the outlets" not in alone
    service, client = opened(None)
    for address in pages(service):
        shown = client.get(address).text
        assert "data-post" not in shown
        assert "cuttings-token" not in shown


def test_nothing_of_an_article_is_markup(opened: Opened) -> None:
    with scripted(says(f"The quay of Olm was painted {EVIL} on Monday by its harbour master [1].")) as endpoint:
        service, client = opened(endpoint)
        (evil,) = (one.id for one in service.articles() if one.outlet == "Trap")
        _, shown = summarised(service, client, "article", evil)
        assert "<img" not in shown + client.get(f"/article/{evil}").text + client.get(f"/story/{evil}").text


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"kind": "article", "name": "zzz"}, 404),
        ({"kind": "collection", "name": "zzz"}, 404),
        ({"kind": "everything", "name": "x"}, 400),
        ({"kind": "article", "name": ["x"]}, 400),
        ({"kind": ["article"], "name": "x"}, 400),
        ({}, 400),
    ],
)
def test_what_is_not_there_is_refused(opened: Opened, sent: dict[str, object], status: int) -> None:
    with scripted(says("")) as endpoint:
        service, client = opened(endpoint)
        other = {"cookie": f"{COOKIE}={BOB}"}
        assert client.post(SUMMARIES, json=sent, headers=other).status_code == status
        assert endpoint.heard == []
        assert service.conversations.listed(BOB) == []
