"""Files read on workers, in order: this machine opens them and sends their bytes."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ReadError
from corpus.originals import SourceFile
from corpus.readers.detect import bytes_of
from corpus.readers.ingest import FileRead, file_read
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import ReadResult, WorkerOptions, shared_worker
from corpus.settings import MIB
from embeddings.workers.pool import Done, WorkerPool
from embeddings.workers.tasks import ReadRequest

_FILES = 16
_BYTES = 4 * MIB
"""Of files that are sent together, so that small ones cost no round trip each: no further one is added beyond these."""


@dataclass(slots=True)
class _Sent:
    """Files that are read together.

    Attributes:
        files: path, and the file as it was before it was opened; with why it could not be opened, if so.
        contents: of those that could be opened.
        here: whether it is one that is read on this machine, when its turn comes.
    """

    files: list[tuple[Path, SourceFile, str | None]] = field(default_factory=list)
    contents: list[tuple[Path, bytes]] = field(default_factory=list)
    size: int = 0
    here: bool = False
    request: ReadRequest | None = None
    future: "Future[Done] | None" = None


def read_on(pool: WorkerPool, files: Iterable[Path], reading: ReadOptions, worker: WorkerOptions) -> Iterator[FileRead]:
    """Read files as `corpus.readers.ingest.read_files` does, on workers; a window of them is under way.

    Args:
        pool: of workers.
        files: no folders.
        reading, worker: the limits, which hold on the workers too.

    Raises:
        MachineError: no worker was left, and no reading process can be started here.
    """
    waiting: deque[_Sent] = deque()
    under_way = 0
    for sent in _groups(files, reading, pool.options.sent_bytes):
        while waiting and (under_way + sent.size > pool.options.sent_bytes or len(waiting) >= 2 * pool.slots):
            first = waiting.popleft()
            yield from _read(first, reading, worker)
            under_way -= first.size
        if sent.contents:
            sent.request = ReadRequest(files=tuple(sent.contents), reading=reading, worker=worker)
            sent.contents = []
            sent.future = pool.submit("read", *sent.request.packed())
        waiting.append(sent)
        under_way += sent.size
    while waiting:
        yield from _read(waiting.popleft(), reading, worker)


def _groups(files: Iterable[Path], reading: ReadOptions, largest: int) -> Iterator[_Sent]:
    sent = _Sent()
    for path in files:
        file = SourceFile.at(path)
        if file.state is not None and file.state[0] > min(largest, reading.max_bytes):
            if sent.files:
                yield sent
            yield _Sent(files=[(path, file, None)], here=True)
            sent = _Sent()
            continue
        try:
            content = bytes_of(path, reading)
        except ReadError as error:
            sent.files.append((path, file, error.reason))
        else:
            sent.files.append((path, file, None))
            sent.contents.append((path, content))
            sent.size += len(content)
        if len(sent.files) >= _FILES or sent.size >= _BYTES:
            yield sent
            sent = _Sent()
    if sent.files:
        yield sent


def _read(sent: _Sent, reading: ReadOptions, worker: WorkerOptions) -> Iterator[FileRead]:
    results: Iterator[ReadResult] = iter(())
    if sent.request is not None and sent.future is not None:
        results = iter(sent.request.unpacked(sent.future.result().value))
    for path, file, reason in sent.files:
        if sent.here:
            yield file_read(path, file, shared_worker(worker).read(path, reading))
        else:
            yield file_read(path, file, ReadResult(failed=reason) if reason else next(results))
