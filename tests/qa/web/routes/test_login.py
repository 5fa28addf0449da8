"""Logging in and out, as a browser does it, through everything that stands in front of the routes."""

import re
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient

from qa.web.middleware.access import SESSION_COOKIE
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.pages.login import login_address, redirect_target
from qa.web.routes.login import add_login_routes

SECRET = "correct horse battery"
HERE = "http://127.0.0.1:7860"


def client_of(password: str | None = SECRET, proxies: tuple[str, ...] = (), base: str = HERE) -> TestClient:
    options = ReachOptions(password=password, proxies=proxies, allowed_hosts=("desk.example",) if proxies else ())
    reach = Reach.of(options, "127.0.0.1", 7860)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_login_routes(app, reach.access)

    @app.get("/articles")
    def articles() -> PlainTextResponse:
        return PlainTextResponse("the private pile")

    peer = ("127.0.0.1", 50_000)
    return TestClient(reach.protect(app), base_url=base, follow_redirects=False, client=peer)  # type: ignore[arg-type]


def log_in(client: TestClient, password: str = SECRET, **fields: str):
    return client.post("/login", data={"password": password, **fields}, headers={"origin": HERE})


def test_the_right_password_lets_in_and_leads_on() -> None:
    client = client_of()
    turned = client.get("/articles?q=a&page=2")
    assert (turned.status_code, turned.headers["cache-control"]) == (303, "no-store")
    page = client.get(turned.headers["location"])
    (wanted,) = re.findall(r'name="next" value="([^"]*)"', page.text)
    answer = log_in(client, next=wanted.replace("&amp;", "&"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/articles?q=a&page=2")
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(rf"{SESSION_COOKIE}=[\w-]{{43}}; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict", cookie)
    assert client.get("/articles").text == "the private pile"
    assert client.get("/login?next=/articles").headers["location"] == "/articles"


def test_logging_out_ends_the_session_and_not_only_the_cookie() -> None:
    client = client_of()
    cookie = log_in(client).headers["set-cookie"].partition(";")[0]
    assert "Log out" in client.get("/login").text
    assert client.post("/logout").status_code == 403  # no page of ours asks without an origin
    assert client.post("/logout", headers={"origin": "http://evil.example"}).status_code == 403
    answer = client.post("/logout", headers={"origin": HERE})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.clear()
    assert client.get("/articles", headers={"cookie": cookie}).status_code == 303


@pytest.mark.parametrize("password", ["", "x", SECRET.upper(), "\x00", "é" * 500])
def test_whatever_is_wrong_gets_the_same_answer(password: str) -> None:
    client = client_of()
    answer, other = log_in(client, password), log_in(client, "wrong")
    assert (answer.status_code, answer.text) == (401, other.text)
    assert "set-cookie" not in answer.headers
    assert "That is not the password." in answer.text
    assert password not in answer.text or len(password) < 2


def test_who_guesses_is_held_up_even_with_the_right_one() -> None:
    client = client_of()
    assert [log_in(client, "wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    answer = log_in(client)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert "Try again in 2 seconds." in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:7860"])
def test_no_other_site_logs_a_reader_in(origin: str) -> None:
    client = client_of()
    assert client.post("/login", data={"password": SECRET}, headers={"origin": origin}).status_code == 403
    assert client.post("/login", data={"password": SECRET}).status_code == 403


def test_what_is_no_form_is_refused() -> None:
    client = client_of()
    for body in (b"\xff\xfe=1", b"password=" + b"x" * 9000, b"&".join([b"a=b"] * 50)):
        assert client.post("/login", content=body, headers={"origin": HERE}).status_code == 400


def test_without_a_password_there_is_nothing_to_log_in_to() -> None:
    client = client_of(None)
    assert client.get("/articles").text == "the private pile"
    assert client.get("/login").headers["location"] == "/"
    assert log_in(client).status_code == 400


def test_behind_tls_the_cookies_are_secure_and_the_origin_is_that_of_the_proxy() -> None:
    client = client_of(proxies=("127.0.0.1",), base="http://desk.example")
    told = {"x-forwarded-proto": "https", "x-forwarded-for": "198.51.100.7"}
    sent = {"data": {"password": SECRET}}
    answer = client.post("/login", **sent, headers={**told, "origin": "https://desk.example"})  # type: ignore[arg-type]
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].endswith("; SameSite=Strict; Secure")
    plain = client.post("/login", **sent, headers={**told, "origin": "http://desk.example"})  # type: ignore[arg-type]
    assert plain.status_code == 403
    untold = client.post("/login", **sent, headers={"origin": "https://desk.example"})  # type: ignore[arg-type]
    assert (untold.status_code, "--proxy" in untold.text) == (403, True)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_is_in_the_readers_language_and_names_what_is_wrong(language: str) -> None:
    client = client_of()
    client.headers["accept-language"] = language
    page, wrong = client.get("/login").text, log_in(client, "wrong").text
    assert f'<html lang="{language}">' in page
    assert ("Mot de passe" in page) is (language == "fr")
    assert '<meta name="referrer" content="same-origin">' in page
    assert '<label for="password">' in page
    assert '<p role="alert"' not in page
    assert '<p role="alert"' in wrong
    assert "<script" not in page


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "http://evil.example", "javascript:alert(1)", "evil", "", "/login?next=/login",
     "/a\r\nset-cookie: x=y", "/a\\b", "/" + "a" * 3000, "/é", " /a", "/\t/evil.example"],
)  # fmt: skip
def test_a_log_in_leads_nowhere_else(wanted: str) -> None:
    assert redirect_target(wanted) == "/"
    client = client_of()
    assert log_in(client, next=wanted).headers["location"] == "/"


def test_the_way_on_survives() -> None:
    for wanted in ("/", "/articles?q=a%26b&page=2", "/article/ab?start=1&end=2#x"):
        query = urlsplit(login_address(wanted)).query
        assert (
            redirect_target(
                "/" if not query else TestClient(FastAPI()).build_request("GET", f"/?{query}").url.params["next"]
            )
            == wanted
        )
