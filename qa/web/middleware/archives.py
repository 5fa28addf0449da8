"""One server for several archives: which archive a request is for, and the application that answers for it.

The prefix of an archive is taken off in front of all other middleware, so that their rules are the same for each archive. The
applications are given the whole path again, and the prefix as their root.
"""

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from urllib.parse import quote

from starlette.applications import Starlette

from corpus.actor import PAGE, acting
from qa.web.middleware.asgi import App, Receive, Scope, Send, respond
from qa.web.route_table import Need, rule_of
from qa.web.served import PREFIX, Served, showing, shown_archive

_PREFIX = re.compile(rf"{PREFIX}[a-z0-9-]+(?=/|\Z)")


class ArchiveOfRequest:
    """ASGI middleware, in front of all others: shows the archive that an address is of, and takes off its prefix.

    Until it is known which user asks, whoever does is the page.

    The prefix of an archive that is not there is treated alike, so that nobody finds out without the password which are there.

    Args:
        app: the application behind it.
        archives: those of the server.
    """

    def __init__(self, app: App, archives: Sequence[Served]) -> None:
        self.app = app
        self._first = archives[0]
        self._archives = {one.root: one for one in archives}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        prefix = _PREFIX.match(scope["path"]) if len(self._archives) > 1 else None
        root = prefix[0] if prefix else ""
        if prefix and root == scope["path"]:
            query = quote(scope.get("query_string", b""), safe="%&=+;,:@/?!~*'()$")
            location = f"{root}/{'?' if query else ''}{query}"
            await respond(send, 308, "There is a slash at the end.", headers=[("location", location)])
            return
        served = self._archives.get(root) or replace(self._first, name="", root=root)
        with showing(served), acting(PAGE):
            await self.app({**scope, "path": scope["path"].removeprefix(root)}, receive, send)


class ArchiveApplications:
    """ASGI application behind all middleware: passes a request on to the application of the archive that is being shown.

    Args:
        applications: by the root of their archive, the first one's first. They start and end together.
    """

    def __init__(self, applications: Mapping[str, Starlette]) -> None:
        self._applications = applications
        self._lives = Starlette(lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for one in self._applications.values():
                await stack.enter_async_context(one.router.lifespan_context(one))
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self._lives(scope, receive, send)
            return
        root, rule = shown_archive().root, rule_of(scope["method"], scope["path"])
        application = self._applications.get(root)
        if application is None and rule is not None and rule.need is Need.NOTHING:  # logging in, before it is said
            application = self._applications[""]
        if application is None:
            await respond(send, 404, "There is no such page.")
            return
        if root:
            scope = {**scope, "path": root + scope["path"], "root_path": root}
        await application(scope, receive, send)
