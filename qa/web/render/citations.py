"""The citations of an answer as links: what each opens and marks, and the outlet, day and headline that it shows."""

from qa.answering.answer import Answer, Citation
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, day, escape
from qa.web.translations import ENGLISH_WORDS, Say

HEADLINE_SHOWN = 400


def reference(citation: Citation, answer: Answer) -> Reference:
    """Return what to mark for `citation`: its own span, and fainter the answer's other quotes in the same article."""
    own = Span(citation.start, citation.end)
    others = {
        Span(other.start, other.end)
        for other in map(answer.citation, quoted_numbers(answer) - {citation.number})
        if other.article.id == citation.article.id and other.field == "text"
    }
    return Reference(own, tuple(sorted(others)), citation.sha256, citation.field)


def source_parts(citation: Citation, say: Say = ENGLISH_WORDS) -> list[str]:
    """Return outlet, or headline where that is not known, day, page and origin of a citation; those that there are."""
    article = citation.article
    parts = (
        clip(article.outlet, 60) if article.outlet else clip(article.title, HEADLINE_SHOWN) or say("article_panel"),
        day(article.published, say),
        f"p. {citation.page}" if citation.page else None,
        say("by_ocr") if citation.ocr else None,
        f"via {clip(article.via, 60)}" if article.via else None,
    )
    return [part for part in parts if part]


def quoted_numbers(answer: Answer) -> set[int]:
    """Return the numbers of the citations of the quotes, copies included; only these are shown."""
    return {number for quote in answer.quotes for number in (quote.citation, *quote.also)}


def address(citation: Citation, answer: Answer) -> str:
    """Return the address that opens the article at a citation with the quotes marked."""
    return reference(citation, answer).address(citation.article.id)


def citation_link(citation: Citation, answer: Answer, shown: str) -> str:
    """Return the link that opens a citation; `shown` is HTML."""
    return f'<a class="chip cite" href="{escape(address(citation, answer))}">{shown}</a>'


def number_html(citation: Citation) -> str:
    """Return the number of a citation as it is shown."""
    return f'<span class="number">[{citation.number}]</span>'


def source_html(citation: Citation, say: Say) -> str:
    """Return outlet and day of a citation; the headline in place of an outlet that is not known."""
    name, *rest = source_parts(citation, say)
    others = f' <span class="day">{escape(", ".join(rest))}</span>' if rest else ""
    return f'<bdi class="outlet">{escape(name)}</bdi>{others}'


def headline_html(citation: Citation) -> str:
    """Return the headline of the article, on a line of its own; "" where it has none."""
    title = clip(citation.article.title, HEADLINE_SHOWN)
    return f' <span class="headline" dir="auto">{escape(title)}</span>' if title else ""
