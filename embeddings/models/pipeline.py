"""Texts to vectors, pairs to scores: with onnxruntime, or with sentence-transformers where a model needs torch."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from corpus.errors import ModelError, ModelMissing
from embeddings.models.counting import TokenCounter
from embeddings.models.encoder import Encoder, Vectors, require_untruncated
from embeddings.models.reading import Judgement, Reading
from embeddings.models.registry import HubWeights, Model
from embeddings.models.weights import model_key, tokenizer_file, weights_folder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from embeddings.models.onnx import OnnxModel, OnnxReader


TORCH = "install it: make torch, or: pip install 'cuttings[torch]'"


class Pipeline(Protocol):
    """Texts in, vectors of length 1 out."""

    @property
    def max_tokens(self) -> int:
        """The longest text that it reads, in tokens."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: list[str]) -> Vectors:
        """Return float32 of shape (len(texts), dimensions); there is at least one text."""


def load_encoder(model: Model) -> Encoder:
    """Return the encoder of a row of the registry.

    Raises:
        ModelMissing: its weights are missing, or not the registered ones.
    """
    if model.runtime == "hashing":
        from embeddings.models.hashing import HashingEncoder

        return HashingEncoder(model)
    return TransformerEncoder(model)


class TransformerEncoder:
    """A model of the registry with weights as an `Encoder`.

    Raises:
        ModelMissing: the weights are missing, or not the registered ones.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self.key = model_key(model)
        self._pipeline: Pipeline = OnnxPipeline(model) if model.runtime == "onnx" else TorchPipeline(model)
        self._tokenizer_file = tokenizer_file(model)
        self.max_tokens = self._pipeline.max_tokens
        self.dimensions = self._pipeline.dimensions

    @cached_property
    def _counter(self) -> TokenCounter:
        return TokenCounter(self._tokenizer_file, self.model.passage_prefix)  # a question goes without

    def count_tokens(self, texts: list[str]) -> list[int]:
        """See `Encoder`."""
        return self._counter.counts(texts)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`.

        Raises:
            ModelError: a text is longer than the model reads.
        """
        require_untruncated(self, texts)
        return self._encode([self.model.passage_prefix + text for text in texts])

    def encode_question(self, text: str) -> Vectors:
        """See `Encoder`; a question longer than the model reads is truncated."""
        vector: Vectors = self._encode([self.model.query_prefix + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return self._pipeline.encode(texts)


class OnnxPipeline:
    """A model that onnxruntime runs; loads no torch."""

    def __init__(self, model: Model) -> None:
        self.max_tokens = model.max_tokens
        self.dimensions = model.dimensions
        self._mean = model.pooling == "mean"
        self._onnx = _onnx_model(model)

    def encode(self, texts: list[str]) -> Vectors:
        """See `Pipeline`."""
        return self._onnx.vectors(texts, mean=self._mean)


class TorchPipeline:
    """A folder that sentence-transformers loads.

    Raises:
        ModelMissing: sentence-transformers is not installed.
    """

    def __init__(self, model: Model) -> None:
        self._transformer = _sentence_transformer(model)
        self._batch = model.batch
        self.max_tokens = int(model.max_tokens or self._transformer.max_seq_length or 256)
        self.dimensions = int(model.dimensions or self._transformer.get_embedding_dimension() or 0)
        self._transformer.max_seq_length = self.max_tokens

    def encode(self, texts: list[str]) -> Vectors:
        """See `Pipeline`."""
        vectors = self._transformer.encode(
            texts,
            batch_size=self._batch,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


class CrossEncoderReranker:
    """A cross-encoder that onnxruntime runs, as a `Reranker`.

    Args:
        reader: trained on the states of this reranker; None for none.

    Raises:
        ModelMissing: weights are missing, or not the registered ones.
    """

    def __init__(self, model: Model, reader: Model | None = None) -> None:
        self.model = model
        self._onnx = _onnx_model(model, states=reader.reads if reader else None)
        self._reader = _onnx_reader(reader) if reader else None

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """See `Reranker`."""
        return self._onnx.logits(pairs) if pairs else np.zeros(0, dtype=np.float32)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """See `Reranker`."""
        return self._onnx.judge(pairs) if pairs else []

    def read(self, judgements: Sequence[Judgement]) -> list[Reading | None]:
        """See `Reranker`."""
        states = [judgement.states for judgement in judgements]
        readings = iter(self._reader.read([one for one in states if one]) if self._reader and any(states) else [])
        return [next(readings, None) if one else None for one in states]


def _onnx_reader(model: Model) -> "OnnxReader":
    from embeddings.models.onnx import OnnxReader

    return OnnxReader(weights_folder(model) / model.file)


def _onnx_model(model: Model, states: str | None = None) -> "OnnxModel":
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")  # otherwise it warns when this process forks
    from embeddings.models.onnx import OnnxModel

    file = weights_folder(model) / model.file
    weights: Path | bytes = file
    if model.int8_products:
        from embeddings.models.int8 import multiplies_signed_bytes, with_int8_products

        weights = with_int8_products(file.read_bytes(), signed=multiplies_signed_bytes())
    elif model.kind == "reranker" and model.batch == 1:
        from embeddings.models.attention import with_fused_attention

        weights = with_fused_attention(file.read_bytes(), states=states)
    return OnnxModel(weights, tokenizer_file(model), max_tokens=model.max_tokens, batch=model.batch, states=states)


def _sentence_transformer(model: Model) -> "SentenceTransformer":
    stay_offline(model)
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError as error:
        raise ModelMissing(f"{model.name}: this model needs torch, which is not installed; {TORCH}") from error
    folder = weights_folder(model)
    try:
        return SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError) as error:
        raise ModelError(f"{model.name}: cannot be loaded ({error})") from error


def stay_offline(model: Model) -> None:
    """Keep the libraries off the network, before they are imported, unless the user named a model of the hub."""
    if not isinstance(model.weights, HubWeights):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
