"""A briefing as a self-contained file, for a mail: story by story what is written and quoted, and how to check it at its end.

As of an exported conversation, `qa.web.export.grammar` parses these files and `qa.web.export.verify` checks them.
"""

import re
from collections.abc import Sequence

from qa.service.exchange import Exchange
from qa.web.export.cite import markdown_text
from qa.web.export.write import (
    HEAD_LIMIT,
    HTML,
    HTML_END,
    MARKDOWN,
    NOTE,
    QUESTION_LIMIT,
    TITLE_LIMIT,
    html_head,
    markdown_note,
    quotes_of,
)
from qa.web.export.written import by_line, sentence_html, sentence_markdown
from qa.web.render.text import clip, counted, day, escape

_BEGINNINGS = "What is quoted is how the articles begin."
_OPENING = re.compile(
    rf"[\d,]+ (?:story|stories)(?:, quoted from [\d,]+ outlets?)?, as of \d{{1,2}} [A-Z][a-z]{{2}} \d{{4}}\. "
    rf"{re.escape(_BEGINNINGS)}",
    re.ASCII,
)


def is_opening(text: str) -> bool:
    """Tell whether a line is the first of a briefing below its title."""
    return _OPENING.fullmatch(text) is not None


def briefing_markdown(title: str, stories: Sequence[Exchange], today: str) -> str:
    """Return a briefing as Markdown.

    Args:
        today: ISO day on which it is made.
    """
    parts = [f"# {markdown_text(clip(title, TITLE_LIMIT))}", markdown_text(_opening(stories, today))]
    for one in stories:
        parts.append(f"## {markdown_text(clip(one.asked.question, QUESTION_LIMIT)) or '…'}")
        if (written := one.asked.written) and written.sentences:
            parts.append(markdown_text(by_line(written)))
            parts += [sentence_markdown(sentence, markdown_text) for sentence in written.sentences]
        for quote in quotes_of(one.asked):
            parts += [MARKDOWN.quote(quote), MARKDOWN.source(quote)]
    return "\n\n".join([*parts, markdown_note(NOTE)]) + "\n"


def briefing_html(title: str, stories: Sequence[Exchange], today: str) -> str:
    """Return a briefing as a self-contained HTML document; `today` as in `briefing_markdown`."""
    title = clip(title, TITLE_LIMIT)
    parts = [f'<h1 dir="auto">{escape(title)}</h1><p class="opening">{escape(_opening(stories, today))}</p>']
    for one in stories:
        parts.append(f'<section><h2 dir="auto">{escape(clip(one.asked.question, QUESTION_LIMIT)) or "…"}</h2>')
        if (written := one.asked.written) and written.sentences:
            parts.append(f'<p class="note" dir="auto">{escape(by_line(written))}</p>')
            parts += map(sentence_html, written.sentences)
        for quote in quotes_of(one.asked):
            parts += [HTML.quote(quote), HTML.source(quote)]
        parts.append("</section>")
    parts.append(f'<p class="note">{escape(NOTE)}</p>')
    return "\n".join([*html_head(escape(clip(title, HEAD_LIMIT))), *parts, HTML_END]) + "\n"


def _opening(stories: Sequence[Exchange], today: str) -> str:
    quotes = [quote for one in stories for quote in quotes_of(one.asked)]
    outlets = {one.citation.article.outlet for one in quotes} - {None}
    named = f", quoted from {counted(len(outlets), 'outlet')}" if outlets else ""
    return f"{counted(len(stories), 'whole_story')}{named}, as of {day(today)}. {_BEGINNINGS}"
