"""Whose marks are: two users mark the same places, nobody changes what is another's, and a back-up has whose they are."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.user_file import UserFile
from corpus.errors import CuttingsError
from qa.desk.backup import desk_lines, restore_desk
from qa.desk.desk import Desk
from qa.desk.schema import FILE_NAME, MIGRATIONS
from qa.desk.values import DeskLimits, Marks

ANNA, BORIS = Actor(id="a" * 32, name="Anna"), Actor(id="b" * 32, name="Boris", may_change=False)
ARTICLE, OTHER = "aaaaaaaaaaaa", "bbbbbbbbbbbb"
QUOTE = f"{ARTICLE}:0-24"


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    paths = ArchivePaths(tmp_path / "archive")
    with closing(Catalogue(paths.catalogue, create=True)) as catalogue, catalogue.change() as change:
        change.store(ArticleDraft(title="Ferry", text="A ferry struck the pier."), [(0, 24)])
    return paths


@pytest.fixture
def desk(paths: ArchivePaths):
    with closing(Desk(paths, DeskLimits(tags_each=2))) as desk:
        yield desk


def marked(desk: Desk) -> None:
    """The same article marked by nobody in particular, by Anna and by Boris; a quote by Anna alone."""
    desk.marks.note(ARTICLE, "For all.")
    desk.marks.tag(ARTICLE, ["common"])
    with acting(ANNA):
        desk.marks.star(ARTICLE)
        desk.marks.tag(ARTICLE, ["mill", "common"])
        desk.marks.note(QUOTE, "Anna's.", sha256="0a" * 32)
    with acting(BORIS):
        desk.marks.note(ARTICLE, "Boris's.")
        desk.marks.tag(OTHER, ["Mill"])


def test_one_place_has_marks_of_each(desk: Desk) -> None:
    marked(desk)
    for_all = Marks(note="For all.", tags=("common",))
    assert desk.marks.on(ARTICLE) == for_all
    with acting(ANNA):
        assert desk.marks.on(ARTICLE) == Marks(starred=True, tags=("common", "mill"), everybodys=for_all)
        assert list(desk.marks.on_quotes()) == [QUOTE]
        assert desk.marks.starred() == [ARTICLE]
        assert desk.marks.tags() == [("common", 1), ("mill", 1)]
        assert (desk.articles_in("★"), desk.articles_in("#MILL")) == ((ARTICLE,), (ARTICLE,))
        assert list(desk.marks.all()) == [ARTICLE, QUOTE]
    with acting(BORIS):
        assert desk.marks.on(ARTICLE) == Marks(note="Boris's.", everybodys=for_all)
        assert desk.marks.on(QUOTE) == Marks()
        assert desk.marks.on_quotes([ARTICLE]) == {}
        assert desk.marks.tags() == [("common", 1), ("Mill", 1)]
        assert (desk.articles_in("★"), desk.articles_in("#mill")) == ((), (OTHER,))
        assert list(desk.marks.all()) == [ARTICLE, OTHER]
    with acting(Actor(id="c" * 32)):
        assert desk.marks.all() == {ARTICLE: Marks(everybodys=for_all)}
        assert desk.marks.all()[ARTICLE]


def test_one_changes_only_what_is_ones_own(desk: Desk) -> None:
    marked(desk)
    with acting(BORIS):
        desk.marks.untag(ARTICLE, ["mill", "common"])
        desk.marks.star(ARTICLE, starred=False)
        desk.marks.note(ARTICLE, "")
        desk.marks.note(QUOTE, "")
        assert desk.marks.on(ARTICLE) == Marks(everybodys=Marks(note="For all.", tags=("common",)))
    with acting(ANNA):
        assert (desk.marks.on(ARTICLE).starred, desk.marks.on(ARTICLE).tags) == (True, ("common", "mill"))
        assert desk.marks.on(QUOTE).note == "Anna's."


def test_limits_and_words_are_each_ones_own(desk: Desk) -> None:
    with acting(ANNA):
        desk.marks.tag(ARTICLE, ["a", "b"])
        desk.marks.star(QUOTE, sha256="0a" * 32)
        with pytest.raises(CuttingsError, match="other words"):
            desk.marks.star(QUOTE, sha256="0b" * 32)
    with acting(BORIS):
        assert desk.marks.tag(ARTICLE, ["a", "c"]).tags == ("a", "c")
        assert desk.marks.star(QUOTE, sha256="0b" * 32) == Marks(starred=True, sha256="0b" * 32)


def test_everybodys_of_other_words_is_not_shown_with_ones_own(desk: Desk) -> None:
    desk.marks.note(QUOTE, "Of an earlier version.", sha256="0a" * 32)
    with acting(ANNA):
        assert desk.marks.star(QUOTE, sha256="0b" * 32) == Marks(starred=True, sha256="0b" * 32)
    with acting(BORIS):
        assert desk.marks.on(QUOTE).sha256 == "0a" * 32
        assert desk.marks.star(QUOTE, sha256="0a" * 32).everybodys


def test_what_a_user_leaves_behind_can_be_deleted(desk: Desk, paths: ArchivePaths) -> None:
    marked(desk)
    desk.marks.forget(ANNA.id)
    desk.marks.forget("")
    with acting(ANNA):
        assert list(desk.marks.all()) == [ARTICLE]
        assert not desk.marks.on(ARTICLE).starred
    assert desk.marks.on(ARTICLE).note == "For all."
    assert b"Anna's" not in (paths.folder / FILE_NAME).read_bytes()


def test_a_back_up_has_whose_marks_are(desk: Desk, paths: ArchivePaths, tmp_path: Path) -> None:
    marked(desk)
    desk.close()
    lines = desk_lines(paths)
    assert [line.count(b'"owner"') for line in lines] == [0, 1, 1, 1, 1]
    (tmp_path / "back").mkdir()
    restore_desk(ArchivePaths(tmp_path / "back"), lines)
    assert desk_lines(ArchivePaths(tmp_path / "back")) == lines
    with closing(sqlite3.connect(tmp_path / "back" / FILE_NAME)) as db:
        restored = db.execute("SELECT owner, target, note FROM marks ORDER BY target, owner").fetchall()
    assert restored == [
        ("", ARTICLE, "For all."),
        (ANNA.id, ARTICLE, ""),
        (BORIS.id, ARTICLE, "Boris's."),
        (ANNA.id, QUOTE, "Anna's."),
        (BORIS.id, OTHER, ""),
    ]


@pytest.mark.parametrize("owner", ["Anna", "A" * 32, "a" * 31, 7, None, ["a" * 32]])
def test_a_back_up_with_an_owner_that_is_none_is_refused(tmp_path: Path, owner: object) -> None:
    line = {"kind": "mark", "target": ARTICLE, "starred": True, "note": "", "tags": [], "owner": owner}
    with pytest.raises((ValueError, TypeError)):
        restore_desk(ArchivePaths(tmp_path), [json.dumps(line).encode()])


@pytest.mark.parametrize("version", [1, 2, 3])
def test_marks_of_an_earlier_file_become_everybodys(paths: ArchivePaths, version: int) -> None:
    with closing(UserFile(paths.folder / FILE_NAME, "desk", MIGRATIONS[:version])) as file, file.change() as db:
        db.execute("INSERT INTO marks (target, starred, note) VALUES (?, 1, 'Ask.')", (ARTICLE,))
        db.execute("INSERT INTO tags VALUES (?, 'Mill', 'mill')", (ARTICLE,))
    lines = desk_lines(paths)  # before anybody has changed it
    with closing(Desk(paths)) as desk:
        assert desk.marks.on(ARTICLE) == Marks(starred=True, tags=("Mill",), note="Ask.")
        with acting(ANNA):
            assert desk.marks.on(ARTICLE).everybodys == Marks(starred=True, tags=("Mill",), note="Ask.")
            assert desk.articles_in("#mill") == (ARTICLE,)
    assert desk_lines(paths) == lines
