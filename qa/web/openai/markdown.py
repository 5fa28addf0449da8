"""An answer as Markdown, with where in it the links are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from qa.answering.answer import Answer, Citation, Quote
from qa.news.views.story import Amended, AnswerContext, Disagreement
from qa.web.export.cite import line_of, markdown_block, markdown_text, url_of
from qa.web.render.citations import address, source_parts
from qa.web.render.context import claim_address
from qa.web.render.kinds import kind_text
from qa.web.render.messages import said
from qa.web.render.text import clip, counted, day
from qa.web.route_table import ARTICLE, path_to
from qa.web.translations import Say
from qa.written.values import Written

NEAREST = 3
_NOT_IN_LINKS = re.compile(r"[()<>\[\]\\\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of a text: `text[start:end]`, in code points, is its Markdown.

    Attributes:
        title: headline of the article; its outlet where only that is known.
    """

    start: int
    end: int
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class LinkedText:
    """A text in blocks, and the links in all of them together."""

    blocks: tuple[str, ...]
    links: tuple[Link, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.blocks)


def answer_markdown(
    answer: Answer, context: AnswerContext | None, server: str, say: Say, written: Written | None = None
) -> LinkedText:
    """Return an answer: its quotes, each with a link to its article; or that there is none.

    Args:
        context: of which corrections of what is quoted, and conflicting claims, stand below the quotes.
        server: its address, `http://host:port`; articles without an address on the web are linked there.
        written: what stands above the quotes.
    """
    writer = _Writer(answer, server, say)
    if written is not None:
        _add_written(writer, written, answer, say)
    for block in _introduction(answer, say):
        writer.block(block)
    if answer.kind == "articles":
        writer.begin()
        for one in answer.quotes:
            writer.listed(one)
    else:
        for group in answer.groups or (None,):
            _add_group(writer, group, answer, say)
    if not answer.quotes and answer.passages:
        writer.nearest()
    if context:
        for later in context.amended:
            writer.amended(later)
        for disagreement in context.differs:
            writer.differs(disagreement)
    return writer.written()


def _introduction(answer: Answer, say: Say) -> Iterator[str]:
    if answer.note:
        yield markdown_text(said(answer.note, say))
    if not answer.quotes:
        if not answer.note or answer.passages:
            yield say("nothing")
        return
    if answer.kind != "look-up":
        yield f"**{markdown_text(say(f'kind_{answer.kind}'))}** {markdown_text(kind_text(answer, say))}"
    elif not answer.answered:
        yield f"**{say('may_answer')}** {say('may_answer_why')}"
    if answer.as_of:
        yield say("as_of", day=day(answer.as_of, say))


def _add_group(writer: "_Writer", group: str | None, answer: Answer, say: Say) -> None:
    quotes = [one for one in answer.quotes if one.group == group]
    if group is not None:
        writer.block(f"**{markdown_text(clip(line_of(group), 80))}**")
        if not quotes:
            writer.block(say("side_empty"))
    for one in quotes:
        writer.quote(one)


def _add_written(writer: "_Writer", written: Written, answer: Answer, say: Say) -> None:
    """Write the sentences, and the quotes that they cite and that do not stand below; only a line where there are none."""
    if written.sentences:
        unsure = "" if answer.answered else f" {say('written_unsure')}"
        writer.block(f"**{markdown_text(say('written'))}**{unsure}")
        writer.sentences(written)
        below = {one.citation for one in answer.quotes}
        others = [one for one in written.quotes if one.citation.number not in below]
        if others:
            writer.block(f"{markdown_text(say('written_rests'))}:")
        for one in others:
            writer.block(markdown_block(one.text))
            writer.source(one.citation)
        dropped = [counted(written.dropped, "written_dropped", say)] if written.dropped else []
        about = " ".join([say("written_by", model=written.model, host=written.host), *dropped])
        writer.block(markdown_text(line_of(about)))
    if written.note:
        writer.block(markdown_text(line_of(said(written.note, say))))


class _Writer:
    """Puts an answer together, and notes where its links are."""

    def __init__(self, answer: Answer, server: str, say: Say) -> None:
        self._answer = answer
        self._server = server
        self._say = say
        self._blocks: list[str] = []
        self._links: list[Link] = []
        self._length = 0

    def written(self) -> LinkedText:
        """Return what was written."""
        return LinkedText(tuple(self._blocks), tuple(self._links))

    def begin(self) -> None:
        """Begin a block, after an empty line if it is not the first."""
        self._blocks.append("\n\n" if self._blocks else "")
        self._length += len(self._blocks[-1])

    def block(self, text: str) -> None:
        """Write a block."""
        self.begin()
        self._add(text)

    def quote(self, one: Quote) -> None:
        """Write a quote, and below it the link to its article, and those to others with the same words."""
        citation, say = self._answer.citation(one.citation), self._say
        if citation.field == "text":
            self.block(markdown_block(one.text))
        else:
            shown = (day(one.text, say) if citation.field == "published" else None) or clip(one.text, 400)
            self.block(markdown_block(f"{say(f'field_{citation.field}')} {line_of(shown)}"))
        self.source(citation)
        for number, other in enumerate(one.also):
            self._add(f"; {say('also_in')} " if number == 0 else ", ")
            self._link(self._answer.citation(other))

    def source(self, citation: Citation) -> None:
        """Write the link to the article of a quote."""
        self.block("— ")
        self._link(citation)

    def sentences(self, written: Written) -> None:
        """Write sentences in one block, each with links to the quotes that bear it out, say otherwise, or correct these."""
        self.begin()
        for number, one in enumerate(written.sentences):
            self._add(f"{' ' if number else ''}{markdown_text(line_of(one.text))}")
            self._links_to(one.citations, written)
            for key, numbers in (("written_differs", one.differs), ("written_corrected", one.corrected)):
                if numbers:
                    self._add(f" {markdown_text(self._say(key))}")
                    self._links_to(numbers, written)

    def listed(self, one: Quote) -> None:
        """Write a line of a list of the catalogue."""
        citation = self._answer.citation(one.citation)
        self._add("- ")
        self._link(citation, line_of(one.text))
        if citation.field == "title":
            facts = (citation.article.outlet, day(citation.article.published, self._say), citation.article.byline)
            self._add("".join(f", {markdown_text(line_of(fact))}" for fact in facts if fact))
        self._add("\n")

    def nearest(self) -> None:
        """Write links to the articles that are nearest to the question."""
        numbers = {one.citation: self._answer.citation(one.citation) for one in self._answer.passages}
        articles = {one.article.id: one for one in reversed(numbers.values())}
        self.block(f"{self._say('closest', found='').rstrip(' :')}:\n\n")
        for citation in list(reversed(articles.values()))[:NEAREST]:
            self._add("- ")
            self._link(citation)
            self._add("\n")

    def amended(self, later: Amended) -> None:
        """Write that an article corrects or replaces a quoted one."""
        when = day(later.day, self._say)
        intro = self._say(f"amended_{later.kind}_on", day=when) if when else self._say(f"amended_{later.kind}")
        title = line_of(later.title)
        self.block(f"**{markdown_text(intro)}** ")
        self._link_here(clip(title, 120), path_to(ARTICLE, later.by), title)

    def differs(self, one: Disagreement) -> None:
        """Write what articles say differently: a line for each who says the same, with links to their sentences."""
        about = self._say("differs_about", what=clip(line_of(one.about), 80)) if one.about else self._say("differs")
        self.block(f"**{markdown_text(about)}**\n\n")
        for sides in one.values:
            self._add(f"- {markdown_text(clip(line_of(sides[0].said), 60))}")
            for side in sides:
                self._add(" ")
                who = (clip(line_of(side.outlet), 60) or side.article, day(side.published, self._say))
                self._link_here(", ".join(filter(None, who)), claim_address(side), line_of(side.outlet) or side.article)
            self._add("\n")

    def _add(self, text: str) -> None:
        self._blocks[-1] += text
        self._length += len(text)

    def _links_to(self, numbers: Sequence[int], written: Written) -> None:
        for number in numbers:
            citation = written.quote(number).citation
            parts = [line_of(part) for part in source_parts(citation, self._say)]
            self._add(" ")
            self._link(citation, ", ".join(parts))

    def _link(self, citation: Citation, shown: str = "") -> None:
        url = url_of(citation) or f"{self._server}{address(citation, self._answer)}"
        self._link_to(shown or self._source(citation), url, line_of(citation.article.title))

    def _link_here(self, shown: str, path: str, title: str) -> None:
        self._link_to(shown, f"{self._server}{path}", title)

    def _link_to(self, shown: str, url: str, title: str) -> None:
        escaped = _NOT_IN_LINKS.sub(lambda sign: quote(sign[0], safe=""), url)
        written = f"[{markdown_text(shown)}]({escaped})"
        self._links.append(Link(start=self._length, end=self._length + len(written), title=title, url=url))
        self._add(written)

    def _source(self, citation: Citation) -> str:
        title = line_of(citation.article.title)
        parts = [line_of(part) for part in source_parts(citation, self._say)]
        return ", ".join([f"“{title}”", *parts] if citation.article.outlet and title else parts)
