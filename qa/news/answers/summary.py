"""A summary in the articles' own words: the first sentences of a story by outlet, or of one article."""

from corpus.article import Article
from qa.answering.about import articles_about, opens_on
from qa.answering.answer import Answer
from qa.news.answers.asking import (
    Asking,
    answer_with,
    beginning,
    distinct,
    lead,
    newest_articles,
    told_together,
)
from qa.news.views.stories import largest
from qa.news.views.story import Story

MOST = 6
"""Articles that are quoted."""


def summary(asking: Asking) -> Answer | None:
    """Return the summary; None where no article is about the topic."""
    if not asking.topic and not asking.intent.title:
        return _of_archive(asking)
    found = articles_about(asking.intent.title or asking.topic, asking.context, asking.filters)
    best = found.at_least(asking.sure)
    if not asking.intent.single:
        best = [one for one in best if opens_on(one.article, found.topic, asking.context.state.words)]
    if not best:
        return None
    searched = "" if asking.intent.title else found.topic
    story = told_together(asking, best[0].article)
    alone = asking.intent.single or (not story and len(best) == 1)
    if alone:
        quoted = [beginning(best[0].article)]
    else:
        leads = [lead(article) for article in _by_outlet(story) or [one.article for one in best]]
        quoted = distinct(leads)[:MOST]
    return answer_with(asking, "summary", quoted, confidence=best[0].confidence, searched=searched)


def _of_archive(asking: Asking) -> Answer | None:
    """Return the first sentences of the largest stories' articles, then of the newest articles."""
    if asking.filters:
        stories: list[Story] = []
    else:
        stories = largest(asking.news, asking.snapshot, MOST) if asking.news else []
    articles = [asking.snapshot.article(_central(story)) for story in stories]
    articles += newest_articles(asking, MOST)
    quoted = distinct([lead(article) for article in articles])[:MOST]
    return answer_with(asking, "summary", quoted) if quoted else None


def _central(story: Story) -> str:
    return next((one.id for one in story.articles if one.title == story.title), story.articles[0].id)


def _by_outlet(articles: list[Article]) -> list[Article]:
    """Return the first article of each outlet, then the others."""
    first: dict[str | None, Article] = {}
    for article in articles:
        first.setdefault(article.outlet, article)
    return [*first.values(), *(one for one in articles if first[one.outlet] is not one)]
