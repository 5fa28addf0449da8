"""Batches of articles encoded on workers while earlier ones are stored; the vectors go into the archive's embedding cache."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.failpoints import hit
from corpus.text.sentences import Span
from embeddings.cache import ENCODE_BATCH, EmbeddingCache, OnCount
from embeddings.index.background import Prepared, lower_priority
from embeddings.models.encoder import Encoder, spans_for
from embeddings.workers.pool import Done, WorkerPool
from embeddings.workers.tasks import packed_texts, unpacked_vectors

_LEAST_AHEAD = 2
_SLOTS_A_BATCH = 8
"""A batch of a hundred articles makes some fourteen jobs of `ENCODE_BATCH` texts; so many slots are kept busy by one."""


class RemoteEncoder:
    """Prepares batches as `embeddings.index.background.BackgroundEncoder` does, on workers and several at once.

    A text is sent once, also where a later batch has it while it is under way. One thread splits articles and sends, another
    takes the vectors, in order, and is the only one that writes them.

    Args:
        open_cache: opens the embedding cache, for a thread of its own.
        encoder: of the archive, which is that of the pool.
    """

    def __init__(
        self, catalogue: Catalogue, open_cache: Callable[[], EmbeddingCache], encoder: Encoder, pool: WorkerPool
    ) -> None:
        self._catalogue = catalogue
        self._open_cache = open_cache
        self._encoder = encoder
        self._pool = pool
        self._lock = threading.Lock()
        self._coming: set[str] = set()  # hashes of texts that are under way
        self._unfinished: set[Future[Prepared]] = set()
        self._sent: set[Future[Done]] = set()
        self._stopped = False
        self._sending = ThreadPoolExecutor(1, thread_name_prefix="sending", initializer=lower_priority)
        self._taking = ThreadPoolExecutor(1, thread_name_prefix="taking", initializer=lower_priority)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._stopped = True
            for sent in self._sent:
                sent.cancel()
        self._sending.shutdown(cancel_futures=True)
        self._taking.shutdown(cancel_futures=True)

    def ahead(self, *, slow: bool) -> int:
        """Return how many batches may wait: those that are not encoded yet, as far as there are workers for them."""
        with self._lock:
            unfinished = len(self._unfinished)
        return min(unfinished, _LEAST_AHEAD + self._pool.slots // _SLOTS_A_BATCH)

    def prepare(self, drafts: Sequence[ArticleDraft], on_progress: OnCount) -> "Future[Prepared]":
        """Start on the drafts that are new to the archive or changed; see `BackgroundEncoder.prepare`."""
        prepared: Future[Prepared] = Future()
        with self._lock:
            self._unfinished.add(prepared)
        prepared.add_done_callback(self._finished)
        self._sending.submit(self._send, drafts, on_progress, prepared)
        return prepared

    def _finished(self, prepared: "Future[Prepared]") -> None:
        with self._lock:
            self._unfinished.discard(prepared)

    def _send(self, drafts: Sequence[ArticleDraft], on_progress: OnCount, prepared: "Future[Prepared]") -> None:
        try:
            with self._catalogue.snapshot() as snapshot:
                texts = dict.fromkeys(
                    draft.text for draft in drafts if snapshot.content_hash(draft.id) != draft.content_hash
                )
            spans = {text: spans_for(text, self._encoder) for text in texts}
            by_hash = {
                text_hash(text[start:end]): text[start:end] for text, cuts in spans.items() for start, end in cuts
            }
            with closing(self._open_cache()) as cache:
                cached = cache.get(self._encoder.key, list(by_hash))
            with self._lock:
                missing = [digest for digest in by_hash if digest not in cached and digest not in self._coming]
                self._coming.update(missing)
            sent = self._submitted(sorted(missing, key=lambda digest: len(by_hash[digest])), by_hash)
            batch = _Sent(spans, frozenset(missing), sent, len(by_hash))
            self._taking.submit(self._take, batch, on_progress, prepared)
        except BaseException as error:  # noqa: BLE001 (the future raises it)
            prepared.set_exception(error)

    def _submitted(self, missing: Sequence[str], by_hash: Mapping[str, str]) -> list[tuple[list[str], Future[Done]]]:
        """Send texts in the order of their length, as `embeddings.cache.cached_or_encoded` encodes them."""
        found = []
        for start in range(0, len(missing), ENCODE_BATCH):
            hashes = list(missing[start : start + ENCODE_BATCH])
            future = self._pool.submit("encode", packed_texts([by_hash[digest] for digest in hashes]))
            with self._lock:
                self._sent.add(future)
                if self._stopped:
                    future.cancel()
            found.append((hashes, future))
        return found

    def _take(self, batch: "_Sent", on_progress: OnCount, prepared: "Future[Prepared]") -> None:
        try:
            done = batch.passages - len(batch.missing)
            on_progress(done, batch.passages)
            with closing(self._open_cache()) as cache:
                for hashes, future in batch.sent:
                    self._put(cache, hashes, future)
                    done += len(hashes)
                    on_progress(done, batch.passages)
        except BaseException as error:  # noqa: BLE001 (the future raises it)
            prepared.set_exception(error)
        else:
            prepared.set_result(Prepared(spans=batch.spans, encoded=batch.missing))

    def _put(self, cache: EmbeddingCache, hashes: Sequence[str], future: "Future[Done]") -> None:
        found = future.result()
        vectors = unpacked_vectors(found.value, len(hashes), self._encoder.dimensions)
        cache.put(self._encoder.key, hashes, vectors)
        cache.count_made(self._encoder.key, found.by.maker, len(hashes))
        hit("vectors-cached")
        with self._lock:
            self._pool.counts.by[found.by.maker] += len(hashes)
            self._coming.difference_update(hashes)
            self._sent.discard(future)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A batch whose texts were sent.

    Attributes:
        spans: the passages of each text.
        missing: hashes of the passages that had no cached vector, and were not under way.
        sent: hashes of texts, with what will have their vectors.
        passages: different ones of the batch.
    """

    spans: Mapping[str, list[Span]]
    missing: frozenset[str]
    sent: list[tuple[list[str], Future[Done]]]
    passages: int
