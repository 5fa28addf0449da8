"""One server for several archives: which archive a request is for, and the application that answers for it.

The prefix of an archive is taken off in front of all other middleware, so that their rules are the same for each archive. The
applications are given the whole path again, and the prefix as their root.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from urllib.parse import quote

from starlette.applications import Starlette

from qa.web.middleware.asgi import App, Receive, Scope, Send, respond
from qa.web.served import Served, showing, shown_archive


class ArchiveOfRequest:
    """ASGI middleware, in front of all others: shows the archive that an address is of, and takes off its prefix.

    Args:
        app: the application behind it.
        archives: those of the server.
    """

    def __init__(self, app: App, archives: Sequence[Served]) -> None:
        self.app = app
        self._first = archives[0]
        self._others = {one.root: one for one in archives[1:]}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path in self._others:
            query = quote(scope.get("query_string", b""), safe="%&=+;,:@/?!~*'()$")
            location = f"{path}/{'?' if query else ''}{query}"
            await respond(send, 308, "There is a slash at the end.", headers=[("location", location)])
            return
        root = "/".join(path.split("/", 3)[:3])
        served = self._others.get(root, self._first)
        with showing(served):
            await self.app({**scope, "path": path.removeprefix(served.root)}, receive, send)


class ArchiveApplications:
    """ASGI application behind all middleware: passes a request on to the application of the archive that is being shown.

    Args:
        applications: by the root of their archive. They start and end together.
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
        root = shown_archive().root
        if root:
            scope = {**scope, "path": root + scope["path"], "root_path": root}
        await self._applications[root](scope, receive, send)
