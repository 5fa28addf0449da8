"""Feeds that are followed: what is stored of them, and what looking at them does, with a clock of the test's own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveBusy, CuttingsError, NotFound
from corpus.fetch.politeness import Pace
from corpus.fetch.transport import FetchOptions
from qa.service.feed_watch import FeedWatch
from qa.service.followed import CLAIM, MOST, FollowedFeed, FollowedFeeds, Look
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.corpus.fetch.sites import FEEDS, PAGES, Site, listing, story

BEGINS = "The tram to the old market runs again."
WHOLE = f"{BEGINS} It had stood still since the flood of April, and the mayor of Tarn drove the first one herself on Monday."
HOUR = timedelta(hours=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2024, 3, 8, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def feeds(paths: ArchivePaths, clock: Clock) -> Iterator[FollowedFeeds]:
    with closing(FollowedFeeds(paths, clock)) as feeds:
        yield feeds


@pytest.fixture
def site() -> Iterator[Site]:
    with closing(Site()) as site:
        site.answers["/feed"] = (200, FEEDS, listing((f"{site.root}/tram", BEGINS)))
        site.answers["/tram"] = (200, PAGES, story(WHOLE))
        yield site


@pytest.fixture
def service(paths: ArchivePaths, monkeypatch: pytest.MonkeyPatch) -> Iterator[CuttingsService]:
    monkeypatch.setattr("corpus.fetch.client.Pace", lambda *_: Pace(0.0))
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        yield service


@pytest.fixture
def watch(feeds: FollowedFeeds, service: CuttingsService) -> Iterator[FeedWatch]:
    with closing(FeedWatch(feeds, service.maintenance, fetching=FetchOptions(allow_private=True))) as watch:
        yield watch


def follow(feeds: FollowedFeeds, address: str, *, pages: bool = False, every: int = 60) -> FollowedFeed:
    return feeds.follow(address, pages=pages, every=every, allow_private=True)


def only(feeds: FollowedFeeds) -> FollowedFeed:
    (feed,) = feeds.listed()
    return feed


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_feed_is_due_at_once_then_when_its_time_comes_and_later_while_it_fails(
    feeds: FollowedFeeds, clock: Clock
) -> None:
    assert feeds.listed() == feeds.due() == []
    feed = feeds.follow("gazette.example/feed", pages=True, every=60)
    assert (feed.address, feed.looked, feeds.due()) == ("https://gazette.example/feed", None, [feed])
    waits = []
    for look in (Look(title="Gazette", articles=3), *[Look(error="HTTP 503", failed=True)] * 6, Look(articles=1)):
        feeds.keep_claim(only(feeds).id, look.articles)
        feeds.finish(only(feeds), look)
        assert feeds.due() == []
        waits.append((only(feeds).due - clock.time) / HOUR)
        clock.time = only(feeds).due
        assert feeds.due() == [only(feeds)]
    assert waits == [1, 2, 4, 8, 16, 24, 24, 1]
    feed = only(feeds)
    assert (feed.title, feed.articles, feed.latest, feed.error, feed.failures) == ("Gazette", 4, 1, "", 0)
    feeds.finish(feed, Look())
    feeds.look_now(feed.id)
    assert [one.id for one in feeds.due()] == [feed.id]


def test_what_is_followed_is_stored_and_one_process_looks_at_a_time(
    feeds: FollowedFeeds, paths: ArchivePaths, clock: Clock
) -> None:
    feed = feeds.follow("https://gazette.example/feed", pages=False, every=360)
    again = feeds.follow(" https://gazette.example/feed ", pages=True, every=30)
    assert (again.id, again.pages, again.every, len(feeds.listed())) == (feed.id, True, 30, 1)
    with closing(FollowedFeeds(paths, clock)) as other:
        assert other.listed() == [again]
        assert other.claim(feed.id)
        assert not feeds.claim(feed.id)
        assert feeds.due() == []
        assert only(feeds).looking
        assert other.keep_claim(feed.id, articles=2)
        clock.time += CLAIM  # that process was killed
        assert only(feeds).articles == 2
        assert feeds.claim(feed.id)
    feeds.stop(feed.id)
    assert not feeds.keep_claim(feed.id)
    for change in (feeds.stop, feeds.look_now):
        with pytest.raises(NotFound, match="not followed"):
            change(feed.id)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/feed", "https://10.0.0.1", "localhost/feed", "ftp://a.example/", "https://a.example:8080/"],
)
def test_what_the_fetcher_refuses_is_not_followed(feeds: FollowedFeeds, paths: ArchivePaths, address: str) -> None:
    with pytest.raises(CuttingsError, match="not asked for") as raised:
        feeds.follow(address, pages=False, every=60)
    assert "--allow-private" not in str(raised.value)
    assert not paths.folder.exists()


def test_there_is_a_limit(feeds: FollowedFeeds, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST >= 100
    monkeypatch.setattr("qa.service.followed.MOST", 1)
    feed = feeds.follow("a.example", pages=False, every=60)
    with pytest.raises(CuttingsError, match="stop following one first"):
        feeds.follow("b.example", pages=False, every=60)
    assert feeds.follow("a.example", pages=True, every=60).id == feed.id
    with pytest.raises(CuttingsError, match="30, 60"):
        feeds.follow("a.example", pages=False, every=1)


def test_new_articles_come_from_the_feed_that_a_page_names(
    feeds: FollowedFeeds, watch: FeedWatch, service: CuttingsService, site: Site
) -> None:
    """The first of all articles, too: there is no archive yet."""
    head = b"<!DOCTYPE html><link rel='feed alternate' type='application/rss+xml' href='/feed'>Front page"
    site.answers["/"] = (200, PAGES, head)
    feed = follow(feeds, site.root, pages=True)
    assert watch.look(feed)
    feed = only(feeds)
    assert (feed.address, feed.title, feed.articles, feed.error) == (f"{site.root}/feed", "Gazette", 1, "")
    assert [article.text for article in service.articles()] == [f"{WHOLE}"]
    site.answers["/feed"] = (200, FEEDS, listing((f"{site.root}/tram", BEGINS), (f"{site.root}/2", "Rain in Tarn.")))
    site.answers["/2"] = (404, {}, b"")
    assert not watch.look(feed)
    feed = only(feeds)
    assert (feed.articles, feed.latest, feed.unread, feed.error) == (2, 1, 1, "HTTP 404 Not Found")
    # named again by its page, it is followed once, as was asked for last
    watch.look(follow(feeds, site.root, every=360))
    assert (only(feeds).id, only(feeds).every, only(feeds).pages) == (feed.id, 360, False)


def test_a_page_that_cannot_be_read_is_asked_for_three_times(
    feeds: FollowedFeeds, watch: FeedWatch, site: Site
) -> None:
    site.answers["/tram"] = (403, {}, b"")
    follow(feeds, f"{site.root}/feed", pages=True)
    for _ in range(5):
        watch.look(only(feeds))
    assert site.paths().count("/tram") == 3
    assert (only(feeds).unread, only(feeds).error) == (0, "")
    site.answers["/tram"] = (503, {"Retry-After": "900"}, b"")  # it will pass
    site.answers["/feed"] = (200, FEEDS, listing((f"{site.root}/tram?b", BEGINS)))
    for _ in range(5):
        watch.look(only(feeds))
    assert site.paths().count("/tram?b") == 5


def test_saved_questions_are_asked_once_for_all_pages_of_a_feed(
    feeds: FollowedFeeds, watch: FeedWatch, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("qa.alerts.alerts.Alerts.check", lambda *_: asked.append(1) or [])
    for number in range(3):
        site.answers[f"/{number}"] = (200, PAGES, story(f"{WHOLE} It was the {number + 1}. time."))
    site.answers["/feed"] = (200, FEEDS, listing(*((f"{site.root}/{number}", BEGINS) for number in range(3))))
    watch.look(follow(feeds, f"{site.root}/feed", pages=True))
    assert only(feeds).articles == 3
    assert len(asked) == 1
    watch.look(only(feeds))
    assert len(asked) == 1


def test_what_goes_wrong_is_stored_and_tried_again(
    feeds: FollowedFeeds, watch: FeedWatch, service: CuttingsService, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(feeds, f"{site.root}/none")
    assert not watch.look(only(feeds))
    assert (only(feeds).error, only(feeds).failures) == ("HTTP 404 Not Found", 1)
    feeds.stop(only(feeds).id)
    follow(feeds, f"{site.root}/feed")
    for raised, said in (
        (ArchiveBusy("process 7 is writing"), "process 7 is writing"),
        (ZeroDivisionError("x"), "log"),
    ):

        def fails(*_: object, raised: Exception = raised, **__: object) -> None:
            raise raised

        with monkeypatch.context() as patched:
            patched.setattr("qa.service.maintenance.Maintenance.add_drafts", fails)
            assert not watch.look(only(feeds))
        assert said in only(feeds).error
        assert (only(feeds).failures, only(feeds).looking) == (0, False)
    assert watch.look(only(feeds))
    assert only(feeds).error == ""
    assert len(service.articles()) == 1


def test_a_server_looks_by_itself_between_two_jobs_and_gives_up_at_its_end(
    feeds: FollowedFeeds, service: CuttingsService, site: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.service.feed_watch.CLAIM", timedelta(seconds=0.1))
    writing = threading.Lock()
    watch = FeedWatch(feeds, service.maintenance, writing, FetchOptions(allow_private=True))
    watch.start()
    with writing:  # a job
        follow(feeds, f"{site.root}/feed")
        until(site.paths)
        assert only(feeds).looking
        time.sleep(0.2)
        assert not service.paths.exists()
    until(lambda: only(feeds).looked)
    assert len(service.articles()) == 1
    reached, go_on = threading.Event(), threading.Event()

    def slow(_: object) -> tuple[int, dict[str, str], bytes]:
        reached.set()
        go_on.wait(10)
        return (200, FEEDS, listing((f"{site.root}/3", "Snow in Tarn.")))

    site.answers["/feed"] = slow
    feeds.look_now(only(feeds).id)
    assert reached.wait(10)
    clock.time += 2 * CLAIM
    until(lambda: only(feeds).looking)  # the claim is renewed while the site takes its time
    closing_it = threading.Thread(target=watch.close)
    closing_it.start()
    go_on.set()
    closing_it.join(10)
    assert not closing_it.is_alive()
    assert not only(feeds).looking
    assert feeds.due() == [only(feeds)], "it is looked at when the server is started again"
