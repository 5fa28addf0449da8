"""What tests of the dense index share."""

from collections.abc import Callable

import numpy as np
import pytest

from embeddings.models.encoder import Vectors

Clustered = Callable[..., Vectors]


def _clustered(count: int, *, dimensions: int = 384, seed: int = 1) -> Vectors:
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((count // 300 + 1, dimensions), dtype=np.float32)
    spread = np.linspace(1.5, 0.1, dimensions, dtype=np.float32)
    vectors = centres[chance.integers(0, len(centres), count)]
    for width in (0.5, 0.8):
        noise = chance.standard_normal((count, dimensions), dtype=np.float32) * spread
        vectors = vectors + noise * chance.uniform(0, width, (count, 1)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


@pytest.fixture(scope="session")
def clustered() -> Clustered:
    """Makes vectors, float32 with the numbers that float16 has: topics, and around each its stories, near and far."""
    return _clustered
