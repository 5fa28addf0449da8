"""onnxruntime as the first module of a sentence-transformers pipeline.

sentence-transformers' own ONNX extra does not resolve beside gradio, and the weights we use are plain files without its
layout. So this file is the one place that knows onnxruntime: token ids in, token vectors (encoder) or one logit a pair
(reranker) out; pooling, normalising, sorting by length and batching stay the library's. Import it only when a model is
loaded: it needs torch.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime  # noqa: TID253 -- this file is only imported to load a model
import torch  # noqa: TID253
from sentence_transformers.base.modules import InputModule  # noqa: TID253
from tokenizers import Tokenizer


class OnnxInput(InputModule):  # type: ignore[misc]
    """Runs a BERT-like ONNX file.

    Args:
        weights: the ONNX model; its first output is token vectors (n, tokens, dimensions) or logits (n, 1).
        output: the feature to fill, "token_embeddings" or "scores".
        tokenizer: its `tokenizer.json`.
        max_tokens: longer input is cut there; callers that must not lose text count first.
        threads: of one run.
    """

    def __init__(self, weights: Path, tokenizer: Path, *, output: str, max_tokens: int, threads: int = 0) -> None:
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # a spinning thread starves the other requests of a small machine
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self.inputs = {node.name for node in self.session.get_inputs()}
        self.tokenizer = Tokenizer.from_file(str(tokenizer))
        self.tokenizer.enable_truncation(max_tokens)
        self.tokenizer.enable_padding()
        self.output = output
        self.max_seq_length = max_tokens

    def preprocess(
        self,
        inputs: Sequence[Any],
        prompt: str | None = None,
        **_: Any,  # noqa: ANN401
    ) -> dict[str, torch.Tensor]:
        """Tokenize texts or pairs of texts into int64 tensors of shape (n, longest)."""
        texts = [prompt + text for text in inputs] if prompt else [_pair(item) for item in inputs]
        encodings = self.tokenizer.encode_batch(texts)
        return {
            "input_ids": torch.tensor([encoding.ids for encoding in encodings]),
            "attention_mask": torch.tensor([encoding.attention_mask for encoding in encodings]),
            "token_type_ids": torch.tensor([encoding.type_ids for encoding in encodings]),
        }

    def forward(self, features: dict[str, torch.Tensor], **_: Any) -> dict[str, torch.Tensor]:  # noqa: ANN401
        """Add `output` to the features."""
        feed = {name: tensor.numpy() for name, tensor in features.items() if name in self.inputs}
        result = np.asarray(self.session.run(None, feed)[0])
        return {**features, self.output: torch.from_numpy(result)}

    def save(self, output_path: str, *_: Any, **__: Any) -> None:  # noqa: ANN401
        """Refuse: the weights stay where their package put them."""
        raise NotImplementedError(f"weights are not copied to {output_path}")


def _pair(item: Any) -> Any:  # noqa: ANN401
    return tuple(item) if isinstance(item, list) else item
