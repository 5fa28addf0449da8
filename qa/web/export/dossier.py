"""A dossier as a self-contained file: pinned quotes with their citations, and the writer's own notes, each marked as one.

As of an exported conversation, everything in a file is either written from the archive, one of our sentences, or the writer's
own words: here in the title and after “Note:”. `qa.web.export.grammar` parses these files too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qa.desk.values import Entry
from qa.web.export.cite import Cited, markdown_text
from qa.web.export.write import HEAD_LIMIT, HTML, HTML_END, MARKDOWN, TITLE_LIMIT, html_head, markdown_note
from qa.web.render.text import clip, escape

DOSSIER_NOTE = (
    "A dossier. Each quote is cited with its article, its place in the text and the SHA-256 of the cited words. "
    "`cuttings verify` makes from the archive what this file should say as Markdown or HTML and compares it line by line: the "
    "file as a program reads it, not as a screen, a printer or another program may show it. The title and what stands after "
    "“Note:” are the writer's own words and are not checked."
)
OWN_MARKDOWN, OWN_HTML = "**Note:** ", '<p class="own" dir="auto"><b>Note:</b> '
"""What is before each paragraph of the writer's own words, so that none can be taken for a quote."""


@dataclass(frozen=True, slots=True)
class Item:
    """A part of a dossier: a quote with its number, or a paragraph of a note."""

    quote: Cited | None = None
    own: str = ""


def items(entries: Sequence[Entry]) -> Iterator[Item]:
    """Yield the parts of a dossier in order; quotes are numbered from 1."""
    number = 0
    for entry in entries:
        if entry.quote:
            number += 1
            yield Item(Cited(text=entry.quote.text, citation=replace(entry.quote.citation, number=number)))
        for paragraph in entry.note.split("\n"):
            if own := " ".join(paragraph.split()):
                yield Item(own=own)


def dossier_markdown(title: str, entries: Sequence[Entry]) -> str:
    """Return the dossier as Markdown."""
    parts = [f"# {markdown_text(clip(title, TITLE_LIMIT))}", markdown_note(DOSSIER_NOTE)]
    for item in items(entries):
        if item.quote:
            parts += [MARKDOWN.quote(item.quote), MARKDOWN.source(item.quote)]
        else:
            parts.append(f"{OWN_MARKDOWN}{markdown_text(item.own)}")
    return "\n\n".join(parts) + "\n"


def dossier_html(title: str, entries: Sequence[Entry]) -> str:
    """Return the dossier as a self-contained HTML document."""
    title = clip(title, TITLE_LIMIT)
    parts = [f'<h1 dir="auto">{escape(title)}</h1><p class="note">{escape(DOSSIER_NOTE)}</p>']
    for item in items(entries):
        if item.quote:
            parts += [HTML.quote(item.quote), HTML.source(item.quote)]
        else:
            parts.append(f"{OWN_HTML}{escape(item.own)}</p>")
    return "\n".join([*html_head(escape(clip(title, HEAD_LIMIT))), *parts, HTML_END]) + "\n"
