"""What is written above the quotes of an answer: sentences, each with links to the quotes that bear it out."""

from collections.abc import Sequence

from qa.answering.answer import Answer
from qa.web.render.citations import citation_link, headline_html, number_html, source_html
from qa.web.render.messages import said
from qa.web.render.text import counted, day, escape
from qa.web.translations import ENGLISH_WORDS, Say
from qa.written.values import CitedQuote, Written, WrittenSentence


def written_html(written: Written, answer: Answer, say: Say = ENGLISH_WORDS, *, writing: bool = False) -> str:
    """Return what is written above the quotes of an answer; a line where nothing is.

    Args:
        writing: whether more may come: the page's script asks for it then.
    """
    note = f'<p class="note" dir="auto">{escape(said(written.note, say))}</p>' if written.note else ""
    if not writing and not written.sentences:
        return f'<div class="written">{note}</div>' if note else ""
    about = f'<p class="about">{escape(_about(written, say, writing=writing))}</p>'
    head = f'<p class="certainty kind"><strong>{escape(say("written"))}</strong></p>'
    if not answer.answered:
        head += f'<p class="note">{escape(say("written_unsure"))}</p>'
    prose = " ".join(_sentence(one, written, answer, say) for one in written.sentences)
    shown = f'<p class="prose" dir="auto">{prose}</p>' if prose else ""
    kind = "written pending" if writing else "written"
    return f'<div class="{kind}">{head}{shown}{_others(written, answer, say)}{about}{note}</div>'


def _about(written: Written, say: Say, *, writing: bool) -> str:
    """Return who writes and what was sent where; when that is done also what was left out and how long it took."""
    if writing:
        return say("writing", host=written.host)
    parts = [say("written_by", model=written.model, host=written.host)]
    parts += [counted(written.dropped, "written_dropped", say)] if written.dropped else []
    return " ".join([*parts, f"{written.seconds:.1f} s"])


def _sentence(one: WrittenSentence, written: Written, answer: Answer, say: Say) -> str:
    links = _links(one.citations, written, answer, say)
    differs = _aside("written_differs", one.differs, written, answer, say)
    corrected = _aside("written_corrected", one.corrected, written, answer, say)
    return f"{escape(one.text)} {links}{differs}{corrected}"


def _aside(name: str, numbers: Sequence[int], written: Written, answer: Answer, say: Say) -> str:
    if not numbers:
        return ""
    return f' <span class="aside">{escape(say(name))} {_links(numbers, written, answer, say)}</span>'


def _links(numbers: Sequence[int], written: Written, answer: Answer, say: Say) -> str:
    """Return the links to quotes, each with the day of its article: "on Friday" is counted from that."""
    shown = []
    for number in numbers:
        citation = written.quote(number).citation
        when = day(citation.article.published, say)
        dated = f' <span class="day">{escape(when)}</span>' if when else ""
        shown.append(citation_link(citation, answer, f"{number_html(citation)}{dated}"))
    return " ".join(shown)


def _others(written: Written, answer: Answer, say: Say) -> str:
    """Return the quotes that the sentences name and that do not stand below them, folded away."""
    below = {quote.citation for quote in answer.quotes}
    quotes = [_quote(one, answer, say) for one in written.quotes if one.citation.number not in below]
    if not quotes:
        return ""
    return f'<details class="rests"><summary>{escape(say("written_rests"))}</summary>{"".join(quotes)}</details>'


def _quote(one: CitedQuote, answer: Answer, say: Say) -> str:
    shown = f"{number_html(one.citation)} {source_html(one.citation, say)}{headline_html(one.citation)}"
    return (
        f'<blockquote class="quote"><p dir="auto">{escape(one.text)}</p>'
        f"<footer>{citation_link(one.citation, answer, shown)}</footer></blockquote>"
    )
