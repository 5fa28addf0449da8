"""Our pooling gives the result of sentence-transformers', and ignores padding."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from onnxruntime.capi import onnxruntime_pybind11_state as runtime

from corpus.errors import MachineError, ModelError
from embeddings.models.onnx import OnnxModel
from embeddings.models.registry import DEFAULT_RERANKER, MODELS
from embeddings.models.weights import tokenizer_file, weights_folder

pytestmark = pytest.mark.model

TEXTS = [
    "Short.",
    "A sentence of some length about the ferry that sank off the coast in March.",
    "",
    "“Rates rise,” she said.",
]


def onnx(name: str, batch: int) -> OnnxModel:
    model = MODELS[name]
    weights = weights_folder(model) / model.file
    return OnnxModel(weights, tokenizer_file(model), max_tokens=model.max_tokens, batch=batch)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize(("name", "pooling"), [("all-MiniLM-L6-v2-int8", "mean"), ("bge-small-en-v1.5-int8", "cls")])
def test_vectors_are_those_of_the_reference(name: str, pooling: str, batch: int) -> None:
    import torch
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling

    model = onnx(name, batch)
    ours = model.vectors(TEXTS, mean=pooling == "mean")
    pool, normalise = Pooling(MODELS[name].dimensions, pooling_mode=pooling), Normalize()
    theirs = []
    for texts in [TEXTS[start : start + batch] for start in range(0, len(TEXTS), batch)]:
        tokens, mask = model._run(texts)
        features = {"token_embeddings": torch.from_numpy(tokens), "attention_mask": torch.from_numpy(mask)}
        theirs.append(normalise(pool(features))["sentence_embedding"].numpy())
    assert ours.shape == (len(TEXTS), MODELS[name].dimensions)
    assert ours.dtype == np.float32
    assert np.allclose(ours, np.concatenate(theirs), atol=1e-6)


def test_logits_come_in_the_order_of_the_pairs() -> None:
    question = "How many people were hurt?"
    pairs = [(question, "Twelve people were hurt."), (question, "The boat was built in 1987.")]
    model = onnx(DEFAULT_RERANKER, 1)
    there, back = model.logits(pairs), model.logits(pairs[::-1])
    assert np.array_equal(there, back[::-1])
    assert there[0] > there[1]


def test_what_onnxruntime_raises_is_a_model_error() -> None:
    model = MODELS["all-MiniLM-L6-v2-int8"]
    weights = weights_folder(model) / model.file
    with pytest.raises(ModelError, match="onnxruntime cannot run this model"):
        OnnxModel(b"no model", tokenizer_file(model), max_tokens=16, batch=1)
    reads_512 = OnnxModel(weights, tokenizer_file(model), max_tokens=600, batch=1)
    with pytest.raises(ModelError, match="onnxruntime cannot run this model"):
        reads_512.vectors(["ferry " * 700], mean=True)


def test_what_the_machine_lacks_is_no_fault_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    model = onnx("all-MiniLM-L6-v2-int8", 1)

    class Lacking:
        def run(self, *_: object) -> None:
            raise runtime.Fail("[ONNXRuntimeError] : Cannot allocate memory")

    monkeypatch.setattr(model, "_session", Lacking())
    with pytest.raises(MachineError, match="not enough memory"):
        model.vectors(["ferry"], mean=True)


def test_an_onnx_model_goes_without_torch() -> None:
    code = (
        "import sys; from embeddings.models.pipeline import load_encoder; from embeddings.models.registry import *\n"
        "load_encoder(MODELS[DEFAULT_ENCODER]).encode_question('Who?')\n"
        "print([name for name in ('torch', 'transformers', 'sentence_transformers') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_runtime_reports_to_nobody(tmp_path: Path) -> None:
    """Where its telemetry is on, it makes an id of this machine, a store of what it will send, and a file of its session."""
    quiet = {"CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet}
    places = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    code = (
        "from embeddings.models.pipeline import load_encoder; from embeddings.models.registry import *\n"
        "load_encoder(MODELS[DEFAULT_ENCODER]).encode_question('Who?')"
    )
    subprocess.run([sys.executable, "-c", code], env=environment | places, check=True)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
