"""The news desk of an open archive: stories, who said what, timelines, coverage. The service's way to all that is derived."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.article import Article
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import ArchiveError, ArchiveUnavailable, NotFound
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool
from qa.answering.speakers import Quotations, Speakers
from qa.news.store import NewsReader, NewsStore, discard
from qa.news.store.rows import NameCount
from qa.news.views import coverage, names, quotations, stories
from qa.news.views.context import context_of
from qa.news.views.story import AnswerContext, Link, Quotation, Story
from qa.news.views.versions import Compared, Comparisons

if TYPE_CHECKING:
    from embeddings.cache import EmbeddingCache
    from qa.news.views.timeline import Timeline

CountCallback = Callable[[int, int], None]


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleNews:
    """What is known of one article beside its text.

    Attributes:
        story: that it is in, where others are too.
        said: its quotations with a known speaker.
        named: whom and what it names that other articles name too.
        links: corrections and versions that it is one side of.
        titles: of the other side of these links, by id.
        earlier: numbers of its earlier versions in the archive, newest first.
    """

    story: Story | None
    said: tuple[Quotation, ...]
    named: tuple[NameCount, ...]
    links: tuple[Link, ...]
    titles: dict[str, str]
    earlier: tuple[int, ...]


class NewsDesk:
    """What is derived of an archive's articles. Absent where it is not made yet; safe to use from several threads."""

    def __init__(self, archives: ArchivePool) -> None:
        self._archives = archives
        self._stores: dict[Path, NewsStore] = {}
        self._comparisons = Comparisons()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close what is open."""
        with self._lock:
            for store in self._stores.values():
                store.close()
            self._stores.clear()

    def context(self, answer: Answer, snapshot: Snapshot, paths: ArchivePaths) -> AnswerContext | None:
        """Return the context of an answer from this state; None where nothing is known, or the file cannot be read.

        Raises nothing: whatever is wrong with it must not cost the answer.
        """
        if answer.note and not answer.passages:
            return None
        try:
            with self._store(paths).reading() as reader:
                return context_of(reader, snapshot, answer) or None
        except ArchiveError:
            return None
        except Exception:
            logger.exception("an answer goes without its context")
            return None

    def stories(self, limit: int = stories.LISTED, offset: int = 0) -> list[Story]:
        """Return stories of two articles at least, those with most articles first."""
        with self.reading() as state:
            return [] if state is None else stories.largest(*state, limit, offset)

    def story_count(self) -> int:
        """Return how many stories have two articles at least."""
        with self.reading() as state:
            return 0 if state is None else state[0].story_count()

    def story(self, article_id: str) -> Story:
        """Return a story by its id, or by that of any of its articles.

        Raises:
            NotFound: there is no such article, or it is not read yet.
        """
        with self.reading() as state:
            found = None if state is None else stories.story_of(*state, article_id)
        if found is None:
            raise NotFound(f"{article_id}: no story of that id in this archive; `cuttings story` lists them")
        return found

    def coverage(self, story: Story) -> coverage.Coverage:
        """Return how a story spreads over outlets and days, and who is silent."""
        with self.reading() as state:
            if state is None:
                return coverage.Coverage(outlets=(), days=(), silent=())
            return coverage.coverage_of(*state, story)

    def said(self, name: str, limit: int = quotations.LIMIT, offset: int = 0) -> list[Quotation]:
        """Return what somebody said, newest articles first."""
        with self.reading() as state:
            return [] if state is None else quotations.quotations_by(*state, name, limit, offset)

    def said_count(self, name: str) -> int:
        """Return how many quotations of somebody there are."""
        with self.reading() as state:
            return 0 if state is None else quotations.quotation_count(state[0], name)

    def speakers(self) -> list[tuple[str, int]]:
        """Return all who are quoted by name in the archive, with the number of quotations, most first."""
        with self.reading() as state:
            return [] if state is None else quotations.speakers(state[0])

    def most_named(self, kind: str) -> list[NameCount]:
        """Return the names of a kind (person, organisation, place) that most articles have."""
        with self.reading() as state:
            return [] if state is None else names.most_named(state[0], kind)

    def articles_naming(self, name: str) -> list[Article]:
        """Return the articles that have a name, in whatever spelling, newest first."""
        with self.reading() as state:
            return [] if state is None else names.articles_naming(*state, name)

    def naming_count(self, name: str) -> int:
        """Return how many articles have a name, in whatever spelling."""
        with self.reading() as state:
            return 0 if state is None else names.naming_count(state[0], name)

    def of_article(self, article_id: str) -> ArticleNews | None:
        """Return what is known of an article beside its text; None where nothing is."""
        with self.reading() as state:
            story = None if state is None else stories.story_of(*state, article_id)
            if state is None or story is None:
                return None
            reader, snapshot = state
            links = stories.links_with(reader, snapshot, article_id)
            others = {link.older if link.newer == article_id else link.newer for link in links}
            return ArticleNews(
                story=story if len(story.articles) > 1 else None,
                said=tuple(quotations.quotations_in_article(reader, snapshot, article_id)),
                named=tuple(names.named_in(reader, article_id)),
                links=links,
                titles={other: snapshot.article(other).title for other in others},
                earlier=tuple(one.number for one in reversed(snapshot.versions(article_id)) if not one.live),
            )

    def changed(self, article_id: str, *, version: int | None = None, older: str | None = None) -> Compared:
        """Return what changed on the way to an article: from an earlier version of it, or from an older article.

        Raises:
            NotFound: one of the two is not in the archive.
        """
        paths = self._archives.current()
        if not paths.exists():
            raise NotFound(f"{article_id}: this archive is empty")
        with self._archives.open(paths)[0].snapshot() as snapshot:
            before = snapshot.article(older or article_id, None if older else version).text
            after = snapshot.article(article_id).text
        return self._comparisons.between(before, after)  # the snapshot is not held while it waits for its turn

    def timeline(self, of: Story | str) -> "Timeline":
        """Return the dated events of a story, or of the one that the article of an id is in.

        Raises:
            NotFound: there is no such article, or it is not read yet.
        """
        from qa.news.views.timeline import timeline

        story = self.story(of) if isinstance(of, str) else of
        with self._archives.open(self._archives.current())[0].snapshot() as snapshot:
            return timeline([snapshot.article(article.id) for article in story.articles])

    def timeline_of(self, answer: Answer) -> "Timeline":
        """Return the dated events that the passages of an answer tell of."""
        from qa.news.views.timeline import timeline

        spans = [
            (answer.citation(number).article.id, answer.citation(number).start, answer.citation(number).end)
            for passage in answer.passages
            for number in (passage.citation, *passage.also)
        ]
        paths = self._archives.current()
        if not spans or not paths.exists():
            return timeline([])
        with self._archives.open(paths)[0].snapshot() as snapshot:
            ids = dict.fromkeys(article_id for article_id, _, _ in spans)
            articles = [snapshot.article(one) for one in ids if snapshot.content_hash(one) is not None]
            return timeline(articles, spans)

    def behind(self) -> bool:
        """Tell whether articles came or went that are not taken in yet."""
        paths = self._archives.current()
        if not paths.exists():
            return False
        with self._archives.open(paths)[0].snapshot() as snapshot:
            revision = snapshot.revision
        with suppress(ArchiveError), self._store(paths).reading() as reader:
            return reader.number("revision") != revision
        return True

    def to_come(self, snapshot: Snapshot, paths: ArchivePaths) -> int:
        """Return of how many articles of a state names, quotations and stories are not derived yet; they answer already."""
        with self.reader(paths) as reader:
            return snapshot.live_count_after(0 if reader is None else reader.number("key"))

    def follow(
        self,
        paths: ArchivePaths,
        catalogue: Catalogue,
        kept: "EmbeddingCache",
        model: str,
        dimensions: int,
        on_progress: CountCallback,
        most: int | None = None,
    ) -> None:
        """Take in what came and forget what went; the holder of the writer's lock calls this.

        A file that is damaged is made anew. What cannot be written at all is left: it is derived, and the articles are safe.
        """
        from qa.news.sync import NewsSync

        for _ in range(2):
            try:
                store = self._store(paths, create=True)
                NewsSync(catalogue, kept, store, model, dimensions).follow(on_progress, most)
            except ArchiveUnavailable as error:  # what it holds is sound
                logger.warning("news sense is left for later: %s", error)
                return
            except ArchiveError:
                self._drop(paths)
            else:
                return

    @contextmanager
    def reading(self) -> Iterator[tuple[NewsReader, Snapshot] | None]:
        """Hold what is derived together with one state of the archive; None where one of them is not there."""
        paths = self._archives.current()
        try:
            store = self._store(paths) if paths.exists() else None
        except ArchiveUnavailable:  # that there is none would not be true
            raise
        except ArchiveError:
            store = None
        if store is None:
            yield None
            return
        with self._archives.open(paths)[0].snapshot() as snapshot, store.reading() as reader:
            yield reader, snapshot

    @contextmanager
    def reader(self, paths: ArchivePaths) -> Iterator[NewsReader | None]:
        """Hold what is derived of an archive whose state the caller holds; None where it is not made, or cannot be read."""
        with ExitStack() as stack:
            try:
                reader = stack.enter_context(self._store(paths).reading())
            except ArchiveError:
                reader = None
            yield reader

    @contextmanager
    def quoted_people(self, paths: ArchivePaths) -> Iterator[Speakers]:
        """Hold who is quoted where; what is derived is opened when that is first asked."""
        with ExitStack() as stack:

            def quoted(name: str) -> Quotations | None:
                reader = stack.enter_context(self.reader(paths))
                return None if reader is None else quotations.quotations_for(reader, name)

            yield quoted

    def _store(self, paths: ArchivePaths, *, create: bool = False) -> NewsStore:
        place = paths.news  # of an archive in an engine no file, but no other archive's either
        with self._lock:
            known = self._stores.get(place)
            if known is not None and not known.is_current():
                known.close()
                known = None
            if known is None:
                known = self._stores[place] = _opened(paths, create=create)
            return known

    def _drop(self, paths: ArchivePaths) -> None:
        path = paths.news
        with self._lock:
            known = self._stores.pop(path, None)
            if known is not None:
                known.close()
            if paths.engine is not None:
                from qa.news.store.engine import discard_news

                with suppress(ArchiveError):
                    discard_news(paths.engine)
                return
            with suppress(OSError):
                discard(path)


def _opened(paths: ArchivePaths, *, create: bool) -> NewsStore:
    if paths.engine is None:
        return NewsStore(paths.news, create=create)
    from qa.news.store.engine import EngineNewsStore

    return EngineNewsStore(paths.engine, create=create)
