"""A conversation as a file that stands alone: every quote with its citation, its place and its SHA-256.

`qa.exported` reads these files again, to check them.
"""

from collections.abc import Sequence

from qa.answer import Answer
from qa.conversations import Exchange
from qa.web.article import web_address
from qa.web.cite import Cited, cited, markdown_block, markdown_source, markdown_text, source_words
from qa.web.render import restriction
from qa.web.text import clip, day, escape

NOTE = (
    "Each quote is cited with its article, its place in the text and the SHA-256 of the cited words; "
    "`cuttings verify` checks them."
)
NO_ANSWER = "Nothing in the articles answered that."

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1rem/1.55 Georgia,serif;color:#1f1b16;background:#fff}"
    "blockquote{margin:1rem 0 .3rem;padding-left:1rem;border-left:3px solid #8a2b1d;white-space:pre-line}"
    "h1,h2,blockquote,.source{unicode-bidi:isolate}.source,code,.note{font-size:.85rem;color:#5f574b;overflow-wrap:anywhere}"
)


def export_markdown(title: str, exchanges: Sequence[Exchange]) -> str:
    """Return the conversation as Markdown."""
    parts = [f"# {markdown_text(clip(title, 200))}", markdown_text(NOTE).replace(r"\`", "`")]
    for exchange in exchanges:
        asked = exchange.asked
        parts.append(f"## {markdown_text(clip(asked.question, 2000)) or '…'}")
        parts.append(markdown_text(_when(exchange)))
        if asked.answer is None:
            parts.append(markdown_text(asked.failure or ""))
            continue
        quotes = cited(asked.answer)
        if not quotes:
            parts.append(markdown_text(asked.answer.note or NO_ANSWER))
        for quote in quotes:
            source = f"\\[{quote.citation.number}\\] {markdown_source(quote.citation)}"
            parts.append(f"{markdown_block(quote.text)}\n\n{source}\n`{quote.place}`")
        parts += [
            f"- \\[{other.citation.number}\\] {markdown_source(other.citation)} `{other.place}`"
            for other in _others(asked.answer)
        ]
    return "\n\n".join(parts) + "\n"


def export_html(title: str, exchanges: Sequence[Exchange]) -> str:
    """Return the conversation as an HTML document that needs nothing beside it."""
    parts = [f'<h1 dir="auto">{escape(clip(title, 200))}</h1><p class="note">{escape(NOTE)}</p>']
    for exchange in exchanges:
        asked = exchange.asked
        parts.append(f'<section><h2 dir="auto">{escape(clip(asked.question, 2000)) or "…"}</h2>')
        parts.append(f'<p class="note" dir="auto">{escape(_when(exchange))}</p>')
        if asked.answer is None:
            parts.append(f'<p dir="auto">{escape(asked.failure or "")}</p></section>')
            continue
        quotes = cited(asked.answer)
        if not quotes:
            parts.append(f'<p dir="auto">{escape(asked.answer.note or NO_ANSWER)}</p>')
        for quote in quotes:
            parts.append(f'<blockquote dir="auto" data-place="{quote.place}">{escape(quote.text)}</blockquote>')
            parts.append(
                f'<p class="source" dir="auto">[{quote.citation.number}] {_link(quote)}<br><code>{quote.place}</code></p>'
            )
        others = "".join(
            f'<li class="source" dir="auto" data-place="{other.place}">[{other.citation.number}] {_link(other)}<br>'
            f"<code>{other.place}</code></li>"
            for other in _others(asked.answer)
        )
        parts.append(f"{f'<ul>{others}</ul>' if others else ''}</section>")
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(clip(title, 120))}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


def _others(answer: Answer) -> list[Cited]:
    """Return what was cited beside the quotes: the passages that were found."""
    quoted = {quote.citation for quote in answer.quotes}
    return [Cited(text="", citation=one) for one in answer.citations if one.number not in quoted]


def _link(quote: Cited) -> str:
    url, source = quote.citation.article.url, escape(source_words(quote.citation))
    return f'<a href="{escape(url.strip())}" rel="noreferrer">{source}</a>' if url and web_address(url) else source


def _when(exchange: Exchange) -> str:
    asked = exchange.asked
    only = restriction(asked.filters)
    implied = restriction(asked.answer.implied) if asked.answer and asked.answer.implied else ""
    limits = "; ".join(part for part in (only, implied) if part)
    model = f", model {asked.overview.model}" if asked.overview.model else ""
    return f"Asked on {day(exchange.asked_at)}{model}{f', only {limits}' if limits else ''}."
