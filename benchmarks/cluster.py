"""An archive in an engine beside an embedded one, of the same made articles: adding, searching, recall, memory, disk.

    benchmarks/cluster.py                               100,000 passages and a seekdb of its own, in a temporary folder
    benchmarks/cluster.py --passages 1000000 --memory 8G
    benchmarks/cluster.py --folder FOLDER               keep both archives there, and measure those that are there again
    benchmarks/cluster.py --stop-after 3300             write no longer than so many seconds, and measure what there is by then
    benchmarks/cluster.py --ask                         also whole questions, from question to JSON

Articles are those of `benchmarks/large.py`, written by each archive's own write path, ten thousand passages in turn; questions
are real ones where ../shared/eval is. Each search is asked of one archive and then of the other, in a snapshot of its own, so
that what else the machine does falls on both. Recall is the share of the ten nearest passages, all compared as float16, that a
search finds; filters are an outlet, a month, and half of all days. Times are of the clock, in milliseconds. Prints tables in
Markdown.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from around import MadeTexts, MadeVectors, Real, real
from asking import asked, real_questions, shown
from large import Batch, batches, write
from numpy.typing import NDArray

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.catalogue.snapshot import Snapshot
from corpus.engine import bm25
from corpus.engine.address import EngineAddress
from corpus.engine.catalogue import EngineCatalogue
from corpus.engine.change import EngineChange
from corpus.engine.lock import writing_to
from corpus.engine.snapshot import EngineSnapshot
from corpus.filters import Filters
from corpus.lexical.postings import day_number
from corpus.text.terms import terms
from deploy.seekdb import Seekdb, SeekdbOptions
from embeddings.engine.cache import EngineEmbeddingCache
from embeddings.engine.index import EngineIndexer
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Encoder, Vectors
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, find_model
from qa.service.service import CuttingsService

NEAREST = 10
DEPTH = 50  # as a question asks


@dataclass
class Kept:
    """What was written, to compare searches with: in the order of ids, which begin at 1.

    Attributes:
        vectors: float16 of shape (passages, dimensions).
        outlets, days: of each passage.
        tell: is told how many passages there are by now.
    """

    name: str
    began: float = field(default_factory=time.perf_counter)
    vectors: list[Vectors] = field(default_factory=list)
    outlets: list[str] = field(default_factory=list)
    days: list[int] = field(default_factory=list)

    def note(self, batch: Batch) -> None:
        """Keep a batch."""
        self.vectors.append(batch.vectors)
        for draft, spans in zip(batch.drafts, batch.spans, strict=True):
            self.outlets += [draft.outlet or ""] * len(spans)
            self.days += [day_number(draft.published)] * len(spans)

    def say(self, done: int) -> None:
        """Tell how far it is."""
        print(
            f"{self.name}: {done:,} passages after {time.perf_counter() - self.began:.0f} s",
            file=sys.stderr,
            flush=True,
        )


@dataclass
class Took:
    """What writing cost: seconds of the clock in either archive, and of the processor in the engine and in this process."""

    engine: float = 0.0
    embedded: float = 0.0
    engine_processor: float = 0.0
    own_processor: float = 0.0


def written_to_engine(
    address: EngineAddress, encoder: Encoder, made: Iterator[Batch], kept: Kept, took: Took, pid: int
) -> Iterator[Batch]:
    """Write batches as `benchmarks/large.py` does into a folder, a transaction each; yield each when it is written."""
    done = 0
    with (
        writing_to(address),
        closing(EngineCatalogue(address, create=True)) as catalogue,
        closing(EngineEmbeddingCache(address)) as cache,
    ):
        EngineIndexer(catalogue, cache, SegmentFiles(Path(tempfile.gettempdir()) / "none"), encoder)._claim()  # noqa: SLF001
        for batch in made:
            texts = [draft.text[a:b] for draft, spans in zip(batch.drafts, batch.spans, strict=True) for a, b in spans]
            began, there, here = time.perf_counter(), processor_seconds(pid), time.process_time()
            cache.put(encoder.key, [text_hash(text) for text in texts], batch.vectors)
            with catalogue.change() as opened:
                change = cast("EngineChange", opened)
                change.add_vectors(change.store_all(batch.drafts, batch.spans), list(batch.vectors.astype(np.float32)))
            took.engine += time.perf_counter() - began
            took.engine_processor += processor_seconds(pid) - there
            took.own_processor += time.process_time() - here
            done += len(texts)
            kept.note(batch)
            kept.say(done)
            began = time.perf_counter()
            yield batch
            took.embedded += time.perf_counter() - began


def until(made: Iterator[Batch], seconds: float) -> Iterator[Batch]:
    """Yield batches for so long."""
    last = time.perf_counter() + seconds
    for batch in made:
        yield batch
        if time.perf_counter() > last:
            return


@dataclass(frozen=True, slots=True)
class Case:
    """A filter, and which passages it lets through; None for all."""

    name: str
    filters: Filters
    allowed: NDArray[np.bool_] | None


def cases(kept: Kept) -> list[Case]:
    """Return the filters that are measured."""
    outlets, days = np.array(kept.outlets), np.array(kept.days)
    names, counts = np.unique(outlets, return_counts=True)
    outlet = str(names[np.argsort(counts)[len(names) // 2]])
    known = np.unique(days)
    first, last = int(known[len(known) // 2]), int(known[min(len(known) // 2 + 30, len(known) - 1)])
    return [
        Case("all", Filters(), None),
        Case("an outlet", Filters(outlets=(outlet,)), outlets == outlet),
        Case("a month", Filters(since=_day(first), until=_day(last)), (days >= first) & (days <= last)),
        Case("half of all days", Filters(since=_day(first)), days >= first),
    ]


def _day(number: int) -> str:
    return f"{number // 10000:04d}-{number // 100 % 100:02d}-{number % 100:02d}"


def nearest(vectors: list[Vectors], asked_for: Vectors, allowed: NDArray[np.bool_] | None) -> list[set[int]]:
    """Return the ids of the passages nearest to each of the questions, by comparing all."""
    best = np.full((len(asked_for), NEAREST), -2.0, dtype=np.float32)
    ids = np.zeros((len(asked_for), NEAREST), dtype=np.int64)
    first = 0
    for batch in vectors:
        similar = asked_for @ batch.astype(np.float32).T
        if allowed is not None:
            similar[:, ~allowed[first : first + len(batch)]] = -2.0
        both = np.concatenate([best, similar], axis=1)
        numbers = np.concatenate(
            [ids, np.broadcast_to(np.arange(first + 1, first + len(batch) + 1), similar.shape)], axis=1
        )
        chosen = np.argpartition(-both, NEAREST - 1, axis=1)[:, :NEAREST]
        best, ids = np.take_along_axis(both, chosen, 1), np.take_along_axis(numbers, chosen, 1)
        first += len(batch)
    return [
        {int(key) for key, score in zip(*pair, strict=True) if score > -2.0} for pair in zip(ids, best, strict=True)
    ]


class Embedded:
    """Searches an archive in a folder."""

    name = "embedded"

    def __init__(self, paths: ArchivePaths, model: str) -> None:
        self._catalogue, self._files, self._model = Catalogue(paths.catalogue), SegmentFiles(paths.segments), model

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold one state."""
        with self._catalogue.snapshot() as snapshot:
            yield snapshot

    def dense(self, snapshot: Snapshot, vector: Vectors, filters: Filters) -> list[int]:
        """Return the nearest passages."""
        return [key for key, _ in search_dense(snapshot, self._files, self._model, vector, DEPTH, filters)]


class InEngine:
    """Searches an archive in an engine."""

    name = "engine"

    def __init__(self, address: EngineAddress) -> None:
        self._catalogue = EngineCatalogue(address)

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Hold one state."""
        with self._catalogue.snapshot() as snapshot:
            yield snapshot

    def dense(self, snapshot: Snapshot, vector: Vectors, filters: Filters) -> list[int]:
        """Return the nearest passages."""
        return [key for key, _ in cast("EngineSnapshot", snapshot).nearest(vector, DEPTH, filters)]


def measure(both: list[Embedded | InEngine], kept: Kept, questions: list[str], vectors: Vectors) -> None:
    """Print what searches cost and find."""
    head = " | ".join(f"{one.name}: p50 | p95" for one in both)
    print(
        f"\nWords of {len(questions)} questions, the best {DEPTH}\n\n"
        f"| filter | {head} | the first ten agree |\n|---|{'---:|' * 5}"
    )
    for case in cases(kept):
        times: list[list[float]] = [[] for _ in both]
        same = []
        for question in questions:
            words = terms(question)
            found = []
            for number, archive in enumerate(both):
                began = time.perf_counter()
                with archive.snapshot() as snapshot:
                    found.append({key for key, _ in snapshot.lexical(words, DEPTH, case.filters)[:NEAREST]})
                times[number].append((time.perf_counter() - began) * 1000)
            same.append(len(found[0] & found[1]) / max(map(len, found)) if any(found) else 1.0)
        print(f"| {case.name} | {' | '.join(map(shown, times))} | {np.mean(same):.3f} |", flush=True)
    print(
        f"\nVectors of {len(vectors)} questions, the best {DEPTH}; recall of the ten nearest\n\n"
        f"| filter | passes | {' | '.join(f'{one.name}: p50 | p95 | recall' for one in both)} |\n|---|{'---:|' * 7}"
    )
    for case in cases(kept):
        exact = nearest(kept.vectors, vectors, case.allowed)
        times, recall = [[] for _ in both], [list[float]() for _ in both]
        for vector, wanted in zip(vectors, exact, strict=True):
            for number, archive in enumerate(both):
                began = time.perf_counter()
                with archive.snapshot() as snapshot:
                    got = archive.dense(snapshot, vector, case.filters)
                times[number].append((time.perf_counter() - began) * 1000)
                recall[number].append(len(wanted & set(got)) / max(len(wanted), 1))
        share = 1.0 if case.allowed is None else float(case.allowed.mean())
        cells = " | ".join(f"{shown(one)} | {np.mean(two):.3f}" for one, two in zip(times, recall, strict=True))
        print(f"| {case.name} | {share:.1%} | {cells} |", flush=True)


def measure_asking(places: list[ArchivePaths], questions: list[str]) -> None:
    """Print what whole questions cost, and whether both archives answer alike."""
    with ExitStack() as stack:
        services = [stack.enter_context(closing(CuttingsService(paths))) for paths in places]
        for service in services:
            for question in questions[:5]:
                asked(service, question)
        times: list[list[float]] = [[] for _ in services]
        alike = 0
        for question in questions:
            for number, service in enumerate(services):
                times[number].append(asked(service, question)[0])
            quotes = [{quote.text for quote in service.ask(question).quotes} for service in services]
            alike += quotes[0] == quotes[1]
    print(
        f"\n{len(questions)} questions, from question to JSON\n\n| embedded: p50 | p95 | engine: p50 | p95 | same quotes |"
    )
    print(f"|{'---:|' * 5}\n| {' | '.join(map(shown, times))} | {alike / len(questions):.3f} |")


def megabytes(folder: Path) -> float:
    """Return what a folder takes on the disk."""
    return sum(path.stat().st_blocks for path in folder.rglob("*") if path.is_file()) * 512 / 1e6


def processor_seconds(pid: int) -> float:
    """Return how long a process has used processors."""
    user, system = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(") ", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def resident(pid: int) -> float:
    """Return the memory of a process, in MB."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024 / 1e6


def prepared(
    folder: Path, server: Seekdb, options: argparse.Namespace, encoder: Encoder
) -> tuple[Kept, list[ArchivePaths]]:
    """Make both archives, a batch in turn, where they are missing; print what that cost."""
    around: Real = real(encoder)
    made = batches(MadeVectors(around.vectors), MadeTexts(around.texts), options.passages, 1)
    embedded = ArchivePaths(folder / "embedded")
    in_engine = archive_at(
        f"seekdb://{server.user}@{server.host}:{server.port}/made?password-file={server.password_file}"
    )
    pid = server.pid
    assert in_engine.engine is not None  # noqa: S101 -- it is an address
    assert pid is not None  # noqa: S101 -- it answers
    kept = Kept("both")
    if embedded.exists() and in_engine.exists():
        with closing(Catalogue(embedded.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
            there = snapshot.counts().passages
        while len(kept.days) < there:
            kept.note(next(made))
    else:
        empty, took = megabytes(server.folder), Took()
        write(
            embedded,
            encoder,
            written_to_engine(in_engine.engine, encoder, until(made, options.stop_after), kept, took, pid),
            lambda _done: None,
        )
        count = len(kept.days)
        print(f"\n| writing {count:,} passages | embedded | engine |\n|---|---:|---:|")
        print(f"| passages/s | {count / took.embedded:,.0f} | {count / took.engine:,.0f} |")
        cost = f"{took.engine_processor / count * 1000:.2f}, {took.own_processor / count * 1000:.2f}"
        print(f"| processor, ms a passage: engine, writer | | {cost} |")
        print(
            f"| memory of the engine after writing, MB | | {resident(pid):,.0f} (empty on the disk: {empty:,.0f} MB) |"
        )
    return kept, [embedded, in_engine]


def run(folder: Path, server: Seekdb, options: argparse.Namespace) -> None:
    """Make both archives where they are missing, and measure."""
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    kept, places = prepared(folder, server, options, encoder)
    embedded, in_engine = places
    assert in_engine.engine is not None  # noqa: S101 -- it is an address
    passages = len(kept.days)
    print(f"\n| {passages:,} passages | embedded | engine |\n|---|---:|---:|")
    sizes = [megabytes(embedded.folder), megabytes(server.folder)]
    print(f"| on the disk, MB | {' | '.join(f'{size:,.0f}' for size in sizes)} |")
    print(f"| bytes a passage | {' | '.join(f'{size * 1e6 / passages:,.0f}' for size in sizes)} |", flush=True)
    if options.only_write:
        return
    pid = server.pid
    assert pid is not None  # noqa: S101 -- it answers
    own = real_questions(options.questions)
    vectors = np.stack([encoder.encode_question(one) for one in own])
    measure([Embedded(embedded, encoder.key), InEngine(in_engine.engine)], kept, own, vectors)
    if options.ask:
        measure_asking(places, own)
    print(
        f"\nMemory of the engine after searching: {resident(pid):,.0f} MB; on the disk {megabytes(server.folder):,.0f} MB"
    )


def main() -> None:
    """Start an engine, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--port", type=int, default=2891)
    parser.add_argument("--memory", default="4G")
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--stop-after", type=float, default=float("inf"), metavar="SECONDS", help="write no longer")
    parser.add_argument("--only-write", action="store_true")
    parser.add_argument("--all-words", action="store_true", help="ask the engine for frequent words at once, too")
    options = parser.parse_args()
    if options.all_words:
        bm25.FREQUENT = 1.0
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = Seekdb(folder / "seekdb", SeekdbOptions(port=options.port, memory=options.memory, log_disk="8G"))
        server.start()
        stack.callback(server.stop)
        run(folder, server, options)


if __name__ == "__main__":
    main()
