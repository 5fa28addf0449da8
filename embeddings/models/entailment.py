"""A model that tells whether one text follows from another: a cross-encoder that the user names, loaded at its first use."""

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ModelError, ModelMissing
from embeddings.models.pipeline import TORCH, stay_offline
from embeddings.models.registry import MODELS, Model, find_model
from embeddings.models.weights import weights_folder

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_ENTAILED = frozenset({"entailment", "entails", "entailed"})
_MOST_TOKENS = 512


class EntailmentModel:
    """A cross-encoder with a label for entailment. Safe to use from several threads.

    Args:
        name: a folder in sentence-transformers layout, or `hub:ORG/NAME@REVISION`.

    Raises:
        ModelUnknown: it is neither.
        ModelMissing: it has no `model.safetensors`.
        ModelError: its `config.json` names no label for entailment, or it would run code of its own.
    """

    def __init__(self, name: str) -> None:
        model = find_model(name)
        if name in MODELS:
            raise ModelError(f"{name}: tells no entailment; name a folder, or hub:ORG/NAME@REVISION")
        self.name = name
        self._model = model
        self._folder = weights_folder(model)
        self._entailed = _entailment_label(self._folder / "config.json")
        self._loading = threading.Lock()
        self._encoder: CrossEncoder | None = None

    def follows(self, quote: str, sentence: str) -> bool:
        """Tell whether entailment is the most likely label of a sentence after a quote; what is too long for it is truncated.

        Raises:
            ModelError: the weights cannot be loaded, or do not fit the labels.
        """
        with self._loading:
            if self._encoder is None:
                self._encoder = _cross_encoder(self._model, self._folder)
            scores = self._encoder.predict([(quote, sentence)], show_progress_bar=False)[0]
        if getattr(scores, "ndim", 0) != 1 or self._entailed >= len(scores):
            raise ModelError(
                f"{self.name}: gives {getattr(scores, 'size', 1)} scores, which are not those of its labels"
            )
        return int(scores.argmax()) == self._entailed


def _entailment_label(path: Path) -> int:
    """Return which of the labels of a model stands for entailment.

    Raises:
        ModelError: none does, or the file cannot be read.
    """
    try:
        labels = json.loads(path.read_text(encoding="utf-8"))["id2label"]
        found = [int(number) for number, label in labels.items() if str(label).strip().lower() in _ENTAILED]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ModelError(
            f"{path}: names no labels (id2label), so it cannot be told which score is entailment"
        ) from error
    if len(found) != 1 or len(labels) < 2:
        known = ", ".join(str(label)[:40] for label in list(labels.values())[:5])
        raise ModelError(
            f"{path}: has no label “entailment” among others, but {known}; name a model that was trained to tell entailment"
        )
    return found[0]


def _cross_encoder(model: Model, folder: Path) -> "CrossEncoder":
    stay_offline(model)
    try:
        from sentence_transformers import CrossEncoder
    except ModuleNotFoundError as error:
        raise ModelMissing(f"{model.name}: this model needs torch, which is not installed; {TORCH}") from error

    try:
        loaded = CrossEncoder(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        loaded.max_seq_length = min(int(loaded.max_seq_length or _MOST_TOKENS), _MOST_TOKENS)
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError) as error:
        raise ModelError(f"{model.name}: cannot be loaded ({error})") from error
    return loaded
