"""Reading files in a separate process, so that a file can harm only its own reading.

A `Worker` starts a child (`corpus.readers.sandbox.child`) for the first file, gives it one file after the other, and kills it
when a file takes too long. The child's memory is limited. If it crashes or is killed, that is the reason why the current file
could not be read, and the next file gets a new child. Both exchange lines of JSON: no pickle. What was fetched over http(s) is
read the same way: its bytes follow the request through the pipe, so none of it is written to the disk.

A child first reports that it is ready. If it never does, the machine is at fault and not a file.
"""

import atexit
import json
import os
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any

from corpus.article import ArticleDraft
from corpus.errors import MachineError
from corpus.readers.limits import name_of
from corpus.readers.reader import PageCallback, Problem, ReadOptions
from corpus.readers.sandbox.allowance import PageAllowance
from corpus.readers.sandbox.process import ReadingProcess, not_started
from corpus.settings import MIB
from corpus.text.encoding import printable

__all__ = ["ReadResult", "Worker", "WorkerOptions", "shared_worker"]

_PAUSE = 0.5  # seconds before the next attempt to start a child


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """Limits of the reading process. What a user calls them, and their range: `corpus.readers.limits`.

    Attributes:
        seconds: for one file; for one that holds many articles, from one article or problem to the next. Each page that is
        read by OCR has `ReadOptions.ocr_seconds` more.
        max_seconds: for one file in total, without what pages are given that are read by OCR.
        memory: bytes of address space, where the system can limit that (Linux).
        worn: peak memory in bytes above which a child is replaced after the current file.
        start_seconds: for a child to report that it is ready.
        starts: how many attempts there are to start one.
    """

    seconds: float = 60.0
    max_seconds: float = 1800.0
    memory: int = 2048 * MIB
    worn: int = 1024 * MIB
    start_seconds: float = 120.0
    starts: int = 3


@dataclass(slots=True)
class ReadResult:
    """What was read from a file.

    Attributes:
        problems: parts that could not be read.
        details: what else is known about it (`corpus.readers.sandbox.responses`).
        failed: why the file could not be read, or not completely; None if it was.
        ended: whether the reading process ended by itself.
    """

    drafts: list[ArticleDraft] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    failed: str | None = None
    ended: bool = False


class Worker:
    """Reads files in a child process. Safe to use from several threads: one file at a time."""

    def __init__(self, options: WorkerOptions | None = None) -> None:
        self.options = options or WorkerOptions()
        self._lock = threading.Lock()
        self._child: ReadingProcess | None = None
        self._breaking_off = False

    def read(
        self,
        path: Path,
        options: ReadOptions | None = None,
        on_page: PageCallback | None = None,
        content: bytes | None = None,
    ) -> ReadResult:
        """Return what `corpus.readers.detect.read_parts` yields, and why it ended early if it did. No file makes it raise.

        Args:
            path: of the file.
            options: limits and columns.
            on_page: called before each page that is read by OCR; what it raises ends the reading.
            content: of a file that is on another machine; None to open it here.

        Raises:
            MachineError: no reading process can be started, or a part of the installation cannot be loaded.
        """
        options = options or ReadOptions()
        request: dict[str, Any] = {"path": os.path.abspath(path), "options": plain(options)}  # noqa: PTH100 (links stay)
        if content is not None:
            request["size"] = len(content)
        return self._read(request, content or b"", printable(path), PageAllowance.of(options, on_page))

    def read_bytes(self, what: str, content: bytes, about: Mapping[str, str | None]) -> ReadResult:
        """Return what one of `corpus.readers.sandbox.responses.READS` yields, within the limits of a file.

        No content makes it raise.

        Args:
            what: the name of the reader.
            content: the bytes to read.
            about: the arguments of the reader; the articles get the `address` as their source.
        """
        request = {"what": what, "about": dict(about), "size": len(content)}
        return self._read(request, content, about.get("address") or "", PageAllowance())

    def close(self) -> None:
        """Kill the child, whatever it is doing; reading a file at that moment fails."""
        self._breaking_off, child = True, self._child
        if child is not None:
            child.kill()
        with self._lock:
            self._stop()

    def _read(self, request: Mapping[str, Any], content: bytes, source: str, pages: PageAllowance) -> ReadResult:
        with self._lock:
            self._breaking_off = False
            try:
                used = self._child is not None
                found = self._asked(request, content, source, pages)
                if (
                    used
                    and found.ended
                    and not self._breaking_off
                    and not (found.drafts or found.problems or found.details)
                ):
                    # the child may have ended before it read the request
                    found = self._asked(request, content, source, pages)
            except BaseException:  # Ctrl-C too: further output of the child belongs to no request
                self._stop()
                raise
        return found

    def _asked(self, request: Mapping[str, Any], content: bytes, source: str, pages: PageAllowance) -> ReadResult:
        found = ReadResult()
        child = self._started()
        child.ask({**request, "seconds": self.options.seconds}, content)
        found.failed = self._answer(child, found, source, pages)
        return found

    def _answer(self, child: ReadingProcess, found: ReadResult, source: str, pages: PageAllowance) -> str | None:
        end = time.monotonic() + self.options.max_seconds
        more = 0.0  # for a page that is read by OCR
        while True:
            line = child.line(min(self.options.seconds + more, end - time.monotonic()))
            if line is None:
                self._stop()
                field = "seconds" if time.monotonic() < end else "max_seconds"
                longest = getattr(self.options, field) + (more if field == "seconds" else 0)
                return (
                    f"reading it took longer than the limit of {longest:g} seconds ({name_of(field)}); it was given up"
                )
            if not line:
                code = child.ended()
                found.ended = True
                self._stop()
                return _why(code)
            try:
                answer, more = json.loads(line), 0.0
                if "page" in answer:
                    more = pages.granted(*answer["page"])
                    end += more
                elif "machine" in answer:
                    self._stop()
                    raise MachineError(not_started(str(answer["machine"])))
                elif not collected(answer, found, source):
                    failed, memory = answer["failed"], int(answer["memory"])
                    if memory > self.options.worn:
                        self._stop()
                    return None if failed is None else str(failed)
            except (ValueError, TypeError, KeyError):
                self._stop()
                return "the reader answered with nonsense; the file is made to do harm"

    def _started(self) -> ReadingProcess:
        if self._child is None or self._child.code is not None:
            self._stop()
            for again in range(self.options.starts, 0, -1):
                try:
                    self._child = ReadingProcess(memory=self.options.memory, start_seconds=self.options.start_seconds)
                    break
                except MachineError:
                    if again == 1:
                        raise
                    time.sleep(_PAUSE)
        assert self._child is not None  # noqa: S101 (otherwise it has raised)
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def shared_worker(options: WorkerOptions | None = None) -> Worker:
    """Return the worker of this process that has these limits; its child ends with the process."""
    return _shared(options or WorkerOptions())


@cache
def _shared(options: WorkerOptions) -> Worker:
    worker = Worker(options)
    atexit.register(worker.close)
    return worker


def _why(code: int | None) -> str:
    if code is not None and code == -getattr(signal, "SIGKILL", 0):
        return "the system ended the reader on it (signal 9), perhaps for want of memory; try it again"
    if code is not None and code == -getattr(signal, "SIGALRM", 0):
        return "reading it took too long; it was given up"
    ended = (
        f"the reader crashed on it (signal {-code})" if code and code < 0 else f"the reader ended on it (code {code})"
    )
    return f"{ended}; the file is damaged, or needs more memory than is allowed ({name_of('memory')})"


def plain(options: ReadOptions) -> dict[str, Any]:
    """Return options as JSON has them; `ReadOptions(**values)` is what they were."""
    values = {one.name: getattr(options, one.name) for one in fields(options)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def collected(answer: dict[str, Any], found: ReadResult, source: str) -> bool:
    """Add what was read to the result; return whether the answer is of that kind."""
    if "article" in answer:
        found.drafts.append(_draft(answer["article"], source))
    elif "problem" in answer:
        found.problems.append(Problem(**answer["problem"]))
    elif "details" in answer:
        found.details.update(answer["details"])
    else:
        return False
    return True


def _draft(values: dict[str, Any], source: str) -> ArticleDraft:
    sound: dict[str, Any] = {name: _sound(value) if isinstance(value, str) else value for name, value in values.items()}
    return ArticleDraft(
        **{
            **sound,
            "pages": tuple(values["pages"]),
            "ocr_pages": tuple(values["ocr_pages"]),
            "source": source,
            "variant": None,
            "original": None,  # what a hostile file makes of its reader must not name another file
        }
    )


def _sound(text: str) -> str:
    """Return a text with a question mark for each lone surrogate, which nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")
