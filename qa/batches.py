"""From files to batches of articles, each of which is stored at once."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import ArticleDraft
from corpus.ingest import Failure, FileRead
from qa.progress import Progress, Tell

if TYPE_CHECKING:
    from embeddings.ahead import Ahead, Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How much is stored at once.

    Attributes:
        articles: at most so many.
        seconds: what was read earlier than this ago does not wait for more, so that a crash while files are slow to read
            costs little.
    """

    articles: int = 100
    seconds: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Articles of one file or several.

    Attributes:
        failed: files that could not be read, or not all of them, since the batch before.
        name: of the file, or of the first of them, as it is shown.
    """

    drafts: tuple[ArticleDraft, ...]
    failed: tuple[Failure, ...]
    name: str


def batches(reads: Iterable[FileRead], options: BatchOptions | None = None) -> Iterator[Batch]:
    """Yield what is read, in order; the last batch may have no articles.

    Two texts of one article out of two files do not come in one batch: each is a version.
    """
    options = options or BatchOptions()
    drafts: list[ArticleDraft] = []
    failed: list[Failure] = []
    texts: dict[str, str] = {}  # by id, of what waits
    since = 0.0
    for read in reads:
        come = {draft.id: draft.content_hash for draft in read.drafts}
        if drafts and any(texts.get(key, text) != text for key, text in come.items()):
            yield _batch(drafts, failed)
            drafts, failed, texts = [], [], {}
        texts |= come
        since = since if drafts else time.monotonic()
        drafts += read.drafts
        failed += [read.failure] if read.failure else []
        while len(drafts) >= options.articles or (drafts and time.monotonic() - since >= options.seconds):
            yield _batch(drafts[: options.articles], failed)
            del drafts[: options.articles]
            failed, texts = [], come
            since = time.monotonic()
    if drafts or failed:
        yield _batch(drafts, failed)


def encoded(ahead: "Ahead", found: Iterable[Batch], tell: Tell) -> Iterator[tuple[Batch, "Prepared"]]:
    """Yield batches that are encoded; by then the one that follows is read, and is being encoded.

    Args:
        tell: is told how far encoding is, in a thread of its own.
    """
    waiting: tuple[Batch, Future[Prepared]] | None = None
    for batch in found:

        def progress(done: int, total: int, name: str = batch.name) -> None:
            tell(Progress(what=name, done=done, total=total))

        begun = ahead.prepare(batch.drafts, progress)
        if waiting is not None:
            yield waiting[0], waiting[1].result()
        waiting = batch, begun
    if waiting is not None:
        yield waiting[0], waiting[1].result()


def _batch(drafts: list[ArticleDraft], failed: list[Failure]) -> Batch:
    files = list(dict.fromkeys(Path(draft.source).name for draft in drafts))
    name = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more" if files else ""
    return Batch(drafts=tuple(drafts), failed=tuple(failed), name=name)
