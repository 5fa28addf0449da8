"""The kept files of an archive as one member of a back-up: for each, ascending by hash, its SHA-256, its size and its bytes."""

from collections.abc import Iterable, Iterator
from typing import IO

from corpus.errors import ArchiveError
from corpus.originals import OriginalFiles, SourceFile

_HASH, _SIZE = 32, 8
_BLOCK = 1 << 20


def original_blocks(files: OriginalFiles, names: Iterable[str]) -> Iterator[bytes]:
    """Yield the files with these hashes; those that are not there, or not what was kept, are left out.

    Raises:
        ArchiveError: one was deleted meanwhile.
    """
    for name in sorted(names):
        source = SourceFile.at(files.path(name))
        if source.state is None or source.digest() != name:
            continue
        yield bytes.fromhex(name) + source.state[0].to_bytes(_SIZE, "big")
        try:
            yield from source.blocks()
        except OSError as error:
            raise ArchiveError(f"{files.path(name)}: it was deleted meanwhile; make the back-up again") from error


def restore_originals(member: IO[bytes], files: OriginalFiles, named: set[str]) -> int:
    """Keep the files of a member again; return how many there are.

    Args:
        named: the hashes that articles of the back-up name.

    Raises:
        ValueError: it is not what `original_blocks` yields.
        ArchiveError: a file cannot be written.
    """
    before, count = "", 0
    while head := member.read(_HASH + _SIZE):
        name, size = head[:_HASH].hex(), int.from_bytes(head[_HASH:], "big")
        if len(head) < _HASH + _SIZE or name <= before or name not in named:
            raise ValueError("a file that no article names, or not in its order")
        if not files.store(name, _exactly(member, size)):
            raise ValueError("a file has not the content that its hash says")
        before, count = name, count + 1
    return count


def _exactly(member: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        block = member.read(min(size, _BLOCK))
        if not block:
            raise ValueError("the end of a file is missing")
        yield block
        size -= len(block)
