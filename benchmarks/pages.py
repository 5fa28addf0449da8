"""How long a page of the table of articles takes in an archive of 100,000: first and last page, by each order, and a search.

python benchmarks/pages.py [--articles 100000]
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.listing import SORTS, ListQuery
from corpus.filters import Filters


def fill(catalogue: Catalogue, count: int) -> None:
    """Store made articles of 500 words each."""
    chance = random.Random(1)  # noqa: S311
    words = [f"w{number}" for number in range(20_000)]
    with catalogue.change() as change:
        for number in range(count):
            text = " ".join(chance.choices(words, k=500))
            published = f"{2020 + number % 5}-{1 + number % 12:02d}-{1 + number % 28:02d}"
            draft = ArticleDraft(
                title=f"Title {chance.choice(words)} {number}",
                text=text,
                outlet=f"Outlet {number % 40}",
                published=published,
                url=f"https://example.org/{number}",
                source="x",
            )
            change.store(draft, [(0, len(text) // 2), (len(text) // 2, len(text))])


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long the second of two runs takes."""
    work()
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=100_000)
    count = parser.parse_args().articles
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Catalogue(Path(folder) / "catalogue.sqlite3", create=True)) as catalogue,
    ):
        fill(catalogue, count)
        with catalogue.snapshot() as snapshot:
            for sort in SORTS:
                first, last = ListQuery(sort=sort), ListQuery(sort=sort, offset=count - 50)
                took = [milliseconds(lambda query=query: snapshot.listed(query)) for query in (first, last)]
                print(f"{sort:8} first page {took[0]:6.1f} ms, last page {took[1]:6.1f} ms")
            search = ListQuery(words="w17 w123", filters=Filters(since="2022-01-01"))
            print(f"search   {milliseconds(lambda: snapshot.listed(search)):6.1f} ms")
            print(f"counting {milliseconds(lambda: snapshot.listed_count(ListQuery())):6.1f} ms")
            print(f"days     {milliseconds(snapshot.days):6.1f} ms")


if __name__ == "__main__":
    main()
