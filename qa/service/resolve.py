"""What was typed, in terms of one state of the archive: the list of articles that it means, or what a question is searched in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.catalogue.listing import ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import SearchInvalid
from corpus.filters import Filters
from corpus.messages import message
from corpus.search_query import Condition, Operator, SearchQuery, without_operators
from qa.answering.answer import Answer, Turn
from qa.answering.archive_pool import State
from qa.news.desk import NewsDesk
from qa.news.store import NewsReader
from qa.news.views import search as names

NO_WORDS = message("no_words")

MOST_WITH_PHRASE = 2_000
"""Articles with a phrase of a question that are searched once more for it."""

UNKNOWN = {
    Operator.OUTLET: "unknown_outlet",
    Operator.SAID: "unknown_said",
    Operator.PERSON: "unknown_person",
    Operator.PLACE: "unknown_place",
}
"""The message that says why a condition finds nothing, by its operator."""

KINDS = {Operator.PERSON: "person", Operator.PLACE: "place"}
"""What the names are that these operators look for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A search in terms of one state of the archive; see `SearchResult.unknown`."""

    query: ListQuery
    unknown: tuple[Condition, ...]


def resolve(parsed: SearchQuery, snapshot: Snapshot, reader: NewsReader | None, query: ListQuery) -> Resolved:
    """Return the list that a search means; `query` gives its order, its part and the filters that hold too."""
    outlets = {one: _outlets_named(one.value, snapshot) for one in parsed.conditions if one.operator is Operator.OUTLET}
    keys = {one: found for one in parsed.conditions if (found := _articles_of(one, reader)) is not None}
    unknown = [one for one, found in {**outlets, **keys}.items() if not found]
    wanted = [set(found) for one, found in keys.items() if not one.excluded]
    excluded = [found for one, found in keys.items() if one.excluded]
    chosen = [name for one, found in outlets.items() if not one.excluded for name in found]
    filters = parsed.within(query.filters)
    if any(one.operator is Operator.OUTLET and not one.excluded for one in outlets):
        both = [name for name in chosen if not filters.outlets or name in filters.outlets]
        filters = replace(filters, outlets=tuple(dict.fromkeys(both)))
        wanted += [] if both else [set()]
    return Resolved(
        query=replace(
            query,
            words=parsed.words,
            phrases=parsed.values(Operator.PHRASE),
            excluded=parsed.values(Operator.PHRASE, excluded=True),
            outlets_excluded=tuple(name for one, found in outlets.items() if one.excluded for name in found),
            keys=tuple(sorted(set.intersection(*wanted))) if wanted else None,
            keys_excluded=tuple(sorted(set().union(*excluded))),
            filters=filters,
        ),
        unknown=tuple(unknown),
    )


def restricted(parsed: SearchQuery, state: State, news: NewsDesk, filters: Filters) -> tuple[Filters, tuple[str, ...]]:
    """Return what a question with operators is searched in, and the articles in which its phrases stand word for word.

    A phrase is preferred and not required: a question quotes what it asks about, and an article may answer in other words.
    It says nothing where it stands in more than `MOST_WITH_PHRASE` articles.

    Raises:
        SearchInvalid: no article fits the operators.
    """
    if not parsed.conditions:
        return filters, ()
    snapshot = state.snapshot
    asked = replace(parsed, words="", conditions=parsed.restrictions)
    with news.reader(state.paths) as reader:
        resolved = resolve(asked, snapshot, reader, ListQuery(filters=filters))
    found = snapshot.matched(resolved.query)
    if parsed.restrictions and not snapshot.listed_count(found):
        raise SearchInvalid(nothing_fits(asked, resolved.unknown))
    if found.keys is None and not found.keys_excluded and not found.outlets_excluded:
        within = found.filters
    else:
        within = replace(found.filters, within=tuple(snapshot.listed_ids(found)))
    preferred = dict[str, None]()
    for phrase in parsed.values(Operator.PHRASE):
        with_phrase = snapshot.listed_ids(replace(found, phrases=(phrase,)))
        preferred |= dict.fromkeys(with_phrase if len(with_phrase) <= MOST_WITH_PHRASE else ())
    return within, tuple(preferred)


def nothing_fits(parsed: SearchQuery, unknown: Sequence[Condition]) -> str:
    """Return the sentence that says that no article fits, and why where an outlet or a name is unknown."""
    whose = [message(UNKNOWN[one.operator], name=one.value) for one in unknown if not one.excluded]
    return " ".join(whose) or message("nothing_fits", search=str(parsed))


def _articles_of(condition: Condition, reader: NewsReader | None) -> set[int] | None:
    """Return the keys of the articles that a condition on names finds; None for other conditions."""
    if condition.operator is Operator.SAID:
        return names.articles_quoting(reader, condition.value) if reader else set()
    if condition.operator in KINDS:
        kind = KINDS[condition.operator]
        return names.articles_naming_any(reader, kind, condition.value) if reader else set()
    return None


def _outlets_named(typed: str, snapshot: Snapshot) -> list[str]:
    """Return the outlets of that name; where none has it, those that have its words in their name."""
    known = [name for name, _ in snapshot.outlets()]
    wanted = _folded(typed)
    return [name for name in known if _folded(name) == wanted] or [
        name for name in known if f" {wanted} " in f" {_folded(name)} "
    ]


def _folded(name: str) -> str:
    words = re.findall(r"\w+", name.casefold())
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def turns_as_read(history: Sequence[Turn]) -> list[Turn]:
    """Return the turns before a question, what was asked without what restricted it."""
    return [replace(turn, content=without_operators(turn.content)) if turn.role == "user" else turn for turn in history]


def as_asked(answer: Answer, question: str, parsed: SearchQuery) -> Answer:
    """Return an answer under the question as it was typed; what was searched for keeps the operators, and can be asked again."""
    if not parsed.restrictions:
        return answer
    interpreted = answer.interpreted and " ".join([answer.interpreted, *map(str, parsed.restrictions)])
    return replace(answer, question=question, interpreted=interpreted)
