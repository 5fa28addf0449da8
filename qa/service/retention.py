"""How much of what readers ask is kept. By itself, so that the command line knows it without loading what keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepOptions:
    """How much is kept; beyond that the oldest goes.

    Attributes:
        of_reader: conversations of one reader.
        days: since something was last asked in a conversation.
        of_conversation: questions of one conversation.
        bytes: of all conversations of all readers.
    """

    of_reader: int = 200
    days: float = 365.0
    of_conversation: int = 500
    bytes: int = 512 * 1024 * 1024


DEFAULT = KeepOptions()
