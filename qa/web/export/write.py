"""A conversation as a self-contained file: every quote with its citation, its span and its SHA-256.

`qa.web.export.grammar` parses these files and `qa.web.export.verify` checks them. Everything in a file is either written from
the archive (quotes, sources, spans), one of a few sentences of ours, or the reader's own words. The reader's words are only
in headings and after "Asked on", escaped so that they can be nothing but text.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.errors import Busy, GivenUp
from corpus.messages import read_messages
from qa.answering.answer import Answer
from qa.answering.pipeline import EMPTY_ARCHIVE, EMPTY_QUESTION, OUT_OF_TIME, SMALL_TALK
from qa.service.exchange import Asked, Exchange
from qa.web.export.cite import (
    Cited,
    Escape,
    cited,
    earlier_markdown_text,
    markdown_block,
    markdown_source,
    markdown_text,
    source_words,
)
from qa.web.export.written import by_line, sentence_html, sentence_markdown
from qa.web.render.answer import restriction
from qa.web.render.article import web_address
from qa.web.render.text import clip, day, escape

NOTE = (
    "Each quote is cited with its article, its place in the text and the SHA-256 of the cited words. `cuttings verify` makes "
    "from the archive what this file should say and compares it line by line: the file as a program reads it, not as a screen, "
    "a printer or another program may show it. The title, the questions and what they were restricted to are the reader's own "
    "words and are not checked."
)
EARLIER_NOTES = (
    "Each quote is cited with its article, its place in the text and the SHA-256 of the cited words; "
    "`cuttings verify` checks them.",
)
"""What earlier versions wrote instead; otherwise their files are the same."""

NO_ANSWER = "Nothing in the articles answered that."
FAILED = "This question could not be answered."
UNSURE = "What is quoted may answer, and is not sure to."
KINDS = {
    "summary": "What is quoted is how the articles begin.",
    "newest": "What is quoted is how the newest articles begin.",
    "comparison": "What is quoted is of two sides.",
    "articles": "What is quoted is a list of the catalogue, the newest first.",
    "points": "What is quoted is the list of an article.",
}
"""What an answer that is no look-up quotes, by its kind."""

TITLE_LIMIT, HEAD_LIMIT, QUESTION_LIMIT = 200, 120, 2000

_REMARKS = {NO_ANSWER, FAILED, EMPTY_ARCHIVE, EMPTY_QUESTION, SMALL_TALK, OUT_OF_TIME, str(Busy()), str(GivenUp())}
_REMARK_KINDS = {"long_question", "later_time"}
"""Of remarks in which something is filled in."""

STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 Georgia,serif;color:#1f1b16;background:#fff}"
    "blockquote{margin:1rem 0 .3rem;padding-left:1rem;border-left:3px solid #8a2b1d;white-space:pre-line}"
    "h1,h2,blockquote,.source{unicode-bidi:isolate}.source,code,.note{font-size:.85rem;color:#5f574b;overflow-wrap:anywhere}"
)


@dataclass(frozen=True, slots=True)
class Pieces:
    """How a format writes quotes and sources.

    Attributes:
        quote: the text.
        source: the source, below the text.
        other: a citation without a quote.
    """

    quote: Callable[[Cited], str]
    source: Callable[[Cited], str]
    other: Callable[[Cited], str]


def is_remark(text: str) -> bool:
    """Tell whether `text` is one of our sentences that replace quotes."""
    return text in _REMARKS or [one.kind in _REMARK_KINDS for one in read_messages(text)] == [True]


def export_markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    """Return the conversation as Markdown."""
    parts = [f"# {markdown_text(clip(title, TITLE_LIMIT))}", markdown_note(NOTE)]
    for exchange in exchanges:
        answer = exchange.asked.answer
        quotes = quotes_of(exchange.asked)
        parts.append(f"## {markdown_text(clip(exchange.asked.question, QUESTION_LIMIT)) or '…'}")
        parts.append(markdown_text(_asked_line(exchange)))
        if (written := exchange.asked.written) and written.sentences:
            parts.append(markdown_text(by_line(written)))
            parts += [sentence_markdown(one, markdown_text) for one in written.sentences]
        if not quotes:
            parts.append(markdown_text(_remark(exchange.asked)))
        for quote in quotes:
            parts += [MARKDOWN.quote(quote), MARKDOWN.source(quote)]
        parts += map(MARKDOWN.other, _others(answer, quotes))
    return "\n\n".join(parts) + "\n"


def export_html(title: str, exchanges: Sequence[Exchange]) -> str:
    """Return the conversation as a self-contained HTML document."""
    title = clip(title, TITLE_LIMIT)
    parts = [f'<h1 dir="auto">{escape(title)}</h1><p class="note">{escape(NOTE)}</p>']
    for exchange in exchanges:
        answer = exchange.asked.answer
        quotes = quotes_of(exchange.asked)
        parts.append(f'<section><h2 dir="auto">{escape(clip(exchange.asked.question, QUESTION_LIMIT)) or "…"}</h2>')
        parts.append(f'<p class="note" dir="auto">{escape(_asked_line(exchange))}</p>')
        if (written := exchange.asked.written) and written.sentences:
            parts.append(f'<p class="note" dir="auto">{escape(by_line(written))}</p>')
            parts += map(sentence_html, written.sentences)
        if not quotes:
            parts.append(f'<p dir="auto">{escape(_remark(exchange.asked))}</p>')
        for quote in quotes:
            parts += [HTML.quote(quote), HTML.source(quote)]
        others = "".join(map(HTML.other, _others(answer, quotes)))
        parts.append(f"{f'<ul>{others}</ul>' if others else ''}</section>")
    return "\n".join([*html_head(escape(clip(title, HEAD_LIMIT))), *parts, HTML_END]) + "\n"


def markdown_note(note: str, escaped: Escape = markdown_text) -> str:
    """Return one of our notes as Markdown, the commands in it as code."""
    return escaped(note).replace(r"\`", "`")


def html_head(title: str) -> tuple[str, str]:
    """Return the lines before the title; `title` is HTML."""
    return "<!doctype html>", (
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head><body>'
    )


HTML_END = "</body></html>"


def _quote_html(quote: Cited) -> str:
    return f'<blockquote dir="auto" data-place="{quote.place}">{escape(quote.text)}</blockquote>'


def _source_html(quote: Cited) -> str:
    return f'<p class="source" dir="auto">{_cited_html(quote)}</p>'


def _other_html(other: Cited) -> str:
    return f'<li class="source" dir="auto" data-place="{other.place}">{_cited_html(other)}</li>'


def _cited_html(quote: Cited) -> str:
    url, source = quote.citation.article.url, escape(source_words(quote.citation))
    link = f'<a href="{escape(url.strip())}" rel="noreferrer">{source}</a>' if url and web_address(url) else source
    return f"[{quote.citation.number}] {link}<br><code>{quote.place}</code>"


def _markdown_pieces(escaped: Escape) -> Pieces:
    def quoted(quote: Cited) -> str:
        return markdown_block(quote.text, escaped)

    def source(quote: Cited) -> str:
        return f"\\[{quote.citation.number}\\] {markdown_source(quote.citation, escaped)}\n`{quote.place}`"

    def other(one: Cited) -> str:
        return f"- \\[{one.citation.number}\\] {markdown_source(one.citation, escaped)} `{one.place}`"

    return Pieces(quoted, source, other)


MARKDOWN = _markdown_pieces(markdown_text)
EARLIER_MARKDOWN = _markdown_pieces(earlier_markdown_text)
HTML = Pieces(_quote_html, _source_html, _other_html)


def quotes_of(asked: Asked) -> list[Cited]:
    """Return the quotes of an answer, then those that only the written sentences above them name."""
    if asked.answer is None:
        return []
    quotes = cited(asked.answer)
    quoted = {quote.citation.number for quote in quotes}
    named = asked.written.quotes if asked.written else ()
    return quotes + [Cited(text=one.text, citation=one.citation) for one in named if one.citation.number not in quoted]


def _others(answer: Answer | None, quotes: Sequence[Cited]) -> list[Cited]:
    """Return the citations without a quote: those of the passages that were found."""
    if answer is None:
        return []
    quoted = {quote.citation.number for quote in quotes}
    return [Cited(text="", citation=one) for one in answer.citations if one.number not in quoted]


def _remark(asked: Asked) -> str:
    """Return the sentence that replaces quotes; the message of an error may contain anything, so it is not written."""
    said, otherwise = (asked.failure, FAILED) if asked.answer is None else (asked.answer.note, NO_ANSWER)
    return said if said and is_remark(said) else otherwise


def _asked_line(exchange: Exchange) -> str:
    asked = exchange.asked
    only = restriction(asked.filters)
    implied = restriction(asked.answer.implied) if asked.answer and asked.answer.implied else ""
    limits = "; ".join(part for part in (only, implied) if part)
    model = f", model {asked.overview.model}" if asked.overview.model else ""
    kind = f" {KINDS[asked.answer.kind]}" if asked.answer and asked.answer.kind in KINDS else ""
    unsure = f" {UNSURE}" if asked.answer and asked.answer.certainty == "may answer" else kind
    return f"Asked on {day(exchange.asked_at)}{model}{f', only {limits}' if limits else ''}.{unsure}"
