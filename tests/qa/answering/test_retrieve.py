"""Finding passages by words and by meaning, over a real catalogue and a real index."""

from pathlib import Path

import pytest

from corpus.filters import Filters
from qa.answering.retrieve import Candidate, RetrieveOptions, retrieve
from tests.qa.answering.scripted import ScriptedEncoder, archive, candidate, draft

WORDS_ONLY = {"dense_weight": 0.0}
MEANING_ONLY = {"lexical_weight": 0.0}
BOTH: dict[str, float] = {}
BY_WORDS_AND_BY_MEANING = pytest.mark.parametrize("searches", [WORDS_ONLY, MEANING_ONLY, BOTH])


def scored(candidates: list[Candidate]) -> list[tuple[str, float]]:
    return [(one.article.title, one.fused) for one in candidates]


def titles(candidates: list[Candidate]) -> list[str]:
    return [one.article.title for one in candidates]


class Searched:
    """Articles, by title, with stated cosines."""

    def __init__(
        self, folder: Path, texts: dict[str, str], near: dict[str, float], across: tuple[str, ...] = ()
    ) -> None:
        self.folder = folder
        self.encoder = ScriptedEncoder({texts[title]: cosine for title, cosine in near.items()}, across)
        self.drafts = [draft(title, text, outlet=f"{title} Post") for title, text in texts.items()]

    def find(
        self, *texts: str, filters: Filters | None = None, preferred: Filters | None = None, **options: float
    ) -> list[Candidate]:
        chosen = RetrieveOptions(**options)  # type: ignore[arg-type]
        with archive(self.folder, self.drafts, self.encoder) as state:
            return retrieve(texts, state.retrieval, self.encoder, filters or Filters(), chosen, preferred=preferred)


def test_words_weigh_half_as_much_again_as_meaning(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Words": "A ferry.", "Meaning": "A boat."}, {"Meaning": 0.9, "Words": 0.1})
    assert scored(searched.find("ferry")) == [("Words", 1.5 / 6 + 1.0 / 7), ("Meaning", 1.0 / 6)]


def test_a_candidate_is_a_passage_with_its_article(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Two": "A bank.\n\nA ferry.", "One": "Another ferry."}, {})
    (found, _) = searched.find("ferry bank", passages=2, spare=0, **WORDS_ONLY)
    assert (found.passage.text, found.article.title, found.copies) == ("A bank.", "Two", ())
    assert found.article.text == "A bank.\n\nA ferry."


def test_a_span_is_of_the_articles_text() -> None:
    assert candidate("Title", "A ferry came in.", before="It rained. ").text((13, 18)) == "ferry"


@pytest.mark.parametrize("searches", [WORDS_ONLY, MEANING_ONLY])
def test_each_search_gives_fifty(tmp_path: Path, searches: dict[str, float]) -> None:
    searched = Searched(tmp_path, {"One": "\n\n".join(["ferry"] * 60)}, {})
    assert len(searched.find("ferry", passages=60, **searches)) == 50


def test_twelve_are_kept_and_twelve_to_spare(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"One": "\n\n".join(["ferry"] * 40)}, {})
    assert len(searched.find("ferry")) == 24
    assert len(searched.find("ferry", passages=20)) == 20 + 12
    assert len(searched.find("ferry", spare=1)) == 12 + 1


def test_a_search_without_weight_is_not_made(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Words": "A ferry.", "Meaning": "A boat."}, {"Meaning": 0.9})
    assert scored(searched.find("ferry", depth=1, **WORDS_ONLY)) == [("Words", 1.5 / 6)]
    assert searched.encoder.asked == []
    assert scored(searched.find("ferry", depth=1, **MEANING_ONLY)) == [("Meaning", 1.0 / 6)]
    assert searched.encoder.asked == ["ferry"]


def test_of_equals_what_words_found_comes_first(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Meaning": "A boat.", "Words": "A ferry."}, {"Meaning": 0.9})
    assert titles(searched.find("ferry", depth=1, lexical_weight=1.0)) == ["Words", "Meaning"]


def test_stop_words_are_not_looked_up(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Stop": "What was it about?", "Content": "A ferry."}, {})
    assert titles(searched.find("What about the ferry?", **WORDS_ONLY)) == ["Content"]


@BY_WORDS_AND_BY_MEANING
def test_filters_apply_inside_the_search(tmp_path: Path, searches: dict[str, float]) -> None:
    """With one passage asked for, what is filtered away after the search would leave nothing."""
    searched = Searched(tmp_path, {"Best": "ferry", "Other": "ferry in the harbour"}, {"Best": 0.9, "Other": 0.1})
    assert titles(searched.find("ferry", depth=1, **searches)) == ["Best"]
    restricted = Filters(outlets=("Other Post",))
    assert titles(searched.find("ferry", depth=1, filters=restricted, **searches)) == ["Other"]


def test_each_wording_goes_to_both_searches(tmp_path: Path) -> None:
    texts = {"Ferry": "ferry", "Bank": "bank", "Boat": "boat", "Money": "money"}
    searched = Searched(tmp_path, texts, {"Boat": 0.9, "Ferry": 0.8, "Bank": 0.7, "Money": 0.0}, across=("bank",))
    found = searched.find("ferry", "bank", depth=1)
    assert scored(found) == [("Ferry", 1.5 / 6), ("Bank", 1.5 / 6), ("Boat", 1.0 / 6), ("Money", 1.0 / 6)]
    assert searched.encoder.asked == ["ferry", "bank"]


def test_what_both_wordings_find_counts_twice(tmp_path: Path) -> None:
    searched = Searched(tmp_path, {"Ferry": "ferry"}, {})
    (found,) = searched.find("ferry", "A ferry?")
    assert found.fused == pytest.approx(2 * (1.5 / 6 + 1.0 / 6))


@BY_WORDS_AND_BY_MEANING
def test_what_fits_the_preference_is_among_the_candidates(tmp_path: Path, searches: dict[str, float]) -> None:
    searched = Searched(tmp_path, {"Best": "ferry", "Other": "ferry in the harbour"}, {"Best": 0.9, "Other": 0.1})
    found = searched.find("ferry", depth=1, preferred=Filters(outlets=("Other Post",)), **searches)
    assert titles(found) == ["Best", "Other"]
    assert found[0].fused == found[1].fused


@BY_WORDS_AND_BY_MEANING
def test_what_fits_the_preference_and_is_best_anyway_counts_twice(tmp_path: Path, searches: dict[str, float]) -> None:
    searched = Searched(tmp_path, {"Best": "ferry", "Other": "ferry in the harbour"}, {"Best": 0.9, "Other": 0.1})
    preferred = searched.find("ferry", depth=1, preferred=Filters(outlets=("Best Post",)), **searches)
    anyway = searched.find("ferry", depth=1, preferred=Filters(), **searches)
    assert preferred[0].fused == pytest.approx(2 * anyway[0].fused)


def test_an_archive_without_a_match_gives_nothing(tmp_path: Path) -> None:
    assert Searched(tmp_path, {"One": "A ferry."}, {}).find("orchard", **WORDS_ONLY) == []
