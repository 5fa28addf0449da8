"""What an exported file consists of, as it is parsed: lines of a kind, citations, written sentences, and what does not fit."""

from dataclasses import dataclass

from qa.answering.answer import CitedField
from qa.web.export.order import Kind
from qa.web.export.write import Pieces
from qa.web.export.written import WrittenLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Cites:
    """A cited span, as in the file."""

    number: int
    article: str
    field: CitedField
    start: int
    end: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A line, or a block of lines, of the file.

    Attributes:
        line: number of its first line, from 1.
        written: as in the file.
        cites: of a source, or of a citation without a quote.
        sentence: of a written sentence.
    """

    kind: Kind
    line: int
    written: str
    cites: Cites | None = None
    sentence: WrittenLine | None = None


@dataclass(frozen=True, slots=True)
class Misfit:
    """A line that Cuttings would not have written there; its number counts from 1."""

    line: int
    what: str
    written: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """A citation in the file.

    Attributes:
        source: the lines of its source.
        quote: the quote above them; None for a citation without a quote.
        text: of the quote, unescaped.
    """

    source: Part
    cites: Cites
    quote: Part | None = None
    text: str | None = None

    @property
    def line(self) -> int:
        """Number of its first line, from 1."""
        return (self.quote or self.source).line


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenIn:
    """A written sentence in the file.

    Attributes:
        part: its lines.
        text: unescaped.
        cites: the spans that it says bear it out.
    """

    part: Part
    text: str
    cites: tuple[Cites, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An exported conversation.

    Attributes:
        pieces: how its format writes quotes and sources.
        written: the written sentences.
    """

    pieces: Pieces
    citing: tuple[Citing, ...]
    misfits: tuple[Misfit, ...]
    questions: int
    written: tuple[WrittenIn, ...] = ()
