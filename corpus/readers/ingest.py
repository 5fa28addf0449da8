"""From the paths that the user named to articles: folders are walked, files are read, a bad file fails alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.originals import SourceFile
from corpus.readers.reader import ReadOptions, reason_of
from corpus.readers.sandbox.worker import ReadResult, Worker, shared_worker
from corpus.text.encoding import printable

_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".HTML", ".HTM")
# how browsers name it in their languages
_SAVED_WITH = re.compile(
    r"(.+)[_.-](?:files|dateien|fichiers|archivos|ficheros|file|arquivos|bestanden|filer|soubory|pliki|tiedostot|fájlok|файлы|dosyalar)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """The result of reading one file: articles, or a failure, or both if only parts of it could be read.

    Attributes:
        file: the file as it was before it was read; None where the articles were read before.
    """

    path: str
    drafts: tuple[ArticleDraft, ...] = ()
    failure: Failure | None = None
    file: SourceFile | None = None


def expand(paths: Iterable[Path]) -> list[Path]:
    """Return the files to read: a file as it is, and for a folder all files below it with a known suffix, sorted by name.

    The folder that a browser saves next to a page, with its pictures and frames, belongs to the page and is not read.
    """
    from corpus.readers.detect import known_suffixes  # which loads every format: a question needs none

    suffixes = known_suffixes()
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
            found = [file for file in below if file.suffix.lower() in suffixes]
            belonging = {folder for folder in {file.parent for file in found} if _belongs_to_a_page(folder, path)}
            files.extend(sorted(file for file in found if file.parent not in belonging))
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def _belongs_to_a_page(folder: Path, top: Path) -> bool:
    """Return whether a folder, or one around it below `top`, was saved with the page of the same name next to it."""
    for one in (folder, *folder.parents):
        if one == top:
            return False
        named = _SAVED_WITH.fullmatch(one.name)
        if named and any((one.parent / f"{named[1]}{suffix}").is_file() for suffix in _PAGE_SUFFIXES):
            return True
    return False


def read_files(
    files: Iterable[Path],
    options: ReadOptions | None = None,
    worker: Worker | None = None,
    on_page: Callable[[Path, int, int], object] = lambda _path, _number, _total: None,
) -> Iterator[FileRead]:
    """Read files one by one; one that cannot be read is a `Failure` and the next one is read.

    A file of which only some parts can be read gives these, and a failure that says why the others cannot.

    Args:
        files: no folders.
        options: limits and columns.
        worker: the reading process; by default the shared one.
        on_page: called before each page that is read by OCR, with its file, its number among such pages, from 1, and how many
        there are; what it raises ends the reading.
    """
    for path in files:
        file = SourceFile.at(path)
        yield file_read(path, file, (worker or shared_worker()).read(path, options, partial(on_page, path)))


def file_read(path: Path, file: SourceFile, found: ReadResult) -> FileRead:
    """Return what the reading process found in a file.

    Args:
        path: as the user named it.
        file: as it was before it was read.
        found: articles, problems, and why it ended early if it did.
    """
    reason = found.failed or reason_of(found.problems)
    if found.failed and found.drafts:
        reason = f"only its first {len(found.drafts):,} articles could be read: {found.failed}"
    failure = Failure(path=printable(path), reason=reason) if reason else None
    return FileRead(path=printable(path), drafts=tuple(found.drafts), failure=failure, file=file)
