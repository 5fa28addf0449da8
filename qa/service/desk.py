"""The desk of an archive together with the archive: which articles a collection has now, what a pinned quote says now."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.article import Article, text_hash
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import NotFound
from corpus.filters import Filters
from corpus.messages import message
from qa.answering.answer import Answer, Citation, CitedField, cited_field
from qa.answering.archive_pool import ArchivePool
from qa.answering.citations import citation_of, field_of
from qa.desk.desk import Desk
from qa.desk.values import STARRED, TAG_SIGN, Collection, Dossier, Entry, Marks, PinnedQuote, is_article

_PLACE = re.compile(
    r"(?P<article>[a-z2-7]{12})(?:#(?P<field>title|byline|outlet|published))?:(?P<start>\d{1,12})-(?P<end>\d{1,12})",
    re.ASCII,
)


TextsOf = Callable[[str], list[tuple[Article, bool]]]
"""Returns all versions of an article, oldest first, each with whether it is the present one."""

CitedWords = tuple[str, str]
"""Locator of a quote and hash of its words: another version of the article may have others there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteOwn:
    """What readers have made of a quote.

    Attributes:
        dossiers: ids and titles of those to which it is pinned, the one changed last first.
    """

    marks: Marks
    dossiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedArticle:
    """An article of a collection.

    Attributes:
        live: False where it was removed from the archive; it is back when that is undone.
    """

    id: str
    title: str
    outlet: str | None
    published: str | None
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEntry:
    """An entry of a dossier as the archive has it now.

    Attributes:
        entry: its quote is cited in the present version of the article wherever that still has these words.
        state: `same`; `changed` where only an earlier version has the words; `removed` with the article; `missing` where the
            archive never had them. A note alone is the `same`.
    """

    entry: Entry
    state: str = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedQuote:
    """A quote that has marks.

    Attributes:
        target: its locator, as it was marked.
        quote: as the archive has it now, like that of a `ShownEntry`; None where it never had those words there.
        state: as of a `ShownEntry`.
    """

    target: str
    marks: Marks
    quote: PinnedQuote | None
    state: str

    @property
    def sha256(self) -> str:
        """The hash of its words, "" where they are not known."""
        return self.marks.sha256 or (self.quote.citation.sha256 if self.quote else "")


class DeskService:
    """The desk in use. Safe to use from several threads.

    Args:
        desk: what is stored.
        archives: the archive that it is about.
        texts_of: returns all versions of an article.
    """

    def __init__(self, desk: Desk, archives: ArchivePool, texts_of: TextsOf) -> None:
        self.collections, self.marks, self.dossiers = desk.collections, desk.marks, desk.dossiers
        self.articles_in, self.close = desk.articles_in, desk.close
        self._archives = archives
        self._texts_of = texts_of

    def looked_up(self, filters: Filters) -> Filters:
        """Return filters with the articles of the collection that they name, if they name one.

        Raises:
            NotFound: there is no such collection.
        """
        return replace(filters, within=self.articles_in(filters.collection)) if filters.collection else filters

    def names(self) -> list[str]:
        """Return the names of what can be asked within: collections, all starred articles, tags."""
        starred = [STARRED] if self.marks.starred() else []
        tags = [f"{TAG_SIGN}{tag}" for tag, _ in self.marks.tags()]
        return [*(one.name for one in self.collections.listed()), *starred, *tags]

    def contents(self, ids: Iterable[str]) -> list[CollectedArticle]:
        """Return the articles with these ids, newest first; those that were removed last, and none that never were there."""
        with self._archives.state() as state:
            if state is None:
                return []
            wanted = list(ids)
            live = state.snapshot.live_ids(wanted)
            listed = state.snapshot.listed(ListQuery(filters=Filters(within=tuple(live)), limit=len(live)))
            found = [
                CollectedArticle(id=one.id, title=one.title, outlet=one.outlet, published=one.published, live=True)
                for one in listed
            ]
            removed = [_last(state.snapshot, one) for one in sorted(set(wanted) - live)]
            return found + [one for one in removed if one]

    def matching(self, query: ListQuery) -> list[str]:
        """Return the ids of all articles that a query lists, whatever its limit."""
        with self._archives.state() as state:
            return [] if state is None else state.snapshot.listed_ids(self._looked_up(query))

    def collect(self, name: str, ids: Sequence[str]) -> Collection:
        """Add articles of the archive to the collection of a name, which is created where there is none.

        Raises:
            NotFound: an id is not in the archive; nothing was added.
            CuttingsError: the name cannot be used, or the collection would have too many.
        """
        with self._archives.state() as state:
            missing = sorted(set(ids) - (state.snapshot.live_ids(ids) if state else set()))
        if missing:
            raise NotFound(f"{', '.join(missing[:5])}: no article of that id; nothing was added")
        return self.collections.create(name, ids)

    def require(self, target: str, sha256: str = "") -> str:
        """Return the hash of the words that are to be marked, "" for an article.

        Args:
            target: an article's id, or a quote's locator.
            sha256: of the quote's words, where they may be those of an earlier version.

        Raises:
            NotFound: the archive has no such article, or no such words there, and they have no marks that could be taken off.
        """
        try:
            quote = self._pinned(target, sha256 or None)
        except NotFound:
            marks = self.marks.on(target)
            if marks and marks.sha256 == sha256:
                return sha256
            raise
        return "" if is_article(target) else quote.citation.sha256

    def marked_quotes(self, articles: Iterable[str] | None = None) -> list[MarkedQuote]:
        """Return the quotes that have marks, of some articles or of all, in the order of their places."""
        texts_of = cache(self._texts_of)  # an article may have many marked quotes
        found = [self._marked(target, marks, texts_of) for target, marks in self.marks.on_quotes(articles).items()]
        return sorted(found, key=lambda one: (one.target[:12], one.quote.citation.start if one.quote else 0))

    def marks_among(self, citations: Iterable[Citation]) -> dict[CitedWords, tuple[str, Marks]]:
        """Return the marks of cited quotes, each after the locator under which it is stored.

        A quote is the same if its words are, at the place where they were marked or at that to which they have moved since.
        """
        cited = list(citations)
        stored = self.marks.on_quotes({one.article.id for one in cited})
        by_words: dict[tuple[str, str], list[str]] = {}
        for target, noted in stored.items():
            by_words.setdefault((target[:12], noted.sha256), []).append(target)
        found: dict[CitedWords, tuple[str, Marks]] = {}
        for one in cited:
            marks = stored.get(one.locator)
            if marks and marks.sha256 == one.sha256:
                found[one.locator, one.sha256] = one.locator, marks
                continue
            unsure = [one.locator] if marks and not marks.sha256 else []
            for target in (*unsure, *by_words.get((one.article.id, one.sha256), ())):
                now = self._marked(target, stored[target]).quote
                if now and (now.citation.locator, now.citation.sha256) == (one.locator, one.sha256):
                    found[one.locator, one.sha256] = target, stored[target]
        return found

    def own_of(self, citations: Iterable[Citation]) -> dict[CitedWords, QuoteOwn]:
        """Return what readers have made of cited quotes, of those of which there is anything."""
        cited = list(citations)
        marked = self.marks_among(cited)
        pinned: dict[tuple[str, str], dict[str, str]] = {}
        for dossier, title, article, words in self.dossiers.pinned({one.article.id for one in cited}):
            pinned.setdefault((article, words), {})[dossier] = title
        found: dict[CitedWords, QuoteOwn] = {}
        for one in cited:
            key = (one.locator, one.sha256)
            _, marks = marked.get(key, ("", Marks()))
            dossiers = tuple(pinned.get((one.article.id, one.sha256), {}).items())
            if marks or dossiers:
                found[key] = QuoteOwn(marks=marks, dossiers=dossiers)
        return found

    def marked_quote(self, target: str, sha256: str = "") -> MarkedQuote:
        """Return the quote of a locator, with the words of a hash if one is given; it may have no marks yet."""
        marks = self.marks.on(target)
        return self._marked(target, marks if marks.sha256 or not sha256 else replace(marks, sha256=sha256))

    def quote_to_mark(self, answer: Answer, number: int) -> MarkedQuote:
        """Return the quote of a number, from 1, of an answer, with its marks if it has any.

        Raises:
            NotFound: there is no such quote, or the archive does not have its words.
        """
        self._quoted(answer, number)
        citation = answer.citation(answer.quotes[number - 1].citation)
        target, _ = self.marks_among([citation]).get((citation.locator, citation.sha256), (citation.locator, Marks()))
        return self.marked_quote(target, citation.sha256)

    def require_quote(self, answer: Answer, number: int) -> None:
        """Make sure that an answer has a quote of that number, and the archive its words; `NotFound` otherwise."""
        self._quoted(answer, number)

    def pin_quote(self, dossier: str, answer: Answer, number: int, note: str = "") -> Entry:
        """Pin the quote of a number, from 1, of an answer to a dossier; return its entry.

        Raises:
            NotFound: there is no such quote or dossier, or the archive does not have these words there.
        """
        return self.dossiers.pin(dossier, self._quoted(answer, number), note)

    def transfer_quote(self, dossier: str, answer: Answer, number: int, to: str) -> None:
        """Move the quote of a number of an answer from a dossier to another. Otherwise as `pin_quote`."""
        self.dossiers.transfer(dossier, self._quoted(answer, number), to)

    def pin_place(self, dossier: str, place: str, note: str = "") -> Entry:
        """Pin what is at a place, `ID:13-49` or `ID#byline:0-9`; of `ID` the headline. Otherwise as `pin_quote`."""
        return self.dossiers.pin(dossier, self._pinned(place), note)

    def shown(self, dossier: Dossier) -> list[ShownEntry]:
        """Return the entries of a dossier as the archive has them now."""
        return [self._shown(entry) for entry in dossier.entries]

    def _looked_up(self, query: ListQuery) -> ListQuery:
        return replace(query, filters=self.looked_up(query.filters))

    def _quoted(self, answer: Answer, number: int) -> PinnedQuote:
        """Return the quote of a number, from 1, of an answer; `NotFound` where there is none."""
        if not 1 <= number <= len(answer.quotes):
            raise NotFound(message("no_such_quote"))
        citation = answer.citation(answer.quotes[number - 1].citation)
        return self._pinned(citation.locator, citation.sha256)

    def _pinned(self, place: str, sha256: str | None = None, texts_of: TextsOf | None = None) -> PinnedQuote:
        """Return the words at a place; with a hash, in whichever version has the words of that hash there."""
        article_id, field, span = self._parsed(place)
        for article, live in sorted((texts_of or self._texts_of)(article_id), key=lambda one: not one[1]):
            text = field_of(article, field)
            at = span or (0, len(text))
            words = text[at[0] : at[1]]
            if words.strip() and at[1] <= len(text) and (live if sha256 is None else text_hash(words) == sha256):
                return PinnedQuote(text=words, citation=citation_of(1, article, at, field), version=article.version)
        raise NotFound(f"{place}: the archive has no words there")

    def _parsed(self, place: str) -> tuple[str, CitedField, tuple[int, int] | None]:
        found = _PLACE.fullmatch(place)
        if found is None:
            return place, "title", None
        return found["article"], cited_field(found["field"]), (int(found["start"]), int(found["end"]))

    def _marked(self, target: str, marks: Marks, texts_of: TextsOf | None = None) -> MarkedQuote:
        try:
            quote = self._pinned(target, marks.sha256 or None, texts_of)
        except NotFound:
            return MarkedQuote(target=target, marks=marks, quote=None, state="missing")
        now, state = self._as_now(quote, texts_of)
        return MarkedQuote(target=target, marks=marks, quote=now, state=state)

    def _shown(self, entry: Entry) -> ShownEntry:
        if entry.quote is None:
            return ShownEntry(entry=entry)
        quote, state = self._as_now(entry.quote)
        return ShownEntry(entry=replace(entry, quote=quote), state=state)

    def _as_now(self, quote: PinnedQuote, texts_of: TextsOf | None = None) -> tuple[PinnedQuote, str]:
        """Return a quote, cited in the present version of the article if that has its words, and its state."""
        cited, text = quote.citation, quote.text
        texts = (texts_of or self._texts_of)(cited.article.id)
        live = next((article for article, present in texts if present), None)
        if live is not None:
            start = _start_of(text, field_of(live, cited.field), cited.start)
            if start is not None:
                now = citation_of(cited.number, live, (start, start + len(text)), cited.field)
                return PinnedQuote(text=text, citation=now, version=live.version), "same"
        had = any(field_of(article, cited.field)[cited.start : cited.end] == text for article, _ in texts)
        return quote, "missing" if not had else "changed" if live else "removed"


def _start_of(words: str, text: str, start: int) -> int | None:
    """Return where a text has some words: where they were, or at the one place to which they moved; None for nowhere."""
    if text[start : start + len(words)] == words:
        return start
    found = text.find(words)
    return found if found >= 0 and text.find(words, found + 1) < 0 else None


def _last(snapshot: Snapshot, article_id: str) -> CollectedArticle | None:
    version = snapshot.last_version(article_id)
    if not version:
        return None
    article = snapshot.article(article_id, version)
    return CollectedArticle(
        id=article.id, title=article.title, outlet=article.outlet, published=article.published, live=False
    )
