"""Articles that mean harm, or are merely large: what an archive in a folder takes, one in an engine takes too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.filters import Filters
from embeddings.stores import check_archive
from tests.engine.conftest import Engine
from tests.engine.made import MadeEncoder
from tests.engine.places import Place

WEIRD = "100% %s %(x)s {0} \\ \\' ' \" ` ; -- /* */ \x01\x021' OR '1'='1 \u2028 😀 \u0301 ﷽ \x00 end"


@pytest.fixture(params=["folder", "engine"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "folder":
        paths = ArchivePaths(tmp_path / "archive")
    else:
        seekdb: Engine = request.getfixturevalue("seekdb_module")
        paths = archive_at(seekdb.address())
    found = Place(paths, MadeEncoder())
    yield found
    found.close()


@pytest.mark.parametrize(
    "draft",
    [
        ArticleDraft(title=WEIRD, text=f"The ferry. {WEIRD}", outlet=WEIRD, byline=WEIRD, source=WEIRD),
        ArticleDraft(title="t" * 5_000, text="ferry " + "word " * 50, outlet="o" * 700, byline="b" * 5_000),
        ArticleDraft(title="Long", text="ferry " + "z" * 3_000, url="https://example.org/" + "p" * 3_000),
        ArticleDraft(title="Kinds", text="ferry", outlet="O" * 700 + "a", published="2024-01-01T10:00:00.123456+01:00"),
        ArticleDraft(title="Blank at the end ", text="ferry ", outlet="Outlet ", published="2024-01-01"),
        ArticleDraft(title="Large", text="The ferry was late. " * 60_000, source="s" * 4_000),
        ArticleDraft(title="Ferry", text="фєррі 渡し船 ferry Fähre ＦＥＲＲＹ ferry-boat ferry’s"),
    ],
    ids=["signs", "long", "one-word", "long-outlet", "blanks", "large", "scripts"],
)
def test_whatever_a_folder_takes_an_engine_takes(place: Place, draft: ArticleDraft) -> None:
    (stored,) = place.add(draft).added
    with place.catalogue.snapshot() as snapshot:
        article = snapshot.article(stored)
        assert (article.title, article.text, article.outlet, article.byline, article.source) == (
            draft.title,
            draft.text,
            draft.outlet,
            draft.byline,
            draft.source,
        )
        outlets = tuple(name for name, _ in snapshot.outlets())
    with place.retriever.state() as state:
        assert state.lexical(["ferry"], 3, Filters())
        if outlets:
            assert state.lexical(["ferry"], 3, Filters(outlets=outlets))
            assert not state.lexical(["ferry"], 3, Filters(outlets=("nobody",)))
    assert check_archive(place.paths, place.catalogue, place.files, deep=True) == []
    assert place.add(draft).unchanged == (stored,)
    assert place.remove([stored]) == [stored]


def test_outlets_that_differ_in_case_or_at_their_end_are_different(place: Place) -> None:
    names = ("Post", "post", "Post ", "Póst", "x" * 600 + "1", "x" * 600 + "2")
    drafts = [
        ArticleDraft(title=f"Number {n}", text=f"The ferry {n} was late.", outlet=name) for n, name in enumerate(names)
    ]
    stored = place.add(*drafts).added
    for name, one in zip(names, stored, strict=True):
        with place.retriever.state() as state:
            found = state.lexical(["ferry"], 10, Filters(outlets=(name,)))
            assert {passage.article_id for passage in state.passages(key for key, _ in found).values()} == {one}


def test_a_failed_file_of_any_name_is_noted(place: Place) -> None:
    place.add(ArticleDraft(title="One", text="The ferry was late."))
    path = "/" + "d" * 3_000 + f"/{WEIRD}"
    with place.catalogue.sources(write=True) as sources:
        sources.note(path, "it " * 2_000)
    with place.catalogue.sources() as sources:
        assert [one.path for one in sources.failed()] == [path]
