"""From a file to the articles in it: the table of readers, and choosing one.

A reader is chosen by the bytes of a file first: the first row of the table whose `looks_like` accepts them. Only if none does,
the suffix decides; a file with an unknown suffix is read as plain text if it is prose. Where the bytes do not fit the suffix,
they are read as text if they are text.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePath

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.messages import message
from corpus.readers import archives, data, enex, markdown, plugins, text
from corpus.readers.cleaning.urls import display_url
from corpus.readers.exports import html as exported
from corpus.readers.limits import NEEDS_MEMORY, or_raise, too_large
from corpus.readers.mail import eml as mail
from corpus.readers.mail import msg
from corpus.readers.office import docx, epub, odt, pptx, rtf
from corpus.readers.print import pdf
from corpus.readers.reader import (
    PageCallback,
    Part,
    Problem,
    Reader,
    Reading,
    ReadOptions,
    UnknownFormat,
    reason_of,
    whole,
)
from corpus.readers.web import feed, html, mhtml, opml, warc, webarchive
from corpus.system_errors import fault
from corpus.text.encoding import NotText, printable
from corpus.text.languages import code_of, detected

__all__ = [
    "READERS",
    "Problem",
    "ReadOptions",
    "Reader",
    "known_suffixes",
    "read_file",
    "read_parts",
    "reader_for",
    "readers",
    "reason_of",
]

DEFAULTS = ReadOptions()
_BLANK = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"
_NOTHING = message("no_article_text")

_TEXT = Reader(name="plain text", suffixes=(".txt", ".text"), read=whole(text.read))

# Formats with a signature go first, then those recognised by their structure; text has neither.
READERS: tuple[Reader, ...] = (
    Reader(
        name="WARC file", suffixes=(".warc", ".warc.gz"), read=whole(warc.read), looks_like=warc.looks_like, marked=True
    ),
    Reader(name="PDF", suffixes=(".pdf",), read=pdf.read, looks_like=pdf.looks_like, marked=True),
    Reader(name="Word document", suffixes=(".docx",), read=docx.read, looks_like=docx.looks_like, marked=True),
    Reader(name="presentation", suffixes=(".pptx",), read=pptx.read, looks_like=pptx.looks_like, marked=True),
    Reader(name="OpenDocument text", suffixes=(".odt",), read=odt.read, looks_like=odt.looks_like, marked=True),
    Reader(name="book (EPUB)", suffixes=(".epub",), read=epub.read, looks_like=epub.looks_like, marked=True),
    Reader(name="rich text", suffixes=(".rtf",), read=whole(rtf.read), looks_like=rtf.looks_like, marked=True),
    Reader(name="mail from Outlook", suffixes=(".msg",), read=msg.read, looks_like=msg.looks_like, marked=True),
    Reader(
        name="ZIP archive", suffixes=(".zip",), read=archives.read_zip, looks_like=archives.looks_like_zip, marked=True
    ),
    Reader(name="TAR archive", suffixes=(".tar",), read=archives.read_tar, looks_like=archives.looks_like_tar),
    Reader(
        name="packed file",
        suffixes=(".gz", ".tgz", ".bz2", ".xz"),
        read=archives.read_packed,
        looks_like=archives.looks_like_packed,
        marked=True,
    ),
    Reader(
        name="list of feeds (OPML)", suffixes=(".opml",), read=whole(opml.read), looks_like=opml.looks_like, marked=True
    ),
    Reader(
        name="feed", suffixes=(".rss", ".atom", ".xml"), read=whole(feed.read), looks_like=feed.looks_like, marked=True
    ),
    Reader(
        name="web archive (Safari)",
        suffixes=(".webarchive",),
        read=whole(webarchive.read),
        looks_like=webarchive.looks_like,
        marked=True,
    ),
    Reader(
        name="notes (Evernote)", suffixes=(".enex",), read=whole(enex.read), looks_like=enex.looks_like, marked=True
    ),
    Reader(
        name="saved page (MHTML)",
        suffixes=(".mht", ".mhtml"),
        read=whole(mhtml.read),
        looks_like=mhtml.looks_like,
        marked=True,
    ),
    Reader(name="export of a press database", suffixes=(), read=whole(exported.read), looks_like=exported.looks_like),
    Reader(name="web page", suffixes=(".html", ".htm", ".xhtml"), read=whole(html.read), looks_like=html.looks_like),
    Reader(
        name="mailbox",
        suffixes=(".mbox", ".mbx"),
        read=mail.read_mailbox,
        looks_like=mail.looks_like_mailbox,
        marked=True,
    ),
    Reader(name="mail", suffixes=(".eml",), read=mail.read_mail, looks_like=mail.looks_like_mail),
    Reader(name="JSON", suffixes=(".json",), read=data.read_json, looks_like=data.looks_like_json),
    Reader(name="JSON Lines", suffixes=(".jsonl", ".ndjson"), read=data.read_lines),
    Reader(name="a table (CSV)", suffixes=(".csv", ".tsv"), read=data.read_table, looks_like=data.looks_like_table),
    _TEXT,
    Reader(name="Markdown", suffixes=(".md", ".markdown"), read=whole(markdown.read)),
)


def readers() -> tuple[Reader, ...]:
    """Return all readers in the order in which they are asked: those of other packages, then ours."""
    return (*plugins.installed().readers, *READERS)


def known_suffixes() -> frozenset[str]:
    """Return the suffixes of the files that any reader reads, lower case, with the dot."""
    return frozenset(suffix for reader in readers() for suffix in reader.suffixes)


def reader_for(content: bytes, name: str) -> Reader:
    """Return the reader for a file, by its bytes or otherwise by the suffix of its name.

    Raises:
        UnknownFormat: no reader accepts it.
    """
    for reader in readers():
        if reader.looks_like(content):
            return reader
    suffix = PurePath(name).suffix.lower()
    named = next((reader for reader in readers() if suffix in reader.suffixes), None)
    if named and not named.marked:
        return named
    if text.is_prose(content):
        return _TEXT
    if named:
        raise UnknownFormat(f"it is no {named.name}, whatever its name says, and no text; known are {_known()}")
    raise UnknownFormat(message("unknown_format", suffix=suffix or "without suffix", suffixes=_known()))


def _known() -> str:
    suffixes = ", ".join(suffix for reader in readers() for suffix in reader.suffixes)
    return "; ".join([suffixes, *plugins.installed().problems])


def read_file(path: Path, options: ReadOptions = DEFAULTS) -> list[ArticleDraft]:
    """Return the articles in a file, at least one; their `source` is `path` as given.

    Raises:
        ReadError: the file is missing, unreadable, too large, of an unknown format, damaged, or holds no article text.
    """
    return [part for part in read_parts(path, options) if isinstance(part, ArticleDraft)]


def read_parts(
    path: Path,
    options: ReadOptions = DEFAULTS,
    on_page: PageCallback = lambda _done, _total: None,
    content: bytes | None = None,
) -> Iterator[Part]:
    """Yield the articles in a file one by one, at least one, and what in it could not be read.

    Args:
        path: of the file.
        options: limits and columns.
        on_page: called before each page that is read by OCR.
        content: of the file, which is then not opened: it may be on another machine.

    Raises:
        ReadError: as `read_file`, perhaps after some articles.
    """
    content = bytes_of(path, options) if content is None else content
    problems: list[Problem] = []
    found = 0
    try:
        for part in islice(_read(content, path.name, Reading(options, _read, on_page)), options.max_articles + 1):
            if isinstance(part, Problem):
                problems.append(part)
                yield part
                continue
            if found == options.max_articles:
                advice = f"split it into several files, {or_raise('max_articles')}"
                raise ValueError(f"more than {options.max_articles:,} articles; {advice}")  # noqa: TRY301
            found += 1
            yield _finished(part, printable(path))
    except ValueError as error:
        raise ReadError(printable(path), str(error)) from error
    if not found:
        raise ReadError(printable(path), reason_of(problems) or _NOTHING)


def _finished(draft: ArticleDraft, source: str) -> ArticleDraft:
    """Return a draft with what does not depend on the format: canonical address, language, source."""
    language = code_of(draft.language) or detected(draft.text)
    return replace(draft, source=source, url=display_url(draft.url), language=language)


def _read(content: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a file that is in memory.

    Raises:
        ValueError: it cannot be read.
    """
    if not content.strip(_BLANK):
        raise ValueError(message("empty_file"))
    reader = reader_for(content, name)
    try:
        yield from reader.read(content, PurePath(name).stem, reading)
    except NotText as error:
        raise ValueError(f"{error}; save it as {reader.name} in UTF-8") from error
    except (ValueError, ImportError):  # a library that cannot be loaded is not the file's fault
        raise
    except MemoryError as error:
        raise ValueError(f"this {reader.name} {NEEDS_MEMORY}") from error
    except Exception as error:  # parsers of untrusted data may raise anything
        detail = f"{type(error).__name__}: {error}"[:200]
        raise ValueError(message("damaged_file", format=reader.name, detail=detail)) from error


def bytes_of(path: Path, options: ReadOptions) -> bytes:
    """Return the content of a file.

    Raises:
        ReadError: it is missing, no regular file, unreadable or too large.
    """
    try:
        if path.is_dir():
            raise ReadError(printable(path), "this is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise ReadError(printable(path), "this is a device or a pipe; name a regular file")
        with path.open("rb") as file:
            content = file.read(options.max_bytes + 1)
    except FileNotFoundError as error:
        raise ReadError(printable(path), "there is no such file; check the name and the folder") from error
    except PermissionError as error:
        raise ReadError(printable(path), "permission to read it was denied; change its rights or copy it") from error
    except (OSError, ValueError) as error:
        why = fault(error) or f"{error}; check the name and the disk"
        raise ReadError(printable(path), f"it cannot be read: {why}") from error
    if len(content) > options.max_bytes:
        raise ReadError(printable(path), too_large(options.max_bytes))
    return content
