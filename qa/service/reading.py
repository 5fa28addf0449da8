"""Reading an open archive: articles and their versions, lists, searches, and what the archive is in figures."""

from collections.abc import Callable
from dataclasses import replace

from corpus.article import Article, Passage
from corpus.catalogue.listing import ListedArticle, ListQuery
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import NotFound
from qa.answering.answer import Overview
from qa.answering.archive_pool import ArchivePool, State
from qa.desk.desk import Desk
from qa.news.desk import NewsDesk
from qa.service.desk import DeskService
from qa.service.search import ArticleSearch, SearchResult
from qa.service.status import IndexState, Status, index_state_of, status_of


class ArchiveReading:
    """What is read from an archive, each from one consistent state. Safe to use from several threads.

    Args:
        paths: the archive, which need not exist yet.
        archives: it and its fallback, open.
        news: what is derived from it.
        examples: returns the example questions that are known for a state.
    """

    def __init__(
        self,
        paths: ArchivePaths,
        archives: ArchivePool,
        news: NewsDesk,
        examples: Callable[[State], tuple[str, ...]],
    ) -> None:
        self.paths = paths
        self.news = news
        self._archives = archives
        self._examples = examples
        self._searches = ArticleSearch(archives, news)
        self.desk = DeskService(Desk(paths), archives, self.texts_of)

    def article(self, article_id: str) -> Article:
        """Return an article.

        Raises:
            NotFound: there is none of that id.
        """
        with self._archives.state() as state:
            if state is None:
                raise NotFound(f"{article_id}: this archive is empty")
            return state.snapshot.article(article_id)

    def texts_of(self, article_id: str) -> list[tuple[Article, bool]]:
        """Return all versions of an article, oldest first, each with whether it is the present one."""
        with self._archives.state() as state:
            if state is None:
                return []
            snapshot = state.snapshot
            return [
                (snapshot.article(article_id, version.number), version.live)
                for version in snapshot.versions(article_id)
            ]

    def has_article(self, article_id: str) -> bool:
        """Return whether an article is in the archive."""
        try:
            self.article(article_id)
        except NotFound:
            return False
        return True

    def passages(self, article_id: str) -> list[Passage]:
        """Return the passages of an article, in order; empty where there is no such article."""
        with self._archives.state() as state:
            return [] if state is None else state.snapshot.passages_of(article_id)

    def articles(self) -> list[Article]:
        """Return all articles, newest first."""
        with self._archives.state() as state:
            return [] if state is None else list(state.snapshot.articles())

    def listed(self, query: ListQuery) -> tuple[list[ListedArticle], int]:
        """Return a page of the list of articles, and the length of the whole list; `NotFound` if it names no collection."""
        query = replace(query, filters=self.desk.looked_up(query.filters))
        with self._archives.state() as state:
            if state is None:
                return [], 0
            return state.snapshot.listed(query), state.snapshot.listed_count(query)

    def search(self, query: ListQuery, *, facets: bool = True) -> SearchResult:
        """Return the articles that a search with operators finds; raises as `ArticleSearch.search` and `listed` do."""
        return self._searches.search(replace(query, filters=self.desk.looked_up(query.filters)), facets=facets)

    def outlets(self) -> list[tuple[str, int]]:
        """Return the outlets with the number of their articles, most first."""
        with self._archives.state() as state:
            return [] if state is None else state.snapshot.outlets()

    def days(self) -> list[tuple[str, int]]:
        """Return the ISO days on which articles were published, ascending, with how many."""
        with self._archives.state() as state:
            return [] if state is None else state.snapshot.days()

    def shows_sample(self) -> bool:
        """Return whether what is shown is the archive that ships with Cuttings."""
        with self._archives.state() as state:
            return state is not None and state.snapshot.setting("sample") == "yes"

    def overview(self) -> Overview:
        """Return the archive in a few figures."""
        with self._archives.state() as state:
            if state is None:
                return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")
            snapshot = state.snapshot
            counts = snapshot.counts()
            return Overview(
                articles=counts.articles,
                passages=counts.passages,
                outlets=counts.outlets,
                first=counts.first,
                last=counts.last,
                sample=snapshot.setting("sample") == "yes",
                model=(snapshot.setting("model") or "").rpartition("@")[0],
                examples=self._examples(state),
            )

    def index_state(self) -> IndexState:
        """Return what can be told of the archive without counting."""
        with self._archives.state() as state:
            if state is None:
                return IndexState()
            with self._archives.open(state.paths)[0].sources() as sources:
                return index_state_of(state, sources.failed_count())

    def status(self) -> Status:
        """Return the state of the archive."""
        with self._archives.state() as state:
            if state is None:
                return Status(place=self.paths.name)
            with self._archives.open(state.paths)[0].sources() as sources:
                return status_of(state, tuple(sources.failed()), self.news.to_come(state.snapshot, state.paths))
