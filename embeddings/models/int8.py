"""An ONNX model with int8 weights, rewritten when it is loaded so that its products are computed in int8 too.

Some models store a weight as int8 with its scales, and dequantize it to float32 before it is used: small on the disk, no
faster. Here such a product, `MatMul(x, Mul(Cast(weight), scales))`, becomes one of onnxruntime's that take the weight as it is.
`DynamicQuantizeMatMul` rounds x to 256 steps between its minimum and its maximum; where there are outliers, as around an
activation function, that is coarse, so `MatMulNBits` is used there, which quantizes blocks of 128 numbers separately and takes
twice as long. An activation function written out (GELU, Hendrycks and Gimpel 2016) becomes one operator, and a guard against
rows of attention in which everything is masked is removed: every text has a token.

A product of unsigned with signed bytes is the fastest where the processor has an instruction for it (VNNI). Elsewhere its sums
may saturate at 16 bits, so there the same weights are given as unsigned bytes with a zero point of 128: the same sums, exactly.
On one processor both give the same vectors to the last bit; between processors they differ by the order in which floats are
added, and by `MatMulNBits`, which some processors compute in floats.

Changing the rewriting changes every vector: the model's row of the registry then needs another name.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, load_model_from_string, numpy_helper

from embeddings.models.graph import CONTRIBUTED, Producers, drop_unused

_BLOCK = 128
_VNNI = {"avx512_vnni", "avx_vnni"}


@dataclass(frozen=True, slots=True)
class _Weight:
    """A weight of shape (k, n) as int8, and its scales of shape (n,)."""

    name: str
    numbers: NDArray[np.int8]
    scales: NDArray[np.float32]


def multiplies_signed_bytes(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Return whether this processor is known to multiply unsigned with signed bytes exactly (VNNI)."""
    try:
        text = cpuinfo.read_text("utf-8", "replace")
    except OSError:
        return False
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return bool(_VNNI & set(flags.split()))


def with_int8_products(model: bytes, *, signed: bool) -> bytes:
    """Return the model with every product by an int8 weight computed in int8; the same bytes if it has none.

    Args:
        model: the bytes of an ONNX file whose SHA-256 was checked: anything else raises protobuf's errors.
        signed: whether signed bytes are multiplied exactly here; see `multiplies_signed_bytes`.
    """
    read = load_model_from_string(model)
    if not _Rewriting(read.graph, signed=signed).rewrite():
        return model
    read.opset_import.append(helper.make_opsetid(CONTRIBUTED, 1))
    return bytes(read.SerializeToString())


class _Rewriting:
    """Changes a graph in place."""

    def __init__(self, graph: GraphProto, *, signed: bool) -> None:
        self._graph = graph
        self._signed = signed
        self._producers = Producers(graph)
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}

    def rewrite(self) -> bool:
        """Rewrite the graph and return whether it has a product by an int8 weight; without one nothing is changed."""
        weights = {node.output[0]: weight for node in self._graph.node if (weight := self._weight(node))}
        if not weights:
            return False
        for node in self._graph.node:
            if node.output[0] in weights:
                node.CopyFrom(self._product(node, weights[node.output[0]]))
            elif (argument := self._activated(node)) is not None:
                node.CopyFrom(_contributed("Gelu", node, argument))
            elif self._is_guard(node):
                node.CopyFrom(helper.make_node("Identity", [node.input[2]], [node.output[0]]))
        self._look_up_before_scaling()
        drop_unused(self._graph)
        return True

    def _weight(self, node: NodeProto) -> _Weight | None:
        """Return the weight of a product, if it is stored as int8."""
        scaled = self._producers.of(node, 1, "Mul") if node.op_type == "MatMul" else None
        cast = self._producers.of(scaled, 0, "Cast") if scaled else None
        if scaled is None or cast is None:
            return None
        weight, scales = self._tensors.get(cast.input[0]), self._tensors.get(scaled.input[1])
        if weight is None or scales is None or weight.data_type != TensorProto.INT8 or len(weight.dims) != 2:
            return None
        if scales.data_type != TensorProto.FLOAT or list(scales.dims) != [1, weight.dims[1]]:
            return None
        return _Weight(weight.name, numpy_helper.to_array(weight), numpy_helper.to_array(scales)[0])

    def _look_up_before_scaling(self) -> None:
        """Take the rows of a table of int8 before they become floats: otherwise onnxruntime keeps a table of floats, 47 MB."""
        for at in range(len(self._graph.node) - 1, -1, -1):
            node = self._graph.node[at]
            of_rows = node.op_type == "Gather" and all(one.name == "axis" and one.i == 0 for one in node.attribute)
            scaled = self._producers.of(node, 0, "Mul") if of_rows else None
            cast = self._producers.of(scaled, 0, "Cast") if scaled else None
            if scaled is None or cast is None:
                continue
            table, scales = self._tensors.get(cast.input[0]), self._tensors.get(scaled.input[1])
            if table is None or scales is None or list(scales.dims) != [table.dims[0], 1]:
                continue
            name, rows = node.output[0], node.input[1]
            looked_up = [
                helper.make_node("Gather", [table.name, rows], [f"{name}_rows"]),
                helper.make_node("Cast", [f"{name}_rows"], [f"{name}_floats"], to=TensorProto.FLOAT),
                helper.make_node("Gather", [scales.name, rows], [f"{name}_scales"]),
            ]
            node.CopyFrom(helper.make_node("Mul", [f"{name}_floats", f"{name}_scales"], [name]))
            for one in reversed(looked_up):
                self._graph.node.insert(at, one)

    def _product(self, node: NodeProto, weight: _Weight) -> NodeProto:
        """Return the node that replaces a product, and add the tensors that it needs."""
        rows, columns = weight.numbers.shape
        if rows != columns and rows % _BLOCK == 0:  # of a feed-forward layer, where rounding loses most
            packed = self._added(f"{weight.name}_packed", _raised(weight.numbers.T).reshape(columns, -1, _BLOCK))
            each = self._added(f"{weight.name}_each", np.repeat(weight.scales, rows // _BLOCK))
            sizes = {"K": rows, "N": columns, "bits": 8, "block_size": _BLOCK, "accuracy_level": 4}
            return _contributed("MatMulNBits", node, node.input[0], packed, each, **sizes)
        scales = self._added(f"{weight.name}_scales", weight.scales)
        if self._signed:
            return _contributed("DynamicQuantizeMatMul", node, node.input[0], weight.name, scales)
        raised = self._added(f"{weight.name}_raised", _raised(weight.numbers))
        zero = self._added(f"{weight.name}_zero", np.array([128], np.uint8))
        return _contributed("DynamicQuantizeMatMul", node, node.input[0], raised, scales, zero)

    def _activated(self, node: NodeProto) -> str | None:
        """Return x if a node is the end of `x * (0.5 * (1 + erf(x / sqrt(2))))`."""
        halved = self._producers.of(node, 1, "Mul") if node.op_type == "Mul" else None
        raised = self._producers.of(halved, 1, "Add") if halved else None
        bent = self._producers.of(raised, 0, "Erf") if raised else None
        divided = self._producers.of(bent, 0, "Div") if bent else None
        if halved is None or raised is None or divided is None or divided.input[0] != node.input[0]:
            return None
        numbers = [self._number(halved.input[0]), self._number(raised.input[1]), self._number(divided.input[1])]
        return node.input[0] if np.allclose(numbers, [0.5, 1.0, 2**0.5]) else None

    def _is_guard(self, node: NodeProto) -> bool:
        """Return whether a node is `Where(IsNaN(x), ..., x)`."""
        asked = self._producers.of(node, 0, "IsNaN") if node.op_type == "Where" else None
        return asked is not None and asked.input[0] == node.input[2]

    def _number(self, name: str) -> float:
        """Return a constant; 0 if the tensor is not a scalar."""
        tensor = self._tensors.get(name)
        array = numpy_helper.to_array(tensor) if tensor is not None else np.zeros(0)
        return float(array.reshape(-1)[0]) if array.size == 1 else 0.0

    def _added(self, name: str, array: NDArray[np.generic]) -> str:
        self._graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name


def _contributed(operator: str, node: NodeProto, *inputs: str, **integers: int) -> NodeProto:
    made = helper.make_node(operator, inputs, [node.output[0]], domain=CONTRIBUTED)
    made.attribute.extend(helper.make_attribute(name, value) for name, value in integers.items())
    return made


def _raised(numbers: NDArray[np.int8]) -> NDArray[np.uint8]:
    """Return signed bytes as unsigned ones, with a zero point of 128."""
    return np.bitwise_xor(np.ascontiguousarray(numbers).view(np.uint8), np.uint8(128))
