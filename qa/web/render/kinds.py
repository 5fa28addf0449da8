"""Answers that are no look-ups: what each says it is, and how its quotes are arranged: in two columns, or as a list."""

from collections.abc import Callable, Sequence

from qa.answering.answer import Answer, Citation, CitedField, Quote
from qa.web.render.text import clip, counted, day, escape
from qa.web.translations import ENGLISH_WORDS, Say

_LISTED: dict[CitedField, str] = {"title": "article", "outlet": "outlet", "byline": "author"}
"""What a list of the catalogue is of, by the field that is quoted."""

Address = Callable[[Citation], str]


def kind_html(answer: Answer, say: Say = ENGLISH_WORDS) -> str:
    """Return the words above the quotes: what kind of answer this is, and what it consists of."""
    what = escape(kind_text(answer, say))
    return f'<p class="certainty kind"><strong>{escape(say(f"kind_{answer.kind}"))}</strong> <span>{what}</span></p>'


def kind_text(answer: Answer, say: Say = ENGLISH_WORDS) -> str:
    """Return what the answer consists of, in a sentence."""
    if answer.kind != "articles":
        return say(f"kind_{answer.kind}_what")
    total = counted(answer.total or 0, _LISTED.get(answer.citation(answer.quotes[0].citation).field, "article"), say)
    if answer.interpreted:
        total = say("kind_articles_words", total=total, words=clip(answer.interpreted, 120))
    part = (answer.total or 0) > len(answer.quotes)
    return say("kind_articles_part" if part else "kind_articles_what", total=total, shown=len(answer.quotes))


def arranged_html(answer: Answer, quotes: Sequence[str], address: Address, say: Say = ENGLISH_WORDS) -> str:
    """Return the quotes of an answer that is no look-up.

    Args:
        quotes: each as a block of HTML.
        address: of the place of a citation.
    """
    if answer.kind == "articles":
        rows = "".join(f"<li>{_row(quote, answer, address, say)}</li>" for quote in answer.quotes)
        return f'<ol class="listed">{rows}</ol>'
    if answer.groups:
        return f'<div class="sides">{"".join(_side(name, answer, quotes, say) for name in answer.groups)}</div>'
    return "".join(quotes)


def _side(name: str, answer: Answer, quotes: Sequence[str], say: Say) -> str:
    own = [shown for quote, shown in zip(answer.quotes, quotes, strict=True) if quote.group == name]
    body = "".join(own) or f'<p class="quiet">{escape(say("side_empty"))}</p>'
    return f'<section><h3 dir="auto">{escape(clip(name, 80))}</h3>{body}</section>'


def _row(quote: Quote, answer: Answer, address: Address, say: Say) -> str:
    """Return a line of the catalogue: an outlet or an author; or outlet, day, byline and headline of an article."""
    citation = answer.citation(quote.citation)
    article = citation.article
    shown = f'<span class="number">[{citation.number}]</span> '
    if citation.field == "title":
        facts = ", ".join(fact for fact in (day(article.published, say), clip(article.byline or "", 80)) if fact)
        shown += f'<bdi class="outlet">{escape(clip(article.outlet or "", 60))}</bdi> '
        shown += f'<span class="day" dir="auto">{escape(facts)}</span> '
        shown += f'<span class="headline" dir="auto">{escape(clip(quote.text, 400))}</span>'
    else:
        shown += f'<bdi class="outlet">{escape(clip(quote.text, 300))}</bdi>'
    return f'<a class="chip cite" href="{escape(address(citation))}">{shown}</a>'
