"""How well articles are put together into stories, copies of one text and corrections.

    python benchmarks/news.py stories         precision and recall of pairs on each labelled set, and every miss
    python benchmarks/news.py stories --fit   fit the weights of qa/news/matching.py (tests/labelled/story_weights.py)

The sets: the made articles of tests/data/stories ("tune", "held-out"), the sample archive, and the real digest in ../shared where
it is there. Each is added to an archive of its own with the default model. A pair is two articles of one story; precision and
recall are over pairs.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.readers.ingest import read_files
from qa.service.service import CuttingsService

ROOT = Path(__file__).parents[2]
LABELS = ROOT / "tests/data/stories"
DIGEST = ROOT.parent / "shared/seeds/news-digest-2023-12.txt"
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"

Pairs = set[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found and expected; missed and wrong ones by name."""

    found: int
    right: int
    expected: int
    wrong: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the found pairs that are right; 1 where none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected pairs that were found; 1 where none was expected."""
        return self.right / self.expected if self.expected else 1.0

    def line(self) -> str:
        """Return the score in words."""
        precision, recall = (
            f"{self.precision:.3f} ({self.right}/{self.found})",
            f"{self.recall:.3f} ({self.right}/{self.expected})",
        )
        return f"precision {precision}, recall {recall}"


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of one set."""

    name: str
    stories: Score
    copies: Score
    corrections: Score


@dataclass(slots=True)
class LabelledSet:
    """Articles by name with what is right for them."""

    name: str
    drafts: dict[str, ArticleDraft] = field(default_factory=dict)
    stories: Pairs = field(default_factory=set)
    copies: Pairs = field(default_factory=set)
    corrections: set[tuple[str, str]] = field(default_factory=set)


def made_set(split: str) -> LabelledSet:
    """Return the made articles of a part."""
    rows = [row for row in json.loads((LABELS / "articles.json").read_text("utf-8")) if row["split"] == split]
    made = LabelledSet(name=split)
    for row in rows:
        made.drafts[row["id"]] = ArticleDraft(
            title=row["title"],
            text=row["text"],
            outlet=row["outlet"],
            published=row["published"],
            byline=row["byline"],
            url=row["url"],
            language="en",
            source=f"{row['id']}.txt",
        )
        if row["corrects"]:
            made.corrections.add((row["corrects"], row["id"]))
    made.stories = _pairs((row["id"], row["story"]) for row in rows)
    made.copies = _pairs((row["id"], row["copy_of"] or row["id"]) for row in rows)
    return made


def measure_set(labelled: LabelledSet) -> Measured:
    """Return how well the articles of one set are put together."""
    with opened(labelled) as (service, names):
        stories: Pairs = set()
        copies: Pairs = set()
        corrections: set[tuple[str, str]] = set()
        for story in service.news.stories(limit=10_000):
            stories |= _pairs((names[article.id], story.id) for article in story.articles)
            copies |= _pairs((names[article.id], str(article.text)) for article in story.articles)
            corrections |= {(names[one.older], names[one.newer]) for one in story.links if one.kind == "correction"}
        live = set(names.values())
    kept = [pair for pair in labelled.stories if pair <= live]
    return Measured(
        labelled.name,
        _score(stories, set(kept)),
        _score(copies, {pair for pair in labelled.copies if pair <= live}),
        _score(
            {frozenset(pair) for pair in corrections},
            {frozenset(pair) for pair in labelled.corrections if set(pair) <= live},
        ),
    )


@contextmanager
def opened(labelled: LabelledSet) -> Iterator[tuple[CuttingsService, dict[str, str]]]:
    """Add a set to an archive of its own; give the service, and the names of the live articles by id."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(CuttingsService(ArchivePaths(Path(folder) / "archive"))) as service,
    ):
        service.maintenance.add_drafts(list(labelled.drafts.values()))
        names = {draft.id: name for name, draft in labelled.drafts.items()}  # of two versions, the later one
        yield service, {article.id: names[article.id] for article in service.articles() if article.id in names}


def read_sets() -> Iterator[LabelledSet]:
    """Yield the sets that are read from files: the sample archive, and the digest where it is there."""
    labels = json.loads((LABELS / "seed.json").read_text("utf-8"))
    for name, path in (("sample", SAMPLE), ("digest", DIGEST)):
        if path.exists():
            yield _read_set(name, path, labels[name])


def _read_set(name: str, path: Path, labels: Sequence[dict[str, Any]]) -> LabelledSet:
    read = LabelledSet(name=name)
    drafts = [draft for file in read_files([path]) for draft in file.drafts]
    by_hash = {hashlib.sha256(draft.title.encode()).hexdigest(): draft for draft in drafts}
    rows = []
    for row in labels:
        draft = by_hash[row.get("title_sha256") or hashlib.sha256(row["title"].encode()).hexdigest()]
        if not row.get("borderline"):  # right or wrong in either story
            read.drafts[draft.title] = draft
            rows.append((draft.title, row))
            if row.get("corrects"):
                read.corrections.add((row["corrects"], draft.title))
    read.stories = _pairs((title, row["story"]) for title, row in rows)
    read.copies = _pairs((title, row.get("copy_of") or title) for title, row in rows)
    return read


def measure() -> list[Measured]:
    """Return the scores of every set."""
    return [measure_set(one) for one in (made_set("tune"), made_set("held-out"), *read_sets())]


def main() -> None:
    """Print the scores, or what was fitted."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fit", action="store_true")
    if parser.parse_args().fit:
        from tests.labelled import story_weights

        story_weights.main()
        return
    for one in measure():
        print(f"\n## {one.name}")
        for what, score in (("stories", one.stories), ("copies", one.copies), ("corrections", one.corrections)):
            print(f"{what}: {score.line()}")
            for kind, pairs in (("wrong", score.wrong), ("missed", score.missed)):
                for pair in pairs:
                    print(f"  {kind}: {pair}")


def _pairs(labelled: Iterable[tuple[str, str]]) -> Pairs:
    groups: dict[str, list[str]] = {}
    for name, label in labelled:
        groups.setdefault(label, []).append(name)
    return {frozenset(pair) for names in groups.values() for pair in combinations(names, 2)}


def _score(found: Pairs, expected: Pairs) -> Score:
    return Score(
        found=len(found),
        right=len(found & expected),
        expected=len(expected),
        wrong=tuple(sorted(" + ".join(sorted(pair)) for pair in found - expected)),
        missed=tuple(sorted(" + ".join(sorted(pair)) for pair in expected - found)),
    )


if __name__ == "__main__":
    main()
