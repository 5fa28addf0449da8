"""What an exported file consists of, and in which order: the grammar that `qa.web.export.grammar` parses by."""

from enum import Enum


class Kind(Enum):
    """What a line, or a block of lines, is."""

    HEAD = "head"
    TITLE = "title"
    NOTE = "note"
    DOSSIER = "dossier"
    OPENING = "opening"
    QUESTION = "question"
    ASKED = "asked"
    WRITER = "writer"
    WRITTEN = "written"
    REMARK = "remark"
    QUOTE = "quote"
    SOURCE = "source"
    OWN = "own"
    OTHER = "other"
    END = "end"
    CLOSED = "closed"
    UNKNOWN = "unknown"


AFTER: dict[Kind, frozenset[Kind]] = {
    Kind.HEAD: frozenset({Kind.TITLE}),
    Kind.TITLE: frozenset({Kind.NOTE, Kind.DOSSIER, Kind.OPENING}),
    Kind.NOTE: frozenset({Kind.QUESTION, Kind.CLOSED}),
    Kind.QUESTION: frozenset({Kind.ASKED}),
    Kind.ASKED: frozenset({Kind.WRITER, Kind.REMARK, Kind.QUOTE, Kind.OTHER, Kind.END}),
    Kind.WRITER: frozenset({Kind.WRITTEN}),
    Kind.WRITTEN: frozenset({Kind.WRITTEN, Kind.QUOTE}),
    Kind.REMARK: frozenset({Kind.OTHER, Kind.END}),
    Kind.QUOTE: frozenset({Kind.SOURCE}),
    Kind.SOURCE: frozenset({Kind.QUOTE, Kind.OTHER, Kind.END}),
    Kind.OTHER: frozenset({Kind.OTHER, Kind.END}),
    Kind.END: frozenset({Kind.QUESTION, Kind.CLOSED}),
    Kind.CLOSED: frozenset(),
}
"""Which kind may follow which; the whole grammar of a conversation."""

_ENTRY = frozenset({Kind.QUOTE, Kind.OWN})
IN_DOSSIER: dict[Kind, frozenset[Kind]] = {
    Kind.DOSSIER: _ENTRY,
    Kind.QUOTE: frozenset({Kind.SOURCE}),
    Kind.SOURCE: _ENTRY,
    Kind.OWN: _ENTRY,
}
"""The same of a dossier, from its note on; after each but a quote it may end."""


IN_BRIEFING: dict[Kind, frozenset[Kind]] = {
    Kind.OPENING: frozenset({Kind.QUESTION, Kind.NOTE}),
    Kind.QUESTION: frozenset({Kind.WRITER, Kind.QUOTE}),
    Kind.WRITER: frozenset({Kind.WRITTEN}),
    Kind.WRITTEN: frozenset({Kind.WRITTEN, Kind.QUOTE}),
    Kind.QUOTE: frozenset({Kind.SOURCE}),
    Kind.SOURCE: frozenset({Kind.QUOTE, Kind.END}),
    Kind.END: frozenset({Kind.QUESTION, Kind.NOTE}),
    Kind.NOTE: frozenset({Kind.CLOSED}),
}
"""The same of a briefing, from its opening on: what reads well in a mail, with the note at its end."""


def may_follow(kind: Kind, before: Kind, dossier_end: Kind | None, *, briefing: bool = False) -> bool:
    """Tell whether a kind may follow another one.

    Args:
        dossier_end: what ends a dossier in the format of the file; None in a conversation.
        briefing: whether the file is a briefing.
    """
    if briefing:
        return kind in IN_BRIEFING.get(before, frozenset())
    if dossier_end is None:
        return kind in AFTER.get(before, frozenset())
    ends = kind is dossier_end and before in IN_DOSSIER and before is not Kind.QUOTE
    return ends or kind in IN_DOSSIER.get(before, frozenset())


WHY = {
    Kind.UNKNOWN: "Cuttings writes no such line",
    Kind.QUOTE: "a quote where none can stand, or without the line of its source",
    Kind.SOURCE: "the line of a source without a quote above it",
    Kind.REMARK: "words in the place of a quote",
    Kind.WRITTEN: "a written sentence where none can stand, or one that names a quote which is not there",
}
"""What is wrong with a part of a kind where it does not belong."""
