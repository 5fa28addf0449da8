"""Words that many passages have are left out of what an engine is asked, where they cannot change the best."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import archive_at
from corpus.engine import bm25, snapshot
from corpus.engine.bm25 import Candidate, needed_for, rarer, scored
from corpus.engine.snapshot import EngineSnapshot
from corpus.engine.tokens import tokens
from corpus.filters import Filters
from embeddings.models.encoder import Encoder
from qa.answering.models import Models
from tests.engine.conftest import Engine
from tests.engine.places import Place

WORDS = [f"w{number}" for number in range(12)]


def passages(seed: int, count: int) -> list[Candidate]:
    """Return made passages in which the first words are in most, the last in few."""
    draw = np.random.default_rng(seed)
    return [
        Candidate(
            number,
            tokens(word for place, word in enumerate(WORDS) if draw.random() < 0.1 / (1 + place)),
            tokens(
                word
                for place, word in enumerate(WORDS)
                for _ in range(int(draw.integers(1, 4)))
                if draw.random() < 0.7 / (1 + place)
            ),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_no_passage_without_the_needed_words_is_among_the_best(seed: int) -> None:
    made = passages(seed, 300)
    having = {word: sum(word in {*map(str, _stems(one.title)), *_stems(one.body)} for one in made) for word in WORDS}
    average = sum(len(_stems(one.title)) + len(_stems(one.body)) for one in made) / len(made)
    every = sorted((score for _, score in scored(made, [[word] for word in WORDS], having, 300, average)), reverse=True)
    least = every[9]
    needed = set(needed_for(WORDS, having, 300, least))
    assert len(needed) < len(WORDS)
    best = [key for key, score in scored(made, [[word] for word in WORDS], having, 300, average) if score >= least]
    for key in best:
        assert needed & {*_stems(made[key].title), *_stems(made[key].body)}


def test_rare_words_are_asked_for_first_and_of_frequent_ones_the_rarest() -> None:
    assert rarer({"valley": 900, "ferry": 50, "marker": 1}, 1000) == ["ferry", "marker"]
    assert rarer({"valley": 900, "report": 400}, 1000) == ["report"]


def test_where_little_was_found_every_word_is_needed() -> None:
    assert needed_for(["valley", "ferry"], {"valley": 900, "ferry": 50}, 1000, 0.0) == ["ferry", "valley"]


def test_a_stem_that_several_words_have_counts_as_often() -> None:
    having = {"need": 90, "accept": 10}
    assert needed_for(["need", "accept"], having, 1000, 8.0) == ["accept"]
    assert needed_for(["need", "accept", "need"], having, 1000, 8.0) == ["accept", "need"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Models(None, "").encoder(None)


@pytest.fixture(scope="module")
def place(seekdb_module: Engine, encoder: Encoder) -> Iterator[Place]:
    found = Place(archive_at(seekdb_module.address()), encoder)
    kinds = ("ferry to the islands", "library in Fennwick", "fire in the bakery", "bridge over the river")
    found.add(
        *(
            ArticleDraft(
                title=f"Report {number} of the valley",
                text=f"The {kinds[number % 4]} was discussed in the valley on Monday. {'Valley. ' * (number % 3)}"
                f"This is note{number % 15}, marker{number}, said the mayor of the valley.",
                outlet="Harbour Post" if number % 2 else "Panorama",
                published="2024-05-01",
                url=f"https://example.org/{number}",
                source="made.txt",
            )
            for number in range(80)
        )
    )
    try:
        yield found
    finally:
        found.close()


@pytest.mark.engine
@pytest.mark.model
@pytest.mark.parametrize("limit", [1, 3, 10, 60])
@pytest.mark.parametrize(
    "question",
    [
        "valley ferry marker8",
        "valley mayor monday",
        "note3 valley bridge said",
        "marker1 marker2 fire",
        "valley",
        "unheard valley",
    ],
)
@pytest.mark.parametrize("filters", [Filters(), Filters(outlets=("Panorama",))], ids=["all", "an outlet"])
def test_leaving_frequent_words_out_changes_no_result(
    place: Place, monkeypatch: pytest.MonkeyPatch, question: str, limit: int, filters: Filters
) -> None:
    words = question.split()

    def found() -> list[tuple[int, float]]:
        with place.retriever.state() as state:
            return state.lexical(words, limit, filters)

    short = found()
    monkeypatch.setattr(bm25, "FREQUENT", 1.0)  # all are asked for
    assert short == found()


@pytest.mark.engine
@pytest.mark.model
def test_a_frequent_word_is_not_asked_for_beside_a_rare_one(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    real = EngineSnapshot._having_any

    def noted(self: EngineSnapshot, stems: Sequence[str], *rest: Any) -> list[Candidate]:
        asked.append(list(stems))
        return real(self, stems, *rest)

    monkeypatch.setattr(EngineSnapshot, "_having_any", noted)
    with place.retriever.state() as state:
        state.lexical(["valley", "marker8"], 1, Filters())
    assert asked == [["marker8"]]


def _stems(text: str) -> list[str]:
    return [one.removeprefix("zz") for one in text.split()]


@pytest.mark.engine
@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "candidates", "most", "ways"),
    [
        ("ferry", 20, 60, ["after"]),  # as many as are wanted remain
        ("bridge note3", 20, 60, ["after"]),  # fewer, of all that there are
        ("bridge note3", 4, 15, ["after", "after", "before"]),  # of all that bridges are in, none remains
        ("ferry", 20, 40, ["before"]),  # too many would have to be ranked
    ],
)
def test_a_filter_that_is_applied_to_what_was_ranked_finds_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch, question: str, candidates: int, most: int, ways: list[str]
) -> None:
    monkeypatch.setattr(snapshot, "LEAST_CANDIDATES", candidates)
    monkeypatch.setattr(snapshot, "CANDIDATES", 1)
    monkeypatch.setattr(snapshot, "RANKED_FIRST", most)
    monkeypatch.setattr(bm25, "FREQUENT", 1.0)
    used: list[str] = []
    real = EngineSnapshot._best

    def noted(self: EngineSnapshot, asked: str, ranked: int, limit: int, **filters: Any) -> list[Candidate]:
        used.extend(filters)
        return real(self, asked, ranked, limit, **filters)

    def found() -> list[tuple[int, float]]:
        with place.retriever.state() as state:
            return state.lexical(question.split(), 3, Filters(outlets=("Panorama",)))

    monkeypatch.setattr(EngineSnapshot, "_best", noted)
    ranked = found()
    assert used == ways
    monkeypatch.setattr(snapshot, "ranked_first", lambda limit, share, most: [])
    assert ranked == found() != []
