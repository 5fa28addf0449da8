"""Counting in how many passages of an engine a word is, and what a row for each word brings.

    benchmarks/counting.py                          10,000, 30,000 and 100,000 passages in a seekdb of its own: some minutes
    benchmarks/counting.py --sizes 1000 3000        a short form

BM25 asks how many passages have each word. An engine counts them one by one, by the same full-text index that it searches; so
an archive in one keeps the counts (`corpus.engine.word_counts`). Here it counts words of several frequencies in tables of
several sizes, without vectors; and beside that, counts are read from a table with a row for each word, which is kept as
passages come, a hundred articles at a time. Times are of the engine's processor, and of the clock where it says so.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from around import MadeTexts
from cluster import processor_seconds
from fits import Growth, table
from real_articles import paragraphs

from corpus.engine.schema import KEY, LONG, TABLE
from corpus.engine.tokens import tokenized
from deploy.seekdb import Seekdb, SeekdbOptions

SIZES = (10_000, 30_000, 100_000)
SHARES = (0.003, 0.03, 0.3)
AT_ONCE, BATCH = 50.0, 500
BUSY = 0.1  # of a processor: more than that is no rest
TIMES, LONG_ENOUGH = 5, 3.0  # seconds: the processor's time is counted in hundredths of one


class Engine:
    """A seekdb with a table of passages and one of counts."""

    def __init__(self, server: Seekdb) -> None:
        import pymysql

        self._server = server
        self.db: Any = pymysql.connect(
            host=server.host,
            port=server.port,
            user=server.user,
            password=server.password,
            charset="utf8mb4",
            autocommit=True,
        )
        for statement in (
            "CREATE DATABASE counting",
            "USE counting",
            f"""CREATE TABLE searched (id BIGINT PRIMARY KEY, title {LONG} NOT NULL, body {LONG} NOT NULL,
                FULLTEXT KEY searched_words (title, body) WITH PARSER space) {TABLE}""",
            f"CREATE TABLE counted (word {KEY.format(255)} PRIMARY KEY, passages BIGINT NOT NULL) {TABLE}",
        ):
            self.run(statement)

    def run(self, sql: str, values: Any = None, *, many: bool = False) -> list[tuple[Any, ...]]:  # noqa: ANN401
        """Run a statement."""
        with self.db.cursor() as cursor:
            (cursor.executemany if many else cursor.execute)(sql, values)
            return list(cursor.fetchall())

    def rest(self) -> None:
        """Wait until the engine has brought its index in order, or two minutes."""
        until = time.monotonic() + 120
        pid, busy = self._server.pid or 0, True
        while busy and time.monotonic() < until:
            used = processor_seconds(pid)
            time.sleep(2)
            busy = processor_seconds(pid) - used > BUSY * 2

    def took(self, do: Callable[[], object]) -> tuple[float, float]:
        """Return the milliseconds that something takes of the engine's processor, and of the clock, on average."""
        pid, times = self._server.pid or 0, 0
        do()
        used, began = processor_seconds(pid), time.perf_counter()
        while (clock := time.perf_counter() - began) < LONG_ENOUGH or times < TIMES:
            do()
            times += 1
        return (processor_seconds(pid) - used) * 1000 / times, clock * 1000 / times


def passages(texts: list[str]) -> Iterator[list[tuple[str, str, frozenset[str]]]]:
    """Yield made passages as they are searched, so many at a time, without end."""
    made = MadeTexts(texts)
    chance = np.random.default_rng(1)
    while True:
        topics = chance.integers(0, len(texts), BATCH)
        yield tokenized(list(zip(made.titles(chance, topics), made.passages(chance, topics), strict=True)))


def measure(engine: Engine, sizes: list[int]) -> list[Growth]:
    """Fill the tables and count at some sizes."""
    counts: Counter[str] = Counter()
    by_share = [
        Growth(f"counting a word of {share:.1%} of passages", "ms", AT_ONCE, "of a question") for share in SHARES
    ]
    clock = [Growth("… by the clock", "ms") for _ in SHARES]
    row = Growth("reading the count of a row", "ms", AT_ONCE, "of a question")
    kept = Growth("keeping such rows, a hundred articles", "ms", 2_000, "as reading their news takes")
    done, coming = 0, passages(paragraphs())
    for size in sizes:
        last: Counter[str] = Counter()
        while done < size:
            batch = next(coming)
            values = [(done + number, title, body) for number, (title, body, _) in enumerate(batch, 1)]
            engine.run("INSERT INTO searched VALUES (%s, %s, %s)", values, many=True)
            last = Counter(stem for _, _, stems in batch for stem in stems)
            keep(engine, last)
            counts.update(last)
            done += len(batch)
        engine.rest()
        for share, growth, seen in zip(SHARES, by_share, clock, strict=True):
            word = f"zz{min(counts, key=lambda one: (abs(counts[one] - share * done), one))}"
            query = "SELECT count(*) FROM searched WHERE MATCH(title, body) AGAINST(%s)"
            growth.at[done], seen.at[done] = engine.took(lambda: engine.run(query, (word,)))  # noqa: B023
        row.at[done] = engine.took(lambda: engine.run("SELECT passages FROM counted WHERE word = %s", (word,)))[0]  # noqa: B023
        kept.at[done] = engine.took(lambda: keep(engine, last))[0]  # noqa: B023
        print(f"{done:,} passages, {len(counts):,} words, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return [one for pair in zip(by_share, clock, strict=True) for one in pair] + [row, kept]


def keep(engine: Engine, counts: Counter[str]) -> None:
    """Add to the counts of words."""
    more = "INSERT INTO counted VALUES (%s, %s) ON DUPLICATE KEY UPDATE passages = passages + VALUES(passages)"
    engine.run(more, sorted((f"zz{word}"[:255], count) for word, count in counts.items()), many=True)


def main() -> None:
    """Start an engine, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--port", type=int, default=2891)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cuttings-counting-") as folder:
        server = Seekdb(Path(folder) / "engine", SeekdbOptions(port=options.port, memory="2G", disk="8G"))
        server.start()
        try:
            engine = Engine(server)
            with closing(engine.db):
                print(table(measure(engine, sorted(options.sizes))))
        finally:
            server.kill()


if __name__ == "__main__":
    main()
