"""Encoding the next batch while this one is stored: encoding takes all processors, storing and news sense one.

Only kept vectors are written ahead. They belong to a text, whether or not an article of the archive has it; so a crash, or
a batch that turns out to hold nothing new, costs nothing but time.
"""

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache, kept_or_encoded
from embeddings.index.chunk import spans_for
from embeddings.models.encoder import Encoder

Progress = Callable[[int, int], None]

NICENESS = 10
"""As of `nice`: 0 competes with all others, 19 takes only what nobody wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What was done for a batch ahead of storing it.

    Attributes:
        spans: the passages of a text.
        encoded: hashes of the passages that had no kept vector.
    """

    spans: Mapping[str, list[Span]]
    encoded: frozenset[str]


class _Stopped(Exception):
    """Raised in the thread: nobody waits for it any more."""


def lower_priority() -> None:
    """Let this thread, and those that it starts, work where others leave processors free: who asks is answered first."""
    if sys.platform != "linux":  # elsewhere only a whole process can
        return
    own = threading.get_native_id()
    with suppress(OSError):  # a sandbox may forbid even this
        os.setpriority(os.PRIO_PROCESS, own, max(NICENESS, os.getpriority(os.PRIO_PROCESS, own)))  # never forward


class BackgroundEncoder:
    """A thread that splits and encodes, a batch at a time, in the order given.

    It steps back for everybody else on the machine. Leaving the block ends it, at the next text or 64 of them encoded; a
    second Ctrl-C does not wait for that.

    Args:
        kept: the file of kept vectors; the thread opens it for itself.
    """

    def __init__(self, catalogue: Catalogue, kept: Path, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._kept = kept
        self._encoder = encoder
        self._stopped = threading.Event()
        encoder.count_tokens(["a", "b"])  # the tokenizer's own threads are made at first use: before we step back
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoding", initializer=lower_priority)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.shutdown(cancel_futures=True)

    def prepare(self, drafts: Sequence[ArticleDraft], progress: Progress) -> Future[Prepared]:
        """Begin with the drafts that the archive does not hold as they are.

        The future raises what encoding and keeping raise, and what `progress` does.

        Args:
            progress: is told, in the thread, how many of their passages have a vector, and of how many.
        """
        return self._thread.submit(self._prepared, drafts, progress)

    def _prepared(self, drafts: Sequence[ArticleDraft], progress: Progress) -> Prepared:
        with self._catalogue.snapshot() as snapshot:
            texts = dict.fromkeys(
                draft.text for draft in drafts if snapshot.content_hash(draft.id) != draft.content_hash
            )
        spans: dict[str, list[Span]] = {}
        for text in texts:
            self._look()
            spans[text] = spans_for(text, self._encoder)
        passages = [text[start:end] for text, cuts in spans.items() for start, end in cuts]

        def watched(done: int, total: int) -> None:
            self._look()
            progress(done, total)

        with closing(EmbeddingCache(self._kept)) as kept:
            _, encoded = kept_or_encoded(kept, self._encoder, passages, watched)
        return Prepared(spans=spans, encoded=encoded)

    def _look(self) -> None:
        if self._stopped.is_set():
            raise _Stopped
