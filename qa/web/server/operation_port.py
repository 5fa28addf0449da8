"""A port of this machine for what supervises the server: figures for Prometheus, whether it runs, whether it can answer.

It has threads of its own, so that it answers while the models are loaded and while the server is busy. It is for this machine
only: it listens on the loopback address, and answers only under the names of that, so that a page of another site whose name
is made to resolve to it (DNS rebinding) reads nothing.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.exposition import ThreadingWSGIServer

from corpus.errors import CuttingsError
from qa.service.service import CuttingsService
from qa.web.middleware.hosts import LOOPBACK, Authority, authority
from qa.web.readiness import Readiness, described
from qa.web.route_table import ALIVE, READY
from qa.web.served import Served
from qa.web.server.metrics import ArchiveCollector, Metrics

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

ADDRESS = "127.0.0.1"
METRICS = "/metrics"
CLIENT_SECONDS = 5.0
"""For which a client may send or read nothing."""

_TEXT = "text/plain; charset=utf-8"


@contextmanager
def operation_port(port: int, registry: CollectorRegistry, readiness: Readiness) -> Iterator[int]:
    """Answer at a port for as long as the block runs; yield its number.

    Args:
        port: 0 takes a free one.

    Raises:
        CuttingsError: the port cannot be used.
    """

    def answer(environment: "WSGIEnvironment", start: "StartResponse") -> list[bytes]:
        status, media, body = _answer(environment, registry, readiness)
        headers = [("Content-Type", media), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start(status, [*headers, ("X-Content-Type-Options", "nosniff")])
        return [body]

    try:
        server = make_server(ADDRESS, port, answer, ThreadingWSGIServer, _Handler)
    except (OSError, OverflowError) as error:
        raise CuttingsError(f"--metrics-port: {ADDRESS}:{port} cannot be used: {error}.") from error
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def measured(archives: Sequence[tuple[Served, CuttingsService]], readiness: Readiness, port: int) -> Iterator[int]:
    """Measure what the services of a server do, and show it at a port for as long as the block runs; as `operation_port`."""
    metrics = Metrics()
    metrics.registry.register(ArchiveCollector(archives, readiness))
    with operation_port(port, metrics.registry, readiness) as number:
        for _, service in archives:
            service.observer = metrics
        yield number


class _Handler(WSGIRequestHandler):
    timeout = CLIENT_SECONDS

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name in the library)
        """Write nothing: monitoring asks every few seconds."""


def _answer(
    environment: "WSGIEnvironment", registry: CollectorRegistry, readiness: Readiness
) -> tuple[str, str, bytes]:
    """Return status, media type and body."""
    called, path = authority(environment.get("HTTP_HOST", "")), environment["PATH_INFO"]
    if called is None or Authority(called.host) not in LOOPBACK:
        return "421 Misdirected Request", _TEXT, b"This port is for this machine only."
    if environment["REQUEST_METHOD"] != "GET":
        return "405 Method Not Allowed", _TEXT, b"Only GET."
    if path == METRICS:
        return "200 OK", CONTENT_TYPE_LATEST, generate_latest(registry)
    if path == ALIVE:
        return "200 OK", _TEXT, b"alive"
    if path == READY:
        faults = readiness.faults()
        return ("503 Service Unavailable" if faults else "200 OK"), _TEXT, (described(faults) or "ready").encode()
    return "404 Not Found", _TEXT, b"There is no such page."
