"""An encoder without weights: words hashed into a vector.

The hashing trick (Weinberger et al. 2009) over words, with signs. It captures no meaning and only matches equal words. It loads
at once and gives the same vectors on every machine, which is what tests of storage, crashes and sizes need.
"""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from embeddings.models.encoder import Vectors, require_untruncated
from embeddings.models.registry import Model

_WORD = re.compile(r"\w+|[^\w\s]")


class HashingEncoder:
    """See `embeddings.models.encoder.Encoder`."""

    def __init__(self, model: Model) -> None:
        self.key = f"{model.name}@1"
        self.dimensions = model.dimensions
        self.max_tokens = model.max_tokens

    def count_tokens(self, texts: list[str]) -> list[int]:
        """See `Encoder`: a token is a word or a punctuation mark, sixteen characters at most."""
        return [sum(-(-len(word) // 16) for word in _WORD.findall(text)) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        require_untruncated(self, texts)
        return self._hashed(texts)

    def encode_question(self, text: str) -> Vectors:
        """See `Encoder`."""
        vector: Vectors = self._hashed([text])[0]
        return vector

    def _hashed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
                row[int.from_bytes(digest[:4], "little") % self.dimensions] += 1.0 if digest[4] & 1 else -1.0
            row[0] += 1e-3  # no vector is zero
            row /= np.linalg.norm(row)
        return vectors
