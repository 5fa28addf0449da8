"""Damage and want: what is derived is found and mended, what is not is told, and nothing else is lost."""

import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveDamaged, ArchiveTooNew
from corpus.filters import Filters
from corpus.text.terms import terms
from embeddings.cache import EmbeddingCache
from embeddings.index.check import check
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model
from qa.cli import main

# ruff: noqa: S311

ROOT = Path(__file__).parents[2]
ENCODER = load_encoder(find_model("hashing-256"))
WORDS = "amber birch cedar dune elm fern gorse heath iris juniper kelp larch moss nettle oak pine".split()
DERIVED = {"segments", "vectors.sqlite3"}


def draft(number: int, version: int = 1) -> ArticleDraft:
    chance = random.Random(f"{number}/{version}")
    paragraphs = [
        " ".join(
            " ".join(chance.choices(WORDS, k=9)).capitalize()
            + f" {number} w{chance.random():.9f} v{chance.random():.9f}."
            for _ in range(6)
        )
        for _ in range(2)
    ]
    return ArticleDraft(
        title=f"The {WORDS[number % 16]} of day {number}",
        text="\n\n".join(paragraphs),
        outlet="Gazette",
        url=f"https://example.org/{number}",
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with several segments, earlier versions, and removed articles that are still in the index."""
    folder = tmp_path_factory.mktemp("made") / "archive"
    with (
        closing(Catalogue(folder / "catalogue.sqlite3", create=True)) as catalogue,
        closing(EmbeddingCache(folder / "vectors.sqlite3")) as kept,
    ):
        indexer = Indexer(catalogue, kept, SegmentFiles(folder / "segments"), ENCODER)
        for start in range(0, 60, 12):
            indexer.store([draft(number) for number in range(start, start + 12)])
        indexer.store([draft(number, 2) for number in range(5)])
        indexer.remove(draft(number).id for number in range(50, 54))
    return folder


@pytest.fixture
def paths(made: Path, tmp_path: Path) -> ArchivePaths:
    folder = tmp_path / "archive"
    shutil.copytree(made, folder)
    return ArchivePaths(folder)


def answers(paths: ArchivePaths) -> list[object]:
    """Return what is in an archive, and what is found for a few questions."""
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        found: list[object] = [(one.id, one.text) for one in snapshot.articles()]
        for question in ("birch and larch", "What of the moss of day 7?", "iris kelp oak dune 44", "heath"):
            files = SegmentFiles(paths.segments)
            words = snapshot.lexical(terms(question), 20, Filters())
            near = search_dense(snapshot, files, ENCODER.key, ENCODER.encode_question(question), 20, Filters())
            for ranking in (words, near):
                passages = snapshot.passages(key for key, _ in ranking)
                found.append([(passages[key].article_id, passages[key].start, score) for key, score in ranking])
    return found


def live_texts(paths: ArchivePaths) -> dict[str, str]:
    """Return the text of every passage by its hash."""
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        return {text_hash(text): text for _, _, text in snapshot.indexed_texts()}


def findings(paths: ArchivePaths, *, deep: bool) -> list[str]:
    with closing(Catalogue(paths.catalogue)) as catalogue:
        return [finding.what for finding in check(paths, catalogue, SegmentFiles(paths.segments), deep=deep)]


def run(paths: ArchivePaths, *words: object) -> int:
    return main([*map(str, words), "--archive", str(paths.folder)])


def hashes(paths: ArchivePaths, *, without: Iterable[str] = ()) -> dict[str, str]:
    """Return the hash of each file; the lock and SQLite's own files beside a database do not count."""
    passing = ("-shm", "-wal", "writer.lock")
    return {
        str(path.relative_to(paths.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths.folder.rglob("*"))
        if path.is_file() and not path.name.endswith(passing) and path.name not in without
    }


def assert_mended(paths: ArchivePaths, before: list[object]) -> None:
    assert run(paths, "check", "--deep", "--repair") == 0
    assert findings(paths, deep=True) == []
    assert answers(paths) == before


def flip(path: Path, position: int, bit: int = 0) -> None:
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ (1 << bit)]))


# ------------------------------------------------------------------- segments


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "gone", "swapped"])
def test_each_damaged_segment_is_found_and_mended(paths: ArchivePaths, damage: str) -> None:
    before = answers(paths)
    chance = random.Random(damage)
    for number in range(len(list(paths.segments.iterdir()))):
        path = sorted(paths.segments.iterdir())[number]
        sound = path.read_bytes()
        if damage == "flip":
            flip(path, chance.randrange(len(sound)), chance.randrange(8))
        elif damage == "gone":
            path.unlink()
        elif damage == "swapped":
            path.write_bytes(sorted(paths.segments.iterdir())[number - 1].read_bytes())
        else:
            path.write_bytes(sound[: chance.randrange(len(sound)) if damage == "cut" else 0])
        assert path.name in "\n".join(findings(paths, deep=False))
        with pytest.raises(ArchiveDamaged, match="check --repair"):
            answers(paths)
        path.write_bytes(sound)
        assert findings(paths, deep=True) == []
    path.write_bytes(sound[:-1])
    assert_mended(paths, before)


# --------------------------------------------------------------- embedding cache


def test_a_flipped_bit_in_a_kept_vector_is_found_and_mended(paths: ArchivePaths) -> None:
    before = answers(paths)
    hashes = list(live_texts(paths))[:5]
    with closing(sqlite3.connect(paths.embedding_cache)) as db:
        query = "SELECT vector FROM vectors WHERE text_hash = ?"
        blobs = [db.execute(query, (bytes.fromhex(digest),)).fetchone()[0] for digest in hashes]
    chance = random.Random(5)
    data = paths.embedding_cache.read_bytes()
    for blob in blobs:
        # the last of a vector's bytes on the page itself; the rest may be anywhere
        flip(paths.embedding_cache, data.index(blob[:40]) + chance.randrange(40), chance.randrange(8))
        assert any("embedding cache" in found for found in findings(paths, deep=True))
    assert_mended(paths, before)


def test_a_flipped_bit_anywhere_in_the_kept_vectors_does_no_harm(paths: ArchivePaths) -> None:
    before = answers(paths)
    sound = paths.embedding_cache.read_bytes()
    chance = random.Random(6)
    texts = live_texts(paths)
    found = 0
    for number in range(40):
        position = chance.randrange(120) if number % 2 else chance.randrange(len(sound))
        paths.embedding_cache.write_bytes(sound)
        flip(paths.embedding_cache, position, chance.randrange(8))
        if findings(paths, deep=True):
            found += 1
            if number % 4 == 1 or found < 4:
                assert_mended(paths, before)
        else:  # it met a byte that says nothing: every vector is the one that was kept
            with closing(EmbeddingCache(paths.embedding_cache, read_only=True)) as kept:
                stored = kept.get(ENCODER.key, list(texts))
            for digest, text in texts.items():
                assert np.allclose(stored[digest], ENCODER.encode_passages([text])[0], atol=1e-3)
        for path in paths.folder.glob("*vectors*"):
            path.unlink()
    assert found > 5


def test_a_deep_look_leaves_no_file_behind(paths: ArchivePaths) -> None:
    assert findings(paths, deep=True) == []
    assert [path.name for path in paths.folder.iterdir() if path.name.startswith("vectors")] == ["vectors.sqlite3"]


@pytest.mark.parametrize("damage", ["half", "page", "empty", "gone", "noise"])
def test_lost_vectors_are_found_and_encoded_anew(paths: ArchivePaths, damage: str) -> None:
    before = answers(paths)
    data = paths.embedding_cache.read_bytes()
    kept = {"half": data[: len(data) // 2], "page": data[:4096], "empty": b"", "noise": b"noise" * 3000}
    if damage == "gone":
        paths.embedding_cache.unlink()
    else:
        paths.embedding_cache.write_bytes(kept[damage])
    assert any("vectors" in found for found in findings(paths, deep=True))
    assert answers(paths) == before
    assert_mended(paths, before)


# ---------------------------------------------------------------------- words


WORDS_DAMAGE = {
    "a page cut": "UPDATE passages_lexical_data SET block = substr(block, 1, 9) WHERE id > 10",
    "a page gone": "DELETE FROM passages_lexical_data WHERE id = (SELECT max(id) FROM passages_lexical_data)",
    "structure": "UPDATE passages_lexical_data SET block = x'ff00ff' WHERE id = 10",
    "structure gone": "DELETE FROM passages_lexical_data WHERE id = 10",
    "totals": "UPDATE passages_lexical_data SET block = x'0102' WHERE id = 1",
    "totals gone": "DELETE FROM passages_lexical_data WHERE id = 1",
    "index gone": "DELETE FROM passages_lexical_idx",
    "index": "UPDATE passages_lexical_idx SET pgno = pgno + 2",
    "sizes": "UPDATE passages_lexical_docsize SET sz = x'0505' WHERE id % 7 = 3",
    "sizes gone": "DELETE FROM passages_lexical_docsize WHERE id % 7 = 3",
    "format": "UPDATE passages_lexical_config SET v = 9",
    "everything": "DELETE FROM passages_lexical_data",
    "postings cut": "UPDATE word_postings SET data = substr(data, 1, length(data) - 2)",
    "postings gone": "DELETE FROM word_postings WHERE length(word) % 2 = 0",
    "postings of another passage": "UPDATE word_postings SET data = x'ffff01'",
    "block gone": "DELETE FROM word_blocks WHERE number = (SELECT max(number) FROM word_blocks)",
    "block cut": "UPDATE word_blocks SET columns = substr(columns, 1, 9)",
    "words gone": "DELETE FROM word_list WHERE length(word) % 2 = 0",
    "removed too much": "INSERT INTO word_gone SELECT max(id) FROM passages",
}


@pytest.mark.parametrize("damage", WORDS_DAMAGE)
def test_a_damaged_lexical_index_is_found_and_mended(paths: ArchivePaths, damage: str) -> None:
    before = answers(paths)
    with closing(sqlite3.connect(paths.catalogue)) as db, db:
        assert db.execute(WORDS_DAMAGE[damage]).rowcount
    assert any("lexical index" in found for found in findings(paths, deep=True))
    assert_mended(paths, before)


def test_a_flipped_bit_in_the_words_is_found_and_mended(paths: ArchivePaths) -> None:
    before = answers(paths)
    chance = random.Random(7)
    for _ in range(8):
        with closing(sqlite3.connect(paths.catalogue)) as db, db:
            rows = db.execute("SELECT id, block FROM passages_lexical_data WHERE length(block) > 20").fetchall()
            key, block = chance.choice(rows)
            flipped = bytearray(block)
            flipped[chance.randrange(4, len(block))] ^= 1 << chance.randrange(8)
            db.execute("UPDATE passages_lexical_data SET block = ? WHERE id = ?", (bytes(flipped), key))
        assert any("lexical index" in found for found in findings(paths, deep=True))
        assert_mended(paths, before)


@pytest.mark.parametrize("damage", ["postings cut", "postings of another passage"])
def test_a_question_that_meets_damaged_words_names_the_remedy(paths: ArchivePaths, damage: str) -> None:
    with closing(sqlite3.connect(paths.catalogue)) as db, db:
        db.execute(WORDS_DAMAGE[damage])
    with pytest.raises(ArchiveDamaged, match=r"lexical index.*check --repair"):
        answers(paths)


# ------------------------------------------------------------------ catalogue


COMMANDS = (
    ["list"],
    ["status"],
    ["check"],
    ["compact"],
    ["rebuild"],
    ["remove", "--outlet", "Gazette"],
    ["check", "--repair"],
)


@pytest.mark.parametrize("kept", [0, 1, 90, 100, 512, 4096, 0.5, -1])
@pytest.mark.parametrize("noise", [False, True])
def test_a_broken_catalogue_is_told_and_nothing_is_touched(
    paths: ArchivePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: float, *, noise: bool
) -> None:
    data = paths.catalogue.read_bytes()
    length = int(kept * len(data)) if 0 < kept < 1 else int(kept) % len(data) if kept else 0
    broken = b"\x5a" * (length or 1) + data[length or 1 :] if noise else data[:length]
    if noise and (kept == -1 or kept == 0.5):
        broken = b"\x5a" * length
    paths.catalogue.write_bytes(broken)
    before = hashes(paths)
    digest = tmp_path / "digest.txt"
    digest.write_text("Title\n\nGazette\nMar 8 2024\n\nA ferry struck the pier on Friday.\n", encoding="utf-8")
    for command in (*COMMANDS, ["add", str(digest)]):
        capsys.readouterr()
        assert run(paths, *command) == 1, command
        told = capsys.readouterr().err.strip()
        assert len(told.splitlines()) == 1, told
        assert str(paths.catalogue) in told
        assert "restore it from a back-up" in told
        assert hashes(paths) == before, command


def test_an_emptied_catalogue_keeps_its_log(paths: ArchivePaths) -> None:
    # SQLite takes a file of no bytes for a new database and drops the log beside it, with all that was not yet moved
    log = paths.catalogue.with_name(f"{paths.catalogue.name}-wal")
    log.write_bytes(b"log")
    paths.catalogue.write_bytes(b"")
    for derived in DERIVED:
        shutil.rmtree(paths.folder / derived, ignore_errors=True)
        (paths.folder / derived).unlink(missing_ok=True)
    with pytest.raises(ArchiveDamaged, match="back-up"):
        Catalogue(paths.catalogue)
    assert log.read_bytes() == b"log"


def test_damage_inside_the_catalogue_is_found(paths: ArchivePaths, capsys: pytest.CaptureFixture[str]) -> None:
    size = paths.catalogue.stat().st_size
    with paths.catalogue.open("r+b") as file:
        file.seek(size // 4096 // 2 * 4096)
        file.write(b"\0" * 4096)
    before = hashes(paths, without=["catalogue.sqlite3"])
    assert run(paths, "check", "--deep") == 1
    assert "back-up" in capsys.readouterr().err
    assert hashes(paths, without=["catalogue.sqlite3"]) == before


def test_an_archive_of_a_newer_cuttings_is_refused(paths: ArchivePaths, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(paths.catalogue)) as db, db:
        db.execute("PRAGMA user_version = 99")
    before = hashes(paths)
    with pytest.raises(ArchiveTooNew, match="upgrade Cuttings"):
        Catalogue(paths.catalogue)
    for command in COMMANDS:
        assert run(paths, *command) == 1
        assert "newer Cuttings" in capsys.readouterr().err
    assert hashes(paths) == before


# ----------------------------------------------------------- locks, full disks


HOLD = """
import sys, time
from pathlib import Path
from corpus.catalogue.paths import ArchivePaths, writing
with writing(ArchivePaths(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(99)
"""


@pytest.mark.service
def test_a_dead_writer_never_blocks(paths: ArchivePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digest = tmp_path / "digest.txt"
    digest.write_text("Title\n\nGazette\nMar 8 2024\n\nA ferry struck the pier on Friday.\n", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", HOLD, str(paths.folder)], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    assert (paths.folder / "writer.json").exists()
    assert run(paths, "add", digest) == 0
    assert "1 added" in capsys.readouterr().out


def child(paths: ArchivePaths, *words: object, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command that may write files of `limit` bytes and no longer ones."""

    def limited() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = [sys.executable, "-m", "qa.cli", *map(str, words), "--archive", str(paths.folder)]
    return subprocess.run(
        arguments, cwd=ROOT, preexec_fn=limited, capture_output=True, text=True, timeout=120, check=False
    )


def digest_of(folder: Path, numbers: Iterable[int]) -> Path:
    path = folder / "more.txt"
    parts = [f"{one.title}\n\n{one.outlet}\nMar 8 2024\n\n{one.text}\n\n{one.url}\n" for one in map(draft, numbers)]
    path.write_text("\n\n".join(parts), encoding="utf-8")
    return path


@pytest.mark.service
@pytest.mark.slow
def test_no_room_left_in_a_file(paths: ArchivePaths, tmp_path: Path) -> None:
    before = answers(paths)
    more = digest_of(tmp_path, range(100, 130))
    needed = max(path.stat().st_size for path in paths.folder.rglob("*"))
    refused = 0
    for limit in (64, 5_000, 40_000, 100_000, 200_000, needed + 1000):
        ended = child(paths, "add", more, limit=limit)
        if ended.returncode == 0:
            break
        assert ended.returncode == 1, ended.stderr
        # with very little even the file cannot be read
        refused += f"cuttings: {paths.folder}" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert findings(paths, deep=True) == []
        assert answers(paths) == before
        assert not list(paths.segments.glob("*.aside"))
    assert refused
    assert child(paths, "add", more).returncode == 0
    assert findings(paths, deep=True) == []


FULL = """
mount -t tmpfs -o size=4m tmpfs "$1" || exit 77
cp -r "$2"/. "$1"
cd "$4"
for left in $6; do
    rm -f "$1"/filler
    dd if=/dev/zero of="$1"/filler bs=1k count=9999 2> /dev/null
    truncate -s -"$left"k "$1"/filler
    echo "== $left"
    "$5" -m qa.cli add "$3" --archive "$1" 2>&1
    echo "ended $?"
    rm -f "$1"/filler
    "$5" -m qa.cli check --deep --archive "$1" 2>&1
done
"$5" -m qa.cli add "$3" --archive "$1"
"$5" -m qa.cli check --deep --archive "$1"
"""


def in_own_mounts(script: str, *arguments: object) -> str:
    """Run a script of the shell that may mount, seen by nobody else; its exit code 77 says that it may not."""
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare")
    ended = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if ended.returncode == 77 or "Operation not permitted" in ended.stderr:
        pytest.skip("not allowed to mount")
    return ended.stdout


def fill_up(paths: ArchivePaths, tmp_path: Path, kilobytes: str) -> list[str]:
    """Add where so many kilobytes are left, and check after each; return what was said, a text for each."""
    (tmp_path / "full").mkdir()
    more = digest_of(tmp_path, range(100, 160))
    told = in_own_mounts(FULL, tmp_path / "full", paths.folder, more, ROOT, sys.executable, kilobytes)
    first, *rounds = told.split("== ")
    assert not first
    assert len(rounds) == len(kilobytes.split())
    assert told.endswith("Nothing wrong was found.\n")
    return rounds


def assert_refused_in_one_line(told: str) -> None:
    said = [line.partition("cuttings: ")[2] for line in told.splitlines() if "cuttings: " in line]
    assert len(said) == 1, told
    assert "Traceback" not in told
    assert "ended 1\nNothing wrong was found." in told, told


@pytest.mark.service
@pytest.mark.slow
def test_a_full_disk(paths: ArchivePaths, tmp_path: Path) -> None:
    for told in fill_up(paths, tmp_path, "12 40 120 200 300"):
        assert_refused_in_one_line(told)


@pytest.mark.service
@pytest.mark.slow
def test_a_disk_without_a_byte_left(paths: ArchivePaths, tmp_path: Path) -> None:
    for told in fill_up(paths, tmp_path, "0"):
        assert_refused_in_one_line(told)


# ------------------------------------------------------------------- read-only


READ_ONLY = """
mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77
cd "$2"; python="$3"; archive="$1"; shift 3
exec "$python" -m qa.cli "$@" --archive "$archive" 2>&1
"""


def read_only(paths: ArchivePaths, *words: object) -> str:
    """Run a command on an archive that it cannot write to; return what it says."""
    if os.geteuid() == 0:
        return in_own_mounts(READ_ONLY, paths.folder, ROOT, sys.executable, *words)
    folders = [paths.folder, paths.segments]
    try:
        for folder in folders:
            folder.chmod(0o555)
        ended = child(paths, *words)
    finally:
        for folder in folders:
            folder.chmod(0o755)
    return ended.stdout + ended.stderr


@pytest.mark.service
@pytest.mark.slow
def test_a_read_only_archive_is_read(paths: ArchivePaths) -> None:
    before = hashes(paths)
    assert "The birch of day 1" in read_only(paths, "list")
    assert "56" in read_only(paths, "status")
    assert read_only(paths, "check", "--deep") == "Nothing wrong was found.\n"
    assert "example.org" in read_only(paths, "ask", "What of the moss of day 12?", "--json")
    assert hashes(paths) == before


@pytest.mark.service
@pytest.mark.slow
def test_a_read_only_archive_is_not_written(paths: ArchivePaths, tmp_path: Path) -> None:
    more = digest_of(tmp_path, range(100, 103))
    (paths.folder / "writer.lock").touch()
    before = hashes(paths)
    for words in (["add", str(more)], ["remove", "--outlet", "Gazette"], ["rebuild"], ["compact"]):
        told = read_only(paths, *words)
        assert len(told.splitlines()) == 1, told
        assert told.startswith(f"cuttings: {paths.folder}")
        assert "read-only" in told.lower() or "permission" in told.lower()
    assert hashes(paths) == before


LEAVE = """
import os, sys
from corpus.catalogue.catalogue import Catalogue, Path
with Catalogue(Path(sys.argv[1])).change() as change:
    change.set("sample", "yes")
os._exit(0)
"""


@pytest.mark.service
def test_a_read_only_archive_that_was_left_in_use_says_so(paths: ArchivePaths, tmp_path: Path) -> None:
    # killed with its log not yet moved into the catalogue
    subprocess.run([sys.executable, "-c", LEAVE, str(paths.catalogue)], cwd=ROOT, check=True)
    log = paths.catalogue.with_name(f"{paths.catalogue.name}-wal")
    assert log.stat().st_size
    log.with_name(f"{paths.catalogue.name}-shm").unlink()
    told = read_only(paths, "list")
    assert len(told.splitlines()) == 1, told
    assert "read-only" in told
    assert findings(paths, deep=True) == []


def test_an_archive_of_which_everything_was_removed_is_sound(paths: ArchivePaths) -> None:
    assert run(paths, "remove", "--outlet", "Gazette") == 0
    assert findings(paths, deep=True) == []
    assert run(paths, "compact") == 0
    assert findings(paths, deep=True) == []
