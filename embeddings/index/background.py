"""Encoding the next batch while this one is stored: encoding takes all processors, storing and deriving news take one.

Only the embedding cache is written in the background. Its vectors belong to a text, whether or not an article of the archive has
it; so a crash, or a batch without anything new, costs nothing but time.
"""

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, OnCount, cached_or_encoded
from embeddings.models.encoder import Encoder, spans_for

NICENESS = 10
"""As for `nice`: 0 competes with all others, 19 uses only idle time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was done for a batch before storing it.

    Attributes:
        spans: the passages of each text.
        encoded: hashes of the passages that had no cached vector.
    """

    spans: Mapping[str, list[Span]]
    encoded: frozenset[str]


class _Stopped(Exception):
    """Raised in the thread when nobody waits for the result any more."""


def lower_priority() -> None:
    """Run this thread, and those that it starts, at low priority, so that questions are answered first."""
    if sys.platform != "linux":  # elsewhere only a whole process has a priority
        return
    own = threading.get_native_id()
    with suppress(OSError):  # a sandbox may forbid even this
        os.setpriority(os.PRIO_PROCESS, own, max(NICENESS, os.getpriority(os.PRIO_PROCESS, own)))  # never raise it


class AheadEncoder(Protocol):
    """Prepares batches before they are stored: in a thread of this process, or on other machines."""

    def ahead(self, *, slow: bool) -> int:
        """Return how many batches may wait while the next one is read; see `BackgroundEncoder`."""

    def prepare(self, drafts: Sequence[ArticleDraft], on_progress: OnCount) -> Future[Prepared]:
        """Start on the drafts that are new to the archive or changed; see `BackgroundEncoder`."""

    def __enter__(self) -> Self:
        """Return this."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop as soon as possible."""


class BackgroundEncoder:
    """A thread that splits and encodes, a batch at a time, in the order given.

    It runs at a low priority. Leaving the block ends it, at the next text or when a batch of `ENCODE_BATCH` is encoded; a second
    Ctrl-C does not wait for that.

    Args:
        open_cache: opens the embedding cache, which the thread does for itself.
    """

    def __init__(self, catalogue: Catalogue, open_cache: Callable[[], EmbeddingCache], encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._open_cache = open_cache
        self._encoder = encoder
        self._stopped = threading.Event()
        encoder.count_tokens(["a", "b"])  # starts the tokenizer's own threads, before the priority is lowered
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoding", initializer=lower_priority)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.shutdown(cancel_futures=True)

    def ahead(self, *, slow: bool) -> int:
        """Return how many batches may wait while the next one is read.

        Args:
            slow: whether reading takes long; then what was read is stored at once.
        """
        return 0 if slow else 1

    def prepare(self, drafts: Sequence[ArticleDraft], on_progress: OnCount) -> Future[Prepared]:
        """Start on the drafts that are new to the archive or changed.

        The future raises what encoding and caching raise, and what `on_progress` does.

        Args:
            on_progress: called, in the thread, with how many of their passages have a vector.
        """
        return self._thread.submit(self._prepared, drafts, on_progress)

    def _prepared(self, drafts: Sequence[ArticleDraft], on_progress: OnCount) -> Prepared:
        with self._catalogue.snapshot() as snapshot:
            texts = dict.fromkeys(
                draft.text for draft in drafts if snapshot.content_hash(draft.id) != draft.content_hash
            )
        spans: dict[str, list[Span]] = {}
        for text in texts:
            self._raise_if_stopped()
            spans[text] = spans_for(text, self._encoder)
        passages = [text[start:end] for text, cuts in spans.items() for start, end in cuts]

        def on_batch(done: int, total: int) -> None:
            self._raise_if_stopped()
            on_progress(done, total)

        with closing(self._open_cache()) as cache:
            _, encoded = cached_or_encoded(cache, self._encoder, passages, on_batch)
        return Prepared(spans=spans, encoded=encoded)

    def _raise_if_stopped(self) -> None:
        if self._stopped.is_set():
            raise _Stopped
