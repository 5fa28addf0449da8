"""What a name found in an article is."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What bears a name; `OTHER` also where that cannot be told."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place of a text where something is called by its name.

    Attributes:
        start: first code point of the name, after its title.
        end: one past its last, before a possessive ending.
        text: `article_text[start:end]`.
        name: the fullest form of the name that this article uses ("Michel" is "Charles Michel"), on one line.
        kind: what bears the name.
    """

    start: int
    end: int
    text: str
    name: str
    kind: Kind
