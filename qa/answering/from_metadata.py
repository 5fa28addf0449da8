"""Answering what a question asks about an article: which article it means, and what is quoted of its metadata."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.article import Article
from corpus.filters import Filters
from corpus.text.terms import content_terms
from embeddings.retriever import RetrievalState, WordStatistics
from qa.answering.answer import CitedField
from qa.answering.citations import field_of
from qa.answering.confidence import probability, rarity
from qa.answering.metadata import AskedField
from qa.answering.rerank import Judged
from qa.answering.retrieve import Candidate

MOST = 3
STEM = 5
"""Letters that words of a question and of a headline have to share."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetadataOptions:
    """How sure it is that an article is the one that is asked about: a sum, as the confidence of an answer is one.

    Attributes:
        coverage: weight of the share of the topic's words that the passage, its headline or the outlet has.
        headline: weight of the share that the headline alone has.
        passage: weight of the reranker's score of the topic with the passage under its headline.
        named: the confidence where a byline has the whole name that is asked for.
        near_best: a further article may be this much less sure, in logits.
    """

    coverage: float = 4.0
    headline: float = 2.0
    passage: float = 0.2
    constant: float = -3.0
    named: float = 0.9
    near_best: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadatum:
    """All of a field of an article, to be quoted."""

    article: Article
    field: CitedField
    confidence: float


def by_name(asked: AskedField, state: RetrievalState, filters: Filters, options: MetadataOptions) -> list[Metadatum]:
    """Return the bylines, or the headlines of the articles, of somebody who is asked for by name; newest first."""
    whole = re.compile(rf"(?<!\w){re.escape(asked.name)}(?!\w)", re.IGNORECASE)
    return [
        Metadatum(article=article, field=asked.field, confidence=options.named)
        for article in state.articles_by(asked.name, MOST, filters)
        if whole.search(article.byline or "") and field_of(article, asked.field)
    ]


def about_topic(asked: AskedField, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the passages of articles that may be meant: of the outlet that is named, and headed as the document is."""
    return [one for one in candidates if _may_be_meant(asked, one.article)]


def by_topic(
    asked: AskedField, judged: Sequence[Judged], words: WordStatistics, options: MetadataOptions
) -> list[Metadatum]:
    """Return the field of the articles about a topic, the surest first; none where the surest lacks it.

    Args:
        judged: passages of articles that may be meant, judged for the topic.
    """
    ranked = ranked_articles(asked.topic, judged, words, options)
    found = [
        Metadatum(article=article, field=asked.field, confidence=probability(logit))
        for logit, article in ranked[:MOST]
        if logit >= ranked[0][0] - options.near_best
    ]
    if not found or not field_of(found[0].article, asked.field):
        return []
    return [one for one in found if field_of(one.article, asked.field)]


def ranked_articles(
    topic: str, judged: Sequence[Judged], words: WordStatistics, options: MetadataOptions
) -> list[tuple[float, Article]]:
    """Return the articles of passages that were judged for a topic, the surest first, each with its logit of being about it."""
    weights = rarity(content_terms(topic), words)
    sure: dict[str, tuple[float, Article]] = {}
    for one in judged:
        article, logit = one.candidate.article, _logit(weights, one, words, options)
        if logit > sure.get(article.id, (-math.inf, article))[0]:
            sure[article.id] = (logit, article)
    return sorted(sure.values(), key=lambda pair: -pair[0])


def _logit(topic: dict[str, float], judged: Judged, words: WordStatistics, options: MetadataOptions) -> float:
    if judged.passage_score is None:
        return -math.inf
    article = judged.candidate.article
    of_outlet = topic.keys() & content_terms(article.outlet or "")
    headline = {stem(word) for word in content_terms(article.title)}
    in_headline = of_outlet | {word for word in topic if stem(word) in headline}
    anywhere = of_outlet | words.words_in(judged.candidate.passage.id, list(topic))
    return (
        options.coverage * _share(anywhere, topic)
        + options.headline * _share(in_headline, topic)
        + options.passage * judged.passage_score
        + options.constant
    )


def _share(words: Collection[str], weights: dict[str, float]) -> float:
    return sum(weights[word] for word in words) / (sum(weights.values()) or 1.0)


def _may_be_meant(asked: AskedField, article: Article) -> bool:
    if asked.outlet and not names_outlet(asked.outlet, article.outlet or ""):
        return False
    return not asked.headline or _is_headed(article.title, asked.headline)


def names_outlet(said: str, outlet: str) -> bool:
    """Tell whether words name an outlet: they are all in its name, and are most of it, up to a comma."""
    words, name = content_terms(said), content_terms(outlet.partition(",")[0])
    return bool(words) and set(words) <= set(name) and 2 * len(words) > len(name)


def _is_headed(title: str, head: str) -> bool:
    """Tell whether a headline begins with the words for a document, as the document's own does."""
    words = r"\W+".join(map(re.escape, content_terms(head)))
    follows = rf"\W*{words}(?:\W*$|:|\s+(?:of|by|to|from|with|between|on|about|for)\b)"
    return re.match(follows, title, re.IGNORECASE) is not None


def stem(word: str) -> str:
    """Return the letters that other forms of a word share with it."""
    return word[:STEM]
