"""Two users of one archive, by every address that there is: what is one's own never reaches the other."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.actor import acting
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.answering.citations import citation_of
from qa.service.exchange import Asked
from qa.service.jobs import Jobs
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.document import add_api_routes
from qa.web.mcp.endpoint import McpEndpoint
from qa.web.middleware.access import COOKIE, SESSION_COOKIE, TOKEN_HEADER
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.problems import Problems
from qa.web.route_table import (
    ALERT_REMOVE,
    ALERT_SEEN,
    ALERTS,
    ALERTS_COUNT,
    ALERTS_FEED,
    ANSWER_VOTE,
    MARKS,
    RULES,
    path_to,
)
from qa.web.routes.alerts import add_alert_routes
from qa.web.routes.articles import add_article_routes
from qa.web.routes.conversations import add_conversation_routes
from qa.web.routes.desk import add_desk_routes
from qa.web.routes.news import add_news_routes
from qa.web.routes.sharing import add_sharing_routes
from tests.qa.accounts.people import EDE, RIA, with_people

HERE = "http://127.0.0.1:7860"
FERRY = ArticleDraft(
    title="Ferry strikes pier", text="A ferry struck the pier. Nobody was hurt there.", outlet="Gazette"
)
MILL = ArticleDraft(title="Mill burns", text="The mill burned down. Two people were hurt.", outlet="Courier")
PLACE = f"{FERRY.id}:0-{len('A ferry struck the pier.')}"
PRIVATE = re.compile(r"(?i)(ria|ede|all)secret")
"""What each has in notes, tags and saved searches, after their name; and what is everybody's."""

API = "/api/v1"


class Person:
    """A user in a browser and with a program."""

    def __init__(self, name: str, accounts: Accounts, reach: Reach, client: TestClient) -> None:
        self.user = accounts.users.named(name)
        assert self.user
        self.client = client
        self.exchange = ""
        session = accounts.sessions.begin(self.user)
        token = reach.access.token({"cookie": f"{COOKIE}={self.user.id}"})
        self._page = {"cookie": f"{SESSION_COOKIE}={session}", "origin": HERE, TOKEN_HEADER: token}
        self._program = {"authorization": f"Bearer {accounts.tokens.add(self.user, 'a test', Role.READER, 1)[0]}"}

    def get(self, path: str, **query: object):
        headers = self._program if path.startswith(API) else {"cookie": self._page["cookie"]}
        return self.client.get(path, params=query, headers=headers)

    def call(self, tool: str, arguments: dict[str, object]):
        sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
        accept = {"accept": "application/json, text/event-stream"}
        answer = self.client.post("/mcp", json=sent, headers={**self._program, **accept})
        assert answer.status_code == 200, answer.text
        lines = [line.removeprefix("data: ") for line in answer.text.splitlines() if line.startswith(("data: {", "{"))]
        return json.loads(lines[-1])

    def get_as_program(self, path: str):
        return self.client.get(path, headers=self._program)

    def send(self, method: str, path: str, sent: object = None):
        return self.client.request(
            method, path, json=sent, headers=self._program if path.startswith(API) else self._page
        )


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("two") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as made:
        made.maintenance.add_drafts([FERRY, MILL])
        made.desk.marks.tag(FERRY.id, ["allsecret"])  # at a terminal
        made.desk.marks.note(MILL.id, "allsecret note")
        made.alerts.save_search("allsecret OR hurt")
        yield made


@pytest.fixture(scope="module")
def people(service: CuttingsService) -> Iterator[tuple[Person, Person]]:
    with ExitStack() as stack:
        accounts = stack.enter_context(closing(with_people(service.paths.folder)))
        reach = Reach.of(ReachOptions(), "127.0.0.1", 7860, accounts=accounts)
        jobs = stack.enter_context(closing(Jobs(service.maintenance)))
        mcp = McpEndpoint(service)
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=mcp.lifespan)
        mcp.add_to(app)
        add_article_routes(app, service, jobs, reach.access)
        add_conversation_routes(app, service)
        add_sharing_routes(app, service, reach.access)
        add_alert_routes(app, service.alerts, reach.access, service)
        add_news_routes(app, service, reach.access)
        add_desk_routes(app, service, reach.access)
        add_api_routes(app, service, jobs)
        client = stack.enter_context(TestClient(Problems(reach.protect(app)), base_url=HERE, follow_redirects=False))
        ria, ede = Person(RIA, accounts, reach, client), Person(EDE, accounts, reach, client)
        for one, name in ((ria, "ria"), (ede, "ede")):
            for target in (FERRY.id, PLACE):
                assert one.send("POST", MARKS, {"do": "star", "target": target}).status_code == 200
                assert (
                    one.send("POST", MARKS, {"do": "tag", "target": target, "text": f"{name}secret"}).status_code == 200
                )
                assert (
                    one.send("POST", MARKS, {"do": "note", "target": target, "text": f"{name}secret"}).status_code
                    == 200
                )
            assert one.send("POST", ALERTS, {"search": f"{name}secret OR hurt"}).status_code == 200
            assert one.send("POST", f"{API}/alerts", {"question": f"Who is {name}secret?"}).status_code == 201
            asked = Asked(
                question=f"Is there a {name}secret?",
                filters=Filters(),
                overview=service.overview(),
                answer=service.ask("What struck the pier?"),
            )
            one.exchange = service.conversations.add(one.user.id, f"talk of {name}", asked).id
            assert one.send("POST", path_to(ANSWER_VOTE, one.exchange), {"vote": 1}).status_code == 204
        with acting(ede.user.actor()):
            dossier = service.desk.dossiers.create("The ferry")
            service.desk.pin_place(dossier.id, PLACE, "For all.")
            service.desk.collect("Ships", [FERRY.id])
        yield ria, ede


def secrets_in(text: str) -> set[str]:
    return {found.lower() for found in PRIVATE.findall(text)}


def every_address(service: CuttingsService, tags: list[str], exchanges: list[str]) -> Iterator[str]:
    """Yield an address of each rule that is read, with each value that its parameters can have here."""
    dossier = service.desk.dossiers.listed()[0].id
    values = {
        "article_id": [FERRY.id, MILL.id],
        "target": [FERRY.id, MILL.id, PLACE],
        "dossier": [dossier],
        "kind": ["md", "html", "bib", "json", "ris"],
        "name": ["★", "Ships", "talk of ria", "talk of ede", *tags],
        "exchange": exchanges,
        "collection": ["★", "Ships", *tags],
        "story_id": [FERRY.id],
        "story": [FERRY.id],
    }
    for rule in RULES:
        if rule.method != "GET" or "gradio" in rule.path or "**" in rule.path:
            continue
        addresses = [rule.path]
        for parameter in re.findall(r"{(\w+)}", rule.path):
            addresses = [
                address.replace(f"{{{parameter}}}", value.replace("#", "%23"))
                for address in addresses
                for value in values.get(parameter, ["1"])
            ]
        yield from addresses


def test_nothing_that_is_read_has_anything_of_the_other(
    service: CuttingsService, people: tuple[Person, Person]
) -> None:
    ria, ede = people
    for person, own, other in ((ria, "ria", "ede"), (ede, "ede", "ria")):
        seen: dict[str, set[str]] = {}
        for address in every_address(service, [f"#{own}secret", "#allsecret"], [ria.exchange, ede.exchange]):
            answer = person.get(address)
            assert answer.status_code < 500, address
            seen[address] = secrets_in(answer.text)
            assert other not in seen[address], address
            assert person.user.id not in answer.text, address
        # where one's own is, so that the above is no empty promise
        marks = (f"{API}/marks", f"{API}/marks/{FERRY.id}", f"{API}/marks/{PLACE}")
        article = (f"/article/{FERRY.id}", f"/article/{FERRY.id}/panel")
        talk = (f"/conversations/talk of {own}/export.md", "/conversations")
        for address in ("/alerts", f"{API}/alerts", "/collections", "/filters", *article, *marks, *talk):
            assert own in seen[address], address
        for address in (
            "/alerts",
            "/collections",
            "/filters",
            f"{API}/alerts",
            f"{API}/marks",
            f"{API}/marks/{MILL.id}",
        ):
            assert "all" in seen[address], address


def test_a_tag_of_the_other_is_no_collection(people: tuple[Person, Person]) -> None:
    ria, ede = people
    assert [one["id"] for one in ede.get(f"{API}/collections/%23edesecret/articles").json()["articles"]] == [FERRY.id]
    assert ria.get(f"{API}/collections/%23edesecret/articles").json()["articles"] == []
    assert ede.get(f"{API}/articles", collection="#edesecret").json()["total"] == 1
    assert ria.get(f"{API}/articles", collection="#edesecret").json()["total"] == 0
    asked = {"question": "What struck the pier?", "filters": {"collection": "#edesecret"}}
    assert ede.send("POST", f"{API}/ask", asked).json()["quotes"]
    assert not ria.send("POST", f"{API}/ask", asked).json().get("quotes")


def test_marks_of_one_place_are_each_ones_own(people: tuple[Person, Person]) -> None:
    ria, ede = people
    mine = ria.get(f"{API}/marks/{FERRY.id}").json()
    assert (mine["starred"], mine["tags"], mine["note"]) == (True, ["riasecret"], "riasecret")
    assert mine["everybodys"] == {"starred": False, "tags": ["allsecret"], "note": ""}
    changed = ria.send(
        "PATCH", f"{API}/marks/{FERRY.id}", {"starred": False, "untag": ["riasecret", "allsecret"], "note": ""}
    )
    assert changed.json() == {
        "target": FERRY.id,
        "starred": False,
        "tags": [],
        "note": "",
        "everybodys": {"starred": False, "tags": ["allsecret"], "note": ""},
    }
    theirs = ede.get(f"{API}/marks/{FERRY.id}").json()
    assert (theirs["starred"], theirs["tags"], theirs["note"]) == (True, ["edesecret"], "edesecret")
    ria.send("PATCH", f"{API}/marks/{FERRY.id}", {"starred": True, "tag": ["riasecret"], "note": "riasecret"})


def test_an_alert_of_the_other_cannot_be_removed_nor_seen(people: tuple[Person, Person]) -> None:
    ria, ede = people
    numbers = {one["number"] for one in ede.get(f"{API}/alerts").json()["alerts"] if "ede" in one["question"]}
    common = {one["number"] for one in ede.get(f"{API}/alerts").json()["alerts"] if "allsecret" in one["question"]}
    assert len(numbers) == 2
    for number in numbers:
        assert ria.send("DELETE", f"{API}/alerts/{number}").status_code == 404
        assert ria.send("POST", f"{API}/alerts/{number}/seen").status_code == 404
        assert ria.send("POST", path_to(ALERT_REMOVE, str(number)), {}).status_code == 404
        assert ria.send("POST", path_to(ALERT_SEEN, str(number)), {}).status_code == 404
    for number in common:  # everybody's, and Ria is a reader
        assert ria.send("DELETE", f"{API}/alerts/{number}").status_code == 403
        assert ria.send("POST", path_to(ALERT_REMOVE, str(number)), {}).status_code == 403
        assert ria.send("POST", path_to(ALERT_SEEN, str(number)), {}).status_code == 204
    assert {one["number"] for one in ede.get(f"{API}/alerts").json()["alerts"]} >= numbers | common


def test_each_counts_their_own(service: CuttingsService, people: tuple[Person, Person]) -> None:
    ria, ede = people
    before = [one.get(ALERTS_COUNT).json()["unseen"] for one in people]
    more = ArticleDraft(title="Tram", text="A tram was late. The riasecret driver was hurt.", outlet="Gazette")
    with acting(ede.user.actor()):
        service.maintenance.add_drafts([more])
    after = [one.get(ALERTS_COUNT).json()["unseen"] for one in people]
    assert [now - then for now, then in zip(after, before, strict=True)] != [0, 0]
    assert "riasecret driver" in ria.get(ALERTS_FEED).text
    feeds = [one.get(ALERTS_FEED).text for one in people]
    assert [one.get_as_program(ALERTS_FEED).text for one in people] == feeds
    assert ria.client.get(ALERTS_FEED).status_code == 401
    assert feeds[0].split("</id>")[0] != feeds[1].split("</id>")[0]
    with acting(ria.user.actor()):
        service.alerts.mark_seen()
    assert ria.get(ALERTS_COUNT).json()["unseen"] == 0
    assert ede.get(ALERTS_COUNT).json()["unseen"] == after[1]
    service.maintenance.remove(Selection(ids=(more.id,)))


def test_an_assistant_sees_the_tags_of_its_user(people: tuple[Person, Person]) -> None:
    ria, ede = people
    for tool, wanted in (("search", {"query": ""}), ("ask", {"question": "What struck the pier?"})):
        arguments = {**wanted, "collection": "#edesecret"}
        for person, sees in ((ede, True), (ria, False), (ede, True)):
            found = person.call(tool, arguments)["result"]["structuredContent"]
            assert (FERRY.id in str(found)) == sees


def test_what_was_asked_is_not_the_others_to_vote_on_or_take_along(people: tuple[Person, Person]) -> None:
    ria, ede = people
    assert ria.send("POST", path_to(ANSWER_VOTE, ede.exchange), {"vote": -1}).status_code == 404
    assert ria.get(f"/answers/{ede.exchange}/quotes/1").status_code == 404
    assert ede.get(f"/answers/{ede.exchange}/quotes/1").status_code == 200
    for what in ("title", "delete", "share"):
        sent = ria.send("POST", f"/conversations/talk of ede/{what}", {"title": "Mine", "do": "share"})
        assert sent.status_code == 404, what
    assert ede.get("/conversations/talk of ede/export.md").status_code == 200


def test_an_answer_shows_ones_own_marks_of_its_quotes(service: CuttingsService, people: tuple[Person, Person]) -> None:
    article = service.article(FERRY.id)
    citation = citation_of(1, article, (0, len("A ferry struck the pier.")), "text")
    for person, own in zip(people, ("ria", "ede"), strict=True):
        with acting(person.user.actor()):
            (found,) = service.desk.own_of([citation]).values()
        assert (found.marks.note, found.marks.tags) == (f"{own}secret", (f"{own}secret",))


def test_a_reader_neither_collects_nor_pins(people: tuple[Person, Person]) -> None:
    ria, _ = people
    for what in ("collect", "leave", "pin"):
        assert ria.send("POST", MARKS, {"do": what, "target": FERRY.id, "text": "Ships"}).status_code == 403
