"""A receiver of webhooks on loopback, which verifies what it gets by the package of Standard Webhooks."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

Answer = tuple[int, dict[str, str]]


@dataclass
class Receiver:
    """A receiver.

    Attributes:
        secret: what is sent has to be signed with it; else it is answered with 401.
        answers: what the first requests are answered with; those after them with 204. A callable is called first.
        got: id and payload of all that was accepted, in order.
        asked: `webhook-id` of each request that came.
    """

    secret: str = ""
    answers: list[Answer | Callable[[], Answer]] = field(default_factory=list)
    got: list[tuple[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.asked.append(self.headers["webhook-id"])
                status, headers = receiver._answer(body, dict(self.headers.items()))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def do_GET(self) -> None:
                receiver.asked.append("GET")
                self.send_error(405)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass  # a sender that has left

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.address = f"http://127.0.0.1:{self.port}/hook"
        self._thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def _answer(self, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            payload = Webhook(self.secret).verify(body, headers)
        except WebhookVerificationError:
            return 401, {}
        answer: Answer | Callable[[], Answer] = self.answers.pop(0) if self.answers else (204, {})
        status, more = answer() if callable(answer) else answer
        if 200 <= status < 300:
            self.got.append((headers["webhook-id"], payload))
        return status, more

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()
