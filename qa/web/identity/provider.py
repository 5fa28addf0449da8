"""A provider of identities (OpenID Connect): where it is asked, and whom it vouches for."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from corpus.errors import SettingsError
from qa.accounts.arrivals import Arrival, ArrivalRules
from qa.accounts.users import Subject
from qa.web.identity.fetching import fetched, is_safe, unusable
from qa.web.identity.id_token import UnknownKey, claims_of, keys_of, untrue

if TYPE_CHECKING:
    from joserfc.jwk import Key

    from qa.web.identity.pending import Pending

KNOWN_FOR = 3600.0
"""Seconds for which a provider's description is not asked for again."""

_DISCOVERY = "/.well-known/openid-configuration"
_PLACES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MORE_PLACES = ("end_session_endpoint", "userinfo_endpoint")
_NAMES = ("preferred_username", "name", "nickname")
_MOST_GROUPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOptions:
    """The provider at which one may log in.

    Attributes:
        issuer: its address, exactly as its own description has it.
        client_id: what it calls this server.
        secret: with which this server shows that it is that client; None for one that has none (PKCE holds either way).
        name: as the log-in page calls it.
        scopes: what is asked for.
        role_claim: the claim with somebody's groups; dots lead into it where no claim has the whole name.
        rules: who may come, and as what.

    Raises:
        SettingsError: the address is not https (http for this machine only), or a value cannot be such.
    """

    issuer: str
    client_id: str
    secret: str | None = field(default=None, repr=False)
    name: str = "OpenID Connect"
    scopes: str = "openid profile"
    role_claim: str = "groups"
    rules: ArrivalRules = field(default_factory=ArrivalRules)

    def __post_init__(self) -> None:
        if not is_safe(self.issuer) or "?" in self.issuer:
            raise SettingsError(f"--oidc-issuer {self.issuer!r:.200}: an address of https without a query")
        for option, value in (("client-id", self.client_id), ("name", self.name), ("role-claim", self.role_claim)):
            if not value.strip() or not value.isprintable():
                raise SettingsError(f"--oidc-{option} {value!r:.100}: some characters that can be printed")
        if "openid" not in self.scopes.split():
            raise SettingsError("--oidc-scopes: `openid` is one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a provider says of itself.

    Attributes:
        authorization: where a browser is led to log in.
        token: where a code is exchanged.
        keys: where its public keys are.
        end: where a browser is led to log out; None where that is not offered.
        person: where it says more of somebody; None where it does not.
        methods: how a client may show who it is.
        names_itself: whether its answers say whose they are.
    """

    authorization: str
    token: str
    keys: str
    end: str | None
    person: str | None
    methods: tuple[str, ...]
    names_itself: bool


class Provider:
    """A provider; nothing is asked of it before somebody logs in. To be used in the event loop.

    Args:
        clock: in seconds.
    """

    def __init__(self, options: ProviderOptions, clock: Callable[[], float] = time.monotonic) -> None:
        self.options = options
        self._clock = clock
        self._described: tuple[float, Description] | None = None
        self._keys: list[Key] = []
        self._asking = asyncio.Lock()

    async def description(self) -> Description:
        """Return what it says of itself.

        Raises:
            IdentityError: it cannot be reached, or says what cannot be.
        """
        async with self._asking:
            if self._described is None or self._clock() - self._described[0] > KNOWN_FOR:
                answer = await fetched("GET", self.options.issuer.rstrip("/") + _DISCOVERY)
                self._described = self._clock(), _description(answer, self.options.issuer)
            return self._described[1]

    async def address(self, pending: "Pending", redirect_uri: str) -> str:
        """Return where a browser is led to log in.

        Raises:
            IdentityError: as `description`.
        """
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        address: str = prepare_grant_uri(
            (await self.description()).authorization,
            client_id=self.options.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=self.options.scopes,
            state=pending.state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
        )
        return address

    async def check_sender(self, named: str | None) -> None:
        """Check that an answer is this provider's, where it says whose it is (RFC 9207).

        Raises:
            IdentityError: it is another's, or does not say so though this provider always does.
        """
        if named is None and not (await self.description()).names_itself:
            return
        if named != self.options.issuer:
            raise untrue(f"the answer is of {named!r:.200}")

    async def arrival(self, code: str, pending: "Pending", redirect_uri: str) -> Arrival:
        """Exchange the code of a log-in; return whom the provider vouches for.

        Raises:
            IdentityError: the code is none, the provider cannot be reached, or what it says does not hold.
        """
        described = await self.description()
        answer = await self._exchanged(described, code, pending, redirect_uri)
        text, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(text, str):
            raise unusable("it sends no ID token")
        for attempt in range(2):
            if attempt or not self._keys:
                self._keys = keys_of(await fetched("GET", described.keys))
            try:
                claims = claims_of(
                    text,
                    self._keys,
                    issuer=self.options.issuer,
                    client_id=self.options.client_id,
                    nonce=pending.nonce,
                    access_token=access if isinstance(access, str) else None,
                )
            except UnknownKey:  # it may have changed its keys
                continue
            return self._arrival(await self._with_more(described, claims, access))
        raise untrue("no key of the provider has signed it")

    async def log_out_address(self, return_to: str) -> str | None:
        """Return where a browser is led to log out at the provider, None where it does not offer that.

        Raises:
            IdentityError: as `description`.
        """
        from authlib.common.urls import add_params_to_uri

        end = (await self.description()).end
        if end is None:
            return None
        given = [("client_id", self.options.client_id), ("post_logout_redirect_uri", return_to)]
        address: str = add_params_to_uri(end, given)
        return address

    async def _exchanged(
        self, described: Description, code: str, pending: "Pending", redirect_uri: str
    ) -> dict[str, Any]:
        from authlib.oauth2.auth import ClientAuth
        from authlib.oauth2.rfc6749.parameters import prepare_token_request

        # in its header both are in the form of an address (RFC 6749, 2.3.1)
        method = _method(described.methods, secret=self.options.secret is not None)
        quoted = quote_plus if method == "client_secret_basic" else str
        auth = ClientAuth(quoted(self.options.client_id), quoted(self.options.secret or ""), method)
        body = prepare_token_request(
            "authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=pending.verifier
        )
        headers = {"content-type": "application/x-www-form-urlencoded"}
        _, headers, body = auth.prepare("POST", described.token, headers, body)
        return await fetched("POST", described.token, headers, body)

    async def _with_more(self, described: Description, claims: dict[str, Any], access: object) -> dict[str, Any]:
        """Return claims of an ID token with those that the provider says of the same person when it is asked, if any lack."""
        named = any(isinstance(claims.get(one), str) for one in _NAMES)
        grouped = not self.options.rules.roles or _claim(claims, self.options.role_claim) is not None
        if (named and grouped) or described.person is None or not _is_bearer(access):
            return claims
        more = await fetched("GET", described.person, {"authorization": f"Bearer {access}"})
        if more.get("sub") != claims["sub"]:
            raise untrue("what more is said is of another subject")
        return {**more, **claims}

    def _arrival(self, claims: Mapping[str, Any]) -> Arrival:
        names = [claims[one] for one in _NAMES if isinstance(claims.get(one), str)]
        found = _claim(claims, self.options.role_claim)
        listed = found if isinstance(found, list) else [found]
        groups = frozenset(one for one in listed[:_MOST_GROUPS] if isinstance(one, str))
        return Arrival(subject=Subject(self.options.issuer, claims["sub"]), names=tuple(names), groups=groups)


def _description(answer: Mapping[str, Any], issuer: str) -> Description:
    if answer.get("issuer") != issuer:
        raise unusable(f"it calls itself {answer.get('issuer')!r:.200}, and --oidc-issuer has {issuer!r:.200}")
    places: dict[str, str] = {}
    for name in (*_PLACES, *_MORE_PLACES):
        place = answer.get(name)
        if place is None and name in _MORE_PLACES:
            continue
        # a provider of elsewhere may not have this machine asked
        if not isinstance(place, str) or not is_safe(place) or (issuer.startswith("https") > place.startswith("https")):
            raise unusable(f"its {name} is {place!r:.200}")
        places[name] = place
    methods = answer.get("token_endpoint_auth_methods_supported")
    return Description(
        authorization=places["authorization_endpoint"],
        token=places["token_endpoint"],
        keys=places["jwks_uri"],
        end=places.get("end_session_endpoint"),
        person=places.get("userinfo_endpoint"),
        methods=tuple(one for one in methods if isinstance(one, str)) if isinstance(methods, list) else (),
        names_itself=answer.get("authorization_response_iss_parameter_supported") is True,
    )


def _method(offered: tuple[str, ...], *, secret: bool) -> str:
    if not secret:
        return "none"
    return "client_secret_post" if offered and "client_secret_basic" not in offered else "client_secret_basic"


def _is_bearer(token: object) -> bool:
    return isinstance(token, str) and token.isascii() and token.isprintable() and " " not in token and bool(token)


def _claim(claims: Mapping[str, Any], name: str) -> object:
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
