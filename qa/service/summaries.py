"""Summaries of what a reader looks at: an article, a story, a collection; and how the outlets of a story differ."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, assert_never

from corpus.catalogue.snapshot import Snapshot
from corpus.errors import NotFound
from corpus.filters import Filters
from corpus.messages import message
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool
from qa.desk.values import STARRED, TAG_SIGN
from qa.news.answers.briefing import briefing
from qa.news.answers.looked_at import article_summary, collection_summary, outlets_compared, story_summary
from qa.news.desk import NewsDesk
from qa.news.store import NewsReader
from qa.news.views.stories import story_of
from qa.news.views.story import AnswerContext, Story
from qa.service.desk import DeskService

SubjectKind = Literal["article", "story", "collection", "outlets"]
"""What is summarised; of `outlets` a story is compared by its outlets."""

Worded = Callable[[str], str]
"""Puts a headline, or the name of a collection, into a question."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """An answer and its context, from one state of the archive; no context where nothing is certain."""

    answer: Answer
    context: AnswerContext | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be summarised.

    Attributes:
        name: id of an article; of a story, or of any of its articles; id or name of a collection, ★ or #tag.
    """

    kind: SubjectKind
    name: str

    @property
    def filters(self) -> Filters:
        """What the answer is restricted to: a collection."""
        return Filters(collection=self.name) if self.kind == "collection" else Filters()


class Summaries:
    """What stands in an archive's articles, stories and collections, without a search. Safe to use from several threads."""

    def __init__(self, archives: ArchivePool, news: NewsDesk, desk: DeskService) -> None:
        self._archives, self._news, self._desk = archives, news, desk

    def summary(self, subject: Subject, worded: Worded) -> AnsweredQuestion:
        """Return how what is meant begins, or what its outlets print on one point, in quotes.

        Args:
            worded: makes the question of the headline, or the name.

        Raises:
            ArchiveError: the archive cannot be read.
            NotFound: there is no such article, story or collection; it is empty; or one outlet alone tells it.
        """
        filters = self._desk.looked_up(subject.filters)
        with self._archives.state() as state:
            if state is None:
                raise NotFound(message("nothing_of_that_name"))
            with self._news.reader(state.paths) as news:
                answer = self._answer(subject, worded, state.snapshot, news, filters)
            return AnsweredQuestion(answer, self._news.context(answer, state.snapshot, state.paths))

    def since(self, filters: Filters, most: int = 12) -> list[AnsweredQuestion]:
        """Return what is new, story by story: how the articles that the filters let through begin, with what differs.

        Raises:
            ArchiveError: the archive cannot be read.
            NotFound: there is no such collection.
        """
        filters = self._desk.looked_up(filters)
        with self._archives.state() as state:
            if state is None:
                return []
            with self._news.reader(state.paths) as news:
                answers = briefing(state.snapshot, news, filters, most)
            return [AnsweredQuestion(one, self._news.context(one, state.snapshot, state.paths)) for one in answers]

    def _answer(
        self, subject: Subject, worded: Worded, snapshot: Snapshot, news: NewsReader | None, filters: Filters
    ) -> Answer:
        match subject.kind:
            case "article":
                article = snapshot.article(subject.name)
                return article_summary(worded(article.title), article)
            case "story":
                story = _story(subject, snapshot, news)
                return story_summary(worded(story.title), story, snapshot)
            case "outlets":
                story = _story(subject, snapshot, news)
                compared = outlets_compared(worded(story.title), story, snapshot)
                if compared is None:
                    raise NotFound(message("one_outlet_alone"))
                return compared
            case "collection":
                found = collection_summary(worded(self._title(subject.name)), snapshot, news, filters)
                if found is None:
                    raise NotFound(message("nothing_in_collection"))
                return found
            case _:
                assert_never(subject.kind)

    def _title(self, name: str) -> str:
        own = not (name == STARRED or name.startswith(TAG_SIGN))
        return self._desk.collections.named(name).name if own else name


def _story(subject: Subject, snapshot: Snapshot, news: NewsReader | None) -> Story:
    story = story_of(news, snapshot, subject.name) if news else None
    if story is None:
        raise NotFound(message("nothing_of_that_name"))
    return story
