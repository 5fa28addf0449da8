"""What it costs to add, remove and reopen as an archive grows.

    benchmarks/grow.py               1,000, 10,000 and 100,000 passages: some minutes, 1 GB in the folder for temporary files
    benchmarks/grow.py --max 10000   a short form

Vectors are made up: an encoder in this process gives a random vector for the hash of a text. Its time is counted apart. Every
operation opens the archive anew, as a command does, and closes it again; what Python needs to start is in the last row alone.
What was added is removed again, so that an archive keeps its size. "Growing" is what 100 articles cost on the way there, on
average over the last third of it, all merges of segments and words included. Prints a table in Markdown; the ratios are to 1,000
passages in the same run.
"""

import argparse
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.filters import Filters
from corpus.text.terms import terms
from embeddings.cache import EmbeddingCache
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer

# ruff: noqa: S311

SIZES = (1_000, 10_000, 100_000)
CHANGES = (1, 10, 100)
PASSAGES = 5  # of an article, on average
REPEATS = {1: 25, 10: 15, 100: 9}
BATCH = 100
QUESTION = "Where did the sailors of baliko meet the fotuna?"


class MadeUp:
    """An encoder that costs next to nothing; its time is in `seconds`."""

    key = "made-up@1"
    dimensions = 384
    max_tokens = 256

    def __init__(self) -> None:
        self.seconds = 0.0

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Count words."""
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> np.ndarray:
        """Return a random direction for each text."""
        began = time.perf_counter()
        vectors = np.stack(
            [
                np.random.default_rng(int(text_hash(text)[:12], 16)).standard_normal(self.dimensions, dtype=np.float32)
                for text in texts
            ]
        )
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        self.seconds += time.perf_counter() - began
        return vectors

    def encode_question(self, text: str) -> np.ndarray:
        """Return a random direction."""
        return self.encode_passages([text])[0]


class Articles:
    """An endless row of articles of made words, some frequent and many rare."""

    def __init__(self) -> None:
        self._chance = random.Random(1)
        letters = [consonant + vowel for consonant in "bdfglmnprstvk" for vowel in "aeiou"]
        self._words = ["".join(self._chance.choices(letters, k=self._chance.randint(2, 4))) for _ in range(40_000)]
        self._numbers = count()

    def take(self, many: int) -> list[ArticleDraft]:
        """Return further articles, none of which was there before."""
        return [self._article(next(self._numbers)) for _ in range(many)]

    def _article(self, number: int) -> ArticleDraft:
        # of as many lengths as news has: a passage is a paragraph of 60 to 120 words
        passages = self._chance.randint(1, 2 * PASSAGES - 1)
        text = "\n\n".join(" ".join(self._sentence() for _ in range(5)) for _ in range(passages))
        return ArticleDraft(
            title=f"Report {number}", text=text, outlet="Gazette", url=f"https://example.org/{number}", source="made"
        )

    def _sentence(self) -> str:
        many = self._chance.randint(12, 22)
        words = [self._words[int(len(self._words) * self._chance.random() ** 4)] for _ in range(many)]
        return " ".join(words).capitalize() + "."


class Archive:
    """An archive that is opened for every operation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.encoder = MadeUp()

    @contextmanager
    def writing(self) -> Iterator[Indexer]:
        """Open it to write."""
        with (
            closing(Catalogue(self.folder / "catalogue.sqlite3", create=True)) as catalogue,
            closing(EmbeddingCache(self.folder / "vectors.sqlite3")) as kept,
        ):
            yield Indexer(catalogue, kept, SegmentFiles(self.folder / "segments"), self.encoder)

    def add(self, drafts: list[ArticleDraft]) -> None:
        """Add articles as a batch."""
        with self.writing() as indexer:
            indexer.store(drafts)

    def remove(self, drafts: list[ArticleDraft]) -> None:
        """Remove articles as a batch."""
        with self.writing() as indexer:
            indexer.remove(draft.id for draft in drafts)

    def open(self) -> None:
        """Open it and take a snapshot."""
        with closing(Catalogue(self.folder / "catalogue.sqlite3")) as catalogue, catalogue.snapshot() as snapshot:
            snapshot.segments(self.encoder.key)

    def search(self) -> None:
        """Open it, and search words and vectors once."""
        files = SegmentFiles(self.folder / "segments")
        with closing(Catalogue(self.folder / "catalogue.sqlite3")) as catalogue, catalogue.snapshot() as snapshot:
            snapshot.lexical(terms(QUESTION), 50, Filters())
            search_dense(snapshot, files, self.encoder.key, self.encoder.encode_question(QUESTION), 50, Filters())

    def timed(self, act: Callable[[], None]) -> float:
        """Return the milliseconds that something takes, those of the encoder not counted."""
        before, began = self.encoder.seconds, time.perf_counter()
        act()
        return (time.perf_counter() - began - (self.encoder.seconds - before)) * 1000


def measure(archive: Archive, articles: Articles) -> Iterator[tuple[str, list[float]]]:
    """Yield what was done and how long it took each time."""
    for size in CHANGES:
        added, removed = [], []
        for _ in range(REPEATS[size]):
            batch = articles.take(size)
            added.append(archive.timed(lambda batch=batch: archive.add(batch)))
            removed.append(archive.timed(lambda batch=batch: archive.remove(batch)))
        yield f"add {size}", added
        yield f"remove {size}", removed
    yield "open", [archive.timed(archive.open) for _ in range(9)]
    yield "open and first search", [archive.timed(archive.search) for _ in range(9)]
    yield "the same as a process", [archive.timed(lambda: in_a_process(archive.folder)) for _ in range(5)]


def in_a_process(folder: Path) -> None:
    """Open and search in a Python that starts for it."""
    subprocess.run([sys.executable, __file__, "--search", str(folder)], check=True)


def grow(archive: Archive, articles: Articles, passages: int) -> list[float]:
    """Grow the archive to so many passages; return what each batch took."""
    with archive.writing() as indexer, indexer._catalogue.snapshot() as snapshot:  # noqa: SLF001
        present = snapshot.counts().passages
    took = []
    while present < passages:
        batch = articles.take(min(BATCH, -(-(passages - present) // PASSAGES)))
        took.append(archive.timed(lambda batch=batch: archive.add(batch)))
        with archive.writing() as indexer, indexer._catalogue.snapshot() as snapshot:  # noqa: SLF001
            present = snapshot.counts().passages
    return took


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--max", type=int, default=SIZES[-1], help="no archive of more passages than this")
    parser.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.search:
        Archive(options.search).search()
        return
    articles = Articles()
    table: dict[str, dict[int, list[float]]] = {}
    sizes = [size for size in SIZES if size <= options.max]
    with tempfile.TemporaryDirectory(prefix="cuttings-grow-") as name:
        archive = Archive(Path(name))
        archive.add(articles.take(1))  # so that everything is imported
        for size in sizes:
            took = grow(archive, articles, size)
            table.setdefault("growing, per 100 articles", {})[size] = [statistics.mean(took[-max(3, len(took) // 3) :])]
            print(f"{size:,} passages after {sum(took) / 1000:.0f} s", file=sys.stderr, flush=True)
            for what, times in measure(archive, articles):
                table.setdefault(what, {})[size] = times
    show(table, sizes)


def show(table: dict[str, dict[int, list[float]]], sizes: list[int]) -> None:
    """Print medians, in brackets the longest, and ratios of the medians to the first size."""
    print(f"Python {platform.python_version()}, {cpu()}\n")
    print("| milliseconds | " + " | ".join(f"{size:,}" for size in sizes) + " | ratio |")
    print("|---|" + "---:|" * (len(sizes) + 1))
    for what, by_size in table.items():
        medians = {size: statistics.median(times) for size, times in by_size.items()}
        cells = [
            f"{medians[size]:.1f} ({max(by_size[size]):.1f})" if len(by_size[size]) > 1 else f"{medians[size]:.1f}"
            for size in sizes
        ]
        ratios = ", ".join(f"{medians[size] / medians[sizes[0]]:.1f}" for size in sizes[1:])
        print(f"| {what} | {' | '.join(cells)} | {ratios} |")


def cpu() -> str:
    """Return what /proc/cpuinfo calls the processor."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())


if __name__ == "__main__":
    main()
