"""Pages and feeds into an archive: got, read, stored, and only then noted as got.

A feed's entry often holds less than its page. So an article that was read from its own page is never replaced by the
entry that leads to it. What a feed says of another site's address is an article of its own (`corpus.catalogue.origin`).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus.article import ArticleDraft
from corpus.catalogue.origin import fetched_from, via
from corpus.errors import CuttingsError
from corpus.fetch import FetchCache, Fetched, Fetcher, FetchError
from corpus.fetch import sandboxed as apart
from corpus.readers.cleaning.urls import known_url, site_of
from corpus.readers.sandbox.worker import Worker
from corpus.system_errors import message_of
from qa.service.maintenance import Maintenance
from qa.service.progress import AddReport, duplicate_line

_NAMED = 10  # articles in a line
_LARGEST_LIST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """One line of what is said.

    Attributes:
        what: the address.
    """

    kind: Literal["added", "unchanged", "failed"]
    what: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOptions:
    """How feeds are followed.

    Attributes:
        pages: get the page of each entry, too.
        max_pages: so many in one turn at most.
    """

    pages: bool = False
    max_pages: int = 50


class Gatherer:
    """Gets pages and feeds and adds their articles.

    Args:
        archive: that they go to.
        fetcher: gets them.
        memory: what was got before.
        say: called with what became of each address.
        again: get everything, even what has not changed.
        worker: the process that reads what was got; else the one that all share.
    """

    def __init__(
        self,
        archive: Maintenance,
        fetcher: Fetcher,
        memory: FetchCache,
        say: Callable[[Got], None],
        *,
        again: bool = False,
        worker: Worker | None = None,
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._memory = memory
        self._say = say
        self._again = again
        self._worker = worker

    def fetch(self, urls: Sequence[str]) -> bool:
        """Get pages or feeds; return whether all of them could be had."""
        fine = [self._fetched(url) for url in urls]  # every one of them, whatever becomes of the first
        return all(fine)

    def follow(self, feeds: Sequence[str], options: FollowOptions) -> bool:
        """Get what is new in feeds; return whether all of it could be had."""
        good, left = True, options.max_pages if options.pages else 0
        for url in feeds:
            fine, left = self._followed(url, options, left)
            good = good and fine
        return good

    def _fetched(self, url: str) -> bool:
        got = self._got(url)
        if got is None or got.unchanged:
            return got is not None
        try:
            read = self._page(got)
        except apart.Unreadable as error:
            return self._failed(url, error)
        if read.is_feed:
            self._store_entries(url, read.drafts)
        else:
            self._store(url, read.drafts, pages=[url, got.address])
        self._memory.store(url, got.validators)
        return True

    def _followed(self, url: str, options: FollowOptions, left: int) -> tuple[bool, int]:
        """Follow one feed; return whether all could be had, and how many pages may still be got."""
        got = self._got(url)
        if got is None or got.unchanged:
            return got is not None, left
        try:
            feed = apart.feed(got.content, got.address, got.charset, self._worker)
        except apart.Unreadable as error:
            return self._failed(url, error), left
        leading = Counter(known_url(draft.url) for draft in feed.drafts)
        # what several entries lead to is the page of none of them
        entries = {known: draft for draft in feed.drafts if leading[known := known_url(draft.url)] == 1}
        good = complete = True
        for link in feed.links if options.pages else []:
            if self._has_page(link):
                continue
            if left == 0:
                complete = False
                break
            left -= 1
            fine = self._page_of(link, entries.get(known_url(link)))
            good, complete = good and fine, complete and fine
        self._store_entries(url, feed.drafts)
        if complete:
            self._memory.store(url, got.validators)
        return good, left

    def _page(self, got: Fetched) -> apart.Page:
        return apart.page(got.content, got.address, got.kind, got.charset, self._worker)

    def _page_of(self, link: str, entry: ArticleDraft | None) -> bool:
        """Add the article of an entry from its own page, unless the entry, in a feed of that site, has more of it."""
        got = self._got(link, conditional=False)
        if got is None:
            return False
        try:
            read = self._page(got)
        except apart.Unreadable as error:
            return self._failed(link, error)
        if read.is_feed:  # what it lists was not read from the pages that it leads to
            return self._failed(link, "a feed, and no page of an article: to have it, follow it")
        drafts = read.drafts
        if entry and len(drafts) == 1:
            drafts = [_joined(drafts[0], entry)]
        self._store(link, drafts, pages=[link, got.address])
        return True

    def _got(self, url: str, *, conditional: bool = True) -> Fetched | None:
        known = self._memory.validators(url) if conditional and not self._again else None
        try:
            got = self._fetcher.get(url, known)
        except FetchError as error:
            self._failed(url, error)
            return None
        if got.unchanged:
            self._say(Got(kind="unchanged", what=url, detail="as it was when it was last got"))
        return got

    def _store_entries(self, url: str, entries: Sequence[ArticleDraft]) -> None:
        """Add the entries of a feed, but for those whose own page was read."""
        rest = [entry for entry in entries if not self._has_page(entry.url)]
        self._store(url, rest, pages=[], left=len(entries) - len(rest))

    def _store(self, url: str, drafts: Sequence[ArticleDraft], *, pages: list[str], left: int = 0) -> None:
        report = self._archive.add_drafts(drafts) if drafts else AddReport()
        known = [known_url(page) for page in pages] + ([draft.url for draft in drafts] if pages else [])
        self._memory.store_pages(page for page in known if page)
        counts = (
            (len(report.added), "added"),
            (len(report.changed), "changed"),
            (len(report.unchanged), "already there"),
            (left, "there from their own pages"),
        )
        said = ", ".join(f"{count} {what}" for count, what in counts if count)
        named = "; ".join(duplicate_line(one) for one in report.same[:_NAMED])
        kind: Literal["added", "unchanged"] = "added" if report.added or report.changed else "unchanged"
        self._say(
            Got(kind=kind, what=url, detail=f"articles: {said or 'none that is new'}{f' ({named})' if named else ''}")
        )

    def _has_page(self, url: str | None) -> bool:
        known = known_url(url)
        return known is not None and self._memory.has_page(known)

    def _failed(self, url: str, reason: object) -> bool:
        self._say(Got(kind="failed", what=url, detail=str(reason)))
        return False


def _joined(page: ArticleDraft, entry: ArticleDraft) -> ArticleDraft:
    """Return the article of a page to which an entry of a feed led.

    It gets the entry's address, so that it is the same article whichever of the two was there first, unless that only sends
    on to another site. What a feed of another site says of it is not believed.
    """
    if not entry.url or site_of(entry.url) != fetched_from(page):
        return page
    if via(entry) is not None:
        return replace(page, url=entry.url)
    longer = entry if len(entry.text) > len(page.text) else page
    return replace(longer, url=entry.url, published=page.published or entry.published)


def feeds_in(named: Sequence[str]) -> list[str]:
    """Return the addresses of feeds; in the place of a file with a list of feeds those that it lists.

    Raises:
        CuttingsError: a file cannot be read or lists no feeds.
    """
    found: list[str] = []
    for name in named:
        if name.lower().startswith(("http://", "https://")):
            found.append(name)
            continue
        try:
            listed = apart.feeds_listed(_small(Path(name).expanduser()), name)
        except (OSError, ValueError) as error:
            raise CuttingsError(
                f"{name}: neither an http(s) address nor a list of feeds that can be read ({message_of(error)})"
            ) from error
        if not listed:
            raise CuttingsError(f"{name}: it lists no feeds")
        found += listed
    return list(dict.fromkeys(found))


def _small(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        OSError: it cannot be read.
        ValueError: it is too large for a list.
    """
    with path.open("rb") as file:
        content = file.read(_LARGEST_LIST + 1)
    if len(content) > _LARGEST_LIST:
        raise ValueError(f"larger than the {_LARGEST_LIST // 1024 // 1024} MiB that a list may have")
    return content
