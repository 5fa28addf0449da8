"""The kept file of an article, as a page shows it: a PDF as pictures of its pages with the quote marked, a saved page made safe.

Files come from anywhere: they are opened in a reading process of their own (`corpus.readers.sandbox`), within limits, so that a
hostile one costs only that, and nobody waits for files that are being added.
"""

import base64
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from corpus.article import Article
from corpus.errors import CuttingsError
from corpus.originals import OriginalFiles
from corpus.readers.limits import WORKER_LIMITS
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from corpus.settings import MIB

Kind = Literal["pdf", "page", "file"]
"""A PDF, a saved web page, anything else."""

DAMAGED = "the file is not there any more, or is damaged"
TOO_MANY = "Too many originals are opened at once; try again in a few seconds."

_LIMITS = WorkerOptions(seconds=20.0, max_seconds=30.0, memory=1536 * MIB, starts=1)
_SETTING = re.compile(rf" \((?:{'|'.join(one.name for one in WORKER_LIMITS)})\)")
"""Reasons name the setting that raises a limit of adding files; those of showing them are no settings."""

_BEGINNING = 4096  # bytes by which a file is recognised
_LARGEST_PICTURE = 48 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewOptions:
    """Limits of showing kept files.

    Attributes:
        worker: limits of the process that opens them.
        at_once: requests that wait for it or are served by it.
        cached_bytes: of pictures that are kept in memory.
        wait_seconds: for another request to end.
    """

    worker: WorkerOptions = field(default_factory=lambda: _LIMITS)
    at_once: int = 6
    cached_bytes: int = 32 * MIB
    wait_seconds: float = 10.0


class OriginalUnreadable(CuttingsError):
    """A kept file cannot be shown; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page of a PDF.

    Attributes:
        number: from 1, of `count`.
        width, height: in points.
        marks: rectangles around the quote: left, top, width and height in shares of the page's.
    """

    number: int
    count: int
    width: float
    height: float
    marks: tuple[tuple[float, float, float, float], ...] = ()


class Originals:
    """The kept files of the archive that is shown. Safe to use from several threads.

    Args:
        folder: returns the archive's folder of kept files.
    """

    def __init__(self, folder: Callable[[], Path], options: ViewOptions | None = None) -> None:
        self._folder = folder
        self._options = options or ViewOptions()
        self._worker = Worker(self._options.worker)
        self._places = threading.BoundedSemaphore(self._options.at_once)
        self._pictures: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """End the reading process."""
        self._worker.close()

    def kind(self, article: Article) -> Kind | None:
        """Return what the kept file of an article is; None where there is none."""
        beginning = self._files().beginning(article.original, _BEGINNING) if article.original else None
        if beginning is None:
            return None
        from corpus.readers.print import pdf  # with its parsers, which a question needs none of
        from corpus.readers.web import html

        return "pdf" if pdf.looks_like(beginning) else "page" if html.looks_like(beginning) else "file"

    def file(self, article: Article) -> tuple[Path, str] | None:
        """Return where the kept file of an article is, and its name; None where there is none."""
        kind = self.kind(article)
        if kind is None:
            return None
        return self._files().path(article.original or ""), file_name(article.source, kind)

    def page(self, article: Article, number: int, quote: tuple[int, int] | None = None) -> PrintedPage:
        """Return a page of an article's PDF.

        Args:
            number: of the page, from 1.
            quote: span of the article's text that is marked as far as it is on this page.

        Raises:
            OriginalUnreadable: the file cannot be read, or has no such page.
            CuttingsError: too many are opened at once, or no process can be started.
        """
        start, end, at = _part_on(article, number, quote) if quote else (0, 0, 0.0)
        wanted = {"page": str(number), "quote": article.text[start:end], "at": f"{at:.4f}"}
        found = self._read("places", article, wanted)
        return PrintedPage(
            number=number,
            count=int(found["pages"]),
            width=float(found["width"]),
            height=float(found["height"]),
            marks=tuple((float(x), float(y), float(w), float(h)) for x, y, w, h in found["marks"]),
        )

    def picture(self, article: Article, number: int) -> bytes:
        """Return a page of an article's PDF as a PNG file; raises as `page`."""
        key = (article.original or "", number)
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
        picture = base64.b64decode(self._read("picture", article, {"page": str(number)})["png"])
        if len(picture) > _LARGEST_PICTURE:
            raise OriginalUnreadable("the picture of the page is too large")
        with self._lock:
            self._pictures[key] = picture
            while sum(map(len, self._pictures.values())) > self._options.cached_bytes:
                self._pictures.popitem(last=False)
        return picture

    def saved_page(self, article: Article) -> str:
        """Return an article's saved page as HTML without scripts and addresses; raises as `page`."""
        return str(self._read("safe page", article, {})["html"])

    def _files(self) -> OriginalFiles:
        return OriginalFiles(self._folder())

    def _read(self, what: str, article: Article, about: Mapping[str, str | None]) -> dict[str, Any]:
        with self._place():
            content = self._files().read(article.original) if article.original else None
            if content is None:
                raise OriginalUnreadable(DAMAGED)
            found = self._worker.read_bytes(what, content, about)
        if found.failed or not found.details:
            raise OriginalUnreadable(_SETTING.sub("", found.failed or DAMAGED))
        return found.details

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._options.wait_seconds):
            raise CuttingsError(TOO_MANY)
        try:
            yield
        finally:
            self._places.release()


def first_page(article: Article, quote: tuple[int, int] | None) -> int:
    """Return the page of a PDF on which a quote of an article begins, or on which the article does."""
    return article.page_at(quote[0] if quote else 0) or 1


def file_name(source: str, kind: Kind) -> str:
    """Return the name under which a kept file is downloaded: that of the file it was read from."""
    name = PurePosixPath(source.split("?")[0].rstrip("/").replace("\\", "/")).name
    name = "".join(character for character in name if character.isprintable())[-120:].lstrip(".") or "original"
    ending = {"pdf": ".pdf", "page": ".html", "file": ""}[kind]
    known = name.lower().endswith((".html", ".htm", ".xhtml") if kind == "page" else ending)
    return name if known else name + ending


def _part_on(article: Article, number: int, quote: tuple[int, int]) -> tuple[int, int, float]:
    """Return the part of a quote that is on a page, and where in the text of the page it begins, from 0 to 1."""
    if not article.pages:
        return *quote, 0.0
    ends = (*article.pages[1:], len(article.text))
    if number > len(article.pages):
        return 0, 0, 0.0
    first, last = article.pages[number - 1], ends[number - 1]
    start, end = max(quote[0], first), min(quote[1], last)
    return start, max(start, end), (start - first) / max(1, last - first)
