"""Checks of the vectors that an engine searches."""

from collections.abc import Iterator
from typing import cast

import numpy as np

from corpus.article import text_hash
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Snapshot
from corpus.engine.snapshot import EngineSnapshot
from embeddings.cache import EmbeddingCache
from embeddings.index.check import Finding, catalogue_findings

_TOLERANCE = 1e-5  # the engine returns decimal digits


def check_engine(catalogue: Catalogue, cache: EmbeddingCache, *, deep: bool) -> list[Finding]:
    """Return what is wrong with an archive in an engine; see `embeddings.index.check.check`."""
    with catalogue.snapshot() as snapshot:
        findings = list(catalogue_findings(snapshot, deep=deep))
        return findings + (list(_vector_findings(cache, snapshot)) if deep else [])


def _vector_findings(cache: EmbeddingCache, snapshot: Snapshot) -> Iterator[Finding]:
    model = snapshot.setting("model") or ""
    lost = wrong = 0
    for batch in cast("EngineSnapshot", snapshot).searched_vectors():
        passages = snapshot.passages(batch)
        hashes = {key: text_hash(passage.text) for key, passage in passages.items()}
        stored = cache.get(model, list(set(hashes.values())))
        for key, vector in batch.items():
            original = stored.get(hashes.get(key, ""))
            if original is None:
                lost += 1
            elif not np.allclose(vector, original, atol=_TOLERANCE):
                wrong += 1
    if lost:
        yield Finding(what=f"embedding cache: no vector, or a damaged one, for {lost} passages", repairable=True)
    if wrong:
        yield Finding(what=f"dense index: the vectors of {wrong} passages are not the cached ones", repairable=True)
