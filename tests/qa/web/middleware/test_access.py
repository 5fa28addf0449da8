"""Who a request is from and what it may change."""

import asyncio
import re
from typing import Any

import pytest
from argon2 import PasswordHasher

from qa.web.middleware.access import (
    COOKIE,
    READ_ONLY,
    SESSION_COOKIE,
    TOKEN_HEADER,
    Access,
    reader_of,
)
from qa.web.middleware.gate import Gate
from qa.web.middleware.password import Password, Tries, TryOptions
from qa.web.middleware.reader_identity import ReaderIdentity
from qa.web.pages import page
from qa.web.route_table import RULES, Need, Rule

READER, OTHER = "ab" * 16, "cd" * 16
ORIGIN = "http://127.0.0.1:7860"
SECRET = "correct horse battery"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(SECRET)


def ours(access: Access, reader: str = READER) -> dict[str, str]:
    headers = {"origin": ORIGIN, "cookie": f"{COOKIE}={reader}"}
    return {**headers, TOKEN_HEADER: access.token(headers)}


def test_only_our_own_page_may_change_something() -> None:
    access = Access()
    headers = ours(access)
    assert access.may_change(headers)
    assert not access.may_change({**headers, TOKEN_HEADER: Access().token(headers)})
    assert not access.may_change({**headers, TOKEN_HEADER: "\u00e9"})
    assert not access.may_change({name: value for name, value in headers.items() if name != "origin"})
    assert not access.may_change({name: value for name, value in headers.items() if name != TOKEN_HEADER})
    assert len(access.token(headers)) > 20


def test_a_token_opens_nothing_for_another_reader_and_nothing_for_nobody() -> None:
    access = Access()
    assert not access.may_change({**ours(access), "cookie": f"{COOKIE}={OTHER}"})
    assert not access.may_change({"origin": ORIGIN, TOKEN_HEADER: access.token({})})


def status(access: Access, rule: Rule, headers: dict[str, str], address: str = "192.0.2.9") -> tuple[int, str]:
    """Return what the gate answers to a request of that kind; 200 is what stands behind it."""
    sent: list[Any] = []

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    path = re.sub(r"{\w+}", "x", rule.path).replace("**", "x/y")
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": rule.method, "path": path, "headers": raw, "client": (address, 1)}
    asyncio.run(Gate(app, access)(scope, None, send))  # type: ignore[arg-type]
    return sent[0]["status"], sent[1]["body"].decode()


every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.method} {rule.path}")


@every_rule
def test_read_only_lets_readers_keep_what_is_theirs_and_nobody_change_the_archive(rule: Rule) -> None:
    access = Access(read_only=True)
    expected = (403, READ_ONLY) if rule.changes else (200, "")
    assert status(access, rule, ours(access)) == expected


@every_rule
def test_what_changes_something_wants_a_page_of_ours(rule: Rule) -> None:
    access = Access()
    wants = rule.changes or rule.need is Need.OWN or (rule.need in {Need.NOTHING, Need.USERS} and rule.method == "POST")
    assert status(access, rule, {})[0] == (403 if wants else 200)
    assert status(access, rule, ours(access))[0] == 200


@every_rule
def test_who_has_not_logged_in_gets_the_log_in_page_and_nothing_else(rule: Rule) -> None:
    access = Access(password=Password(CHEAP))
    expected = 200 if rule.need is Need.NOTHING else 303 if rule.document else 401
    assert status(access, rule, ours(access))[0] == expected
    assert status(access, rule, {**ours(access), "cookie": f"{SESSION_COOKIE}={'A' * 43}"})[0] == expected
    assert status(access, rule, {**ours(access), "authorization": "Basic eDp5"})[0] == expected
    if rule.need is not Need.NOTHING:
        assert status(access, rule, {**ours(access), "authorization": "Bearer wrong"})[0] == expected


@every_rule
def test_who_has_logged_in_may_what_the_server_lets_be_done(rule: Rule) -> None:
    for access in (Access(password=Password(CHEAP)), Access(password=Password(CHEAP), read_only=True)):
        headers = ours(access)
        headers["cookie"] += f"; {SESSION_COOKIE}={access.sessions.begin()}"
        refused = access.read_only and rule.changes
        assert status(access, rule, headers)[0] == (403 if refused else 200)
        # a script sends the password itself: it needs no page
        script = {"authorization": f"Bearer {SECRET}", "origin": ORIGIN}
        assert status(access, rule, script)[0] == (403 if refused else 200)


def test_a_script_that_guesses_is_held_up() -> None:
    access = Access(password=Password(CHEAP, Tries(TryOptions(free=2))))
    wrong, right = {"authorization": "Bearer wrong"}, {"authorization": f"Bearer {SECRET}"}
    rule = RULES[0]
    answers = [status(access, rule, wrong)[0] for _ in range(3)]
    assert answers == [303, 303, 429]
    assert status(access, rule, right)[0] == 429  # not even looked at
    assert status(access, rule, right, "192.0.2.10")[0] == 200


def test_what_is_in_no_rule_goes_nowhere() -> None:
    assert status(Access(), Rule(method="GET", path="/gradio_api/info"), {})[0] == 404


@pytest.mark.parametrize(
    "cookie", ["", "a=b", f"{COOKIE}=short", f"{COOKIE}={'g' * 32}", f"{COOKIE}={'a' * 33}", ";;=;\x01"]
)
def test_a_name_that_is_not_ours_is_no_name(cookie: str) -> None:
    assert reader_of({"cookie": cookie}, fallback_name="session").name == "session"


def test_a_reader_is_known_by_their_cookie() -> None:
    headers = {"cookie": f"x=y; {COOKIE}={'ab' * 16}", "accept-language": "fr-FR,en;q=0.5"}
    assert (reader_of(headers).name, reader_of(headers).language) == ("ab" * 16, "fr")


def shown(path: str, cookie: str = "", access: Access | None = None, scheme: str = "http") -> tuple[list[str], str]:
    """Return the cookies that an answer sets, and its body: that of a page with holders, in pieces."""
    sent: list[Any] = []
    text = f"<html>{page.TOKEN_PLACEHOLDER}<nav>{page.LOG_OUT_PLACEHOLDER}</nav></html>".encode()

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        assert sum(name == b"cookie" for name, _ in scope["headers"]) < 2  # the framework looks into the first
        length = str(len(text)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": text[:12], "more_body": True})
        await send({"type": "http.response.body", "body": text[12:]})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": "http", "method": "GET", "path": path, "headers": headers, "scheme": scheme}
    asyncio.run(ReaderIdentity(app, access or Access())(scope, None, send))  # type: ignore[arg-type]
    body = b"".join(message["body"] for message in sent[1:]).decode()
    assert [int(value) for name, value in sent[0]["headers"] if name == b"content-length"] == [len(body)]
    return [value.decode() for name, value in sent[0]["headers"] if name == b"set-cookie"], body


def test_whoever_has_no_name_gets_a_random_one() -> None:
    ((one,), _), ((other,), _), ((third,), _) = shown("/"), shown("/articles"), shown("/alerts")
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict", one)
    assert len({one, other, third}) == 3
    assert shown("/", one.partition(";")[0])[0] == []
    assert shown("/stories")[0] == []
    (secure,), _ = shown("/", scheme="https")
    assert secure.endswith("; SameSite=Strict; Secure")


def test_a_page_has_the_token_of_its_reader() -> None:
    access = Access()
    for cookie in (f"{COOKIE}={READER}", f"x=y; {COOKIE}={READER}"):
        assert shown("/", cookie, access)[1] == f"<html>{access.token({'cookie': cookie})}<nav></nav></html>"
    (given,), body = shown("/", "x=y", access)
    assert access.token({"cookie": given.partition(";")[0]}) in body


def test_there_is_a_way_out_where_one_has_to_log_in() -> None:
    assert '<a class="log-out" href="/login">' in shown("/article/abc", access=Access(password=Password(CHEAP)))[1]
