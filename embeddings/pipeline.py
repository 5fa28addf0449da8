"""Texts to vectors, questions to vectors, pairs to scores: through sentence-transformers."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoder import Encoder, Vectors, refuse_cut_text
from embeddings.registry import HubWeights, Model
from embeddings.weights import model_key, tokenizer_file, weights_folder

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer
    from tokenizers import Tokenizer


def load_encoder(model: Model) -> Encoder:
    """Return the encoder of a row of the registry.

    Raises:
        ModelMissing: its weights are not there, or not the registered ones.
    """
    if model.runtime == "hashing":
        from embeddings.hashing import HashingEncoder

        return HashingEncoder(model)
    return TransformerEncoder(model)


class TransformerEncoder:
    """A sentence-transformers pipeline as an `Encoder`.

    Raises:
        ModelMissing: the weights are not there, or not the registered ones.
    """

    def __init__(self, model: Model) -> None:
        folder = weights_folder(model)
        self.model = model
        self.key = model_key(model)
        self._pipeline = _pipeline(model, folder)
        self._tokenizer = _counting_tokenizer(tokenizer_file(model))
        self.max_tokens = int(model.max_tokens or self._pipeline.max_seq_length or 256)
        self.dimensions = int(model.dimensions or self._pipeline.get_embedding_dimension() or 0)
        self._pipeline.max_seq_length = self.max_tokens

    def count_tokens(self, texts: list[str]) -> list[int]:
        """See `Encoder`."""
        prefixed = [self.model.passage_prefix + text for text in texts]
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(prefixed)]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`.

        Raises:
            ModelError: a text is longer than the model reads.
        """
        refuse_cut_text(self, texts)
        return self._encode([self.model.passage_prefix + text for text in texts])

    def encode_question(self, text: str) -> Vectors:
        """See `Encoder`; of a question longer than the model reads, the beginning counts."""
        vector: Vectors = self._encode([self.model.query_prefix + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = self._pipeline.encode(
            texts,
            batch_size=self.model.batch,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)


class CrossEncoderReranker:
    """A sentence-transformers CrossEncoder as a `Reranker`.

    Raises:
        ModelMissing: the weights are not there, or not the registered ones.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._cross_encoder = _cross_encoder(model, weights_folder(model))

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """See `Reranker`."""
        if not pairs:
            return np.zeros(0, dtype=np.float32)
        scores = self._cross_encoder.predict(list(pairs), batch_size=self.model.batch, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)


def _pipeline(model: Model, folder: Path) -> "SentenceTransformer":
    _stay_offline(model)
    from sentence_transformers import SentenceTransformer

    if model.runtime == "torch":
        return SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, model_kwargs={"use_safetensors": True}
        )
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    from embeddings.onnx import OnnxInput

    weights = folder / model.file
    first = OnnxInput(weights, tokenizer_file(model), output="token_embeddings", max_tokens=model.max_tokens)
    modules = [first, Pooling(model.dimensions, pooling_mode=model.pooling), Normalize()]
    return SentenceTransformer(modules=modules, device="cpu")


def _cross_encoder(model: Model, folder: Path) -> "CrossEncoder":
    _stay_offline(model)
    import torch
    from sentence_transformers import CrossEncoder

    from embeddings.onnx import OnnxInput

    first = OnnxInput(folder / model.file, tokenizer_file(model), output="scores", max_tokens=model.max_tokens)
    return CrossEncoder(modules=[first], device="cpu", num_labels=1, activation_fn=torch.nn.Identity())


def _counting_tokenizer(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _stay_offline(model: Model) -> None:
    """Keep the libraries off the network, before they are imported, unless the user named a model of the hub."""
    if not isinstance(model.weights, HubWeights):
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
