"""Words for an engine's full-text index: our stems, so written that its parser leaves them alone.

The parser that splits at spaces drops words of fewer than three and of more than 84 bytes, which here no token is. What is stored
is the tokens of the embedded archive's tokenizer, so both kinds of archive find the same words.
"""

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.lexical.postings import stemmed

Tokenized = tuple[str, str, frozenset[str]]
"""The tokens of a headline, those of a passage, and the stems of both."""

_PREFIX = "zz"
_LONGEST = 80  # bytes
_CACHED = 100_000  # stems, some 20 MB


@lru_cache(maxsize=_CACHED)
def token(stem: str) -> str:
    """Return a stem as it is stored and asked for."""
    word = _PREFIX + stem
    encoded = word.encode()
    if len(encoded) <= _LONGEST:
        return word
    return f"{encoded[: _LONGEST - 9].decode('utf-8', 'ignore')}_{zlib.crc32(encoded):08x}"


def tokens(stems: Iterable[str]) -> str:
    """Return stems as one text of tokens."""
    return " ".join(map(token, stems))


def tokenized(texts: Sequence[tuple[str, str]]) -> list[Tokenized]:
    """Return the tokens of each `(headline, passage)`, and the stems of both."""
    return [(tokens(title), tokens(body), frozenset(title) | frozenset(body)) for title, body in stemmed(texts)]
