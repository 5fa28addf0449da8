"""Routes of the users of a server, for its admins. A server without users has no such page."""

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.errors import NotFound
from corpus.messages import message
from qa.accounts.accounts import Accounts
from qa.accounts.roles import role_named
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access
from qa.web.middleware.user_access import Visitor, current_visitor
from qa.web.pages.page import missing_page
from qa.web.pages.users import UsersView, users_html, users_page
from qa.web.route_table import USERS, USERS_CHANGE
from qa.web.routes.responses import INVALID, Sent, answer_or_refuse, read_object, text_of, words_of

MISSING = message("nothing_of_that_name")


def add_user_routes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    """Add these routes to an application; `service` forgets what was a removed user's own."""

    @app.get(USERS, response_class=HTMLResponse)
    def page(request: Request) -> Response:
        visitor = current_visitor()
        if access.users is None or visitor is None:
            return HTMLResponse(missing_page(words_of(request)), status_code=404)
        shown = _view(access.users.accounts, visitor, request)
        return HTMLResponse(users_page(shown, access.token(request.headers)))

    @app.post(USERS_CHANGE)
    async def change(request: Request) -> Response:
        sent, visitor = await read_object(request), current_visitor()
        if isinstance(sent, Response):
            return sent
        if access.users is None or visitor is None:
            return PlainTextResponse(MISSING, status_code=404)
        accounts = access.users.accounts
        return await run_in_threadpool(answer_or_refuse, lambda: _change(accounts, service, visitor, sent, request))


def _change(accounts: Accounts, service: CuttingsService, visitor: Visitor, sent: Sent, request: Request) -> Response:
    do, users, said = text_of(sent, "do"), accounts.users, ""
    if do == "add":
        password = text_of(sent, "password") or None
        user = users.add(text_of(sent, "name"), role_named(text_of(sent, "role")), password)
        said = words_of(request)("user_added", name=user.name)
    else:
        found = users.with_id(text_of(sent, "user"))
        if found is None:
            raise NotFound(MISSING)
        match do:
            case "role":
                users.set_role(found.name, role_named(text_of(sent, "role")))
            case "disable":
                users.disable(found.name)
            case "enable":
                users.enable(found.name)
            case "end":
                accounts.sessions.revoke_others(found, visitor.session)
            case "remove":
                users.remove(found.name)
                service.forget_user(found.id)
            case _:
                return PlainTextResponse(INVALID, status_code=400)
    return HTMLResponse(users_html(_view(accounts, visitor, request, said)))


def _view(accounts: Accounts, visitor: Visitor, request: Request, said: str = "") -> UsersView:
    users = accounts.users.listed()
    sessions = {user.id: len(accounts.sessions.listed(user)) for user in users}
    return UsersView(say=words_of(request), own=visitor.user.id, users=users, sessions=sessions, said=said)
