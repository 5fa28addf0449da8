"""Checking an exported conversation: is it, line by line, what Cuttings would write of what the archive says?

For each citation in the file, quote and source are written again from the archive and compared with the file, character by
character; everything else must fit the grammar of `qa.web.export.grammar`. An article that once had the text and has
changed or was removed since is distinguished from a file that was altered.

A quote also has to be whole sentences, as Cuttings quotes them: "not guilty" without its "not" is in the article, too. Quotes
are sentences of passages, and a passage is whole sentences of an article. Two things cause other boundaries: a sentence that
is longer than a model reads is cut between words, and a splitter that is given less of a text, or is of another version, may
stop at another mark. A boundary that Cuttings may have made is not held against a file.
Of a headline, byline, outlet or date a quote has to be the whole.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from corpus.article import Article
from corpus.errors import ReadError
from corpus.system_errors import message_of
from corpus.text.sentences import MAX_WORDS, Span, sentence_spans
from qa.answering.citations import citation_of, field_of
from qa.web.export.cite import Cited
from qa.web.export.grammar import read
from qa.web.export.parts import Citing, Exported, Misfit
from qa.web.export.resting import SpeakerOf, Texts, not_borne_out
from qa.web.export.write import HTML, Pieces

MAX_BYTES = 32 * 1024 * 1024
_MARKDOWN_NAMES = {"", ".md", ".markdown", ".txt", ".text"}
_ARTICLES = 256  # cached

_STOPS = re.compile(r"(?:[.!?…。！？][\"'”’»)\]」』]*|[)\]][ \t]*\n)\s*[\"“‘«(\[「『]*$")
_LONGEST_WORD = 50
_UNSPACED = "\u0e00"  # from here on, scripts are written without spaces; a letter counts as a word


class State(Enum):
    """The result for a citation."""

    SAME = "same"
    CHANGED = "changed"
    """An earlier version of the article has it; the present one does not."""

    REMOVED = "removed"
    """The article had it, and was removed since."""

    MISSING = "missing"
    """The archive never had the article."""

    ALTERED = "altered"
    """No version of the article has it: the file was altered, or is from another archive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result for a citation.

    Attributes:
        title: of the article, where the archive has or had it.
        of_source: of an altered one, whether the line of its source differs and not the quote.
    """

    citing: Citing
    state: State
    title: str = ""
    of_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The result for a file.

    Attributes:
        misfits: lines that Cuttings would not have written.
        quotes: how many there are.
        questions: how many there are, answered or not.
    """

    verdicts: tuple[Verdict, ...]
    misfits: tuple[Misfit, ...]
    quotes: int
    questions: int

    @property
    def good(self) -> bool:
        """Whether there are quotes, all of them are unchanged, and there is nothing else."""
        return bool(self.quotes) and not self.misfits and all(one.state is State.SAME for one in self.verdicts)


def read_file(path: Path) -> Exported:
    """Read an exported conversation.

    Raises:
        ReadError: the file cannot be read, or is not an exported conversation.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(str(path), f"it cannot be read: {message_of(error, path)}") from error
    if len(data) > MAX_BYTES:
        raise ReadError(str(path), "too large for an exported conversation")
    found = read(data.decode("utf-8", "replace"))
    if found.misfits and not found.citing and not found.questions:
        raise ReadError(str(path), "there is no citation in it; export a conversation as Markdown or HTML")
    if found.pieces is not HTML and path.suffix.lower() not in _MARKDOWN_NAMES:
        raise ReadError(str(path), f"Markdown that is named {path.suffix} is shown as something else; name it .md")
    if found.pieces is HTML and path.suffix.lower() in {".md", ".markdown"}:
        raise ReadError(str(path), f"HTML that is named {path.suffix} is shown as something else; name it .html")
    return found


def verify(found: Exported, texts: Callable[[str], Texts], speaker_of: SpeakerOf | None = None) -> Checked:
    """Compare an exported conversation with the archive.

    Args:
        texts: returns the versions of the article of an id; none where the archive never had it.
        speaker_of: as in `qa.web.export.resting.not_borne_out`.
    """
    known = lru_cache(_ARTICLES)(texts)
    unsupported = not_borne_out(found.written, known, speaker_of)
    return Checked(
        verdicts=tuple(_verdict(one, found.pieces, known(one.cites.article)) for one in found.citing),
        misfits=tuple(sorted((*found.misfits, *unsupported), key=lambda one: one.line)),
        quotes=sum(one.quote is not None for one in found.citing),
        questions=found.questions,
    )


def _verdict(citing: Citing, pieces: Pieces, texts: Texts) -> Verdict:
    if not texts:
        return Verdict(citing=citing, state=State.MISSING)
    title = texts[-1][0].title
    quoted = False
    for article, live in sorted(texts, key=lambda one: not one[1]):
        quote, source = _agrees(citing, pieces, article)
        quoted = quoted or quote
        if quote and source:
            past = State.CHANGED if any(live for _, live in texts) else State.REMOVED
            return Verdict(citing=citing, state=State.SAME if live else past, title=title)
    return Verdict(citing=citing, state=State.ALTERED, title=title, of_source=quoted and citing.quote is not None)


def _agrees(citing: Citing, pieces: Pieces, article: Article) -> tuple[bool, bool]:
    """Tell whether the quote, and whether its source, are what would be written for this version of the article."""
    cites = citing.cites
    field = field_of(article, cites.field)
    if not 0 <= cites.start < cites.end <= len(field):
        return False, False
    span = (cites.start, cites.end)
    wanted = Cited(text=field[slice(*span)], citation=citation_of(cites.number, article, span, cites.field))
    if citing.quote is None:
        return True, pieces.other(wanted) == citing.source.written
    whole = is_whole(field, span) if cites.field == "text" else span == (0, len(field))
    quoted = whole and pieces.quote(wanted) == citing.quote.written
    return quoted, pieces.source(wanted) == citing.source.written


def is_whole(text: str, span: Span) -> bool:
    """Tell whether a span begins and ends where a quote may, apart from white space at its ends."""
    start, end = span
    cited = text[start:end]
    first, last = start + len(cited) - len(cited.lstrip()), end - len(cited) + len(cited.rstrip())
    return first >= last or (_may_be_boundary(text, first, 0) and _may_be_boundary(text, last, 1))


def _may_be_boundary(text: str, at: int, side: int) -> bool:
    """Tell whether a quote may begin (side 0) or end (side 1) at an offset."""
    sentences = _sentences(text)
    index = bisect_right(sentences, (at - side, len(text))) - 1
    if index < 0:
        return False
    start, end = sentences[index]
    if at == (start, end)[side]:
        return True
    if not _between_words(text, at):
        return False
    space = len(text[at : at + 2]) - len(text[at : at + 2].lstrip()) if side else 0
    return _STOPS.search(text[max(0, at - 20) : at + space]) is not None or _words(text[start:end]) > MAX_WORDS


def _between_words(text: str, at: int) -> bool:
    before, after = text[max(0, at - _LONGEST_WORD) : at], text[at : at + _LONGEST_WORD]
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return True
    return len(before.split()[-1]) + len(after.split()[0]) > _LONGEST_WORD  # not one word: a script without spaces


def _words(sentence: str) -> int:
    return len(sentence.split()) + sum(letter >= _UNSPACED and letter.isalpha() for letter in sentence)


@lru_cache(maxsize=32)
def _sentences(text: str) -> list[Span]:
    return sentence_spans(text)
