"""What a number can be, and what the rules for numbers that count nothing give."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qa.news.extract.figures.words import Token
from qa.news.extract.word_lists import word_set

Kind = Literal[
    "count",
    "money",
    "percent",
    "points",
    "measure",
    "duration",
    "age",
    "date",
    "time",
    "ordinal",
    "score",
    "identifier",
    "fraction",
    "multiple",
    "other",
]


class Special(NamedTuple):
    """What a number that counts nothing is, and the index after it."""

    kind: Kind
    stop: int


MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
NUMBERED = word_set("numbered_nouns")
"""Words, in lower case, after which a number is a name: "Article 12"."""


def is_digits(tokens: Sequence[Token], index: int) -> bool:
    """Whether there is a run of digits at an index."""
    return 0 <= index < len(tokens) and tokens[index].kind == "digits"
