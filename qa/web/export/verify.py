"""Checking an exported conversation: is it, line by line, what Cuttings would write of what the archive says?

Of each place that the file cites, quote and source are made anew from the archive and compared with what stands there, character
by character, and a quote is whole sentences (`qa.web.export.whole_sentences`); whatever else the file consists of
must fit the grammar of
`qa.web.export.grammar`. An article that said so once and has changed or was removed since is told apart from a file
that was altered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

from corpus.article import Article
from corpus.errors import ReadError
from corpus.system_errors import said
from qa.answering.citations import citation_of
from qa.web.export.cite import Cited
from qa.web.export.grammar import Citing, Exported, Misfit, read
from qa.web.export.whole_sentences import is_whole
from qa.web.export.write import HTML, MARKDOWN, Pieces

MAX_BYTES = 32 * 1024 * 1024
_MARKDOWN_NAMES = {"", ".md", ".markdown", ".txt", ".text"}
_ARTICLES = 256  # that are kept in memory meanwhile


class State(Enum):
    """What became of a citation."""

    SAME = "same"
    CHANGED = "changed"
    """An earlier text of the article said so; the present one does not."""

    REMOVED = "removed"
    """The article said so; it was removed since."""

    MISSING = "missing"
    """The archive never had the article."""

    ALTERED = "altered"
    """No text that the archive has or had of the article says so: the file was altered, or is of another archive."""


Texts = Sequence[tuple[Article, bool]]
"""All texts that an article has or had, oldest first, each with whether it is the present one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of a citation.

    Attributes:
        title: of the article, where the archive has or had it.
        of_source: of an altered one, whether it is the line of the source that is not the archive's.
    """

    citing: Citing
    state: State
    title: str = ""
    of_source: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found of a file.

    Attributes:
        misfits: what Cuttings would not have written.
        quotes: how many there are.
        questions: how many it answers or does not.
    """

    verdicts: tuple[Verdict, ...]
    misfits: tuple[Misfit, ...]
    quotes: int
    questions: int

    @property
    def good(self) -> bool:
        """Whether there are quotes, all is as it was, and there is nothing else."""
        return bool(self.quotes) and not self.misfits and all(one.state is State.SAME for one in self.verdicts)


def exported(path: Path) -> Exported:
    """Return what an exported conversation consists of.

    Raises:
        ReadError: the file cannot be read, or it is none.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(str(path), f"it cannot be read: {said(error, path)}") from error
    if len(data) > MAX_BYTES:
        raise ReadError(str(path), "too large for an exported conversation")
    found = read(data.decode("utf-8", "replace"))
    if found.misfits and not found.citing and not found.questions:
        raise ReadError(str(path), "there is no citation in it; export a conversation as Markdown or HTML")
    if found.pieces is MARKDOWN and path.suffix.lower() not in _MARKDOWN_NAMES:
        raise ReadError(str(path), f"Markdown that is named {path.suffix} is shown as something else; name it .md")
    if found.pieces is HTML and path.suffix.lower() in {".md", ".markdown"}:
        raise ReadError(str(path), f"HTML that is named {path.suffix} is shown as something else; name it .html")
    return found


def verify(found: Exported, texts: Callable[[str], Texts]) -> Checked:
    """Compare an exported conversation with the archive.

    Args:
        texts: returns the texts of the article of an id; none where the archive never had it.
    """
    known = lru_cache(_ARTICLES)(texts)
    return Checked(
        verdicts=tuple(_verdict(one, found.pieces, known(one.cites.article)) for one in found.citing),
        misfits=found.misfits,
        quotes=sum(one.quote is not None for one in found.citing),
        questions=found.questions,
    )


def _verdict(citing: Citing, pieces: Pieces, texts: Texts) -> Verdict:
    if not texts:
        return Verdict(citing=citing, state=State.MISSING)
    title = texts[-1][0].title
    said = False
    for article, live in sorted(texts, key=lambda one: not one[1]):
        quote, source = _agrees(citing, pieces, article)
        said = said or quote
        if quote and source:
            gone = State.CHANGED if any(live for _, live in texts) else State.REMOVED
            return Verdict(citing=citing, state=State.SAME if live else gone, title=title)
    return Verdict(citing=citing, state=State.ALTERED, title=title, of_source=said and citing.quote is not None)


def _agrees(citing: Citing, pieces: Pieces, article: Article) -> tuple[bool, bool]:
    """Tell whether the words, and whether their source, are what would be written of this text of the article."""
    cites = citing.cites
    if not 0 <= cites.start < cites.end <= len(article.text):
        return False, False
    span = (cites.start, cites.end)
    wanted = Cited(text=article.text[slice(*span)], citation=citation_of(cites.number, article, span))
    if citing.quote is None:
        return True, pieces.other(wanted) == citing.source.written
    quoted = is_whole(article.text, span) and pieces.quote(wanted) == citing.quote.written
    return quoted, pieces.source(wanted) == citing.source.written
