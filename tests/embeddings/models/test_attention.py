"""A reranker's attention as one operator, and its last layer for the first token only."""

from collections import Counter

import numpy as np
import pytest
from onnx import load_model_from_string

from embeddings.models.attention import with_fused_attention
from embeddings.models.graph import add_output
from embeddings.models.onnx import OnnxModel
from embeddings.models.registry import DEFAULT_ENCODER, DEFAULT_READER, DEFAULT_RERANKER, MODELS
from embeddings.models.weights import tokenizer_file, weights_folder

pytestmark = pytest.mark.model

MODEL = MODELS[DEFAULT_RERANKER]
STATES = MODELS[DEFAULT_READER].reads
QUESTION = "How many people were hurt?"
PAIRS = [
    (QUESTION, "Twelve people were hurt when the ferry struck the pier at Port Sellen on Friday, the mayor said."),
    (QUESTION, "The boat was built in 1987."),
    (QUESTION, "The bank cut its key rate to 3.75 percent, its first cut in two years, the governor said. " * 8),
    ("Why?", "7"),
]


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return (weights_folder(MODEL) / MODEL.file).read_bytes()


def loaded(model: bytes) -> OnnxModel:
    return OnnxModel(model, tokenizer_file(MODEL), max_tokens=MODEL.max_tokens, batch=1, states=STATES)


def with_output(model: bytes) -> bytes:
    read = load_model_from_string(model)
    add_output(read.graph, STATES)
    return bytes(read.SerializeToString())


def test_scores_and_states_are_those_of_the_file_but_for_rounding(shipped: bytes) -> None:
    as_shipped, fused = (
        loaded(with_output(shipped)).judge(PAIRS),
        loaded(with_fused_attention(shipped, states=STATES)).judge(PAIRS),
    )
    for one, other in zip(as_shipped, fused, strict=True):
        assert one.score == pytest.approx(other.score, abs=0.15)
        assert one.states is not None
        assert other.states is not None
        assert one.states.spans == other.states.spans
        cosines = np.sum(one.states.vectors * other.states.vectors, axis=1) / (
            np.linalg.norm(one.states.vectors, axis=1) * np.linalg.norm(other.states.vectors, axis=1)
        )
        assert cosines.min() > 0.99
    assert [round(one.score) for one in fused] == [round(one.score) for one in as_shipped]


def test_every_attention_is_one_operator_and_nothing_is_left_that_nobody_needs(shipped: bytes) -> None:
    changed = with_fused_attention(shipped)
    graph = load_model_from_string(changed).graph
    operators = Counter(node.op_type for node in graph.node)
    assert operators["MultiHeadAttention"] == 12
    assert not operators.keys() & {"Softmax", "MatMul", "Transpose"}
    needed = {name for node in graph.node for name in node.input} | {output.name for output in graph.output}
    assert all(set(node.output) & needed for node in graph.node)
    assert {tensor.name for tensor in graph.initializer} <= needed
    assert with_fused_attention(changed) is changed


def test_a_model_of_another_form_stays_byte_for_byte() -> None:
    weights = (weights_folder(MODELS[DEFAULT_ENCODER]) / MODELS[DEFAULT_ENCODER].file).read_bytes()
    assert with_fused_attention(weights) is weights
