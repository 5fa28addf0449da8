"""Digests: one text with many articles, one after the other."""

from corpus.readers.digest.split import split_digest

__all__ = ["split_digest"]
