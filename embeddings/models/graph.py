"""An ONNX graph as it is changed when a model is loaded: which node produces what, and what nobody needs any more."""

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

CONTRIBUTED = "com.microsoft"
"""The domain of onnxruntime's own operators."""


class Producers:
    """Looks up the nodes and constants of a graph by the names of what they produce."""

    def __init__(self, graph: GraphProto) -> None:
        self._nodes = {name: node for node in graph.node for name in node.output}
        self._tensors = {tensor.name: tensor for tensor in graph.initializer}

    def of(self, node: NodeProto | None, which: int, operator: str) -> NodeProto | None:
        """Return the node that produces that input of `node`, if it has that operator; None also where `node` is."""
        if node is None or which >= len(node.input):
            return None
        made = self._nodes.get(node.input[which])
        return made if made is not None and made.op_type == operator else None

    def along(self, node: NodeProto | None, *steps: tuple[int, str]) -> NodeProto | None:
        """Return the node at the end of a way up the graph: of each step which input, and the operator of what produces it."""
        for which, operator in steps:
            node = self.of(node, which, operator)
        return node

    def constant(self, name: str) -> NDArray[np.generic] | None:
        """Return a constant, whether it is stored as a tensor or as a node; None where there is none of that name."""
        if name in self._tensors:
            return numpy_helper.to_array(self._tensors[name])
        node = self._nodes.get(name)
        if node is None or node.op_type != "Constant":
            return None
        return next((numpy_helper.to_array(one.t) for one in node.attribute if one.name == "value"), None)


def drop_unused(graph: GraphProto) -> None:
    """Remove the nodes and tensors that no output needs; onnxruntime would run them."""
    needed = {output.name for output in graph.output}
    for at in range(len(graph.node) - 1, -1, -1):  # nodes are in topological order
        node = graph.node[at]
        if needed.isdisjoint(node.output):
            del graph.node[at]
        else:
            needed.update(node.input)
    for at in range(len(graph.initializer) - 1, -1, -1):
        if graph.initializer[at].name not in needed:
            del graph.initializer[at]


def add_output(graph: GraphProto, name: str) -> None:
    """Let a tensor of floats be an output, too."""
    graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
