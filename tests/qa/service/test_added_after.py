"""Searching only what was added after a revision: by words and by meaning alike, and by an index of its own."""

from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from corpus.lexical.search import filter_conditions
from embeddings.index.search import search_dense
from qa.answering.archive_pool import ArchivePool
from qa.answering.models import Models
from qa.service.service import CuttingsService
from qa.service.settings import Settings

pytestmark = pytest.mark.model


def draft(title: str, text: str, outlet: str = "Gazette") -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=outlet, published="2024-03-08", source="made.txt")


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    """An archive of four revisions; the third has another text of what the first had, the fourth has nothing new."""
    paths = ArchivePaths(tmp_path / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([draft("One", "The first ferry came in.")])
        service.maintenance.add_drafts([draft("Two", "The second ferry came in.", "Herald")])
        service.maintenance.add_drafts([draft("One", "The first ferry went out again.")])
        service.maintenance.compact()
    return paths


def titles(paths: ArchivePaths, filters: Filters) -> list[set[str]]:
    """Return which articles each of the two searches finds."""
    with closing(ArchivePool(paths, None)) as archives, archives.state() as state:
        assert state is not None
        encoder = Models("hashing-256", None).encoder(state.snapshot.setting("model"))
        vector = encoder.encode_question("ferry")
        found = (
            state.snapshot.lexical(["ferry"], 9, filters),
            search_dense(state.snapshot, state.files, encoder.key, vector, 9, filters),
        )
        passages = [state.snapshot.passages(key for key, _ in one) for one in found]
        return [{state.snapshot.article(one.article_id).title for one in each.values()} for each in passages]


def test_only_what_was_added_later_is_found(paths: ArchivePaths) -> None:
    expected = {0: {"One", "Two"}, 1: {"One", "Two"}, 2: {"One"}, 3: set(), 99: set()}
    for revision, found in expected.items():
        assert titles(paths, Filters(added_after=revision)) == [found, found]
    assert titles(paths, Filters(added_after=1, outlets=("Herald",))) == [{"Two"}, {"Two"}]
    assert titles(paths, Filters(added_after=2, outlets=("Herald",))) == [set(), set()]


def test_articles_are_left_out_by_id(paths: ArchivePaths) -> None:
    with closing(CuttingsService(paths)) as service:
        ids = {article.title: article.id for article in service.articles()}
    assert titles(paths, Filters(without=(ids["One"],))) == [{"Two"}, {"Two"}]
    assert titles(paths, Filters(without=tuple(ids.values()))) == [set(), set()]
    assert titles(paths, Filters(without=("no such id",))) == [{"One", "Two"}, {"One", "Two"}]


def test_the_least_of_them_is_a_restriction() -> None:
    assert Filters(added_after=0)
    assert Filters(without=("a",))
    assert not Filters()
    assert Filters(added_after=0).fit(None)


@pytest.mark.parametrize("outlets", [(), ("Gazette", "Herald")])
def test_what_is_new_is_found_by_an_index(paths: ArchivePaths, outlets: tuple[str, ...]) -> None:
    condition, values = filter_conditions(Filters(added_after=2, outlets=outlets))
    with closing(ArchivePool(paths, None)) as archives, archives.state() as state:
        assert state is not None
        plan = state.snapshot._db.execute(
            f"""EXPLAIN QUERY PLAN SELECT p.id FROM passages p JOIN articles a ON a.key = p.article_key
            WHERE 1 {condition}""",  # noqa: S608
            values,
        ).fetchall()
        gone = state.snapshot._db.execute(
            "EXPLAIN QUERY PLAN SELECT key FROM articles WHERE removed_revision > 2"
        ).fetchall()
    assert "articles_added" in plan[0][3]
    assert "articles_removed" in gone[0][3]
