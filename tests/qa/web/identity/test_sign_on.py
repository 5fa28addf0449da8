"""Logging in at a provider of identities: there and back over real connections, and everything that must not let in."""

import asyncio
import base64
import hmac
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from corpus.errors import CuttingsError, IdentityError, SettingsError
from qa.accounts.accounts import Accounts
from qa.accounts.arrivals import ArrivalRules
from qa.accounts.roles import Role
from qa.accounts.users import Subject
from qa.web.identity.pending import SECONDS, PendingLogins
from qa.web.identity.provider import ProviderOptions, _description
from qa.web.identity.sign_on import AT_ONCE, SignOn
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.middleware.user_access import UserAccess
from qa.web.served import Served
from tests.qa.accounts.people import ADA, RIA, with_people
from tests.qa.web.identity.entrance import browser, entrance
from tests.qa.web.identity.provider_made import CLIENT, SECRET, Made, provider

pytestmark = pytest.mark.service

NEWCOMERS = ArrivalRules(default=Role.READER)
NOT_BEGUN = "This log-in was not begun in this browser"
UNVERIFIED = "could not be verified"


@pytest.fixture
def made() -> Iterator[Made]:
    with provider() as made:
        yield made


def options_of(made: Made, rules: ArrivalRules = NEWCOMERS, **more: Any) -> ProviderOptions:
    return ProviderOptions(issuer=made.issuer, client_id=CLIENT, secret=SECRET, name="Newsroom", rules=rules, **more)


@pytest.fixture
def server(made: Made, tmp_path: Path) -> Iterator[tuple[str, Accounts]]:
    with entrance(tmp_path, provider=options_of(made)) as served:
        yield served


def begun(client: httpx.Client, base: str, wanted: str = "/articles") -> str:
    """Begin a log-in; return where the provider leads back to."""
    answer = client.get(f"{base}/login/provider", params={"next": wanted})
    assert answer.status_code == 303
    return client.get(answer.headers["location"]).headers["location"]


def logged_in(client: httpx.Client, base: str, wanted: str = "/articles") -> httpx.Response:
    return client.get(begun(client, base, wanted))


def stays_out(client: httpx.Client, base: str) -> bool:
    return "cuttings_session" not in client.cookies and client.get(f"{base}/articles").status_code == 303


def test_the_log_in_page_offers_it_and_it_leads_there_with_all_proofs(server, made: Made) -> None:
    base, _ = server
    with browser() as client:
        turned = client.get(f"{base}/articles?q=a&page=2").headers["location"]
        page = client.get(f"{base}{turned}").text
        (link,) = re.findall(r'<a class="provider" href="([^"]*)">Log in with Newsroom</a>', page)
        answer = client.get(base + link.replace("&amp;", "&"))
        query = {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}
        assert answer.headers["location"].startswith(f"{made.issuer}/authorize?")
        assert query["redirect_uri"] == f"{base}/login/provider/back"
        assert (query["response_type"], query["code_challenge_method"], query["scope"]) == (
            "code",
            "S256",
            "openid profile",
        )
        assert all(len(query[name]) == 43 for name in ("state", "nonce", "code_challenge"))
        held = answer.headers["set-cookie"]
        assert re.fullmatch(r"cuttings_login=[\w.-]+; Path=/; Max-Age=600; HttpOnly; SameSite=Lax", held)
        sealed = held.partition("=")[2].partition(".")[0]
        assert query["nonce"] not in str(base64.urlsafe_b64decode(sealed + "=="))
        back = client.get(client.get(answer.headers["location"]).headers["location"])
        assert (back.status_code, back.headers["cache-control"]) == (200, "no-store")
        assert '<meta http-equiv="refresh" content="0;url=/articles?q=a&amp;page=2">' in back.text
        cookies = back.headers.get_list("set-cookie")
        assert [re.sub(r"=[\w-]{43};", "=…;", one) for one in cookies] == [
            "cuttings_session=…; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
            "cuttings_login=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
        ]
        assert client.get(f"{base}/articles").text == "the private pile, for Ann"
    (sent,) = made.tokens
    assert len(sent["code_verifier"]) == 43
    assert sent["redirect_uri"] == f"{base}/login/provider/back"


@pytest.mark.parametrize(
    ("alg", "key"),
    [
        ("ES256", ECKey.generate_key("P-256", {"kid": "e"})),
        ("PS256", RSAKey.generate_key(2048, {"kid": "p", "use": "sig"})),
        ("RS256", RSAKey.generate_key(2048)),
    ],
    ids=["ES256", "PS256", "RS256"],
)
def test_signatures_of_other_kinds_hold(tmp_path: Path, alg: str, key: Any) -> None:
    with (
        provider(alg=alg, key=key) as made,
        entrance(tmp_path, provider=options_of(made)) as (base, _),
        browser() as one,
    ):
        assert logged_in(one, base).status_code == 200
        assert one.get(f"{base}/articles").status_code == 200


def test_a_user_is_found_by_issuer_and_subject_and_never_by_a_name_or_mail(server, made: Made) -> None:
    base, accounts = server
    made.person = {"sub": "u-1", "preferred_username": ADA, "email": "ada@desk.example", "email_verified": True}
    with browser() as client:
        logged_in(client, base)
        said = client.get(f"{base}/articles").text
    assert re.fullmatch(r"the private pile, for Ada [0-9a-f]{6}", said)  # Ada is an admin here, and somebody else
    user = accounts.users.of_subject(Subject(made.issuer, "u-1"))
    assert user is not None
    assert (user.role, user.hash) == (Role.READER, None)
    assert [one.kind for one in accounts.sessions.listed(user)] == ["oidc"]
    made.person = {"sub": "u-1", "preferred_username": "Another Name"}
    with browser() as client:
        logged_in(client, base)
        assert client.get(f"{base}/articles").text == said
    assert len(accounts.users.listed()) == 5


def test_who_is_not_listed_is_nobody_here_and_is_told_who_they_are_there(made: Made, tmp_path: Path) -> None:
    with entrance(tmp_path, provider=options_of(made, ArrivalRules())) as (base, accounts):
        with browser() as client:
            answer = logged_in(client, base)
            assert answer.status_code == 403
            assert f"you are u-1 at {made.issuer}" in answer.text
            assert stays_out(client, base)
        accounts.users.set_subject(RIA, Subject(made.issuer, "u-1"))
        with browser() as client:
            assert logged_in(client, base).status_code == 200
            assert client.get(f"{base}/articles").text == "the private pile, for Ria"
            accounts.users.disable(RIA)
            assert client.get(f"{base}/articles").status_code == 303
            assert logged_in(client, base).status_code == 403


def test_groups_give_roles_at_each_log_in_and_the_last_admin_stays(made: Made, tmp_path: Path) -> None:
    rules = ArrivalRules(roles=(("desk", Role.READER), ("editors", Role.EDITOR), ("chiefs", Role.ADMIN)))
    with entrance(tmp_path, provider=options_of(made, rules, role_claim="realm_access.roles")) as (base, accounts):
        for groups, role in [(["desk", "editors"], "editor"), (["desk"], "reader"), (["chiefs"], "admin")]:
            made.person = {"sub": "u-1", "name": "Ann Ode", "realm_access": {"roles": groups}}
            with browser() as client:
                assert logged_in(client, base).status_code == 200
            user = accounts.users.of_subject(Subject(made.issuer, "u-1"))
            assert user is not None
            assert (user.name, user.role) == ("Ann Ode", role)
        accounts.users.set_role(ADA, Role.READER)
        made.person["realm_access"] = {"roles": ["desk"]}
        with browser() as client:
            assert logged_in(client, base).status_code == 200
        user = accounts.users.of_subject(Subject(made.issuer, "u-1"))
        assert user is not None
        assert user.role is Role.ADMIN
        for none in ({"roles": ["others"]}, {"roles": "editors of nothing"}, {"roles": [["chiefs"]]}, "chiefs", None):
            made.person["realm_access"] = none
            with browser() as client:
                assert logged_in(client, base).status_code == 403
                assert stays_out(client, base)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "another-client"}, "aud"),
        ({"aud": ["another-client", "third"]}, "aud"),
        ({"aud": [CLIENT, "another-client"]}, "no azp"),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, "azp"),
        ({"azp": "another-client"}, "azp"),
        ({"aud": "another-client", "azp": CLIENT}, "aud, with our azp"),
        ({"iss": "http://127.0.0.1:1"}, "iss"),
        ({"iss": None}, "no iss"),
        ({"aud": None}, "no aud"),
        ({"nonce": "n" * 43}, "nonce"),
        ({"nonce": None}, "no nonce"),
        ({"nonce": ""}, "empty nonce"),
        ({"exp": int(time.time()) - 120}, "expired"),
        ({"exp": None}, "no end"),
        ({"exp": float("nan")}, "an end that is none"),
        ({"iat": int(time.time()) + 3600}, "from later"),
        ({"nbf": int(time.time()) + 3600}, "not yet"),
        ({"sub": ""}, "no subject"),
        ({"sub": 7}, "a number"),
        ({"sub": "a\nb"}, "two lines"),
        ({"sub": "s" * 256}, "too long"),
        ({"at_hash": "wrong"}, "at_hash"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_token_that_says_something_else_lets_nobody_in(
    server, made: Made, claims: dict[str, Any], reason: str
) -> None:
    base, accounts = server
    made.claims = claims
    with browser() as client:
        answer = logged_in(client, base)
        assert (answer.status_code, UNVERIFIED in answer.text) == (403, True), reason
        assert stays_out(client, base)
    assert len(accounts.users.listed()) == 4


def test_a_token_that_was_made_by_somebody_else_lets_nobody_in(server, made: Made) -> None:
    base, accounts = server
    other = RSAKey.generate_key(2048, {"kid": "first"})
    public = made.key.as_pem(private=False)

    def unsigned(claims: dict[str, Any]) -> str:
        parts = [json.dumps({"alg": "none"}).encode(), json.dumps(claims).encode()]
        return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])

    def changed(claims: dict[str, Any]) -> str:
        head, _, signature = jwt.encode(made.header(), claims, made.key, ["RS256"]).split(".")
        body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "u-2"}).encode()).rstrip(b"=").decode()
        return f"{head}.{body}.{signature}"

    def confused(claims: dict[str, Any]) -> str:
        head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "first"}).encode()).rstrip(b"=")
        signed = head + b"." + base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=")
        mac = base64.urlsafe_b64encode(hmac.digest(public, signed, "sha256")).rstrip(b"=")
        return f"{signed.decode()}.{mac.decode()}"

    def header_with(**more: Any):
        def sign(claims: dict[str, Any]) -> str:
            head = {**made.header(), **more}
            text = jwt.encode({"alg": "RS256", "kid": "first"}, claims, other, ["RS256"])
            return ".".join(
                [base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode(), *text.split(".")[1:]]
            )

        return sign

    made_wrong = {
        "none": unsigned,
        "None": lambda claims: unsigned(claims).replace("Im5vbmUi", "Ik5vbmUi"),
        "the public key as a secret": confused,
        "another key of that name": lambda claims: jwt.encode(made.header(), claims, other, ["RS256"]),
        "changed": changed,
        "a key that it brings": header_with(jwk=other.as_dict(private=False)),
        "a place of keys that it names": header_with(jku=f"{made.issuer}/evil", x5u=f"{made.issuer}/evil"),
        "a kid of another kind": header_with(kid=["first"]),
        "an alg of another kind": header_with(alg=["RS256"]),
        "a part of it only": lambda claims: jwt.encode(made.header(), claims, made.key, ["RS256"]).rpartition(".")[0],
        "nothing": lambda _: "",
        "not ASCII": lambda _: "é.é.é",
        "no object": lambda _: "e30.e30.e30",
    }
    for name, sign in made_wrong.items():
        made.sign = sign
        with browser() as client:
            answer = logged_in(client, base)
            assert (answer.status_code, UNVERIFIED in answer.text) == (403, True), name
            assert stays_out(client, base), name
    assert len(accounts.users.listed()) == 4
    assert "/evil" not in made.asked


def test_new_keys_are_asked_for_once(server, made: Made) -> None:
    base, _ = server
    with browser() as client:
        logged_in(client, base)
    made.key = RSAKey.generate_key(2048, {"kid": "second"})
    with browser() as client:
        assert logged_in(client, base).status_code == 200
    with browser() as client:
        assert logged_in(client, base).status_code == 200
    assert made.asked.count("/jwks") == 2
    made.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": "third"}, claims, made.key, ["RS256"])
    with browser() as client:
        assert logged_in(client, base).status_code == 403
    assert made.asked.count("/jwks") == 3
    assert made.asked.count("/.well-known/openid-configuration") == 1


def test_a_state_is_of_one_browser_and_holds_once(server, made: Made) -> None:
    base, _ = server
    with browser() as mine, browser() as other, browser() as fresh:
        own, theirs = begun(mine, base), begun(other, base)
        sealed = mine.cookies["cuttings_login"]
        # the attacker's own log-in, finished in a browser that has begun another or none: it would be logged in as they
        for client in (mine, fresh):
            answer = client.get(theirs)
            assert (answer.status_code, NOT_BEGUN in answer.text) == (400, True)
            assert "Log in" not in answer.request.url.path
            assert stays_out(client, base)
        mine.cookies.set("cuttings_login", sealed)  # a refusal has taken it away
        assert mine.get(own).status_code == 200
        # all of it once more: the cookie too, with a code that is good
        again = urlsplit(own)._replace(query="").geturl()
        state = parse_qs(urlsplit(own).query)["state"][0]
        code = parse_qs(urlsplit(begun(other, base)).query)["code"][0]
        answer = fresh.get(again, params={"state": state, "code": code}, headers={"cookie": f"cuttings_login={sealed}"})
        assert (answer.status_code, NOT_BEGUN in answer.text) == (400, True)
        assert stays_out(fresh, base)
    assert len(made.tokens) == 1  # the provider was not even asked


@pytest.mark.parametrize("query", ["", "state=&code=x", "code=x", "state={state}", "state={state}&code=", "state=x&code=x",
    "state={state}&state={state}&code=x", "state={state}&code=x&code=y", "state={state}&code=" + "c" * 5000])  # fmt: skip
def test_what_is_no_answer_of_a_provider_is_refused(server, made: Made, query: str) -> None:
    base, _ = server
    with browser() as client:
        state = parse_qs(urlsplit(begun(client, base)).query)["state"][0]
        answer = client.get(f"{base}/login/provider/back?{query.format(state=state)}")
        assert (answer.status_code, NOT_BEGUN in answer.text) == (400, True)
        assert stays_out(client, base)
    assert made.tokens == []


@pytest.mark.parametrize("sealed", ["x", "x.y", ".", "W10.", "bm90aGluZw.AAAA", "é.é"])
def test_a_cookie_that_the_server_has_not_made_is_none(server, sealed: str) -> None:
    base, _ = server
    with browser() as client:
        headers = {"cookie": f"cuttings_login={sealed}".encode()}
        answer = client.get(f"{base}/login/provider/back?state=x&code=y", headers=headers)
        assert (answer.status_code, NOT_BEGUN in answer.text) == (400, True)


def test_a_log_in_ends_after_some_minutes_and_what_was_done_is_forgotten_then() -> None:
    now = [1000.0]
    logins = PendingLogins(lambda: now[0])
    late, in_time = logins.begin("/a"), logins.begin("/b")
    now[0] += SECONDS - 1
    assert logins.finish(in_time[1], in_time[0].state) == in_time[0]
    now[0] += 1
    with pytest.raises(CuttingsError, match=NOT_BEGUN):
        logins.finish(late[1], late[0].state)
    newer = logins.begin("/c")
    logins.finish(newer[1], newer[0].state)
    assert list(logins._done) == [newer[0].state]


def test_a_code_that_is_another_logins_is_of_no_use(server, made: Made) -> None:
    base, _ = server
    with browser() as mine, browser() as other:
        own, theirs = begun(mine, base), begun(other, base)
        code = parse_qs(urlsplit(theirs).query)["code"][0]
        state = parse_qs(urlsplit(own).query)["state"][0]
        answer = mine.get(f"{base}/login/provider/back", params={"code": code, "state": state})
        assert answer.status_code == 502  # the provider refuses it: its proof is another's (PKCE)
        assert stays_out(mine, base)


def test_an_answer_that_says_it_is_another_providers_is_refused(made: Made, tmp_path: Path) -> None:
    made.described = {"authorization_response_iss_parameter_supported": True}
    with entrance(tmp_path, provider=options_of(made)) as (base, _):
        for issuer, expected in ((None, 403), ("http://127.0.0.1:1", 403), (made.issuer, 200)):
            with browser() as client:
                back = begun(client, base)
                answer = client.get(f"{back}&iss={issuer}" if issuer else back)
                assert answer.status_code == expected


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The provider has not let you in: access_denied."),
     ("fr", "Le fournisseur ne vous a pas laissé entrer : access_denied."),
     ("ru", "Провайдер вас не впустил: access_denied.")],
)  # fmt: skip
def test_an_error_of_the_provider_is_a_page_in_the_readers_language(
    server, made: Made, language: str, said: str
) -> None:
    base, _ = server
    made.refusal = "access_denied"
    with browser() as client:
        client.headers["accept-language"] = language
        answer = logged_in(client, base)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert said in answer.text
        assert f'lang="{language}"' in answer.text
        made.refusal = "<script>alert(1)</script>"
        assert "<script" not in logged_in(client, base).text
        assert stays_out(client, base)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/login/provider",
        "javascript:alert(1)",
        "x" * 9000,
    ],
)
def test_it_leads_to_pages_of_ours_only(server, wanted: str) -> None:
    base, _ = server
    with browser() as client:
        answer = logged_in(client, base, wanted)
        assert 'content="0;url=/"' in answer.text
        assert "evil" not in answer.text


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"issuer": None},
        {"token_endpoint": "http://desk.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "ftp://desk.example/"},
        {"token_endpoint": "https://a:b@desk.example/"},
        {"filler": "x" * (1 << 20)},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_believed(
    made: Made, tmp_path: Path, described: dict[str, Any]
) -> None:
    made.described = described
    with entrance(tmp_path, provider=options_of(made)) as (base, _), browser() as client:
        answer = client.get(f"{base}/login/provider")
        assert (answer.status_code, "does not answer as it should" in answer.text) == (502, True)
        made.described = {}
        assert client.get(f"{base}/login/provider").status_code == 303  # and it is asked anew


def test_a_provider_of_elsewhere_does_not_have_this_machine_asked() -> None:
    issuer = "https://id.example"
    places = {name: f"{issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    assert _description({"issuer": issuer, **places}, issuer).token == f"{issuer}/token_endpoint"
    for name in (*places, "userinfo_endpoint", "end_session_endpoint"):
        with pytest.raises(CuttingsError):
            _description({"issuer": issuer, **places, name: "http://127.0.0.1:8080/"}, issuer)


def test_what_the_token_lacks_is_asked_for_and_has_to_be_of_the_same_person(made: Made, tmp_path: Path) -> None:
    made.person = {"sub": "u-1"}
    made.described = {"userinfo_endpoint": f"{made.issuer}/userinfo"}
    rules = ArrivalRules(roles=(("editors", Role.EDITOR),))
    with entrance(tmp_path, provider=options_of(made, rules)) as (base, accounts):
        made.more = {"sub": "u-2", "preferred_username": "Eve", "groups": ["editors"]}
        with browser() as client:
            answer = logged_in(client, base)
            assert (answer.status_code, UNVERIFIED in answer.text) == (403, True)
        made.more = {"sub": "u-1", "preferred_username": "Ann", "groups": ["editors"], "iss": "x"}
        with browser() as client:
            assert logged_in(client, base).status_code == 200
        user = accounts.users.of_subject(Subject(made.issuer, "u-1"))
        assert user is not None
        assert (user.name, user.role) == ("Ann", Role.EDITOR)
        made.person = {"sub": "u-1", "name": "Ann", "groups": []}  # what the token says goes first
        with browser() as client:
            assert logged_in(client, base).status_code == 403


def test_a_provider_that_is_not_there_holds_up_nobody_else(tmp_path: Path) -> None:
    options = ProviderOptions(issuer="http://127.0.0.1:9", client_id=CLIENT)
    with entrance(tmp_path, provider=options) as (base, _), browser() as client:
        assert client.get(f"{base}/login/provider").status_code == 502
        assert client.get(f"{base}/login").status_code == 200


@pytest.mark.parametrize(
    "issuer",
    [
        "http://desk.example",
        "desk.example",
        "https://",
        "https://a:b@c.example",
        "https://a.example/?x",
        "https://a.example/#x",
        "ftp://a.example",
        "https://a.example:99999",
    ],
)
def test_an_issuer_is_an_address_of_https(issuer: str) -> None:
    with pytest.raises(SettingsError, match="--oidc-issuer"):
        ProviderOptions(issuer=issuer, client_id=CLIENT)


def test_off_this_machine_it_needs_https(made: Made, tmp_path: Path) -> None:
    with (
        entrance(tmp_path, provider=options_of(made), allowed_hosts=("desk.example",)) as (base, _),
        browser() as client,
    ):
        answer = client.get(f"{base}/login/provider", headers={"host": "desk.example"})
        assert (answer.status_code, "needs https" in answer.text) == (400, True)
        assert made.asked == []


def test_behind_a_proxy_the_public_address_is_led_back_to(made: Made, tmp_path: Path) -> None:
    served = {"provider": options_of(made), "allowed_hosts": ("desk.example",), "proxies": ("127.0.0.1",)}
    with entrance(tmp_path, **served) as (base, _), browser() as client:
        said = {"host": "Desk.Example", "x-forwarded-proto": "https", "x-forwarded-for": "192.0.2.4"}
        answer = client.get(f"{base}/login/provider", headers=said)
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        assert query["redirect_uri"] == ["https://desk.example/login/provider/back"]
        assert re.match(r"__Host-cuttings_login=.*; Secure", answer.headers["set-cookie"])
        assert client.get(f"{base}/login/provider", headers={**said, "host": "evil.example"}).status_code == 421


def test_logging_out_offers_to_log_out_there_too(server, made: Made) -> None:
    base, accounts = server
    with browser() as client:
        logged_in(client, base)
        held = client.cookies["cuttings_session"]
        answer = client.post(f"{base}/logout", headers={"origin": base})
        (link,) = re.findall(
            r'<a class="provider" rel="noreferrer" href="([^"]*)">Log out of Newsroom too</a>', answer.text
        )
        parts = urlsplit(link.replace("&amp;", "&"))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{made.issuer}/end"
        assert parse_qs(parts.query) == {"client_id": [CLIENT], "post_logout_redirect_uri": [f"{base}/login"]}
        assert client.get(f"{base}/articles", headers={"cookie": f"cuttings_session={held}"}).status_code == 303
        user = accounts.users.named(ADA)
        assert user
        client.cookies.set("cuttings_session", accounts.sessions.begin(user))  # by a password
        assert client.post(f"{base}/logout", headers={"origin": base}).headers["location"] == "/login"


def test_a_session_that_the_browser_had_ends_with_the_new_one(server, made: Made) -> None:
    base, accounts = server
    ria = accounts.users.named(RIA)
    assert ria
    with browser() as client:
        client.cookies.set("cuttings_session", accounts.sessions.begin(ria))
        assert client.get(f"{base}/articles").text == "the private pile, for Ria"
        logged_in(client, base)
    assert accounts.sessions.listed(ria) == []


def test_several_archives_share_it_and_the_one_address_to_lead_back_to(made: Made, tmp_path: Path) -> None:
    roots = (("City", ""), ("Harbour", "/archive/harbour"))
    archives = [Served(name, root, roots) for name, root in roots]
    with entrance(tmp_path, archives, provider=options_of(made)) as (base, _), browser() as client:
        turned = client.get(f"{base}/archive/harbour/articles").headers["location"]
        (link,) = re.findall(r'<a class="provider" href="([^"]*)">', client.get(base + turned).text)
        assert link == "/archive/harbour/login/provider?next=%2Farchive%2Fharbour%2Farticles"
        back = client.get(client.get(base + link).headers["location"]).headers["location"]
        assert back.startswith(f"{base}/login/provider/back?")
        assert 'content="0;url=/archive/harbour/articles"' in client.get(back).text
        for path in ("/articles", "/archive/harbour/articles"):
            assert client.get(base + path).text == "the private pile, for Ann"
        answer = client.post(f"{base}/archive/harbour/logout", headers={"origin": base})
        assert f"post_logout_redirect_uri={quote(f'{base}/login', safe='')}" in answer.text


def test_a_provider_that_hangs_holds_up_so_many_log_ins_and_no_more(tmp_path: Path) -> None:
    accounts = with_people(tmp_path)

    async def begin_many() -> None:
        sign_on = SignOn(options, UserAccess(accounts))
        hanging = [asyncio.create_task(sign_on.begin("https://desk.example/", "/")) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.1)  # each has begun to ask
        with pytest.raises(IdentityError, match="Too many are logging in"):
            await asyncio.wait_for(sign_on.begin("https://desk.example/", "/"), 5)
        for one in hanging:
            one.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        assert not sign_on._free.locked()

    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        options = ProviderOptions(issuer=f"http://127.0.0.1:{silent.getsockname()[1]}", client_id=CLIENT)
        asyncio.run(begin_many())
    accounts.close()


def test_the_start_says_how_one_gets_in(made: Made, tmp_path: Path) -> None:
    accounts = with_people(tmp_path)
    said = Reach.of(ReachOptions(provider=options_of(made)), "127.0.0.1", 7860, accounts=accounts).description()
    assert "with a name and a password or through Newsroom they can" in said
    accounts.close()


def test_without_users_it_does_not_start(made: Made, tmp_path: Path) -> None:
    with pytest.raises(CuttingsError, match="users add NAME --role admin"):
        Reach.of(ReachOptions(provider=options_of(made)), "127.0.0.1", 7860)


def test_without_a_provider_its_addresses_lead_to_the_log_in_page(tmp_path: Path) -> None:
    with entrance(tmp_path) as (base, _), browser() as client:
        for path in ("/login/provider", "/login/provider/back?code=x&state=y"):
            assert client.get(base + path).headers["location"] == "/login"
        assert 'class="provider"' not in client.get(f"{base}/login").text
