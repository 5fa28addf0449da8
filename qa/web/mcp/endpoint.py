"""The archive for assistants at an address of the server, by streamable HTTP.

Stateless: no session is stored, so a restart of the server breaks none. `Guard` and `Gate` have checked who asks.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import anyio
from anyio.abc import TaskGroup, TaskStatus
from fastapi import FastAPI
from starlette.routing import Route

from qa.service.service import CuttingsService
from qa.web.api.routing import caller
from qa.web.middleware.asgi import Receive, Scope, Send
from qa.web.route_table import MCP

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class McpEndpoint:
    """ASGI application. Its first request builds the tools and their schemas, so that a server starts without.

    Args:
        service: the archive.
    """

    def __init__(self, service: CuttingsService) -> None:
        self._service = service
        self._group: TaskGroup | None = None
        self._manager: StreamableHTTPSessionManager | None = None
        self._starting = anyio.Lock()

    def add_to(self, app: FastAPI) -> None:
        """Add the route to an application, which is to have `lifespan`."""
        app.router.routes.append(Route(MCP, self, methods=["POST"]))

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Take requests for as long as the block runs."""
        async with anyio.create_task_group() as self._group:
            yield
            self._group.cancel_scope.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if self._group is None:
            raise RuntimeError("the application has not started")
        async with self._starting:
            if self._manager is None:
                self._manager = await self._group.start(self._run)
        await self._manager.handle_request(scope, receive, send)

    async def _run(self, *, task_status: "TaskStatus[StreamableHTTPSessionManager]") -> None:
        manager = await anyio.to_thread.run_sync(self._new_manager)
        async with manager.run():
            task_status.started(manager)
            await anyio.sleep_forever()

    def _new_manager(self) -> "StreamableHTTPSessionManager":
        from mcp.server.transport_security import TransportSecuritySettings

        from qa.web.mcp.server import new_server

        server = new_server(self._service, caller)
        checked_before = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        server.streamable_http_app(stateless_http=True, transport_security=checked_before)
        return server.session_manager
