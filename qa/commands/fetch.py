"""Commands that get articles over http(s): fetch pages, follow feeds. No other command asks the network for anything."""

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.commands.common import AddCommand, service
from qa.service.shutdown import until_stopped

if TYPE_CHECKING:
    from qa.service.feeds import Gatherer, Got


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    fetch = command("fetch", _fetch, "Get pages or feeds over http(s) and add their articles.")
    fetch.add_argument("urls", nargs="+", metavar="URL")
    follow = command("follow", _follow, "Add what is new in feeds.")
    follow.add_argument(
        "feeds", nargs="+", metavar="FEED", help="the address of a feed, or a file that lists feeds (OPML)"
    )
    often = follow.add_mutually_exclusive_group()
    often.add_argument("--once", action="store_true", help="look once; this is what happens without --every")
    often.add_argument("--every", type=_minutes, metavar="MINUTES", help="look again and again, until Ctrl-C")
    follow.add_argument("--pages", action="store_true", help="get the page of each entry, too")
    follow.add_argument(
        "--max-pages", type=_count, default=50, metavar="N", help="so many pages in one turn at most (default: 50)"
    )
    for added in (fetch, follow):
        added.add_argument("--again", action="store_true", help="get what has not changed since the last time, too")
        added.add_argument(
            "--allow-private", action="store_true", help="ask machines that are not public, and any port"
        )


def _fetch(options: argparse.Namespace) -> int:
    with _gatherer(options) as gatherer:
        return 0 if gatherer.fetch(options.urls) else 1


def _follow(options: argparse.Namespace) -> int:
    from corpus.errors import ArchiveBusy
    from qa.service.feeds import FollowOptions, feeds_in

    feeds = feeds_in(options.feeds)
    wanted = FollowOptions(pages=options.pages, max_pages=options.max_pages)
    if options.every is None:
        with _gatherer(options) as gatherer:
            return 0 if gatherer.follow(feeds, wanted) else 1
    with until_stopped(), _gatherer(options) as gatherer:
        while True:
            try:
                gatherer.follow(feeds, wanted)
            except ArchiveBusy as error:
                print(f"waiting   {error}", flush=True)
            time.sleep(60 * options.every)
    return 0


@contextmanager
def _gatherer(options: argparse.Namespace) -> "Iterator[Gatherer]":
    from corpus.fetch import FetchCache, Fetcher, FetchOptions
    from qa.service.feeds import Gatherer

    with service(options) as cuttings:
        fetcher = Fetcher(FetchOptions(allow_private=options.allow_private))
        yield Gatherer(cuttings.maintenance, fetcher, FetchCache(cuttings.paths.folder), _say, again=options.again)


def _say(got: "Got") -> None:
    print(f"{got.kind:9} {got.what}: {got.detail}", flush=True)


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
