"""Many users at once for some minutes, over the page and over /api/v1: does each get what they ask for?

    python benchmarks/crowd.py --users 50 --seconds 120 [--pause 0] [../shared/eval/xquad]

Every other user has the page open: they ask there, and open articles, lists and stories. The others are programs: they ask at
once or as a stream, and read lists. Each does one thing after the other, with a pause. A 503 or 429 with Retry-After, and the
page's "too many questions", are no errors: they are counted apart, and whoever gets one waits for as long as it says. Anything
else than an answer is an error, and ends this with 1. All users come from one address, so the limits of one address hold for all.
"""

import argparse
import http.client
import json
import os
import platform
import random
import secrets
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from load import SAMPLE, SAMPLE_QUESTIONS
from page import free_port, served
from visitors import Visitor, percentile

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import Busy
from qa.evaluation.sets import read_set
from qa.service.service import CuttingsService

PAGE_RETRY = 5.0
"""Seconds that a reader waits whom the page has told that there are too many questions: "a few"."""


class Refused(Exception):
    """The server asks to come again; with the seconds that it names."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(slots=True)
class Crowd:
    """What came of it, by kind of request. Safe to use from several threads.

    Attributes:
        took: seconds until each answer.
        refused: how often somebody was asked to come again.
        errors: what else came, and how often.
    """

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def rows(self) -> list[str]:
        """Return a table."""
        kinds = sorted({*self.took, *self.refused, *(kind for kind, _ in self.errors)})
        lines = [f"{'request':24} {'answered':>8} {'refused':>8} {'errors':>7} {'p50 ms':>7} {'p95 ms':>7}"]
        for kind in [*kinds, "all"]:
            took = self.took[kind] if kind != "all" else [one for each in self.took.values() for one in each]
            refused = self.refused[kind] if kind != "all" else self.refused.total()
            errors = sum(count for (of, _), count in self.errors.items() if kind in {of, "all"})
            p50, p95 = (percentile(took, share) * 1000 for share in (50, 95))
            lines.append(f"{kind:24} {len(took):>8} {refused:>8} {errors:>7} {p50:>7.0f} {p95:>7.0f}")
        return lines + [f"ERROR {kind}: {count} × {what}" for (kind, what), count in self.errors.most_common()]


class Program:
    """A program, with a place of its own in the queue.

    Args:
        port: where the server is, on this machine.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._headers = {"content-type": "application/json", "cookie": f"cuttings_reader={secrets.token_hex(16)}"}

    def call(self, method: str, path: str, body: object = None) -> bytes:
        """Return what is answered.

        Raises:
            Refused: the server asks to come again.
            RuntimeError: anything else than an answer.
        """
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)) as connection:
            connection.request(method, path, None if body is None else json.dumps(body), self._headers)
            answer = connection.getresponse()
            content = answer.read()
        if answer.status in {429, 503} and (after := answer.getheader("retry-after")):
            raise Refused(float(after))
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{answer.status} {content[:200]!r}")
        return content

    def ask(self, question: str) -> None:
        """Ask, and wait for the answer."""
        json.loads(self.call("POST", "/api/v1/ask", {"question": question}))["quotes"]

    def ask_stream(self, question: str) -> None:
        """Ask, and read the stream to its end."""
        content = self.call("POST", "/api/v1/ask/stream", {"question": question})
        if b"event: error" in content:
            problem = json.loads(content.rpartition(b"data: ")[2])
            if problem["status"] in {429, 503}:
                raise Refused(PAGE_RETRY)
            raise RuntimeError(str(problem))
        if b"event: beside" not in content:
            raise RuntimeError(f"a stream without an end: {content[-200:]!r}")


def acts(port: int, number: int, articles: list[str]) -> dict[str, Callable[[str], object]]:
    """Return what a user does, by the name of the kind; each takes a question."""
    program = Program(port)
    one = random.Random(number)  # noqa: S311 (no secret)
    if number % 2:
        return {
            "ask /api/v1": program.ask,
            "ask /api/v1, stream": program.ask_stream,
            "search /api/v1": lambda question: program.call(
                "GET", f"/api/v1/articles?q={question.split()[-1][:20].strip('?')}"
            ),
            "stories /api/v1": lambda _: program.call("GET", "/api/v1/stories?limit=10"),
        }
    visitor = Visitor(port)
    return {
        "ask the page": visitor.ask,
        "ask the page again": visitor.ask,
        "page of an article": lambda _: program.call("GET", f"/article/{one.choice(articles)}"),
        "page of all articles": lambda _: program.call("GET", "/articles"),
        "page of stories": lambda _: program.call("GET", "/stories"),
    }


def use(number: int, port: int, ends: float, pause: float, known: tuple[list[str], list[str]], crowd: Crowd) -> None:
    """Be a user until the end."""
    questions, articles = known
    dice = random.Random(number)  # noqa: S311 (no secret)
    mine = acts(port, number, articles)
    time.sleep(dice.random() * min(pause, 2.0))
    while time.monotonic() < ends:
        kind, question = dice.choice(list(mine)), dice.choice(questions)
        began, wait = time.perf_counter(), dice.uniform(0, 2 * pause)
        try:
            mine[kind](question)
        except Refused as refused:
            wait = refused.seconds
            with crowd.lock:
                crowd.refused[kind.removesuffix(" again")] += 1
        except Busy:
            wait = PAGE_RETRY
            with crowd.lock:
                crowd.refused[kind.removesuffix(" again")] += 1
        except Exception as error:  # noqa: BLE001 (whatever it is, it is counted)
            with crowd.lock:
                crowd.errors[kind, f"{type(error).__name__}: {str(error)[:200]}"] += 1
        else:
            with crowd.lock:
                crowd.took[kind.removesuffix(" again")].append(time.perf_counter() - began)
        time.sleep(min(wait, max(ends - time.monotonic(), 0)))


def main() -> int:
    """Measure and print; return 1 if there was an error."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="a question set, added to the sample")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--pause", type=float, default=5, help="mean seconds between two requests of a user")
    options = parser.parse_args()
    question_set = read_set(options.folder, ()) if options.folder else None
    questions = [one.question for one in question_set.questions] if question_set else list(SAMPLE_QUESTIONS)
    with TemporaryDirectory() as folder:
        paths = ArchivePaths(Path(folder) / "archive")
        with closing(CuttingsService(paths)) as builder:
            builder.maintenance.add([SAMPLE])
            if question_set:
                builder.maintenance.add_drafts(question_set.drafts)
            articles = [one.id for one in builder.articles()]
        port, crowd = free_port(), Crowd()
        command = [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), "--archive", str(paths.folder)]
        with served(command, port):
            Visitor(port).ask(questions[0])
            before = os.getloadavg()[0]
            print(f"{platform.machine()}, {os.cpu_count()} processors, load {before:.1f}, {len(articles)} articles")
            print(
                f"{options.users} users for {options.seconds:g} s, pauses of {options.pause:g} s on average", flush=True
            )
            ends = time.monotonic() + options.seconds
            rest = (port, ends, options.pause, (questions, articles), crowd)
            users = [threading.Thread(target=use, args=(number, *rest)) for number in range(options.users)]
            for user in users:
                user.start()
            for user in users:
                user.join()
    print("\n".join(crowd.rows()))
    return 1 if crowd.errors else 0


if __name__ == "__main__":
    sys.exit(main())
