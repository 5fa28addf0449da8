"""Make a large archive of made articles that behave like real ones: 1,000 to 1,000,000 passages, the same for the same seed.

    benchmarks/large.py FOLDER                       an archive of 1,000,000 passages: some ten minutes, 4 GB
    benchmarks/large.py FOLDER --passages 100000     a smaller one

Words and vectors are drawn around real passages, those of ../shared/eval where it is, else of the sample archive. A made
passage has words of the passage that it is drawn around, of all passages by their frequency, and made names, so that a question's
words are in as many passages, and together with the words that go with them, as in real news. Its vector is the real one, moved
to a real neighbour (the topic), moved for the article, moved for the passage; each by a length that differs, in directions that
real vectors take. So neighbourhoods are as wide and as deep as real ones: see benchmarks/around.py.

An article is written by the project's own classes, as `Indexer.store` does but for two looks: for copies of it, and for kept
vectors, since there are none.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from around import MadeTexts, MadeVectors, real
from numpy.typing import NDArray

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.text.sentences import Span
from embeddings.cache import EmbeddingCache
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Encoder, Vectors, spans_for
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, find_model

ARTICLES = 2_000  # written at once
PASSAGES = 5  # of an article, on average
OUTLETS = 40
FIRST_DAY, DAYS = date(2014, 1, 1), 3650


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles, the spans of their passages, and the vectors of these, float16, article by article."""

    drafts: list[ArticleDraft]
    spans: list[list[Span]]
    vectors: Vectors


def batches(vectors: MadeVectors, texts: MadeTexts, passages: int, seed: int) -> Iterator[Batch]:
    """Yield articles of so many passages together, oldest first."""
    done = number = 0
    while done < passages:
        chance = np.random.default_rng((seed, number))
        counts = chance.integers(1, 2 * PASSAGES, ARTICLES)
        counts = counts[: int(np.searchsorted(np.cumsum(counts), passages - done)) + 1]
        counts[-1] -= max(0, int(counts.sum()) - (passages - done))
        topics = vectors.topics(chance, len(counts))
        yield _batch(chance, vectors, texts, topics, counts, number * ARTICLES, done / passages)
        done += int(counts.sum())
        number += 1


def _batch(
    chance: np.random.Generator,
    vectors: MadeVectors,
    texts: MadeTexts,
    topics: NDArray[np.int64],
    counts: NDArray[np.int64],
    first: int,
    share: float,
) -> Batch:
    paragraphs = iter(texts.passages(chance, np.repeat(topics, counts)))
    outlets = (OUTLETS * chance.random(len(topics)) ** 2).astype(int).tolist()
    late = chance.integers(0, 60, len(topics)).tolist()
    drafts, spans = [], []
    for place, (title, count) in enumerate(zip(texts.titles(chance, topics), counts.tolist(), strict=True)):
        parts = [next(paragraphs) for _ in range(count)]
        ends = np.cumsum([len(part) + 2 for part in parts])
        spans.append([(end - 2 - len(part), end - 2) for end, part in zip(ends.tolist(), parts, strict=True)])
        day = FIRST_DAY + timedelta(days=int(share * DAYS) + late[place])
        draft = ArticleDraft(
            title=title,
            text="\n\n".join(parts),
            outlet=f"Outlet {outlets[place]:02d}",
            published=day.isoformat(),
            url=f"https://example.org/{first + place}",
            language="en",
            source="made.txt",
        )
        drafts.append(draft)
    return Batch(drafts, spans, vectors.draw(chance, topics, counts))


def write(paths: ArchivePaths, encoder: Encoder, made: Iterator[Batch], on_progress: Callable[[int], None]) -> None:
    """Write batches into an archive, as `Indexer.store` would, some ten thousand passages at once.

    Args:
        tell: is told how many passages are written.
    """
    done = 0
    with (
        closing(Catalogue(paths.catalogue, create=True)) as catalogue,
        closing(EmbeddingCache(paths.embedding_cache)) as kept,
    ):
        files = SegmentFiles(paths.segments)
        indexer = Indexer(catalogue, kept, files, encoder)
        for number, batch in enumerate(made):
            if not number:
                _assert_split(batch, encoder)
            texts = [draft.text[a:b] for draft, spans in zip(batch.drafts, batch.spans, strict=True) for a, b in spans]
            kept.put(encoder.key, [text_hash(text) for text in texts], batch.vectors)
            with catalogue.change() as change:
                ids = [
                    key
                    for draft, spans in zip(batch.drafts, batch.spans, strict=True)
                    for key in change.store(draft, spans)
                ]
                change.add_segment(files.write(encoder.key, ids, batch.vectors.astype(np.float32)))
            indexer.merge()
            done += len(texts)
            on_progress(done)


def _assert_split(batch: Batch, encoder: Encoder) -> None:
    """Make sure that the passages are those that an archive would make of the texts."""
    for draft, spans in zip(batch.drafts[:100], batch.spans[:100], strict=True):
        if spans_for(draft.text, encoder) != spans:
            raise AssertionError(f"{draft.url} would be split otherwise")


def main() -> None:
    """Make the archive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    paths = ArchivePaths(options.folder)
    if paths.exists():
        parser.error(f"{paths.folder}: there is an archive already")
    encoder = load_encoder(find_model(DEFAULT_ENCODER))
    around = real(encoder)
    made = batches(MadeVectors(around.vectors), MadeTexts(around.texts), options.passages, options.seed)
    began = time.perf_counter()

    def on_progress(done: int) -> None:
        print(f"{done:,} passages after {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)

    write(paths, encoder, made, on_progress)


if __name__ == "__main__":
    main()
