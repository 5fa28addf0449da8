"""How well articles are put together into stories: pairs and B-cubed (Bagga and Baldwin 1998).

The set is `articles.jsonl` with `{"id", "title", "text", "story", "topic", "published"}`; `topic` and `published` may be
missing. Where there are days of publication, everything is measured with them and without.
"""

import shutil
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.private_files import make_folder
from qa.evaluation.figure import Figure, resample
from qa.evaluation.news.gold import words
from qa.evaluation.rows import read_rows
from qa.service.progress import ProgressCallback, ignore
from qa.service.service import CuttingsService
from qa.service.settings import Settings

_ALL = 1_000_000
_LISTED = 200
_DEFAULT = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one article.

    Attributes:
        article: id in the set.
        topic: what it is drawn with for the intervals: stories of one topic are easily taken for each other.
        story: where it belongs.
        found: the story that it was put into; one of its own where it was put to no other article.
        undated: the same where no day of publication was known; None where the set has no days, and `found` is that.
    """

    article: str
    title: str
    topic: str
    story: str
    found: str
    undated: str | None


def outcomes(folder: Path, on_progress: ProgressCallback = ignore, settings: Settings = _DEFAULT) -> list[Outcome]:
    """Put the articles of a set into stories in a throw-away archive, with their days of publication and without.

    Raises:
        ReadError: `articles.jsonl` is missing or is not what the layout says.
    """
    rows = read_rows(folder / "articles.jsonl", _row)
    drafts = {row.id: _draft(row) for row in rows}
    undated = {name: replace(draft, published=None) for name, draft in drafts.items()}
    has_days = undated != drafts
    with TemporaryDirectory(prefix="cuttings-evaluate-") as temporary:
        first, second = (ArchivePaths(Path(temporary) / name) for name in ("archive", "undated"))
        found = _found(first, drafts, on_progress, settings)
        if has_days:
            make_folder(second.folder)
            shutil.copy(first.embedding_cache, second.embedding_cache)  # nothing is encoded twice
            found_undated = _found(second, undated, on_progress, settings)
    return [
        Outcome(
            article=row.id,
            title=row.title,
            topic=row.topic,
            story=row.story,
            found=found[row.id],
            undated=found_undated[row.id] if has_days else None,
        )
        for row in rows
    ]


def figures(outcomes: Sequence[Outcome], *, seed: int = 0) -> list[Figure]:
    """Return precision, recall and F1 of pairs and B-cubed, with intervals over topics; then the same without days."""
    measured = _figures(outcomes, [one.found for one in outcomes], "", seed)
    undated = [one.undated for one in outcomes if one.undated is not None]
    return measured + (_figures(outcomes, undated, "_undated", seed) if undated else [])


def misses(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line for each two stories that were taken for one, and for each story that was not found whole."""
    lines = []
    together: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in outcomes:
        together[one.found][one.story].append(one)
        parts[one.story][one.found] += 1
    for by_story in together.values():
        for (story, some), (other, others) in combinations(sorted(by_story.items()), 2):
            lines.append(
                f"taken for one  {story} ({len(some)}) + {other} ({len(others)}): {some[0].title} | {others[0].title}"
            )
    for story, found in sorted(parts.items()):
        if len(found) > 1:
            lines.append(f"not whole      {story}: {' + '.join(map(str, sorted(found.values(), reverse=True)))}")
    return sorted(lines, reverse=True)[:_LISTED]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    title: str
    text: str
    story: str
    topic: str
    published: str | None


def _row(row: dict[str, Any]) -> _Row:
    story = words(row, "story")
    return _Row(
        id=words(row, "id"),
        title=words(row, "title") if row.get("title") else "",
        text=words(row, "text"),
        story=story,
        topic=words(row, "topic") if row.get("topic") else story,
        published=words(row, "published") if row.get("published") else None,
    )


def _draft(row: _Row) -> ArticleDraft:
    # an address of its own keeps two articles of one text apart
    return ArticleDraft(title=row.title, text=row.text, published=row.published, url=f"https://example.org/{row.id}")


def _found(
    paths: ArchivePaths, drafts: Mapping[str, ArticleDraft], on_progress: ProgressCallback, settings: Settings
) -> dict[str, str]:
    with closing(CuttingsService(paths, settings)) as service:
        service.maintenance.add_drafts(list(drafts.values()), on_progress)
        story_of = {article.id: story.id for story in service.news.stories(limit=_ALL) for article in story.articles}
    return {name: story_of.get(draft.id, draft.id) for name, draft in drafts.items()}


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of an article: how many others it was put to, belongs to, and both."""

    found: int
    expected: int
    right: int


def _figures(outcomes: Sequence[Outcome], found: Sequence[str], suffix: str, seed: int) -> list[Figure]:
    of_story = Counter(one.story for one in outcomes)
    of_found = Counter(found)
    of_both = Counter((one.story, place) for one, place in zip(outcomes, found, strict=True))
    topics: dict[str, list[_Counts]] = defaultdict(list)
    for one, place in zip(outcomes, found, strict=True):
        counts = _Counts(of_found[place] - 1, of_story[one.story] - 1, of_both[one.story, place] - 1)
        topics[one.topic].append(counts)
    measures: dict[str, Callable[[Sequence[list[_Counts]]], float | None]] = {
        "pairs_p": lambda units: _pairs(units)[0],
        "pairs_r": lambda units: _pairs(units)[1],
        "pairs_f1": lambda units: _f1(*_pairs(units)),
        "b3_p": lambda units: _b_cubed(units)[0],
        "b3_r": lambda units: _b_cubed(units)[1],
        "b3_f1": lambda units: _f1(*_b_cubed(units)),
    }
    units = list(topics.values())
    return [resample(name + suffix, measure, units, seed=seed) for name, measure in measures.items()]


def _pairs(topics: Sequence[list[_Counts]]) -> tuple[float | None, float | None]:
    every = [one for topic in topics for one in topic]
    found, expected, right = (sum(getattr(one, name) for one in every) for name in ("found", "expected", "right"))
    return right / found if found else None, right / expected if expected else None


def _b_cubed(topics: Sequence[list[_Counts]]) -> tuple[float | None, float | None]:
    every = [one for topic in topics for one in topic]
    if not every:
        return None, None
    return (
        sum((one.right + 1) / (one.found + 1) for one in every) / len(every),
        sum((one.right + 1) / (one.expected + 1) for one in every) / len(every),
    )


def _f1(precision: float | None, recall: float | None) -> float | None:
    if precision is None or recall is None:
        return None
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
