"""Who and what an article names: people, places, organisations.

Rules on capital letters, titles, head words and a gazetteer; no model. Meant to be absent rather than wrong: a word that
may as well be an ordinary one is no name, and where the kind of a name cannot be told it is `Kind.OTHER`.
"""

from collections.abc import Mapping, Sequence

from qa.news.extract.names.finding import Finder, Found
from qa.news.extract.names.gazetteer import Kind, Lexicon, Mention, lexicon
from qa.news.extract.names.judging import no_name
from qa.news.extract.names.keys import name_key, variants
from qa.news.extract.names.mentions import People, clubs_of, mentions_of
from qa.news.extract.names.sport import Sport, sport_of, with_players
from qa.news.extract.names.vocabulary import COMMON
from qa.news.extract.names.words import name_tokens
from qa.news.extract.tokens import Token

__all__ = ["Kind", "Mention", "name_key", "names_in", "variants"]

_SURE = 4
"""From this weight on a full name counts as a person's, whose surname alone is then looked for."""


def names_in(text: str, title: str = "", known: Mapping[str, Kind] | None = None) -> list[Mention]:
    """Return the names in `text`, in order, not overlapping.

    Args:
        text: the body of an article.
        title: its headline; a full name there is a full name of the article.
        known: kinds of names by `name_key`, as other articles have them; they decide where an article alone does not.
    """
    listed = lexicon()
    tokens = name_tokens(text, listed.has_word)
    sport = sport_of(title, tokens)
    if sport is not Sport.NONE:
        tokens = name_tokens(text, listed.has_word, tables=True)
    finder = Finder(text, tokens, listed, known or {})
    found = finder.run()
    headline = name_tokens(title, listed.has_word)
    above = Finder(title, headline, listed, known or {}).run()
    people = _people(title, headline, above, text, tokens, found)
    seen = [(tuple(t.low for t in headline[f.start : f.end]), f.kind) for f in above if not headline[f.start].initial]
    found = _again(tokens, found, people, seen, finder.lower)
    return with_players(text, mentions_of(text, tokens, found, people), sport)


def _people(
    title: str,
    headline: Sequence[Token],
    above: Sequence[Found],
    text: str,
    tokens: Sequence[Token],
    found: Sequence[Found],
) -> People:
    people = People()
    for f in above:
        if f.kind is Kind.PERSON and f.end - f.start > 1 and f.weight > _SURE:
            people.add(title, headline[f.start : f.end], f.title, -1)
    for f in found:
        if f.kind is Kind.PERSON and f.end - f.start > 1:
            people.add(text, tokens[f.start : f.end], f.title, f.start)
    return people


def _again(
    tokens: Sequence[Token],
    found: list[Found],
    people: People,
    above: Sequence[tuple[tuple[str, ...], Kind]],
    lower: frozenset[str],
) -> list[Found]:
    """Find the names once more where they were passed over: at the beginning of sentences, in headings.

    `above` are the folded words and kinds of names in the headline, `lower` the words that the article has in lower case.
    """
    seen = Lexicon(())
    for f in sorted(found, key=lambda f: -f.weight):
        words = tuple(t.low for t in tokens[f.start : f.end])
        if f.weight > 1 or len(words) > 1 or not tokens[f.start].initial:
            seen.add(words, f.kind)
    clubs = clubs_of(tokens, found)
    for word in clubs:
        seen.add((word,), Kind.ORGANISATION)
    for part in people.parts():
        seen.add(part, Kind.PERSON)
    for words, kind in above:
        seen.add(words, kind)
    taken = bytearray(len(tokens))
    for f in found:
        taken[f.start : f.end] = b"\1" * (f.end - f.start)
    more: list[Found] = []
    after = 0  # the last one found
    for at in [at for at, token in enumerate(tokens) if seen.begins(token.low) and not taken[at]]:
        if at < after:
            continue
        match = seen.match(tokens, at)
        free = match is not None and not any(taken[at : at + match[0]])
        if match and free and _stands(tokens, at, match[0], lower, people, clubs):
            after = at + match[0]
            more.append(Found(at, after, match[1], 1, _title(tokens, at)))
    return sorted([*found, *more], key=lambda f: f.start)


def _title(tokens: Sequence[Token], at: int) -> str:
    return tokens[at - 1].low if at and tokens[at].joined and tokens[at - 1].capital else ""


def _stands(
    tokens: Sequence[Token], at: int, length: int, lower: frozenset[str], people: People, clubs: Mapping[str, str]
) -> bool:
    """Whether words that are a name elsewhere in the article are one here."""
    if length > 1:
        return tokens[at].capital or tokens[at + length - 1].capital
    token = tokens[at]
    if token.low in clubs and token.capital and token.low not in lower:
        return not (at + 1 < len(tokens) and tokens[at + 1].joined and tokens[at + 1].capital)
    if not token.capital or len(token.text) < 2 or token.low in COMMON or token.low in lower:
        return False
    return people.has((token.low,)) or not no_name(token, lower)
