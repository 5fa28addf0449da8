"""What a worker does: read files in bounded processes, and encode texts; the same code does it on this machine.

Requests and results are JSON and the bytes of arrays, so that what crosses the network is nothing but data.
"""

import json
import queue
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import ReadResult, Worker, WorkerOptions, collected, plain
from corpus.text.encoding import printable
from embeddings.models.encoder import Encoder, Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest:
    """Files to read, with their contents.

    Attributes:
        files: path, as the user named it, and content.
        reading, worker: the limits.
    """

    files: tuple[tuple[Path, bytes], ...]
    reading: ReadOptions
    worker: WorkerOptions

    def packed(self) -> tuple[bytes, bytes]:
        """Return the request as JSON, and the contents one after the other."""
        about = {
            "files": [[str(path), len(content)] for path, content in self.files],
            "reading": plain(self.reading),
            "worker": asdict(self.worker),
        }
        return json.dumps(about).encode("ascii"), b"".join(content for _, content in self.files)

    def unpacked(self, results: bytes) -> list[ReadResult]:
        """Return what was read of each file, in order.

        Raises:
            ValueError: these are no results of this request.
        """
        lists = json.loads(results)
        return [_result(values, path) for values, (path, _) in zip(lists, self.files, strict=True)]


def packed_texts(texts: Sequence[str]) -> bytes:
    """Return the request to encode texts."""
    return json.dumps(list(texts)).encode("ascii")


def unpacked_vectors(packed: bytes, count: int, dimensions: int) -> Vectors:
    """Return float32 of shape (count, dimensions).

    Raises:
        ValueError: there are not so many numbers.
    """
    return np.frombuffer(packed, dtype="<f4").reshape(count, dimensions).astype(np.float32)


class Tasks:
    """Reads and encodes. Safe to use from several threads: as many files are read at once as threads ask, texts by one."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._encoding = threading.Lock()  # it takes all processors anyway
        self._idle: dict[WorkerOptions, queue.SimpleQueue[Worker]] = {}
        self._closed = False

    def read(self, request: bytes, contents: bytes) -> bytes:
        """Return the results of `ReadRequest.packed`, for `ReadRequest.unpacked`.

        Raises:
            MachineError: no reading process can be started.
        """
        about = json.loads(request)
        reading, options, start = ReadOptions(**about["reading"]), WorkerOptions(**about["worker"]), 0
        idle = self._idle.setdefault(options, queue.SimpleQueue())
        try:
            worker = idle.get_nowait()
        except queue.Empty:
            worker = Worker(options)
        try:
            results = []
            for path, size in about["files"]:
                content, start = contents[start : start + size], start + size
                results.append(_plain_result(worker.read(Path(path), reading, content=content)))
        finally:
            idle.put(worker)
            if self._closed:
                self.close()
        return json.dumps(results).encode("ascii")

    def encode(self, texts: bytes) -> bytes:
        """Return the vectors of `packed_texts`, for `unpacked_vectors`."""
        with self._encoding:
            vectors = self._encoder.encode_passages(json.loads(texts))
        return vectors.astype("<f4").tobytes()

    def close(self) -> None:
        """End the reading processes: now those that nobody uses, the others when they have read their files."""
        self._closed = True
        for idle in list(self._idle.values()):
            with suppress(queue.Empty):
                while True:
                    idle.get_nowait().close()


def _plain_result(found: ReadResult) -> dict[str, Any]:
    return {
        "answers": [
            *({"article": asdict(draft)} for draft in found.drafts),
            *({"problem": asdict(problem)} for problem in found.problems),
        ],
        "failed": found.failed,
    }


def _result(values: Mapping[str, Any], path: Path) -> ReadResult:
    found = ReadResult(failed=values["failed"])
    for answer in values["answers"]:
        collected(answer, found, printable(path))
    return found
