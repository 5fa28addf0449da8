"""Routes of shared conversations: sharing one and ending that, the list of what a reader shares, and the page at an address.

Who may open the page of a shared conversation is who may open any page here: a password, if there is one, is asked for.
"""

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.errors import NotFound
from corpus.messages import message
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.exchange import Share
from qa.service.service import CuttingsService
from qa.web.middleware.access import Access, reader_of
from qa.web.pages.conversation import read_only_messages
from qa.web.pages.page import missing_page
from qa.web.pages.sharing import share_html, shared_page, shares_page
from qa.web.route_table import CONVERSATION_SHARE, SHARED, SHARES
from qa.web.routes.responses import INVALID, answer_or_refuse, read_object, words_of

NOTHING_TO_SHARE = message("nothing_to_share")
UNLISTED = {"x-robots-tag": "noindex, nofollow"}


def add_sharing_routes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    """Add these routes to an application."""
    _add_changes(app, service.conversations)
    _add_pages(app, service, access)


def _shown(request: Request, name: str, share: Share | None) -> Response:
    return HTMLResponse(share_html(share, name, _origin(request), words_of(request)))


def _origin(request: Request) -> str:
    """Return scheme, host and port of the server; what follows them, also of one of several archives, is in each path."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _add_changes(app: FastAPI, conversations: ConversationBuffer) -> None:
    @app.get(CONVERSATION_SHARE, response_class=HTMLResponse)
    def state(request: Request, name: str) -> Response:
        reader = reader_of(request.headers).name
        if conversations.title(reader, name) is None:
            return PlainTextResponse(NOTHING_TO_SHARE, status_code=404)
        return _shown(request, name, conversations.share_of(reader, name))

    @app.post(CONVERSATION_SHARE)
    async def change(request: Request, name: str) -> Response:
        sent = await read_object(request)
        if isinstance(sent, Response):
            return sent
        if sent.get("do") not in ("share", "end"):
            return PlainTextResponse(INVALID, status_code=400)
        return await run_in_threadpool(answer_or_refuse, lambda: changed(request, name, end=sent["do"] == "end"))

    def changed(request: Request, name: str, *, end: bool) -> Response:
        reader = reader_of(request.headers).name
        if end:
            conversations.end_sharing(reader, name)
            return _shown(request, name, None)
        share = conversations.share(reader, name)
        if share is None:
            raise NotFound(NOTHING_TO_SHARE)
        return _shown(request, name, share)


def _add_pages(app: FastAPI, service: CuttingsService, access: Access) -> None:
    conversations = service.conversations

    @app.get(SHARES, response_class=HTMLResponse)
    def listed(request: Request) -> Response:
        shares = conversations.shares(reader_of(request.headers).name)
        return HTMLResponse(shares_page(shares, _origin(request), words_of(request), access.token(request.headers)))

    @app.get(SHARED, response_class=HTMLResponse)
    def shared(request: Request, token: str) -> Response:
        found = conversations.shared(token)
        if found is None:
            return HTMLResponse(missing_page(words_of(request)), status_code=404, headers=UNLISTED)
        share, exchanges = found
        messages = read_only_messages(service, reader_of(request.headers).language, exchanges)
        return HTMLResponse(shared_page(share, exchanges, messages, words_of(request)), headers=UNLISTED)
