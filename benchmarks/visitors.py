"""Many users at once, and a visitor who asks the server as the page does. Used by `load.py` and `start.py`."""

import http.client
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.errors import Busy


@dataclass(slots=True, kw_only=True)
class Load:
    """What came of it.

    Attributes:
        took: seconds until each answer.
        refused: seconds until each "busy".
        seconds: of the whole.
    """

    took: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.took) / self.seconds


def run(users: Sequence[Callable[[str], None]], questions: Sequence[Iterator[str]]) -> Load:
    """Let each user ask their questions one after the other, all users at once; `Busy` is counted."""
    load = Load()
    together = threading.Barrier(len(users) + 1)

    def ask_all(ask: Callable[[str], None], mine: Iterator[str]) -> None:
        together.wait()
        for question in mine:
            started = time.perf_counter()
            try:
                ask(question)
            except Busy:
                load.refused.append(time.perf_counter() - started)
            else:
                load.took.append(time.perf_counter() - started)

    threads = [threading.Thread(target=ask_all, args=pair) for pair in zip(users, questions, strict=True)]
    for thread in threads:
        thread.start()
    together.wait()
    started = time.perf_counter()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - started
    return load


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that so many percent do not exceed; not a number where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else float("nan")


class Visitor:
    """Somebody with the page open: a cookie, a session, the calls that the page makes.

    Args:
        port: where the server is, on this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookie = ""
        page = self._get("/")
        page.read()
        self._cookie = (page.getheader("set-cookie") or "").partition(";")[0]
        config = json.loads(self._get("/config").read())
        self._box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
        self._function = next(one["id"] for one in config["dependencies"] if [self._box, "submit"] in one["targets"])

    def ask(self, question: str) -> None:
        """Ask, and wait for the answer.

        Raises:
            Busy: the page would say so.
            RuntimeError: something else came of it.
        """
        stream = self.begin(question)
        shown = ""
        for line in stream:
            if line.startswith(b"data: "):
                shown += line.decode()
                if json.loads(line.removeprefix(b"data: "))["msg"] == "process_completed":
                    break
        stream.close()
        if str(Busy()) in shown:
            raise Busy
        if "answer failure" in shown or "class=" not in shown:
            raise RuntimeError(shown[-2000:])

    def begin(self, question: str) -> http.client.HTTPResponse:
        """Ask; return the stream of what the page is told. To close it is to leave."""
        session = secrets.token_hex(6)
        body = {
            "data": [question, json.dumps({"conversation": secrets.token_hex(16)})],
            "event_data": None,
            "fn_index": self._function,
            "trigger_id": self._box,
            "session_hash": session,
        }
        joined = self._request("POST", "/gradio_api/queue/join", json.dumps(body))
        said = joined.read().decode()
        if joined.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
            raise Busy
        if joined.status != http.HTTPStatus.OK:
            raise RuntimeError(said)
        return self._get(f"/gradio_api/queue/data?session_hash={session}")

    def _get(self, path: str) -> http.client.HTTPResponse:
        return self._request("GET", path)

    def _request(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=300)
        # each answer comes over a connection of its own, which ends with it
        headers = {
            "content-type": "application/json",
            "connection": "close",
            **({"cookie": self._cookie} if self._cookie else {}),
        }
        connection.request(method, path, body, headers)
        return connection.getresponse()
