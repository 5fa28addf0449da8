"""What is new since a day, story by story: how its new articles begin, those of most outlets first."""

from collections.abc import Sequence

from corpus.article import Article
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from qa.answering.answer import Answer
from qa.news.answers.asking import distinct, lead, quoting
from qa.news.store import NewsReader
from qa.news.views.stories import story_of

LOOKED_AT = 1000
"""The newest articles that are sorted into stories."""

QUOTED = 4
"""Articles of a story that are quoted."""


def briefing(snapshot: Snapshot, news: NewsReader | None, filters: Filters, most: int) -> list[Answer]:
    """Return an answer for each story that has new articles, with its headline as the question.

    Args:
        news: what is derived of the articles; None where that is not there: then each article is by itself.
        filters: which articles are new.
        most: stories.
    """
    return [_answer(title, articles) for title, articles in stories_of_articles(snapshot, news, filters)[:most]]


def stories_of_articles(
    snapshot: Snapshot, news: NewsReader | None, filters: Filters
) -> list[tuple[str, list[Article]]]:
    """Return the newest articles that the filters let through by story, with its headline: those of most outlets first.

    Args:
        news: as of `briefing`.
    """
    listed = snapshot.listed(ListQuery(filters=filters, limit=LOOKED_AT))
    stories: dict[str, tuple[str, list[Article]]] = {}
    for one in listed:
        article = snapshot.article(one.id)
        story = story_of(news, snapshot, one.id) if news else None
        name, title = (story.id, story.title) if story else (article.id, article.title)
        stories.setdefault(name, (title, []))[1].append(article)
    return sorted(stories.values(), key=lambda story: -_weight(story[1]))  # the newest first among those of one size


def _weight(articles: Sequence[Article]) -> int:
    return len({article.outlet or article.id for article in articles})


def _answer(title: str, articles: Sequence[Article]) -> Answer:
    """Return the answer that quotes the newest article of each outlet, then others."""
    first: dict[str, Article] = {}
    for article in articles:
        first.setdefault(article.outlet or article.id, article)
    ordered = [*first.values(), *(one for one in articles if one not in first.values())]
    return quoting(title, "newest", distinct([lead(one) for one in ordered])[:QUOTED])
