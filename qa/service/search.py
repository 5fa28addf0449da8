"""Searching articles: what was typed, resolved against one state of the archive; the list, its counts, why each was found."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Article, text_hash
from corpus.catalogue.listing import Division, ListedArticle, ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from corpus.search_query import Condition, Operator, SearchQuery, parse_search
from corpus.text.phrases import beginning_spans, phrase_spans
from corpus.text.sentences import Span, sentence_spans
from corpus.text.terms import terms, word_spans
from qa.alerts.saved_question import Found, HitQuote
from qa.answering.answer import CitedField
from qa.answering.archive_pool import ArchivePool
from qa.answering.citations import cited_article, field_of
from qa.news.desk import NewsDesk
from qa.news.store import NewsReader
from qa.news.store.rows import NameCount
from qa.news.views import search as names
from qa.service.resolve import KINDS, resolve
from qa.service.snippets import Snippet, snippet_of

OUTLET_FACETS = 12
MONTH_FACETS = 12
MOST_FOR_NAMES = 2_000
"""Articles of a search whose people and places are counted; of more, counting takes longer than searching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """How the articles of a search divide; the numbers are of articles of this search.

    Attributes:
        outlets: the largest, most articles first.
        months: as 2024-03, the newest first.
        people, places: those that most articles name; None where there are too many articles to count them, or nothing is
            derived of them yet.
        more_outlets, more_months: how many further ones there are.
    """

    outlets: tuple[tuple[str, int], ...] = ()
    months: tuple[tuple[str, int], ...] = ()
    people: tuple[NameCount, ...] | None = ()
    places: tuple[NameCount, ...] | None = ()
    more_outlets: int = 0
    more_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The articles of a search.

    Attributes:
        listed: the part of the list that was asked for.
        total: how long the list is.
        snippets: by id of those listed whose text shows why they were found.
        unknown: conditions that name an outlet, a person or a place that no article has.
    """

    listed: tuple[ListedArticle, ...] = ()
    total: int = 0
    snippets: dict[str, Snippet]
    facets: Facets | None = None
    unknown: tuple[Condition, ...] = ()


class ArticleSearch:
    """Searches the articles of an archive. Safe to use from several threads."""

    def __init__(self, archives: ArchivePool, news: NewsDesk) -> None:
        self._archives = archives
        self._news = news

    def search(self, query: ListQuery, *, facets: bool = True) -> SearchResult:
        """Return the articles that a search finds.

        Args:
            query: its words are as typed, with operators; its filters hold too.

        Raises:
            SearchInvalid: see `corpus.search_query.parse_search`.
        """
        parsed = parse_search(query.words)
        with self._archives.state() as state:
            if state is None:
                return SearchResult(snippets={})
            with self._news.reader(state.paths) as reader:
                resolved = resolve(parsed, state.snapshot, reader, query)
                found = state.snapshot.matched(resolved.query)
                listed = state.snapshot.listed(found)
                division = state.snapshot.divided(found)
                return SearchResult(
                    listed=tuple(listed),
                    total=division.total,
                    snippets=_snippets(parsed, [state.snapshot.article(one.id) for one in listed], reader),
                    facets=_facets(division, state.snapshot, reader, found) if facets else None,
                    unknown=resolved.unknown,
                )

    def found(self, search: str, added_after: int | None, limit: int) -> list[Found]:
        """Return up to `limit` articles that a search finds, newest first, each with the sentence that shows why; see `Find`."""
        parsed = parse_search(search)
        with self._archives.state() as state:
            if state is None:
                return []
            with self._news.reader(state.paths) as reader:
                query = ListQuery(filters=Filters(added_after=added_after), sort="added", limit=limit)
                resolved = resolve(parsed, state.snapshot, reader, query)
                articles = [state.snapshot.article(one.id) for one in state.snapshot.listed(resolved.query)]
                snippets = _snippets(parsed, articles, reader)
        return [_found(article, snippets.get(article.id)) for article in articles]


def _found(article: Article, snippet: Snippet | None) -> Found:
    """Return an article with the sentence of the first mark, or the first of its text."""
    at = snippet.marks[0][0] if snippet else 0
    spans = sentence_spans(article.text)
    start, end = next((span for span in spans if at < span[1]), (0, len(article.title)))
    field: CitedField = "text" if spans else "title"
    text = field_of(article, field)[start:end]
    quote = HitQuote(text=text, start=start, end=end, sha256=text_hash(text), field=field)
    return Found(article=cited_article(article), version=article.version, quotes=(quote,))


def _facets(division: Division, snapshot: Snapshot, reader: NewsReader | None, query: ListQuery) -> Facets:
    people = places = None
    if reader is not None and division.total <= MOST_FOR_NAMES:
        keys = snapshot.listed_keys(query)
        people = tuple(names.name_facets(reader, "person", keys))
        places = tuple(names.name_facets(reader, "place", keys))
    return Facets(
        outlets=division.outlets[:OUTLET_FACETS],
        months=division.months[:MONTH_FACETS],
        people=people,
        places=places,
        more_outlets=max(len(division.outlets) - OUTLET_FACETS, 0),
        more_months=max(len(division.months) - MONTH_FACETS, 0),
    )


def _snippets(parsed: SearchQuery, articles: Sequence[Article], reader: NewsReader | None) -> dict[str, Snippet]:
    texts = [article.text for article in articles]
    found: list[list[list[Span]]] = [[] for _ in articles]
    wanted = terms(parsed.words) if parsed.words else []
    for number, word in enumerate(wanted):
        for spans, text, stems in zip(found, texts, word_spans(texts, [word]), strict=True):
            spans.append(stems or (beginning_spans(text, word) if number == len(wanted) - 1 else []))
    for phrase in parsed.values(Operator.PHRASE):
        for spans, text in zip(found, texts, strict=True):
            spans.append(phrase_spans(text, phrase))
    if reader is not None:
        _add_names(parsed, articles, reader, found)
    made = {article.id: snippet_of(article.text, spans) for article, spans in zip(articles, found, strict=True)}
    return {article_id: snippet for article_id, snippet in made.items() if snippet}


def _add_names(
    parsed: SearchQuery, articles: Sequence[Article], reader: NewsReader, found: list[list[list[Span]]]
) -> None:
    """Add to what was found in each article the names that are searched, and what who is searched said."""
    conditions = [one for one in parsed.conditions if not one.excluded and one.operator in {*KINDS, Operator.SAID}]
    if not conditions:
        return
    keys = {key: place for place, article in enumerate(articles) if (key := reader.newest_key(article.id)) is not None}
    for one in conditions:
        if one.operator is Operator.SAID:
            spans = names.said_spans(reader, one.value, keys)
        else:
            texts = ((key, articles[place].text) for key, place in keys.items())
            spans = names.mentions(reader, KINDS[one.operator], one.value, texts)
        for key, place in keys.items():
            found[place].append(spans.get(key, []))
