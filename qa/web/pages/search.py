"""Parts of the page of articles that belong to a search: operators, what it is narrowed to, counts to narrow it, snippets."""

from collections.abc import Callable, Iterable, Sequence

from corpus.article import text_hash
from corpus.catalogue.listing import ListQuery
from corpus.errors import SearchInvalid
from corpus.search_query import Condition, Operator, SearchQuery, as_typed, parse_search
from qa.service.resolve import UNKNOWN
from qa.service.search import Facets
from qa.service.snippets import Snippet
from qa.web.render.article import Reference, Span
from qa.web.render.messages import said
from qa.web.render.text import clip, escape, figure
from qa.web.route_table import ARTICLE, path_to
from qa.web.translations import Say

ALSO_MARKED = 20
SHOWN = 8
"""Names of a facet; the rest would be a wall."""

Address = Callable[[str], str]
"""Takes what is typed; returns the address of the list that it finds, with the other fields of the form as they are."""

Part = tuple[str, int, tuple[Condition, ...]]
"""What a part of the articles is called, how many there are, and the conditions that narrow the search to them."""

_HELP = (
    ('"harbour board"', "operator_phrase"),
    ("-ferry", "operator_without"),
    ('outlet:"Evening Post"', "operator_outlet"),
    ("after:2024-03 before:2024-04", "operator_days"),
    ("said:Mellory", "operator_said"),
    ('person:"Astrid Mellory" place:Ostrel', "operator_named"),
)


def help_html(say: Say) -> str:
    """Return the operators with what they do, folded."""
    rows = "".join(f"<dt><code>{escape(typed)}</code></dt><dd>{escape(say(name))}</dd>" for typed, name in _HELP)
    return f'<details class="operators"><summary>{escape(say("operators"))}</summary><dl>{rows}</dl></details>'


def problems_html(query: ListQuery, unknown: Sequence[Condition], say: Say) -> str:
    """Return why a search cannot be meant so, or what of it no article has; "" where it is well."""
    try:
        parse_search(query.words)
    except SearchInvalid as error:
        return f'<p class="warning" role="alert">{escape(said(str(error), say))}</p>'
    lines = (escape(say(UNKNOWN[one.operator], name=clip(one.value, 60))) for one in unknown)
    return "".join(f'<p class="warning">{line}</p>' for line in lines)


def conditions_html(query: ListQuery, address: Address, say: Say) -> str:
    """Return the operators of a search, each a link to the search without it; "" where it has none."""
    parsed = _parsed(query)
    links = "".join(
        f'<li><a href="{escape(address(_without(parsed, one)))}" title="{escape(say("without_condition"))}" dir="auto">'
        f'{escape(clip(str(one), 60))} <span aria-hidden="true">×</span></a></li>'
        for one in parsed.conditions
    )
    return f'<ul class="conditions" aria-label="{escape(say("conditions_label"))}">{links}</ul>' if links else ""


def facets_html(query: ListQuery, facets: Facets | None, total: int, address: Address, say: Say) -> str:
    """Return how the articles of a search divide, each part a link to the search narrowed to it; "" where none does."""
    if facets is None or total < 2:
        return ""
    parsed = _parsed(query)
    months = say("months").split()
    more = {"facet_outlets": facets.more_outlets, "facet_months": facets.more_months}
    of_months: list[Part] = [(f"{months[int(one[5:]) - 1]} {one[:4]}", n, _month(one)) for one, n in facets.months]
    groups = (
        ("facet_outlets", _parts(Operator.OUTLET, facets.outlets)),
        ("facet_months", of_months),
        ("people", _parts(Operator.PERSON, [(one.spelled, one.articles) for one in facets.people or ()])),
        ("places", _parts(Operator.PLACE, [(one.spelled, one.articles) for one in facets.places or ()])),
    )
    shown = "".join(
        _facet(
            label, parts, parsed, total, address, say, say("and_more", number=figure(further, say)) if further else ""
        )
        for label, parts in groups
        for further in [max(len(parts) - SHOWN, 0) + more.get(label, 0)]
    )
    return f'<nav class="facets" aria-label="{escape(say("facets_label"))}">{shown}</nav>' if shown else ""


def snippet_row(snippet: Snippet | None, columns: int) -> str:
    """Return a row of the table with the part of an article that shows why it was found, its words marked; "" without one."""
    if snippet is None:
        return ""
    parts = "".join(f"<mark>{escape(part)}</mark>" if marked else escape(part) for part, marked in snippet.parts())
    return f'<tr><td class="why" colspan="{columns}"><p class="snippet" dir="auto">{parts}</p></td></tr>'


def article_address(article_id: str, snippet: Snippet | None) -> str:
    """Return the address of an article: at the words of its snippet, which are marked there, if it has one."""
    if snippet is None:
        return path_to(ARTICLE, article_id)
    first, *others = snippet.marks[:ALSO_MARKED]
    also = tuple(Span(start, end) for start, end in others)
    return Reference(Span(*first), also, text_hash(snippet.text[first[0] : first[1]])).address(article_id)


def saving_html(query: ListQuery, say: Say) -> str:
    """Return the button that saves a search as an alert; "" where nothing is searched for."""
    try:
        typed = as_typed(parse_search(query.words), query.filters)
    except SearchInvalid:
        return ""
    if not typed:
        return ""
    return (
        f'<button type="button" id="save-search" value="{escape(typed)}" title="{escape(say("save_search_title"))}">'
        f'{escape(say("alert"))}</button> <span id="search-saved" role="status" data-saved="{escape(say("search_saved"))}" '
        f'data-failed="{escape(say("no_server"))}"></span>'
    )


def _parts(operator: Operator, named: Iterable[tuple[str, int]]) -> list[Part]:
    return [(name, articles, (Condition(operator=operator, value=name),)) for name, articles in named]


def _facet(
    label: str,
    parts: Sequence[Part],
    parsed: SearchQuery,
    total: int,
    address: Address,
    say: Say,
    more: str,
) -> str:
    """Return one kind of part in a line; "" where the only part has all articles."""
    if not parts or (len(parts) == 1 and parts[0][1] == total):
        return ""
    links = "".join(
        f'<li><a href="{escape(address(_with(parsed, conditions)))}" dir="auto">{escape(clip(name, 40))}'
        f'<span class="number">{figure(articles, say)}</span></a></li>'
        for name, articles, conditions in parts[:SHOWN]
    )
    links += f'<li class="quiet">{escape(more)}</li>' if more else ""
    return f"<div><h3>{escape(say(label))}</h3><ul>{links}</ul></div>"


def _month(month: str) -> tuple[Condition, Condition]:
    year, number = int(month[:4]), int(month[5:])
    following = f"{year + number // 12}-{number % 12 + 1:02d}"
    return Condition(operator=Operator.AFTER, value=month), Condition(operator=Operator.BEFORE, value=following)


def _parsed(query: ListQuery) -> SearchQuery:
    try:
        return parse_search(query.words)
    except SearchInvalid:
        return SearchQuery(words=query.words)


def _with(parsed: SearchQuery, conditions: Iterable[Condition]) -> str:
    return _typed(parsed.words, [*parsed.conditions, *conditions])


def _without(parsed: SearchQuery, condition: Condition) -> str:
    return _typed(parsed.words, [one for one in parsed.conditions if one != condition])


def _typed(words: str, conditions: Iterable[Condition]) -> str:
    return str(SearchQuery(words=words, conditions=tuple(dict.fromkeys(conditions))))
