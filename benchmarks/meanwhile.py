"""How long a question takes while articles are being added to the same archive by the same server.

    benchmarks/meanwhile.py                     articles and questions of ../shared/eval: two minutes
    benchmarks/meanwhile.py --articles 100 --rounds 1

One user asks, the next question when the last one is answered, while nothing else happens and while articles are added; the
latter as it is and with encoding at the priority of everything else, in turns. Passages a second are those that were added while
somebody asked all the time.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from visitors import percentile

import embeddings.index.background
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not EVAL.is_dir():
        sys.exit(f"{EVAL} is missing: its articles and questions are what is measured with")
    took: dict[str, list[float]] = defaultdict(list)
    rates: dict[str, list[float]] = defaultdict(list)
    for _ in range(options.rounds):
        for name, niceness in (("while adding", embeddings.index.background.NICENESS), ("... at one priority", 0)):
            with patch.object(embeddings.index.background, "NICENESS", niceness):
                quiet, busy, rate = once(drafts("mtrag-un")[: options.articles])
            took["nothing else"] += quiet
            took[name] += busy
            rates[name].append(rate)
    for name, times in took.items():
        half, most = (percentile(times, share) * 1000 for share in (50, 95))
        rate = f"{sum(rates[name]) / len(rates[name]):.1f} passages/s" if name in rates else ""
        print(f"{name:20} {len(times):>4} answers, p50 {half:.0f} ms, p95 {most:.0f} ms   {rate}")


def once(added: list[ArticleDraft]) -> tuple[list[float], list[float], float]:
    """Return what questions take in a new archive while nothing is added, while articles are, and how fast those are."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(CuttingsService(ArchivePaths(Path(folder) / "archive"))) as service,
    ):
        service.maintenance.add_drafts(drafts("xquad"))
        asking = questions()
        service.ask_with_context(next(asking))
        quiet = [asked(service, next(asking)) for _ in range(25)]
        ended: list[tuple[float, int]] = []

        def add() -> None:
            began = time.perf_counter()
            report = service.maintenance.add_drafts(added)
            ended.append((time.perf_counter() - began, report.passages))

        adding = threading.Thread(target=add)
        adding.start()
        busy = []
        while adding.is_alive():
            busy.append(asked(service, next(asking)))
        seconds, passages = ended[0]
        return quiet, busy, passages / seconds


def asked(service: CuttingsService, question: str) -> float:
    """Return the seconds of a question."""
    began = time.perf_counter()
    service.ask_with_context(question)
    return time.perf_counter() - began


def questions() -> Iterator[str]:
    """Yield some questions of XQuAD again and again."""
    lines = (EVAL / "xquad" / "questions.jsonl").read_text("utf-8").splitlines()
    return cycle(json.loads(line)["question"] for line in lines[::17])


def drafts(name: str) -> list[ArticleDraft]:
    """Return the articles of a set."""
    rows = map(json.loads, (EVAL / name / "articles.jsonl").read_text("utf-8").splitlines())
    return [ArticleDraft(title=row["title"], text=row["text"]) for row in rows]


if __name__ == "__main__":
    main()
