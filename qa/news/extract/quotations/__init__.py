"""Quotations in an article, with who said them.

Rules over the words around each pair of marks, after the patterns of Krestel, Bergler and Witte, "Minding the Source:
Automatic Tagging of Reported Speech in Newspaper Articles" (LREC 2008): a reporting verb, its subject, and where they
stand to the quotation. A speaker is given only where one of these patterns holds; a phrase in marks that nobody is
said to have used (a title, a term, a doubt of the writer's) is no quotation.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.text.sentences import sentence_spans
from qa.news.extract.names import Mention, names_in
from qa.news.extract.quotations.attribution import attributed
from qa.news.extract.quotations.certainty import SURE, certainty
from qa.news.extract.quotations.frames import paragraph_tokens
from qa.news.extract.quotations.keys import is_speaker_name, one_entry_each, speaker_key, speaks_as
from qa.news.extract.quotations.marks import paragraph_spans, quoted_spans

__all__ = ["QuotedSpan", "is_speaker_name", "one_entry_each", "quotations_in", "speaker_key", "speaks_as"]

_MIN_UNATTRIBUTED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedSpan:
    """Words in marks of quotation and who is said to have used them; all offsets are code points of the text.

    `text[start:end]` are the words without the marks. `speaker` is the fullest name the article has for a person, a
    body or a writing as printed, and None when it is not sure. `text[said_start:said_end]` is the mention it was
    attributed by (both 0 when there is none), `text[sentence_start:sentence_end]` the whole sentences around.
    """

    start: int
    end: int
    speaker: str | None
    said_start: int
    said_end: int
    sentence_start: int
    sentence_end: int


def quotations_in(text: str, names: Sequence[Mention] | None = None) -> list[QuotedSpan]:
    """Return the quotations of `text`, in order; none is inside another, and none crosses the end of a paragraph.

    Args:
        text: the body of an article.
        names: those of the article, as `names_in` returns them: whom it names is who may speak. None looks for them here.
    """
    paragraphs = paragraph_spans(text)
    quoted = quoted_spans(text, paragraphs)
    if not quoted:
        return []
    names = names_in(text) if names is None else names
    paragraphed = paragraph_tokens(text, paragraphs, quoted, names)
    found = []
    block: _Block | None = None
    for number, said in enumerate(attributed(text, paragraphed, quoted, names)):
        quote = quoted[number]
        if said is None:
            continue
        sure = said.pattern is not None and certainty(said.pattern, said.kind) >= SURE
        speaker = said.speaker if sure else None
        if speaker is None and not said.whole:
            continue
        if block is None or not block.start <= quote.outer_start < block.end:
            block = _Block(text, quote.outer_start)
        around = block.around(quote.outer_start, quote.outer_end, said.start, said.end)
        found.append(
            QuotedSpan(
                start=quote.start,
                end=quote.end,
                speaker=speaker,
                said_start=said.start,
                said_end=said.end,
                sentence_start=around[0],
                sentence_end=around[1],
            )
        )
    return found


class _Block:
    """The sentences between two empty lines, which no sentence crosses."""

    def __init__(self, text: str, at: int) -> None:
        self.start = text.rfind("\n\n", 0, at) + 1
        end = text.find("\n\n", at)
        self.end = end if end >= 0 else len(text)
        spans = sentence_spans(text[self.start : self.end])
        self._spans = [(self.start + low, self.start + high) for low, high in spans]
        self._starts = [low for low, _ in self._spans]

    def around(self, start: int, end: int, said_start: int, said_end: int) -> tuple[int, int]:
        """Return the span of the sentences that have text[start:end], and the mention of a speaker that they cut in two."""
        first, last = self._at(start), self._at(end - 1)
        if (
            self._spans[first][0] <= said_start < self._spans[last][1] < said_end
        ):  # cut at a title: “…,” Ms. | Corvan said
            last = self._at(said_end - 1)
        return self._spans[first][0], self._spans[last][1]

    def _at(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)
