"""Routes of logging in at a provider of identities."""

import re

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from corpus.errors import IdentityError
from qa.web.identity.pending import SECONDS
from qa.web.identity.sign_on import SignOn
from qa.web.middleware.access import SESSION_COOKIE, Access, cookie, cookie_of, reader_of, session_of
from qa.web.middleware.asgi import Scope
from qa.web.middleware.hosts import authority, is_loopback
from qa.web.pages.login import LONGEST_PATH, entering_page, redirect_target
from qa.web.route_table import IDENTITY, IDENTITY_BACK, LOGIN, path_to
from qa.web.translations import words

PENDING_COOKIE = "cuttings_login"
_SEALED = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_NO_STORE = {"cache-control": "no-store"}
_STATUS = {
    "identity_state": 400, "identity_refused": 403, "identity_unreachable": 502, "identity_invalid": 403,
    "identity_unknown": 403, "identity_busy": 503, "identity_no_tls": 400, "went_wrong": 500,
}  # fmt: skip


def add_identity_routes(app: FastAPI, access: Access) -> None:
    """Add these routes to an application; without a provider they lead to the log-in page."""

    @app.get(IDENTITY)
    async def begin(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
        if access.sign_on is None:
            return RedirectResponse(path_to(LOGIN), status_code=303)
        try:
            # a provider lets in for all archives, and knows one address to lead back to
            wanted = redirect_target(next[: LONGEST_PATH + 1])
            address, sealed = await access.sign_on.begin(redirect_uri(request.scope), wanted)
        except IdentityError as error:
            return _refusal(error, request.scope)
        response = RedirectResponse(address, status_code=303, headers=_NO_STORE)
        response.headers["set-cookie"] = _pending_cookie(sealed, request.scope, SECONDS)
        return response

    @app.get(IDENTITY_BACK)
    async def finish(request: Request) -> Response:
        if access.sign_on is None:
            return RedirectResponse(path_to(LOGIN), status_code=303)
        try:
            session, wanted = await _session(access.sign_on, request)
        except IdentityError as error:
            return _refusal(error, request.scope)
        # a page and no redirect: with what another site has led to, browsers would not send the new cookie
        say = words(reader_of(request.headers).language)
        response = HTMLResponse(entering_page(say, wanted), headers=_NO_STORE)
        response.headers.append("set-cookie", cookie(SESSION_COOKIE, session, request.scope, access.session_seconds))
        response.headers.append("set-cookie", _pending_cookie("", request.scope, 0))
        return response


def origin_of(scope: Scope) -> str:
    """Return scheme, host and port as the browser has them: `Guard` has checked the host, and a proxy tells the scheme.

    Raises:
        IdentityError: it is not https, and another machine's.
    """
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"host"]
    scheme, called = str(scope.get("scheme", "http")), authority(hosts[0]) if hosts else None
    if called is None or (scheme != "https" and not is_loopback(called.host)):
        raise IdentityError("identity_no_tls")
    return f"{scheme}://{hosts[0].lower()}"


def redirect_uri(scope: Scope) -> str:
    """Return where the provider leads back to: the one address that is registered there.

    Raises:
        IdentityError: as `origin_of`.
    """
    return f"{origin_of(scope)}{IDENTITY_BACK}"


async def _session(sign_on: SignOn, request: Request) -> tuple[str, str]:
    query = request.query_params
    if any(len(query.getlist(name)) > 1 for name in ("state", "code", "iss", "error")):
        raise IdentityError("identity_state")
    sealed = cookie_of(request.headers, _pending_name(request.scope), _SEALED)
    return await sign_on.finish(redirect_uri(request.scope), query, sealed, session_of(request.headers))


def _refusal(error: IdentityError, scope: Scope) -> Response:
    response = PlainTextResponse(str(error), status_code=_STATUS.get(error.kind, 500), headers=_NO_STORE)
    response.headers["set-cookie"] = _pending_cookie("", scope, 0)
    return response


def _pending_name(scope: Scope) -> str:
    """Return the name of the cookie; over TLS one that no other host of the domain can set."""
    return f"__Host-{PENDING_COOKIE}" if scope.get("scheme") == "https" else PENDING_COOKIE


def _pending_cookie(value: str, scope: Scope, seconds: int) -> str:
    # Lax: it has to come with the provider's redirect
    return cookie(_pending_name(scope), value, scope, seconds, same_site="Lax")
