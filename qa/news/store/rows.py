"""Rows of the file of derived news, as they are read and written.

Articles are named by the catalogue's numbers of them (`key`).
"""

from dataclasses import dataclass
from typing import Literal

MetaName = Literal["revision", "key", "model"]
"""Stored numbers: the catalogue's revision and last article that are taken in, the checksum of the model's name."""

LinkKind = Literal["correction", "version"]


@dataclass(frozen=True, slots=True)
class Edge:
    """How alike two articles are, the lower key first.

    Attributes:
        similarity: probability that they are about the same event.
        shared: share of the shorter text's shingles that the other has.
    """

    low: int
    high: int
    similarity: float
    shared: float


@dataclass(frozen=True, slots=True)
class StoryMember:
    """An article of a story: the number of its text variant, and the agency that it names."""

    key: int
    text: int
    agency: str | None


@dataclass(frozen=True, slots=True)
class StoredLink:
    """An article that corrects another, or is a newer version of it; where it says so, code points into its text."""

    older: int
    newer: int
    kind: LinkKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameCount:
    """A name with the number of articles that have it: its key, its kind, a spelling."""

    key: str
    kind: str
    spelled: str
    articles: int


@dataclass(frozen=True, slots=True)
class StoredQuotation:
    """Where an article quotes somebody: the span, the key of the speaker and the name there, the sentences around it."""

    start: int
    end: int
    speaker_key: str
    speaker: str
    sentence_start: int
    sentence_end: int
