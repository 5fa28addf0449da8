"""An answer as the conversation shows it: quotes first, then what stands around them.

Each message is one HTML block without line breaks, so that the chat's Markdown does not change it. The chat's sanitiser
removes data and aria attributes; so the page's script identifies a button of class `tool` by its value, and labels it with
its title.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from corpus.filters import Filters
from corpus.search_query import operators_in
from qa.answering.answer import Answer, Citation, Overview, Quote, Step
from qa.answering.interpret import normalize
from qa.desk.values import Marks
from qa.news.views.story import AnswerContext
from qa.service.desk import CitedWords, QuoteOwn
from qa.web.render.citations import address, citation_link, headline_html, number_html, source_html
from qa.web.render.context import context_html, covered_html
from qa.web.render.kinds import arranged_html, kind_html
from qa.web.render.marks import own_marks_html
from qa.web.render.messages import said
from qa.web.render.passages import passages_html
from qa.web.render.text import clip, counted, day, escape, period
from qa.web.render.written import written_html
from qa.web.route_table import DOSSIER, path_to
from qa.web.translations import ENGLISH_WORDS, Say
from qa.written.values import Written

NOTHING_OWN = QuoteOwn(marks=Marks())
QUESTION_SHOWN = 600
WORDS_SHOWN = 12
"""Words of earlier questions that can be taken away one by one."""
OUTLETS_NAMED = 4


QuotesOwn = tuple[tuple[CitedWords, QuoteOwn], ...]
"""What readers have made of quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDisplay:
    """What is shown with an answer.

    Attributes:
        context: what the news says next to it.
        exchange: id of the stored exchange; "" shows no tools.
        filters: what the reader restricted the search to.
        vote: 1, -1 or 0.
        stored: whether it is stored, and not only in memory.
        outlets: of the archive, with the number of their articles.
        follow_ups: questions to go on with.
        own: what readers have made of its quotes.
        written: above the quotes; None for nothing.
        writing: whether more of that may come.
    """

    context: AnswerContext | None = None
    exchange: str = ""
    filters: Filters = field(default_factory=Filters)
    vote: int = 0
    stored: bool = True
    outlets: tuple[tuple[str, int], ...] = ()
    follow_ups: tuple[str, ...] = ()
    own: QuotesOwn = ()
    written: Written | None = None
    writing: bool = False


NO_DISPLAY = AnswerDisplay()


def question_html(question: str, say: Say = ENGLISH_WORDS) -> str:
    """Return the reader's question, cut where it is very long."""
    shown = clip(question, QUESTION_SHOWN)
    if not shown:
        return f'<h2 class="question blank">{escape(say("no_question"))}</h2>'
    length = escape(counted(len(question), "character", say))
    rest = f' <span class="quiet">({length})</span>' if len(question) > QUESTION_SHOWN else ""
    return f'<h2 class="question" dir="auto">{escape(shown)}{rest}</h2>'


def searching_html(step: Step | None = None, say: Say = ENGLISH_WORDS) -> str:
    """Return what is shown until the answer comes."""
    if step is None:
        return f'<div class="answer searching"><p class="now">{escape(say("searching"))}</p></div>'
    found = say(
        "found", passages=counted(step.passages, "passage", say), articles=counted(step.articles, "article", say)
    )
    return (
        f'<div class="answer searching"><p class="done">{escape(found)}</p>'
        f'<p class="now">{escape(say("reading"))}</p></div>'
    )


def failure_html(reason: str, exchange: str = "", say: Say = ENGLISH_WORDS) -> str:
    """Return what is shown instead of an answer when asking failed."""
    name = f" x-{escape(exchange)}" if exchange else ""
    return f'<div class="answer failure{name}"><p dir="auto">{escape(said(reason, say))}</p></div>'


def answer_html(
    answer: Answer, overview: Overview, display: AnswerDisplay = NO_DISPLAY, say: Say = ENGLISH_WORDS
) -> str:
    """Return the answer; or that there is none; or only the note where nothing was searched."""
    note = f'<p class="note" dir="auto">{escape(said(answer.note, say))}</p>' if answer.note else ""
    before = words_from_before(answer)
    if answer.interpreted and answer.interpreted != answer.question and not before and answer.kind != "articles":
        searched = escape(say("searched_for", text=clip(answer.interpreted, 300)))
        note += f'<p class="note" dir="auto">{searched}</p>'
    if answer.as_of:
        note += f'<p class="note">{escape(say("as_of", day=day(answer.as_of, say)))}</p>'
    note += _only(answer, before, display, say)
    name = f" x-{escape(display.exchange)}" if display.exchange else ""
    end = "" if display.stored else f'<p class="note" dir="auto">{escape(say("not_kept"))}</p>'
    if answer.quotes:
        quotes = _quotes(answer, display, say)
        context = context_html(display.context, answer, display.exchange, say) if display.context else ""
        rest = f"{context}{passages_html(answer, say)}{_follow_ups(display, say)}{_tools(display, say)}"
        band = "" if answer.answered else " may"
        prose = written_html(display.written, answer, say, writing=display.writing) if display.written else ""
        return f'<div class="answer{band}{name}">{note}{prose}{quotes}{rest}{end}</div>'
    if answer.note and not answer.passages:
        return f'<div class="answer plain{name}">{note}{end}</div>'
    verdict = _verdict(answer, overview, display, say) + _search_all(answer, display, say)
    verdict += covered_html(display.context.covered, say) if display.context else ""
    return f'<div class="answer refusal{name}">{note}{verdict}{passages_html(answer, say)}{_tools(display, say)}{end}</div>'


def words_from_before(answer: Answer) -> list[str]:
    """Return the words of earlier questions that were added to a question; they stand behind it, as it was searched."""
    own = normalize(answer.question)
    searched = answer.interpreted or own
    if searched.startswith(f"{own} "):
        return searched[len(own) :].split()
    added = searched.rpartition("?")[2] if own.endswith("?") else ""  # where a word of the question was spelt otherwise
    return added.split() if added != searched else []


def _search_all(answer: Answer, display: AnswerDisplay, say: Say) -> str:
    """Return the button that asks again without the reader's filters, first without those of outlets."""
    filters = display.filters
    kind = "outlets" if filters.outlets else "days" if filters.since or filters.until else ""
    if not (kind and display.exchange):
        return ""
    value = escape(f"all-{kind} {answer.question.strip()}")
    return (
        f'<p><button type="button" class="tool again" value="{value}">{escape(say(f"search_all_{kind}"))}</button></p>'
    )


def _certainty(answer: Answer, say: Say) -> str:
    """Return the words above the quotes: that they answer, or may."""
    if answer.answered:
        return f'<p class="certainty">{escape(say("answers"))}</p>'
    why = escape(say("may_answer_why"))
    return f'<p class="certainty unsure"><strong>{escape(say("may_answer"))}</strong> <span>{why}</span></p>'


def answer_text(answer: Answer) -> str:
    """Return the answer as plain text, for the history of the questions that follow."""
    return "\n".join(quote.text for quote in answer.quotes) or answer.note or "Nothing in these articles answers that."


def restriction(filters: Filters, say: Say = ENGLISH_WORDS) -> str:
    """Return what a search is restricted to in a few words: `Panorama, 8 Dec 2023`; "" for nothing."""
    outlets = [clip(name, 60) for name in (*([filters.collection] if filters.collection else []), *filters.outlets)]
    if filters.since and filters.until:
        days = period(filters.since, filters.until, say) or ""
    elif filters.since:
        days = f"≥ {day(filters.since, say)}"
    elif filters.until:
        days = f"≤ {day(filters.until, say)}"
    else:
        days = ""
    return ", ".join([*outlets, *([days] if days else [])])


def _restricted(answer: Answer, display: AnswerDisplay, say: Say) -> str:
    """Return what an answer was restricted to, by filters and by operators of the question; "" for nothing."""
    return ", ".join(filter(None, [restriction(display.filters, say), clip(operators_in(answer.question), 200)]))


def _quotes(answer: Answer, display: AnswerDisplay, say: Say) -> str:
    """Return the best quote, and the others folded away; all quotes of an answer that is no look-up."""
    blocks = [_quote(number, quote, answer, display, say) for number, quote in enumerate(answer.quotes, 1)]
    if answer.kind != "look-up":
        return kind_html(answer, say) + arranged_html(answer, blocks, partial(address, answer=answer), say)
    first, *others = [_certainty(answer, say) + blocks[0], *blocks[1:]]
    if not others:
        return first
    summary = escape(counted(len(others), "more_quote", say))
    return f'{first}<details class="more-quotes"><summary>{summary}</summary>{"".join(others)}</details>'


def _quote(number: int, quote: Quote, answer: Answer, display: AnswerDisplay, say: Say) -> str:
    copy = ""
    if display.exchange:
        name = escape(say("copy_title", number=number))
        copy = f' <button type="button" class="tool copy" value="copy {number}" title="{name}">{escape(say("copy"))}</button>'
        for name in ("pin", "mark_quote"):
            title = escape(say(f"{name}_title", number=number))
            value = f"{name.partition('_')[0]} {number}"
            copy += f' <button type="button" class="tool" value="{value}" title="{title}">{escape(say(name))}</button>'
    kind = "quote best" if number == 1 and answer.kind == "look-up" else "quote"
    citation = answer.citation(quote.citation)
    below = ""
    if display.exchange:
        own = next((own for words, own in display.own if words == (citation.locator, citation.sha256)), NOTHING_OWN)
        copy += "".join(_pinned(number, dossier, title, say) for dossier, title in own.dossiers)
        below = f'<div class="own-marks">{own_marks_html(own.marks, say)}</div>'
    return (
        f'<blockquote class="{kind}">{_quoted(quote, citation, say)}'
        f"<footer>{_attribution(quote, answer, say)}{copy}</footer></blockquote>{below}"
    )


def _pinned(number: int, dossier: str, title: str, say: Say) -> str:
    """Return in which dossier a quote is, with a button that moves it to another."""
    address, name = escape(path_to(DOSSIER, dossier)), escape(say("pin_move_title", title=clip(title, 120)))
    return (
        f' <span class="pinned">{escape(say("pinned_where"))} <a class="desk" href="{address}" dir="auto">{escape(title)}</a> '
        f'<button type="button" class="tool" value="move {number} {escape(dossier)}" title="{name}">'
        f"{escape(say('pin_move'))}</button></span>"
    )


def _attribution(quote: Quote, answer: Answer, say: Say) -> str:
    """Return the link to a quote with the headline on a line of its own, and the links to the same words in other articles."""
    own = answer.citation(quote.citation)
    headline = "" if own.field == "title" or not own.article.outlet else headline_html(own)
    link = citation_link(own, answer, f"{number_html(own)} {source_html(own, say)}{headline}")
    if not quote.also:
        return link
    copies = (answer.citation(number) for number in quote.also)
    others = " ".join(citation_link(one, answer, f"{number_html(one)} {source_html(one, say)}") for one in copies)
    return f'{link} <span class="also-in">{escape(say("also_in"))} {others}</span>'


def _quoted(quote: Quote, citation: Citation, say: Say) -> str:
    """Return the text of a quote; that of a byline, an outlet or a date after the name of the field."""
    if citation.field == "text":
        return f'<p dir="auto">{_with_answer(quote)}</p>'
    shown = (day(quote.text, say) if citation.field == "published" else None) or clip(quote.text, 400)
    return f'<p dir="auto"><span class="field">{escape(say(f"field_{citation.field}"))}</span> <bdi>{escape(shown)}</bdi></p>'


def _with_answer(quote: Quote) -> str:
    """Return the text of a quote, with the words that answer in bold."""
    if quote.words is None:
        return escape(quote.text)
    start, end = (at - quote.start for at in quote.words)
    before, words, after = quote.text[:start], quote.text[start:end], quote.text[end:]
    return f"{escape(before)}<strong>{escape(words)}</strong>{escape(after)}"


def _only(answer: Answer, before: Sequence[str], display: AnswerDisplay, say: Say) -> str:
    """Return what the search was restricted to, and what the question was taken to mean; the latter can be removed.

    Args:
        before: words of earlier questions that were added.
    """
    chips = [
        f'<span class="filter" dir="auto">{escape(say("only", what=what))}</span>'
        for what in [_restricted(answer, display, say)]
        if what
    ]
    implied = restriction(answer.implied, say) if answer.implied else ""
    if implied:
        chips.append(_removable("unimply", say("understood", what=implied), say("only_title"), answer, display))
    if before:
        chips.append(f'<span class="quiet">{escape(say("from_before"))}</span>')
        chips += _removable_words(before, answer, display, say)
    return f'<p class="only">{" ".join(chips)}</p>' if chips else ""


def _removable_words(words: Sequence[str], answer: Answer, display: AnswerDisplay, say: Say) -> list[str]:
    """Return the words of earlier questions, each as a button that asks again without it, and a button for all of them."""
    chips = []
    for at, word in enumerate(words[:WORDS_SHOWN]):
        kept = ",".join([*words[:at], *words[at + 1 :]])
        chips.append(_removable(f"keep {kept}" if kept else "alone", word, say("from_before_title"), answer, display))
    if len(words) > 1 and display.exchange:
        chips.append(_removable("alone", say("all_of_them"), say("from_before_title"), answer, display))
    return chips


def _removable(kind: str, shown: str, title: str, answer: Answer, display: AnswerDisplay) -> str:
    """Return a part of what was searched for, as a button that asks again without it."""
    if not display.exchange:
        return f'<span class="filter" dir="auto">{escape(shown)}</span>'
    value, name = escape(f"{kind} {answer.question.strip()}"), escape(f"{title}: {shown}")
    return f'<button type="button" class="tool filter" value="{value}" title="{name}">{escape(shown)} ×</button>'


def _tools(display: AnswerDisplay, say: Say) -> str:
    if not display.exchange:
        return ""
    votes = "".join(
        f'<button type="button" class="tool vote{" on" if display.vote == value else ""}" value="vote {value}" '
        f'title="{escape(say(name))}">{sign}</button>'
        for value, name, sign in ((1, "good", "▲"), (-1, "bad", "▼"))
    )
    export = f'<button type="button" class="tool" value="export">{escape(say("export"))}</button>'
    title = escape(say("alert_title"))
    alert = f'<button type="button" class="tool" value="alert" title="{title}">{escape(say("alert"))}</button>'
    return f'<div class="tools">{votes}{export}{alert}</div>'


def _follow_ups(display: AnswerDisplay, say: Say) -> str:
    if not (display.follow_ups and display.exchange):
        return ""
    asks = "".join(
        f'<button type="button" class="tool ask" value="ask" dir="auto">{escape(question)}</button>'
        for question in display.follow_ups
    )
    return f'<div class="follow-ups" role="group" title="{escape(say("next"))}">{asks}</div>'


def _verdict(answer: Answer, overview: Overview, display: AnswerDisplay, say: Say) -> str:
    outlets = counted(overview.outlets, "outlet", say)
    named = [clip(name, 40) for name, _ in display.outlets[:OUTLETS_NAMED]]
    if named:
        more = ", …" if len(display.outlets) > len(named) else ""
        outlets += f" ({', '.join(named)}{more})"
    dates = period(overview.first, overview.last, say)
    values = {
        "articles": counted(overview.articles, "article", say),
        "outlets": say("from_outlets", outlets=outlets) if overview.outlets else "",
        "dates": f", {dates}" if dates else "",
    }
    what = _restricted(answer, display, say)
    covered = say("covered_some", what=what, **values) if what else say("covered", **values)
    return f'<p class="verdict">{escape(say("nothing"))}</p><p class="covered" dir="auto">{escape(covered)}</p>'
