"""The columns that a process holds of all passages: few states of them, however often an archive changes."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.filters import Filters
from corpus.lexical.searchable import Searchable, forget_states, state_of


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    forget_states()
    yield
    forget_states()


@contextmanager
def archive(folder: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(folder / "catalogue.sqlite3", create=True)) as catalogue:
        add(catalogue, *range(100))  # a segment that stays, beside which smaller ones come and go
        yield catalogue


def add(catalogue: Catalogue, *numbers: int) -> None:
    with catalogue.change() as change:
        for number in numbers:
            change.store(
                ArticleDraft(title=f"Ferry {number}", text="It sank.", url=f"https://example.org/{number}"), [(0, 8)]
            )


def searched(catalogue: Catalogue) -> Searchable:
    with catalogue.snapshot() as snapshot:
        assert snapshot.lexical(["ferry"], 3, Filters())
        return state_of(snapshot._db, snapshot.revision)


def held(states: "list[weakref.ref[object]]") -> list[int]:
    gc.collect()
    return [number for number, one in enumerate(states) if one() is not None]


def test_of_an_archive_that_changes_the_last_two_states_are_held(tmp_path: Path) -> None:
    with archive(tmp_path) as catalogue:
        states: list[weakref.ref[object]] = []
        for number in range(6):
            states.append(weakref.ref(searched(catalogue).ids))
            add(catalogue, 100 + number)
        assert held(states) == [4, 5]


def test_of_two_archives_each_has_its_last_two(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    with archive(tmp_path / "a") as one, archive(tmp_path / "b") as other:
        states: list[weakref.ref[object]] = []
        for number in range(4):
            for catalogue in (one, other):
                states.append(weakref.ref(searched(catalogue).ids))
                add(catalogue, 100 + number)
        assert held(states) == [4, 5, 6, 7]


def test_a_state_that_a_question_began_with_is_the_same_after_an_addition(tmp_path: Path) -> None:
    with archive(tmp_path) as catalogue, catalogue.snapshot() as before:
        began = state_of(before._db, before.revision)
        add(catalogue, 100)
        after = searched(catalogue)
        assert state_of(before._db, before.revision) is began
        assert (began.passages, after.passages) == (100, 101)
