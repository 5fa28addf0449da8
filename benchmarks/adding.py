"""How much of the processor time of adding articles is the encoder's: a file of articles to an archive, beside encoding alone.

    benchmarks/adding.py                           real articles of ../shared/eval, 600 passages of them, else the sample
    benchmarks/adding.py --sets news-quiz --passages 300 --rounds 3
    benchmarks/adding.py --one-by-one              a file for each article instead of one JSON Lines file
    benchmarks/adding.py --profile                 besides, what each function takes of it (cProfile, one more round)

Rounds take turns: `encode_passages` of the passages, then `CuttingsService.add` of their articles into a new archive, models
loaded before. Counted is processor time, of this process and of the reading process, so what else the machine does changes
little. The reading process starts before the round (as in a server) or in it (as in a command). By thread: `encoding` is
the threads that run the model, `ahead` the one that splits and counts tokens, `storing` the one that stores and reads news.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import embeddings.index.background  # noqa: E402
from corpus.catalogue.paths import ArchivePaths  # noqa: E402
from corpus.readers.ingest import read_files  # noqa: E402
from embeddings.index.writer import Indexer  # noqa: E402
from embeddings.models.encoder import Encoder, spans_for  # noqa: E402
from embeddings.models.pipeline import TransformerEncoder, load_encoder  # noqa: E402
from embeddings.models.registry import DEFAULT_ENCODER, find_model  # noqa: E402
from qa.news.desk import NewsDesk  # noqa: E402
from qa.service.service import CuttingsService  # noqa: E402

EVAL = ROOT.parent / "shared/eval"
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"
SETS = ("xquad", "news-quiz", "news-reworded")
WARM = [f"Ferry {number} struck the pier on Friday, the coast guard said." for number in range(4)]

Article = dict[str, str]


@dataclass(slots=True)
class Spent:
    """Seconds of each round.

    Attributes:
        alone: processor time of the encoder alone.
        whole: processor time of adding, the reading process included.
        reading: of that, the reading process.
        clock_alone, clock_whole: both by the clock.
        stages: processor time of a stage in the thread that it runs in, by its name, all rounds together.
    """

    alone: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    clock_alone: list[float] = field(default_factory=list)
    clock_whole: list[float] = field(default_factory=list)
    stages: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def chosen(encoder: Encoder, sets: Sequence[str], passages: int, seed: int = 1) -> tuple[list[Article], list[str]]:
    """Return articles of the sets in random order, and their passages, at least so many where there are as many."""
    files = [file for name in sets if (file := EVAL / name / "articles.jsonl").is_file()]
    articles = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    if not articles:
        drafts = [draft for read in read_files([SAMPLE]) for draft in read.drafts]
        articles = [{"title": draft.title, "text": draft.text, "date": draft.published or ""} for draft in drafts]
    random.Random(seed).shuffle(articles)  # noqa: S311
    taken: list[Article] = []
    texts: list[str] = []
    for article in articles:
        if len(texts) >= passages:
            break
        taken.append({key: article[key] for key in ("title", "text", "date", "outlet") if article.get(key)})
        texts += [article["text"][start:end] for start, end in spans_for(article["text"], encoder)]
    return taken, list(dict.fromkeys(texts))


def files_of(articles: Sequence[Article], folder: Path, *, one_by_one: bool) -> list[Path]:
    """Write the articles into the folder; return its files."""
    folder.mkdir()
    groups = [[article] for article in articles] if one_by_one else [articles]
    for number, group in enumerate(groups):
        lines = (json.dumps(article) + "\n" for article in group)
        (folder / f"{number:04}.jsonl").write_text("".join(lines), "utf-8")
    return sorted(folder.iterdir())


class Adding:
    """Adds the same files again and again, each time to a new archive."""

    def __init__(self, encoder: Encoder, files: Sequence[Path], folder: Path, *, cold: bool) -> None:
        self.spent = Spent()
        self._encoder = encoder
        self._files = files
        self._folder = folder
        self._cold = cold

    def round(self, texts: Sequence[str], profile: cProfile.Profile | None = None) -> None:
        """Encode, then add, and note what both took."""
        clock, processor = time.perf_counter(), _processor()
        self._encoder.encode_passages(texts)
        self.spent.alone.append(_processor() - processor)
        self.spent.clock_alone.append(time.perf_counter() - clock)
        with tempfile.TemporaryDirectory(dir=self._folder) as folder, self._service(folder) as service:
            worker = service.maintenance.worker
            if self._cold:
                worker.close()
            clock, processor, before = time.perf_counter(), _processor(), _of_children()
            with ExitStack() as stack:
                for patched in self._stages():
                    stack.enter_context(patched)
                if profile:
                    stack.enter_context(profile)
                service.maintenance.add(self._files)
            self.spent.clock_whole.append(time.perf_counter() - clock)
            reading = _of_children() - before
            self.spent.reading.append(reading)
            self.spent.whole.append(_processor() - processor + reading)

    def _service(self, folder: str) -> Any:  # noqa: ANN401
        """Return a warm service of an archive in which the sample is, so that a first article's costs are not counted."""
        service = CuttingsService(ArchivePaths(Path(folder) / "archive"))
        service.maintenance.add([SAMPLE])
        return closing(service)

    def _stages(self) -> Iterator[Any]:
        background = embeddings.index.background
        yield patch.object(background, "spans_for", self._timed("splitting", background.spans_for))
        yield patch.object(Indexer, "store", self._timed("storing", Indexer.store))
        encode = self._timed("counting tokens", TransformerEncoder.count_tokens)
        yield patch.object(TransformerEncoder, "count_tokens", encode)
        yield patch.object(NewsDesk, "follow", self._timed("news", NewsDesk.follow))

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            started = time.thread_time()
            try:
                return function(*args, **named)
            finally:
                self.spent.stages[name] += time.thread_time() - started

        return timed


def _processor() -> float:
    """Return the seconds of processor time of this process, its threads, and nothing else."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime


def _of_children() -> float:
    """Return the seconds of processor time of all children, those that ended and those that run (Linux)."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            fields = Path("/proc", child, "stat").read_text("utf-8").rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def main() -> None:
    """Print the ratio and the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="*", default=SETS)
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--one-by-one", action="store_true")
    parser.add_argument("--cold", action="store_true", help="start the reading process in each round")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    articles, texts = chosen(encoder, asked.sets, asked.passages)
    with tempfile.TemporaryDirectory() as folder:
        files = files_of(articles, Path(folder) / "files", one_by_one=asked.one_by_one)
        adding = Adding(encoder, files, Path(folder), cold=asked.cold)
        encoder.encode_passages(WARM)
        for _ in range(asked.rounds):
            adding.round(texts)
        _tell(adding.spent, articles, texts)
        if asked.profile:
            profile = cProfile.Profile()
            adding.round(texts, profile)
            pstats.Stats(profile).sort_stats("tottime").print_stats(60)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(110)


def _tell(spent: Spent, articles: Sequence[Article], texts: Sequence[str]) -> None:
    rounds, alone, whole = len(spent.whole), statistics.median(spent.alone), statistics.median(spent.whole)
    words = statistics.fmean(len(text.split()) for text in texts)
    ratios = [one / other for one, other in zip(spent.alone, spent.whole, strict=True)]
    print(
        f"{len(articles)} articles, {len(texts)} passages of {words:.0f} words; {rounds} rounds, {os.cpu_count()} cores"
    )
    print(f"load {os.getloadavg()[0]:.1f}")
    print("\n| | processor ms a passage | share | seconds by the clock |\n|---|---:|---:|---:|")
    for name, each, clock in (("encoder alone", alone, spent.clock_alone), ("adding", whole, spent.clock_whole)):
        print(f"| {name} | {1000 * each / len(texts):.2f} | {each / whole:.3f} | {statistics.median(clock):.2f} |")
    rest = {"reading process": statistics.median(spent.reading)}
    rest |= {name: seconds / rounds for name, seconds in spent.stages.items()}
    for name, each in rest.items():
        print(f"| … {name} | {1000 * each / len(texts):.2f} | {each / whole:.3f} | |")
    print(f"\nencoder alone ÷ adding, median of the rounds: {statistics.median(ratios):.3f}")
    print("each round: " + ", ".join(f"{ratio:.3f}" for ratio in ratios))


if __name__ == "__main__":
    main()
