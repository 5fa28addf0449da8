"""Lists of articles, a page at a time, and the words that the lexical index sees in a text."""

from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.catalogue import matching
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.listing import SORTS, ListQuery
from corpus.filters import Filters
from corpus.text.phrases import has_phrase
from corpus.text.terms import terms, word_spans


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory):
    with closing(Catalogue(tmp_path_factory.mktemp("listing") / "catalogue.sqlite3", create=True)) as catalogue:
        with catalogue.change() as change:
            for number in range(30):
                draft = ArticleDraft(
                    title=f"Title {chr(97 + number % 26)} {number:02d}",
                    text=f"The harbour board met about quay {number}. " * (number + 1),
                    outlet=["Gazette", "Herald", None][number % 3],
                    published=None if number == 5 else f"2024-03-{number + 1:02d}T08:00",
                    url=f"https://example.org/{number}",
                    source="x",
                )
                change.store(draft, [(0, len(draft.text))])
            change.retire(ArticleDraft(title="", text="x", url="https://example.org/7").id)
        yield catalogue


def titles(catalogue: Catalogue, **options: object) -> list[str]:
    with catalogue.snapshot() as snapshot:
        return [one.title[-2:] for one in snapshot.listed(ListQuery(**options))]  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", SORTS)
def test_pages_put_together_are_the_list(catalogue: Catalogue, sort: str) -> None:
    whole = titles(catalogue, sort=sort)
    assert len(whole) == len(set(whole)) == 29
    pages = [titles(catalogue, sort=sort, limit=7, offset=offset) for offset in range(0, 35, 7)]
    assert [title for page in pages for title in page] == whole


def test_the_order_is_the_one_asked_for(catalogue: Catalogue) -> None:
    assert titles(catalogue)[:2] == ["29", "28"]
    assert titles(catalogue)[-1] == "05"
    assert titles(catalogue, sort="oldest")[:2] == ["00", "01"]
    assert titles(catalogue, sort="oldest")[-1] == "05"
    assert titles(catalogue, sort="longest")[0] == "29"
    assert titles(catalogue, sort="title")[:2] == ["00", "26"]
    assert titles(catalogue, sort="outlet")[:2] == ["27", "24"]


def test_words_and_filters_choose(catalogue: Catalogue) -> None:
    assert titles(catalogue, words="quay 12") == ["12"]
    assert titles(catalogue, words="harb", limit=1) == ["29"]
    assert titles(catalogue, words="quay zebra") == []
    assert titles(catalogue, words='"* OR NEAR(') == []
    march = Filters(outlets=("Herald",), since="2024-03-02", until="2024-03-11")
    assert titles(catalogue, filters=march) == ["10", "04", "01"]
    with catalogue.snapshot() as snapshot:
        assert snapshot.listed_count(ListQuery(filters=march)) == 3
        assert snapshot.listed_count(ListQuery(limit=2)) == 29
        assert snapshot.days()[:2] == [("2024-03-01", 1), ("2024-03-02", 1)]
        assert len(snapshot.days()) == 28


def test_phrases_and_what_is_excluded_are_compared_with_the_text(catalogue: Catalogue) -> None:
    assert titles(catalogue, phrases=("quay 12",)) == ["12"]
    assert titles(catalogue, phrases=("met about quay 1",)) == ["01"]
    assert titles(catalogue, phrases=("boards met",)) == []  # its stems are there
    assert titles(catalogue, phrases=("title a 00",)) == ["00"]
    kept = titles(catalogue, words="quay", excluded=("quay 12", "13"))
    assert len(kept) == 27
    assert not {"12", "13"} & set(kept)
    assert len(titles(catalogue, excluded=("boards",), limit=-1)) == 29
    assert titles(catalogue, excluded=("harbour",)) == []


@pytest.mark.parametrize(
    "phrase", ["board", "Board", "met about", "quay 1", "quay", "12", "harbour", "title a", "boards"]
)
def test_a_frequent_word_is_found_without_reading_the_texts(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, phrase: str
) -> None:
    compared: list[str] = []

    def compare(text: str, wanted: str) -> bool:
        compared.append(text)
        return has_phrase(text, wanted)

    monkeypatch.setattr(matching, "has_phrase", compare)
    with catalogue.snapshot() as snapshot:
        texts = {one.title[-2:]: (one.text, one.title) for one in snapshot.articles()}
    fitting = {title for title, both in texts.items() if any(has_phrase(text, phrase) for text in both)}
    assert set(titles(catalogue, excluded=(phrase,), limit=-1)) == texts.keys() - fitting
    assert not any(f" {phrase.lower()} " in text for text in compared)


def test_counts_are_of_the_list(catalogue: Catalogue) -> None:
    query = ListQuery(words="quay", excluded=("12",), outlets_excluded=("Gazette",))
    with catalogue.snapshot() as snapshot:
        matched = snapshot.matched(query)
        total = snapshot.listed_count(query)
        undated_or_without_outlet = [one for one in snapshot.listed(replace(query, limit=-1)) if one.outlet is None]
        assert (
            snapshot.listed_count(matched)
            == total
            == len(snapshot.listed_ids(query))
            == len(snapshot.listed_keys(query))
        )
        division = snapshot.divided(query)
        assert division.total == total
        assert division.outlets == (("Herald", total - len(undated_or_without_outlet)),)
        assert division.months == (("2024-03", total - 1),)  # one has no date
        for keys in ((), tuple(snapshot.listed_keys(query)[:3])):
            chosen = ListQuery(keys=keys)
            assert snapshot.listed_count(chosen) == len(keys)
            assert snapshot.listed_count(ListQuery(keys_excluded=keys)) == 29 - len(keys)


def test_the_words_that_match_are_found_by_their_stem() -> None:
    texts = ["Zürich hurts a serviceman.", "nothing", "The captain was HURT \ue000 here\x00 hurt"]
    found = word_spans(texts, terms("Who hurt servicemen in Zurich?"))
    assert [[text[a:b] for a, b in spans] for text, spans in zip(texts, found, strict=True)] == [
        ["Zürich", "hurts"], [], ["HURT", "hurt"],
    ]  # fmt: skip
    assert word_spans([], ["a"]) == []
    assert word_spans(["a"], []) == [[]]


@given(st.lists(st.text(max_size=60), max_size=3), st.text(max_size=30))
def test_no_text_confuses_where_words_are(texts: list[str], question: str) -> None:
    for text, spans in zip(texts, word_spans(texts, terms(question)), strict=True):
        ends = [0]
        for start, end in spans:
            assert ends[-1] <= start < end <= len(text)
            ends.append(end)
