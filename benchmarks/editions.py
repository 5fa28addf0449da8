"""This checkout beside another one: asking, opening, a command from cold, adding; in turns, in one run.

    git worktree add /tmp/before 705324a
    benchmarks/editions.py /tmp/before                      some minutes; --passages 10000 --questions 20 is a short form
    benchmarks/editions.py /tmp/before --folder FOLDER      keep the archives there, and measure those that are there again

Each edition has a process of its own, and two archives that it made itself: of real articles (those of ../shared/eval where that
is beside this checkout, else the sample), with their news; and of articles made around these (`benchmarks/large.py`). A question
is asked of one and then of the other, the first in turns, so that what else the machine does falls on both. "All but judging" is
an answer without its cross-encoder. Times of the clock and of the processor, all cores, in milliseconds; a ratio is the median of
the ratios of the pairs, this checkout to the other.
"""

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SETS = ("xquad", "news-reworded")
SAMPLE = Path("corpus") / "sample"
QUESTION = "How many people were hurt on the ferry?"
Took = tuple[float, float]
"""Milliseconds of the clock, and of the processor."""


class Edition:
    """A checkout, and a process of it that does what it is told.

    Args:
        name: of the column.
        root: of the checkout.
        folder: for its archives.
    """

    def __init__(self, name: str, root: Path, folder: Path) -> None:
        self.name, self.root, self.folder = name, root, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._environment = {**os.environ, "PYTHONPATH": str(root)}
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--told"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self._environment,
            cwd=folder,
            text=True,
        )

    def tell(self, what: str, *values: object) -> Any:  # noqa: ANN401 (JSON)
        """Have something done; return what came of it."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101, PT018
        self._process.stdin.write(json.dumps([what, *map(str, values)]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def run(self, *command: object) -> Took:
        """Run a Python from cold, and return how long it took."""
        used, began = _children(), time.perf_counter()
        subprocess.run(
            [sys.executable, *map(str, command)],
            check=True,
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return (time.perf_counter() - began) * 1000, (_children() - used) * 1000

    def close(self) -> None:
        """End its process."""
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.close()
        self._process.wait()


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Told:
    """What a process does as it is told; of whichever edition is on the path."""

    def __init__(self) -> None:
        self._services: dict[str, Any] = {}
        self._judging = 0.0, 0.0

    def real(self, folder: str) -> str:
        """Add the articles of the sets below `folder`, or the sample if there is none, to an archive; return where that is."""
        from corpus.catalogue.paths import ArchivePaths
        from qa.evaluation.sets import read_set
        from qa.service.service import CuttingsService

        archive = Path("real").resolve()
        if archive.exists():
            return str(archive)
        sets = [Path(folder) / name for name in SETS if (Path(folder) / name).is_dir()]
        with closing(CuttingsService(ArchivePaths(archive))) as service:
            for one in sets:
                service.maintenance.add_drafts(read_set(one, ()).drafts)
            if not sets:
                service.maintenance.add([ROOT / SAMPLE])
        return str(archive)

    def made(self, real: str, passages: str) -> str:
        """Make an archive of so many passages around those of another one; return where it is."""
        import numpy as np

        import qa  # noqa: F401 (of this edition, before those below put this checkout on the path)
        from corpus.catalogue.paths import ArchivePaths
        from embeddings.cache import EmbeddingCache
        from embeddings.models.pipeline import load_encoder
        from embeddings.models.registry import DEFAULT_ENCODER, find_model

        paths, around = ArchivePaths(Path("made").resolve()), ArchivePaths(Path(real))
        if paths.exists():
            return str(paths.folder)
        from around import MadeTexts, MadeVectors
        from large import batches, write

        encoder = load_encoder(find_model(DEFAULT_ENCODER))
        with closing(sqlite3.connect(around.catalogue)) as db:
            rows = db.execute(
                "SELECT text_hash, substr(text, start + 1, stop - start) FROM passages JOIN articles ON key = article_key"
            ).fetchall()
        texts = dict(sorted(rows))
        with closing(EmbeddingCache(around.embedding_cache, read_only=True)) as cache:
            vectors = cache.get(encoder.key, list(texts))
        made = batches(
            MadeVectors(np.stack([vectors[one] for one in texts])), MadeTexts(list(texts.values())), int(passages), 1
        )
        write(paths, encoder, made, lambda _done: None)
        return str(paths.folder)

    def ask(self, archive: str, question: str) -> dict[str, Took]:
        """Ask with everything loaded; return what the answer took, with and without the cross-encoder's part."""
        service = self._service(archive)
        self._judging = 0.0, 0.0
        began = _now()
        service.ask_with_context(question)
        took = _since(began)
        return {"an answer": took, "all but judging": (took[0] - self._judging[0], took[1] - self._judging[1])}

    def open(self, archive: str) -> Took:
        """Open an archive and search it for words and by a vector, none of it known to the process."""
        import numpy as np

        from corpus.catalogue.catalogue import Catalogue
        from corpus.catalogue.paths import ArchivePaths
        from corpus.filters import Filters
        from corpus.lexical.searchable import forget_states
        from embeddings.index.segment_files import SegmentFiles
        from embeddings.retriever import ArchiveRetriever

        forget_states()
        paths = ArchivePaths(Path(archive))
        began = _now()
        with closing(Catalogue(paths.catalogue)) as catalogue:
            files = SegmentFiles(paths.segments)
            with ArchiveRetriever(catalogue, files).state() as state:
                vector = np.full(384, 384**-0.5, np.float32)
                state.dense(state.snapshot.setting("model") or "", vector, 50, Filters())
                state.snapshot.lexical(["people", "ferry", "minister"], 50, Filters())
        return _since(began)

    def _service(self, archive: str) -> Any:  # noqa: ANN401 (of either edition)
        if archive not in self._services:
            import qa.answering.pipeline
            from corpus.catalogue.paths import ArchivePaths
            from qa.service.service import CuttingsService

            if not self._services:
                qa.answering.pipeline.rerank = self._noted(qa.answering.pipeline.rerank)
            self._services[archive] = CuttingsService(ArchivePaths(Path(archive)))
        return self._services[archive]

    def _noted(self, judge: Callable[..., Any]) -> Callable[..., Any]:
        def judged(*values: Any, **named: Any) -> Any:  # noqa: ANN401
            began = _now()
            found = judge(*values, **named)
            self._judging = tuple(a + b for a, b in zip(self._judging, _since(began), strict=True))  # type: ignore[assignment]
            return found

        return judged


def _now() -> Took:
    return time.perf_counter(), time.process_time()


def _since(began: Took) -> Took:
    now = _now()
    return (now[0] - began[0]) * 1000, (now[1] - began[1]) * 1000


def obey() -> None:
    """Do what the lines of the input say, and answer each with a line."""
    told = Told()
    for line in sys.stdin:
        what, *values = json.loads(line)
        sys.stdout.write(json.dumps(getattr(told, what)(*values)) + "\n")
        sys.stdout.flush()


@contextmanager
def editions(other: Path, folder: Path) -> Iterator[tuple[Edition, Edition]]:
    """Yield the other edition and this one."""
    with ExitStack() as stack:
        both = Edition("other", other, folder / "other"), Edition("this", ROOT, folder / "this")
        for one in both:
            stack.callback(one.close)
        yield both


def in_turns(both: Sequence[Edition], times: int, do: Callable[[Edition, int], Took]) -> list[tuple[Took, Took]]:
    """Do something in each edition so many times, the other one first every second time; return pairs of other and this."""
    pairs = []
    for number in range(times):
        order = both if number % 2 else both[::-1]
        took = {one.name: do(one, number) for one in order}
        pairs.append((took["other"], took["this"]))
    return pairs


def row(name: str, pairs: Sequence[tuple[Took, Took]]) -> str:
    """Return medians and ratios as a row of a table."""
    cells = []
    for which in (0, 1):
        other, this = ([one[which] for one in column] for column in zip(*pairs, strict=True))
        ratio = statistics.median(b / a for a, b in zip(other, this, strict=True))
        cells.append(f"{statistics.median(other):,.1f} | {statistics.median(this):,.1f} | {ratio:.2f}")
    return f"| {name} | {len(pairs)} | {' | '.join(cells)} |"


def questions_of(shared: Path, count: int) -> list[str]:
    """Return questions of the sets, or some about the sample."""
    found = [
        json.loads(line)["question"]
        for name in SETS
        if (shared / name).is_dir()
        for line in (shared / name / "questions.jsonl").read_text("utf-8").splitlines()
    ] or [QUESTION, "Who resigned?", "When was the voting age lowered?", "What does the central bank expect?"]
    return (found[:: max(1, len(found) // count)] * count)[:count]


def main() -> None:
    """Measure, and print the table."""
    if sys.argv[1:] == ["--told"]:
        obey()
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="a checkout")
    parser.add_argument("--passages", type=int, default=60_000, help="of the made archive")
    parser.add_argument("--folder", type=Path, help="for the archives, which stay there")
    parser.add_argument("--only-make", action="store_true", help="the archives, and measure nothing")
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--times", type=int, default=11, help="that something is opened, or done from cold")
    options = parser.parse_args()
    shared = ROOT.parent / "shared" / "eval"
    questions = questions_of(shared, options.questions)
    with (
        tempfile.TemporaryDirectory(prefix="cuttings-editions-") as folder,
        editions(options.other.resolve(), (options.folder or Path(folder)).resolve()) as both,
    ):
        archives: dict[str, dict[str, str]] = {"real": {}, "made": {}}
        for one in both:
            archives["real"][one.name] = one.tell("real", shared)
            archives["made"][one.name] = one.tell("made", archives["real"][one.name], options.passages)
        if options.only_make:
            return
        print(
            f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; real articles, and {options.passages:,} made"
        )
        print("| | pairs | other, clock | this | ratio | other, processor | this | ratio |")
        print("|---|---:|---:|---:|---:|---:|---:|---:|")
        for name, places in archives.items():
            for one in both:
                for question in questions[:3]:
                    one.tell("ask", places[one.name], question)
            answers: dict[str, list[tuple[Took, Took]]] = {}
            for number, question in enumerate(questions):
                order = both if number % 2 else both[::-1]
                took = {one.name: one.tell("ask", places[one.name], question) for one in order}
                for what in took["this"]:
                    answers.setdefault(what, []).append((took["other"][what], took["this"][what]))
            for what, pairs in answers.items():
                print(row(f"{name}: {what}", pairs), flush=True)
            opened = in_turns(both, options.times, lambda one, _, at=places: one.tell("open", at[one.name]))  # type: ignore[misc]
            print(row(f"{name}: opening, and a first search", opened), flush=True)
            asked = in_turns(
                both,
                options.times,
                lambda one, _, at=places: one.run("-m", "cuttings", "--archive", at[one.name], "ask", QUESTION),  # type: ignore[misc]
            )
            print(row(f"{name}: `cuttings ask` from cold", asked), flush=True)
        added = in_turns(
            both,
            options.times,
            lambda one, number: one.run(
                "-m", "cuttings", "--archive", f"{folder}/{one.name}{number}", "add", ROOT / SAMPLE
            ),
        )
        print(row("`cuttings add` of the sample, from cold", added), flush=True)
        print(f"\nload at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
