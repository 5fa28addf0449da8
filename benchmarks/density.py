"""How many articles a day there may be until the articles of a story are not found any more.

    benchmarks/density.py                       30 to 3,000 articles a day: three minutes of the processor
    benchmarks/density.py --a-day 30 100        a short form

An article is compared with those that share names and words within some days, and what too many articles of these days have is
passed over. So a story is lost in a dense pile long before looking takes long. Labelled articles, those of
../shared/eval/news/stories where that is, else of tests/data/stories, come among others of the same days: articles read out of
real news, each renamed in part (`benchmarks/stories.py`), so that words and names have a real spread. "Found" is the share of the
pairs of one story of which the later article has the earlier among its candidates.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import stories
from real_articles import real_articles

from corpus.article import ArticleDraft
from qa.news.candidates import CandidateOptions, candidates_for
from qa.news.extract.article import ReadArticle, read_article
from qa.news.features import ArticleFeatures
from qa.news.store import NewsStore

# ruff: noqa: S311

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT.parent / "shared" / "eval" / "news" / "stories" / "articles.jsonl"
FIRST = date(2013, 5, 11).toordinal()
AROUND = 11  # days before and after those of the labelled articles
OTHERS = 400  # read for real
A_DAY = (30, 300, 1_000, 3_000)
WAYS = {
    "as it is": CandidateOptions(),
    "within 3 days": CandidateOptions(window=3),
    "words of up to 3,000": CandidateOptions(most_of_one=3_000),
    "both": CandidateOptions(window=3, most_of_one=3_000),
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--a-day", type=int, nargs="+", default=A_DAY)
    parser.add_argument("--articles", type=int, default=150, help="labelled ones whose candidates are looked for")
    options = parser.parse_args()
    chance = random.Random(7)
    labelled = labelled_articles()
    others = [read_of(text, number) for number, text in enumerate(chance.sample(real_articles(news_only=True), OTHERS))]
    last = max(one.features.day for one, _ in labelled)
    print(f"{len(labelled)} labelled articles, load {os.getloadavg()[0]:.1f}; milliseconds of the processor\n")
    print(f"| articles a day | passages in ten years | {' | '.join(f'found, {way} | ms' for way in WAYS)} |")
    print(f"|---:|---:|{'---:|' * 2 * len(WAYS)}")
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(NewsStore(Path(folder) / "news.sqlite3", create=True)) as store,
    ):
        with store.writing() as writer:
            for one, _ in labelled:
                writer.add(one)
        done, days = 0, last - FIRST + 1 + 2 * AROUND
        for a_day in sorted(options.a_day):
            with store.writing() as writer:
                for number in range(done, a_day * days):
                    made = stories.renamed(others[number % OTHERS], number, chance)
                    features = replace(
                        made.features, key=len(labelled) + number + 1, day=FIRST - AROUND + number % days
                    )
                    writer.add(replace(made, features=features))
            done = a_day * days
            cells = [cell for way in WAYS.values() for cell in found(store, labelled, way, options.articles)]
            print(f"| {a_day:,} | {a_day * 3650 * 5:,} | {' | '.join(cells)} |", flush=True)


def found(
    store: NewsStore, labelled: list[tuple[ReadArticle, str]], options: CandidateOptions, most: int
) -> tuple[str, str]:
    """Return the share of the pairs of a story that are candidates, and the milliseconds of an article, as cells."""
    story_of = {one.features.key: story for one, story in labelled}
    pairs = hits = 0
    spent, cache = 0.0, dict[int, ArticleFeatures]()
    looking = labelled[:: max(1, len(labelled) // most)]
    with store.reading() as reader:
        for one, story in looking:
            earlier = {key for key, other in story_of.items() if other == story and key < one.features.key}
            began = time.thread_time()
            candidates = candidates_for(reader, one.features, options, cache)
            spent += time.thread_time() - began
            pairs += len(earlier)
            hits += len(earlier & {other.key for other in candidates.articles})
    return f"{hits / max(1, pairs):.3f}", f"{spent * 1000 / len(looking):.0f}"


def labelled_articles() -> list[tuple[ReadArticle, str]]:
    """Return articles with the name of their story; all stories begin on one day, each keeps the distances of its own."""
    if LABELLED.is_file():
        rows = [json.loads(line) for line in LABELLED.read_text("utf-8").splitlines()]
    else:
        rows = [row for row in json.loads(stories.MADE.read_text("utf-8")) if row["published"] and row["story"]]
    rows.sort(key=lambda row: str(row["published"]))
    begun: dict[str, int] = {}
    read = []
    for number, row in enumerate(rows):
        day = date.fromisoformat(row["published"][:10]).toordinal()
        first = begun.setdefault(str(row["story"]), day)
        one = read_of(row["text"], number, row["title"])
        features = replace(one.features, key=number + 1, day=FIRST + min(day - first, 2))
        read.append(
            (replace(one, features=features, article=replace(one.article, id=f"l{number:011d}")), str(row["story"]))
        )
    return read


def read_of(text: str, number: int, title: str = "") -> ReadArticle:
    """Return what is read out of a text."""
    draft = ArticleDraft(
        title=title or " ".join(text.split()[:8]), text=text, source="real", url=f"https://example.org/{number}"
    )
    return read_article(
        1, stories.article_of(draft), np.zeros((1, stories.DIMENSIONS), np.float32), dimensions=stories.DIMENSIONS
    )


if __name__ == "__main__":
    main()
