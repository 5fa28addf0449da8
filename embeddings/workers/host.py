"""A process on a worker: loading what it works with, within the processors that it was given."""

from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model
from embeddings.workers.about import About
from embeddings.workers.tasks import Tasks


def hosted(model: str, processors: int) -> tuple[About, Tasks]:
    """Return what this machine has, and what works on it.

    Args:
        model: name of the encoder; nothing is fetched for it.
        processors: threads that encode.

    Raises:
        ModelError: it is not installed here.
    """
    found = find_model(model, fetch=False)
    encoder = load_encoder(found)
    if found.runtime == "onnx":
        from embeddings.models import onnx

        onnx.CALLERS = processors
    return About.of(encoder.key), Tasks(encoder)
