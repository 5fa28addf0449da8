"""From a file to the articles in it: one format a file here, and the table that knows them.

A reader takes the bytes of a file and the name its user knows it by, and returns drafts in the order of the file. It
raises `ValueError` with a reason if the bytes are not of its format; `read_file` turns that into `ReadError`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers import markdown, text

__all__ = ["READERS", "ReadOptions", "Reader", "read_file", "reader_for"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A format that can be read.

    Attributes:
        name: what a user calls the format.
        suffixes: the endings of its files, lower case, with the dot.
        read: from the bytes of a file and the file's stem to the articles; their `source` is not yet set.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str], list[ArticleDraft]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What is read at all.

    Attributes:
        max_bytes: files larger than this are refused.
    """

    max_bytes: int = 64 * 1024 * 1024


DEFAULTS = ReadOptions()

READERS: tuple[Reader, ...] = (
    Reader(name="plain text", suffixes=(".txt",), read=text.read),
    Reader(name="Markdown", suffixes=(".md", ".markdown"), read=markdown.read),
)


def reader_for(path: Path) -> Reader:
    """Return the reader for a file, told by its suffix.

    Raises:
        ReadError: no reader knows the suffix.
    """
    suffix = path.suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    known = ", ".join(suffix for reader in READERS for suffix in reader.suffixes)
    raise ReadError(str(path), f"unknown format {suffix or 'without suffix'}; known are {known}")


def read_file(path: Path, options: ReadOptions = DEFAULTS) -> list[ArticleDraft]:
    """Return the articles in a file, at least one; their `source` is `path` as given.

    Raises:
        ReadError: the file is missing, unreadable, too large, of an unknown format, not text, or holds no article text.
    """
    data = _bytes_of(path, options)
    reader = reader_for(path)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ReadError(str(path), "the file is empty; choose a file with the text of an article in it")
    try:
        drafts = reader.read(data, path.stem)
    except ValueError as error:
        raise ReadError(str(path), f"{error}; save it as {reader.name} in UTF-8") from error
    if not drafts:
        raise ReadError(str(path), "no article text: there are only titles, dates, addresses or advertisements in it")
    return [replace(draft, source=str(path)) for draft in drafts]


def _bytes_of(path: Path, options: ReadOptions) -> bytes:
    try:
        if path.is_dir():
            raise ReadError(str(path), "this is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise ReadError(str(path), "this is a device or a pipe; name a regular file")
        with path.open("rb") as file:
            data = file.read(options.max_bytes + 1)
    except FileNotFoundError as error:
        raise ReadError(str(path), "there is no such file; check the name and the folder") from error
    except PermissionError as error:
        raise ReadError(str(path), "permission to read it was denied; change its rights or copy it") from error
    except (OSError, ValueError) as error:
        raise ReadError(str(path), f"it cannot be read ({error}); check the name and the disk") from error
    if len(data) > options.max_bytes:
        limit = f"{options.max_bytes / 1024 / 1024:g} MiB"
        raise ReadError(str(path), f"larger than the limit of {limit}; split it into several files")
    return data
