"""When one kind of index takes over from another, what that finds, and what it takes."""

import itertools
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.catalogue.snapshot import Segment
from embeddings.index.backend import FLAT, IVF
from embeddings.index.id_filter import IdFilter
from embeddings.index.ivf import IvfOptions
from embeddings.index.merge_policy import MergeOptions, compaction_groups, kind_for, segments_to_merge
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
MODEL = "made@1"


def segment(vectors: int, kind: str = FLAT, *, number: itertools.count = itertools.count()) -> Segment:  # noqa: B008
    return Segment(
        name=f"{next(number):04d}.faiss", kind=kind, model=MODEL, vectors=vectors, bytes=1, sha256="", revision=1
    )


# ------------------------------------------------------------------- the rule


def grow(sizes: Iterator[int], options: MergeOptions) -> tuple[list[Segment], int, int]:
    """Return the segments of an archive that grew, how many vectors were copied, and of how many the largest merge was."""
    segments: list[Segment] = []
    copied = largest = 0
    for size in sizes:
        segments.append(segment(size))
        chosen = segments_to_merge(segments, options)
        if chosen:
            together = sum(one.vectors for one in chosen)
            copied, largest = copied + together, max(largest, together)
            kind = kind_for(together, segments, options)
            segments = [one for one in segments if one not in chosen]
            segments.append(segment(together, kind))
    return segments, copied, largest


def test_a_small_archive_is_exact() -> None:
    segments, _, _ = grow(iter([500] * 100), MergeOptions())
    assert not any(one.kind == IVF for one in segments)


@pytest.mark.parametrize("batch", [137, 500, 9_000])
def test_growing_costs_each_passage_the_same(batch: int) -> None:
    options = MergeOptions()
    few, copied_few, largest_few = grow(iter([batch] * (1_000_000 // batch)), options)
    many, copied_many, largest_many = grow(iter([batch] * (2_000_000 // batch)), options)
    assert copied_many / 2_000_000 < 1.3 * copied_few / 1_000_000 < 7
    assert largest_many == largest_few <= options.full + options.max_flat + batch
    for segments in (few, many):
        exact = [one for one in segments if one.kind == FLAT]
        assert sum(one.vectors for one in exact) <= options.flat_beside + batch
        assert (
            len([one for one in segments if one.kind == IVF and one.vectors < options.full])
            <= options.large_segments + 1  # one merge at a time
        )
    assert len(many) < 25


def test_packing_leaves_few_segments_and_then_nothing_to_do() -> None:
    segments = [
        segment(30_000),
        segment(60_000, IVF),
        *(segment(7_000) for _ in range(9)),
        segment(210_000, IVF),
    ]
    (pack,) = compaction_groups(segments)
    assert sum(one.vectors for one in pack) == 153_000
    assert compaction_groups([segments[-1], segment(153_000, IVF), segment(300)]) != []
    assert compaction_groups([segments[-1], segment(153_000, IVF)]) == []
    assert compaction_groups([segment(12_000), segment(200)]) != []
    assert compaction_groups([segment(12_200)]) == []


def test_a_restriction_has_more_lists_looked_into_until_it_is_all() -> None:
    options = IvfOptions()
    counts = [options.probe_count(894, share) for share in (1, 0.5, 0.2, 0.05, 0.001, 0)]
    assert counts == sorted(counts)
    assert counts[0] < 100
    assert counts[-3:] == [894, 894, 894]


# ---------------------------------------------------------------- the measure


EVERYTHING = IdFilter(np.zeros(0, dtype=np.int64), excluded=True)


def written(files: SegmentFiles, vectors: Vectors) -> Segment:
    def batches() -> Iterator[tuple[np.ndarray, Vectors]]:
        for start in range(0, len(vectors), 10_000):
            part = vectors[start : start + 10_000]
            yield np.arange(start, start + len(part)), part

    return files.write_batches(MODEL, batches, len(vectors), vectors.shape[1], IVF)


def test_what_is_nearest_is_found_where_lists_take_over(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(51_200)
    stored, asked = vectors[:51_000], vectors[51_000:]
    assert kind_for(len(stored), []) == IVF
    options = IvfOptions()
    files = SegmentFiles(tmp_path)
    segment = written(files, stored)
    nearest = np.argsort(-(asked @ stored.T), axis=1)
    chance = np.random.default_rng(3)
    for share in (1.0, 0.5, 0.1, 0.02):
        ids = np.flatnonzero(chance.random(len(stored)) < share)
        allowed = EVERYTHING if share == 1 else IdFilter(ids, excluded=False)
        found = [files.search(segment, query[None], 10, allowed)[1] for query in asked]
        wanted = [row[np.isin(row, ids)][:10] for row in nearest]
        assert np.mean([len(np.intersect1d(one, two)) / 10 for one, two in zip(found, wanted, strict=True)]) >= 0.98
        if options.probe_count(options.list_count(len(stored)), share) == options.list_count(len(stored)):
            assert np.array_equal(found, wanted)


def test_scores_are_the_same_to_the_last_bit_in_either_kind(tmp_path: Path, clustered: Callable[..., Vectors]) -> None:
    vectors = clustered(3000)
    files = SegmentFiles(tmp_path)
    exact, lists = files.write(MODEL, range(3000), vectors), written(files, vectors)
    assert (exact.kind, lists.kind) == (FLAT, IVF)
    for query in clustered(20, seed=2):
        one, two = (
            dict(zip(*files.search(segment, query[None], 3000, EVERYTHING)[::-1], strict=True))
            for segment in (exact, lists)
        )
        assert one == two
        assert len(one) == 3000
    ids, again = (np.concatenate(parts) for parts in zip(*files.reconstruct(lists), strict=True))
    assert np.array_equal(again[np.argsort(ids)], vectors)


MERGE = """
import sys, threading, time
from pathlib import Path
import faiss, numpy as np
from embeddings.index.segment_files import SegmentFiles

def anonymous():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) * 1024

files = SegmentFiles(Path(sys.argv[1]))
chance = np.random.default_rng(1)
segments = []
for start in range(0, 100_000, 20_000):
    vectors = chance.standard_normal((20_000, 384), dtype=np.float32)
    segments.append(files.write("made@1", range(start, start + 20_000), vectors))
del vectors
files.merge([files.write("made@1", range(9**6, 9**6 + 200), np.ones((200, 384), dtype=np.float32))], np.zeros(0, dtype=np.int64))
before, peak, done = anonymous(), 0, False
def watch():
    global peak
    while not done:
        peak = max(peak, anonymous())
        time.sleep(0.002)
thread = threading.Thread(target=watch)
thread.start()
joined, _ = files.merge(segments, np.zeros(0, dtype=np.int64))
done = True
thread.join()
assert joined.vectors == 100_000 and joined.name.endswith(".lists.faiss")
print(peak - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="nothing here says what memory a process has")
def test_a_merge_never_has_all_vectors_twice(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", MERGE, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # all of them as float32, which a search would compare, are 154 MB; as float16, which is what is kept, 77
    assert 40e6 < int(ended.stdout) < 154e6 + 77e6
