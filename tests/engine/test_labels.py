"""An outlet and a month as words of a passage: what is found with them is what is found without."""

from collections.abc import Iterator
from typing import Any

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import archive_at, writing
from corpus.engine import snapshot
from corpus.engine.labels import LABELLED, MOST_LABELS, label_filter, labels
from corpus.engine.snapshot import EngineSnapshot
from corpus.engine.tables import WORDS, WORDS_INDEX, outlet_key, searched_table
from corpus.filters import Filters
from corpus.lexical.postings import day_number
from tests.engine.conftest import Engine
from tests.engine.made import MadeEncoder
from tests.engine.places import Place

OUTLETS = ("Harbour Post", "harbour post", "Harbour Post ", "Le Soir – édition", "(a) +b* \"c\" 'd'", "x" * 600, None)
DAYS = ("2024-02-29", "2024-03-01", "2024-03", "2024", "2024-03-31", "2023-12-31", "2024-13-01", None)
MANY = tuple(f"Outlet {number}" for number in range(MOST_LABELS + 1))


def made(number: int) -> ArticleDraft:
    ferry = "The ferry to the islands" if number % 3 else "The library in Fennwick"
    return ArticleDraft(
        title=f"Report {number}",
        text=f"{ferry} was discussed in the valley. This is marker{number}, said the mayor.",
        outlet=OUTLETS[number % len(OUTLETS)],
        published=DAYS[number % len(DAYS)],
        source="made.txt",
    )


def fits(outlet: str | None, day: str | None, asked: str) -> bool:
    """Whether the labels of a passage are among those of each kind that is asked for."""
    own = set(labels(outlet_key(outlet), day_number(day)).split())
    return all(own & set(kind.strip("+() ").split()) for kind in asked.split(") +")[:-1])


@pytest.mark.parametrize(
    ("since", "until"), [("2024-03-01", "2024-03-31"), ("2024-02-15", "2024-03-10"), ("2023-12-01", "2024-01-31")]
)
def test_labels_let_through_all_that_a_filter_does(since: str, until: str) -> None:
    filters = Filters(outlets=("Harbour Post", "x" * 600), since=since, until=until)
    found = label_filter(filters, ["zzferry"])
    assert found is not None
    for outlet in OUTLETS:
        for day in DAYS:
            passes = outlet in filters.outlets and day_number(since) <= day_number(day) <= day_number(until)
            assert fits(outlet, day, found.asked(["zzferry"])) >= passes
    assert not fits("harbour post", "2024-03-01", found.asked(["zzferry"]))
    assert not fits("Harbour Post", "2025-03-01", found.asked(["zzferry"]))


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(since="2024-03-01"),
        Filters(since="1990-01-01", until="2024-03-31"),
        Filters(since="2024-03-31", until="2024-01-01"),
        Filters(outlets=MANY),
        Filters(within=("a",)),
    ],
)
def test_where_there_would_be_none_or_too_many_labels_are_not_asked_for(filters: Filters) -> None:
    assert label_filter(filters, ["zzferry"]) is None


def test_a_word_that_means_something_in_boolean_mode_is_not_asked_for_with_labels() -> None:
    assert label_filter(Filters(outlets=("Post",)), ["zzferry", "zza*"]) is None


@pytest.fixture(scope="module")
def place(seekdb_module: Engine) -> Iterator[Place]:
    found = Place(archive_at(seekdb_module.address()), MadeEncoder())
    found.add(*map(made, range(len(OUTLETS) * len(DAYS) * 2)))
    try:
        yield found
    finally:
        found.close()


def words_found(place: Place, filters: Filters) -> list[list[tuple[int, float]]]:
    with place.retriever.state() as state:
        return [
            state.lexical(words, 5, filters)
            for words in (
                ["ferry", "islands"],
                ["marker8"],
                ["library", "valley", "unheard"],
                ["mayor"],
                ["ferry"] * 48,
            )
        ]


def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have it noted how each search of words was asked."""
    used: list[str] = []
    real = EngineSnapshot._best

    def best(self: EngineSnapshot, *rest: Any, **how: Any) -> Any:
        used.append("label" if how.get("boolean") else "after" if "after" in how else "before")
        return real(self, *rest, **how)

    monkeypatch.setattr(EngineSnapshot, "_best", best)
    return used


FILTERS = [
    *(Filters(outlets=(one,)) for one in OUTLETS if one),
    Filters(outlets=("Harbour Post", "nobody")),
    Filters(outlets=("nobody",)),
    Filters(outlets=("nobody",), since="2024-03-02", until="2024-03-30"),
    Filters(since="2024-03-01", until="2024-03-31"),
    Filters(since="2024-02-29", until="2024-03-01"),
    Filters(since="2023-12-01", until="2024-01-31", outlets=("Harbour Post",)),
    Filters(outlets=("Harbour Post",), added_after=0),
]


@pytest.mark.engine
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_with_labels_the_same_is_found(place: Place, monkeypatch: pytest.MonkeyPatch, filters: Filters) -> None:
    monkeypatch.setattr(snapshot, "WIDE", 1.1)
    used = noted(monkeypatch)
    with_labels = words_found(place, filters)
    assert "label" in used or not any(with_labels)
    monkeypatch.setattr(snapshot, "label_filter", lambda *_: None)
    used.clear()
    assert words_found(place, filters) == with_labels
    assert "label" not in used


@pytest.mark.engine
def test_a_table_of_before_is_searched_and_written_without_and_rebuilt_with_labels(
    seekdb: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(archive_at(seekdb.address()), MadeEncoder())
    try:
        place.add(*map(made, range(30)))
        expected = words_found(place, Filters(outlets=("Harbour Post",)))
        with writing(place.paths), place.catalogue.change() as change:
            table, run = searched_table(int(change.setting("searched") or 0)), change._db.run
            run(f"DROP INDEX {WORDS_INDEX} ON {table}")
            run(f"ALTER TABLE {table} DROP COLUMN labels")
            run(f"CREATE FULLTEXT INDEX {WORDS_INDEX} ON {table} ({WORDS}) WITH PARSER space")
            run("DELETE FROM catalogue_sequence WHERE name = %s", (LABELLED,))
        used = noted(monkeypatch)
        assert words_found(place, Filters(outlets=("Harbour Post",))) == expected
        assert "label" not in used
        place.add(*map(made, range(30, 40)))
        more = words_found(place, Filters(outlets=("Harbour Post",)))
        place.rebuild()
        assert words_found(place, Filters(outlets=("Harbour Post",))) == more
        assert "label" in used
        place.add(made(1000))
        assert is_sound(place)
    finally:
        place.close()


def is_sound(place: Place) -> bool:
    with place.catalogue.snapshot() as opened:
        return opened.lexical_is_sound()


@pytest.mark.engine
def test_wrong_labels_are_found_and_repaired(seekdb: Engine) -> None:
    place = Place(archive_at(seekdb.address()), MadeEncoder())
    try:
        place.add(*map(made, range(30)))
        expected = words_found(place, Filters(outlets=("Harbour Post",)))
        with writing(place.paths), place.catalogue.change() as change:
            damage = "UPDATE {} SET labels = 'mm190001'"
            change._db.run(damage.format(searched_table(int(change.setting("searched") or 0))))
        assert not is_sound(place)
        with writing(place.paths), place.catalogue.change() as change:
            change.rebuild_lexical_index()
        assert is_sound(place)
        assert words_found(place, Filters(outlets=("Harbour Post",))) == expected
    finally:
        place.close()


def test_outlets_are_told_apart_as_by_filters() -> None:
    own = [labels(outlet_key(one), 0) for one in OUTLETS]
    assert len(set(own)) == len(OUTLETS)
    assert labels(None, 0) == ""
