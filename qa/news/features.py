"""The features by which an article is compared with others: its names, words, shingles, vectors and day."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.text.terms import STOP_WORDS

if TYPE_CHECKING:
    from datasketch import MinHash

Vector = NDArray[np.float32]
Signature = NDArray[np.uint32]

PERMUTATIONS = 64
ROWS = 2
"""A band of so many numbers of a signature finds most texts that share a fifth of their shingles, and few others."""

SHINGLE = 4
STEM = 5
LEAD_WORDS = 90
MIN_WORD = 3

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFeatures:
    """What is compared of an article.

    Attributes:
        key: the catalogue's number of it.
        day: proleptic Gregorian ordinal of its publication; 0 where none is known.
        names: keys of people and organisations, and of places that are no countries.
        title: stems of the headline's content words.
        lead: stems of the first words, the headline's included.
        words: stems of all content words.
        numbers: as they are printed, in figures; years and single digits tell too little.
        length: number of words.
        vectors: of the whole text and of its beginning, float32 of shape (2, dimensions), each of length 1 or all 0.
        signature: MinHash of its shingles, uint32 of shape (PERMUTATIONS,).
    """

    key: int
    day: int
    names: frozenset[str]
    title: frozenset[str]
    lead: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[str]
    length: int
    vectors: Vector
    signature: Signature

    def terms(self) -> Iterable[str]:
        """Yield what other articles of the same event probably have as well: `n:` a name, `w:` a stem."""
        yield from (f"n:{name}" for name in self.names)
        yield from (f"w:{stem}" for stem in self.lead)

    def bands(self) -> list[int]:
        """Return a number for each band of the signature; equal where the band is (Broder 1997; Leskovec et al., ch. 3)."""
        parts = self.signature.reshape(-1, ROWS).astype(np.uint64)
        mixed = parts[:, 0] * np.uint64(0x9E3779B97F4A7C15)
        for column in range(1, ROWS):
            mixed ^= parts[:, column] * np.uint64(0xC2B2AE3D27D4EB4F) + (mixed >> np.uint64(29))
        mixed += np.arange(len(mixed), dtype=np.uint64) * np.uint64(0x165667B19E3779F9)
        return [int(number) for number in (mixed >> np.uint64(1)).astype(np.int64)]

    def to_json(self) -> str:
        """Return all but key, day, vectors and signature as JSON."""
        return json.dumps(
            {
                "names": sorted(self.names),
                "title": sorted(self.title),
                "lead": sorted(self.lead),
                "words": sorted(self.words),
                "numbers": sorted(self.numbers),
                "length": self.length,
            },
            ensure_ascii=False,
        )


def features_from(key: int, day: int, content: str, vectors: bytes, signature: bytes) -> ArticleFeatures:
    """Return the features that were stored."""
    read = json.loads(content)
    return ArticleFeatures(
        key=key,
        day=day,
        names=frozenset(read["names"]),
        title=frozenset(read["title"]),
        lead=frozenset(read["lead"]),
        words=frozenset(read["words"]),
        numbers=frozenset(read["numbers"]),
        length=read["length"],
        vectors=np.frombuffer(vectors, dtype="<f2").astype(np.float32).reshape(2, -1),
        signature=np.frombuffer(signature, dtype="<u4"),
    )


def stems(text: str) -> list[str]:
    """Return the content words of a text, in order, cut to what their forms share (truncation, Frakes 1992)."""
    found = (word.group().casefold().removesuffix("'s").removesuffix("’s") for word in _WORD.finditer(text))
    return [
        plain(word)[:STEM] for word in found if len(word) >= MIN_WORD and word not in STOP_WORDS and not word.isdigit()
    ]


def numbers(text: str) -> set[str]:
    """Return the numbers that a text prints in figures, without commas; years and single digits are left out."""
    found = (number.group().replace(",", "") for number in _NUMBER.finditer(text))
    return {number for number in found if len(number) > 1 and not _YEAR.fullmatch(number)}


def shingles(text: str) -> set[str]:
    """Return the runs of four words of a text, without letter case, signs or accents."""
    words = [plain(word.group().casefold()) for word in _WORD.finditer(text)]
    return {" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def contained(one: set[str], other: set[str]) -> float:
    """Return the share of the smaller set that the other has."""
    return len(one & other) / max(1, min(len(one), len(other)))


def signature_of(found: Iterable[str]) -> Signature:
    """Return the MinHash of shingles (datasketch; Broder 1997)."""
    hashed = _empty().copy()  # a new one would draw its permutations again
    hashed.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in found])
    return np.asarray(hashed.hashvalues, dtype=np.uint32)


@cache
def _empty() -> "MinHash":
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=1)


def vectors_of(passages: "NDArray[np.float32] | None", dimensions: int) -> Vector:
    """Return the vectors of a whole text and of its beginning, from those of its passages of shape (n, dimensions)."""
    if passages is None or not len(passages):
        return np.zeros((2, dimensions), dtype=np.float32)
    both = np.stack([passages.mean(axis=0), passages[0]])
    return np.asarray(both / np.maximum(np.linalg.norm(both, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def ordinal(published: str | None) -> int:
    """Return the number of a publication day, 0 where none is known."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return 0


def plain(word: str) -> str:
    """Return a word without accents."""
    if word.isascii():
        return word
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
