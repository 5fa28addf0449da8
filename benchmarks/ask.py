"""Quality and time of answering against the usual way: the same cross-encoder over the first 20 whole passages.

    .venv/bin/python benchmarks/ask.py ../shared/eval/xquad [--articles FILE] [--questions 150] [--baseline no-reader]

Both ways are asked the same questions, in turns, in one run; figures are medians without any cache, and their ratio is what
counts: absolute times depend on the machine and on what else it does.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.catalogue.paths import ArchivePaths
from qa.evaluation.run import CONFIGURATIONS, configuration, holds
from qa.evaluation.sets import read_set
from qa.service.service import CuttingsService


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=Path, nargs="+", default=[])
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--baseline", choices=CONFIGURATIONS, default="top-20-passages")
    options = parser.parse_args()
    question_set = read_set(options.folder, tuple(options.articles))
    answerable = [question for question in question_set.questions if question.golds and not question.history]
    step = max(1, len(answerable) // options.questions)
    questions = answerable[::step][: options.questions]
    names = ("default", options.baseline)
    times: dict[str, list[float]] = {name: [] for name in names}
    hits = dict.fromkeys(names, 0)
    with TemporaryDirectory() as folder:
        paths = ArchivePaths(Path(folder) / "archive")
        with closing(CuttingsService(paths)) as builder:
            builder.maintenance.add_drafts(question_set.drafts)
        services = {name: CuttingsService(paths, configuration(name)) for name in names}
        for service in services.values():
            service.ask_with_context("warm up, please: how many people were hurt?")
        for question in questions:
            for name, service in services.items():
                started = time.perf_counter()
                answer = service.ask_with_context(question.question).answer
                times[name].append((time.perf_counter() - started) * 1000)
                first = answer.passages[0]
                place_of = (answer.citation(first.citation).article.id, first.start, first.end, first.text)
                hits[name] += holds(question.golds, *place_of)
        for service in services.values():
            service.close()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    print(f"{question_set.name}: {len(questions)} questions")
    for name in names:
        median = statistics.median(times[name])
        p95 = statistics.quantiles(times[name], n=20)[-1]
        print(f"{name:18} hit@1 {hits[name] / len(questions):.3f}   median {median:6.0f} ms   p95 {p95:6.0f} ms")
    ratio = statistics.median(times["default"]) / statistics.median(times[options.baseline])
    print(f"median of default to {options.baseline}: {ratio:.2f}")


if __name__ == "__main__":
    main()
