"""The context below an answer: its story, conflicting claims, corrections, quotations."""

from collections.abc import Iterable, Sequence

from corpus.article import text_hash
from qa.answering.answer import Answer
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement, Quotation, StoryBrief
from qa.web.render.article import Reference, Span
from qa.web.render.text import clip, counted, day, escape, figure, period
from qa.web.route_table import ANSWER_TIMELINE, ARTICLE, STORY, path_to
from qa.web.translations import ENGLISH_WORDS, Say

SAID_SHOWN = 300
SPEAKERS_NAMED = 4


def context_html(context: AnswerContext, answer: Answer, exchange: str = "", say: Say = ENGLISH_WORDS) -> str:
    """Return the context below the quotes of an answer: corrections in full, all else in a line each that can be opened."""
    amended = "".join(_amended(one, say) for one in context.amended)
    quoted = [quote.text for quote in answer.quotes]
    lines = [f'<p class="story">{line}</p>' for line in _story_lines(context, answer, exchange, say)]
    lines += [_differs(one, say, quoted) for one in context.differs]
    lines += [_said(context.said, say)] if context.said else []
    if not (amended or lines):
        return ""
    around = f'<details class="around" open><summary>{escape(say("around"))}</summary>{"".join(lines)}</details>'
    return f'<div class="beside">{amended}{around if lines else ""}</div>'


def _differs(one: Disagreement, say: Say, quoted: Sequence[str]) -> str:
    """Return conflicting claims as a line with the values, which opens to the sentences."""
    firsts = ", ".join(f"<bdi>{escape(clip(sides[0].said, 60))}</bdi>" for sides in one.values)
    about = say("differs_about", what=clip(one.about, 80)) if one.about else say("differs")
    values = "".join(f"<li>{_value(sides, say, quoted)}</li>" for sides in one.values)
    return f'<details class="differs"><summary><strong>{escape(about)}</strong> {firsts}</summary><ul>{values}</ul></details>'


def _said(said: Sequence[Quotation], say: Say) -> str:
    """Return quotations as a line with the speakers, which opens to their words."""
    speakers = list(dict.fromkeys(clip(one.speaker, 80) for one in said))
    named = ", ".join(speakers[:SPEAKERS_NAMED]) + (", …" if len(speakers) > SPEAKERS_NAMED else "")
    summary = escape(counted(len(said), "quotation", say))
    return (
        f'<details class="said"><summary><strong>{summary}:</strong> <bdi>{escape(named)}</bdi></summary>'
        f"<ul>{_quotations(said, say)}</ul></details>"
    )


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


def conflict_html(one: Disagreement, say: Say = ENGLISH_WORDS) -> str:
    """Return conflicting claims under a heading that says what this is: a list, each with links to its sentences."""
    values = "".join(f"<li>{_value(sides, say, ())}</li>" for sides in one.values)
    about = f"<strong>{escape(clip(one.about, 80)) or escape(one.kind)}</strong>"
    return f'<div class="differs" role="note"><p dir="auto">{about}</p><ul>{values}</ul></div>'


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
    return _place(claim_address(side), side.outlet or side.article, side.published, say)


def claim_address(side: ConflictingClaim) -> str:
    """Return the address that opens the article of a claim at its sentence, the differing part marked."""
    sentence = Span(side.sentence_start, side.sentence_end)
    return Reference(sentence, (Span(side.start, side.end),), text_hash(side.sentence)).address(side.article)


def quotations_html(said: Iterable[Quotation], say: Say = ENGLISH_WORDS, *, here: str = "") -> str:
    """Return quotations with their speakers, each with a link to its place.

    Args:
        said: the quotations.
        say: words of the reader's language.
        here: text of the links where all quotations are from the article shown; "" names the outlets.
    """
    return f'<div class="said"><p>{escape(say("said"))}</p><ul>{_quotations(said, say, here=here)}</ul></div>'


def _quotations(said: Iterable[Quotation], say: Say, *, here: str = "") -> str:
    lines, before = [], ""
    for one in said:
        who = (
            f'<span class="speaker" dir="auto">{escape(clip(one.speaker, 80))}</span> ' if one.speaker != before else ""
        )
        text = escape(clip(one.text, SAID_SHOWN))
        lines.append(f'<li>{who}<q dir="auto">{text}</q> {quotation_link(one, say, here=here)}</li>')
        before = one.speaker
    return "".join(lines)


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


def _story_lines(context: AnswerContext, answer: Answer, exchange: str, say: Say) -> list[str]:
    """Return lines about the story of an answer: what it is, where its quotes are from, its timeline."""
    story = context.story
    if not story:
        return []
    facts = [counted(story.articles, "article", say)]
    facts += [counted(story.outlets, "outlet", say)] if story.outlets else []
    facts += [say("without_copies", number=figure(story.texts, say))] if story.texts < story.articles else []
    of = "".join(f'<span class="number">[{number}]</span> ' for number in context.story_citations)
    lines = [
        f'{of}<strong>{escape(say("story"))}</strong> {story_link(story)} <span class="quiet">{escape(", ".join(facts))}</span>'
    ]
    if quoted := _evidence(answer, say):
        lines.append(f"<strong>{escape(say('evidence'))}</strong> {escape(quoted)}")
    if exchange:
        lines.append(
            f'<a class="desk" href="{escape(path_to(ANSWER_TIMELINE, exchange))}">{escape(say("timeline"))}</a>'
        )
    return lines


def _evidence(answer: Answer, say: Say) -> str:
    """Return over which outlets and days an answer's quotes spread, copies included; "" where that is one outlet, or none."""
    articles = [answer.citation(number).article for quote in answer.quotes for number in (quote.citation, *quote.also)]
    outlets = {article.outlet for article in articles if article.outlet}
    days = sorted(article.published[:10] for article in articles if article.published)
    if len(outlets) < 2:
        return ""
    when = period(days[0], days[-1], say) if days else None
    return ", ".join(part for part in (counted(len(outlets), "outlet", say), when) if part)


def _size(story: StoryBrief, say: Say) -> str:
    articles = counted(story.articles, "article", say) if story.articles > 1 else None
    return ", ".join(part for part in (articles, period(story.first, story.last, say)) if part)
