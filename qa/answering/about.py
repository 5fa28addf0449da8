"""Which articles are about a topic, and what they say of it: for what is asked of articles and is no look-up."""

from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.filters import Filters
from corpus.text.terms import content_terms
from embeddings.retriever import WordStatistics
from qa.answering.confidence import probability, rarity
from qa.answering.dates import TimeFrame
from qa.answering.from_metadata import ranked_articles, stem
from qa.answering.pipeline import AskContext
from qa.answering.quotes import Chosen, choose_quotes
from qa.answering.rerank import Judged, rerank
from qa.answering.retrieve import collapse_near_duplicates, retrieve
from qa.answering.spelling import corrected

OPENING = 700
"""Characters of a text that are its beginning."""

MOST = 0.6
"""Share of a topic's words, weighted by their rarity, that are most of them."""

QUOTED_OF = 6
"""Passages whose sentences are judged where sentences are quoted: more than for a look-up, since several are wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutTopic:
    """An article and how likely it is, 0 to 1, that it is about the topic."""

    article: Article
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAbout:
    """What was found on a topic.

    Attributes:
        topic: as it was searched.
        articles: the surest first.
        judged: their passages, best first.
    """

    topic: str
    articles: tuple[AboutTopic, ...]
    judged: tuple[Judged, ...]

    def at_least(self, confidence: float) -> list[AboutTopic]:
        """Return the articles of this confidence."""
        return [one for one in self.articles if one.confidence >= confidence]


def articles_about(topic: str, context: AskContext, filters: Filters, *, sentences: bool = False) -> FoundAbout:
    """Find the articles about a topic.

    Args:
        sentences: whether the sentences of the best passages are judged, too, so that they can be quoted.
    """
    state, settings = context.state, context.settings
    spelling = corrected(topic, state.words)
    texts = [spelling.apply(topic)]
    found = retrieve(texts, state, context.encoder, filters, settings.retrieve)
    if sentences:
        options = replace(settings.rerank, sentences_of=QUOTED_OF, others=0)
        found = collapse_near_duplicates(found, settings.retrieve.passages)
    else:
        options = replace(settings.rerank, sentences_of=0, passages=len(found), sure=float("inf"))
    judged = rerank(texts[0], found, context.reranker, options, time_frame=TimeFrame(), coverage=lambda _: 0.0)
    ranked = ranked_articles(texts[0], judged, state.words, settings.metadata) if content_terms(topic) else []
    return FoundAbout(
        topic=texts[0],
        articles=tuple(AboutTopic(article=article, confidence=probability(logit)) for logit, article in ranked),
        judged=tuple(judged),
    )


def sentences_about(found: FoundAbout, context: AskContext, least: float, topic: str, name: str = "") -> list[Chosen]:
    """Return the sentences to quote of the articles of this confidence at least, best first.

    Args:
        topic: a quote has to have most of its words.
        name: a quote has to have a word of it.
    """
    sure = {one.article.id for one in found.at_least(least)}
    judged = [one for one in found.judged if one.candidate.article.id in sure]
    options = replace(context.settings.quotes, most=len(judged), below_best=float("inf"))
    chosen = ((one, one.judged.candidate.text(one.span)) for one in choose_quotes(judged, options))
    words = context.state.words
    return [one for one, text in chosen if has_most_of(text, topic, words) and _has_any_of(text, name)]


def opens_on(article: Article, topic: str, words: WordStatistics) -> bool:
    """Tell whether the headline and the beginning of an article have most of a topic's words."""
    return has_most_of(f"{article.title} {article.text[:OPENING]}", topic, words)


def has_most_of(text: str, topic: str, words: WordStatistics) -> bool:
    """Tell whether a text has most of a topic's words, perhaps with other endings; the rarer ones count more."""
    weights = rarity(content_terms(topic), words)
    present = {stem(word) for word in content_terms(text)}
    return sum(weight for word, weight in weights.items() if stem(word) in present) >= MOST * sum(weights.values())


def _has_any_of(text: str, name: str) -> bool:
    wanted = set(content_terms(name))
    return not wanted or not wanted.isdisjoint(content_terms(text))
