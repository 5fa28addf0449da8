"""Which addresses may be connected to: those of public machines, however they are spelled.

A name is resolved once, every address of it has to be public, and the connection goes to an address that was checked, so that a
second answer cannot lead elsewhere (DNS rebinding). Addresses that embed another one (IPv4-mapped, NAT64) count as that one;
tunnels (6to4, Teredo) are refused.
"""

import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address

_PORTS = {"http": 80, "https": 443}
_NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_LONGEST = 4000

ALLOWING = "; --allow-private asks it all the same"
"""What a refusal adds that an option of the commands would lift."""


class Refused(ValueError):
    """An address that must not be connected to; the message says why."""


def checked_parts(url: str, *, allow_private: bool) -> SplitResult:
    """Return the parts of an address, if its spelling does not forbid a request.

    Raises:
        Refused: it is not an http(s) address, has a user name or an unusual port, or is a malformed numeric address.
    """
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise Refused(f"no address: {error}") from error
    if len(url) > _LONGEST or parts.scheme not in _PORTS or not host:
        raise Refused("no http or https address")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a user name in it is not asked for")
    if not allow_private and port not in (None, 80, 443):
        raise Refused(f"port {port} is not asked, only 80 and 443 are{ALLOWING}")
    _check_host(host, allow_private=allow_private)
    return parts


def port_of(parts: SplitResult) -> int:
    """Return the port, or the default port of the scheme."""
    return parts.port or _PORTS[parts.scheme]


def ascii_host(host: str) -> str:
    """Return a host name in its ASCII form.

    Raises:
        Refused: it is not a host name.
    """
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise Refused(f"{host[:80]!r} is no name of a machine") from error


def resolve(host: str, port: int, seconds: float, *, allow_private: bool) -> list[Address]:
    """Return the addresses of a machine, all of them public unless private ones are allowed.

    Raises:
        Refused: one of them is not public.
        OSError: there are none, or the answer does not come in time.
    """
    found: list[Address] = [literal] if (literal := _literal(host)) else _asked(host, port, seconds)
    if not found:
        raise OSError(f"{host}: no address is known")
    for address in found:
        if not allow_private and not is_public(address):
            raise Refused(f"{host} is {address}, which is not public{ALLOWING}")
    return found


def is_public(address: Address) -> bool:
    """Return whether an address is a public unicast address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _NAT64):
            return address in _NAT64[0] and is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.sixtofour or address.teredo or address.is_site_local or address.scope_id:
            return False
        if address not in IPv6Network("2000::/3"):  # all that is allocated
            return False
    if address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified:
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _check_host(host: str, *, allow_private: bool) -> None:
    literal = _literal(host)
    if literal is not None:
        if not allow_private and not is_public(literal):
            raise Refused(f"{host} is not public{ALLOWING}")
        return
    if ":" in host or _NUMERIC.fullmatch(host):
        raise Refused(f"{host} is an odd spelling of an address; write it in four decimal numbers")
    name = ascii_host(host)
    if len(name) > 253 or not _NAME.fullmatch(name) or _NUMERIC.fullmatch(name):
        raise Refused(f"{host[:80]!r} is no name of a machine")
    local = name.rstrip(".").lower()
    if not allow_private and (local == "localhost" or local.endswith((".localhost", ".local", ".internal"))):
        raise Refused(f"{host} is not public{ALLOWING}")


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _asked(host: str, port: int, seconds: float) -> list[Address]:
    """Ask the system's resolver, which has no timeout of its own, for no longer than `seconds`."""
    answers: list[Address] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            for *_, where in socket.getaddrinfo(ascii_host(host), port, type=socket.SOCK_STREAM):
                answers.append(ip_address(where[0]))
        except (OSError, ValueError) as error:
            failed.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = Thread(target=ask, daemon=True)
    thread.start()
    thread.join(max(seconds, 0.0))
    if thread.is_alive():
        raise TimeoutError(f"{host}: its address was not found in time")
    if failed:
        raise failed[0]
    return list(dict.fromkeys(answers))
