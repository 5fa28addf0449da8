"""Pages and feeds into an archive: fetched, read, stored, and only then recorded as fetched.

A feed's entry often holds less than its page. So an article that was read from its own page is never replaced by the
entry that leads to it. What a feed says about another site's address is an article of its own (`corpus.catalogue.origin`).
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from corpus.article import ArticleDraft
from corpus.catalogue.origin import fetched_from, via
from corpus.errors import CuttingsError
from corpus.fetch import sandboxed
from corpus.fetch.cache import FetchCache
from corpus.fetch.client import Fetched, Fetcher
from corpus.fetch.transport import FetchError
from corpus.originals import SourceFile
from corpus.readers.cleaning.urls import archive_of, known_url, site_of
from corpus.readers.sandbox.worker import Worker
from corpus.system_errors import message_of
from qa.service.progress import AddReport, duplicate_line


class AddDrafts(Protocol):
    """Adds articles that are read, from one file where that is to be kept: `Maintenance.add_drafts`."""

    def __call__(self, drafts: Sequence[ArticleDraft], *, file: SourceFile | None = None) -> AddReport:
        """Return what became of them."""


PAGE_TRIES = 3
"""How often the page of an entry is asked for in vain; after that the entry has to do, unless everything is fetched again."""

_NAMED = 10  # articles in a line
_LARGEST_LIST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """The result for an address, shown in one line.

    Attributes:
        what: the address.
        articles: how many were new.
        title: of a feed.
        named: the feed to which a page links that was to be followed as one.
    """

    kind: Literal["added", "unchanged", "failed"]
    what: str
    detail: str
    articles: int = 0
    title: str = ""
    named: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOptions:
    """How feeds are followed.

    Attributes:
        pages: also fetch the page of each entry.
        max_pages: in one turn, at most.
    """

    pages: bool = False
    max_pages: int = 50


class FeedFetcher:
    """Fetches pages and feeds and adds their articles.

    Args:
        add: adds articles to the archive.
        fetcher: sends the requests.
        cache: what was fetched before.
        say: called with the result of each address.
        again: fetch everything, even what has not changed.
        worker: the process that reads what was fetched; by default the shared one.
    """

    def __init__(
        self,
        add: AddDrafts,
        fetcher: Fetcher,
        cache: FetchCache,
        say: Callable[[FetchResult], None],
        *,
        again: bool = False,
        worker: Worker | None = None,
    ) -> None:
        self._add = add
        self._fetcher = fetcher
        self._cache = cache
        self._say = say
        self._again = again
        self._worker = worker

    def fetch(self, urls: Sequence[str]) -> bool:
        """Fetch pages or feeds; return whether all could be fetched."""
        succeeded_here = [self._fetch_one(url) for url in urls]  # all of them, even if one fails
        return all(succeeded_here)

    def follow(self, feeds: Sequence[str], options: FollowOptions) -> bool:
        """Fetch what is new in feeds; return whether all could be fetched."""
        succeeded, left = True, options.max_pages if options.pages else 0
        for url in feeds:
            succeeded_here, left = self._follow_one(url, options, left)
            succeeded = succeeded and succeeded_here
        return succeeded

    def _fetch_one(self, url: str) -> bool:
        fetched = self._fetch(url)
        if fetched is None or fetched.unchanged:
            return fetched is not None
        try:
            read = self._page(fetched)
        except sandboxed.Unreadable as error:
            return self._failed(url, error)
        if read.is_feed:
            self._store_entries(url, read.drafts)
        else:
            self._store(url, read.drafts, pages=[url, fetched.address], page=fetched.content)
        self._cache.store(url, fetched.validators)
        return True

    def _follow_one(self, url: str, options: FollowOptions, left: int) -> tuple[bool, int]:
        """Follow one feed; return whether all could be fetched, and how many pages may still be fetched."""
        fetched = self._fetch(url)
        if fetched is None or fetched.unchanged:
            return fetched is not None, left
        try:
            feed = sandboxed.feed(fetched.content, fetched.address, fetched.charset, self._worker)
        except sandboxed.Unreadable as error:
            return self._failed(url, error, error.named), left
        links_to = Counter(known_url(draft.url) for draft in feed.drafts)
        # a page to which several entries link belongs to none of them
        entries = {known: draft for draft in feed.drafts if links_to[known := known_url(draft.url)] == 1}
        succeeded = complete = True
        for link in feed.links if options.pages else []:
            if self._has_page(link) or (not self._again and self._cache.failures(link) >= PAGE_TRIES):
                continue
            if left == 0:
                complete = False
                break
            left -= 1
            if not self._page_of(link, entries.get(known_url(link))):
                succeeded = complete = False
        self._store_entries(url, feed.drafts, feed.title)
        if complete:
            self._cache.store(url, fetched.validators)
        return succeeded, left

    def _page(self, fetched: Fetched) -> sandboxed.Page:
        return sandboxed.page(fetched.content, fetched.address, fetched.kind, fetched.charset, self._worker)

    def _page_of(self, link: str, entry: ArticleDraft | None) -> bool:
        """Add the article of an entry from its page, unless the entry, in a feed of that site, has a longer text."""
        fetched = self._fetch(link, conditional=False)
        if fetched is None:
            return False
        try:
            read = self._page(fetched)
        except sandboxed.Unreadable as error:
            self._cache.note_failure(link)
            return self._failed(link, error)
        if read.is_feed:  # its entries were not read from their own pages
            self._cache.note_failure(link)
            return self._failed(link, "a feed, and no page of an article: to have it, follow it")
        drafts = read.drafts
        if entry and len(drafts) == 1:
            drafts = [_joined(drafts[0], entry)]
        self._store(link, drafts, pages=[link, fetched.address], page=fetched.content)
        return True

    def _fetch(self, url: str, *, conditional: bool = True) -> Fetched | None:
        known = self._cache.validators(url) if conditional and not self._again else None
        try:
            fetched = self._fetcher.get(url, known)
        except FetchError as error:
            if error.lasting:
                self._cache.note_failure(url)
            self._failed(url, error)
            return None
        if fetched.unchanged:
            self._say(FetchResult(kind="unchanged", what=url, detail="as it was when it was last got"))
        return fetched

    def _store_entries(self, url: str, entries: Sequence[ArticleDraft], title: str = "") -> None:
        """Add the entries of a feed, except those whose own page was read."""
        rest = [entry for entry in entries if not self._has_page(entry.url)]
        self._store(url, rest, pages=[], left=len(entries) - len(rest), title=title)

    def _store(
        self,
        url: str,
        drafts: Sequence[ArticleDraft],
        *,
        pages: list[str],
        left: int = 0,
        title: str = "",
        page: bytes = b"",
    ) -> None:
        report = self._add(drafts, file=SourceFile(content=page) if page else None) if drafts else AddReport()
        if pages:  # a copy in an archive of pages is not the page of the site whose address it has
            own = (draft.url for draft in drafts if via(draft) is None)
            self._cache.store_pages(known for known in (*map(_page_key, pages), *own) if known)
        counts = (
            (len(report.added), "added"),
            (len(report.changed), "changed"),
            (len(report.unchanged), "already there"),
            (left, "there from their own pages"),
        )
        summary = ", ".join(f"{count} {what}" for count, what in counts if count)
        named = "; ".join(duplicate_line(one) for one in report.same[:_NAMED])
        kind: Literal["added", "unchanged"] = "added" if report.added or report.changed else "unchanged"
        detail = f"articles: {summary or 'none that is new'}{f' ({named})' if named else ''}"
        self._say(FetchResult(kind=kind, what=url, detail=detail, articles=len(report.added), title=title))

    def _has_page(self, url: str | None) -> bool:
        known = _page_key(url)
        return known is not None and self._cache.has_page(known)

    def _failed(self, url: str, reason: object, named: str | None = None) -> bool:
        self._say(FetchResult(kind="failed", what=url, detail=str(reason), named=named))
        return False


def _page_key(url: str | None) -> str | None:
    """Return the address under which a page is recorded: of a copy in an archive of pages that of the copy itself."""
    return url if url and archive_of(url) else known_url(url)


def _joined(page: ArticleDraft, entry: ArticleDraft) -> ArticleDraft:
    """Return the article of the page to which an entry of a feed links.

    It gets the entry's address, so that both are the same article whichever was added first, unless that address only
    redirects to another site. What a feed of another site says about it is not used.
    """
    if not entry.url or site_of(entry.url) != fetched_from(page):
        return page
    if via(entry) is not None:
        return replace(page, url=entry.url)
    longer = entry if len(entry.text) > len(page.text) else page
    return replace(longer, url=entry.url, published=page.published or entry.published)


def feeds_in(named: Sequence[str], worker: Worker | None = None) -> list[str]:
    """Return the addresses of feeds; a file with a list of feeds is replaced by the feeds that it lists.

    Args:
        worker: the process that reads such a list; by default the shared one.

    Raises:
        CuttingsError: a file cannot be read or lists no feeds.
    """
    found: list[str] = []
    for name in named:
        if name.lower().startswith(("http://", "https://")):
            found.append(name)
            continue
        try:
            listed = sandboxed.feeds_listed(_read_list(Path(name).expanduser()), name, worker)
        except (OSError, ValueError) as error:
            raise CuttingsError(
                f"{name}: neither an http(s) address nor a list of feeds that can be read ({message_of(error)})"
            ) from error
        if not listed:
            raise CuttingsError(f"{name}: it lists no feeds")
        found += listed
    return list(dict.fromkeys(found))


def _read_list(path: Path) -> bytes:
    """Return the bytes of a list of feeds.

    Raises:
        OSError: it cannot be read.
        ValueError: it is too large for a list.
    """
    with path.open("rb") as file:
        content = file.read(_LARGEST_LIST + 1)
    if len(content) > _LARGEST_LIST:
        raise ValueError(f"larger than the {_LARGEST_LIST // 1024 // 1024} MiB that a list may have")
    return content
