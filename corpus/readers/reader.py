"""The interface of readers: what a reader is given and what it returns.

A reader takes the bytes of a file, the name of the file without its suffix, and the `Reading` that it is part of. It yields
articles in the order of the file, and a `Problem` instead of a part (a record, an attachment) that it cannot read. It raises
`ValueError` with a reason if it can read nothing at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from corpus.article import ArticleDraft
from corpus.readers.limits import or_raise
from corpus.settings import MIB, size_text

__all__ = ["Part", "Problem", "ReadOptions", "Reader", "Reading", "UnknownFormat", "whole"]


class UnknownFormat(ValueError):
    """No reader accepts the bytes; in an archive or a mail such a file is skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A part of a file that cannot be read, while others can.

    Attributes:
        where: `record 7`, or the name of a file in an archive.
        reason: why it cannot be read.
    """

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


Part = ArticleDraft | Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """Limits of reading, and the names of columns. What a user calls the limits, and their range: `corpus.readers.limits`.

    Attributes:
        max_bytes: larger files are refused, also in an archive or a mail.
        max_pages: of one PDF.
        max_articles: of one file.
        max_inside: how many files an archive or a mailbox may have, nested archives included.
        max_unpacked: their total size in bytes.
        max_ratio: the largest ratio of a file's size to its compressed size, beyond a first MiB.
        max_depth: how deep archives and mails may be nested.
        columns: name of the column or key by its meaning; see `corpus.readers.records`.
        ocr: whether pictures of text are read with Tesseract: `auto` (if it is installed) or `off`.
        ocr_languages: of the text in pictures, Tesseract's codes: `eng+deu`; "" for those that are installed, at most four.
        ocr_max_pages: of one PDF that are pictures.
        ocr_seconds: for one page that is a picture.
        ocr_confidence: from 0 to 100; a page of which Tesseract is less sure is not read.
    """

    max_bytes: int = 64 * MIB
    max_pages: int = 2_000
    max_articles: int = 100_000
    max_inside: int = 10_000
    max_unpacked: int = 256 * MIB
    max_ratio: int = 200
    max_depth: int = 3
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ocr: str = "auto"
    ocr_languages: str = ""
    ocr_max_pages: int = 500
    ocr_seconds: float = 120.0
    ocr_confidence: int = 70


PageCallback = Callable[[int, int], object]
"""Called before a page is read that may take long: its number among such pages, from 1, and how many there are."""


class Reading:
    """One file being read, with all the files in it: the options, and what is left of the limits.

    Args:
        read: reads a file inside this one, given its bytes and its name with suffix.
        on_page: called before each page that is read by OCR.
    """

    def __init__(
        self,
        options: ReadOptions,
        read: "Callable[[bytes, str, Reading], Iterator[Part]]",
        on_page: PageCallback = lambda _done, _total: None,
    ) -> None:
        self.options = options
        self.on_page = on_page
        self.depth = 0
        self._read = read
        self._left = [options.max_inside, options.max_unpacked]

    def spend(self, size: int) -> None:
        """Count a file of this size inside this one.

        Raises:
            ValueError: there are too many, or they are too large.
        """
        self._left[0] -= 1
        self._left[1] -= size
        if self._left[0] < 0:
            raise ValueError(self.too_many_files)
        if self._left[1] < 0:
            limit = size_text(self.options.max_unpacked)
            advice = f"unpack it and add the folder, {or_raise('max_unpacked')}"
            raise ValueError(f"unpacked larger than the limit of {limit}; {advice}")

    @property
    def too_many_files(self) -> str:
        """Why a file with too many files in it is refused."""
        advice = f"unpack it and add the folder, {or_raise('max_inside')}"
        return f"more than {self.options.max_inside:,} files in it; {advice}"

    def inner(self, data: bytes, name: str) -> Iterator[Part]:
        """Read a file inside this one; the caller has counted it.

        Raises:
            ValueError: it cannot be read, or is nested too deep.
        """
        if self.depth >= self.options.max_depth:
            raise ValueError(
                f"more than {self.options.max_depth} archives or mails in one another; unpack them, {or_raise('max_depth')}"
            )
        inner = Reading(self.options, self._read, self.on_page)
        inner.depth, inner._left = self.depth + 1, self._left  # one budget for all of them
        yield from self._read(data, name, inner)


def _never(_: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A format that can be read.

    Attributes:
        name: the user's name for the format.
        suffixes: of its files, lower case, with the dot.
        read: see the docstring of this module; `source` of the articles is not yet set.
        looks_like: returns whether the bytes are certainly of this format, whatever the file's name.
        marked: whether every file of the format is recognised by its bytes, so that the name is not needed.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, str, Reading], Iterable[Part]]
    looks_like: Callable[[bytes], bool] = _never
    marked: bool = False


def whole(read: Callable[[bytes, str], Iterable[Part]]) -> Callable[[bytes, str, Reading], Iterable[Part]]:
    """Return the `read` of a reader that needs only bytes and name."""

    def read_whole(data: bytes, name: str, _: Reading) -> Iterable[Part]:
        return read(data, name)

    return read_whole


_MAX_REASONS = 3  # problems listed in a reason


def reason_of(problems: list[Problem]) -> str:
    """Return in one line why parts of a file could not be read; "" if there are no problems."""
    if len(problems) <= _MAX_REASONS:
        return "; ".join(map(str, problems))
    return f"{len(problems):,} parts could not be read: {'; '.join(map(str, problems[:_MAX_REASONS]))}; …"
