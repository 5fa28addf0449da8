"""A model whose products with int8 weights are computed in int8."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from onnx import load_model_from_string

from embeddings.models.encoder import Vectors
from embeddings.models.int8 import multiplies_signed_bytes, with_int8_products
from embeddings.models.onnx import OnnxModel
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, DEFAULT_RERANKER, MODELS
from embeddings.models.weights import tokenizer_file, weights_folder

pytestmark = pytest.mark.model

DEFAULT = MODELS[DEFAULT_ENCODER]
TEXTS = [
    "A ferry struck the pier at Port Sellen on Friday.",
    "“We won,” she said.",
    "x " * 120,
    "The bank cut its key rate to 3.75 percent, its first cut in two years, the governor said on Tuesday. " * 6,
    "Il a plu.",
    "7",
]


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return (weights_folder(DEFAULT) / DEFAULT.file).read_bytes()


def vectors(model: bytes) -> Vectors:
    return OnnxModel(model, tokenizer_file(DEFAULT), max_tokens=DEFAULT.max_tokens, batch=1).vectors(TEXTS, mean=True)


def test_unsigned_weights_give_the_vectors_of_the_reference(shipped: bytes) -> None:
    reference = load_encoder(MODELS["all-MiniLM-L6-v2"]).encode_passages(TEXTS)
    assert (vectors(with_int8_products(shipped, signed=False)) * reference).sum(axis=1).min() >= 0.99


@pytest.mark.skipif(not multiplies_signed_bytes(), reason="signed weights are only used where the processor has VNNI")
def test_signed_and_unsigned_weights_give_the_same_vectors_to_the_last_bit(shipped: bytes) -> None:
    signed, unsigned = (vectors(with_int8_products(shipped, signed=signed)) for signed in (True, False))
    assert np.array_equal(signed, unsigned)


@pytest.mark.parametrize("signed", [True, False])
def test_every_int8_product_is_changed_and_nothing_is_left_that_nobody_needs(shipped: bytes, signed: bool) -> None:
    changed = with_int8_products(shipped, signed=signed)
    graph = load_model_from_string(changed).graph
    operators = Counter(node.op_type for node in graph.node)
    assert operators["DynamicQuantizeMatMul"] == 4 * 6  # query, key, value, output
    assert operators["MatMulNBits"] == 2 * 6  # both halves of a feed-forward layer
    assert operators["Gelu"] == 6
    assert not operators.keys() & {"Erf", "IsNaN"}
    looked_up = {node.input[0] for node in graph.node if node.op_type == "Gather"}
    assert "inner.embeddings.word_embeddings.weight_q" in looked_up  # as bytes: no table of floats is made of them
    needed = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
    assert all(set(node.output) & needed for node in graph.node)
    assert {tensor.name for tensor in graph.initializer} <= needed
    assert len(changed) < 1.05 * len(shipped)  # no weight is there twice
    assert with_int8_products(changed, signed=signed) is changed


@pytest.mark.parametrize("name", [DEFAULT_RERANKER, "bge-small-en-v1.5-int8"])
def test_a_model_without_such_products_stays_byte_for_byte(name: str) -> None:
    weights = (weights_folder(MODELS[name]) / MODELS[name].file).read_bytes()
    assert with_int8_products(weights, signed=True) is weights


@pytest.mark.parametrize(
    ("text", "expected"),
    [("flags\t\t: fpu avx2 avx512_vnni\n", True), ("flags : avx_vnni", True), ("flags : avx2", False), ("", False)],
)
def test_vnni_is_read_from_the_flags(tmp_path: Path, text: str, expected: bool) -> None:
    (tmp_path / "cpuinfo").write_text(text, "utf-8")
    assert multiplies_signed_bytes(tmp_path / "cpuinfo") is expected
    assert multiplies_signed_bytes(tmp_path / "missing") is False
