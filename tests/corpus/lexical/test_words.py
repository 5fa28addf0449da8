"""Ranking by postings finds what FTS5 finds, with the same scores to the last bit."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.schema import MIGRATIONS, migrate
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import ArchiveDamaged
from corpus.filters import Filters
from corpus.lexical import posting_segments as word_blocks
from corpus.lexical.posting_segments import is_sound
from corpus.lexical.search import filter_conditions
from corpus.text.terms import MAX_TERMS
from tests.corpus.catalogue.earlier import set_back

LETTERS = "bdfgklmnprst"
OUTLETS = ("Gazette", "Herald", "Ledger", None)
DAYS = ("2023-11-30", "2024-03-05T09:30+04:00", "2024-03-06", "2024-04", None)


def vocabulary(size: int) -> list[str]:
    chance = random.Random(3)  # noqa: S311
    return [
        "".join(chance.choice(LETTERS) + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
        for _ in range(size)
    ]


class Made:
    """Articles of invented words with a Zipf distribution."""

    def __init__(self, size: int) -> None:
        self.words = vocabulary(size)
        self._weights = [1 / (rank + 2) for rank in range(size)]
        self._chance = random.Random(9)  # noqa: S311

    def text(self, length: int) -> str:
        return " ".join(self._chance.choices(self.words, self._weights, k=length))

    def draft(self, number: int) -> tuple[ArticleDraft, list[tuple[int, int]]]:
        parts = [self.text(self._chance.randint(20, 60)) for _ in range(self._chance.randint(1, 5))]
        spans, start = [], 0
        for part in parts:
            spans.append((start, start + len(part)))
            start += len(part) + 2
        draft = ArticleDraft(
            title=self.text(6),
            text="\n\n".join(parts),
            outlet=self._chance.choice(OUTLETS),
            published=self._chance.choice(DAYS),
            url=f"https://example.org/{number}",
        )
        return draft, spans

    def question(self) -> list[str]:
        frequent = self._chance.choices(self.words, self._weights, k=self._chance.randint(1, 7))
        rare = self._chance.choices(self.words, k=self._chance.randint(0, 4))
        words = list(dict.fromkeys([*frequent, *rare, "nowhere"]))
        self._chance.shuffle(words)
        return words


def by_fts5(snapshot: Snapshot, words: list[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
    return snapshot._by_fts5(words, limit, filters)


def fill(catalogue: Catalogue, made: Made, passages: int, at_once: int) -> None:
    number = done = 0
    while done < passages:
        with catalogue.change() as change:
            for _ in range(at_once):
                done += len(change.store(*made.draft(number)))
                number += 1


FILTERS = (
    Filters(),
    Filters(outlets=("Herald",)),
    Filters(outlets=("Gazette", "Ledger"), since="2024-03-06"),
    Filters(since="2024-03-05", until="2024-03-05"),
    Filters(until="2024-03"),
    Filters(since="2024"),
    Filters(added_after=3),
)


@pytest.mark.slow
def test_what_is_found_is_what_fts5_finds(tmp_path: Path) -> None:
    made = Made(8000)
    with closing(Catalogue(tmp_path / "catalogue.sqlite3", create=True)) as catalogue:
        fill(catalogue, made, 10_000, 700)
        with catalogue.change() as change:
            for one in [article.id for article in change.articles()][::9]:
                change.retire(one)
        with catalogue.snapshot() as snapshot:
            assert is_sound(snapshot._db)
            for number in range(300):
                words = made.question()
                limit = (1, 10, 50)[number % 3]
                assert snapshot.lexical(words, limit, Filters()) == by_fts5(snapshot, words, limit, Filters())
                if number < 60:
                    for filters in FILTERS:
                        found = snapshot.lexical(words, limit, filters)
                        assert found == by_fts5(snapshot, words, limit, filters), (words, filters)
            long = made.words[:MAX_TERMS]
            assert snapshot.lexical(long, 50, Filters()) == by_fts5(snapshot, long, 50, Filters())


WORDS = ("ferry", "ferries", "Ferrying", "harbour", "moss", "Über", "café", "a", "the", "42", "x" * 40)
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
stored = st.tuples(st.integers(0, 9), st.sampled_from(["", "ferry moss", "The the the the"]), texts)
acts = st.lists(st.one_of(stored, stored, st.integers(0, 9)), min_size=1, max_size=12)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(acts, max_size=9), words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True))
def test_whatever_came_and_went(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[tuple[int, str, str] | int]], words: list[str]
) -> None:
    with closing(Catalogue(tmp_path_factory.mktemp("words") / "catalogue.sqlite3", create=True)) as catalogue:
        for acts in changes:
            with catalogue.change() as change:
                for act in acts:
                    draft = article(
                        act if isinstance(act, int) else act[0], *(("", "") if isinstance(act, int) else act[1:])
                    )
                    if isinstance(act, int):
                        change.retire(draft.id)
                    else:
                        middle = len(draft.text) // 2
                        change.store(
                            draft, [(0, middle), (middle, len(draft.text))] if middle else [(0, len(draft.text))]
                        )
                assert change.lexical(words, 5, Filters()) == by_fts5(change, words, 5, Filters())
        with catalogue.snapshot() as snapshot:
            assert is_sound(snapshot._db)
            assert snapshot.searched_passages() == snapshot.counts().passages
            count = "SELECT count(*) FROM passages_lexical WHERE passages_lexical MATCH ?"
            for word in words:
                assert snapshot.passages_with([word])[word] == snapshot._db.execute(count, (f'"{word}"',)).fetchone()[0]
            some = tuple(article(n, "", "").id for n in (1, 2))
            restricted = (Filters(without=some), Filters(within=some), Filters(within=(), outlets=OUTLETS[:1]))
            for filters in (*FILTERS, *restricted):
                assert snapshot.lexical(words, 3, filters) == by_fts5(snapshot, words, 3, filters)
                assert sorted(snapshot.allowed(filters)) == sorted(allowed_by_sql(snapshot, filters))
            for passage in snapshot.passage_ids():
                assert snapshot.words_in(passage, words) == {w for w in words if found_in(snapshot, passage, w)}


def article(number: int, title: str, text: str) -> ArticleDraft:
    return ArticleDraft(
        title=title,
        text=text,
        outlet=OUTLETS[number % 4],
        published=DAYS[number % 5],
        url=f"https://example.org/{number}",
    )


def allowed_by_sql(snapshot: Snapshot, filters: Filters) -> list[int]:
    condition, values = filter_conditions(filters)
    query = "SELECT p.id FROM passages p JOIN articles a ON a.key = p.article_key WHERE 1"
    return [row[0] for row in snapshot._db.execute(f"{query} {condition}", values)]


def found_in(snapshot: Snapshot, passage: int, word: str) -> bool:
    query = "SELECT 1 FROM passages_lexical WHERE rowid = ? AND passages_lexical MATCH ?"
    return snapshot._db.execute(query, (passage, f'"{word}"')).fetchone() is not None


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(Catalogue(tmp_path / "catalogue.sqlite3", create=True)) as catalogue:
        yield catalogue


def test_words_that_sqlite_takes_for_several_must_follow_one_another(catalogue: Catalogue) -> None:
    with catalogue.change() as change:
        for text in ("one-two three", "two one", "one two"):
            change.store(ArticleDraft(title=text, text=text), [(0, len(text))])
    with catalogue.snapshot() as snapshot:
        for words in (["one-two"], ["one-two", "three"], ["-"], ["-", "three"]):
            assert snapshot.lexical(words, 9, Filters()) == by_fts5(snapshot, words, 9, Filters())
        assert snapshot.passages_with(["one-two", "one", "-"]) == {"one-two": 2, "one": 3, "-": 0}
        (first,) = [key for key, _ in snapshot.lexical(["three"], 9, Filters())]
        assert snapshot.words_in(first, ["one-two", "two", "one", "-", "four"]) == {"one-two", "two", "one"}


def test_a_change_that_is_undone_leaves_nothing_in_memory(catalogue: Catalogue) -> None:
    def fail() -> None:
        with catalogue.change() as change:
            change.store(ArticleDraft(title="One", text="A ferry sank."), [(0, 13)])
            assert len(change.lexical(["ferry"], 5, Filters())) == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalogue.snapshot() as snapshot:
        assert snapshot.lexical(["ferry"], 5, Filters()) == []
    with catalogue.change() as change:
        change.store(ArticleDraft(title="Two", text="A kelp ferry."), [(0, 13)])
    with catalogue.snapshot() as snapshot:
        assert len(snapshot.lexical(["kelp"], 5, Filters())) == len(snapshot.lexical(["ferry"], 5, Filters())) == 1


def test_blocks_are_joined_so_that_there_are_few(catalogue: Catalogue) -> None:
    made = Made(300)
    fill(catalogue, made, 900, 2)
    with catalogue.snapshot() as snapshot:
        sizes = [row[0] for row in snapshot._db.execute("SELECT passages FROM word_blocks")]
        assert sum(sizes) == snapshot.counts().passages
        assert len(sizes) <= (word_blocks.JOINED - 1) * 6
        assert is_sound(snapshot._db)
        assert snapshot.lexical(made.words[:3], 9, Filters()) == by_fts5(snapshot, made.words[:3], 9, Filters())


def test_what_was_removed_is_dropped_where_it_is_much(catalogue: Catalogue) -> None:
    fill(catalogue, Made(300), 100, 5)
    with catalogue.change() as change:
        for one in [article.id for article in change.articles()][1:]:
            change.retire(one)
    with catalogue.snapshot() as snapshot:
        rows = snapshot._db.execute(
            "SELECT total(passages), (SELECT count(*) FROM word_gone) FROM word_blocks"
        ).fetchone()
        assert rows[0] - rows[1] == snapshot.counts().passages
        assert rows[1] <= word_blocks.MOST_TOMBSTONES * rows[0]
        assert is_sound(snapshot._db)


def test_an_archive_of_an_earlier_cuttings_gets_its_postings_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    with closing(Catalogue(path, create=True)) as catalogue:
        fill(catalogue, Made(300), 60, 5)
        with catalogue.snapshot() as snapshot:
            expected = snapshot.lexical([*Made(300).words[:4]], 9, Filters())
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        set_back(db, 4)
        migrate(db, "here", MIGRATIONS[:5])
        assert is_sound(db)
    with closing(Catalogue(path)) as catalogue, catalogue.snapshot() as snapshot:
        assert expected
        assert snapshot.lexical([*Made(300).words[:4]], 9, Filters()) == expected


DAMAGE = {
    "cut": "UPDATE word_postings SET data = substr(data, 1, length(data) - 1)",
    "another passage": "UPDATE word_postings SET data = x'ffff01'",
    "no bytes": "UPDATE word_postings SET data = 'text'",
    "columns": "UPDATE word_blocks SET columns = substr(columns, 1, 7)",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_reported_with_its_remedy(catalogue: Catalogue, damage: str) -> None:
    fill(catalogue, Made(50), 30, 3)
    with catalogue.change() as change:
        change._db.execute(DAMAGE[damage])
    with catalogue.snapshot() as snapshot:
        assert not is_sound(snapshot._db)
        with pytest.raises(ArchiveDamaged, match=r"lexical index is damaged.*check --repair"):
            snapshot.lexical(Made(50).words, 9, Filters())
    with catalogue.change() as change:
        change.rebuild_lexical_index()
    with catalogue.snapshot() as snapshot:
        assert is_sound(snapshot._db)


def test_every_look_up_of_a_question_goes_by_an_index(catalogue: Catalogue) -> None:
    fill(catalogue, Made(300), 60, 5)
    with catalogue.snapshot() as snapshot:
        asked: list[str] = []
        snapshot._db.set_trace_callback(asked.append)
        try:
            words = Made(300).words[:5]
            found = snapshot.lexical(words, 9, Filters(outlets=("Herald",), since="2024-01-01", without=("none",)))
            snapshot.passages_with(words)
            snapshot.words_in(found[0][0], words)
            snapshot.stems_like("b", 3)
        finally:
            snapshot._db.set_trace_callback(None)
        scanned = [
            (row[3], query)
            for query in asked
            for row in snapshot._db.execute(f"EXPLAIN QUERY PLAN {query}")
            if row[3].startswith("SCAN")
            and not any(word in row[3] for word in ("json_each", "SCAN b", "word_blocks", "word_gone"))
        ]
        assert asked
        assert scanned == []
