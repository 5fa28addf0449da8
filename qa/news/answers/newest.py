"""What is new: the beginning of the newest articles, of all or about a topic."""

from dataclasses import replace

from corpus.catalogue.listing import ListQuery
from corpus.text.terms import content_terms
from qa.answering.about import articles_about, opens_on
from qa.answering.answer import Answer
from qa.news.answers.asking import Asking, answer_with, distinct, lead, newest_articles
from qa.news.answers.sources import source_of

MOST = 6
LOOKED_AT = 60
"""The newest articles that have the words of the topic somewhere; those are shown that begin with it."""


def newest(asking: Asking) -> Answer | None:
    """Return the newest articles; None where none is about the topic, or the source is unknown."""
    source = source_of(asking)
    if source is None or source.author:
        return None
    filters = asking.of_outlets(source.outlets) if source.outlets else asking.filters
    if not asking.topic:
        articles = newest_articles(replace(asking, filters=filters), MOST)
        return answer_with(asking, "newest", distinct([lead(one) for one in articles])) if articles else None
    words = " ".join(content_terms(asking.topic))
    listed = asking.snapshot.listed(ListQuery(words=words, filters=filters, limit=LOOKED_AT)) if words else []
    found = articles_about(asking.topic, asking.context, filters)
    candidates = {one.article.id: one.article for one in found.at_least(asking.sure)}
    candidates |= {one.id: asking.snapshot.article(one.id) for one in listed if one.id not in candidates}
    about = [one for one in candidates.values() if opens_on(one, found.topic, asking.context.state.words)]
    if not about:
        return None
    about.sort(key=lambda one: one.published or "", reverse=True)
    return answer_with(asking, "newest", distinct([lead(one) for one in about])[:MOST], searched=found.topic)
