"""Commands that fetch articles over http(s): fetch pages, follow feeds. No other command uses the network."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.originals import KeepOptions
from corpus.readers.sandbox.worker import WorkerOptions, shared_worker
from qa.commands.common import AddCommand, service
from qa.commands.settings import add_settings, settings_of
from qa.service.shutdown import until_stopped

if TYPE_CHECKING:
    from qa.service.feeds import FeedFetcher, FetchResult


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    fetch = command("fetch", _fetch, "Get pages or feeds over http(s) and add their articles.")
    fetch.add_argument("urls", nargs="+", metavar="URL")
    follow = command("follow", _follow, "Add what is new in feeds.")
    follow.add_argument(
        "feeds",
        nargs="*",
        metavar="FEED",
        help="the address of a feed, or a file that lists feeds (OPML); without any, those that are followed on the page",
    )
    schedule = follow.add_mutually_exclusive_group()
    schedule.add_argument("--once", action="store_true", help="look once; this is what happens without --every")
    schedule.add_argument("--every", type=_minutes, metavar="MINUTES", help="look again and again, until Ctrl-C")
    follow.add_argument("--pages", action="store_true", help="get the page of each entry, too")
    follow.add_argument(
        "--max-pages", type=_count, default=50, metavar="N", help="so many pages in one turn at most (default: 50)"
    )
    for added in (fetch, follow):
        added.add_argument("--again", action="store_true", help="get what has not changed since the last time, too")
        added.add_argument(
            "--allow-private", action="store_true", help="ask machines that are not public, and any port"
        )
        add_settings(added, WorkerOptions, KeepOptions)


def _fetch(options: argparse.Namespace) -> int:
    with _fetcher(options) as fetcher:
        return 0 if fetcher.fetch(options.urls) else 1


def _follow(options: argparse.Namespace) -> int:
    from corpus.errors import ArchiveBusy
    from qa.service.feeds import FollowOptions, feeds_in

    if not options.feeds:
        return _look_at_followed(options)
    feeds = feeds_in(options.feeds, shared_worker(settings_of(options).worker))
    wanted = FollowOptions(pages=options.pages, max_pages=options.max_pages)
    if options.every is None:
        with _fetcher(options) as fetcher:
            return 0 if fetcher.follow(feeds, wanted) else 1
    with until_stopped(), _fetcher(options) as fetcher:
        while True:
            try:
                fetcher.follow(feeds, wanted)
            except ArchiveBusy as error:
                print(f"waiting   {error}", flush=True)
            time.sleep(60 * options.every)
    return 0


def _look_at_followed(options: argparse.Namespace) -> int:
    """Look at the feeds that are followed on the page: at all of them now, or with --every at what is due."""
    from corpus.errors import CuttingsError
    from corpus.fetch.transport import FetchOptions
    from qa.service.feed_watch import FeedWatch

    with service(options) as cuttings:
        feeds, fetching = cuttings.feeds, FetchOptions(allow_private=options.allow_private)
        watch = FeedWatch(feeds, cuttings.maintenance, fetching=fetching, say=_say)
        if options.every is None:
            if not feeds.listed():
                raise CuttingsError("no feed is followed on the page of this archive: name one, or follow it there")
            succeeded = [watch.look(feed) for feed in feeds.listed()]  # all of them, even if one fails
            return 0 if all(succeeded) else 1
        with until_stopped():
            while True:
                for feed in feeds.due():
                    watch.look(feed)
                time.sleep(60 * options.every)
    return 0


@contextmanager
def _fetcher(options: argparse.Namespace) -> "Iterator[FeedFetcher]":
    from corpus.fetch.cache import FetchCache
    from corpus.fetch.client import Fetcher
    from corpus.fetch.transport import FetchOptions
    from qa.service.feeds import FeedFetcher

    with service(options) as cuttings:
        worker = cuttings.maintenance.worker
        client = Fetcher(FetchOptions(allow_private=options.allow_private), worker=worker)
        cache = FetchCache(cuttings.paths.folder, cuttings.paths.engine)
        yield FeedFetcher(cuttings.maintenance.add_drafts, client, cache, _say, again=options.again, worker=worker)


def _say(result: "FetchResult") -> None:
    print(f"{result.kind:9} {result.what}: {result.detail}", flush=True)


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 <= value <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r}: give minutes, 1 or more")
    return value


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of pages")
    return int(text[:9])
