"""Every command calls a full disk a full disk, in one line, loses nothing that was stored, and works when there is room again."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.user_file import UserFile
from corpus.errors import ArchiveError, ArchiveUnavailable
from corpus.sqlite import Connections, changing
from corpus.system_errors import archive_error, fault, is_transient, message_of
from embeddings.cache import EmbeddingCache
from embeddings.index.check import rename_broken_cache
from qa.cli import main
from tests.storage.test_faults import ROOT, ArchivePaths, digest_of, made, paths

FULL = "the disk is full: free some space and try again; nothing already stored is lost"
__all__ = ["made", "paths"]  # fixtures

COMMANDS = {
    "add": (["add", "MORE"], [0, 40, 100]),
    "remove": (["remove", "--outlet", "Gazette"], [0, 40, 100]),
    "rebuild": (["rebuild"], [0, 100]),
    "compact": (["compact"], [100]),
    "check": (["check", "--deep"], [0, 40]),
    "repair": (["check", "--repair"], [0]),
    "export": (["export", "DISK/backup.zip", "--vectors"], [0, 40]),
    "import": (["import", "BACKUP", "--archive", "DISK/other"], [0, 40, 120]),
    "alerts": (["alerts", "add", "What of the moss?"], [0, 40]),
    "alerts feed": (["alerts", "feed", "DISK/feed.xml"], [40]),
    "ask": (["ask", "What of the moss of day 7?"], [0]),
    "list": (["list"], [0]),
    "status": (["status"], [0]),
    "story": (["story"], [0]),
}


@pytest.fixture(scope="module")
def outcomes(made: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, object]]]:
    """What each command said and did, for each of the amounts that were left."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    folder = tmp_path_factory.mktemp("full")
    (folder / "disk").mkdir()
    backup, more = folder / "backup.zip", digest_of(folder, range(100, 130))
    assert main(["export", str(backup), "--archive", str(made)]) == 0
    wanted = [(name, left, words) for name, (words, amounts) in COMMANDS.items() for left in amounts]
    named = {"MORE": str(more), "BACKUP": str(backup)}
    lines = [json.dumps([left, *(named.get(word, word) for word in words)]) for _, left, words in wanted]
    script = [sys.executable, str(ROOT / "tests" / "storage" / "full_disk.py"), str(folder / "disk"), str(made)]
    ended = subprocess.run(
        ["unshare", "--mount", *script],
        input="\n".join(lines) + "\n",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if ended.returncode == 77 or "Operation not permitted" in ended.stderr:
        pytest.skip("not allowed to mount")
    assert ended.returncode == 0, ended.stderr
    found: dict[str, list[dict[str, object]]] = {name: [] for name in COMMANDS}
    for (name, _, _), line in zip(wanted, ended.stdout.splitlines(), strict=True):
        found[name].append(json.loads(line))
    return found


@pytest.mark.service
@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_called_a_full_disk(outcomes: dict[str, list[dict[str, object]]], name: str) -> None:
    for outcome in outcomes[name]:
        told = str(outcome["said"])
        assert outcome["code"] == (0 if name == "story" else 1), told  # it tells what it has
        assert told.count("cuttings: ") == 1, told
        assert f"{FULL}\n" in told, told
        assert "Traceback" not in told
        assert outcome["left"] == []
        assert outcome["again"] == 0
        assert outcome["check"] == "Nothing wrong was found.\n"


@pytest.mark.service
def test_output_into_a_full_file_is_told_once(paths: ArchivePaths) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "qa.cli", "list", "--archive", str(paths.folder)]
        ended = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, f"cuttings: {FULL}\n")


# ------------------------------------------------------------------ the words


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, FULL), (errno.EDQUOT, "disk quota"), (errno.EROFS, "read-only file system"), (errno.EIO, "I/O error"),
     (errno.EACCES, "permission denied"), (errno.EMFILE, "too many files are open"), (errno.ENAMETOOLONG, "name is too long"),
     (errno.EFBIG, "ulimit -f"), (errno.ENOMEM, "not enough memory")],
)  # fmt: skip
def test_what_the_system_says_has_words(number: int, words: str) -> None:
    assert words in message_of(OSError(number, os.strerror(number)))
    assert words in message_of(RuntimeError(f"Error: 'ret == (size)' failed: write error in f: {os.strerror(number)}"))


def test_what_says_nothing_of_the_machine_stays_as_it_is() -> None:
    assert fault(OSError(errno.ENOENT, "No such file")) is None
    assert message_of(OSError(errno.ENOENT, "No such file")) == "No such file"
    assert fault(sqlite3.DatabaseError("file is not a database")) is None
    assert type(archive_error(ValueError("x"), Path("a"))) is ArchiveError


def test_a_file_that_cannot_be_opened_now_is_not_damaged() -> None:
    assert is_transient(OSError(errno.EMFILE, "Too many open files"))
    assert is_transient(RuntimeError("could not open a.faiss for reading: Too many open files"))
    assert not is_transient(OSError(errno.EIO, "Input/output error"))


def test_a_locked_file_is_called_so(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as one, closing(sqlite3.connect(path, timeout=0)) as two:
        one.execute("CREATE TABLE t (a)")
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            two.execute("INSERT INTO t VALUES (1)")
    assert "another program is using this file" in message_of(locked.value, path)


def test_a_name_that_is_too_long_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = "x" * 300
    for words in (["add", f"{tmp_path}/{name}.txt"], ["add", __file__, "--archive", f"{tmp_path}/{name}"],
                  ["export", f"{tmp_path}/{name}.zip"]):  # fmt: skip
        assert main(words if "--archive" in words else [*words, "--archive", str(tmp_path / "archive")]) == 1
        told = "".join(capsys.readouterr())
        assert "too long" in told or "no archive here" in told
        assert "Traceback" not in told


# ------------------------------------------------- the second error, and the first


class UndoneBySQLite(Exception):
    """What is raised in a transaction that SQLite has ended itself, as it does on a full disk."""


def test_no_second_error_hides_the_first(tmp_path: Path) -> None:
    def end_it(db: sqlite3.Connection) -> None:
        db.execute("ROLLBACK")
        raise UndoneBySQLite

    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        with pytest.raises(UndoneBySQLite), changing(db):
            end_it(db)
        path = tmp_path / "any"
        path.touch()
        connections = Connections(path, lambda: db)
        connections.first(db)
        for write in (True, False):
            with pytest.raises(UndoneBySQLite), connections.transaction(write=write) as one:
                end_it(one)
    with closing(UserFile(tmp_path / "own.sqlite3", "own", ())) as own:
        with pytest.raises(UndoneBySQLite), own.change() as db:
            end_it(db)
        with own.change() as db:
            db.execute("CREATE TABLE t (a)")


def test_a_connection_that_cannot_be_undone_is_not_used_again(tmp_path: Path) -> None:
    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql == "ROLLBACK":
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *values)

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(":memory:", isolation_level=None, factory=Stubborn)

    path = tmp_path / "any"
    path.touch()
    connections = Connections(path, connect)
    connections.first(connect())
    with pytest.raises(ZeroDivisionError), connections.transaction(write=True):
        raise ZeroDivisionError
    with connections.transaction(write=True) as db:
        assert db.in_transaction
    connections.close()


def test_kept_vectors_that_are_only_locked_are_not_put_aside(paths: ArchivePaths) -> None:
    with closing(sqlite3.connect(paths.embedding_cache, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ArchiveUnavailable):
            rename_broken_cache(paths)
        with pytest.raises(ArchiveUnavailable, match="another program"):
            EmbeddingCache(paths.embedding_cache)
    assert not rename_broken_cache(paths)
