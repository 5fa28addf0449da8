"""Two sides next to each other: what two outlets print on a topic, or what is said of two people or things."""

from collections.abc import Sequence
from dataclasses import replace

from qa.answering.about import articles_about, sentences_about
from qa.answering.answer import Answer
from qa.answering.quotes import Chosen
from qa.news.answers.asking import FEWEST_WORDS, Asking, Quoted, answer_with, lead, newest_articles, told_together

MOST = 3
"""Quotes of a side."""


def comparison(asking: Asking) -> Answer | None:
    """Return both sides, or what only one of two outlets prints; None where nothing is found."""
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


def _by_outlet(asking: Asking, outlets: Sequence[tuple[str, ...]]) -> list[list[Quoted]]:
    """Return for each outlet how it tells the story that both have, or else what it says of the topic."""
    each = [replace(asking, filters=asking.of_outlets(names)) for names in outlets]
    if not asking.topic:
        return [[lead(article) for article in newest_articles(one, MOST)] for one in each]
    found = [articles_about(one.topic, one.context, one.filters, sentences=True) for one in each]
    for about in (one for side in found for one in side.at_least(asking.sure)):
        story = told_together(asking, about.article)
        told = [[one for one in story if one.outlet in names] for names in outlets]
        if all(told):
            return [[lead(article) for article in of_side] for of_side in told]
    return [_quoted(sentences_about(side, asking.context, asking.likely, asking.topic)) for side in found]


def _about(asking: Asking, side: str) -> list[Quoted]:
    found = articles_about(f"{side} {asking.topic}".strip(), asking.context, asking.filters, sentences=True)
    return _quoted(sentences_about(found, asking.context, asking.likely, asking.topic, side))


def _quoted(chosen: Sequence[Chosen]) -> list[Quoted]:
    quoted = [Quoted(article=one.judged.candidate.article, span=one.span) for one in chosen]
    return [one for one in quoted if one.words >= FEWEST_WORDS]
