"""From what the user named to articles: folders are walked, files are read, a bad file fails alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers import READERS, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that could not be read, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What one file gave: articles, or a failure."""

    path: str
    drafts: tuple[ArticleDraft, ...] = ()
    failure: Failure | None = None


def expand(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are meant: a file as it is, of a folder all files below it that a reader knows, by name."""
    suffixes = {suffix for reader in READERS for suffix in reader.suffixes}
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = (file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
            files.extend(sorted(file for file in below if file.suffix.lower() in suffixes))
        else:
            files.append(path)
    return list(dict.fromkeys(files))


def read_files(files: Iterable[Path]) -> Iterator[FileRead]:
    """Read files one by one; one that cannot be read is a `Failure` and the next one is read."""
    for path in files:
        try:
            yield FileRead(path=str(path), drafts=tuple(read_file(path)))
        except ReadError as error:
            yield FileRead(path=str(path), failure=Failure(path=error.path, reason=error.reason))
