"""What stories of real news must reach: a little under what docs/news.md records. Minutes: texts are encoded."""

from itertools import combinations
from pathlib import Path

import pytest

from qa.evaluation.news.stories import figures, outcomes
from tests.labelled import story_weights
from tests.labelled.stories import opened

pytestmark = [pytest.mark.slow, pytest.mark.model]

CHECKED_FROM = "2016-04-01"
"""The pairs of earlier articles had a say in the weights."""


def test_look_alike_events(shared: Path) -> None:
    folder = shared / "eval/news/stories"
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}")
    values = {figure.name: figure.value or 0.0 for figure in figures(outcomes(folder))}
    assert values["pairs_p"] >= 0.97
    assert values["pairs_f1"] >= 0.92
    assert values["b3_f1"] >= 0.93
    assert values["pairs_p_undated"] >= 0.91
    assert values["pairs_f1_undated"] >= 0.87
    assert values["b3_f1_undated"] >= 0.9


def test_an_election_is_no_story(shared: Path) -> None:
    if not (shared / "eval/news/quotations").is_dir():
        pytest.skip("no real archive of an election")
    labelled = story_weights.election_set()
    for name, draft in list(labelled.drafts.items()):
        if (draft.published or "") < CHECKED_FROM:
            del labelled.drafts[name]
    labels = story_weights.election_labels("check")
    with opened(labelled) as (service, names):
        stories = service.news.stories(limit=10_000)
        pairs = [
            frozenset(story_weights.hashed(names[article.id]) for article in pair)
            for story in stories
            for pair in combinations(story.articles, 2)
        ]
        links = [link for story in stories for link in story.links if link.kind == "correction"]
        differences = [one for story in stories for one in story.differences]
    read = [labels[pair] for pair in pairs if pair in labels]
    assert len(pairs) <= 40
    assert sum(value > 0 for value in read) >= 0.6 * len(read)
    assert links == [], "no article of this archive corrects another"
    assert differences == [], "no two articles of this archive contradict each other"
