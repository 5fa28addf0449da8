"""The table of index backends.

The kind of a segment is a row of `BACKENDS`, stored in the catalogue with its name. To add a kind:
a module with one class for building and opening and one for an open segment, a row here, and the numbers of vectors it is for
(`embeddings.index.merge_policy`). `tests/embeddings/index/test_backends.py` compares every row value for value with the exact
one.

FAISS is imported when a segment is built or opened, not before.
"""

from collections.abc import Callable

from corpus.errors import BackendUnknown
from embeddings.index.flat import FlatBackend
from embeddings.index.ivf import IvfBackend
from embeddings.index.segment import SegmentBackend

FLAT = "flat"
IVF = "ivf"
BACKENDS: dict[str, Callable[[], SegmentBackend]] = {FLAT: FlatBackend, IVF: IvfBackend}
"""From a kind, as stored in the catalogue, to its class."""


def find_backend(kind: str) -> SegmentBackend:
    """Return the backend of a kind.

    Raises:
        BackendUnknown: there is no such row.
    """
    try:
        return BACKENDS[kind]()
    except KeyError:
        raise BackendUnknown(
            f"the index has a segment of the kind {kind!r:.80}, and this Cuttings knows {', '.join(BACKENDS)}: upgrade Cuttings, "
            "or build the index again: cuttings check --repair"
        ) from None


def suffixes() -> tuple[str, ...]:
    """Return the ends of the names of all segments' files."""
    return tuple(find_backend(kind).suffix for kind in BACKENDS)
