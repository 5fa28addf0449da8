"""A writer for the tests to kill: it adds made articles to an archive, a batch at a time, and says what is stored.

tests/engine/made.py ADDRESS FIRST BATCHES [rebuild]
"""

# ruff: noqa: T201

import hashlib
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from corpus.article import ArticleDraft
from corpus.catalogue.paths import archive_at, writing
from corpus.errors import CuttingsError
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors
from embeddings.stores import indexer_of, open_cache, open_catalogue, rebuild_index

BATCH = 5


class MadeEncoder:
    """Vectors out of hashes of the texts: what is stored and found does not depend on what they mean."""

    key = "made@1"
    dimensions = 16
    max_tokens = 256

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = [np.frombuffer(hashlib.sha256(text.encode()).digest(), dtype=np.uint8)[:16] for text in texts]
        found = np.stack(rows).astype(np.float32) - 127.5
        normed: Vectors = (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)
        return normed

    def encode_question(self, text: str) -> Vectors:
        found: Vectors = self.encode_passages([text])[0]
        return found


def article(number: int) -> ArticleDraft:
    return ArticleDraft(
        title=f"Report {number}",
        text=f"This is report {number} of the harbour, with the word marker{number} in it and a ferry that was late.",
        outlet=f"Outlet {number % 3}",
        published=f"2024-01-{1 + number % 28:02d}",
        url=f"https://example.org/{number}",
        source=f"made{number % 7}.txt",
    )


def main(address: str, first: int, batches: int, *, rebuild: bool) -> None:
    paths, encoder = archive_at(address), MadeEncoder()
    with writing(paths, wait_seconds=30):
        print("writing", flush=True)
        with closing(open_catalogue(paths, create=True)) as catalogue, closing(open_cache(paths)) as cache:
            files = SegmentFiles(paths.segments)
            indexer = indexer_of(paths, catalogue, cache, files, encoder)
            for start in range(first, first + batches * BATCH, BATCH):
                indexer.store([article(number) for number in range(start, start + BATCH)])
                print("stored", start, flush=True)
            if rebuild:
                rebuild_index(paths, catalogue, cache, files, encoder, lambda _done, _total: None)
                print("rebuilt", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), rebuild=sys.argv[4:] == ["rebuild"])
    except CuttingsError as error:
        print("refused", type(error).__name__, error, flush=True)
        sys.exit(1)
