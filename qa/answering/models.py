"""Loading the models of an archive once, when the first question needs them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

from corpus.errors import ModelMismatch
from embeddings.index.writer import mismatch
from embeddings.models.encoder import Encoder, Reranker
from embeddings.models.pipeline import CrossEncoderReranker, load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, DEFAULT_READER, DEFAULT_RERANKER, MODELS, Model, find_model
from embeddings.models.weights import model_key


class Models:
    """The encoders and the reranker of a service; each is loaded at its first use.

    Args:
        wanted: the encoder that the user named; None for the archive's own.
        reranker: name in the registry.
    """

    def __init__(self, wanted: str | None, reranker: str) -> None:
        self._wanted = wanted
        self._reranker_name = reranker
        self._encoders: dict[str, Encoder] = {}
        self._lock, self._reranker_lock = threading.Lock(), threading.Lock()

    def encoder(self, archive_model: str | None) -> Encoder:
        """Return the encoder for an archive that is indexed with `archive_model` (a model key; None for a new archive).

        Raises:
            ModelMismatch: the user named another model than the archive's.
            ModelMissing: the weights are missing, or not the registered ones.
            ModelUnknown: there is no such model.
        """
        own = archive_model.rpartition("@")[0] if archive_model else DEFAULT_ENCODER
        model = find_model(self._wanted or own, fetch=self._wanted is not None)
        key = model_key(model)
        if archive_model is not None and key != archive_model:
            raise ModelMismatch(mismatch(archive_model, key))
        return self._loaded(model, key)

    def for_questions(self, archive_model: str | None) -> tuple[Encoder, Reranker]:
        """Return encoder and reranker; see `encoder`. The first time, both are loaded in parallel.

        Raises:
            ModelMismatch, ModelMissing, ModelUnknown: as for `encoder`.
        """
        if "reranker" in vars(self):
            return self.encoder(archive_model), self.reranker
        with ThreadPoolExecutor(1) as pool:
            judging = pool.submit(lambda: self.reranker)
            return self.encoder(archive_model), judging.result()

    def wanted_key(self) -> str | None:
        """Return the key of the model that the user named, if any.

        Raises:
            ModelMissing: the weights are not there.
            ModelUnknown: there is no such model.
        """
        return None if self._wanted is None else model_key(find_model(self._wanted))

    def named(self, name: str) -> Encoder:
        """Return the encoder of that name, whichever model an archive is indexed with.

        Raises:
            ModelMissing: the weights are missing, or not the registered ones.
            ModelUnknown: there is no such model.
        """
        model = find_model(name)
        return self._loaded(model, model_key(model))

    def _loaded(self, model: Model, key: str) -> Encoder:
        with self._lock:
            if key not in self._encoders:
                self._encoders[key] = load_encoder(model)
            return self._encoders[key]

    @cached_property
    def reranker(self) -> Reranker:
        """The reranker."""
        with self._reranker_lock:
            reader = MODELS[DEFAULT_READER] if self._reranker_name == DEFAULT_RERANKER else None
            return CrossEncoderReranker(find_model(self._reranker_name), reader)
