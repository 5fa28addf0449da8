"""What a question costs from its first character to the answer as JSON, in archives of 1,000 to 1,000,000 passages, and where.

    benchmarks/asking.py                            1,000, 100,000 and 1,000,000 made passages: half an hour, 6 GB of disk
    benchmarks/asking.py FOLDER FOLDER ...          archives that there are, the smallest first
    benchmarks/asking.py --sizes 1000 20000         others, made in a temporary folder and removed
    benchmarks/asking.py --short                    1,000 and 20,000, few questions: two minutes

Archives are made by `benchmarks/large.py`; questions are the real ones of ../shared/eval where it is, else headlines of the
sample. Each archive is asked the same question before the next is asked, warm, so that what else the machine does falls on all.
Times are of the clock, in milliseconds. Stages are timed by wrapping the functions that they are; what one stage calls of another
counts for the other. Lexical search is also asked by itself: restricted by outlet and by days, for frequent words, and for many.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from around import MadeTexts, MadeVectors, Real, real
from large import batches, write

import embeddings.retriever
import qa.answering.pipeline
import qa.answering.retrieve
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from corpus.text.terms import MAX_TERMS, content_terms, terms
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, find_model
from qa.answering.confidence import Confidence
from qa.answering.json import answer_json
from qa.news.desk import NewsDesk
from qa.news.views.json import context_json
from qa.service.service import CuttingsService

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 100_000, 1_000_000)
SHORT_SIZES = (1_000, 20_000)
USERS = 8
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("normalize", qa.answering.pipeline, "normalize"),
    ("normalize", qa.answering.pipeline, "time_frame"),
    ("spelling", qa.answering.pipeline, "corrected"),
    ("lexical", Snapshot, "lexical"),
    ("dense", embeddings.retriever, "search_dense"),
    ("fuse", qa.answering.retrieve, "reciprocal_rank_fusion"),
    ("fuse", qa.answering.pipeline, "collapse_near_duplicates"),
    ("texts", Snapshot, "passages"),
    ("texts", Snapshot, "article"),
    ("rerank", qa.answering.pipeline, "rerank"),
    ("refuse", Confidence, "__init__"),
    ("refuse", Confidence, "of"),
    ("quotes", qa.answering.pipeline, "choose_quotes"),
    ("news", NewsDesk, "context"),
)


class Stages:
    """Milliseconds of each stage, without those of the stages it calls; of one thread."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that notes how long it took."""

        def timed(*values: Any, **named: Any) -> Any:  # noqa: ANN401
            self._inside.append(0.0)
            began = time.perf_counter()
            try:
                return function(*values, **named)
            finally:
                took = (time.perf_counter() - began) * 1000
                self.spent[name] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return timed

    @contextmanager
    def noted(self, encoder: type) -> Iterator[None]:
        """Note all stages as long as the block runs."""
        with ExitStack() as stack:
            for name, owner, function in (*STAGES, ("encode", encoder, "encode_question")):
                stack.enter_context(patch.object(owner, function, self.wrapped(name, getattr(owner, function))))
            yield


def asked(service: CuttingsService, question: str) -> tuple[float, float]:
    """Ask a question; return the milliseconds until its answer is JSON, and those of JSON alone."""
    began = time.perf_counter()
    given = service.ask_with_context(question)
    answered = time.perf_counter()
    json.dumps(answer_json(given.answer, context_json(given.context) if given.context else None))
    ended = time.perf_counter()
    return (ended - began) * 1000, (ended - answered) * 1000


def at_once(service: CuttingsService, questions: Sequence[str], users: int) -> list[float]:
    """Let so many users ask, each one question after the other; return what each question took."""
    times: list[float] = []

    def ask(own: Sequence[str]) -> None:
        times.extend(asked(service, question)[0] for question in own)

    threads = [threading.Thread(target=ask, args=(questions[number::users],)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def made(sizes: Sequence[int], around: Real, folder: Path) -> list[ArchivePaths]:
    """Make archives of so many passages below a folder."""
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    vectors, texts = MadeVectors(around.vectors), MadeTexts(around.texts)
    archives = [ArchivePaths(folder / str(size)) for size in sizes]
    for size, paths in zip(sizes, archives, strict=True):
        began = time.perf_counter()
        write(paths, encoder, batches(vectors, texts, size, 1), lambda _done: None)
        print(f"made {size:,} passages in {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return archives


def real_questions(count: int) -> list[str]:
    """Return so many questions of real readers, or headlines of the sample, in an order that is always the same."""
    paths = sorted((ROOT.parent / "shared" / "eval").glob("*/questions.jsonl"))
    found = [json.loads(line)["question"] for path in paths for line in path.read_text("utf-8").splitlines()]
    if not found:
        from corpus.readers.ingest import read_files

        (read,) = read_files([ROOT / "corpus" / "sample" / "cuttings-sample.txt"])
        found = [draft.title for draft in read.drafts]
    random.Random(1).shuffle(found)  # noqa: S311
    return found[:count]


def lexical_cases(snapshot: Snapshot, questions: Sequence[str]) -> dict[str, list[tuple[list[str], Filters]]]:
    """Return words and filters to search for, by what they are to show."""
    outlets, days = [name for name, _ in snapshot.outlets()], [day for day, _ in snapshot.days()]
    middle = len(days) // 2
    month = Filters(since=days[middle], until=days[min(middle + 30, len(days) - 1)])
    words = [terms(question) for question in questions]
    every = list(dict.fromkeys(word for question in questions for word in content_terms(question)))
    often = sorted(every, key=snapshot.passages_with(every).__getitem__, reverse=True)
    return {
        "question": [(one, Filters()) for one in words],
        "of one outlet": [(one, Filters(outlets=(outlets[len(outlets) // 2],))) for one in words],
        "of a month": [(one, month) for one in words],
        "of half of all days": [(one, Filters(since=days[middle])) for one in words],
        "eight of the most frequent words": [(often[n : n + 8], Filters()) for n in range(20)],
        f"{MAX_TERMS} words": [
            (every[n : n + MAX_TERMS], Filters()) for n in range(0, max(len(every) - MAX_TERMS, 1), 29)
        ],
    }


def lexical_alone(paths: ArchivePaths, questions: Sequence[str]) -> dict[str, list[float]]:
    """Return the milliseconds of searching words alone, each in a snapshot of its own."""
    times: dict[str, list[float]] = {}
    with closing(Catalogue(paths.catalogue)) as catalogue:
        with catalogue.snapshot() as snapshot:
            cases = lexical_cases(snapshot, questions)
        for name, searches in cases.items():
            times[name] = []
            for words, filters in searches:
                with catalogue.snapshot() as snapshot:
                    began = time.perf_counter()
                    snapshot.lexical(words, 50, filters)
                    times[name].append((time.perf_counter() - began) * 1000)
    return times


def shown(times: Sequence[float]) -> str:
    """Return median and 95th percentile as cells of a table."""
    return f"{np.percentile(times, 50):.1f} | {np.percentile(times, 95):.1f}"


def measure(archives: Sequence[ArchivePaths], questions: Sequence[str], searches: Sequence[str]) -> None:
    """Print the tables.

    Args:
        questions: to be answered.
        searches: whose words are searched alone.
    """
    encoder = type(load_encoder(find_model(DEFAULT_ENCODER)))
    sizes, services, stages = [], [], []
    for archive in archives:
        with closing(Catalogue(archive.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
            sizes.append(snapshot.searched_passages())
        services.append(CuttingsService(archive))
        stages.append(Stages())
        for question in questions[:5]:
            asked(services[-1], question)
    alone: list[list[float]] = [[] for _ in archives]
    for question in questions:
        for number, service in enumerate(services):
            with stages[number].noted(encoder):
                took, as_json = asked(service, question)
            alone[number].append(took)
            stages[number].spent["json"] += as_json
    together = [at_once(service, questions, USERS) for service in services]
    head = " | ".join(f"{size:,}" for size in sizes)
    print(
        f"\n{len(questions)} questions, from question to JSON\n\n| passages | one user: p50 | p95 | {USERS} at once: p50 | p95 |"
    )
    print("|---:|---:|---:|---:|---:|")
    for size, one, many in zip(sizes, alone, together, strict=True):
        print(f"| {size:,} | {shown(one)} | {shown(many)} |")
    for what, share in (("p50", 50), ("p95", 95)):
        ratio = np.percentile(alone[-1], share) / np.percentile(alone[0], share)
        print(f"\n{what} of {sizes[-1]:,} passages to {sizes[0]:,}: {ratio:.2f}", end="")
    print(f"\n\nMilliseconds of each stage, on average\n\n| stage | {head} |\n|---|{'---:|' * len(sizes)}")
    for name in [*dict.fromkeys(name for name, _, _ in STAGES), "encode", "json"]:
        print(f"| {name} | {' | '.join(f'{one.spent[name] / len(questions):.2f}' for one in stages)} |")
    rest = [sum(times) - sum(one.spent.values()) for times, one in zip(alone, stages, strict=True)]
    print(f"| the rest | {' | '.join(f'{one / len(questions):.2f}' for one in rest)} |")
    others = [sum(times) - one.spent["rerank"] - one.spent["encode"] for times, one in zip(alone, stages, strict=True)]
    print(f"| all but rerank and encode | {' | '.join(f'{one / len(questions):.2f}' for one in others)} |")
    for service in services:
        service.close()
    searched = [lexical_alone(archive, searches) for archive in archives]
    print(f"\nSearching words alone, p50 / p95\n\n| words | {head} |\n|---|{'---:|' * len(sizes)}")
    for name in searched[0]:
        print(f"| {name} | {' | '.join(shown(one[name]).replace(' | ', ' / ') for one in searched)} |")


def main() -> None:
    """Make archives where none are given, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--sizes", type=int, nargs="*")
    parser.add_argument(
        "--questions", type=int, default=200, help="that are answered; three times as many are searched for"
    )
    parser.add_argument("--short", action="store_true")
    options = parser.parse_args()
    count = 16 if options.short else options.questions
    searches = real_questions(3 * count)
    questions = searches[:count]
    if options.folders:
        measure([ArchivePaths(folder) for folder in options.folders], questions, searches)
        return
    sizes = options.sizes or (SHORT_SIZES if options.short else SIZES)
    with tempfile.TemporaryDirectory(prefix="cuttings-asking-") as folder:
        around = real(load_encoder(find_model(DEFAULT_ENCODER)))
        measure(made(sorted(sizes), around, Path(folder)), questions, searches)


if __name__ == "__main__":
    main()
