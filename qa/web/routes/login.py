"""Routes of logging in and out."""

from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from corpus.errors import IdentityError
from qa.web.identity.sign_on import SignOn
from qa.web.middleware.access import SESSION_COOKIE, Access, client_address, cookie, reader_of, session_of
from qa.web.middleware.asgi import Scope
from qa.web.middleware.password import TooManyTries
from qa.web.middleware.proxy_user import user_named_by_proxy
from qa.web.pages.login import left_page, login_page, logout_page, redirect_target
from qa.web.route_table import ASK, LOGIN, LOGOUT, path_to
from qa.web.routes.identity import origin_of
from qa.web.routes.responses import INVALID, read_body
from qa.web.translations import words

FORM_LIMIT = 8_000
_NO_STORE = {"cache-control": "no-store"}


def add_login_routes(app: FastAPI, access: Access) -> None:
    """Add these routes to an application; without a password or users they redirect to the first page."""
    by_name = access.users is not None
    provider = access.sign_on.name if access.sign_on else ""
    wrong_words = "name_wrong" if by_name else "password_wrong"

    @app.get(LOGIN, response_class=HTMLResponse)
    async def log_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
        wanted = redirect_target(next)
        if not access.closed:
            return RedirectResponse(path_to(ASK), status_code=303)
        language = reader_of(request.headers).language
        if not (by_proxy := user_named_by_proxy(request.scope)) and not access.has_session(request.headers):
            page = login_page(words(language), wanted, by_name=by_name, provider=provider)
            return HTMLResponse(page, headers=_NO_STORE)
        if by_proxy or wanted != path_to(ASK):
            return RedirectResponse(wanted, status_code=303)
        return HTMLResponse(logout_page(words(language)), headers=_NO_STORE)

    @app.post(LOGIN)
    async def log_in(request: Request) -> Response:
        sent = await _form(request)
        if sent is None or not access.closed:
            return PlainTextResponse(INVALID, status_code=400)
        language, wanted = reader_of(request.headers).language, redirect_target(sent.get("next", ""))
        say, headers = words(language), dict(_NO_STORE)
        try:
            name, password, had = sent.get("name", ""), sent.get("password", ""), session_of(request.headers)
            session = await access.log_in(name, password, client_address(request.scope), had)
            if session is not None:
                return _logged_in(request, access, session, wanted)
            status, wrong = 401, say(wrong_words)
        except TooManyTries as error:
            status, wrong = 429, say("password_later", seconds=error.seconds)
            headers["retry-after"] = str(error.seconds)
        page = login_page(say, wanted, wrong, by_name=by_name, name=sent.get("name", ""), provider=provider)
        return HTMLResponse(page, status_code=status, headers=headers)

    @app.post(LOGOUT)
    async def log_out(request: Request) -> Response:
        return await _logged_out(request, access)


async def _logged_out(request: Request, access: Access) -> Response:
    session = session_of(request.headers)
    response: Response = RedirectResponse(path_to(LOGIN), status_code=303)
    kind = await access.users.kind_of(session) if access.sign_on and access.users else ""
    await access.log_out(session)
    if access.sign_on and (address := await _log_out_address(access.sign_on, kind, request.scope)):
        say = words(reader_of(request.headers).language)
        response = HTMLResponse(left_page(say, access.sign_on.name, address), headers=_NO_STORE)
    response.headers["set-cookie"] = cookie(SESSION_COOKIE, "", request.scope, 0)
    return response


async def _log_out_address(sign_on: SignOn, kind: str, scope: Scope) -> str | None:
    """Return where a session is ended at the provider too; None where it did not begin there."""
    try:
        return await sign_on.log_out_address(kind, f"{origin_of(scope)}{LOGIN}")
    except IdentityError:  # it has no address that a provider would lead back to
        return None


def _logged_in(request: Request, access: Access, session: str, wanted: str) -> Response:
    response = RedirectResponse(wanted, status_code=303, headers=_NO_STORE)
    response.headers["set-cookie"] = cookie(SESSION_COOKIE, session, request.scope, access.session_seconds)
    return response


async def _form(request: Request) -> dict[str, str] | None:
    """Return the fields of a form, the first of each name; None where the body is no form, or too long."""
    body = await read_body(request, FORM_LIMIT)
    if body is None:
        return None
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}
