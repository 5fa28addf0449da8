"""An endpoint that does what a test says: it answers well, lies, stalls, breaks off, or sends what is no text of a model."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Script = Callable[["Request"], None]
"""Answers one request."""


class Request(BaseHTTPRequestHandler):
    """A request as a script sees it."""

    protocol_version = "HTTP/1.1"
    server: "Scripted"

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.heard.append(Heard(self.path, dict(self.headers.items()), self.asked))
        self.close_connection = True
        with suppress(ConnectionError):
            self.server.script(self)

    def begin(self, status: int = 200, media: str = "text/event-stream", **headers: str) -> None:
        """Send a status and headers."""
        self.send_response(status)
        self.send_header("content-type", media)
        self.send_header("connection", "close")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, data: str | bytes) -> None:
        """Send some of a body."""
        self.wfile.write(data.encode() if isinstance(data, str) else data)
        self.wfile.flush()

    def piece(self, text: str, finish: str | None = None) -> None:
        """Send a piece of text as an event."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
        self.send(f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n")

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@dataclass
class Heard:
    """What was sent to the endpoint."""

    path: str
    headers: dict[str, str]
    body: dict[str, object]

    @property
    def text(self) -> str:
        """All that the model would read."""
        return "\n".join(one["content"] for one in self.body["messages"])  # type: ignore[attr-defined]


class Scripted(ThreadingHTTPServer):
    """The endpoint; `heard` has what it was sent."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.script = script
        self.heard: list[Heard] = []
        self.ending, self.may_write = threading.Event(), threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"


@contextmanager
def scripted(script: Script) -> Iterator[Scripted]:
    """Serve a script for as long as the block runs."""
    server = Scripted(script)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ending.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def says(text: str, *, size: int = 7, usage: bool = True) -> Script:
    """Return a script that writes a text, in small pieces as models do."""

    def script(request: Request) -> None:
        request.begin()
        for at in range(0, len(text), size):
            request.piece(text[at : at + size])
        request.piece("", finish="stop")
        if usage:
            request.send('data: {"choices": [], "usage": {"prompt_tokens": 321, "completion_tokens": 45}}\n\n')
        request.send("data: [DONE]\n\n")

    return script
