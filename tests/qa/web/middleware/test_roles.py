"""Every route and every role: who gets where on a server with users. A route that is in no list fails."""

import asyncio
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.actor import current_actor
from qa.accounts.roles import Role
from qa.web.middleware.access import COOKIE, READ_ONLY, ROLE_REFUSED, SESSION_COOKIE, TOKEN_HEADER, Access, reader_of
from qa.web.middleware.asgi import headers_of
from qa.web.middleware.gate import Gate
from qa.web.route_table import RULES, Need, Rule
from tests.qa.accounts.people import ADA, DIS, EDE, RIA, with_people

ORIGIN = "http://127.0.0.1:7860"

ANYBODY = """
GET /healthz, GET /readyz, GET /login, POST /login, POST /logout, GET /login/provider, GET /login/provider/back
GET /gradio_api/app_id
"""
READERS = """
GET /, GET /articles, GET /alerts, GET /article/{article_id}, GET /article/{article_id}/changes
GET /article/{article_id}/correct, GET /collections, GET /collection/{name}, GET /dossiers, GET /dossier/{dossier}
GET /shared, GET /following, GET /stories, GET /story/{story_id}, GET /said, GET /named, GET /shared/{token}
GET /answers/{exchange}/timeline, GET /article/{article_id}/panel, GET /article/{article_id}/original
GET /article/{article_id}/original/saved, GET /article/{article_id}/original/{page}.png
GET /article/{article_id}/original/file, GET /answers/{exchange}/written
GET /story/{story_id}/panel, GET /answers/{exchange}/timeline/panel
GET /answers/{exchange}/quotes/{number}, GET /answers/{exchange}/quotes/{number}/marks, GET /dossier/{dossier}/panel
GET /dossiers/pin, GET /filters, GET /conversations, GET /conversations/{name}/last, GET /conversations/{name}/share
GET /articles/state, GET /articles/jobs, GET /alerts/count, GET /following/list, GET /story/{story_id}/timeline.{kind}
GET /conversations/{name}/export.{kind}, GET /alerts/feed.xml, GET /dossier/{dossier}/export.{kind}
GET /api/v1/openapi.json, GET /api/v1/status, GET /api/v1/outlets, GET /api/v1/articles, GET /api/v1/articles/{article_id}
GET /api/v1/articles/{article_id}/versions, GET /api/v1/articles/{article_id}/versions/{number}, GET /api/v1/jobs
GET /api/v1/jobs/{job}, GET /api/v1/stories, GET /api/v1/stories/{story}, GET /api/v1/stories/{story}/timeline
GET /api/v1/quotations, GET /api/v1/speakers, GET /api/v1/names, GET /api/v1/names/articles, GET /api/v1/alerts
GET /api/v1/collections, GET /api/v1/collections/{collection}, GET /api/v1/collections/{collection}/articles
GET /api/v1/dossiers, GET /api/v1/dossiers/{dossier}, GET /api/v1/dossiers/{dossier}/export.{kind}
GET /api/v1/dossiers/{dossier}/entries, GET /api/v1/marks, GET /api/v1/marks/{target}
POST /api/v1/ask, POST /api/v1/ask/stream, POST /api/v1/summaries, POST /api/v1/timeline, POST /mcp, POST /v1/chat/completions
GET /v1/models, GET /v1/models/{model}, GET /config, GET /theme.css, GET /manifest.json, GET /favicon.ico, GET /assets/**
GET /static/**, GET /gradio_api/queue/data, GET /gradio_api/heartbeat/{session}
POST /gradio_api/queue/join, POST /gradio_api/run/predict, POST /gradio_api/cancel, POST /gradio_api/reset, GET /account
"""
READERS_OWN = """
POST /conversations/{name}/title, POST /conversations/{name}/delete, POST /conversations/{name}/share
POST /answers/{exchange}/vote, POST /account/change, POST /summaries
"""
READERS_PERSONAL = """
POST /alerts, POST /alerts/{number}/remove, POST /alerts/{number}/seen, POST /marks, POST /api/v1/alerts
POST /api/v1/alerts/{number}/seen, PATCH /api/v1/marks/{target}, DELETE /api/v1/alerts/{number}
"""
EDITORS = """
POST /articles/{article_id}/remove, POST /articles/{article_id}/restore, POST /article/{article_id}/correct
POST /articles/fetch, POST /articles/jobs/{job}/cancel, POST /collections, POST /collection/{name}/change
POST /dossiers, POST /dossiers/pin, POST /dossier/{dossier}/change, POST /following, POST /following/{feed}/change
POST /articles/files, POST /api/v1/articles/files, POST /api/v1/articles, POST /api/v1/articles/address
POST /api/v1/articles/{article_id}/restore, POST /api/v1/jobs/{job}/cancel, POST /api/v1/collections
POST /api/v1/collections/{collection}/articles, POST /api/v1/dossiers, POST /api/v1/dossiers/{dossier}/entries
PATCH /api/v1/articles/{article_id}, PATCH /api/v1/collections/{collection}, PATCH /api/v1/dossiers/{dossier}
PATCH /api/v1/dossiers/{dossier}/entries/{entry}, DELETE /api/v1/articles/{article_id}
DELETE /api/v1/articles/{article_id}/correction, DELETE /api/v1/collections/{collection}
DELETE /api/v1/collections/{collection}/articles/{article_id}, DELETE /api/v1/dossiers/{dossier}
DELETE /api/v1/dossiers/{dossier}/entries/{entry}
POST /alerts/webhooks, POST /alerts/webhooks/{webhook}/change, GET /api/v1/webhooks, POST /api/v1/webhooks
GET /api/v1/webhooks/{number}/undelivered, POST /api/v1/webhooks/{number}/test, POST /api/v1/webhooks/{number}/retry
DELETE /api/v1/webhooks/{number}
"""
ADMINS = """
GET /administration, GET /users
"""
ADMINS_USERS = """
POST /users/change
"""
ADMINS_ARCHIVE = """
POST /articles/rebuild
"""
PAGES = """
GET /, GET /articles, GET /alerts, GET /article/{article_id}, GET /article/{article_id}/changes, GET /administration
GET /article/{article_id}/correct, GET /collections, GET /collection/{name}, GET /dossiers, GET /dossier/{dossier}
GET /shared, GET /following, GET /stories, GET /story/{story_id}, GET /said, GET /named, GET /shared/{token}
GET /answers/{exchange}/timeline, GET /article/{article_id}/original, GET /account, GET /users
"""
"""Where somebody who has not logged in is led to the log-in page, and from there back."""


def listed(text: str) -> set[str]:
    return {one.strip() for line in text.splitlines() for one in line.split(",") if one.strip()}


LOWEST = {
    **dict.fromkeys(listed(READERS) | listed(READERS_OWN) | listed(READERS_PERSONAL), Role.READER),
    **dict.fromkeys(listed(EDITORS), Role.EDITOR),
    **dict.fromkeys(listed(ADMINS) | listed(ADMINS_USERS) | listed(ADMINS_ARCHIVE), Role.ADMIN),
}
CHANGES_ARCHIVE = listed(READERS_PERSONAL) | listed(EDITORS) | listed(ADMINS_ARCHIVE)
NEEDS_PAGE = CHANGES_ARCHIVE | listed(READERS_OWN) | listed(ADMINS_USERS)

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.method} {rule.path}")


def name_of(rule: Rule) -> str:
    return f"{rule.method} {rule.path}"


@pytest.fixture(scope="module")
def access(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    accounts = with_people(tmp_path_factory.mktemp("users"))
    yield Access(accounts=accounts)
    accounts.close()


@pytest.fixture(scope="module")
def frozen(access: Access) -> Access:
    assert access.users
    return Access(accounts=access.users.accounts, read_only=True)


def answer(access: Access, rule: Rule, headers: dict[str, str]) -> tuple[int, str]:
    """Return what the gate answers; 200 is what stands behind it, with who is acting and whose cookie it sees."""
    sent: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        seen = f"{current_actor().name} {reader_of(headers_of(scope)).name}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": seen.encode()})

    async def send(message: Any) -> None:
        sent.append(message)

    path = re.sub(r"{\w+}", "x", rule.path).replace("**", "x/y")
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": rule.method, "path": path, "headers": raw, "client": ("192.0.2.9", 1)}
    asyncio.run(Gate(app, access)(scope, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], sent[1]["body"].decode()


def browser(access: Access, name: str, *, page: bool = True) -> dict[str, str]:
    """Return the headers of a browser in which somebody is logged in, on a page of ours or not."""
    assert access.users
    user = access.users.accounts.users.named(name)
    assert user
    session = access.users.accounts.sessions.begin(user)
    headers = {"cookie": f"{SESSION_COOKIE}={session}; {COOKIE}={'e' * 32}"}
    if page:
        headers["origin"] = ORIGIN
        headers[TOKEN_HEADER] = access.token({"cookie": f"{COOKIE}={user.id}"})
    return headers


def program(access: Access, name: str, role: Role) -> dict[str, str]:
    """Return the headers of a program with a token of somebody."""
    assert access.users
    user = access.users.accounts.users.named(name)
    assert user
    for token in access.users.accounts.tokens.listed(user):
        access.users.accounts.tokens.revoke(user, token.id)
    return {"authorization": f"Bearer {access.users.accounts.tokens.add(user, 'a test', role, 1)[0]}"}


def test_every_route_is_listed_once_and_nothing_else_is() -> None:
    groups = (ANYBODY, READERS, READERS_OWN, READERS_PERSONAL, EDITORS, ADMINS, ADMINS_USERS, ADMINS_ARCHIVE)
    assert sorted(name for group in groups for name in listed(group)) == sorted(map(name_of, RULES))
    assert listed(PAGES) == {name_of(rule) for rule in RULES if rule.document and rule.need is not Need.NOTHING}


@every_rule
def test_nobody_gets_anywhere_without_logging_in(access: Access, rule: Rule) -> None:
    turned_away = 303 if name_of(rule) in listed(PAGES) else 401
    reader = f"{COOKIE}={'a' * 32}"
    strangers = {
        "nobody": {},
        "a reader of before there were users": {
            "cookie": reader,
            "origin": ORIGIN,
            TOKEN_HEADER: access.token({"cookie": reader}),
        },
        "a guessed session": {"cookie": f"{SESSION_COOKIE}={'A' * 43}", "origin": ORIGIN},
        "a program of a server without users": {"cuttings-api": "1"},
        "a guessed token": {"authorization": f"Bearer cut_{'A' * 43}"},
        "a password": {"authorization": "Bearer correct horse battery"},
        "a password for another way": {"authorization": "Basic QWRhOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="},
    }
    for who, headers in strangers.items():
        if name_of(rule) in listed(ANYBODY):
            expected = 200 if rule.method == "GET" or "origin" in headers else 403
        else:
            expected = turned_away
        assert answer(access, rule, headers)[0] == expected, who


@every_rule
@pytest.mark.parametrize("name", [RIA, EDE, ADA])
def test_each_role_may_do_what_it_is_for(access: Access, frozen: Access, rule: Rule, name: str) -> None:
    assert access.users
    user = access.users.accounts.users.named(name)
    assert user
    route = name_of(rule)
    headers = browser(access, name)
    if route in listed(ANYBODY):
        assert answer(access, rule, headers)[0] == 200
        return
    allowed = user.role.includes(LOWEST[route])
    got = answer(access, rule, headers)
    assert got == ((200, f"{name} {user.id}") if allowed else (403, ROLE_REFUSED))
    # not from elsewhere than a page of ours
    assert answer(access, rule, browser(access, name, page=False))[0] == (
        200 if allowed and route not in NEEDS_PAGE else 403
    )
    # nor from a page with the token of another user
    other = {**headers, TOKEN_HEADER: access.token({"cookie": f"{COOKIE}={'e' * 32}"})}
    assert answer(access, rule, other)[0] == (200 if allowed and route not in NEEDS_PAGE else 403)
    if route in CHANGES_ARCHIVE:
        assert answer(frozen, rule, browser(frozen, name)) == (403, READ_ONLY)


@every_rule
def test_a_token_is_for_programs_and_does_what_its_role_may(access: Access, rule: Rule) -> None:
    if name_of(rule) in listed(ANYBODY):
        return
    turned_away = 303 if name_of(rule) in listed(PAGES) else 401
    for role in Role:
        got = answer(access, rule, program(access, ADA, role))[0]
        if not rule.programs:
            assert got == turned_away
        else:
            assert got == (200 if role.includes(LOWEST[name_of(rule)]) else 403), role


@every_rule
def test_who_was_disabled_gets_nowhere_and_a_token_ends(access: Access, rule: Rule) -> None:
    if name_of(rule) in listed(ANYBODY):
        return
    assert access.users
    accounts = access.users.accounts
    turned_away = 303 if name_of(rule) in listed(PAGES) else 401
    accounts.users.enable(DIS)
    headers, token = browser(access, DIS), program(access, DIS, Role.ADMIN)
    accounts.users.disable(DIS)
    assert answer(access, rule, headers)[0] == turned_away
    assert answer(access, rule, token)[0] == turned_away


@every_rule
def test_a_token_that_has_expired_is_none(access: Access, rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    if name_of(rule) in listed(ANYBODY):
        return
    assert access.users
    token = program(access, ADA, Role.ADMIN)
    monkeypatch.setattr(access.users.accounts.tokens, "_clock", lambda: time.time() + 24 * 3600 + 1)
    assert answer(access, rule, token)[0] == (303 if name_of(rule) in listed(PAGES) else 401)


def test_nobody_is_let_in_where_the_users_are_gone_or_damaged(tmp_path: Path) -> None:
    accounts = with_people(tmp_path)
    access = Access(accounts=accounts)
    rule = next(rule for rule in RULES if rule.path == "/api/v1/status")
    headers = browser(access, ADA)
    assert answer(access, rule, headers)[0] == 200
    for content, status in ((b"no database" * 500, 503), (b"", 401), (None, 401)):
        for file in tmp_path.glob("users.sqlite3*"):
            file.unlink()
        if content is not None:
            (tmp_path / "users.sqlite3").write_bytes(content)
        assert answer(access, rule, headers)[0] == status
        assert not access.has_session(headers)
    accounts.close()


def test_a_session_beside_a_wrong_token_is_of_no_use_to_a_program(access: Access) -> None:
    rule = next(rule for rule in RULES if rule.path == "/api/v1/status")
    assert answer(access, rule, browser(access, RIA))[0] == 200
    assert answer(access, rule, {**browser(access, RIA), "authorization": "Bearer cut_wrong"})[0] == 401


def test_a_token_does_no_more_than_its_user_may_by_now(access: Access) -> None:
    assert access.users
    rule = next(rule for rule in RULES if name_of(rule) == "POST /api/v1/collections")
    users = access.users.accounts.users
    token = program(access, EDE, Role.EDITOR)
    assert answer(access, rule, token)[0] == 200
    users.set_role(EDE, Role.READER)
    assert answer(access, rule, token)[0] == 403
    assert answer(access, rule, browser(access, EDE))[0] == 403
    users.set_role(EDE, Role.EDITOR)
    assert answer(access, rule, token)[0] == 200
