"""Who may do what by program: each route and each who, other sites' pages, problems for each refusal."""

import json
import re
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from qa.web.api.paths import API, ARTICLES, ARTICLES_FILES, ASK, COLLECTIONS
from qa.web.middleware.access import READ_ONLY
from qa.web.route_table import RULES, Rule
from tests.qa.web.api.conftest import HERE

SECRET = "correct horse battery"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)
PROGRAM = {"cuttings-api": "1"}
BEARER = {"authorization": f"Bearer {SECRET}"}
RULES_FOR_PROGRAMS = [rule for rule in RULES if rule.path.startswith(API)]
HOSTILE = {
    "a script of another site": {"origin": "https://evil.example", **PROGRAM},
    "a form of another site": {"origin": "https://evil.example", "content-type": "text/plain"},
    "a page in a sandbox": {"origin": "null", **PROGRAM},
    "another port of this machine": {"origin": "http://127.0.0.1:3000", **PROGRAM},
    "a picture": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", **PROGRAM},
    "a link": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"},
    "a rebound name": {"host": "evil.example", **PROGRAM},
    "a rebound name of the same origin": {"host": "evil.example", "origin": "http://evil.example", **PROGRAM},
}

every_rule = pytest.mark.parametrize("rule", RULES_FOR_PROGRAMS, ids=lambda rule: f"{rule.method} {rule.path}")


@pytest.fixture(scope="module")
def servers(serving: Callable[..., TestClient]) -> dict[str, TestClient]:
    return {
        "open": serving(),
        "read only": serving(read_only=True),
        "remote": serving(host="0.0.0.0"),
        "locked": serving(password=HASH),
    }


def status(client: TestClient, rule: Rule, headers: dict[str, str]) -> tuple[int, str]:
    """Return what a request without a body is answered: the status, and the detail of the problem."""
    response = client.request(rule.method, re.sub(r"{\w+}", "1", rule.path), headers=headers)
    if response.status_code < 400:
        return response.status_code, ""
    problem = response.json()
    assert response.headers["content-type"] == "application/problem+json"
    assert set(problem) - {"errors"} == {"type", "title", "status", "detail", "instance"}
    assert problem["status"] == response.status_code
    return response.status_code, problem["detail"]


def reached(answer: tuple[int, str]) -> bool:
    """Whether the route itself answered."""
    return answer[0] in {200, 201, 202, 204, 404, 409, 413, 415, 422} and "no such page" not in answer[1]


@every_rule
def test_each_route_and_who_may_use_it(servers: dict[str, TestClient], rule: Rule) -> None:
    changes = rule.changes
    assert reached(status(servers["open"], rule, {})) is not changes
    assert reached(status(servers["open"], rule, PROGRAM))
    for server in ("read only", "remote"):
        answer = status(servers[server], rule, PROGRAM)
        assert (answer == (403, READ_ONLY)) if changes else reached(answer)
    for stranger in ({}, PROGRAM, {**PROGRAM, "authorization": "Basic x"}, {"cookie": f"cuttings_session={'a' * 43}"}):
        assert status(servers["locked"], rule, stranger)[0] == 401
    assert reached(status(servers["locked"], rule, BEARER))


@every_rule
def test_no_page_of_another_site_gets_anywhere(servers: dict[str, TestClient], rule: Rule) -> None:
    for who, headers in HOSTILE.items():
        assert status(servers["open"], rule, headers)[0] in {403, 421}, who


def test_a_browser_that_asks_first_is_allowed_nothing(servers: dict[str, TestClient]) -> None:
    for origin in ("https://evil.example", HERE):
        asked = {
            "origin": origin,
            "access-control-request-method": "POST",
            "access-control-request-headers": "cuttings-api",
        }
        for path in (ASK, ARTICLES, ARTICLES_FILES):
            response = servers["open"].options(path, headers=asked)
            assert response.status_code in {403, 405}
            assert not [name for name in response.headers if name.startswith("access-control")]


def test_a_page_of_ours_needs_its_token(servers: dict[str, TestClient]) -> None:
    rule = next(rule for rule in RULES_FOR_PROGRAMS if (rule.method, rule.path) == ("POST", COLLECTIONS))
    assert status(servers["open"], rule, {"origin": HERE, **PROGRAM})[0] == 403


def test_a_wrong_password_is_refused_and_slowed_down(serving: Callable[..., TestClient]) -> None:
    client = serving(password=HASH)
    answers = [client.get(ARTICLES, headers={"authorization": "Bearer wrong-password"}) for _ in range(8)]
    assert answers[0].status_code == 401
    assert (answers[-1].status_code, answers[-1].headers["content-type"]) == (429, "application/problem+json")
    assert int(answers[-1].headers["retry-after"]) > 0


def test_every_refusal_below_the_addresses_for_programs_is_a_problem(servers: dict[str, TestClient]) -> None:
    client = servers["open"]
    answers = {
        404: client.get("/api/v1/nothing"),
        405: client.delete(ASK),
        413: client.post(ASK, content=b"x" * 5_000_000),
        422: client.post(ASK, content=b"{", headers={"content-type": "application/json"}),
    }
    for code, response in answers.items():
        assert (response.status_code, response.headers["content-type"]) == (code, "application/problem+json")
        assert response.json()["instance"] in {ASK, "/api/v1/nothing"}
    assert answers[405].headers["allow"] == "POST"
    assert client.get("/nothing").headers["content-type"].startswith("text/plain")


def test_a_question_as_another_kind_of_text_is_not_read(servers: dict[str, TestClient]) -> None:
    """What a form of another site could send without asking first is no JSON."""
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        sent = json.dumps({"question": "Who?"})
        assert servers["open"].post(ASK, content=sent, headers={"content-type": kind}).status_code == 422


def test_all_addresses_begin_the_same() -> None:
    assert len(RULES_FOR_PROGRAMS) > 40
    assert {rule.programs for rule in RULES if rule.path.startswith(API)} == {True}
