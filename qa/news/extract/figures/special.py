"""What a number can be, and what the rules for numbers that count nothing give."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qa.news.extract.figures.words import Token

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
NUMBERED = frozenset(
    "no nos number article articles resolution section sections paragraph clause line route highway flight room chapter "
    "channel page pages protocol boeing airbus formula phase level grade class district ward station gate platform "
    "tram bus unit block apartment flat building school hospital group pier figure table part volume episode season "
    "junction exit lot apollo zone type model version rule title act annex appendix question item point step "
    "constituency precinct hall".split()
)
"""Words, in lower case, after which a number is a name: "Article 12"."""


def is_digits(tokens: Sequence[Token], index: int) -> bool:
    """Whether there is a run of digits at an index."""
    return 0 <= index < len(tokens) and tokens[index].kind == "digits"
