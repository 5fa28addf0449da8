"""Lists of the catalogue: articles by their words, outlet or author; outlets; authors. All are counted, the newest shown."""

from dataclasses import replace

from corpus.article import Article
from corpus.catalogue.listing import ListQuery
from corpus.messages import message
from corpus.text.terms import content_terms
from qa.answering.answer import Answer, CitedField
from qa.news.answers.asking import Asking, Quoted, answer_with
from qa.news.answers.sources import ALL, articles_by, source_of

SHOWN = 20
MOST_WORDS = 3
"""Of a topic that no article has; a longer one may say more than what articles are about, and is looked up."""


def listing(asking: Asking) -> Answer | None:
    """Return the list; None where it is empty, or what it is asked for is not in the catalogue."""
    if asking.intent.of != "articles":
        return _names(asking, "outlet" if asking.intent.of == "outlets" else "byline")
    source = source_of(asking)
    words = " ".join(content_terms(asking.topic))
    if source is None or (asking.topic and not words):
        return None
    if source.author:
        articles = articles_by(asking, source.author)
        if words:
            having = _with_words(asking, words)
            articles = [one for one in articles if one.id in having]
        return _listed(asking, articles[:SHOWN], len(articles), words)
    filters = asking.of_outlets(source.outlets) if source.outlets else asking.filters
    query = ListQuery(words=words, filters=filters, limit=SHOWN)
    shown = [asking.snapshot.article(one.id) for one in asking.snapshot.listed(query)]
    return _listed(asking, shown, asking.snapshot.listed_count(query), words)


def _with_words(asking: Asking, words: str) -> set[str]:
    query = ListQuery(words=words, filters=asking.filters, limit=ALL)
    return {one.id for one in asking.snapshot.listed(query)}


def _listed(asking: Asking, shown: list[Article], total: int, words: str) -> Answer | None:
    if not shown:
        # that no article has the words is the answer; that the catalogue lists nothing else is not looked for
        return _none_with(asking, words) if 0 < len(words.split()) <= MOST_WORDS else None
    quoted = [Quoted.whole(article, "title") for article in shown if article.title]
    return answer_with(asking, "articles", quoted, total=total, searched=words)


def _none_with(asking: Asking, words: str) -> Answer:
    answer = Answer.nothing(asking.question, message("no_article_with_words", words=words))
    return replace(answer, kind="articles", total=0)


def _names(asking: Asking, field: CitedField) -> Answer | None:
    """Return the outlets or the bylines, each from its newest article."""
    newest: dict[str, str] = {}
    for one in asking.snapshot.listed(ListQuery(filters=asking.filters, limit=ALL)):
        name = one.outlet if field == "outlet" else one.byline
        if name:
            newest.setdefault(name, one.id)
    quoted = [Quoted.whole(asking.snapshot.article(key), field) for key in list(newest.values())[:SHOWN]]
    return answer_with(asking, "articles", quoted, total=len(newest)) if quoted else None
