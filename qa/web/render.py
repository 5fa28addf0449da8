"""An answer as the conversation shows it: quotes first, then the passages by article.

Each message is one HTML block without line breaks, so that the chat's Markdown leaves it alone.
"""

from collections.abc import Sequence

from qa.answer import Answer, Citation, FoundPassage, Overview, Quote
from qa.web.article import Reference, Span
from qa.web.text import clip, count, day, escape, period

QUESTION_SHOWN = 600


def question_html(question: str) -> str:
    """Return the reader's question, cut where it is very long."""
    shown = clip(question, QUESTION_SHOWN)
    if not shown:
        return '<h2 class="question blank">(no question)</h2>'
    rest = (
        f' <span class="quiet">({count(len(question), "character")})</span>' if len(question) > QUESTION_SHOWN else ""
    )
    return f'<h2 class="question" dir="auto">{escape(shown)}{rest}</h2>'


def searching_html() -> str:
    """Return what stands in the answer's place until it comes."""
    return '<div class="answer searching"><p>Searching the articles…</p></div>'


def failure_html(reason: str) -> str:
    """Return what stands in the answer's place when there can be none."""
    return f'<div class="answer failure"><p dir="auto">{escape(reason)}</p></div>'


def answer_html(answer: Answer, overview: Overview) -> str:
    """Return the answer, the refusal, or only the note where there was nothing to answer."""
    note = f'<p class="note" dir="auto">{escape(answer.note)}</p>' if answer.note else ""
    if answer.interpreted and answer.interpreted != answer.question:
        note += f'<p class="note" dir="auto">Searched for: {escape(clip(answer.interpreted, 300))}</p>'
    if answer.answered:
        quotes = "".join(_quote(quote, answer) for quote in answer.quotes)
        return f'<div class="answer">{note}{quotes}{_passages(answer)}</div>'
    if answer.note and not answer.passages:
        return f'<div class="answer plain">{note}</div>'
    return f'<div class="answer refusal">{_verdict(overview)}{note}{_passages(answer)}</div>'


def answer_text(answer: Answer) -> str:
    """Return what the answer said in plain words, for the questions that follow."""
    return "\n".join(quote.text for quote in answer.quotes) or answer.note or "Nothing in these articles answers that."


def reference(citation: Citation, answer: Answer) -> Reference:
    """Return what to mark for `citation`: its own place, and faintly the answer's others in the same article."""
    own = Span(citation.start, citation.end)
    others = {Span(other.start, other.end) for other in answer.citations if other.article.id == citation.article.id} - {
        own
    }
    return Reference(own, tuple(sorted(others)), citation.sha256)


def source(citation: Citation) -> str:
    """Return who said it and when, in a few words: `Panorama, 8 Dec 2023`."""
    article = citation.article
    parts = (clip(article.outlet, 60) if article.outlet else clip(article.title, 60), day(article.published))
    return ", ".join(part for part in parts if part)


def chip(citation: Citation, answer: Answer) -> str:
    """Return the numbered link that opens the citation."""
    address = reference(citation, answer).address(citation.article.id)
    return (
        f'<a class="chip" href="{escape(address)}"><span class="number">[{citation.number}]</span> '
        f"<bdi>{escape(source(citation))}</bdi></a>"
    )


def _quote(quote: Quote, answer: Answer) -> str:
    return (
        f'<blockquote class="quote"><p dir="auto">{escape(quote.text)}</p>'
        f"<footer>{chip(answer.citation(quote.citation), answer)}</footer></blockquote>"
    )


def _verdict(overview: Overview) -> str:
    covered = f"{count(overview.articles, 'article')} from {count(overview.outlets, 'outlet')}"
    dates = period(overview.first, overview.last)
    return (
        '<p class="verdict">Nothing in these articles answers that.</p>'
        f'<p class="covered">They are {covered}{f", {escape(dates)}" if dates else ""}.</p>'
    )


def _passages(answer: Answer) -> str:
    """Return the passages, those of one article together, in the order of each article's best."""
    if not answer.passages:
        return ""
    groups: dict[str, list[FoundPassage]] = {}
    for passage in answer.passages:
        groups.setdefault(answer.citation(passage.citation).article.id, []).append(passage)
    found = f"{count(len(answer.passages), 'passage')} in {count(len(groups), 'article')}"
    summary = f"{found}" if answer.answered else f"The closest, which may be about something else: {found}"
    sections = "".join(_group(passages, answer) for passages in groups.values())
    return f'<details class="passages"><summary>{summary}</summary>{sections}</details>'


def _group(passages: Sequence[FoundPassage], answer: Answer) -> str:
    title = escape(clip(answer.citation(passages[0].citation).article.title, 200))
    shown = "".join(
        f'<div class="passage"><p dir="auto">{_passage_text(passage, answer)}</p>'
        f"<p>{chip(answer.citation(passage.citation), answer)}</p></div>"
        for passage in passages
    )
    return f'<section><h3 dir="auto">{title}</h3>{shown}</section>'


def _passage_text(passage: FoundPassage, answer: Answer) -> str:
    """Return the passage's text, what is quoted from it marked."""
    article = answer.citation(passage.citation).article.id
    pieces, at = [], passage.start
    quoted = sorted(
        Span(quote.start, quote.end) for quote in answer.quotes if answer.citation(quote.citation).article.id == article
    )
    for span in quoted:
        start, end = max(span.start, at), min(span.end, passage.end)
        if start < end:
            pieces.append(escape(passage.text[at - passage.start : start - passage.start]))
            pieces.append(f"<mark>{escape(passage.text[start - passage.start : end - passage.start])}</mark>")
            at = end
    return "".join(pieces) + escape(passage.text[at - passage.start :])
