"""Which host names address a server, whether a request comes from one of its own pages, and which proxies are trusted.

A page of another site whose name is made to resolve to this machine (DNS rebinding) sends that name as Host. It cannot send
the address itself: a browser that opened an address has no name to be rebound. So names have to be listed, and addresses do
not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from qa.web.middleware.asgi import App, Receive, Scope, Send, respond
from qa.web.middleware.proxy_user import ProxyUsers, Unproven

_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9_][A-Za-z0-9._-]{0,253}))(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535
_FORWARDING = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-server")
"""Prefixes of the headers by which proxies describe the request that they pass on."""


@dataclass(frozen=True, slots=True)
class Authority:
    """A host and perhaps a port, as a Host header or an origin names them.

    Attributes:
        host: in lower case; an address in its shortest form, without brackets.
        port: None where none is named.
    """

    host: str
    port: int | None = None

    @property
    def is_address(self) -> bool:
        """Whether it is an IP address that a machine may have."""
        try:
            return not ip_address(self.host).is_unspecified
        except ValueError:
            return False


def authority(text: str) -> Authority | None:
    """Read `host`, `host:port`, `[address]:port`; None for anything else, such as a zone, a user, a path, two ports."""
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        return None
    port = int(found["port"]) if found["port"] else None
    if port is not None and port > _LAST_PORT:
        return None
    if found["six"]:
        try:
            return Authority(ip_address(found["six"]).compressed, port)
        except ValueError:
            return None
    name = found["name"].lower().removesuffix(".")
    return None if not name or ".." in name or name.endswith(".") else Authority(name, port)


LOOPBACK = frozenset(Authority(host) for host in ("127.0.0.1", "localhost", "::1"))


@dataclass(frozen=True, slots=True)
class Hosts:
    """The host names and addresses under which a server answers.

    Attributes:
        names: one without a port holds for any: a forwarded port (ssh, a container) differs from the one listened on.
        any_address: whether every IP address is one of them: for a server that listens on all of its addresses, and
            cannot know those that are translated to it.
    """

    names: frozenset[Authority] = LOOPBACK
    any_address: bool = False

    def allow(self, called: Authority) -> bool:
        """Tell whether the server answers under that name."""
        listed = called in self.names or Authority(called.host) in self.names
        return listed or (self.any_address and called.is_address)


def own_origin(origin: str, scheme: str, called: Authority) -> bool:
    """Tell whether an Origin header names the server that the request is sent to: scheme, host and port.

    Args:
        scheme: of the request, `http` or `https`.
        called: its Host header.
    """
    named_scheme, separator, rest = origin.partition("://")
    from_host = authority(rest)
    if not separator or named_scheme.lower() != scheme or from_host is None or from_host.host != called.host:
        return False
    default = _DEFAULT_PORTS.get(scheme)
    return (from_host.port or default) == (called.port or default)


def is_loopback(host: str) -> bool:
    """Tell whether a name or address is always this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse_hosts(texts: Iterable[str]) -> frozenset[Authority]:
    """Parse host names as given on the command line.

    Raises:
        ValueError: one is no name; its text says which.
    """
    read = []
    for text in texts:
        one = authority(text)
        if one is None:
            scheme = " (only the name, without http://)" if urlsplit(text).scheme in _DEFAULT_PORTS else ""
            raise ValueError(f"{text!r} is no name or address of a host{scheme}")
        read.append(one)
    return frozenset(read)


class TrustedProxies:
    """ASGI middleware, in front of all others: accepts forwarding headers from the listed proxies, and from nobody else.

    Args:
        app: the application behind it.
        proxies: addresses or networks; where there are some, all other clients are refused.
        own: whether the server is only for its own machine, so that a forwarded request can only come from an unlisted proxy.
        users: reads whom the proxies name; None where they name nobody.
    """

    def __init__(
        self, app: App, proxies: tuple[str, ...] = (), *, own: bool = True, users: ProxyUsers | None = None
    ) -> None:
        from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

        self.app = app
        self.own = own
        self._users = users
        self.networks = [ip_network(one, strict=False) for one in proxies]
        self._trusting = ProxyHeadersMiddleware(self._pass_on, list(proxies))  # type: ignore[arg-type]  # its own names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, with the address and the scheme that a listed proxy reports."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif self.networks and not self._from_proxy(scope):
            await respond(send, 403, "This server is asked through its proxy.")
        elif self.networks:
            try:
                named = self._users.named(scope) if self._users else scope
            except Unproven:
                await respond(
                    send, 403, "This server is asked through its proxy, which shows by a secret that it is that."
                )
                return
            await self._trusting({**named}, receive, send)  # type: ignore[arg-type]  # its own names
        elif self.own and any(name.lower().startswith(_FORWARDING) for name, _ in scope["headers"]):
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
        # the framework would believe these headers, whoever sent them
        headers = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_FORWARDING)]
        await self.app({**scope, "headers": headers}, receive, send)
