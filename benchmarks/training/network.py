"""The reader as a network: the reranker's upper layers with a head of their own, and how it becomes an ONNX file again.

It starts from the reranker's own weights of these layers. The file is the reranker's graph from that layer on with other numbers
in it, so it runs as the reranker does, in int8 products.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnx.utils import Extractor
from torch import Tensor, nn
from transformers import BertConfig
from transformers.models.bert.modeling_bert import BertLayer

from benchmarks.training.states import DIMENSIONS, STATE

ALL_LAYERS = 12
_ADDED = "/bert/encoder/layer.{}/attention/self/Add"


class ReaderNetwork(nn.Module):
    """Token states to three numbers a token: start, end, and, of the first token, whether the text answers at all."""

    def __init__(self, layers: int, dropout: float = 0.1) -> None:
        super().__init__()
        config = BertConfig(
            hidden_size=DIMENSIONS,
            num_attention_heads=12,
            intermediate_size=4 * DIMENSIONS,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,  # with it the product is computed the slow way
            attn_implementation="sdpa",
        )
        self.layers = nn.ModuleList(BertLayer(config) for _ in range(layers))
        self.head = nn.Linear(DIMENSIONS, 3)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Return logits of shape (n, tokens, 3) for states of shape (n, tokens, 384); `mask` is True where there is a token."""
        hidden = torch.zeros(mask.shape, dtype=states.dtype).masked_fill(~mask, torch.finfo(states.dtype).min)[
            :, None, None
        ]
        for layer in self.layers:
            result = layer(states, attention_mask=hidden)
            states = result[0] if isinstance(result, tuple) else result
        logits: Tensor = self.head(states)
        return logits


def load_reranker_layers(network: ReaderNetwork, weights: Path) -> None:
    """Copy the reranker's last layers into the network."""
    graph = onnx.load(str(weights)).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    first = ALL_LAYERS - len(network.layers)
    found = {}
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.name.startswith("/bert/encoder/layer."):
            name = node.input[1].removesuffix("_quantized")
            numbers = tensors[node.input[1]].astype(np.float32) - tensors[node.input[3]].astype(np.float32)
            place = node.name.removeprefix("/bert/encoder/layer.").removesuffix("/MatMul_quant").replace("/", ".")
            found[f"{place}.weight"] = (numbers * tensors[f"{name}_scale"]).T
    for name, array in tensors.items():
        if name.startswith("bert.encoder.layer."):
            found[name.removeprefix("bert.encoder.layer.")] = array
    for at, layer in enumerate(network.layers):
        state = layer.state_dict()
        for name in state:
            state[name] = torch.from_numpy(np.array(found[f"{first + at}.{name}"], dtype=np.float32))
        layer.load_state_dict(state)


def to_onnx(network: ReaderNetwork, weights: Path) -> ModelProto:
    """Return the network as the reranker's graph from its first layer on.

    Its input `states` is (n, tokens, 384), its output `reading` (n, tokens, 3). Weights are int8
    with a scale a column. Every text of a run has the same length: there is no mask.
    """
    first = ALL_LAYERS - len(network.layers)
    states, last = STATE.format(first - 1), STATE.format(ALL_LAYERS - 1)
    mask = next(
        name
        for node in onnx.load(str(weights)).graph.node
        if node.name == _ADDED.format(first)
        for name in node.input[1:]
    )
    graph = Extractor(onnx.load(str(weights))).extract_model([states, mask], [last]).graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            _replace_product(node, tensors, network, first)
    for at, layer in enumerate(network.layers):
        for name, value in layer.state_dict().items():
            if (tensor := tensors.get(f"bert.encoder.layer.{first + at}.{name}")) is not None:
                tensor.CopyFrom(numpy_helper.from_array(_numbers(value), tensor.name))
    head = [
        numpy_helper.from_array(np.ascontiguousarray(_numbers(network.head.weight).T), "head.weight"),
        numpy_helper.from_array(_numbers(network.head.bias), "head.bias"),
        numpy_helper.from_array(np.zeros((1, 1, 1, 1), np.float32), mask),
    ]
    nodes = [
        *graph.node,
        helper.make_node("MatMul", [last, "head.weight"], ["headed"]),
        helper.make_node("Add", ["headed", "head.bias"], ["reading"]),
    ]
    made = helper.make_graph(
        nodes,
        "reader",
        [helper.make_tensor_value_info(states, TensorProto.FLOAT, ["n", "tokens", DIMENSIONS])],
        [helper.make_tensor_value_info("reading", TensorProto.FLOAT, ["n", "tokens", 3])],
        [*graph.initializer, *head],
    )
    return _renamed(made, states)


def _renamed(graph: onnx.GraphProto, states: str) -> ModelProto:
    for node in graph.node:
        node.input[:] = ["states" if name == states else name for name in node.input]
    graph.input[0].name = "states"
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)


def _replace_product(node: NodeProto, tensors: dict[str, TensorProto], network: ReaderNetwork, first: int) -> None:
    number, _, place = node.name.removeprefix("/bert/encoder/layer.").removesuffix("/MatMul_quant").partition("/")
    layer = network.layers[int(number) - first]
    matrix = _numbers(layer.state_dict()[f"{place.replace('/', '.')}.weight"]).T
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / 127
    name = node.input[1].removesuffix("_quantized")
    for suffix, array in (
        ("_quantized", np.rint(matrix / scales).astype(np.int8)),
        ("_scale", scales.astype(np.float32)),
        ("_zero_point", np.zeros(matrix.shape[1], np.int8)),
    ):
        tensors[name + suffix].CopyFrom(numpy_helper.from_array(np.ascontiguousarray(array), name + suffix))


def _numbers(tensor: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.detach().numpy(), dtype=np.float32)
