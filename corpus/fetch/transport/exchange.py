"""One request and its answer: within bounds of size and time, to an address that was looked at, no redirect followed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote

from corpus.fetch.cache import Validators
from corpus.fetch.policy.addresses import ascii_host, port_of
from corpus.fetch.policy.robots import PRODUCT
from corpus.fetch.transport.connect import Deadline, pool
from corpus.readers.web.unpack import unpacked

if TYPE_CHECKING:
    import httpcore

_WANTED = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"
)
_AGENT = f"{PRODUCT}/0.1 (press cuttings of one reader)"


class FetchError(Exception):
    """Something cannot be got; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How things are got.

    Attributes:
        allow_private: connect to machines that are not public, and to any port.
        max_bytes: of an answer, packed and unpacked.
        seconds: for one page with all its redirects, waits for politeness aside.
        max_redirects: of one page.
        every: seconds between two requests to a host.
        patience: seconds that a site may make us wait.
    """

    allow_private: bool = False
    max_bytes: int = 10 * 1024 * 1024
    seconds: float = 30.0
    max_redirects: int = 5
    every: float = 1.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: status, headers by lower-case name, content as it was before it was packed."""

    status: int
    headers: dict[str, str]
    content: bytes


def ask(
    parts: SplitResult, options: FetchOptions, deadline: Deadline, known: Validators | None = None, *, cut: bool = False
) -> Answer:
    """Ask for an address once.

    Args:
        parts: the address, looked at.
        options: how.
        deadline: for all of it.
        known: what is known of an earlier state.
        cut: an answer that is too large is cut off, not refused.

    Raises:
        FetchError: there is no answer, or one that is too large or too slow.
    """
    import httpcore

    url = httpcore.URL(
        scheme=parts.scheme.encode(),
        host=ascii_host(parts.hostname or "").encode(),
        port=port_of(parts),
        target=_target(parts),
    )
    wait = dict.fromkeys(("connect", "read", "write", "pool"), options.seconds)
    try:
        with (
            pool(deadline, allow_private=options.allow_private) as connections,
            connections.stream(
                "GET", url, headers=_headers(known or Validators()), extensions={"timeout": wait}
            ) as response,
        ):
            answer = _read(response, options.max_bytes, cut=cut)
    except ValueError as error:  # refused, or unpacks to too much
        raise FetchError(str(error)) from error
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
        OSError,
    ) as error:
        if deadline.left() <= 0:
            raise FetchError(f"it took longer than {options.seconds:g} seconds") from error
        raise FetchError(f"no answer ({error or type(error).__name__})") from error
    finally:
        late = deadline.left() <= 0
        deadline.close()
    if late:  # a connection that is shut looks like the end of the answer
        raise FetchError(f"it took longer than {options.seconds:g} seconds")
    return answer


def _read(response: "httpcore.Response", limit: int, *, cut: bool) -> Answer:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    told = headers.get("content-length", "")
    if not cut and told.isdecimal() and int(told[:20]) > limit:
        raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read")
    content = bytearray()
    for piece in response.iter_stream():
        content += piece
        if len(content) > limit:
            if cut:
                break
            raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read")
    found = bytes(content[:limit])
    if response.status == 200:
        found = unpacked(found, headers.get("content-encoding", ""), limit)
    return Answer(response.status, headers, found)


def _headers(known: Validators) -> list[tuple[bytes, bytes]]:
    said = {
        "User-Agent": _AGENT,
        "Accept": _WANTED,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "If-None-Match": known.etag,
        "If-Modified-Since": known.modified,
    }
    return [(name.encode(), value.encode("latin-1", "ignore")) for name, value in said.items() if value]


def _target(parts: SplitResult) -> bytes:
    """Return path and parameters as they are sent: what is written already stays, what may not be sent is escaped."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}".encode() if query else path.encode()
