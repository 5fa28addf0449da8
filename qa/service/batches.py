"""From read files to batches of articles, each of which is stored in one commit."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.readers.ingest import Failure, FileRead
from qa.service.progress import Progress, ProgressCallback

if TYPE_CHECKING:
    from embeddings.index.background import AheadEncoder, Prepared


FINISHING_SECONDS = 3.0
"""How long encoding of what was read may continue when reading is interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How much is stored at once.

    Attributes:
        articles: at most.
        seconds: where reading takes longer than this, a batch is not filled further: it is stored before the next file is
            read. (Articles read before a file that takes long wait for that file.)
    """

    articles: int = 100
    seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles of one file or several.

    Attributes:
        failed: files that could not be read, or only in part, since the batch before.
        name: of the file, or of the first file, to be shown.
        slow: whether the batch is not full because reading takes long.
    """

    drafts: tuple[ArticleDraft, ...]
    failed: tuple[Failure, ...]
    name: str
    slow: bool = False


def batches(reads: Iterable[FileRead], options: BatchOptions | None = None) -> Iterator[Batch]:
    """Yield what is read, in order; the last batch may have no articles.

    Two texts of one article from two files are not in one batch, nor are two variants of one text: whether they are stored
    depends on what is stored before.
    """
    options = options or BatchOptions()
    drafts: list[ArticleDraft] = []
    failed: list[Failure] = []
    seen: dict[str | int, str] = {}  # of this batch: ids and fingerprints, with the content hash
    since = time.monotonic()
    for read in reads:
        new: dict[str | int, str] = {}
        for draft in read.drafts:
            new[draft.id] = new[draft.fingerprint] = draft.content_hash
        if drafts and any(seen.get(key, content) != content for key, content in new.items()):
            yield _batch(drafts, failed)
            drafts, failed, seen = [], [], {}
        seen |= new
        drafts += read.drafts
        failed += [read.failure] if read.failure else []
        while len(drafts) >= options.articles:
            yield _batch(drafts[: options.articles], failed)
            del drafts[: options.articles]
            failed, seen, since = [], new, time.monotonic()
        if drafts and time.monotonic() - since >= options.seconds:
            yield _batch(drafts, failed, slow=True)
            drafts, failed, seen = [], [], {}
        since = since if drafts else time.monotonic()
    if drafts or failed:
        yield _batch(drafts, failed)


def encoded(
    ahead: "AheadEncoder", found: Iterable[Batch], on_progress: ProgressCallback
) -> Iterator[tuple[Batch, "Prepared"]]:
    """Yield encoded batches; meanwhile the next one is read and encoded.

    Where reading is slow, a batch does not wait for the next one. If reading fails, what was read before is still yielded;
    after Ctrl-C or SIGTERM only what is encoded within `FINISHING_SECONDS`.

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
        while len(waiting) > (ahead.ahead(slow=batch.slow) if batch is not None else 0):
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
