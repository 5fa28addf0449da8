"""What news sense adds to the time of an answer.

    benchmarks/beside.py              40 questions, three times each, some minutes

The sample archive and, where it is there, the real digest of ../shared: questions of both, answered in turn with what stands
beside an answer and without it, so that both see the same machine. Prints the medians and their ratio.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
QUESTIONS = (
    "How many people were hurt when the ferry struck the pier?",
    "Who led the inquiry into the ferry accident?",
    "What did the owner of the ferry say?",
    "When was the voting age lowered?",
    "How many jobs will be lost?",
    "What does the central bank expect?",
)
REPEATS = 3


def main() -> None:
    """Print the medians and their ratio."""
    files = [ROOT / "corpus/sample/cuttings-sample.txt"]
    questions = list(QUESTIONS)
    if SHARED.is_dir():
        files.append(SHARED / "seeds/news-digest-2023-12.txt")
        lines = (SHARED / "eval/seed/questions.jsonl").read_text("utf-8").splitlines()
        questions += [json.loads(line)["question"] for line in lines]
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(CuttingsService(ArchivePaths(Path(folder) / "archive"))) as service,
    ):
        service.maintenance.add(files)
        service.warm()
        ways: dict[bool, Callable[[str], object]] = {True: service.ask_with_context, False: service.ask}
        took: dict[bool, list[float]] = {True: [], False: []}
        for question in questions * REPEATS:
            for beside, ask in ways.items():
                started = time.perf_counter()
                ask(question)
                took[beside].append((time.perf_counter() - started) * 1000)
    with_it, without = statistics.median(took[True]), statistics.median(took[False])
    pairs = statistics.median(one / other for one, other in zip(took[True], took[False], strict=True))
    print(f"{len(questions)} questions, {REPEATS} times: {with_it:.1f} ms with, {without:.1f} ms without")
    print(f"ratio of the medians {with_it / without:.3f}, median of the ratios {pairs:.3f}")


if __name__ == "__main__":
    main()
