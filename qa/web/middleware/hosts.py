"""By which names a server may be called, and whether a request comes from one of its own pages.

A page of a foreign name that is made to point here (DNS rebinding) sends that name as Host. It cannot send the address
itself: a browser that is at an address has no name to be rebound. So names have to be listed, and addresses do not.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

_AUTHORITY = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]{2,45})\]|(?P<name>[A-Za-z0-9_][A-Za-z0-9._-]{0,253}))(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65_535


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
    """The names by which a server may be called.

    Attributes:
        names: one without a port holds with any: a forwarded port (ssh, a container) is another than the one listened on.
        any_address: whether every IP address is one of them: of a server that listens on all, which has many
            and cannot know those that are translated to it.
    """

    names: frozenset[Authority] = LOOPBACK
    any_address: bool = False

    def allow(self, called: Authority) -> bool:
        """Tell whether a server may be called so."""
        named = called in self.names or Authority(called.host) in self.names
        return named or (self.any_address and called.is_address)


def own_origin(origin: str, scheme: str, called: Authority) -> bool:
    """Tell whether an Origin header names the server that the request is sent to: scheme, host and port.

    Args:
        scheme: by which the request came, `http` or `https`.
        called: what its Host header says.
    """
    named, separator, rest = origin.partition("://")
    from_host = authority(rest)
    if not separator or named.lower() != scheme or from_host is None or from_host.host != called.host:
        return False
    default = _DEFAULT_PORTS.get(scheme)
    return (from_host.port or default) == (called.port or default)


def is_loopback(host: str) -> bool:
    """Tell whether a name or address is this machine's own, and nobody else's."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def named(texts: Iterable[str]) -> frozenset[Authority]:
    """Read names as the command line has them.

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
