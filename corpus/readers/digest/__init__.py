"""Digests: one text with many articles."""

from corpus.readers.digest.split import split_digest

__all__ = ["split_digest"]
