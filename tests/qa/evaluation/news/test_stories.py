"""Scores of stories, by exact values on tiny sets."""

import json
from pathlib import Path

import pytest

from corpus.errors import ReadError
from qa.evaluation.news.stories import Outcome, figures, misses, outcomes
from qa.service.settings import Settings

SMALL = Settings(model="hashing-256")


def outcome(article: str, story: str, found: str, undated: str | None = None) -> Outcome:
    return Outcome(article=article, title=f"About {article}", topic=story[0], story=story, found=found, undated=undated)


SOME = [
    # two events of one topic: three articles of a1 are found as one story, with one of the two of a2
    outcome("1", "a1", "x", "x"),
    outcome("2", "a1", "x", "x"),
    outcome("3", "a1", "x", "y"),
    outcome("4", "a2", "x", "z"),
    outcome("5", "a2", "v", "w"),
    outcome("6", "b1", "u", "u"),
]


def values(of: list[Outcome]) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in figures(of)}


def test_pairs_and_b_cubed_are_scored_with_days_and_without() -> None:
    got = values(SOME)
    assert list(got) == [
        f"{name}{suffix}"
        for suffix in ("", "_undated")
        for name in ("pairs_p", "pairs_r", "pairs_f1", "b3_p", "b3_r", "b3_f1")
    ]
    assert got["pairs_p"] == 3 / 6
    assert got["pairs_r"] == 3 / 4
    assert got["pairs_f1"] == pytest.approx(0.6)
    assert got["b3_p"] == pytest.approx((3 * 3 / 4 + 1 / 4 + 1 + 1) / 6)
    assert got["b3_r"] == pytest.approx((3 + 2 / 2 + 1) / 6)
    assert got["pairs_p_undated"] == 1.0
    assert got["pairs_r_undated"] == 1 / 4
    assert got["b3_p_undated"] == 1.0
    assert got["b3_r_undated"] == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2 + 1) / 6)


def test_intervals_are_over_topics() -> None:
    by_name = {figure.name: figure for figure in figures(SOME)}
    recall = by_name["b3_r"]
    # two topics: one of five articles with 4 right in all, one of a single article that is right
    assert (recall.low, recall.high) == (pytest.approx(0.8), 1.0)


def test_a_set_without_days_is_scored_once() -> None:
    got = values([outcome("1", "a1", "x"), outcome("2", "a1", "y")])
    assert got == {"pairs_p": None, "pairs_r": 0.0, "pairs_f1": None, "b3_p": 1.0, "b3_r": 0.5, "b3_f1": 2 / 3}


def test_misses_name_stories_taken_for_one_and_stories_not_found_whole() -> None:
    assert misses(SOME) == [
        "taken for one  a1 (3) + a2 (1): About 1 | About 4",
        "not whole      a2: 1 + 1",
    ]


ROWS = [
    {"id": "q1", "title": "Quake hits Sarnova", "story": "quake", "topic": "1", "published": "2024-03-08",
     "text": "A strong earthquake struck the port of Sarnova on Friday and damaged the harbour, officials said."},
    {"id": "q2", "title": "Quake hits Sarnova port", "story": "quake", "topic": "1", "published": "2024-03-08",
     "text": "A strong earthquake struck the port of Sarnova on Friday and damaged the harbour, the mayor said."},
    {"id": "b1", "title": "Bank cuts rate", "story": "bank", "topic": "2", "published": "2024-03-08",
     "text": "The central bank of Veldania cut its key interest rate to 3.75 percent, less than was expected."},
]  # fmt: skip


def write(folder: Path, rows: list[dict]) -> Path:
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.mark.model
def test_a_folder_is_put_into_stories(tmp_path: Path) -> None:
    first, second, third = outcomes(write(tmp_path, ROWS), settings=SMALL)
    assert (first.article, first.title, first.topic, first.story) == ("q1", "Quake hits Sarnova", "1", "quake")
    assert first.found == second.found != third.found
    assert first.undated == second.undated != third.undated
    assert None not in (first.undated, third.undated)
    one, *_ = outcomes(write(tmp_path, [{"id": "q1", "text": "A word.", "story": "quake"}]), settings=SMALL)
    assert (one.undated, one.topic) == (None, "quake")


@pytest.mark.parametrize("row", [{"id": "1", "text": "Some words."}, {"story": "a", "text": "x", "id": 3}, ["a"]])
def test_a_malformed_set_is_refused(tmp_path: Path, row: dict) -> None:
    with pytest.raises(ReadError, match="line 1"):
        outcomes(write(tmp_path, [row]))


def test_a_missing_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="missing"):
        outcomes(tmp_path)
