"""Requests that come through a proxy: from one that is named, who it asks for is believed; from no other.

Plain ASGI, in front of everything else.
"""

from ipaddress import ip_address, ip_network

from qa.web.middleware.asgi import App, Receive, Scope, Send, respond

_TOLD = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server")
"""How the headers begin by which proxies tell of the request that they pass on."""


class Proxied:
    """Believes the named proxies and hides from what is behind it what any other client may claim.

    Args:
        app: what is behind it.
        proxies: addresses or networks; where there are some, nobody else may ask.
        own: whether this is a server for its own machine, which nobody reaches from elsewhere but by a proxy not named.
    """

    def __init__(self, app: App, proxies: tuple[str, ...] = (), *, own: bool = True) -> None:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        self.app = app
        self.own = own
        self.networks = [ip_network(one, strict=False) for one in proxies]
        # what any client may claim goes no further, as the framework would believe it
        self._believing = ProxyHeadersMiddleware(self._pass_on, list(proxies))  # type: ignore[arg-type]  # its own names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, with the address and the scheme that a named proxy tells."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self.networks and not self._from_proxy(scope):
            await respond(send, 403, "This server is asked through its proxy.")
        elif self.networks:
            await self._believing({**scope}, receive, send)  # type: ignore[arg-type]  # its own names
        elif self.own and any(name.lower().startswith(_TOLD) for name, _ in scope["headers"]):
            await respond(send, 403, "This came through a proxy of which this server was not told: --proxy names it.")
        else:
            await self._pass_on(scope, receive, send)

    def _from_proxy(self, scope: Scope) -> bool:
        try:
            address = ip_address((scope.get("client") or ("", 0))[0].partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self.networks)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_TOLD)]
        await self.app({**scope, "headers": headers}, receive, send)
