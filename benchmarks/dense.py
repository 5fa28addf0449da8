"""Which kind of FAISS index for how many passages: what each finds, how fast, how large it is, how long it takes to make.

    benchmarks/dense.py                          100,000 and 1,000,000 made vectors, all kinds: some ten minutes, 3 GB of memory
    benchmarks/dense.py --sizes 100000           a short form
    benchmarks/dense.py --archive FOLDER         an archive of `benchmarks/large.py`: opening and searching it, restricted and not

Vectors are made around real ones (benchmarks/around.py), questions are real. Recall is the share of the ten nearest passages, all
compared as float16, that a kind finds. Times are of one question at a time on one core, in milliseconds; what a kind's file takes
to open, and the memory that its process has then, is measured in a process of its own. Prints tables in Markdown.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import faiss
import numpy as np
from around import MadeVectors, Real, real

from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, find_model

# ruff: noqa: TID253

SIZES = (100_000, 1_000_000)
NEAREST = 10
DEPTH = 50  # as a question asks
BATCH = 20_000
SAMPLE = 48
QUESTIONS = 400

OPEN = """
import resource, sys, time
import faiss
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
began, before = time.perf_counter(), memory()
index = faiss.read_index(sys.argv[1], int(sys.argv[2]))
print(f"{(time.perf_counter() - began) * 1000:.0f} ms, {memory() - before:.0f} MB")
"""

OPEN_ARCHIVE = """
import resource, sys, time
from pathlib import Path
import faiss, numpy as np
from corpus.catalogue.catalogue import Catalogue
from embeddings.index.segment_files import SegmentFiles
from corpus.catalogue.paths import ArchivePaths
def memory():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
began, before = time.perf_counter(), memory()
paths = ArchivePaths(Path(sys.argv[1]))
files = SegmentFiles(paths.segments)
with Catalogue(paths.catalogue).snapshot() as snapshot:
    for segment in snapshot.segments(snapshot.setting("model")):
        files.open(segment)
print(f"opened in {(time.perf_counter() - began) * 1000:.0f} ms, {memory() - before:.0f} MB more, {memory():.0f} MB in all")
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of index.

    Attributes:
        factory: FAISS's own words for it; LISTS stands for their number.
        part: vectors in one index; more are put into several, each of which is searched.
        lists: per square root of a part.
        settings: numbers of probes, or `efSearch` of a graph.
    """

    name: str
    factory: str
    part: int
    lists: float = 0
    settings: tuple[int, ...] = (0,)


PROBES = (8, 16, 32, 64, 128)
KINDS = (
    Kind("exact, float32", "Flat", 1 << 40),
    Kind("exact, float16", "SQfp16", 1 << 40),
    Kind("lists 1√n of 200,000, float16", "IVF{lists},SQfp16", 200_000, 1, PROBES),
    Kind("lists 2√n of 200,000, float16", "IVF{lists},SQfp16", 200_000, 2, PROBES),
    Kind("lists 2√n of 200,000, 8 bits", "IVF{lists},SQ8", 200_000, 2, PROBES),
    Kind("lists 2√n of 200,000, 6 bits", "IVF{lists},SQ6", 200_000, 2, PROBES),
    Kind("lists 4√n of 200,000, float16", "IVF{lists},SQfp16", 200_000, 4, PROBES),
    Kind("lists 2√n of all, float16", "IVF{lists},SQfp16", 1 << 40, 2, PROBES),
    Kind("graph (HNSW, 32 links), float16", "HNSW32,SQfp16", 1 << 40, 0, (32, 64, 128, 256)),
)
GRAPH_LIMIT = 100_000  # a graph of more takes too long to make


def made(around: Real, count: int) -> Vectors:
    """Return made vectors, float16 of shape (count, dimensions)."""
    source = MadeVectors(around.vectors)
    vectors = np.empty((count, around.vectors.shape[1]), dtype=np.float16)
    done = number = 0
    while done < count:
        chance = np.random.default_rng((1, number))
        drawn = source.draw(chance, source.topics(chance, 2000), chance.integers(1, 10, 2000))[: count - done]
        vectors[done : done + len(drawn)] = drawn
        done, number = done + len(drawn), number + 1
    return vectors


def nearest(vectors: Vectors, questions: Vectors) -> np.ndarray:
    """Return the numbers of the vectors nearest to each question, of shape (questions, NEAREST)."""
    scores = np.zeros((len(questions), 0), dtype=np.float32)
    numbers = np.zeros((len(questions), 0), dtype=np.int64)
    for start in range(0, len(vectors), BATCH):
        further = questions @ vectors[start : start + BATCH].astype(np.float32).T
        scores = np.concatenate([scores, further], axis=1)
        numbers = np.concatenate([numbers, np.broadcast_to(np.arange(further.shape[1]) + start, further.shape)], axis=1)
        best = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
        scores, numbers = np.take_along_axis(scores, best, 1), np.take_along_axis(numbers, best, 1)
    return numbers


def built(kind: Kind, vectors: Vectors) -> list[faiss.Index]:
    """Make the indexes of a kind."""
    indexes = []
    for start in range(0, len(vectors), kind.part):
        part = vectors[start : start + kind.part]
        lists = round(kind.lists * len(part) ** 0.5)
        index = faiss.index_factory(part.shape[1], kind.factory.format(lists=lists), faiss.METRIC_INNER_PRODUCT)
        if lists:
            index.cp.spherical, index.cp.max_points_per_centroid, index.by_residual = True, SAMPLE, False
            chosen = np.random.default_rng(1).choice(len(part), min(len(part), SAMPLE * lists), replace=False)
            index.train(part[np.sort(chosen)].astype(np.float32))
        elif not index.is_trained:
            index.train(part[:BATCH].astype(np.float32))
        for at in range(0, len(part), BATCH):
            index.add(part[at : at + BATCH].astype(np.float32))
        indexes.append(index)
    return indexes


def searched(indexes: list[faiss.Index], part: int, questions: Vectors, setting: int) -> tuple[np.ndarray, Vectors]:
    """Return what is found, of shape (questions, NEAREST), and the milliseconds of each question."""
    found, times = [], []
    for question in questions:
        began = time.perf_counter()
        scores, numbers = [], []
        for place, index in enumerate(indexes):
            one, two = index.search(question[None], DEPTH, params=parameters(index, setting))
            scores.append(one[0])
            numbers.append(two[0] + place * part)
        order = np.argsort(-np.concatenate(scores))[:NEAREST]
        found.append(np.concatenate(numbers)[order])
        times.append((time.perf_counter() - began) * 1000)
    return np.array(found), np.array(times)


def parameters(index: faiss.Index, setting: int) -> faiss.SearchParameters | None:
    """Return what tells an index how far to look."""
    if isinstance(index, faiss.IndexIVF):
        return faiss.IVFSearchParameters(nprobe=setting)
    return faiss.SearchParametersHNSW(efSearch=setting) if setting else None


def opened(indexes: list[faiss.Index]) -> tuple[float, str]:
    """Return the bytes of the files for each vector, and what opening them takes, several as one."""
    with tempfile.TemporaryDirectory(prefix="cuttings-dense-") as name:
        path = Path(name) / "index"
        faiss.write_index(indexes[0], str(path))
        size = path.stat().st_size / indexes[0].ntotal
        mapped = faiss.IO_FLAG_MMAP if isinstance(indexes[0], faiss.IndexIVF) else 0
        told = subprocess.run(
            [sys.executable, "-c", OPEN, str(path), str(mapped)], capture_output=True, text=True, check=True
        )
    return size, f"{told.stdout.strip()}{f' × {len(indexes)}' if len(indexes) > 1 else ''}"


def compare(around: Real, size: int) -> None:
    """Print the table of a size."""
    vectors, questions = made(around, size), around.question_vectors[:: max(1, len(around.questions) // QUESTIONS)]
    wanted = nearest(vectors, questions)
    print(f"\n{size:,} passages, {len(questions)} questions\n")
    print("| kind | probes | recall@10 | p50 | p95 | made in | bytes a passage | opened in |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for kind in KINDS:
        if kind.factory.startswith("HNSW") and size > GRAPH_LIMIT:
            continue
        began = time.perf_counter()
        indexes = built(kind, vectors)
        took = time.perf_counter() - began
        each, opening = opened(indexes)
        threads = faiss.omp_get_max_threads()
        faiss.omp_set_num_threads(1)
        for setting in kind.settings:
            searched(indexes, kind.part, questions[:20], setting)
            found, times = searched(indexes, kind.part, questions, setting)
            recall = np.mean([len(np.intersect1d(*pair)) / NEAREST for pair in zip(found, wanted, strict=True)])
            cells = f"{recall:.4f} | {np.percentile(times, 50):.2f} | {np.percentile(times, 95):.2f}"
            print(f"| {kind.name} | {setting or ''} | {cells} | {took:.0f} s | {each:.0f} | {opening} |", flush=True)
        faiss.omp_set_num_threads(threads)
        del indexes


def search_archive(around: Real, paths: ArchivePaths) -> None:
    """Print what opening an archive and searching it takes, as `search_dense` does, first and later questions."""
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        model = snapshot.setting("model") or ""
        segments = snapshot.segments(model)
        print(f"\n{sum(one.vectors for one in segments):,} vectors in {[one.vectors for one in segments]}\n")
        root = Path(__file__).resolve().parents[1]
        told = subprocess.run(
            [sys.executable, "-c", OPEN_ARCHIVE, str(paths.folder)],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        print(told.stdout)
        files = SegmentFiles(paths.segments)
        days = [day for day, _ in snapshot.days()]
        middle = len(days) // 2
        outlet = snapshot.outlets()[len(snapshot.outlets()) // 2][0]
        restrictions = {
            "no restriction": Filters(),
            "a day": Filters(since=days[middle], until=days[middle]),
            "a month": Filters(since=days[middle - 15], until=days[middle + 15]),
            "an outlet": Filters(outlets=(outlet,)),
            "a tenth of the days": Filters(since=days[middle], until=days[middle + len(days) // 10]),
            "half of the days": Filters(since=days[middle]),
        }
        print(
            "| restriction | passages | first question | second | p50 | p95 | recall@10 |\n|---|---:|---:|---:|---:|---:|---:|"
        )

        def ask(question: Vectors, filters: Filters) -> list[int]:
            return [key for key, _ in search_dense(snapshot, files, model, question, DEPTH, filters)]

        exact = _all(files, segments)
        for name, filters in restrictions.items():
            allowed = np.array(snapshot.allowed(filters)) if filters else exact[0]
            questions = around.question_vectors[:: max(1, len(around.questions) // 150)]
            found, times = timed(lambda question, filters=filters: ask(question, filters), questions)
            inside = np.isin(exact[0], allowed)
            wanted = exact[0][inside][nearest(exact[1][inside], questions)]
            recall = np.mean(
                [len(np.intersect1d(one[:NEAREST], two)) / len(two) for one, two in zip(found, wanted, strict=True)]
            )
            later = times[len(times) // 3 :]
            cells = " | ".join(f"{value:.1f}" for value in (*times[:2], *np.percentile(later, [50, 95])))
            print(f"| {name} | {len(allowed):,} | {cells} | {recall:.4f} |", flush=True)


def _all(files: SegmentFiles, segments: list) -> tuple[np.ndarray, Vectors]:
    parts = [(ids, vectors.astype(np.float16)) for one in segments for ids, vectors in files.reconstruct(one)]
    files.close_except(())
    return np.concatenate([ids for ids, _ in parts]), np.concatenate([vectors for _, vectors in parts])


def timed(act: Callable[[Vectors], list[int]], questions: Vectors) -> tuple[list[list[int]], list[float]]:
    """Return what each question gave, and its milliseconds."""
    found, times = [], []
    for question in questions:
        began = time.perf_counter()
        found.append(act(question))
        times.append((time.perf_counter() - began) * 1000)
    return found, times


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--archive", type=Path)
    options = parser.parse_args()
    around = real(load_encoder(find_model(DEFAULT_ENCODER)))
    if options.archive:
        search_archive(around, ArchivePaths(options.archive))
        return
    for size in options.sizes:
        compare(around, size)


if __name__ == "__main__":
    main()
