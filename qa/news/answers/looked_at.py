"""What an article, a story or a collection says, where a reader looks at it: no search has to find what is meant."""

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from qa.answering.answer import Answer
from qa.news.answers.asking import beginning, distinct, lead, quoting
from qa.news.answers.briefing import stories_of_articles
from qa.news.answers.one_point import on_one_point
from qa.news.store import NewsReader
from qa.news.views.story import Story, StoryArticle

QUOTED = 6
"""Articles of a story, or stories of a collection, that are quoted; outlets that are compared."""


def article_summary(question: str, article: Article) -> Answer:
    """Return how an article begins."""
    return quoting(question, "summary", [beginning(article)])


def story_summary(question: str, story: Story, snapshot: Snapshot) -> Answer:
    """Return how the articles of a story begin, one of each outlet first; copies once."""
    own = _texts(story)
    first = {one.outlet or one.id: one for one in reversed(own)}.values()
    ordered = [*(one for one in own if one in first), *(one for one in own if one not in first)]
    leads = [lead(snapshot.article(one.id)) for one in ordered[: 2 * QUOTED]]
    return quoting(question, "summary", distinct(leads)[:QUOTED])


def collection_summary(question: str, snapshot: Snapshot, news: NewsReader | None, filters: Filters) -> Answer | None:
    """Return how the newest article of each story in a collection begins, the largest stories first; None for an empty one."""
    stories = stories_of_articles(snapshot, news, filters)
    leads = distinct([lead(articles[0]) for _, articles in stories[: 2 * QUOTED]])
    return quoting(question, "summary", leads[:QUOTED]) if leads else None


def outlets_compared(question: str, story: Story, snapshot: Snapshot) -> Answer | None:
    """Return what each outlet prints on one point of a story, and where they differ; None where one alone has its own text."""
    sides: dict[str, list[Article]] = {}
    for one in _texts(story):
        if one.outlet and (one.outlet in sides or len(sides) < QUOTED):
            sides.setdefault(one.outlet, []).append(snapshot.article(one.id))
    if len(sides) < 2:
        return None
    return quoting(question, "comparison", on_one_point(sides, story.differences), groups=tuple(sides))


def may_be_compared(story: Story) -> bool:
    """Tell whether two outlets at least have texts of their own in a story."""
    return len({one.outlet for one in _texts(story) if one.outlet}) > 1


def _texts(story: Story) -> list[StoryArticle]:
    """Return the articles of a story without copies: of each text the first."""
    return list({one.text: one for one in reversed(story.articles)}.values())[::-1]
