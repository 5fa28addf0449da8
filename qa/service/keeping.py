"""Keeping the files that articles are read from, where a setting says so, in step with storing the articles; checking them."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.originals import KeepOptions, OriginalFiles, SourceFile
from corpus.readers.ingest import FileRead
from corpus.settings import size_text
from embeddings.index.check import Finding

logger = logging.getLogger(__name__)


class Keeper:
    """The files of one run of adding.

    Args:
        folder: of the kept files.
        options: whether they are kept.
    """

    def __init__(self, folder: Path, options: KeepOptions) -> None:
        self._files = OriginalFiles(folder)
        self._options = options
        self._found: dict[str, SourceFile] = {}
        self._kept: set[str] = set()
        self._left: int | None = None
        self._full = False

    def named(self, reads: Iterable[FileRead]) -> Iterator[FileRead]:
        """Yield what was read, the articles with the hash of their file; nothing is stored yet."""
        for read in reads:
            digest = read.file.digest() if self._options.keep == "on" and read.file and read.drafts else None
            if read.file is None or digest is None:
                yield read
                continue
            self._found[digest] = read.file
            yield replace(read, drafts=tuple(replace(draft, original=digest) for draft in read.drafts))

    def kept(self, drafts: Sequence[ArticleDraft]) -> list[ArticleDraft]:
        """Store the files of articles that are about to be stored; return these, without the hash of a file that is not kept.

        The archive's lock for writing is held.

        Raises:
            ArchiveError: a file cannot be written.
        """
        for name in {draft.original for draft in drafts if draft.original} - self._kept:
            if self._keep(name):
                self._kept.add(name)
        return [draft if draft.original in self._kept else replace(draft, original=None) for draft in drafts]

    def _keep(self, name: str) -> bool:
        there, source = self._files.path(name), self._found.get(name)
        if source is None:
            return there.exists()  # an article that was removed is added again
        if there.exists() and (there.stat().st_size == _size(source)):
            self._files.used_until_now([name])
            return True
        if not self._room(_size(source)):
            return False
        return self._files.store(name, _readable(source))

    def _room(self, size: int) -> bool:
        if self._left is None:
            self._left = self._options.max_bytes - sum(self._files.sizes().values())
        if size <= self._left:
            self._left -= size
            return True
        if not self._full:
            limit = size_text(self._options.max_bytes)
            logger.warning("the originals take %s already (max-originals-size): some files are not kept", limit)
        self._full = True
        return False


def original_findings(folder: Path, catalogue: Catalogue, *, deep: bool) -> list[Finding]:
    """Return what is wrong with the kept files: lost ones, those that no article names, and, `deep`, altered ones."""
    files = OriginalFiles(folder)
    with catalogue.snapshot() as snapshot:
        named = snapshot.originals()
    lost, altered = _damaged(files, named, deep=deep)
    counts = (
        (len(lost), "files that are lost; a repair unlinks their articles"),
        (len(altered), "files that are not what was kept; a repair deletes them"),
        (len(files.unused(named)), "files that no article names; a repair deletes them, as compact does"),
    )
    return [Finding(what=f"originals: {count:,} {what}", repairable=True) for count, what in counts if count]


def repair_originals(folder: Path, catalogue: Catalogue) -> None:
    """Unlink articles from kept files that are lost or altered, and delete what no article names.

    The archive's lock for writing is held.
    """
    files = OriginalFiles(folder)
    with catalogue.snapshot() as snapshot:
        named = snapshot.originals()
    lost, altered = _damaged(files, named, deep=True)
    if lost or altered:
        with catalogue.change() as change:
            change.unlink_originals(lost | altered)
            change.record("originals.unlink", "", detail=f"{len(lost)} lost, {len(altered)} altered")
    files.delete(files.unused(named - lost - altered, for_seconds=0))


def _damaged(files: OriginalFiles, named: set[str], *, deep: bool) -> tuple[set[str], set[str]]:
    """Return the hashes of files that are not there, and of those whose content is another."""
    there = files.sizes().keys()
    return named - there, {name for name in named & there if deep and not files.is_sound(name)}


def _size(source: SourceFile) -> int:
    return source.state[0] if source.state else len(source.content)


def _readable(source: SourceFile) -> Iterator[bytes]:
    """Yield the content as far as it can be read; what is incomplete has another hash and is not kept."""
    with suppress(OSError):
        yield from source.blocks()
