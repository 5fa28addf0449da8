"""Sides next to each other: what two outlets, or all, print on a topic, or what is said of two people or things."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from qa.answering.about import AboutTopic, articles_about, sentences_about
from qa.answering.answer import Answer
from qa.answering.quotes import Chosen
from qa.news.answers.asking import FEWEST_WORDS, Asking, Quoted, answer_with, lead, newest_articles, told_together
from qa.news.answers.looked_at import outlets_compared
from qa.news.answers.one_point import on_one_point
from qa.news.views.stories import story_of
from qa.news.views.story import Story

MOST = 3
"""Quotes of a side."""


def comparison(asking: Asking) -> Answer | None:
    """Return both sides, or what only one of two outlets prints; None where nothing is found."""
    if not asking.intent.sides:
        return _all_outlets(asking)
    outlets = [asking.outlets(side) for side in asking.intent.sides]
    if all(outlets) and outlets[0] != outlets[1]:
        sides = {names[0]: quoted for names, quoted in zip(outlets, _by_outlet(asking, outlets), strict=True)}
        found = any(sides.values())
    elif asking.intent.only_outlets:
        return None
    else:
        sides = {side: _about(asking, side) for side in asking.intent.sides}
        one, other = sides.values() if len(sides) > 1 else ([], [])
        sides = dict(zip(sides, (one, [quoted for quoted in other if quoted not in one]), strict=False))
        found = all(sides.values())
    if not found or len(sides) < len(outlets):
        return None
    quoted = [replace(one, group=name) for name, of_side in sides.items() for one in of_side[:MOST]]
    return answer_with(
        asking, "comparison", quoted, confidence=asking.likely, groups=tuple(sides), searched=asking.topic
    )


def _all_outlets(asking: Asking) -> Answer | None:
    """Return what each outlet prints on one point of the story on the topic; None where fewer than two tell one."""
    found = articles_about(asking.topic, asking.context, asking.filters)
    for about in found.at_least(asking.sure):
        story = _story(asking, about.article.id)
        compared = outlets_compared(asking.question, story, asking.snapshot) if story else None
        if compared is not None:
            return replace(compared, confidence=round(about.confidence, 4), interpreted=found.topic)
    return None


def _by_outlet(asking: Asking, outlets: Sequence[tuple[str, ...]]) -> list[list[Quoted]]:
    """Return for each outlet how it tells the story that both have, or else what it says of the topic."""
    each = [replace(asking, filters=asking.of_outlets(names)) for names in outlets]
    if not asking.topic:
        return [[lead(article) for article in newest_articles(one, MOST)] for one in each]
    found = [articles_about(one.topic, one.context, one.filters, sentences=True) for one in each]
    nearest = [one for side in found for one in side.at_least(asking.sure)]
    for about in chain(nearest, _told_by_any(asking)):
        story = told_together(asking, about.article)
        told = {names[0]: [one for one in story if one.outlet in names] for names in outlets}
        if all(told.values()):
            differences = whole.differences if (whole := _story(asking, about.article.id)) else ()
            quoted = on_one_point(told, differences)
            return [[one for one in quoted if one.group == name] for name in told]
    return [_quoted(sentences_about(side, asking.context, asking.likely, asking.topic)) for side in found]


def _told_by_any(asking: Asking) -> Iterator[AboutTopic]:
    """Yield the articles about the topic, of whatever outlet: one side may use other words for it."""
    yield from articles_about(asking.topic, asking.context, asking.filters).at_least(asking.sure)


def _story(asking: Asking, article_id: str) -> Story | None:
    return story_of(asking.news, asking.snapshot, article_id) if asking.news else None


def _about(asking: Asking, side: str) -> list[Quoted]:
    found = articles_about(f"{side} {asking.topic}".strip(), asking.context, asking.filters, sentences=True)
    return _quoted(sentences_about(found, asking.context, asking.likely, asking.topic, side))


def _quoted(chosen: Sequence[Chosen]) -> list[Quoted]:
    quoted = [Quoted(article=one.judged.candidate.article, span=one.span) for one in chosen]
    return [one for one in quoted if one.words >= FEWEST_WORDS]
