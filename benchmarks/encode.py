"""How many passages a second are encoded, beside what this machine's best fp32 matrix multiplication would allow.

    benchmarks/encode.py                        real passages of ../shared/eval, else the sample: about five minutes
    benchmarks/encode.py --passages 60 --rounds 2
    benchmarks/encode.py --onnx FILE ...        other ONNX files of the same model, through onnxruntime
    benchmarks/encode.py --openvino             the default weights through OpenVINO too, where it is installed

Rows take turns, so that what else the machine does falls on all. Two rates are given: by the clock, and by processor time
times cores, which says what a quiet machine would do where this one is shared. The bound is the fastest fp32 product found
(numpy and torch, at the model's shapes, one thread a core, no barrier between them) divided by the model's operations at the
real length of each passage, without padding. Cosines are to the fp32 reference. Our own path is `CuttingsService.add` of a
JSON Lines file into a new archive; its stages are timed by wrapping the functions that they are, and overlap.
"""

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
_FORCED = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"} & set(os.environ)
if __name__ == "__main__" and _FORCED:  # a kernel that was chosen by hand would be a low bound
    kept = {name: value for name, value in os.environ.items() if name not in _FORCED}
    os.execve(sys.executable, [sys.executable, *sys.argv], kept)  # noqa: S606

import numpy as np  # noqa: E402

from corpus.readers.ingest import read_files  # noqa: E402
from embeddings.models.encoder import Encoder, Vectors, spans_for  # noqa: E402
from embeddings.models.int8 import with_int8_products  # noqa: E402
from embeddings.models.pipeline import TransformerEncoder, load_encoder  # noqa: E402
from embeddings.models.registry import DEFAULT_ENCODER, find_model  # noqa: E402
from embeddings.models.weights import tokenizer_file, weights_folder  # noqa: E402

XQUAD = ROOT.parent / "shared/eval/xquad/articles.jsonl"
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"
REFERENCE = "all-MiniLM-L6-v2"
CORES = os.cpu_count() or 1
LAYERS, WIDTH, INNER, HEADS = 6, 384, 1536, 12
SHAPES = ((WIDTH, WIDTH), (WIDTH, INNER), (INNER, WIDTH))
ROWS = (128, 512, 2048)
SLICE = 0.15  # seconds that one product is repeated for


@dataclass(slots=True)
class Row:
    """One way of encoding the texts, and what it took each round."""

    name: str
    run: Callable[[], Vectors | None]
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    vectors: Vectors | None = None

    def once(self) -> None:
        """Run it once and note the seconds, by the clock and of the processor."""
        wall, processor = time.perf_counter(), _processor()
        result = self.run()
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(_processor() - processor)
        self.vectors = result


def operations(tokens: int) -> float:
    """Return the floating point operations of the model for a text of so many tokens: its matrix products, nothing else."""
    dense = 2 * tokens * (4 * WIDTH * WIDTH + 2 * WIDTH * INNER)
    attention = 2 * 2 * tokens * tokens * WIDTH
    return float(LAYERS * (dense + attention))


def best_product() -> tuple[float, float, str]:
    """Return the fastest fp32 product's operations a second by the clock, by processor time, and what it was."""
    import torch
    from threadpoolctl import threadpool_limits

    best_wall = best_processor = 0.0
    what = ""
    generator = np.random.default_rng(0)
    with threadpool_limits(1), ThreadPoolExecutor(CORES, initializer=lambda: torch.set_num_threads(1)) as pool:
        for rows in ROWS:
            for inner, columns in SHAPES:
                arrays = [
                    tuple(generator.random(shape, dtype=np.float32) for shape in ((rows, inner), (inner, columns)))
                    for _ in range(CORES)
                ]
                for library, multiply in (("numpy", np.matmul), ("torch", torch.mm)):
                    pairs = arrays if library == "numpy" else [tuple(map(torch.from_numpy, pair)) for pair in arrays]
                    wall, processor = _rate(pool, multiply, pairs, 2.0 * rows * inner * columns)
                    best_processor = max(best_processor, processor)
                    if wall > best_wall:
                        best_wall, what = wall, f"{library}, {rows}×{inner}×{columns}"
    return best_wall, best_processor, what


def _rate(pool: ThreadPoolExecutor, multiply: Any, pairs: Sequence[Any], each: float) -> tuple[float, float]:  # noqa: ANN401
    def repeat(pair: Any) -> int:  # noqa: ANN401
        multiply(*pair)
        end, count = time.perf_counter() + SLICE, 0
        while time.perf_counter() < end:
            multiply(*pair)
            count += 1
        return count + 1

    wall, processor = time.perf_counter(), _processor()
    count = sum(pool.map(repeat, pairs))
    return each * count / (time.perf_counter() - wall), each * count * CORES / (_processor() - processor)


def passages(encoder: Encoder, count: int, seed: int = 1) -> tuple[list[dict[str, str]], list[str]]:
    """Return articles and their passages, at least `count` where there are so many."""
    if XQUAD.is_file():
        articles = [json.loads(line) for line in XQUAD.read_text("utf-8").splitlines()]
    else:
        drafts = [draft for read in read_files([SAMPLE]) for draft in read.drafts]
        articles = [{"title": draft.title, "text": draft.text} for draft in drafts]
    random.Random(seed).shuffle(articles)  # noqa: S311
    chosen: list[dict[str, str]] = []
    texts: list[str] = []
    for article in articles:
        if len(texts) >= count:
            break
        chosen.append({"title": article["title"], "text": article["text"]})
        texts += [article["text"][start:end] for start, end in spans_for(article["text"], encoder)]
    return chosen, list(dict.fromkeys(texts))


class OwnPath:
    """`CuttingsService.add` of the articles, again and again, each time into a new archive."""

    def __init__(self, articles: Sequence[dict[str, str]], folder: Path) -> None:
        self._file = folder / "articles.jsonl"
        self._file.write_text("".join(json.dumps(article) + "\n" for article in articles), "utf-8")
        self._folder = folder
        self._round = 0
        self.spent: dict[str, float] = defaultdict(float)

    def run(self) -> None:
        """Add the file; what each stage takes is added to `spent`."""
        import embeddings.index.background
        import qa.service.maintenance
        from corpus.catalogue.paths import ArchivePaths
        from embeddings.index.writer import Indexer
        from qa.news.desk import NewsDesk
        from qa.service.service import CuttingsService

        self._round += 1
        with closing(CuttingsService(ArchivePaths(self._folder / f"archive-{self._round}"))) as service:
            service.warm()
            started = time.perf_counter()
            with (
                patch.object(qa.service.maintenance, "read_files", self._reads(qa.service.maintenance.read_files)),
                patch.object(
                    embeddings.index.background,
                    "spans_for",
                    self._timed("splitting", embeddings.index.background.spans_for),
                ),
                patch.object(Indexer, "store", self._timed("storing", Indexer.store)),
                patch.object(
                    TransformerEncoder, "encode_passages", self._timed("encoding", TransformerEncoder.encode_passages)
                ),
                patch.object(NewsDesk, "follow", self._timed("stories, names, quotations", NewsDesk.follow)),
            ):
                service.maintenance.add([self._file])
            self.spent["all"] += time.perf_counter() - started

    def shares(self) -> list[tuple[str, float]]:
        """Return the share of the time in which each stage was at work; together more than 1, since they overlap."""
        return [(name, spent / self.spent["all"]) for name, spent in self.spent.items() if name != "all"]

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            started = time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self.spent[name] += time.perf_counter() - started

        return timed

    def _reads(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def reads(*args: Any, **named: Any) -> Any:  # noqa: ANN401
            iterator = iter(function(*args, **named))
            following = self._timed("reading", lambda: next(iterator, None))
            while (read := following()) is not None:
                yield read

        return reads


def onnx_row(
    weights: Path | bytes, texts: Sequence[str], threads: int = 1, callers: int = CORES
) -> Callable[[], Vectors]:
    """Return what encodes through onnxruntime: one text a run, `callers` runs at once, each of `threads` threads."""
    from embeddings.models.onnx import OnnxModel

    model = find_model(DEFAULT_ENCODER)
    onnx = OnnxModel(weights, tokenizer_file(model), max_tokens=model.max_tokens, batch=1, threads=threads)

    def run() -> Vectors:
        with ThreadPoolExecutor(callers) as pool:
            parts = list(pool.map(lambda text: onnx.vectors([text], mean=True), texts))
        return np.concatenate(parts)

    return run


def openvino_row(texts: Sequence[str], hint: str) -> Callable[[], Vectors]:
    """Return what encodes the default weights through OpenVINO, one text a run."""
    import openvino
    from tokenizers import Tokenizer

    model = find_model(DEFAULT_ENCODER)
    tokenizer = Tokenizer.from_file(str(tokenizer_file(model)))
    tokenizer.no_padding()
    compiled = openvino.Core().compile_model(
        str(weights_folder(model) / model.file),
        "CPU",
        {"INFERENCE_PRECISION_HINT": hint, "PERFORMANCE_HINT": "LATENCY"},
    )
    request = compiled.create_infer_request()

    def run() -> Vectors:
        pooled = []
        for text in texts:
            ids = np.array([tokenizer.encode(text).ids])
            feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
            mean = request.infer({node.any_name: feed[node.any_name] for node in compiled.inputs})[0][0].mean(axis=0)
            pooled.append(mean / np.linalg.norm(mean))
        return np.stack(pooled)

    return run


def main() -> None:
    """Print a table of the rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=150)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--onnx", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--openvino", action="store_true")
    asked = parser.parse_args()
    ours = load_encoder(find_model(DEFAULT_ENCODER))
    reference = load_encoder(find_model(REFERENCE))
    articles, texts = passages(ours, asked.passages)
    texts.sort(key=lambda text: ours.count_tokens([text])[0])  # as `cached_or_encoded` does, by a nearer measure
    lengths = ours.count_tokens(texts)
    each = statistics.fmean(operations(tokens) for tokens in lengths)
    file = weights_folder(find_model(DEFAULT_ENCODER)) / find_model(DEFAULT_ENCODER).file
    signed, unsigned = (with_int8_products(file.read_bytes(), signed=signed) for signed in (True, False))
    with tempfile.TemporaryDirectory() as folder:
        own = OwnPath(articles, Path(folder))
        rows = [
            Row("our encoder", lambda: ours.encode_passages(texts)),
            Row("our own path", own.run),
            Row("fp32, torch (reference)", lambda: reference.encode_passages(texts)),
            Row("signed bytes, one caller of a thread a core", onnx_row(signed, texts, threads=0, callers=1)),
            Row("unsigned bytes", onnx_row(unsigned, texts)),
            Row("the same weights multiplied as floats", onnx_row(file, texts)),
        ]
        rows += [Row(path.name, onnx_row(path, texts)) for path in asked.onnx]
        if asked.openvino:
            rows += [Row(f"OpenVINO, {hint}", openvino_row(texts, hint)) for hint in ("f32", "bf16")]
        bounds = measure(rows, asked.rounds)
    _tell(rows, bounds, texts, lengths, each)
    print("\nOur own path: " + ", ".join(f"{name} {share:.0%}" for name, share in own.shares()))


def measure(rows: Sequence[Row], rounds: int) -> list[tuple[float, float, str]]:
    """Run each row and the products once a round; return the products' rates. A round before them is not noted."""
    for row in rows:
        row.run()
    bounds = []
    for _ in range(rounds):
        bounds.append(best_product())
        for row in rows:
            row.once()
    return bounds


def _tell(
    rows: Sequence[Row],
    bounds: Sequence[tuple[float, float, str]],
    texts: Sequence[str],
    lengths: Sequence[int],
    each: float,
) -> None:
    wall, processor = max(bound[0] for bound in bounds), max(bound[1] for bound in bounds)
    print(
        f"{len(texts)} passages of {statistics.fmean(lengths):.0f} tokens (most {max(lengths)}), {each / 1e9:.2f} GFLOP each"
    )
    print(f"{CORES} cores, load {os.getloadavg()[0]:.1f}")
    print(
        f"best product: {wall / 1e9:.0f} GFLOP/s by the clock ({max(bounds)[2]}), {processor / 1e9:.0f} by processor time"
    )
    print(f"bound: {wall / each:.1f} passages/s by the clock, {processor / each:.1f} by processor time\n")
    print("| | passages/s | ÷ bound | by processor time | ÷ bound | least cosine |")
    print("|---|---:|---:|---:|---:|---:|")
    reference = next(row.vectors for row in rows if "reference" in row.name)
    for row in rows:
        clock = statistics.median(len(texts) / seconds for seconds in row.wall)
        busy = statistics.median(CORES * len(texts) / seconds for seconds in row.processor)
        against = (clock * each / wall, busy * each / processor)
        cosine = "" if row.vectors is None else f"{(row.vectors * reference).sum(axis=1).min():.4f}"
        print(f"| {row.name} | {clock:.1f} | {against[0]:.2f} | {busy:.1f} | {against[1]:.2f} | {cosine} |")


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
