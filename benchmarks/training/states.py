"""What the reranker's lower layers make of pairs: computed once and stored, so that an epoch costs the upper layers only."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx.utils import Extractor
from tokenizers import Encoding, Tokenizer

from benchmarks.training.examples import Pair

STATE = "/bert/encoder/layer.{}/output/LayerNorm/Add_1_output_0"
DIMENSIONS = 384


@dataclass(frozen=True, slots=True)
class Labels:
    """The tokens of a pair.

    Attributes:
        first: of the text that may answer (after question and headline).
        spans: of the answers, first and last token; none where the text does not answer.
    """

    tokens: int
    first: int
    spans: tuple[tuple[int, int], ...]


class States:
    """States of many pairs in one file of float16."""

    def __init__(self, file: Path, labels: Sequence[Labels]) -> None:
        self.labels = list(labels)
        self.starts = np.concatenate([[0], np.cumsum([one.tokens for one in labels])])
        self._rows = np.memmap(file, np.float16, "r", shape=(int(self.starts[-1]), DIMENSIONS))

    def of(self, at: int) -> NDArray[np.float16]:
        """Return the states of a pair, float16 of shape (tokens, 384)."""
        return np.asarray(self._rows[self.starts[at] : self.starts[at + 1]])


def tokenizer_of(file: Path, most: int) -> Tokenizer:
    """Return the reranker's tokenizer, which truncates the text of a pair."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(most, strategy="only_second")
    tokenizer.no_padding()
    return tokenizer


def compute(pairs: Sequence[Pair], weights: Path, tokenizer: Tokenizer, layers: int, file: Path) -> States:
    """Run the first `layers` layers over all pairs, as the product does: one pair a run."""
    model = onnx.load(str(weights))
    output = STATE.format(layers - 1)
    cut = Extractor(model).extract_model(["input_ids", "attention_mask", "token_type_ids"], [output])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        cut.SerializeToString(),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],
    )

    def states(pair: Pair) -> tuple[NDArray[np.float16], Labels]:
        encoding = tokenizer.encode(pair.question, pair.head + pair.text)
        feed = {
            "input_ids": np.array([encoding.ids]),
            "attention_mask": np.array([encoding.attention_mask]),
            "token_type_ids": np.array([encoding.type_ids]),
        }
        return session.run([output], feed)[0][0].astype(np.float16), _labels(pair, encoding)

    labels = []
    with file.open("wb") as out, ThreadPoolExecutor(2) as pool:
        for done, (rows, label) in enumerate(pool.map(states, pairs)):
            out.write(rows.tobytes())
            labels.append(label)
            if done % 5000 == 0:
                print(f"{done} of {len(pairs)} pairs", flush=True)
    return States(file, labels)


def _labels(pair: Pair, encoding: Encoding) -> Labels:
    head = len(pair.head)
    text = [
        at
        for at, (kind, (start, end), special) in enumerate(
            zip(encoding.type_ids, encoding.offsets, encoding.special_tokens_mask, strict=True)
        )
        if kind == 1 and not special and start >= head and end > start
    ]
    return Labels(len(encoding.ids), text[0] if text else len(encoding.ids) - 1, tuple(_spans(pair, encoding, text)))


def _spans(pair: Pair, encoding: Encoding, text: Sequence[int]) -> Iterator[tuple[int, int]]:
    for low, high in pair.answers:
        first, last = low + len(pair.head), high + len(pair.head)
        inside = [at for at in text if encoding.offsets[at][0] < last and first < encoding.offsets[at][1]]
        if inside:
            yield inside[0], inside[-1]
