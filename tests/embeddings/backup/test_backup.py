import hashlib
import io
import json
import shutil
import sqlite3
import struct
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths, writing
from corpus.errors import ArchiveError, ArchiveTooNew, BackupDamaged, ModelError
from corpus.filters import Filters
from embeddings.backup.container import MAX_RATIO, write_atomically
from embeddings.backup.export import export
from embeddings.backup.restore import restore
from embeddings.cache import EmbeddingCache
from embeddings.index.check import check
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Encoder
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model

HASHING = load_encoder(find_model("hashing-256"))
TABLES = ("meta", "articles", "passages", "sqlite_sequence")


class Archive:
    def __init__(self, folder: Path) -> None:
        self.paths = ArchivePaths(folder)
        self.catalogue = Catalogue(self.paths.catalogue, create=True)
        self.files = SegmentFiles(self.paths.segments)
        self.kept = EmbeddingCache(self.paths.embedding_cache)
        self.indexer = Indexer(self.catalogue, self.kept, self.files, HASHING)

    def export(self, path: Path, *, vectors: bool = True) -> bytes:
        export(self.paths, self.catalogue, path, vectors=vectors)
        return path.read_bytes()

    def close(self) -> None:
        self.catalogue.close()
        self.kept.close()

    def findings(self) -> list[str]:
        return [finding.what for finding in check(self.paths, self.catalogue, self.files, deep=True)]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(self.paths.catalogue)) as db:
            found = {table: db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES}  # noqa: S608
        # the audit log is in no back-up
        found["sqlite_sequence"] = [row for row in found["sqlite_sequence"] if row[0] != "audit"]
        return found


def draft(title: str, text: str, **more: str) -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=more.pop("outlet", "Gazette"), published="2024-03-05", **more)


def fill(archive: Archive) -> Archive:
    """Four articles, one of them in three versions, one removed, one removed and back again."""
    store, remove = archive.indexer.store, archive.indexer.remove
    long = "\n\n".join(f"The harbour was busy on day {number}, said “Ann”. " * 12 for number in range(3))
    store([draft("One", "The mayor resigned."), draft("Two", long, url="https://example.org/two", language="en")])
    store([draft("One", "The mayor did not resign."), draft("Three", "Nul \x00 and \u2028 and 😀.", source="a/b.txt")])
    store([draft("One", "The mayor will resign.", byline="A. Poe")])
    gone = draft("Four", "A ferry sank.")
    store([gone])
    remove([gone.id, draft("Three", "").id])
    store([draft("Three", "Nul \x00 and \u2028 and 😀.", source="c.txt")])
    return archive


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    with closing(fill(Archive(tmp_path_factory.mktemp("made") / "archive"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def backup(made: Archive, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made.export(tmp_path_factory.mktemp("backup") / "archive.cuttings")


def never(key: str) -> Encoder:
    raise AssertionError(f"{key} was loaded")


def put_back(data: bytes, folder: Path, wanted: str | None = None, load: Callable[[str], Encoder] = never) -> Archive:
    source = folder.with_name(f"{folder.name}.zip")
    source.write_bytes(data)
    restore(source, ArchivePaths(folder), wanted, load)
    return Archive(folder)


def rewritten(
    data: bytes, change: Callable[[dict[str, bytes]], None], *, compress: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a back-up with other members, and a manifest whose sizes and hashes are right for them."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    members["manifest"] = json.dumps(manifest).encode()
    change(members)
    manifest = json.loads(members.pop("manifest"))
    if "keep" not in manifest:
        manifest["members"] = {
            name: {"bytes": len(held), "sha256": hashlib.sha256(held).hexdigest()} for name, held in members.items()
        }
    manifest.pop("keep", None)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compress) as new:
        for name, held in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            new.writestr(name, held)
    return file.getvalue()


def assert_nothing_left(folder: Path) -> None:
    assert not folder.exists()
    assert [path.name for path in folder.parent.iterdir() if "restoring" in path.name] == []


def test_all_of_it_comes_back(made: Archive, backup: bytes, tmp_path: Path) -> None:
    with closing(put_back(backup, tmp_path / "back")) as back:
        assert back.rows() == made.rows()
        assert back.findings() == []
        assert back.export(tmp_path / "again.zip") == backup
        with made.catalogue.snapshot() as before, back.catalogue.snapshot() as after:
            assert list(after.articles()) == list(before.articles())
            one = draft("One", "").id
            assert [after.article(one, version).text for version in (1, 2)] == [
                "The mayor resigned.", "The mayor did not resign.",
            ]  # fmt: skip
            words = ["mayor", "harbour"]
            vector = HASHING.encode_question("mayor resign")
            found = [
                search_dense(*one, HASHING.key, vector, 9, Filters())
                for one in ((before, made.files), (after, back.files))
            ]
            assert found[0] == found[1]
            assert len(found[0]) == before.counts().passages
            assert after.lexical(words, 9, Filters()) == before.lexical(words, 9, Filters())
    with closing(Archive(tmp_path / "back")) as back:
        new = draft("Five", "Something new.")
        assert back.indexer.store([new]).added
        assert made.rows()["sqlite_sequence"] != back.rows()["sqlite_sequence"]
        assert back.rows()["passages"][-1][0] == dict(made.rows()["sqlite_sequence"])["passages"] + 1


def test_without_vectors_they_are_encoded(made: Archive, tmp_path: Path) -> None:
    data = made.export(tmp_path / "bare.zip", vectors=False)
    seen: list[tuple[int, int]] = []
    restore(
        tmp_path / "bare.zip", ArchivePaths(tmp_path / "back"), None, lambda _: HASHING, lambda *two: seen.append(two)
    )
    with closing(Archive(tmp_path / "back")) as back:
        assert back.rows() == made.rows()
        assert back.findings() == []
        assert back.export(tmp_path / "again.zip", vectors=False) == data
    assert seen[-1][0] == seen[-1][1] > 0


def test_an_archive_without_articles(tmp_path: Path) -> None:
    with closing(Archive(tmp_path / "empty")) as empty:
        data = empty.export(tmp_path / "empty.zip")
    with closing(put_back(data, tmp_path / "back")) as back:
        assert back.export(tmp_path / "again.zip") == data


_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip)
_STEP = st.one_of(
    st.tuples(st.just("store"), st.lists(st.tuples(st.sampled_from("ABCD"), _TEXT), min_size=1, max_size=3)),
    st.tuples(st.just("remove"), st.sampled_from("ABCD")),
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, max_size=5), vectors=st.booleans())
def test_any_history_comes_back(tmp_path_factory: pytest.TempPathFactory, steps: list, vectors: bool) -> None:
    folder = tmp_path_factory.mktemp("any")
    with closing(Archive(folder / "archive")) as archive:
        for what, value in steps:
            if what == "store":
                archive.indexer.store([draft(title, text) for title, text in value])
            else:
                archive.indexer.remove([draft(value, "").id])
        data = archive.export(folder / "first.zip", vectors=vectors)
        rows = archive.rows()
    with closing(put_back(data, folder / "back", load=lambda _: HASHING)) as back:
        assert back.rows() == rows
        assert back.findings() == []
        assert back.export(folder / "second.zip", vectors=vectors) == data
    shutil.rmtree(folder)


def test_one_state_is_written_while_another_adds(tmp_path: Path) -> None:
    stop = threading.Event()

    def grow() -> None:
        with closing(Archive(tmp_path / "busy")) as writer:
            for number in range(400):
                writer.indexer.store([draft(f"T{number}", f"One {number}."), draft(f"U{number}", f"Two {number}.")])
                if stop.is_set():
                    break

    Archive(tmp_path / "busy").close()
    thread = threading.Thread(target=grow)
    thread.start()
    try:
        with closing(Catalogue(ArchivePaths(tmp_path / "busy").catalogue)) as catalogue:
            revisions = []
            for number in range(5):
                path = tmp_path / f"{number}.zip"
                backup = export(ArchivePaths(tmp_path / "busy"), catalogue, path, vectors=True)
                revisions.append(backup.revision)
                assert backup.vectors == backup.passages
                assert backup.articles % 2 == 0
                restore(path, ArchivePaths(tmp_path / f"back{number}"), None, never)
                with closing(Archive(tmp_path / f"back{number}")) as back:
                    assert back.findings() == []
    finally:
        stop.set()
        thread.join()
    assert revisions == sorted(revisions)
    assert revisions[-1] > revisions[0]


def test_a_place_that_is_used_is_refused(backup: bytes, made: Archive, tmp_path: Path) -> None:
    rows = made.rows()
    with pytest.raises(ArchiveError, match="there is an archive at this place"):
        put_back(backup, made.paths.folder)
    assert made.rows() == rows
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("Dear")
    with pytest.raises(ArchiveError, match="something else"):
        put_back(backup, tmp_path / "full")
    assert (tmp_path / "full" / "letter.txt").read_text() == "Dear"
    with writing(ArchivePaths(tmp_path / ".back.restoring")), pytest.raises(ArchiveError, match="is writing"):
        put_back(backup, tmp_path / "back")


def test_a_place_where_nothing_was_ever_added_is_taken(backup: bytes, tmp_path: Path) -> None:
    Archive(tmp_path / "empty").close()
    left = tmp_path / ".empty.restoring"
    (left / "segments").mkdir(parents=True)  # as a killed run leaves it
    (left / "catalogue.sqlite3").write_bytes(b"half")
    put_back(backup, tmp_path / "empty").close()
    (tmp_path / "bare").mkdir()
    put_back(backup, tmp_path / "bare").close()
    assert not left.exists()


def test_another_model_makes_its_own_index(backup: bytes, tmp_path: Path) -> None:
    class Other:
        key, dimensions, max_tokens = "other@1", 256, 16
        count_tokens, encode_passages, encode_question = (
            staticmethod(HASHING.count_tokens), staticmethod(HASHING.encode_passages), staticmethod(HASHING.encode_question)
        )  # fmt: skip

    (tmp_path / "b.zip").write_bytes(backup)
    restore(tmp_path / "b.zip", ArchivePaths(tmp_path / "back"), "other@1", lambda _: Other())
    with closing(Catalogue(ArchivePaths(tmp_path / "back").catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        assert snapshot.setting("model") == "other@1"
        assert sum(segment.vectors for segment in snapshot.segments("other@1")) == snapshot.counts().passages


def test_a_file_alone_makes_us_load_no_model_from_elsewhere(backup: bytes, tmp_path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        for name in ("manifest", "settings.json"):
            members[name] = members[name].replace(b"hashing-256@1", b"hub:somebody/some@1")

    with pytest.raises(ModelError, match="--model hub:somebody/some"):
        put_back(rewritten(backup, change), tmp_path / "back")
    assert_nothing_left(tmp_path / "back")


def test_a_truncated_file_is_refused(backup: bytes, tmp_path: Path) -> None:
    step = max(1, len(backup) // 60)
    for end in [*range(0, len(backup), step), *range(len(backup) - 30, len(backup))]:
        with pytest.raises(BackupDamaged, match=r"back\.zip: no back-up that can be restored"):
            put_back(backup[:end], tmp_path / "back")
    assert_nothing_left(tmp_path / "back")


def test_a_flipped_byte_is_refused_or_changes_nothing(backup: bytes, made: Archive, tmp_path: Path) -> None:
    rows, refused = made.rows(), 0
    step = max(1, len(backup) // 150)
    for place in range(0, len(backup), step):
        data = bytearray(backup)
        data[place] ^= 1 << place % 8
        folder = tmp_path / f"back{place}"
        try:
            with closing(put_back(bytes(data), folder)) as back:
                assert back.rows() == rows
        except ArchiveError:
            refused += 1
            assert_nothing_left(folder)
    assert refused > 100


def _line(members: dict[str, bytes], name: str, number: int, **values: object) -> None:
    lines = members[name].splitlines(keepends=True)
    lines[number] = json.dumps(json.loads(lines[number]) | values).encode() + b"\n"
    members[name] = b"".join(lines)


def _manifest(members: dict[str, bytes], **values: object) -> None:
    members["manifest"] = json.dumps(json.loads(members["manifest"]) | values).encode()


def _settings(members: dict[str, bytes], **values: object) -> None:
    _line(members, "settings.json", 0, **values)


def _vector(members: dict[str, bytes], change: Callable[[bytearray], None]) -> None:
    data = bytearray(members["vectors.bin"])
    change(data)
    members["vectors.bin"] = bytes(data)


HOSTILE: dict[str, Callable[[dict[str, bytes]], object]] = {
    "no articles": lambda m: m.pop("articles.jsonl"),
    "no settings": lambda m: m.pop("settings.json"),
    "vectors missing": lambda m: m.pop("vectors.bin"),
    "another member": lambda m: m.update({"more.txt": b"x"}),
    "a path": lambda m: m.update({"../../evil.txt": b"x"}),
    "an absolute path": lambda m: m.update({"/evil.txt": b"x"}),
    "wrong hash": lambda m: (_manifest(m, keep=1), m.update({"passages.jsonl": m["passages.jsonl"] + b"\n"})),
    "no format": lambda m: _manifest(m, format="1"),
    "wrong count": lambda m: _manifest(m, counts={"articles": 1, "passages": 1}),
    "other revision": lambda m: _manifest(m, revision=99),
    "other model": lambda m: _manifest(m, model="all-MiniLM-L6-v2@53aa51172d142c89"),
    "manifest is a list": lambda m: m.update({"manifest": b'{"members": [], "keep": 1}'}),
    "no JSON": lambda m: m.update({"articles.jsonl": b"{\n"}),
    "deep JSON": lambda m: m.update({"articles.jsonl": b"[" * 100_000 + b"\n"}),
    "long number": lambda m: m.update({"articles.jsonl": b'{"key":' + b"9" * 10_000 + b"}\n"}),
    "NaN": lambda m: _line(m, "articles.jsonl", 0, words=float("nan")),
    "name twice": lambda m: m.update({"settings.json": m["settings.json"].replace(b'"articles"', b'"passages"')}),
    "unended line": lambda m: m.update({"passages.jsonl": m["passages.jsonl"].rstrip()}),
    "no UTF-8": lambda m: m.update({"articles.jsonl": m["articles.jsonl"].replace(b"mayor", b"\xff\xfe")}),
    "surrogate": lambda m: _line(m, "articles.jsonl", 0, title="\ud800"),
    "extra field": lambda m: _line(m, "articles.jsonl", 0, evil=1),
    "title is a number": lambda m: _line(m, "articles.jsonl", 0, title=1),
    "key is true": lambda m: _line(m, "articles.jsonl", 0, key=True),
    "key is huge": lambda m: _line(m, "articles.jsonl", 0, key=2**70),
    "key twice": lambda m: _line(m, "articles.jsonl", 1, key=1),
    "id is a path": lambda m: _line(m, "articles.jsonl", 0, id="../../../etc"),
    "id and version twice": lambda m: _line(m, "articles.jsonl", 2, version=1),
    "two live versions": lambda m: _line(m, "articles.jsonl", 0, removed_revision=None),
    "no text": lambda m: _line(m, "articles.jsonl", 0, text=""),
    "a script for an address": lambda m: _line(m, "articles.jsonl", 1, url="javascript:alert(1)"),
    "no day": lambda m: _line(m, "articles.jsonl", 0, added_at="yesterday"),
    "of a later revision": lambda m: _line(m, "articles.jsonl", 0, removed_revision=10**9),
    "removed before it came": lambda m: _line(m, "articles.jsonl", 2, removed_revision=1),
    "no hash": lambda m: _line(m, "articles.jsonl", 0, content_hash="x"),
    "sequence behind": lambda m: _settings(m, articles=1),
    "passages' sequence behind": lambda m: _settings(m, passages=1),
    "sequence at the end": lambda m: _settings(m, passages=2**63 - 1),
    "settings are no pairs": lambda m: _settings(m, settings=["model"]),
    "setting is a number": lambda m: _settings(m, settings=[["model", "hashing-256@1"], ["revision", 7]]),
    "revision is no number": lambda m: _settings(m, settings=[["model", "hashing-256@1"], ["revision", "-1"]]),
    "passage out of the text": lambda m: _line(m, "passages.jsonl", 0, stop=10**6),
    "passage of nothing": lambda m: _line(m, "passages.jsonl", 0, stop=0),
    "passage elsewhere": lambda m: _line(m, "passages.jsonl", 0, start=1),
    "passage of a removed version": lambda m: _line(m, "passages.jsonl", 0, article_key=1),
    "passage of no article": lambda m: _line(m, "passages.jsonl", 0, article_key=10**6),
    "passage twice": lambda m: m.update({"passages.jsonl": m["passages.jsonl"] + m["passages.jsonl"]}),
    "vector cut off": lambda m: _vector(m, lambda data: data.pop()),
    "vector of no number": lambda m: _vector(m, lambda data: data.__setitem__(slice(32, 34), struct.pack("<e", float("nan")))),
    "vector too long": lambda m: _vector(m, lambda data: data.__setitem__(slice(32, 34), struct.pack("<e", 9.0))),
    "vector of no text": lambda m: _vector(m, lambda data: data.__setitem__(0, data[0] ^ 1)),
    "vectors of no size": lambda m: _manifest(m, vectors={"count": 1, "dimensions": 0, "numbers": "float16"}),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_gives_one_error_and_leaves_nothing(what: str, backup: bytes, tmp_path: Path) -> None:
    data = rewritten(backup, lambda members: HOSTILE[what](members))
    (tmp_path / "in").mkdir()
    with pytest.raises(BackupDamaged, match="no back-up that can be restored") as caught:
        put_back(data, tmp_path / "in" / "back")
    assert len(str(caught.value)) < 400
    assert_nothing_left(tmp_path / "in" / "back")
    assert {path.name for path in tmp_path.rglob("*")} == {"in", "back.zip"}


def test_members_that_are_there_twice(backup: bytes, tmp_path: Path) -> None:
    file = io.BytesIO(backup)
    with zipfile.ZipFile(file, "a") as more, pytest.warns(UserWarning, match="Duplicate"):
        more.writestr("settings.json", b"{}")
    with pytest.raises(BackupDamaged, match="twice"):
        put_back(file.getvalue(), tmp_path / "back")


def test_a_bomb_is_refused_before_it_is_unpacked(backup: bytes, tmp_path: Path) -> None:
    data = rewritten(backup, lambda members: members.update({"articles.jsonl": b"x" * (300 * len(backup) + (1 << 22))}))
    with pytest.raises(BackupDamaged, match="unpack"):
        put_back(data, tmp_path / "back")


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_other_ways_of_packing_are_refused(backup: bytes, tmp_path: Path, method: int) -> None:
    with pytest.raises(BackupDamaged, match="packed"):
        put_back(rewritten(backup, lambda _: None, compress=method), tmp_path / "back")


def test_a_pile_that_shrinks_like_a_bomb_can_be_restored(tmp_path: Path) -> None:
    with closing(Archive(tmp_path / "same")) as archive, archive.catalogue.change() as change:
        change.store(draft("Same", "same " * 900_000), [])
    with closing(Archive(tmp_path / "same")) as archive:
        data = archive.export(tmp_path / "same.zip")
    assert len(data) * MAX_RATIO > 4_500_000
    with closing(put_back(data, tmp_path / "back")) as back:
        assert back.export(tmp_path / "again.zip") == data


def test_a_newer_file_is_refused(backup: bytes, tmp_path: Path) -> None:
    for what in ("format", "schema"):
        data = rewritten(backup, lambda members, what=what: _manifest(members, **{what: 1000}))
        with pytest.raises(ArchiveTooNew, match="upgrade"):
            put_back(data, tmp_path / "back")


def test_what_could_not_be_restored_is_not_written(tmp_path: Path) -> None:
    with closing(Archive(tmp_path / "archive")) as archive:
        archive.indexer.store([draft("One", "The mayor resigned.")])
        with closing(sqlite3.connect(archive.paths.catalogue, isolation_level=None)) as db:
            db.execute("UPDATE articles SET text = 'The mayor remained.'")
        with pytest.raises(ArchiveError, match="cannot be what was written"):
            archive.export(tmp_path / "b.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_an_export_replaces_a_back_up_and_nothing_else(made: Archive, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear")
    for path in (letter, tmp_path, tmp_path / "none" / "b.zip"):
        with pytest.raises(ArchiveError):
            made.export(path)
    assert letter.read_text() == "Dear"
    first = made.export(tmp_path / "b.zip")
    assert made.export(tmp_path / "b.zip") == first

    def fail() -> None:
        with write_atomically(tmp_path / "b.zip") as file:
            file.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (tmp_path / "b.zip").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "letter.txt"]
