"""Where a webhook may lead: to public machines, as the fetcher has it, and to those that the owner of the server names."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult

from corpus.errors import CuttingsError
from corpus.fetch.addresses import ALLOWING, Refused, checked_parts, port_of
from corpus.messages import message

FORM = r"(?:[^\s,/@]+(?:\s*,\s*[^\s,/@]+)*)?"
"""The pattern of a setting that names machines."""


@dataclass(frozen=True, slots=True)
class Named:
    """A machine that need not be public, and the port there; None for 80 and 443."""

    host: str
    port: int | None


def named_in(text: str) -> list[Named]:
    """Return the machines that a setting names: `HOST` or `HOST:PORT`, an IPv6 address in brackets, separated by commas.

    Raises:
        CuttingsError: one is neither.
    """
    found = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        try:
            parts = checked_parts(f"http://{one}/", allow_private=True)
        except Refused as error:
            raise CuttingsError(f"webhook-to: {one!r} names no machine; write HOST or HOST:PORT") from error
        if parts.path != "/" or parts.query or parts.fragment:
            raise CuttingsError(f"webhook-to: {one!r} names no machine; write HOST or HOST:PORT")
        found.append(Named(_host(parts), parts.port))
    return found


def is_named(parts: SplitResult, named: Sequence[Named]) -> bool:
    """Return whether an address is on a machine, and at a port there, that is named."""
    host, port = _host(parts), port_of(parts)
    return any(one.host == host and (port == one.port or (one.port is None and port in (80, 443))) for one in named)


def receiver_parts(address: str, named: Sequence[Named]) -> tuple[SplitResult, bool]:
    """Return the parts of a webhook's address, and whether it is one that need not be public.

    Raises:
        CuttingsError: it is no address to which anything may be sent.
    """
    try:
        parts = checked_parts(address, allow_private=True)
        if is_named(parts, named):
            return parts._replace(fragment=""), True
        return checked_parts(address, allow_private=False)._replace(fragment=""), False
    except Refused as error:
        reason = str(error).removesuffix(ALLOWING)
        raise CuttingsError(message("receiver_refused", reason=reason)) from error


def _host(parts: SplitResult) -> str:
    return (parts.hostname or "").rstrip(".").lower()
