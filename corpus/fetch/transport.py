"""One request and its response: within limits of size and time, to an address that was checked, no redirect followed.

httpcore connects through a network backend of ours, which resolves a name, checks the addresses and connects to what it has
checked; TLS still checks the certificate of the name. A timer shuts the socket down at the deadline: a server that sends a byte
now and then cannot hold the connection, neither in its TLS handshake nor in its headers or body.
"""

import contextlib
import socket
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, quote

from corpus.fetch.addresses import Refused, ascii_host, port_of, resolve
from corpus.fetch.cache import Validators
from corpus.fetch.politeness import PRODUCT
from corpus.readers.web.content_encoding import decode_content

if TYPE_CHECKING:
    import httpcore

_CONNECT = 10.0  # seconds for one address


class Deadline:
    """A point in time by which something has to be done.

    Args:
        seconds: from now on.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._timers: list[tuple[Timer, socket.socket]] = []

    def left(self) -> float:
        """Return the seconds that are left, at least 0."""
        return max(self._end - time.monotonic(), 0.0)

    def guard(self, connected: socket.socket) -> None:
        """Shut a connection down at the deadline."""
        watched = connected.dup()  # TLS takes over the socket itself

        def shut() -> None:
            with contextlib.suppress(OSError):
                watched.shutdown(socket.SHUT_RDWR)

        timer = Timer(self.left(), shut)
        timer.daemon = True
        timer.start()
        self._timers.append((timer, watched))

    def close(self) -> None:
        """Stop guarding the connections."""
        for timer, watched in self._timers:
            timer.cancel()
            watched.close()
        self._timers.clear()


def pool(deadline: Deadline, *, allow_private: bool) -> "httpcore.ConnectionPool":
    """Return a pool for one request: its connections are guarded by the deadline and not reused."""
    import httpcore

    class Backend(httpcore.NetworkBackend):
        """Connects only to addresses that were checked."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.NetworkStream:
            """Connect to the first address that accepts."""
            try:
                found = resolve(host, port, deadline.left(), allow_private=allow_private)
            except Refused:
                raise
            except OSError as error:
                raise httpcore.ConnectError(f"{host}: {error.strerror or error}") from error
            failed: Exception = httpcore.ConnectTimeout("no time is left")
            for address in found[:4]:
                if deadline.left() <= 0:
                    break
                try:
                    stream = httpcore.SyncBackend().connect_tcp(
                        str(address), port, min(deadline.left(), _CONNECT), local_address, socket_options
                    )
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failed = error
                    continue
                deadline.guard(stream.get_extra_info("socket"))
                return stream
            raise failed

    return httpcore.ConnectionPool(
        max_connections=1, max_keepalive_connections=0, http2=False, network_backend=Backend()
    )


_WANTED = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1"
)
_AGENT = f"{PRODUCT}/0.1 (press cuttings of one reader)"
_SENDER = f"{PRODUCT}/0.1 (alerts)"


class FetchError(Exception):
    """Something cannot be fetched; the message says why.

    Args:
        lasting: whether the reason will hardly pass: the site has no such page, or does not let it be read.
    """

    def __init__(self, reason: str, *, lasting: bool = False) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """Limits for fetching.

    Attributes:
        allow_private: connect to machines that are not public, and to any port.
        max_bytes: of a response, compressed and decompressed.
        seconds: for one page with all its redirects, not counting waits for politeness.
        max_redirects: of one page.
        every: seconds between two requests to a host.
        patience: the longest wait, in seconds, that a site may ask for.
    """

    allow_private: bool = False
    max_bytes: int = 10 * 1024 * 1024
    seconds: float = 30.0
    max_redirects: int = 5
    every: float = 1.0
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Response:
    """A server's response: status, headers by lower-case name, decompressed content."""

    status: int
    headers: dict[str, str]
    content: bytes


def request(
    parts: SplitResult, options: FetchOptions, deadline: Deadline, known: Validators | None = None, *, cut: bool = False
) -> Response:
    """Request an address once.

    Args:
        parts: of the address, checked.
        options: the limits.
        deadline: for the whole request.
        known: the validators of an earlier response.
        cut: truncate a response that is too large instead of refusing it.

    Raises:
        FetchError: there is no response, or it is too large or too slow.
    """
    return _exchange("GET", parts, _headers(known or Validators()), options, deadline, cut=cut)


def post(
    parts: SplitResult, content: bytes, headers: Mapping[str, str], options: FetchOptions, deadline: Deadline
) -> Response:
    """Send something to an address once; what is answered is read up to `max_bytes`, and no redirect is followed.

    Args:
        parts: of the address, checked.
        headers: besides those that every request has.
        options, deadline: as of `request`.

    Raises:
        FetchError: there is no response, or it is too slow; or it leads to where nothing may be sent.
    """
    own = {"User-Agent": _SENDER, "Connection": "close", **headers}
    sent = [(name.encode("ascii"), value.encode("ascii")) for name, value in own.items()]
    return _exchange("POST", parts, sent, options, deadline, cut=True, content=content)


def _exchange(
    method: str,
    parts: SplitResult,
    headers: list[tuple[bytes, bytes]],
    options: FetchOptions,
    deadline: Deadline,
    *,
    cut: bool,
    content: bytes | None = None,
) -> Response:
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
            connections.stream(method, url, headers=headers, content=content, extensions={"timeout": wait}) as received,
        ):
            response = _read(received, options.max_bytes, cut=cut, decode=content is None)
    except ValueError as error:  # refused, or too large when decompressed
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
    if late:  # a connection that was shut down looks like the end of the response
        raise FetchError(f"it took longer than {options.seconds:g} seconds")
    return response


def _read(response: "httpcore.Response", limit: int, *, cut: bool, decode: bool) -> Response:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    length = headers.get("content-length", "")
    if not cut and length.isdecimal() and int(length[:20]) > limit:
        raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read")
    content = bytearray()
    for piece in response.iter_stream():
        content += piece
        if len(content) > limit:
            if cut:
                break
            raise ValueError(f"larger than the {limit / 1024 / 1024:g} MiB that are read")
    found = bytes(content[:limit])
    if response.status == 200 and decode:
        found = decode_content(found, headers.get("content-encoding", ""), limit)
    return Response(response.status, headers, found)


def _headers(known: Validators) -> list[tuple[bytes, bytes]]:
    conditions = {
        "User-Agent": _AGENT,
        "Accept": _WANTED,
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "If-None-Match": known.etag,
        "If-Modified-Since": known.modified,
    }
    return [(name.encode(), value.encode("latin-1", "ignore")) for name, value in conditions.items() if value]


def _target(parts: SplitResult) -> bytes:
    """Return path and query as they are sent: existing escapes stay, what may not be sent is escaped."""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}".encode() if query else path.encode()
