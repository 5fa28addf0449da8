"""What breaks first as an archive grows: costs at some sizes, how they grow, and where each passes a limit.

    benchmarks/breaking.py                          10,000 to 300,000 passages: ten minutes, 2 GB on the disk
    benchmarks/breaking.py --sizes 10000 30000      a short form
    benchmarks/breaking.py reader copies            only these of: reader, words, news, copies

Real structures of real sizes, filled with made articles of five passages each. Through the costs goes a line in logarithms
(`benchmarks/fits.py`) with its exponent, which says what ten million passages to a billion would cost *if nothing else changes*:
no cache that becomes too small, no disk instead of memory. Times are of the processor: a busy machine does not change them
much. What becomes of stories in a denser pile is another question: `benchmarks/density.py`.
"""

import argparse
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import stories
from around import MadeTexts, MadeVectors
from asking import real_questions
from fits import Growth, table
from large import DAYS, FIRST_DAY, PASSAGES, batches
from real_articles import paragraphs, real_articles

from corpus.catalogue.catalogue import Catalogue
from corpus.filters import Filters
from corpus.lexical import searchable
from corpus.lexical.posting_segments import make_tables
from corpus.lexical.postings import COLUMNS, MOST
from corpus.text.terms import terms
from qa.news.candidates import DEFAULT, candidates_for
from qa.news.comparison import MAYBE_COPY
from qa.news.features import ArticleFeatures, contained, shingles, signature_of
from qa.news.store import NewsReader, NewsStore

# ruff: noqa: S311

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 30_000, 100_000, 300_000)
MACHINE = 64_000.0  # MB: half of a machine of 128 GB
AT_ONCE = 50.0  # ms, of a question or a page that should not be noticed
DAY = 86_400.0
TIMES = 9
DAYS_NEAR = 2 * DEFAULT.window + 1
PROBES = 60  # articles whose candidates are looked for


def took(do: Callable[[], object], times: int = TIMES) -> float:
    """Return the median of so many times, in milliseconds of the processor."""
    found = []
    for _ in range(times):
        began = time.thread_time()
        do()
        found.append((time.thread_time() - began) * 1000)
    return statistics.median(found)


def reader(sizes: Sequence[int]) -> list[Growth]:
    """Measure the arrays of all passages that a process which searches an embedded archive holds."""
    held = Growth("arrays of a reader, of one state", "MB", MACHINE, "half of 128 GB")
    states = Growth("arrays of a reader while articles are added", "MB", MACHINE, "half of 128 GB")
    renewed = Growth("first search after an addition: the arrays anew", "ms", AT_ONCE, "of a question")
    month = Growth("filtering by a month", "ms", AT_ONCE, "of a question")
    chance = np.random.default_rng(1)
    for size in (*sizes, 10 * max(sizes)):  # it takes no time
        searchable.forget_states()
        with closing(sqlite3.connect(":memory:")) as db:
            make_tables(db)
            for first in range(0, size, MOST // 2):
                _add_block(db, chance, first, min(MOST // 2, size - first), size)
            revisions = []
            for revision in range(4):
                _add_block(db, chance, size + 100 * revision, 100, size)
                began = time.thread_time()
                state = searchable.state_of(db, revision)
                revisions.append((time.thread_time() - began) * 1000)
            held.at[size] = _megabytes(state)
            states.at[size] = sum(_megabytes(one) for one in searchable._cached._states.values())  # noqa: SLF001
            renewed.at[size] = statistics.median(revisions[1:])
            wanted = Filters(since="2019-03-01", until="2019-03-31")
            month.at[size] = took(lambda: state.allowed(wanted, np.zeros(0, np.int64)))  # noqa: B023
    searchable.forget_states()
    return [held, states, renewed, month]


def _add_block(db: sqlite3.Connection, chance: np.random.Generator, first: int, count: int, of: int) -> None:
    columns = np.zeros(count, COLUMNS)
    columns["id"] = np.arange(first, first + count) + 1
    columns["size"] = chance.integers(65, 116, count)
    days = [FIRST_DAY + timedelta(days=int(DAYS * place / of)) for place in range(first, first + count, 100)]
    columns["day"] = np.repeat([int(f"{day:%Y%m%d}") for day in days], 100)[:count]
    columns["outlet"] = chance.integers(0, 40, count) * 7919
    columns["revision"] = columns["id"] // 500
    values = (os.urandom(12).hex(), count, first + count, columns.tobytes())
    db.execute("INSERT INTO word_blocks (name, passages, last, columns) VALUES (?, ?, ?, ?)", values)


def _megabytes(state: searchable.Searchable) -> float:
    arrays = [state.ids, state.days, state.outlets, state.revisions, state.order, state.live]
    arrays += [getattr(state.lengths, name) for name in state.lengths.__slots__]
    return sum(one.nbytes for one in arrays if isinstance(one, np.ndarray)) / 1e6


def words(sizes: Sequence[int]) -> list[Growth]:
    """Measure searching for words and counting them in an embedded archive, and storing, without vectors and news."""
    searched = Growth("question of words, p50", "ms", AT_ONCE, "of a question")
    slow = Growth("question of words, p95", "ms", AT_ONCE, "of a question")
    counted = Growth("counting its words", "ms", AT_ONCE, "of a question")
    vocabulary = Growth("different words", "words")
    stored = Growth("storing, one writer: to write the whole archive", "s", DAY, "a day")
    texts = paragraphs()
    made = MadeTexts(texts)
    vectors = MadeVectors(np.random.default_rng(1).standard_normal((len(texts), 8)).astype(np.float32))
    asked = [terms(question) for question in real_questions(60)]
    with tempfile.TemporaryDirectory() as folder, closing(Catalogue(Path(folder) / "c", create=True)) as catalogue:
        done, spent, coming = 0, 0.0, batches(vectors, made, max(sizes), 1)
        for size in sizes:
            while done < size:
                batch = next(coming)
                began = time.thread_time()
                with catalogue.change() as change:
                    for draft, spans in zip(batch.drafts, batch.spans, strict=True):
                        done += len(change.store(draft, spans))
                spent += time.thread_time() - began
            stored.at[done] = spent
            times: dict[str, list[float]] = {"searched": [], "counted": []}
            for words_of in asked:
                with catalogue.snapshot() as snapshot:
                    times["counted"].append(took(lambda: snapshot.passages_with(words_of), 1))  # noqa: B023
                with catalogue.snapshot() as snapshot:
                    times["searched"].append(took(lambda: snapshot.lexical(words_of, 50, Filters()), 1))  # noqa: B023
            searched.at[done] = float(np.percentile(times["searched"], 50))
            slow.at[done] = float(np.percentile(times["searched"], 95))
            counted.at[done] = float(np.percentile(times["counted"], 50))
            with catalogue.snapshot() as snapshot:
                vocabulary.at[done] = len(snapshot.stems_like(""))
    return [searched, slow, counted, vocabulary, stored]


def copies(_sizes: Sequence[int]) -> list[Growth]:
    """Measure how many real articles share a band of their fingerprint by chance: hardly a word of them is the same.

    Copies of an article come first among those that share a band, so these few do no harm until they are as many as are taken.
    """
    texts = real_articles(news_only=True)
    random.Random(1).shuffle(texts)
    runs = [shingles(text) for text in texts]
    bands = [_bands(found) for found in runs]
    by_chance = Growth("articles that share a band by chance", "articles", 50, "they take the places of others")
    near = Growth("… within ten days, in a pile of ten years", "articles", 50, "they take the places of others")
    for parts in (8, 4, 2, 1):
        pairs = 0
        for part in range(parts):
            having: dict[int, list[int]] = {}
            for number in range(part, len(texts), parts):
                for band in bands[number]:
                    having.setdefault(band, []).append(number)
            sharing = {pair for numbers in having.values() for pair in combinations(numbers, 2)}
            pairs += sum(contained(runs[one], runs[other]) < MAYBE_COPY / 2 for one, other in sharing)
        size = len(texts) // parts * PASSAGES
        by_chance.at[size] = 2 * pairs / len(texts)
        near.at[size] = by_chance.at[size] * DAYS_NEAR / DAYS
    return [by_chance, near]


def _bands(found: set[str]) -> list[int]:
    nothing: frozenset[str] = frozenset()
    features = ArticleFeatures(
        key=0,
        day=0,
        names=nothing,
        title=nothing,
        lead=nothing,
        words=nothing,
        numbers=nothing,
        length=0,
        vectors=np.zeros((2, 1), np.float32),
        signature=signature_of(found),
    )
    return features.bands()


class Counted(NewsReader):
    """Counts what is looked at."""

    def __init__(self, reader: NewsReader) -> None:
        super().__init__(reader._db)  # noqa: SLF001
        self.rows = 0

    def with_features(
        self, features: Iterable[str], since: int, until: int, *, without: int, most: int
    ) -> dict[str, list[int]]:
        """See `NewsReader`."""
        found = super().with_features(features, since, until, without=without, most=most)
        self.rows += sum(map(len, found.values()))
        return found


def news(sizes: Sequence[int]) -> list[Growth]:
    """Measure what is derived of an archive that grows by time, a hundred articles a day."""
    rows = Growth("rows that an article's candidates are chosen from", "rows")
    near = Growth("finding an article's candidates", "ms", 20, "as reading its news takes")
    names = Growth("page of names: whom most articles name", "ms", AT_ONCE, "of a page")
    largest = Growth("page of stories: the largest", "ms", AT_ONCE, "of a page")
    one_row = Growth("… whom most articles name, with a count a name", "ms", AT_ONCE, "of a page")
    kept = Growth("… keeping these counts, an article", "ms", 20, "as reading its news takes")
    size_of = Growth("file of news", "GB", 1000, "a disk of 1 TB")
    for size in sizes:
        with filled(size // PASSAGES) as (store, path, probes):
            with store.reading() as reading:
                counting = Counted(reading)
                near.at[size] = statistics.median(took(lambda: candidates_for(counting, one), 1) for one in probes)  # noqa: B023
                rows.at[size] = counting.rows / len(probes)
                names.at[size] = took(lambda: reading.most_named("person", 50))
                largest.at[size] = took(lambda: (reading.story_count(), reading.largest_stories(20, 0)))
            size_of.at[size] = sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*")) / 1e9
            one_row.at[size], kept.at[size] = _with_counts(path)
    return [rows, near, names, one_row, kept, largest, size_of]


def _with_counts(path: Path) -> tuple[float, float]:
    """Return what the page of names, and adding an article, would take with a row for each name."""
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            """CREATE TABLE counted (kind TEXT, name TEXT, articles INTEGER, PRIMARY KEY (kind, name)) WITHOUT ROWID;
            INSERT INTO counted SELECT kind, name, count(*) FROM names GROUP BY kind, name;
            CREATE INDEX counted_most ON counted (kind, articles);"""
        )
        shown = "SELECT name, articles FROM counted WHERE kind = ? ORDER BY articles DESC LIMIT 50"
        page = took(lambda: db.execute(shown, ("person",)).fetchall())
        keys = [row[0] for row in db.execute("SELECT key FROM articles ORDER BY key DESC LIMIT 100")]
        added = [db.execute("SELECT kind, name FROM names WHERE key = ?", (key,)).fetchall() for key in keys]
        more = "INSERT INTO counted VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET articles = articles + 1"
        return page, took(lambda: [db.executemany(more, one) for one in added], 3) / len(added)


@contextmanager
def filled(articles: int) -> Iterator[tuple[NewsStore, Path, list[ArticleFeatures]]]:
    """Yield the news of so many made articles, its file, and articles that are new to it and have days on both sides."""
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.sqlite3"
        with closing(NewsStore(path, create=True)) as store:
            read = stories.fill(store, articles, chance)
            last = max(0, articles - 15 * stories.A_DAY)
            probes = [
                stories.renamed(read[number % len(read)], number, chance) for number in range(last, last + PROBES)
            ]
            yield store, path, [replace(one.features, key=-number) for number, one in enumerate(probes, 1)]


MEASURES: dict[str, Callable[[Sequence[int]], list[Growth]]] = {
    "reader": reader,
    "words": words,
    "news": news,
    "copies": copies,
}


def main() -> None:
    """Measure, and print a table for each part."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=[[], *MEASURES], default=list(MEASURES))
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="passages")
    options = parser.parse_args()
    for part in options.parts or MEASURES:
        began, used = time.perf_counter(), time.process_time()
        found = MEASURES[part](sorted(options.sizes))
        spent = f"{time.perf_counter() - began:.0f} s, {time.process_time() - used:.0f} of the processor"
        print(f"\n{part}: {spent}, load {os.getloadavg()[0]:.1f}\n\n{table(found)}", flush=True)


if __name__ == "__main__":
    main()
