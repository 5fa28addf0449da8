"""Many users at once: how many questions a second are answered, and how long each user waits.

    python benchmarks/load.py [../shared/eval/xquad] [--users 1 2 4 8 16] [--each 6] [--short]

Asked are `CuttingsService.ask`, once as it is and once with everybody let in at once, in turns, and the real server, as a
browser asks it. Each user asks the next question when the last one is answered. What counts are ratios to the single user of
the same run; absolute times depend on the machine and on what else it does.
"""

import argparse
import os
import platform
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from page import free_port, served
from visitors import Load, Visitor, percentile, run

from corpus.catalogue.paths import ArchivePaths
from qa.evaluation.sets import read_set
from qa.service.queue import AdmissionOptions, Client
from qa.service.service import CuttingsService
from qa.service.settings import Settings

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
SAMPLE_QUESTIONS = (
    "How many people were hurt on the ferry?",
    "When did the central bank cut its rate?",
    "Who runs the hospital?",
    "What did the coast guard say?",
    "Why was the bridge closed?",
    "What will the new line cost?",
)
CROWD = 32
ROUNDS = 3
ALL_IN = AdmissionOptions(at_once=1000, long_at_once=1000)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT.parent / "shared" / "eval" / "xquad")
    parser.add_argument("--users", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    parser.add_argument("--each", type=int, default=6, help="questions of a user")
    parser.add_argument("--short", action="store_true", help="the sample only; 1 and 4 users, 2 questions each")
    options = parser.parse_args()
    users, each = ([1, 4], 2) if options.short else (options.users, options.each)
    drafts, questions = (), list(SAMPLE_QUESTIONS)
    if options.folder.is_dir() and not options.short:
        question_set = read_set(options.folder, ())
        drafts, questions = question_set.drafts, [one.question for one in question_set.questions]
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    with TemporaryDirectory() as folder:
        paths = ArchivePaths(Path(folder) / "archive")
        with closing(CuttingsService(paths)) as builder:
            builder.maintenance.add([SAMPLE])
            if drafts:
                builder.maintenance.add_drafts(drafts)
        measure(paths, questions, users, each)


def measure(paths: ArchivePaths, questions: list[str], users: list[int], each: int) -> None:
    """Print the tables."""
    port = free_port()
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", str(port), "--archive", str(paths.folder)]
    with (
        closing(CuttingsService(paths)) as ours,
        closing(CuttingsService(paths, Settings(admission=ALL_IN))) as all_in,
        served(command, port),
    ):
        ways: dict[str, Callable[[str], Callable[[str], None]]] = {
            "service": lambda name: _asking(ours, name),
            "all let in": lambda name: _asking(all_in, name),
            "server": lambda _: Visitor(port).ask,
        }
        for way in ways.values():
            run([way("warm up")], [iter(questions[:2])])
        print("\n                users answered busy  per s  p50 ms  p95 ms  throughput to 1 user")
        alone: dict[str, float] = {}
        for count in users:
            for name, way in ways.items():
                load = run([way(f"user {number}") for number in range(count)], _dealt(questions, count, each))
                alone.setdefault(name, load.rate)
                print(_row(name, count, load) + f" {load.rate / alone[name]:>21.2f}")
        print("\nshort questions of 3 users while one asks questions of 2,000 characters (and without)")
        kinds = {(name, long): Load() for name in ("service", "all let in") for long in (False, True)}
        for (name, long), load in [*kinds.items()] * ROUNDS:
            more = beside_long(ways[name], questions, each, long=long)
            load.took += more.took
            load.seconds += more.seconds
        for (name, long), load in kinds.items():
            print(_row(f"{name}{' + long' if long else ''}", 3, load))
        print(f"\n{CROWD} users at the same moment, a question each")
        for name, way in ways.items():
            crowd = run([way(f"crowd {number}") for number in range(CROWD)], _dealt(questions, CROWD, 1))
            told = f"busy told after {percentile(crowd.refused, 50) * 1000:.0f} ms (p50)" if crowd.refused else ""
            print(_row(name, CROWD, crowd), told)


def beside_long(way: Callable[[str], Callable[[str], None]], questions: list[str], each: int, *, long: bool) -> Load:
    """Ask short questions, with or without somebody who asks long ones all the time."""
    stop = threading.Event()
    text = " ".join(questions)[:2000]

    def ask_long() -> None:
        ask = way("long")
        while not stop.is_set():
            ask(text)

    asking = threading.Thread(target=ask_long)
    if long:
        asking.start()
        time.sleep(0.2)  # so that it is being worked on
    load = run([way(f"short {number}") for number in range(3)], _dealt(questions, 3, each))
    stop.set()
    if long:
        asking.join()
    return load


def _asking(service: CuttingsService, name: str) -> Callable[[str], None]:
    return lambda question: service.ask_with_context(question, client=Client(name=name)) and None


def _dealt(questions: list[str], users: int, each: int) -> list[Iterator[str]]:
    """Return different questions for each user, the same ones each time."""
    step = max(1, len(questions) // (users * each))
    chosen = [questions[number * step % len(questions)] for number in range(users * each)]
    return [iter(chosen[user::users]) for user in range(users)]


def _row(name: str, users: int, load: Load) -> str:
    p50, p95 = (percentile(load.took, share) * 1000 for share in (50, 95))
    return f"{name:17} {users:>3} {len(load.took):>8} {len(load.refused):>4} {load.rate:>6.2f} {p50:>7.0f} {p95:>7.0f}"


if __name__ == "__main__":
    main()
