"""The features by which an article is compared with others: its names, words, shingles, vectors and day."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from corpus.text.remembered import Remembered
from corpus.text.terms import STOP_WORDS

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


def words_of(text: str) -> list[str]:
    """Return the words of a text as printed, in order: what stems and shingles are made of."""
    return _WORD.findall(text)


def stems(text: str) -> list[str]:
    """Return the content words of a text, in order, cut to what their forms share (truncation, Frakes 1992)."""
    return stems_of(words_of(text))


def stems_of(words: Iterable[str]) -> list[str]:
    """Return the stems of those words that are content words, in order."""
    return [stem for stem in map(_STEMS.__getitem__, words) if stem is not None]


def _stem(word: str) -> str | None:
    low = word.casefold().removesuffix("'s").removesuffix("’s")
    return None if len(low) < MIN_WORD or low in STOP_WORDS or low.isdigit() else plain(low)[:STEM]


def numbers(text: str) -> set[str]:
    """Return the numbers that a text prints in figures, without commas; years and single digits are left out."""
    found = (number.group().replace(",", "") for number in _NUMBER.finditer(text))
    return {number for number in found if len(number) > 1 and not _YEAR.fullmatch(number)}


def shingles(text: str) -> set[str]:
    """Return the runs of four words of a text, without letter case, signs or accents."""
    return shingles_of(words_of(text))


def shingles_of(printed: Sequence[str]) -> set[str]:
    """Return the runs of four of these words, without letter case or accents."""
    words = [_PLAIN[word] for word in printed]
    runs = zip(words, words[1:], words[2:], words[3:], strict=False)
    return set(map(" ".join, runs)) or {" ".join(words)}


def contained(one: set[str], other: set[str]) -> float:
    """Return the share of the smaller set that the other has."""
    return len(one & other) / max(1, min(len(one), len(other)))


def signature_of(found: Iterable[str]) -> Signature:
    """Return the MinHash of shingles (Broder 1997): of each permutation of their hashes the least.

    A hash is 32 bits of SHA-1, mixed as MurmurHash3 ends; a permutation is `a · hash + b` modulo 2³², `a` odd.
    """
    texts = list(found)  # encoded as one: no word has a line end in it
    encoded = "\n".join(texts).encode("utf-8", "surrogatepass").split(b"\n") if texts else []
    digests = [hashlib.sha1(one, usedforsecurity=False).digest() for one in encoded]
    hashes = np.frombuffer(b"".join(digests), dtype="<u4").reshape(-1, 5)[:, 0].astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        hashes ^= hashes >> np.uint32(shift)
        hashes *= np.uint32(factor)
    hashes ^= hashes >> np.uint32(16)
    factors, summands = _permutations()
    permuted = factors * hashes
    permuted += summands
    least: Signature = permuted.min(axis=1, initial=np.uint32(0xFFFFFFFF))
    return least


@cache
def _permutations() -> tuple[Signature, Signature]:
    """Return factors and summands of shape (PERMUTATIONS, 1): those by which stored signatures were made."""
    drawn = np.random.RandomState(1)
    factors = drawn.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    summands = drawn.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
    return factors[:, None], summands[:, None]


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


_STEMS = Remembered(_stem)
_PLAIN = Remembered(lambda word: plain(word.casefold()))
