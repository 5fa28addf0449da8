"""How far an answer is while it is made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far an answer is: so many passages were found, in so many articles, and are judged next."""

    passages: int
    articles: int
