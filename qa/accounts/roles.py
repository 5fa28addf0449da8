"""What users may do: three roles, each of which may all that the one before may."""

from enum import StrEnum

from corpus.errors import CuttingsError


class Role(StrEnum):
    """The role of a user or of a token."""

    READER = "reader"
    """Asks and reads; has conversations, alerts and marks of their own."""
    EDITOR = "editor"
    """Adds, corrects and removes articles too; arranges collections and dossiers."""
    ADMIN = "admin"
    """Has users and the archive's administration too."""

    def includes(self, other: "Role") -> bool:
        """Tell whether this role may all that the other may."""
        return _ORDER.index(self) >= _ORDER.index(other)

    def at_most(self, other: "Role") -> "Role":
        """Return the lower of two roles."""
        return self if other.includes(self) else other


_ORDER = tuple(Role)


def role_named(text: str) -> Role:
    """Return the role of a name.

    Raises:
        CuttingsError: there is none.
    """
    try:
        return Role(text)
    except ValueError:
        raise CuttingsError(f"{text!r:.50} is no role; there are {', '.join(Role)}.") from None
