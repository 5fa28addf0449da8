"""Looks at followed feeds when they are due: in a thread of a server, or once for a command.

Fetching takes its time, since sites are asked politely, so it is no job among those of the page (`qa.service.jobs`). What was
fetched is added between two jobs: both hold the same lock while they write.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from corpus.actor import Actor, acting
from corpus.article import ArticleDraft
from corpus.errors import ArchiveError, CuttingsError
from corpus.fetch.addresses import ALLOWING
from corpus.fetch.cache import FetchCache
from corpus.fetch.client import Fetcher
from corpus.fetch.transport import FetchOptions
from corpus.messages import message
from corpus.originals import SourceFile
from qa.service.feeds import FeedFetcher, FetchResult, FollowOptions
from qa.service.followed import CLAIM, FollowedFeed, FollowedFeeds, Look
from qa.service.maintenance import Maintenance
from qa.service.progress import AddReport, ignore

CLOSING_SECONDS = 3.0
"""For the feed that is looked at, whose articles so far are stored, to be given up."""

PATIENCE = 30.0
"""Seconds until the file is looked into for what another process has changed."""

FEEDS = Actor(name="feeds")
"""Who the audit log says has added what a server found in followed feeds."""

logger = logging.getLogger(__name__)


class _Stopped(Exception):
    """Raised inside a look when the watch is closed or the feed no longer followed."""


class FeedWatch:
    """Looks at the feeds that are followed for an archive.

    Args:
        feeds: what is followed.
        maintenance: adds what is new.
        writing: held while articles are added.
        fetching: how addresses are fetched; by default none of a private network.
        say: called with the result of each address.
    """

    def __init__(
        self,
        feeds: FollowedFeeds,
        maintenance: Maintenance,
        writing: "threading.Lock | None" = None,
        fetching: FetchOptions | None = None,
        say: Callable[[FetchResult], object] = ignore,
    ) -> None:
        self._feeds, self._maintenance = feeds, maintenance
        self._writing = writing or threading.Lock()
        self._fetching = fetching or FetchOptions()
        self._say = say
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._present: FollowedFeed | None = None  # that is looked at

    def start(self) -> None:
        """Look at what is due from now on, until `close`."""
        self._thread = threading.Thread(target=self._run, name="feeds", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give up what is looked at; it is due again at the next start."""
        self._closing.set()
        self._feeds.changed.set()
        if self._thread is not None:
            self._thread.join(CLOSING_SECONDS)
            if self._thread.is_alive() and self._present:  # a site takes its time to answer
                self._feeds.release(self._present.id)

    def look(self, feed: FollowedFeed) -> bool:
        """Look at a feed and store the result; return whether all of it could be fetched.

        Where somebody else looks at it, nothing is done.

        Raises:
            ArchiveError: the result cannot be stored.
        """
        if not self._feeds.claim(feed.id):
            return True
        results: list[FetchResult] = []
        try:
            with self._claim_kept(feed):
                look = self._looked_at(feed, results)
        except _Stopped:
            self._feeds.release(feed.id)
            return False
        except BaseException:  # Ctrl-C
            self._feeds.release(feed.id)
            raise
        if look is not None:
            self._feeds.finish(feed, look)
        if any(result.kind == "added" for result in results):
            self._maintenance.notify_added()
        return look is None or not look.error

    def _run(self) -> None:
        with acting(FEEDS):
            self._run_as_feeds()

    def _run_as_feeds(self) -> None:
        failed = ""
        while not self._closing.is_set():
            self._feeds.changed.clear()
            try:
                while (due := self._feeds.due()) and not self._closing.is_set():
                    self._present = due[0]
                    self.look(due[0])
                failed = ""
            except ArchiveError as error:  # the file is locked, or the disk full or read-only: tried again
                if str(error) != failed:
                    logger.warning("followed feeds are not looked at now: %s", error)
                failed = str(error)
            except Exception:
                logger.exception("followed feeds are not looked at now")
            self._feeds.changed.wait(PATIENCE)

    def _looked_at(self, feed: FollowedFeed, results: list[FetchResult]) -> Look | None:
        """Return what came of a feed, and each result; None where it turned out to be one that is followed already."""
        address = feed.address
        try:
            self._follow(feed, address, results)
            named = results[-1].named if results else None
            if named and named != address:
                if not self._feeds.found_at(feed.id, named):
                    return None
                results.clear()
                address = named
                self._follow(feed, address, results)
        except CuttingsError as error:  # another process is writing, or the disk is full: the feed is not to blame
            return _look(address, results, str(error))
        except (_Stopped, KeyboardInterrupt):
            raise
        except Exception:
            logger.exception("%s", address)
            return _look(address, results, message("went_wrong"))
        return _look(address, results)

    def _follow(self, feed: FollowedFeed, address: str, results: list[FetchResult]) -> None:
        def say(result: FetchResult) -> None:
            results.append(result)
            self._say(result)
            self._go_on(feed, result.articles)

        def add(drafts: Sequence[ArticleDraft], *, file: SourceFile | None = None) -> AddReport:
            while not self._writing.acquire(timeout=1.0):
                self._go_on(feed)
            try:
                return self._maintenance.add_drafts(drafts, file=file, notify=False)
            finally:
                self._writing.release()

        worker = self._maintenance.worker
        client, cache = (
            Fetcher(self._fetching, worker=worker),
            FetchCache(self._maintenance.paths.folder, self._maintenance.paths.engine),
        )
        again = feed.looked is None  # whatever was fetched, and perhaps removed, before
        fetcher = FeedFetcher(add, client, cache, say, again=again, worker=worker)
        fetcher.follow([address], FollowOptions(pages=feed.pages))

    def _go_on(self, feed: FollowedFeed, articles: int = 0) -> None:
        if not self._feeds.keep_claim(feed.id, articles) or self._closing.is_set():
            raise _Stopped

    @contextmanager
    def _claim_kept(self, feed: FollowedFeed) -> Iterator[None]:
        """Renew the claim to a feed for as long as the block runs."""
        done = threading.Event()

        def keep() -> None:
            while not done.wait(CLAIM.total_seconds() / 3) and not self._closing.is_set():
                with suppress(ArchiveError):
                    self._feeds.keep_claim(feed.id)

        keeping = threading.Thread(target=keep, daemon=True)
        keeping.start()
        try:
            yield
        finally:
            done.set()
            keeping.join()


def _look(address: str, results: Sequence[FetchResult], error: str = "") -> Look:
    own = next((result for result in reversed(results) if result.what == address), None)
    failed = own is not None and own.kind == "failed"
    unread = [result for result in results if result.what != address and result.kind == "failed"]
    wrong = own if failed else unread[-1] if unread else None
    return Look(
        title=own.title if own else "",
        articles=sum(result.articles for result in results),
        error=error or (wrong.detail.removesuffix(ALLOWING) if wrong else ""),
        unread=len(unread),
        failed=failed,
    )
