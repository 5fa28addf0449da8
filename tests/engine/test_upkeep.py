"""What an engine needs now and then: its graph of vectors written whole, and an index rebuilt without one long transaction."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import archive_at, writing
from corpus.engine import graph, integrity, listing, snapshot
from corpus.engine.change import EngineChange
from corpus.engine.graph import graph_is_whole
from corpus.engine.snapshot import EngineSnapshot
from corpus.engine.tables import searched_table
from corpus.engine.tokens import token
from corpus.engine.word_counts import Searched, counted
from corpus.errors import ArchiveUnavailable
from corpus.filters import Filters
from tests.engine.conftest import Engine
from tests.engine.made import BATCH, MadeEncoder, article
from tests.engine.places import Place

HERE = Path(__file__).parent


@pytest.fixture
def place(seekdb: Engine) -> Iterator[Place]:
    found = Place(archive_at(seekdb.address()), MadeEncoder())
    yield found
    found.close()


def nearest(place: Place, numbers: range) -> list[str]:
    """Return the title of the passage that is nearest to each article's text."""
    with place.retriever.state() as state:
        found = [
            state.dense("made@1", MadeEncoder().encode_question(article(number).text), 1, Filters())[0][0]
            for number in numbers
        ]
        passages = state.snapshot.passages(found)
        return [state.snapshot.article(passages[key].article_id).title for key in found]


def by_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "EXACT_UP_TO", 0)


def test_the_graph_is_written_whole_and_finds_the_same_after_a_restart(
    place: Place, seekdb: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_graph(monkeypatch)
    place.add(*map(article, range(40)))
    titles = [article(number).title for number in range(40)]
    assert nearest(place, range(40)) == titles
    place.compact()
    assert nearest(place, range(40)) == titles
    place.add(*map(article, range(40, 45)))  # a change after the graph was written
    seekdb.kill()
    seekdb.start()
    with contextlib.suppress(ArchiveUnavailable):  # connections that were idle are found to be lost
        nearest(place, range(1))
    assert nearest(place, range(45)) == [*titles, *(article(number).title for number in range(40, 45))]


def test_a_graph_that_lacks_passages_is_not_relied_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    by_graph(monkeypatch)
    monkeypatch.setattr(graph, "_WAIT_SECONDS", 0.5)
    place.add(*map(article, range(40)))
    address = place.paths.engine
    assert address is not None
    found = graph._some
    lost = MadeEncoder().encode_question("a passage that is in the table, and was not put into the graph again")
    monkeypatch.setattr(graph, "_some", lambda db, table: iter([*found(db, table), snapshot.listed(lost)]))
    assert not graph_is_whole(address, searched_table(1))
    assert nearest(place, range(40)) == [article(number).title for number in range(40)]  # all are compared
    assert (address, searched_table(1)) in graph._not_whole
    monkeypatch.setattr(graph, "_some", found)
    monkeypatch.setattr(graph, "_not_whole", {})
    assert nearest(place, range(3)) == [article(number).title for number in range(3)]
    assert not graph._not_whole


def test_the_graph_is_looked_at_once_after_each_start_of_the_engine(
    place: Place, seekdb: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_graph(monkeypatch)
    looked: list[str] = []
    found = graph.graph_is_whole
    monkeypatch.setattr(graph, "graph_is_whole", lambda address, table: looked.append(table) or found(address, table))
    place.add(*map(article, range(40)))

    def ask_twice_at_once() -> None:
        with place.catalogue.snapshot() as one, place.catalogue.snapshot() as other:
            for each in (one, other):
                vector = MadeEncoder().encode_question(article(7).title)
                assert cast("EngineSnapshot", each).nearest(vector, 5, Filters())

    ask_twice_at_once()
    assert len(looked) == 1
    seekdb.kill()
    seekdb.start()
    for _ in range(3):  # connections that were idle are found to be lost
        with contextlib.suppress(ArchiveUnavailable):
            ask_twice_at_once()
    assert len(looked) == 2
    assert nearest(place, range(40)) == [article(number).title for number in range(40)]


@pytest.mark.parametrize("step", ["rows-written", "indexed", "before-swap"])
def test_a_rebuild_that_was_killed_leaves_what_there_was_and_the_next_one_finishes(
    place: Place, seekdb: Engine, step: str
) -> None:
    place.add(*map(article, range(5)))
    where = f"seekdb://root@{seekdb.host}:{seekdb.port}/{place.paths.engine.name}"  # type: ignore[union-attr]
    command = [sys.executable, str(HERE / "made.py"), f"{where}?password-file={seekdb.server.password_file}", "5", "1"]
    killed = subprocess.run(
        [*command, "rebuild"], env={**os.environ, "CUTTINGS_KILL_AT": f"{step}:1"}, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert nearest(place, range(5 + BATCH)) == [article(number).title for number in range(5 + BATCH)]
    until = time.monotonic() + 30
    while time.monotonic() < until:  # until the engine has noticed that the writer is gone
        with contextlib.suppress(Exception):
            place.rebuild()
            break
    assert nearest(place, range(5 + BATCH)) == [article(number).title for number in range(5 + BATCH)]
    name = place.paths.engine.name  # type: ignore[union-attr]
    assert len(seekdb.run("SHOW TABLES LIKE 'catalogue_searched_%'", name=name)) == 1


def test_a_rebuild_reads_articles_in_parts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_SPLIT_AT_ONCE", 3)
    place.add(*map(article, range(10)))
    with place.retriever.state() as state:
        before = list(state.snapshot.split_articles())
        tokens = state.snapshot._sequences["tokens"]  # type: ignore[attr-defined]
    assert len(before) == 10
    place.rebuild()
    with place.retriever.state() as state:
        assert list(state.snapshot.split_articles()) == before
        assert state.snapshot._sequences["tokens"] == tokens  # type: ignore[attr-defined]
    assert nearest(place, range(10)) == [article(number).title for number in range(10)]


def test_new_and_known_articles_are_stored_together(place: Place) -> None:
    place.add(article(0))
    later = ArticleDraft(
        title="Report 0",
        text=f"{article(0).text} It was repaired at last.",
        outlet="Outlet 0",
        published=article(0).published,
        url=article(0).url,
        source="made0.txt",
    )
    stored = place.add(article(1), later, article(2))
    assert (len(stored.added), len(stored.changed), stored.passages) == (2, 1, 3)
    with place.retriever.state() as state:
        assert state.snapshot.counts().passages == 3
        assert state.snapshot.article(later.id).version == 2
        assert len(state.lexical(["repaired"], 5, Filters())) == 1
    assert nearest(place, range(1, 3)) == ["Report 1", "Report 2"]


def test_how_much_is_searched_is_kept_and_counted_where_it_is_not(place: Place) -> None:
    def kept() -> Searched:
        with place.catalogue.snapshot() as opened:
            engine = cast("EngineSnapshot", opened)
            assert engine._searched is not None
            there = counted(engine._db, engine._searched)
            assert engine.lexical_is_sound()
            ferry = token(*engine._tokens_of(["ferry"])["ferry"])
            assert engine._counted_by_engine(ferry) == there.having[ferry] > 0
            assert engine.passages_with(["ferry", "nowhere"]) == {"ferry": there.having[ferry], "nowhere": 0}
            assert engine.searched_passages() == there.passages == engine.lexical_count()
            return there

    def forget() -> None:  # as an archive that was written before this was kept
        with writing(place.paths), place.catalogue.change() as change:
            change._db.execute("DELETE FROM sequence WHERE name IN ('searched', 'counted')")
            change._db.execute("UPDATE word_counts SET passages = 77")

    def is_counted() -> bool:
        with writing(place.paths), place.catalogue.change() as change:
            return cast("EngineChange", change).words_are_counted()

    place.add(*map(article, range(9)))
    assert kept().passages == 9
    place.remove([article(number).id for number in range(4)])
    assert kept().passages == 5
    place.add(replace(article(5), text=f"{article(5).text} It was painted."))
    assert kept().having[token("painted")] + kept().having[token("paint")] == 1
    forget()
    assert kept().passages == 5
    place.add(article(20), article(21))
    assert kept().passages == 7
    assert not is_counted()
    place.compact()
    assert kept().passages == 7
    assert is_counted()
    forget()
    place.rebuild()
    assert kept().passages == 7
    assert is_counted()


def test_what_is_searched_is_checked_in_parts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_COMPARED", "_READ"):
        monkeypatch.setattr(integrity, name, 3)
    place.add(*map(article, range(10)))

    def sound() -> bool:
        with place.catalogue.snapshot() as opened:
            assert [key for key, _, _ in opened.indexed_texts()] == list(range(1, 11))
            assert list(opened.damaged_versions()) == []
            return opened.lexical_is_sound()

    assert sound()
    for damage in (
        "UPDATE {} SET body = 'x' WHERE id = 5",
        "UPDATE {} SET labels = 'mm202403' WHERE id = 5",
        "DELETE FROM {} WHERE id = 10",
        "UPDATE catalogue_sequence SET seq = 11 WHERE name = 'searched'",
        "UPDATE catalogue_word_counts SET passages = passages + 1 ORDER BY token LIMIT 1",
    ):
        with writing(place.paths), place.catalogue.change() as change:
            change._db.run(damage.format(searched_table(int(change.setting("searched") or 0))))
        assert not sound()
        place.rebuild()
        assert sound()


def test_a_filter_that_is_applied_to_what_the_graph_found_finds_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_graph(monkeypatch)
    place.add(*map(article, range(60)))
    filters = Filters(outlets=("Outlet 1",))
    used: list[str] = []
    real = EngineSnapshot._nearest

    def noted(self: EngineSnapshot, *rest: Any, **how: Any) -> list[tuple[int, float]]:
        used.append("after" if "after" in how else "before")
        return real(self, *rest, **how)

    def found(limit: int) -> list[list[int]]:
        with place.retriever.state() as state:
            return [
                [key for key, _ in state.dense("made@1", MadeEncoder().encode_question(one), limit, filters)]
                for one in ("ferry", "harbour", article(7).text)
            ]

    monkeypatch.setattr(EngineSnapshot, "_nearest", noted)
    few = found(4)
    assert set(used) == {"after"}
    used.clear()
    with monkeypatch.context() as changed:
        changed.setattr(snapshot, "GRAPH_CANDIDATES", 5)  # too few to be filtered
        assert found(4) == few
    assert used == ["before"] * 3
    used.clear()
    monkeypatch.setattr(snapshot, "ranked_first", lambda limit, share, most: [limit])  # of which not all remain
    assert found(4) == few
    assert set(used) == {"after", "before"}


def test_the_first_and_the_last_day_are_read_in_parts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "_DAYS_AT_ONCE", 2)
    dates = ["0000-99-99", "0000-99-98", "0000-99-97", "2024-03-02", "2024-03-01", None]
    place.add(*(replace(article(number), published=day) for number, day in enumerate(dates)))
    with place.catalogue.snapshot() as opened:
        assert opened.first_and_last_day() == ("2024-03-01", "2024-03-02")
