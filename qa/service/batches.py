"""From files to batches of articles, each of which is stored at once."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.catalogue.duplicates import fingerprint
from corpus.readers.ingest import Failure, FileRead
from qa.service.progress import Progress, ProgressCallback

if TYPE_CHECKING:
    from embeddings.index.background import BackgroundEncoder, Prepared


FINISHING_SECONDS = 3.0
"""So long what was read is still encoded when reading is interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How much is stored at once.

    Attributes:
        articles: at most so many.
        seconds: where reading takes longer than this, what was read does not wait for more: it is stored before the next
            file is read. (What came quickly before a file that takes long waits for that one file.)
    """

    articles: int = 100
    seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles of one file or several.

    Attributes:
        failed: files that could not be read, or not all of them, since the batch before.
        name: of the file, or of the first of them, as it is shown.
        slow: whether it is not full because reading takes long.
    """

    drafts: tuple[ArticleDraft, ...]
    failed: tuple[Failure, ...]
    name: str
    slow: bool = False


def batches(reads: Iterable[FileRead], options: BatchOptions | None = None) -> Iterator[Batch]:
    """Yield what is read, in order; the last batch may have no articles.

    Two texts of one article out of two files do not come in one batch, nor do two variants of one text: what becomes of them
    depends on what is stored by then.
    """
    options = options or BatchOptions()
    drafts: list[ArticleDraft] = []
    failed: list[Failure] = []
    seen: dict[str | int, str] = {}  # of what waits: ids and fingerprints, with what they stood for
    since = time.monotonic()
    for read in reads:
        come: dict[str | int, str] = {}
        for draft in read.drafts:
            come[draft.id] = come[fingerprint(draft.text)] = draft.content_hash
        if drafts and any(seen.get(key, content) != content for key, content in come.items()):
            yield _batch(drafts, failed)
            drafts, failed, seen = [], [], {}
        seen |= come
        drafts += read.drafts
        failed += [read.failure] if read.failure else []
        while len(drafts) >= options.articles:
            yield _batch(drafts[: options.articles], failed)
            del drafts[: options.articles]
            failed, seen, since = [], come, time.monotonic()
        if drafts and time.monotonic() - since >= options.seconds:
            yield _batch(drafts, failed, slow=True)
            drafts, failed, seen = [], [], {}
        since = since if drafts else time.monotonic()
    if drafts or failed:
        yield _batch(drafts, failed)


def encoded(
    ahead: "BackgroundEncoder", found: Iterable[Batch], on_progress: ProgressCallback
) -> Iterator[tuple[Batch, "Prepared"]]:
    """Yield batches that are encoded; by then the one that follows is read, and is being encoded.

    Where reading is slow, a batch does not wait for the one that follows. If reading is broken off, what was read before is
    still yielded; after Ctrl-C or SIGTERM only what is encoded soon.

    Args:
        on_progress: called with the progress of encoding, in a thread of its own.
    """
    waiting: list[tuple[Batch, Future[Prepared]]] = []
    coming = iter(found)
    while True:
        try:
            batch = next(coming, None)
        except KeyboardInterrupt:
            until = time.monotonic() + FINISHING_SECONDS
            with suppress(TimeoutError):
                for one, begun in waiting:
                    yield one, begun.result(max(0.0, until - time.monotonic()))
            raise
        except BaseException:
            for one, begun in waiting:
                yield one, begun.result()
            raise
        if batch is not None:
            waiting.append((batch, ahead.prepare(batch.drafts, _progress(batch.name, on_progress))))
        while len(waiting) > (batch is not None and not batch.slow):
            one, begun = waiting.pop(0)
            yield one, begun.result()
        if batch is None:
            return


def _progress(name: str, on_progress: ProgressCallback) -> Callable[[int, int], None]:
    return lambda done, total: on_progress(Progress(what=name, done=done, total=total))


def _batch(drafts: list[ArticleDraft], failed: list[Failure], *, slow: bool = False) -> Batch:
    files = list(dict.fromkeys(Path(draft.source).name for draft in drafts))
    name = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more" if files else ""
    return Batch(drafts=tuple(drafts), failed=tuple(failed), name=name, slow=slow)
