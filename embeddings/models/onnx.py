"""onnxruntime: token ids in, token vectors (encoder) or one logit per pair (reranker) out, or token states (reader).

This is the only module that uses onnxruntime. It does without sentence-transformers: importing that, and torch with it, takes ten
times as long as answering the first question, and half a gigabyte. What it would do for these models is in `vectors` below.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read at import: since 1.29 telemetry is on by default

import numpy as np
import onnxruntime  # noqa: TID253 -- this file is only imported to load a model
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as runtime  # noqa: TID253 -- as above
from tokenizers import Encoding, Tokenizer

from corpus.errors import MachineError, ModelError
from corpus.system_errors import fault
from embeddings.models.encoder import Vectors
from embeddings.models.reading import Judgement, Reading, TokenStates

Text = str | tuple[str, str]
Output = tuple[NDArray[np.float32], NDArray[np.int64]]
Input = TypeVar("Input")
Result = TypeVar("Result")

onnxruntime.disable_telemetry_events()  # on Windows the variable has no effect

_RAISED = tuple(one for one in vars(runtime).values() if isinstance(one, type) and issubclass(one, Exception))

CALLERS = os.cpu_count() or 1
"""Concurrent runs where there are many texts, each on one thread: threads of one run wait for each other after every product."""


class OnnxModel:
    """Runs a BERT-like ONNX file. Safe to use from several threads.

    Args:
        weights: the ONNX model, or its bytes; its first output is token vectors (n, tokens, dimensions) or logits (n, 1).
        tokenizer: its `tokenizer.json`.
        max_tokens: longer input is truncated; callers that must not lose text count first.
        batch: texts in a run.
        threads: of one run; 0 for one per core, which is faster for one text and slower for many.
        unfused: optimizations of onnxruntime to disable. The fused norm is the slower one: 0.23 ms instead of 0.03.
        states: the output of the model with its token states, for `judge`.

    Raises:
        ModelError: onnxruntime cannot load the model, or, later, run it.
        MachineError: the machine lacks memory or threads.
    """

    def __init__(
        self,
        weights: Path | bytes,
        tokenizer: Path,
        *,
        max_tokens: int,
        batch: int,
        threads: int = 1,
        unfused: Sequence[str] = ("SkipLayerNormFusion",),
        states: str | None = None,
    ) -> None:
        self._states = states
        self._session = _session(weights, threads, unfused)
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._first = [self._session.get_outputs()[0].name]
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(max_tokens)
        self._tokenizer.enable_padding()
        self._batch = batch

    def vectors(self, texts: Sequence[str], *, mean: bool) -> Vectors:
        """Return a vector of length 1 for each text, float32 of shape (n, dimensions).

        Args:
            mean: pool by the mean of the token vectors; otherwise the first token's vector stands for the text.
        """
        joined = self._of_all(texts, lambda batch: self._pooled(batch, mean=mean))
        lengths = np.linalg.norm(joined, axis=1, keepdims=True)
        return np.ascontiguousarray(joined / np.maximum(lengths, 1e-12), dtype=np.float32)

    def logits(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """Return one logit per pair, float32 of shape (n,)."""
        return self._of_all(pairs, lambda batch: self._run(batch)[0][:, 0])

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Return the logit of each pair and, if the model has an output for them, its token states."""
        return _in_parallel([[pair] for pair in pairs], [_length(pair) for pair in pairs], self._judged)

    def _judged(self, pair: Sequence[Text]) -> Judgement:
        encodings = self._encoded(pair)
        if self._states is None:
            return Judgement(float(self._outputs(encodings, self._first)[0][0, 0]))
        logits, states = self._outputs(encodings, [*self._first, self._states])
        kinds, offsets, special = encodings[0].type_ids, encodings[0].offsets, encodings[0].special_tokens_mask
        spans = zip(kinds, offsets, special, strict=True)
        in_text = tuple(span if kind and not own else None for kind, span, own in spans)
        return Judgement(float(logits[0, 0]), TokenStates(states[0], in_text))

    def _of_all(self, texts: Sequence[Text], result_of: Callable[[Sequence[Text]], Vectors]) -> Vectors:
        """Return the results of all batches in the order of the texts."""
        batches = [texts[start : start + self._batch] for start in range(0, len(texts), self._batch)]
        return np.concatenate(_in_parallel(batches, [sum(map(_length, batch)) for batch in batches], result_of))

    def _pooled(self, texts: Sequence[Text], *, mean: bool) -> Vectors:
        tokens, mask = self._run(texts)
        weights = mask[:, :, None].astype(np.float32)
        return (tokens * weights).sum(axis=1) / weights.sum(axis=1) if mean else tokens[:, 0]

    def _run(self, texts: Sequence[Text]) -> Output:
        """Return the first output and the attention mask."""
        encodings = self._encoded(texts)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        return self._outputs(encodings, self._first)[0], mask

    def _encoded(self, texts: Sequence[Text]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts))

    def _outputs(self, encodings: Sequence[Encoding], names: Sequence[str]) -> list[NDArray[np.float32]]:
        features = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        feed = {name: np.array(rows, dtype=np.int64) for name, rows in features.items() if name in self._inputs}
        with _translate_errors():
            return [np.asarray(output) for output in self._session.run(names, feed)]


class OnnxReader:
    """Runs the upper layers of a reader on token states. Safe to use from several threads.

    Raises:
        ModelError: onnxruntime cannot load the model, or, later, run it.
        MachineError: the machine lacks memory or threads.
    """

    def __init__(self, weights: Path) -> None:
        self._session = _session(weights, 1, ("SkipLayerNormFusion",))

    def read(self, states: Sequence[TokenStates]) -> list[Reading]:
        """Return what it makes of each text."""
        return _in_parallel(states, [len(one.vectors) for one in states], self._read)

    def _read(self, states: TokenStates) -> Reading:
        with _translate_errors():
            logits = np.asarray(self._session.run(None, {"states": states.vectors[None]})[0][0])
        at = [position for position, span in enumerate(states.spans) if span is not None]
        return Reading(
            answers=float(logits[0, 2]),
            none=float(logits[0, 0] + logits[0, 1]),
            spans=tuple(span for span in states.spans if span is not None),
            starts=logits[at, 0],
            ends=logits[at, 1],
        )


def _session(weights: Path | bytes, threads: int, unfused: Sequence[str]) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # spinning threads starve the other requests of a small machine
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    with _translate_errors():
        return onnxruntime.InferenceSession(
            weights if isinstance(weights, bytes) else str(weights),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=list(unfused),
        )


def _in_parallel(inputs: Sequence[Input], lengths: Sequence[int], result_of: Callable[[Input], Result]) -> list[Result]:
    """Return the result of each input, in their order; one thread per core computes them."""
    if len(inputs) == 1:
        return [result_of(inputs[0])]
    # the longest first, so that no thread is left with a long one when the others are done
    order = sorted(range(len(inputs)), key=lambda at: -lengths[at])
    with ThreadPoolExecutor(min(CALLERS, len(inputs))) as callers:
        results = dict(zip(order, callers.map(lambda at: result_of(inputs[at]), order), strict=True))
    return [results[at] for at in range(len(inputs))]


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except _RAISED as error:
        words = fault(error)
        raise (MachineError(words) if words else ModelError(f"onnxruntime cannot run this model ({error})")) from error


def _length(text: Text) -> int:
    return len(text) if isinstance(text, str) else len(text[0]) + len(text[1])
