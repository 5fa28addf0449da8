"""What a difference between articles is: the sentences, the pieces of them that differ, and which agree."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A whole sentence of an article: `article.text[start:end]`, offsets in code points.

    Attributes:
        article: id of the article.
        text: the sentence.
        published: ISO 8601 day of the article.
    """

    article: str
    start: int
    end: int
    text: str
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictingClaim:
    """What one article says: `said` is its text from `start` to `end`."""

    statement: Statement
    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing told in two or more ways.

    Attributes:
        about: what it is, in words of the articles.
        kind: what differs.
        values: the sides, those that agree together; two or more groups.
    """

    about: str
    kind: Literal["figure", "date", "name"]
    values: tuple[tuple[ConflictingClaim, ...], ...]

    @property
    def sides(self) -> tuple[ConflictingClaim, ...]:
        """All sides, value after value."""
        return tuple(side for value in self.values for side in value)
