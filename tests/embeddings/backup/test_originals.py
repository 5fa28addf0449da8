"""Kept files in a back-up: all of them, in one order, and nothing else is taken from it."""

import hashlib
import io
from pathlib import Path

import pytest

from corpus.originals import OriginalFiles
from embeddings.backup.originals import original_blocks, restore_originals

CONTENTS = [b"The mill burned.", b"", b"x" * 3_000_000]
NAMES = sorted(hashlib.sha256(content).hexdigest() for content in CONTENTS)


@pytest.fixture
def member(tmp_path: Path) -> bytes:
    files = OriginalFiles(tmp_path / "first")
    for content in CONTENTS:
        files.store(hashlib.sha256(content).hexdigest(), [content])
    return b"".join(original_blocks(files, NAMES))


def test_all_of_them_come_back(member: bytes, tmp_path: Path) -> None:
    again = OriginalFiles(tmp_path / "second")
    assert restore_originals(io.BytesIO(member), again, set(NAMES)) == len(NAMES)
    assert list(again.sizes()) == NAMES
    assert b"".join(original_blocks(again, NAMES)) == member


def test_one_that_is_lost_or_altered_is_left_out(tmp_path: Path, member: bytes) -> None:
    files = OriginalFiles(tmp_path / "first")
    files.path(NAMES[0]).unlink()
    files.path(NAMES[1]).write_bytes(b"altered")
    kept = b"".join(original_blocks(files, NAMES))
    assert kept[:32].hex() == NAMES[2]
    assert restore_originals(io.BytesIO(kept), OriginalFiles(tmp_path / "second"), set(NAMES)) == 1


@pytest.mark.parametrize(
    "harmed",
    [
        lambda member: member[:-1],
        lambda member: member + b"\0" * 10,
        lambda member: member + member,
        lambda member: bytes([member[0] ^ 1]) + member[1:],
        lambda member: member[:32] + b"\xff" * 8 + member[40:],
        lambda member: member[:-1] + b"!",
    ],
    ids=["cut", "more", "twice", "another name", "a huge size", "altered"],
)
def test_a_hostile_member_is_refused(harmed, member: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="file"):
        restore_originals(io.BytesIO(harmed(member)), OriginalFiles(tmp_path / "second"), set(NAMES))
    with pytest.raises(ValueError, match="no article names"):
        restore_originals(io.BytesIO(member), OriginalFiles(tmp_path / "third"), {NAMES[0]})
