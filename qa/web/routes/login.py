"""Routes of logging in and out."""

from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from qa.web.middleware.access import SESSION_COOKIE, Access, client_address, cookie, reader_of, session_of
from qa.web.middleware.password import TooManyTries
from qa.web.pages.login import login_page, logout_page, redirect_target
from qa.web.route_table import ASK, LOGIN, LOGOUT, path_to
from qa.web.routes.responses import INVALID, read_body
from qa.web.translations import words

FORM_LIMIT = 8_000
_NO_STORE = {"cache-control": "no-store"}


def add_login_routes(app: FastAPI, access: Access) -> None:
    """Add these routes to an application; without a password they redirect to the first page."""

    @app.get(LOGIN, response_class=HTMLResponse)
    async def log_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 - the name in the address
        wanted = redirect_target(next)
        if access.password is None:
            return RedirectResponse(path_to(ASK), status_code=303)
        language = reader_of(request.headers).language
        if not access.has_session(request.headers):
            return HTMLResponse(login_page(words(language), wanted), headers=_NO_STORE)
        if wanted != path_to(ASK):
            return RedirectResponse(wanted, status_code=303)
        return HTMLResponse(logout_page(words(language)), headers=_NO_STORE)

    @app.post(LOGIN)
    async def log_in(request: Request) -> Response:
        sent = await _form(request)
        if sent is None or access.password is None:
            return PlainTextResponse(INVALID, status_code=400)
        language, wanted = reader_of(request.headers).language, redirect_target(sent.get("next", ""))
        say, headers = words(language), dict(_NO_STORE)
        try:
            if await access.password.admits(sent.get("password", ""), client_address(request.scope)):
                return _logged_in(request, access, wanted)
            status, wrong = 401, say("password_wrong")
        except TooManyTries as error:
            status, wrong = 429, say("password_later", seconds=error.seconds)
            headers["retry-after"] = str(error.seconds)
        return HTMLResponse(login_page(say, wanted, wrong), status_code=status, headers=headers)

    @app.post(LOGOUT)
    async def log_out(request: Request) -> Response:
        access.sessions.end(session_of(request.headers))
        response = RedirectResponse(path_to(LOGIN), status_code=303)
        response.headers["set-cookie"] = cookie(SESSION_COOKIE, "", request.scope, 0)
        return response


def _logged_in(request: Request, access: Access, wanted: str) -> Response:
    access.sessions.end(session_of(request.headers))
    response = RedirectResponse(wanted, status_code=303, headers=_NO_STORE)
    name, seconds = access.sessions.begin(), int(access.sessions.options.longest)
    response.headers["set-cookie"] = cookie(SESSION_COOKIE, name, request.scope, seconds)
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
