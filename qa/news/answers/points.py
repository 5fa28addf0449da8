"""The list that an article itself has: lines with numbers or bullets."""

import re
from itertools import groupby

from corpus.text.sentences import Span, sentence_spans
from qa.answering.about import articles_about
from qa.answering.answer import Answer
from qa.news.answers.asking import Asking, Quoted, answer_with

FEWEST, MOST = 2, 20
LOOKED_AT = 3
"""Articles about the topic of which the first that has a list is quoted."""

_ITEM = re.compile(r"(?m)^[ \t]*(?:[-•*–▪●◦]|\(?\d{1,2}[.):]|\(?[a-z][.)])[ \t]+(?=\S).*$")
_BETWEEN = re.compile(r"\s*")


def points(asking: Asking) -> Answer | None:
    """Return the items of the list of the article that is meant; None where it has none."""
    if not (asking.intent.title or asking.topic):
        return None
    found = articles_about(asking.intent.title or asking.topic, asking.context, asking.filters)
    for about in found.at_least(asking.likely)[:LOOKED_AT]:
        items = list_of(about.article.text)
        if items:
            quoted = [Quoted(article=about.article, span=span) for span in items[:MOST]]
            return answer_with(asking, "points", quoted, confidence=about.confidence, searched=found.topic)
    return None


def list_of(text: str) -> list[Span]:
    """Return the whole sentences of the items of a text's longest list, in order; empty where it has none."""
    items = [match.span() for match in _ITEM.finditer(text)]
    lists: list[list[Span]] = []
    for item in items:
        if lists and _BETWEEN.fullmatch(text, lists[-1][-1][1], item[0]):
            lists[-1].append(item)
        else:
            lists.append([item])
    longest = max(lists, key=len, default=[])
    if len(longest) < FEWEST:
        return []
    sentences = sentence_spans(text)
    spans = [[one for one in sentences if one[0] < end and start < one[1]] for start, end in longest]
    whole = [(of_item[0][0], of_item[-1][1]) for of_item in spans if of_item]
    return [key for key, _ in groupby(whole)]
