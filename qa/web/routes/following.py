"""Routes of followed feeds: their page, the list that it asks for again, and what changes it.

Who may ask for which of them is decided before they are reached: `qa.web.route_table`, `qa.web.middleware.access`.
"""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from qa.service.followed import FollowedFeeds
from qa.web.middleware.access import Access
from qa.web.pages.adding import ADDRESS_LIMIT
from qa.web.pages.following import (
    USUAL_INTERVAL,
    FollowingView,
    followed_html,
    following_html,
    following_page,
    utc_now,
)
from qa.web.route_table import FOLLOWED, FOLLOWED_CHANGE, FOLLOWING, Need
from qa.web.routes.responses import INVALID, Sent, answer_or_refuse, read_object, words_of


def add_following_routes(app: FastAPI, feeds: FollowedFeeds, access: Access) -> None:
    """Add these routes to an application."""

    @app.get(FOLLOWING, response_class=HTMLResponse)
    def page(request: Request, address: str = "") -> HTMLResponse:
        return HTMLResponse(following_page(feeds.listed(), _view(request, access), address[:ADDRESS_LIMIT]))

    @app.get(FOLLOWED, response_class=HTMLResponse)
    def listed(request: Request) -> HTMLResponse:
        return HTMLResponse(followed_html(feeds.listed(), _view(request, access)))

    @app.post(FOLLOWING)
    async def follow(request: Request) -> Response:
        return await _changed(request, feeds, access, lambda sent: _follow(feeds, sent))

    @app.post(FOLLOWED_CHANGE)
    async def change(request: Request, feed: str) -> Response:
        return await _changed(request, feeds, access, lambda sent: _change(feeds, feed, sent))


def _view(request: Request, access: Access) -> FollowingView:
    return FollowingView(
        say=words_of(request),
        administer=access.allows(Need.CHANGE),
        token=access.token(request.headers),
        origin=f"{request.url.scheme}://{request.headers.get('host', '')}",
        now=utc_now(),
    )


def _follow(feeds: FollowedFeeds, sent: Sent) -> bool:
    """Follow a feed; return False where what was sent makes no sense."""
    address, every = sent.get("address"), str(sent.get("every", USUAL_INTERVAL))
    if not isinstance(address, str) or not 0 < len(address.strip()) <= ADDRESS_LIMIT or not every.isdecimal():
        return False
    feeds.follow(address, pages=bool(sent.get("pages")), every=int(every[:9]))
    return True


def _change(feeds: FollowedFeeds, feed: str, sent: Sent) -> bool:
    """Change something about a feed; return False where what was sent makes no sense."""
    changes: dict[object, Callable[[str], None]] = {"look": feeds.look_now, "stop": feeds.stop}
    change = changes.get(str(sent.get("do")))
    if change is not None:
        change(feed)
    return change is not None


async def _changed(request: Request, feeds: FollowedFeeds, access: Access, change: Callable[[Sent], bool]) -> Response:
    sent = await read_object(request)
    if isinstance(sent, Response):
        return sent

    def answer() -> Response:
        if not change(sent):
            return PlainTextResponse(INVALID, status_code=400)
        return HTMLResponse(following_html(feeds.listed(), _view(request, access)))

    return await run_in_threadpool(answer_or_refuse, answer)
