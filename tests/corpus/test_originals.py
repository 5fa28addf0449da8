"""The folder of kept files: complete or not there, under the hash of their content, deleted when no article names them."""

import hashlib
import os
from pathlib import Path

import pytest

from corpus.originals import UNDO_SECONDS, OriginalFiles, SourceFile

TEXT = b"The mill at Sellen burned at noon."
NAME = hashlib.sha256(TEXT).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> OriginalFiles:
    return OriginalFiles(tmp_path / "originals")


def test_a_file_is_kept_under_its_hash_or_not_at_all(files: OriginalFiles) -> None:
    assert files.sizes() == {}
    assert files.store(NAME, [TEXT[:9], TEXT[9:]])
    assert (files.sizes(), files.read(NAME), files.is_sound(NAME)) == ({NAME: len(TEXT)}, TEXT, True)
    other = hashlib.sha256(b"other").hexdigest()
    assert not files.store(other, [TEXT])
    assert [path.name for path in files.path(NAME).parent.iterdir()] == [NAME]
    files.path(NAME).write_bytes(TEXT + b"x")
    assert (files.read(NAME), files.is_sound(NAME)) == (None, False)


def test_a_name_that_is_no_hash_leads_nowhere(files: OriginalFiles, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    files.store(NAME, [TEXT])
    for name in ("../secret", str(tmp_path / "secret"), "", NAME.upper()):
        assert files.read(name) is None
        assert files.beginning(name, 9) is None


def test_what_is_not_named_stays_for_a_while(files: OriginalFiles) -> None:
    files.store(NAME, [TEXT])
    unfinished = files.path(NAME).with_name("123.aside")
    unfinished.write_bytes(b"half")
    assert files.unused(set()) == []
    for path in (files.path(NAME), unfinished):
        os.utime(path, (0, path.stat().st_mtime - UNDO_SECONDS))
    assert files.unused({NAME}) == [unfinished]
    files.used_until_now([NAME])
    assert files.unused(set()) == [unfinished]
    files.delete(files.unused(set(), for_seconds=0))
    assert list(files.path(NAME).parent.iterdir()) == []


def test_a_file_that_has_changed_since_it_was_read_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    source = SourceFile.at(path)
    assert source.digest() == NAME == SourceFile(content=TEXT).digest()
    path.write_bytes(TEXT + b" More.")
    assert source.digest() is None
    path.unlink()
    assert source.digest() is None
