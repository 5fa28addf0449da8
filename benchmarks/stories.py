"""What it costs to take one article into the stories of an archive, at 1,000, 10,000 and 100,000 articles.

    benchmarks/stories.py               some minutes, 1.5 GB in the folder for temporary files
    benchmarks/stories.py --max 10000   a short form

Some hundred articles, put together of the sentences of tests/data/stories, are read for real; the archive is filled with
what was read out of them, renamed and moved in time, so that names and words have a real spread. A hundred articles fall on a
day, as in a pile that grows by time. Then articles are added one by one, each read, compared and grouped as `cuttings add` does
it (without encoding it: that is the same at any size). Prints a table in Markdown; the ratios are to 1,000 in the same run.
"""

import argparse
import json
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from corpus.article import Article, ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.text.sentences import sentence_spans
from embeddings.cache import EmbeddingCache
from qa.news.extract.article import ReadArticle, read_article
from qa.news.store import NewsStore
from qa.news.sync import NewsSync

# ruff: noqa: S311

MADE = Path(__file__).parents[1] / "tests/data/stories/articles.json"
SIZES = (1_000, 10_000, 100_000)
MODEL, DIMENSIONS = "made-up@1", 384
READ = 400
A_DAY = 100
ADDED = 40
START = date(2020, 1, 1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--max", type=int, default=SIZES[-1], help="largest number of articles")
    sizes = [size for size in SIZES if size <= parser.parse_args().max]
    rows = [measure(size) for size in sizes]
    print(f"{platform.processor() or platform.machine()}, Python {platform.python_version()}\n")
    print(
        "| articles | one article, median ms | p95 ms | ratio | memory that adding took, MB | file, bytes an article |"
    )
    print("|---|---|---|---|---|---|")
    for size, (median, p95, memory, file) in zip(sizes, rows, strict=True):
        print(f"| {size:,} | {median:.1f} | {p95:.1f} | {median / rows[0][0]:.2f} | {memory:.1f} | {file:,.0f} |")


def measure(size: int) -> tuple[float, float, float, float]:
    """Return median and 95th percentile of the milliseconds that one article takes, memory in MB, bytes an article."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue(Path(folder) / "catalogue.sqlite3", create=True)
        store = NewsStore(ArchivePaths(Path(folder)).news, create=True)
        with closing(catalogue), closing(store), closing(EmbeddingCache(Path(folder) / "vectors.sqlite3")) as kept:
            following = NewsSync(catalogue, kept, store, MODEL, DIMENSIONS)
            following.follow()
            fill(store, size, chance, catalogue=catalogue)
            times, before = [], _memory()
            last = START + timedelta(days=size // A_DAY)
            for draft in _made(ADDED, last, chance):
                spans = sentence_spans(draft.text)
                with catalogue.change() as change:
                    change.store(draft, spans)
                texts = [draft.text[start:end] for start, end in spans]
                kept.put(MODEL, [text_hash(text) for text in texts], _vectors(len(texts), chance))
                started = time.perf_counter()
                if following.follow() != 1:
                    raise RuntimeError("the article was not taken in")
                times.append((time.perf_counter() - started) * 1000)
            memory = _memory() - before
        file = sum(path.stat().st_size for path in Path(folder).glob("news.sqlite3*"))
    times.sort()
    return statistics.median(times), times[int(0.95 * len(times))], memory, file / size


def fill(
    store: NewsStore, size: int, chance: random.Random, *, a_day: int = A_DAY, catalogue: Catalogue | None = None
) -> list[ReadArticle]:
    """Fill an archive with articles that were read, renamed and moved in time; return those that were read.

    Args:
        a_day: how many articles have a day in common.
        catalogue: that gets them, too.
    """
    drafts = list(_made(READ, START, chance))
    read = [read_article(1, article_of(draft), _vectors(5, chance), dimensions=DIMENSIONS) for draft in drafts]
    done = 0
    while done < size:
        count = min(2_000, size - done)
        if catalogue is not None:
            with catalogue.change() as change:
                for number in range(done, done + count):
                    draft = drafts[number % READ]
                    day = START + timedelta(days=number // a_day)
                    change.store(
                        replace(draft, title=f"{draft.title} {number}", published=day.isoformat(), url=None), []
                    )
        with store.writing() as writer:
            for number in range(done, done + count):
                writer.add(renamed(read[number % len(read)], number, chance, a_day))
        done += count
    if catalogue is not None:
        with store.writing() as writer, catalogue.snapshot() as snapshot:
            writer.set_number("key", size)
            writer.set_number("revision", snapshot.revision)
    return read


def renamed(read: ReadArticle, number: int, chance: random.Random, a_day: int = A_DAY) -> ReadArticle:
    """Return what was read as if of another article: some of its names and words are its own, its day is later."""
    suffix = number // READ
    words = {word if chance.random() < 0.5 else f"{word[:4]}{suffix}" for word in read.features.lead}
    features = replace(
        read.features,
        key=number + 1,
        day=(START + timedelta(days=number // a_day)).toordinal(),
        names=frozenset(name if chance.random() < 0.3 else f"{name}{suffix}" for name in read.features.names),
        lead=frozenset(words),
        vectors=np.roll(read.features.vectors, number % DIMENSIONS, axis=1),
        signature=(read.features.signature + np.uint32(7919 * suffix)).astype(np.uint32),
    )
    return replace(
        read,
        features=features,
        article=replace(read.article, id=f"{number:012d}"),
        names=tuple(one if chance.random() < 0.3 else replace(one, key=f"{one.key}{suffix}") for one in read.names),
    )


def _made(count: int, day: date, chance: random.Random) -> Iterator[ArticleDraft]:
    """Yield articles put together of the sentences of the made ones."""
    rows = [row for row in json.loads(MADE.read_text("utf-8")) if row["published"]]
    sentences = [row["text"][start:end] for row in rows for start, end in sentence_spans(row["text"])]
    for number in range(count):
        row = rows[number % len(rows)]
        own = [row["text"][start:end] for start, end in sentence_spans(row["text"])][:3]
        text = "\n\n".join([*own, *chance.sample(sentences, 5)])
        yield ArticleDraft(
            title=f"{row['title']}, {number}", text=text, outlet=row["outlet"], published=day.isoformat(), source="made"
        )


def article_of(draft: ArticleDraft) -> Article:
    """Return a draft as if it were stored."""
    return Article(
        id=draft.id,
        version=1,
        title=draft.title,
        text=draft.text,
        outlet=draft.outlet,
        published=draft.published,
        byline=None,
        url=None,
        language="en",
        source="made",
        words=len(draft.text.split()),
    )


def _vectors(count: int, chance: random.Random) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    made = np.random.default_rng(chance.getrandbits(32)).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def _memory() -> float:
    """Return the memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
