"""The weights of qa/news/matching.py, fitted to labelled pairs, and what they are worth on topics that had no say.

    python benchmarks/news.py stories --fit   some minutes; needs the gold of ../shared

A pair is what a new article is compared with, in the order in which the articles come. Fitted together are real texts with
look-alike events (../shared/eval/news/stories, once with days of publication and once without), pairs of a real archive of one
election that were read by hand (tests/data/stories/election.json, over the articles of ../shared/eval/news/quotations), and the
sets of `tests.labelled.stories` but the held-out one.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from corpus.article import ArticleDraft
from qa.evaluation.news.stories import Outcome, figures
from qa.evaluation.rows import json_rows
from qa.news import comparison
from qa.news.candidates import Candidates, candidates_for
from qa.news.clustering import ClusteringOptions, cluster, components
from qa.news.comparison import LEAST_EDGE
from qa.news.matching import HELPS, MEASURES, MatchingOptions, measures
from tests.labelled.stories import LABELS, ROOT, LabelledSet, made_set, opened, read_sets

GOLD = ROOT.parent / "shared/eval/news"
FOLDS = 7
STRENGTH = 0.05
"""Of the penalty on large weights, measured in standard deviations of each measure."""

WEIGHTS = {"gold": 1.0, "gold, undated": 1.0, "election": 80.0, "tune": 20.0, "sample": 20.0, "digest": 40.0}
"""How often a pair of each set counts: the gold has fifty times as many pairs as the others."""

BORDERLINE = 0.6
Array = NDArray[np.float64]
Key = tuple[int, int]


@dataclass(slots=True)
class Compared:
    """The pairs of one set: their measures, whether they are of one story (nan: not known), the topics of both articles."""

    name: str
    pairs: list[Key] = field(default_factory=list)
    rows: list[tuple[float, ...]] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    topics: dict[int, str] = field(default_factory=dict)
    stories: dict[int, str] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)

    def select(self, without: frozenset[str]) -> tuple[Array, Array]:
        """Return measures and labels of the labelled pairs neither article of which is of one of these topics."""
        chosen = [
            place
            for place, pair in enumerate(self.pairs)
            if not np.isnan(self.right[place]) and not {self.topics.get(key, "") for key in pair} & without
        ]
        return np.array(self.rows)[chosen], np.array(self.right)[chosen]


def gold_set(*, dated: bool) -> tuple[LabelledSet, dict[str, str], dict[str, str]]:
    """Return the real texts, with the story and the topic of each."""
    labelled = LabelledSet(name="gold" if dated else "gold, undated")
    stories, topics = {}, {}
    for row in json_rows(GOLD / "stories/articles.jsonl"):
        labelled.drafts[row["id"]] = _draft(row, row["published"] if dated else None)
        stories[row["id"]], topics[row["id"]] = row["story"], row["topic"]
    return labelled, stories, topics


def election_set() -> LabelledSet:
    """Return the real archive of one election."""
    drafts = {row["id"]: _draft(row, row["published"]) for row in json_rows(GOLD / "quotations/articles.jsonl")}
    return LabelledSet(name="election", drafts=drafts)


def election_labels(part: str = "choose") -> dict[frozenset[str], float]:
    """Return what was read of pairs of the election archive: by the hashes of their ids, 1 for one event.

    Args:
        part: "choose" up to March 2016, which is fitted; "check" from April on, which is not.
    """
    worth = {"same": 1.0, "borderline": BORDERLINE, "other": 0.0}
    rows = json.loads((LABELS / "election.json").read_text("utf-8"))
    return {frozenset((one, other)): worth[label] for one, other, label, half in rows if half == part}


def hashed(article: str) -> str:
    """Return the name of an article of the election archive in the labels."""
    return hashlib.sha256(article.encode()).hexdigest()[:16]


def gather() -> list[Compared]:
    """Return the compared pairs of all sets that are fitted."""
    found = []
    for dated in (True, False):
        labelled, stories, topics = gold_set(dated=dated)
        one = Compared(labelled.name)
        for pair, names, row in _compared(labelled, one):
            _add(one, pair, row, float(stories[names[0]] == stories[names[1]]))
        one.stories = {key: stories[name] for key, name in one.stories.items()}
        one.topics = {key: topics[name] for key, name in one.topics.items()}
        found.append(one)
    labels = election_labels()
    election = Compared("election")
    for pair, names, row in _compared(election_set(), election):
        _add(election, pair, row, labels.get(frozenset(map(hashed, names)), np.nan))
    found.append(election)
    for labelled in (made_set("tune"), *read_sets()):
        one = Compared(labelled.name)
        for pair, names, row in _compared(labelled, one):
            same = frozenset(names)
            if same not in labelled.copies:
                _add(one, pair, row, float(same in labelled.stories))
        found.append(one)
    return found


def fit(sets: Sequence[Compared], without: frozenset[str] = frozenset()) -> Array:
    """Return bias and weights: logistic regression, no weight of the wrong sign, which would be a peculiarity of these articles.

    Args:
        without: topics whose articles have no say.
    """
    from scipy.optimize import minimize

    chosen = [(one, *one.select(without)) for one in sets]
    x = np.vstack([np.column_stack([np.ones(len(rows)), rows]) for _, rows, _ in chosen])
    y = np.concatenate([right for _, _, right in chosen])
    count = np.concatenate([np.full(len(right), WEIGHTS[one.name]) for one, _, right in chosen])
    scale = np.r_[1.0, x[:, 1:].std(axis=0) + 1e-9]
    x = x / scale

    def loss(weights: Array) -> tuple[float, Array]:
        score = x @ weights
        p = 1 / (1 + np.exp(-np.clip(score, -40, 40)))
        value = (count * (np.logaddexp(0, score) - y * score)).sum() + STRENGTH * (weights[1:] ** 2).sum()
        return float(value), x.T @ (count * (p - y)) + 2 * STRENGTH * np.r_[0, weights[1:]]

    bounds = [(None, None), *((0, None) if name in HELPS else (None, 0) for name in MEASURES)]
    best = minimize(loss, np.zeros(x.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return np.asarray(best / scale)


def left_out(sets: Sequence[Compared], name: str) -> list[Outcome]:
    """Return the stories of a set with topics, each topic with weights that its articles had no say in."""
    one = next(compared for compared in sets if compared.name == name)
    names = sorted(set(one.topics.values()))
    total, times = np.zeros(len(one.pairs)), np.zeros(len(one.pairs))
    for part in range(FOLDS):
        without = frozenset(names[part::FOLDS])
        probabilities = _probabilities(fit(sets, without), np.array(one.rows))
        inside = np.array([bool({one.topics[key] for key in pair} & without) for pair in one.pairs])
        total[inside] += probabilities[inside]
        times[inside] += 1
    return _outcomes(one, dict(zip(one.pairs, total / times, strict=True)))


def main() -> None:
    """Print weights for qa/news/matching.py, and the figures of topics that were left out."""
    sets = gather()
    for name in ("gold", "gold, undated"):
        for figure in figures(left_out(sets, name)):
            print(f"{name}, topics left out: {figure.name} {figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]")
    bias, *weights = (round(float(value), 2) for value in fit(sets))
    print(dict(zip(MEASURES, weights, strict=True)))
    print(f"weights = {tuple(weights)}\nbias = {bias}")


def _draft(row: dict[str, Any], published: str | None) -> ArticleDraft:
    return ArticleDraft(
        title=row["title"],
        text=row["text"],
        outlet=row.get("outlet"),
        byline=row.get("byline"),
        published=published,
        url=f"https://example.org/{row['id']}",
    )


@contextmanager
def _recorded() -> Iterator[list[tuple[Any, Candidates]]]:
    """Note what each article is compared with, while it is."""
    noted: list[tuple[Any, Candidates]] = []

    def recording(reader: Any, features: Any, *rest: Any) -> Candidates:
        found = candidates_for(reader, features, *rest)
        noted.append((features, found))
        return found

    with patch.object(comparison, "candidates_for", recording):
        yield noted


def _compared(labelled: LabelledSet, into: Compared) -> Iterator[tuple[Key, tuple[str, str], tuple[float, ...]]]:
    """Yield each compared pair with the names of its articles and its measures; topics and stories become the names."""
    with _recorded() as noted, opened(labelled) as (service, names), service.news.reading() as state:
        assert state is not None
        of_key = {key: names[article] for key, article in state[0].ids().items()}
        into.topics, into.stories = dict(of_key), dict(of_key)
        for features, found in noted:
            into.days[features.key] = features.day
            for other in found.articles:
                row = measures(features, other, found.rarity)
                yield (other.key, features.key), (of_key[other.key], of_key[features.key]), row


def _add(to: Compared, pair: Key, row: tuple[float, ...], right: float) -> None:
    to.pairs.append(pair)
    to.rows.append(row)
    to.right.append(right)


def _probabilities(fitted: Array, rows: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(fitted[0] + rows @ fitted[1:], -40, 40))))


def _outcomes(one: Compared, probability: dict[Key, float]) -> list[Outcome]:
    window, options = MatchingOptions().window, ClusteringOptions()

    def comparable(first: int, second: int) -> bool:
        return bool(one.days[first] and one.days[second]) and abs(one.days[first] - one.days[second]) <= window

    edges = {pair: value for pair, value in probability.items() if value >= LEAST_EDGE}
    connected = components(one.stories, (pair for pair, value in edges.items() if value >= options.joined))
    found = {
        key: str(story[0])
        for keys in connected
        for story in cluster(keys, {p: edges[p] for p in combinations(keys, 2) if p in edges}, comparable, options)
        for key in story
    }
    outcome = Outcome(article="", title="", topic="", story="", found="", undated=None)
    return [
        replace(outcome, article=str(key), topic=one.topics[key], story=one.stories[key], found=found[key])
        for key in one.stories
    ]
