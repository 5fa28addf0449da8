"""A reranker's ONNX file, rewritten when it is loaded so that it does less for the same score.

Attention written out (Vaswani et al. 2017: two products and a softmax, with a mask and transposed copies in between) becomes one
operator. It has no mask: a text is run alone, so there is no padding. The score depends on the first token's state alone, so in
the last layer the others are left out as soon as the first has attended to them.

Floats are added in another order then, which rounding to int8 enlarges: scores differ by some hundredths of a logit.
"""

from dataclasses import dataclass

import numpy as np
from onnx import GraphProto, NodeProto, helper, load_model_from_string, numpy_helper

from embeddings.models.graph import CONTRIBUTED, Producers, add_output, drop_unused

_PRODUCT_IN_INT8 = ((1, "Mul"), (0, "Cast"), (0, "MatMulInteger"), (0, "DynamicQuantizeLinear"))
"""From the addition of a bias up to what is multiplied."""

_AXES = 4
"""Of projected states, split into heads: texts, tokens, heads, dimensions of a head."""


@dataclass(frozen=True, slots=True)
class _Attention:
    """An attention that is written out.

    Attributes:
        end: the node whose output is the attention's.
        projected: names of the projected queries, keys and values, each of shape (texts, tokens, dimensions).
        states: name of what they are projected from.
        heads: into how many parts the dimensions are split.
    """

    end: NodeProto
    projected: tuple[str, str, str]
    states: str
    heads: int


def with_fused_attention(model: bytes, *, states: str | None = None) -> bytes:
    """Return the model with each attention as one operator, and its last layer for the first token only.

    Args:
        model: the bytes of an ONNX file whose SHA-256 was checked: anything else raises protobuf's errors. It is run with one
            text at a time, and its outputs depend on no token of the last layer but the first.
        states: a tensor below the last layer that becomes an output, too.

    Returns:
        The same bytes if no attention in it has the form that is known, and no output is added.
    """
    read = load_model_from_string(model)
    producers = Producers(read.graph)
    found = [one for node in read.graph.node if (one := _attention(node, producers)) is not None]
    if states is not None:
        add_output(read.graph, states)
    if not found:
        return model if states is None else bytes(read.SerializeToString())
    for one in found:
        fused = helper.make_node("MultiHeadAttention", one.projected, [one.end.output[0]], domain=CONTRIBUTED)
        fused.attribute.append(helper.make_attribute("num_heads", one.heads))
        one.end.CopyFrom(fused)
    _keep_first_token(read.graph, found[-1])
    drop_unused(read.graph)
    read.opset_import.append(helper.make_opsetid(CONTRIBUTED, 1))
    return bytes(read.SerializeToString())


def _attention(end: NodeProto, producers: Producers) -> _Attention | None:
    """Return the attention that ends with this node: `softmax(Q K / sqrt(d) + mask) V`, its heads joined again."""
    weighted = producers.along(end if end.op_type == "Reshape" else None, (0, "Transpose"), (0, "MatMul"))
    scores = producers.along(weighted, (0, "Softmax"), (0, "Add"), (0, "MatMul"))
    query = producers.along(scores, (0, "Mul"), (0, "Transpose"), (0, "Reshape"))
    key = producers.along(scores, (1, "Mul"), (0, "Transpose"), (0, "Reshape"))
    value = producers.along(weighted, (1, "Transpose"), (0, "Reshape"))
    states = producers.along(query, (0, "Add"), *_PRODUCT_IN_INT8)
    shape = producers.of(query, 1, "Concat")
    if query is None or key is None or value is None or states is None or shape is None or len(shape.input) != _AXES:
        return None
    heads = producers.constant(shape.input[2])
    if heads is None or heads.size != 1:
        return None
    projected = (query.input[0], key.input[0], value.input[0])
    return _Attention(end=end, projected=projected, states=states.input[0], heads=int(heads.reshape(-1)[0]))


def _keep_first_token(graph: GraphProto, last: _Attention) -> None:
    """Let only the first token attend in the last layer, and only its state be added to what it found."""
    at = next(at for at, node in enumerate(graph.node) if node.output[0] == last.end.output[0])
    attending = graph.node[at]
    added = next(node for node in graph.node[at:] if node.op_type == "Add" and last.states in node.input)
    bounds = {"first_token_from": 0, "first_token_to": 1, "first_token_axis": 1}
    graph.initializer.extend(numpy_helper.from_array(np.array([value]), name) for name, value in bounds.items())
    sliced = []
    for node, name in ((attending, last.projected[0]), (added, last.states)):
        first = f"{name}_first_token"
        sliced.append(helper.make_node("Slice", [name, *bounds], [first]))
        node.input[list(node.input).index(name)] = first
    for node in sliced:
        graph.node.insert(at, node)
