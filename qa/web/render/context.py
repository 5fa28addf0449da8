"""The context below an answer: its story, conflicting claims, corrections, quotations."""

from collections.abc import Iterable, Sequence

from corpus.article import text_hash
from qa.answering.answer import Answer
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement, Quotation, StoryBrief
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, counted, day, escape, period
from qa.web.route_table import ANSWER_TIMELINE, ARTICLE, STORY, path_to
from qa.web.translations import ENGLISH_WORDS, Say

SAID_SHOWN = 300


def context_html(context: AnswerContext, answer: Answer, exchange: str = "", say: Say = ENGLISH_WORDS) -> str:
    """Return the context below the quotes of an answer."""
    parts = [_amended(one, say) for one in context.amended]
    quoted = [quote.text for quote in answer.quotes]
    parts += [conflict_html(one, say, quoted) for one in context.differs]
    if context.said:
        parts.append(quotations_html(context.said, say))
    if context.story:
        parts.append(_reported(context.story, context.story_citations, answer, exchange, say))
    return f'<div class="beside">{"".join(parts)}</div>' if parts else ""


def covered_html(covered: Sequence[StoryBrief], say: Say = ENGLISH_WORDS) -> str:
    """Return the stories nearest to a question that nothing answers."""
    if not covered:
        return ""
    lines = "".join(f"<li>{story_link(one)} <span class=quiet>{escape(_size(one, say))}</span></li>" for one in covered)
    return f'<div class="beside"><p>{escape(say("does_cover"))}</p><ul>{lines}</ul></div>'


def story_link(story: StoryBrief) -> str:
    """Return the link that opens a story; that of a single article opens the article."""
    address = path_to(STORY if story.articles > 1 else ARTICLE, story.id)
    return f'<a class="desk" href="{escape(address)}" dir="auto">{escape(clip(story.title, 120))}</a>'


def conflict_html(
    one: Disagreement, say: Say = ENGLISH_WORDS, quoted: Sequence[str] = (), *, introduced: bool = False
) -> str:
    """Return conflicting claims as a list, each with links to its sentences.

    Args:
        one: what differs.
        say: words of the reader's language.
        quoted: texts that are shown above; their sentences are not repeated.
        introduced: whether a heading above says what this is.
    """
    values = "".join(f"<li>{_value(sides, say, quoted)}</li>" for sides in one.values)
    about = escape(clip(one.about, 80))
    intro = (
        f"<strong>{about or escape(one.kind)}</strong>"
        if introduced
        else f"<strong>{escape(say('differs'))}</strong> {about}"
    )
    return f'<div class="differs" role="note"><p dir="auto">{intro}</p><ul>{values}</ul></div>'


def _value(sides: Sequence[ConflictingClaim], say: Say, quoted: Sequence[str]) -> str:
    """Return compatible claims: for each wording the articles that have it, and the first sentence with it."""
    by_wording: dict[str, list[ConflictingClaim]] = {}
    for side in sides:
        by_wording.setdefault(" ".join(side.said.casefold().split()), []).append(side)
    shown: list[str] = []
    for alike in by_wording.values():
        first = alike[0]
        fits = f'<span class="quiet">{escape(say("fits"))}</span> ' if shown else ""
        links = " ".join(claim_link(side, say) for side in alike)
        known = any(first.sentence in text for text in quoted)
        sentence = "" if known else f'<q dir="auto">{escape(clip(first.sentence, SAID_SHOWN))}</q>'
        value = f'{fits}<strong dir="auto">{escape(clip(first.said, 60))}</strong> {links}{sentence}'
        shown.append(f'<div class="value">{value}</div>')
    return "".join(shown)


def claim_link(side: ConflictingClaim, say: Say = ENGLISH_WORDS) -> str:
    """Return the link to the sentence of a claim, in which the differing part is marked."""
    sentence = Span(side.sentence_start, side.sentence_end)
    reference = Reference(sentence, (Span(side.start, side.end),), text_hash(side.sentence))
    return _place(reference.address(side.article), side.outlet or side.article, side.published, say)


def quotations_html(said: Iterable[Quotation], say: Say = ENGLISH_WORDS, *, here: str = "") -> str:
    """Return quotations with their speakers, each with a link to its place.

    Args:
        said: the quotations.
        say: words of the reader's language.
        here: text of the links where all quotations are from the article shown; "" names the outlets.
    """
    lines, before = [], ""
    for one in said:
        who = (
            f'<span class="speaker" dir="auto">{escape(clip(one.speaker, 80))}</span> ' if one.speaker != before else ""
        )
        text = escape(clip(one.text, SAID_SHOWN))
        lines.append(f'<li>{who}<q dir="auto">{text}</q> {quotation_link(one, say, here=here)}</li>')
        before = one.speaker
    return f'<div class="said"><p>{escape(say("said"))}</p><ul>{"".join(lines)}</ul></div>'


def quotation_link(one: Quotation, say: Say = ENGLISH_WORDS, *, here: str = "") -> str:
    """Return the link to a quotation in its article; see `quotations_html`."""
    reference = Reference(Span(one.start, one.end), sha256=text_hash(one.text))
    if here:
        return f'<a class="chip" href="{escape(reference.address(one.article))}">{escape(here)}</a>'
    return _place(reference.address(one.article), one.outlet or clip(one.title, 60), one.published, say)


def _place(address: str, name: str, published: str | None, say: Say) -> str:
    shown = ", ".join(part for part in (clip(name, 60), day(published, say)) if part)
    return f'<a class="chip" href="{escape(address)}"><bdi>{escape(shown)}</bdi></a>'


def _amended(one: Amended, say: Say) -> str:
    when = day(one.day, say)
    intro = say(f"amended_{one.kind}_on", day=when) if when else say(f"amended_{one.kind}")
    return (
        f'<p class="amended" role="note"><span class="number">[{one.citation}]</span> <strong>{escape(intro)}</strong> '
        f'<a class="chip" href="{escape(path_to(ARTICLE, one.by))}"><bdi>{escape(clip(one.title, 120))}</bdi></a></p>'
    )


def _reported(story: StoryBrief, citations: Sequence[int], answer: Answer, exchange: str, say: Say) -> str:
    texts = counted(story.texts, "independent_text", say)
    story_facts = (
        say("reported", outlets=counted(story.outlets, "outlet", say), texts=texts)
        if story.outlets
        else say("reported_in", texts=texts)
    )
    of = "".join(f'<span class="number">[{number}]</span> ' for number in citations)
    timeline = (
        f' <a class="desk" href="{escape(path_to(ANSWER_TIMELINE, exchange))}">{escape(say("timeline"))}</a>'
        if exchange
        else ""
    )
    return (
        f'<p class="story">{of}{escape(say("story"))} {story_link(story)}<br>{escape(story_facts)}{timeline}<br>'
        f'<span class="quiet">{escape(_evidence(answer, say))}</span></p>'
    )


def _evidence(answer: Answer, say: Say) -> str:
    """Return over which outlets and days an answer's quotes spread, copies included; "" where no outlet is known."""
    articles = [answer.citation(number).article for quote in answer.quotes for number in (quote.citation, *quote.also)]
    outlets = {article.outlet for article in articles if article.outlet}
    days = sorted(article.published[:10] for article in articles if article.published)
    if not outlets:
        return ""
    story_facts = period(days[0], days[-1], say) if days else None
    return say("evidence", outlets=counted(len(outlets), "outlet", say), days=f", {story_facts}" if story_facts else "")


def _size(story: StoryBrief, say: Say) -> str:
    articles = counted(story.articles, "article", say) if story.articles > 1 else None
    return ", ".join(part for part in (articles, period(story.first, story.last, say)) if part)
