"""What an archive promises, whether it is in a folder or in an engine: each test runs on both."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.paths import ArchivePaths, archive_at, writing
from corpus.errors import ArchiveBusy, ArchiveNotFound, ModelMismatch, NotFound
from corpus.filters import Filters
from embeddings.models.encoder import Encoder
from embeddings.stores import check_archive, indexer_of, open_cache, open_catalogue
from qa.answering.models import Models
from tests.engine.conftest import Engine
from tests.engine.places import Place

pytestmark = pytest.mark.model

OUTLETS = ("Harbour Post", "Daily Échelle", "Панорама")
SUBJECTS = (
    "The ferry to the islands was cancelled because of high waves, the harbour master said on Monday.",
    "The council closed the old library in Fennwick and moved its 4,000 books to the school.",
    "A fire in the bakery of Ödön Kiss injured two people, and the mill next to it was evacuated.",
    "Minister Tal Orvane resigned after the auditors found that the bridge had cost twice the sum.",
    "Orchards in the valley lost half of their apples to the frost of April, farmers reported.",
)


def article(number: int, text: str | None = None, **given: str | None) -> ArticleDraft:
    subject = SUBJECTS[number % len(SUBJECTS)]
    values: dict[str, str | None] = {
        "title": f"Report {number} of the valley",
        "text": text or f"{subject}\n\nThis is note {number}, with the word marker{number} and 50% of c++ in it.",
        "outlet": OUTLETS[number % len(OUTLETS)],
        "published": f"2024-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "url": f"https://example.org/{number}",
        "source": f"file{number % 4}.txt",
    }
    return ArticleDraft(**{**values, **given})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Models(None, "").encoder(None)


@pytest.fixture(params=["folder", "engine"])
def place(request: pytest.FixtureRequest, tmp_path: Path, encoder: Encoder) -> Iterator[Place]:
    if request.param == "folder":
        paths = ArchivePaths(tmp_path / "archive")
    else:
        seekdb: Engine = request.getfixturevalue("seekdb_module")
        paths = archive_at(seekdb.address())
    found = Place(paths, encoder)
    try:
        yield found
    finally:
        found.close()


def words_of(place: Place, word: str, filters: Filters | None = None, limit: int = 50) -> set[str]:
    """Return the ids of the articles that a word finds."""
    with place.retriever.state() as state:
        found = state.lexical([word], limit, filters or Filters())
        return {one.article_id for one in state.passages(key for key, _ in found).values()}


def test_there_is_no_archive_before_something_is_added(place: Place) -> None:
    assert not place.paths.exists()
    with pytest.raises(ArchiveNotFound):
        open_catalogue(place.paths)
    place.add(article(1))
    assert place.paths.exists()
    open_catalogue(place.paths).close()


def test_what_was_added_is_found_at_once_by_words_and_by_its_vector(place: Place) -> None:
    place.add(*map(article, range(20)))
    assert len(words_of(place, "marker7")) == 1
    assert len(words_of(place, "ferries")) == 4  # by its stem
    vector = place.encoder.encode_question("Who resigned over the bridge?")
    with place.retriever.state() as state:
        best = state.dense(place.encoder.key, vector, 4, Filters())
        found = [state.passages([key])[key] for key, _ in best]
    assert all("Orvane" in one.text for one in found)
    assert [score for _, score in best] == sorted((score for _, score in best), reverse=True)


def test_a_question_sees_one_state_while_articles_come_and_go(place: Place) -> None:
    stored = place.add(*map(article, range(8)))
    vector = place.encoder.encode_question("the ferry was cancelled")
    with place.retriever.state() as state:
        before = (
            state.lexical(["ferry"], 50, Filters()),
            state.dense(place.encoder.key, vector, 50, Filters()),
            state.words.searched_passages(),
        )
        writer = threading.Thread(
            target=lambda: (place.add(*map(article, range(8, 20))), place.remove(stored.added[:2]))
        )
        writer.start()
        writer.join(60)
        again = (
            state.lexical(["ferry"], 50, Filters()),
            state.dense(place.encoder.key, vector, 50, Filters()),
            state.words.searched_passages(),
        )
        assert state.article(stored.added[0]).id == stored.added[0]
    assert again == before
    with place.retriever.state() as state:
        assert len(state.lexical(["ferry"], 50, Filters())) == 3  # of 20 articles four, one of them removed
        with pytest.raises(NotFound):
            state.article(stored.added[0])


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlets=("Панорама",)),
        Filters(outlets=("Harbour Post", "Daily Échelle"), since="2024-03-01"),
        Filters(since="2024-02-01", until="2024-05-28"),
        Filters(until="2024-01-31"),
        Filters(outlets=("Nobody",)),
    ],
)
def test_filters_are_inside_both_searches(place: Place, filters: Filters) -> None:
    place.add(*map(article, range(60)))
    with place.catalogue.snapshot() as snapshot:
        fitting = {
            one.id
            for one in snapshot.articles()
            if (not filters.outlets or one.outlet in filters.outlets) and filters.fit(one.published)
        }
    vector = place.encoder.encode_question("apples lost to the frost")
    with place.retriever.state() as state:
        by_words = state.passages(key for key, _ in state.lexical(["valley"], 100, filters))
        by_vector = state.passages(key for key, _ in state.dense(place.encoder.key, vector, 100, filters))
    assert {one.article_id for one in by_words.values()} == fitting
    assert {one.article_id for one in by_vector.values()} == fitting


def test_articles_may_be_named_and_left_out(place: Place) -> None:
    stored = place.add(*map(article, range(10))).added
    assert words_of(place, "valley", Filters(within=stored[:3])) == set(stored[:3])
    assert words_of(place, "valley", Filters(without=stored[:3])) == set(stored[3:])
    assert words_of(place, "valley", Filters(within=())) == set()
    with place.catalogue.snapshot() as snapshot:
        revision = snapshot.revision
    later = place.add(*map(article, range(10, 14))).added
    assert words_of(place, "valley", Filters(added_after=revision)) == set(later)


def test_a_word_in_the_headline_counts_less_than_one_in_the_text(place: Place) -> None:
    place.add(
        article(
            1, title="Zeppelin over the valley", text="Nothing else is said of what was seen there in the morning."
        ),
        article(2, title="Seen in the morning", text="A zeppelin was seen over the roofs, as large as a ship."),
        *map(article, range(3, 12)),
    )
    with place.retriever.state() as state:
        found = state.lexical(["zeppelin"], 10, Filters())
        titles = [state.article(state.passages([key])[key].article_id).title for key, _ in found]
    assert titles == ["Seen in the morning", "Zeppelin over the valley"]


def test_statistics_of_words(place: Place) -> None:
    place.add(*map(article, range(15)))
    with place.retriever.state() as state:
        words = state.words
        assert words.searched_passages() == 15
        assert words.passages_with(["ferry", "marker3", "kiss", "unheard"]) == {
            "ferry": 3, "marker3": 1, "kiss": 3, "unheard": 0,
        }  # fmt: skip
        ((key, _),) = state.lexical(["marker3"], 5, Filters())
        assert words.words_in(key, ["resigned", "marker3", "apples", "report"]) == {"resigned", "marker3", "report"}
        assert set(words.stems_like("orc")) == {"orchard"}
        assert all("ferry" in text for text in words.texts_with("ferry", 2))


def test_a_new_version_takes_the_place_of_the_old_one_and_both_can_be_read(place: Place) -> None:
    first = place.add(article(1, text="The tower is forty metres high, the builder said in the morning of the fair."))
    second = place.add(article(1, text="The tower is fifty metres high, the builder said in the morning of the fair."))
    assert second.changed == first.added
    assert words_of(place, "forty") == set()
    assert words_of(place, "fifty") == set(first.added)
    with place.catalogue.snapshot() as snapshot:
        assert [(one.number, one.live) for one in snapshot.versions(first.added[0])] == [(1, False), (2, True)]
        assert "forty" in snapshot.article(first.added[0], 1).text


def test_the_same_again_costs_nothing_and_no_text_is_encoded_twice(place: Place) -> None:
    first = place.add(*map(article, range(6)))
    with place.catalogue.snapshot() as snapshot:
        revision = snapshot.revision
    assert place.add(*map(article, range(6))).unchanged == first.added
    place.remove(first.added)
    again = place.add(*map(article, range(6)))
    assert again.added == first.added
    assert (again.passages, again.encoded) == (6, 0)
    with place.catalogue.snapshot() as snapshot:
        assert snapshot.revision > revision


def test_ids_are_never_used_twice(place: Place) -> None:
    stored = place.add(*map(article, range(6)))
    with place.catalogue.snapshot() as snapshot:
        before, last = set(snapshot.passage_ids()), max(key for key, _ in snapshot.live_after(0, 100))
    place.remove(stored.added)
    place.add(*map(article, range(6)))
    with place.catalogue.snapshot() as snapshot:
        assert before.isdisjoint(snapshot.passage_ids())
        assert min(key for key, _ in snapshot.live_after(0, 100)) > last


def test_a_change_that_fails_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.add(*map(article, range(4)))

    def fail(step: str) -> None:
        if step == "before-commit":
            raise RuntimeError("the lights went out")

    with place.catalogue.snapshot() as snapshot:
        before = snapshot.revision, snapshot.passage_ids(), snapshot.counts()
    with monkeypatch.context() as patched:
        patched.setattr("embeddings.index.writer.hit", fail)
        with pytest.raises(RuntimeError):
            place.add(*map(article, range(4, 9)))
        with pytest.raises(RuntimeError):
            place.remove([article(1).id])
    with place.catalogue.snapshot() as snapshot:
        assert (snapshot.revision, snapshot.passage_ids(), snapshot.counts()) == before
    assert words_of(place, "marker5") == set()
    assert len(place.add(*map(article, range(4, 9))).added) == 5


def test_a_correction_changes_what_is_found_and_not_the_id(place: Place) -> None:
    (found,) = place.add(article(3)).added
    with place.indexer() as indexer:
        indexer.correct(found, {"title": "Quince harvest", "outlet": "Nordic Star"})
    assert words_of(place, "quince", Filters(outlets=("Nordic Star",))) == {found}
    with place.catalogue.snapshot() as snapshot:
        assert snapshot.article(found).title == "Quince harvest"
        assert dict(snapshot.article(found).as_read) == {"title": "Report 3 of the valley", "outlet": "Harbour Post"}


def test_a_passage_is_its_articles_text_letter_for_letter(place: Place) -> None:
    text = "“Él dijo: 50 %, «нет» 😀”, said the mayor.\n\n" + " ".join(SUBJECTS) * 3
    place.add(article(1, text=text))
    with place.retriever.state() as state:
        for one in state.passages(key for key, _ in state.lexical(["mayor", "ferry"], 10, Filters())).values():
            assert text[one.start : one.end] == one.text


def test_lists_are_filtered_sorted_and_searched(place: Place) -> None:
    place.add(*map(article, range(12)), article(30, title="a lower case headline"))
    with place.catalogue.snapshot() as snapshot:

        def titles(query: ListQuery) -> list[str]:
            return [one.title for one in snapshot.listed(query)]

        assert titles(ListQuery(sort="title"))[0] == "a lower case headline"
        assert len(titles(ListQuery(limit=5, offset=10))) == 3
        assert titles(ListQuery(phrases=("injured two people",), sort="oldest")) == [
            "Report 2 of the valley", "Report 7 of the valley",
        ]  # fmt: skip
        assert titles(ListQuery(words="ferry mark")) == [
            "Report 10 of the valley",
            "a lower case headline",
            "Report 5 of the valley",
            "Report 0 of the valley",
        ]
        assert snapshot.listed_count(ListQuery(words="valley", excluded=("ferry",))) == 9
        assert snapshot.listed_count(ListQuery(filters=Filters(outlets=("Панорама",)))) == 4
        assert dict(snapshot.outlets()) == {"Harbour Post": 5, "Daily Échelle": 4, "Панорама": 4}
        counts = snapshot.counts()
    assert (counts.articles, counts.passages, counts.outlets, counts.first) == (13, 13, 3, "2024-01-01")


def test_only_one_process_writes(place: Place) -> None:
    place.add(article(1))
    with writing(place.paths), pytest.raises(ArchiveBusy, match="is writing to this archive"), writing(place.paths):
        pass
    with writing(place.paths):
        pass


def test_another_model_is_refused_and_a_rebuild_may_change_it(place: Place) -> None:
    place.add(*map(article, range(5)))

    class Other:
        key = "other@1"
        dimensions = 8
        max_tokens = 256
        count_tokens = staticmethod(place.encoder.count_tokens)

        def encode_passages(self, texts: list[str]) -> np.ndarray:
            return np.eye(8, dtype=np.float32)[[len(text) % 8 for text in texts]]

    from embeddings.stores import rebuild_index

    other = Other()
    with writing(place.paths), closing(open_cache(place.paths)) as cache:
        with pytest.raises(ModelMismatch):
            indexer_of(place.paths, place.catalogue, cache, place.files, other)  # type: ignore[arg-type]
        encoded = rebuild_index(
            place.paths,
            place.catalogue,
            cache,
            place.files,
            other,
            lambda _done, _total: None,  # type: ignore[arg-type]
        )
    assert encoded == 5
    with place.retriever.state() as state:
        vector = np.eye(8, dtype=np.float32)[0]
        assert len(state.dense("other@1", vector, 10, Filters())) == 5
        assert state.dense(place.encoder.key, place.encoder.encode_question("ferry"), 10, Filters()) == []
    assert len(words_of(place, "ferry")) == 1


def test_a_sound_archive_has_no_findings_and_a_wrong_word_is_one(place: Place) -> None:
    place.add(*map(article, range(5)))
    assert check_archive(place.paths, place.catalogue, place.files, deep=True) == []
