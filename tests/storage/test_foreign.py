"""An archive's folder that somebody else has had their hands on: nothing that is written in its files runs."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveDamaged
from embeddings.cache import EmbeddingCache
from qa.cli import main
from qa.desk.desk import Desk
from qa.news.store import NewsStore
from qa.service.conversations import Conversations
from qa.service.followed import FollowedFeeds
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.storage.made import article

Opening = Callable[[Path], object]


def open_desk(path: Path) -> None:
    with closing(Desk(ArchivePaths(path.parent))) as desk:
        desk.marks.star("aaaaaaaaaaaa")


def open_feeds(path: Path) -> None:
    with closing(FollowedFeeds(ArchivePaths(path.parent))) as feeds:
        feeds.follow("gazette.example", pages=False, every=60)


FILES: dict[str, Opening] = {
    "catalogue.sqlite3": Catalogue,
    "vectors.sqlite3": EmbeddingCache,
    "news.sqlite3": NewsStore,
    "conversations.sqlite3": Conversations,
    "desk.sqlite3": open_desk,
    "feeds.sqlite3": open_feeds,
}
TABLES = {
    "catalogue.sqlite3": "articles",
    "vectors.sqlite3": "vectors",
    "news.sqlite3": "meta",
    "conversations.sqlite3": "conversations",
    "desk.sqlite3": "marks",
    "feeds.sqlite3": "feeds",
}


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    one = article(1)
    paths = ArchivePaths(tmp_path / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts(
            [ArticleDraft(title=one.title, text=one.text, outlet=one.outlet, published=one.day)]
        )
    Conversations(paths.folder / "conversations.sqlite3").close()
    NewsStore(paths.folder / "news.sqlite3", create=True).close()
    open_desk(paths.folder / "desk.sqlite3")
    open_feeds(paths.folder / "feeds.sqlite3")
    return paths


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "program",
    [
        "CREATE TRIGGER planted AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
        "CREATE TRIGGER planted AFTER UPDATE ON {table} BEGIN SELECT load_extension('/tmp/evil'); END",
        "CREATE VIEW planted AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ],
)
def test_a_program_in_a_file_is_refused(paths: ArchivePaths, file: str, program: str) -> None:
    path = paths.folder / file
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(program.format(table=TABLES[file]))
    with pytest.raises(ArchiveDamaged, match=rf"{file}: holds a (trigger|view), 'planted'.*restore a back-up"):
        FILES[file](path)


def test_the_command_line_says_so(paths: ArchivePaths, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(paths.catalogue)) as db, db:
        db.execute("CREATE TRIGGER planted AFTER INSERT ON articles BEGIN DELETE FROM articles; END")
    assert main(["ask", "Where?", "--archive", str(paths.folder)]) == 1
    assert "which no Cuttings makes" in capsys.readouterr().err


def test_no_function_may_be_called_by_what_a_file_says_of_itself(paths: ArchivePaths) -> None:
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        assert snapshot._db.execute("PRAGMA trusted_schema").fetchone() == (0,)
        assert snapshot._db.execute("PRAGMA cell_size_check").fetchone() == (1,)


@pytest.mark.parametrize("name", ["../elsewhere.faiss", "/dev/zero", "inner/one.faiss", "../../x.lists.faiss", ".."])
def test_the_list_of_segments_leads_to_no_other_folder(
    paths: ArchivePaths, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(paths.catalogue)) as db, db:
        db.execute("UPDATE segments SET name = ?", (name,))
    monkeypatch.setattr("faiss.read_index", lambda *_: pytest.fail("a file elsewhere was read"))
    assert main(["ask", "Where does it stand?", "--archive", str(paths.folder)]) == 1
    assert "is no name of a file in it" in capsys.readouterr().err
