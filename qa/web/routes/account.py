"""Routes of a user's own account: its page, and what changes it. A server without users has no such page."""

import time

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.messages import message
from qa.accounts.accounts import Accounts
from qa.accounts.roles import role_named
from qa.web.middleware.access import Access, client_address
from qa.web.middleware.password import TooManyTries
from qa.web.middleware.user_access import UserAccess, Visitor, current_visitor
from qa.web.pages.account import AccountView, account_html, account_page
from qa.web.pages.page import missing_page
from qa.web.route_table import ACCOUNT, ACCOUNT_CHANGE
from qa.web.routes.responses import INVALID, Sent, answer_or_refuse, read_object, text_of, words_of


def add_account_routes(app: FastAPI, access: Access) -> None:
    """Add these routes to an application."""

    @app.get(ACCOUNT, response_class=HTMLResponse)
    def page(request: Request) -> Response:
        visitor = current_visitor()
        if access.users is None or visitor is None:
            return HTMLResponse(missing_page(words_of(request)), status_code=404)
        shown = _view(access.users.accounts, visitor, request)
        return HTMLResponse(account_page(shown, access.token(request.headers)))

    @app.post(ACCOUNT_CHANGE)
    async def change(request: Request) -> Response:
        sent, visitor = await read_object(request), current_visitor()
        if isinstance(sent, Response):
            return sent
        if access.users is None or visitor is None:
            return PlainTextResponse(message("nothing_of_that_name"), status_code=404)
        accounts = access.users.accounts
        if sent.get("do") == "password":
            refused = await _refused(access.users, visitor, sent, request)
            if isinstance(refused, Response):
                return refused
            if refused:
                return await run_in_threadpool(_region, accounts, visitor, request, wrong=refused)
        return await run_in_threadpool(answer_or_refuse, lambda: _change(accounts, visitor, sent, request))


async def _refused(users: UserAccess, visitor: Visitor, sent: Sent, request: Request) -> str | Response:
    """Return why a password is not changed, in the user's language; "" where it may be."""
    say = words_of(request)
    if text_of(sent, "new") != text_of(sent, "again"):
        return say("password_differs")
    try:
        right = await users.confirms(visitor.user, text_of(sent, "old"), client_address(request.scope))
    except TooManyTries as error:
        return PlainTextResponse(say("password_later", seconds=error.seconds), status_code=429)
    return "" if right else say("password_wrong")


def _change(accounts: Accounts, visitor: Visitor, sent: Sent, request: Request) -> Response:
    say, user = words_of(request), visitor.user
    match sent.get("do"):
        case "revoke":
            accounts.sessions.revoke(user, text_of(sent, "session"))
        case "revoke_others":
            accounts.sessions.revoke_others(user, visitor.session)
        case "password":
            accounts.users.set_password(user.name, text_of(sent, "new"), keep_session=visitor.session)
            return _region(accounts, visitor, request, said=say("password_changed"))
        case "token":
            days = text_of(sent, "days")
            number = int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0
            secret, _ = accounts.tokens.add(user, text_of(sent, "label"), role_named(text_of(sent, "role")), number)
            return _region(accounts, visitor, request, secret=secret)
        case "revoke_token":
            accounts.tokens.revoke(user, text_of(sent, "token"))
        case _:
            return PlainTextResponse(INVALID, status_code=400)
    return _region(accounts, visitor, request)


def _region(accounts: Accounts, visitor: Visitor, request: Request, **more: str) -> Response:
    return HTMLResponse(account_html(_view(accounts, visitor, request, **more)))


def _view(accounts: Accounts, visitor: Visitor, request: Request, **more: str) -> AccountView:
    return AccountView(
        say=words_of(request),
        user=visitor.user,
        session=visitor.session,
        sessions=accounts.sessions.listed(visitor.user),
        tokens=accounts.tokens.listed(visitor.user),
        now=time.time(),
        **more,
    )
