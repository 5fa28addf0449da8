"""A provider of identities for tests: a real server of a few lines, that can be made to say what it should not."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "cuttings-at-the-desk", "a secret of the provider's: +%"
KEY = RSAKey.generate_key(2048, {"kid": "first"})


@dataclass
class Made:
    """The provider's state; tests change it.

    Attributes:
        person: the claims of who is logged in there.
        claims: what the next ID tokens have in place of what they should.
        sign: makes the token, where it is not made as it should be.
        refusal: the code of an error in place of a code.
        described: what its description has besides, or otherwise.
        more: what it says of who is logged in when it is asked.
        shows_page: whether who comes has to follow a link first, as a person does.
        asked: the paths that were asked for.
        tokens: bodies of requests for tokens.
    """

    issuer: str = ""
    key: RSAKey | ECKey = field(default_factory=lambda: KEY)
    alg: str = "RS256"
    person: dict[str, Any] = field(default_factory=lambda: {"sub": "u-1", "preferred_username": "Ann"})
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    refusal: str = ""
    shows_page: bool = False
    described: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: list[dict[str, str]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        known = {name: f"{self.issuer}/{path}" for name, path in places.items()}
        return {"issuer": self.issuer, **known, "end_session_endpoint": f"{self.issuer}/end", **self.described}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce, **self.person}
        claims = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        return self.sign(claims) if self.sign else jwt.encode(self.header(), claims, self.key, [self.alg])

    def header(self) -> dict[str, Any]:
        return {"alg": self.alg, **({"kid": self.key.kid} if self.key.kid else {})}

    def authorize(self, query: dict[str, str]) -> str:
        """Return where the browser goes then."""
        assert query["client_id"] == CLIENT
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        code = token_urlsafe(8)
        self.codes[code] = query
        back = {"error": self.refusal} if self.refusal else {"code": code}
        return f"{query['redirect_uri']}?{urlencode({**back, 'state': query['state']})}"

    def exchange(self, body: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.tokens.append(body)
        begun = self.codes.pop(body.get("code", ""), None)
        basic = f"{CLIENT}:a+secret+of+the+provider%27s%3A+%2B%25"  # as RFC 6749 2.3.1 wants it
        if authorization != f"Basic {base64.b64encode(basic.encode()).decode()}":
            return 401, {"error": "invalid_client"}
        proof = hashlib.sha256(body["code_verifier"].encode()).digest()
        proven = begun and base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == begun["code_challenge"]
        if begun is None or not proven or body["redirect_uri"] != begun["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.id_token(begun["nonce"])}


def handler(made: Made) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one branch for each address
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            made.asked.append(parts.path)
            if parts.path == "/.well-known/openid-configuration":
                self.answer(200, json.dumps(made.description()))
            elif parts.path == "/jwks":
                self.answer(200, json.dumps({"keys": [made.key.as_dict(private=False)]}))
            elif parts.path == "/userinfo" and self.headers.get("authorization") == "Bearer x":
                self.answer(200, json.dumps(made.more))
            elif parts.path == "/authorize" and made.shows_page:
                link = f'<a href="{escape(made.authorize(query))}">I am Ann</a>'
                self.answer(200, f"<!doctype html><title>Newsroom</title>{link}", "text/html")
            elif parts.path == "/authorize":
                self.answer(302, "", location=made.authorize(query))
            else:
                self.answer(200 if parts.path == "/end" else 404, "<!doctype html><title>Out</title>Out", "text/html")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            made.asked.append(self.path)
            fields = {name: values[0] for name, values in parse_qs(body).items()}
            status, answer = made.exchange(fields, self.headers.get("authorization", ""))
            self.answer(status, json.dumps(answer))

        def answer(self, status: int, text: str, media: str = "application/json", location: str = "") -> None:
            self.send_response(status)
            for name, value in (("content-type", media), ("content-length", str(len(text))), ("location", location)):
                if value:
                    self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    return Handler


@contextmanager
def provider(host: str = "127.0.0.1", **state: Any) -> Iterator[Made]:
    """Run a provider at a free port of this machine, called by a name of this machine."""
    made = Made(**state)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler(made)) as server:
        made.issuer = f"http://{host}:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(10)
