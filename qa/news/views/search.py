"""Articles by whom and what they name and whom they quote, and where: what `person:`, `place:` and `said:` of a search mean."""

from collections.abc import Iterable, Sequence

from corpus.text.phrases import phrase_spans
from corpus.text.sentences import Span
from qa.news.store import NewsReader
from qa.news.store.rows import NameCount
from qa.news.views.quotations import speakers_named

FACETS = 10
CANDIDATES = 30


def names_meant(reader: NewsReader, kind: str, typed: str) -> list[str]:
    """Return the keys of the names of a kind (person, place) that a name as typed means.

    A place means itself. A person's name means everybody who answers to it (`speaks_as`): the last name alone all who have it,
    `Joe Mellory` also `Joe R. Mellory`.
    """
    # their rules take time to load, and answering goes without
    from qa.news.extract.names import name_key
    from qa.news.extract.quotations import speaker_key, speaks_as

    key = name_key(typed)
    exact = [key] if key and reader.has_name(kind, key) else []
    words = speaker_key(typed).split() if kind == "person" else []
    alike = [name for name in reader.names_ending(kind, words[-1]) if speaks_as(name, typed)] if words else []
    return list(dict.fromkeys([*exact, *alike]))


def articles_naming_any(reader: NewsReader, kind: str, typed: str) -> set[int]:
    """Return the keys of the articles that have a name of a kind, as `names_meant` reads it."""
    names = names_meant(reader, kind, typed)
    return reader.articles_with_names(kind, names) if names else set()


def articles_quoting(reader: NewsReader, typed: str) -> set[int]:
    """Return the keys of the articles that quote somebody, named as on the page of who said what."""
    word, speakers = speakers_named(reader, typed)
    return reader.articles_quoting(word, speakers) if speakers else set()


def name_facets(reader: NewsReader, kind: str, keys: Sequence[int]) -> list[NameCount]:
    """Return the names of a kind that most of some articles have, each with how many of these articles it finds as typed.

    A name that only one of them has, or all, would divide them no further.
    """
    among, facets = set(keys), list[NameCount]()
    covered: list[set[str]] = []
    for one in reader.names_among(kind, keys, CANDIDATES):
        meant = set(names_meant(reader, kind, one.spelled))
        if one.key not in meant or any(meant & known for known in covered):
            continue
        covered.append(meant)
        found = len(reader.articles_with_names(kind, meant) & among)
        if 1 < found < len(among):
            facets.append(NameCount(one.key, kind, one.spelled, found))
    return sorted(facets, key=lambda one: (-one.articles, one.key))[:FACETS]


def mentions(reader: NewsReader, kind: str, typed: str, texts: Iterable[tuple[int, str]]) -> dict[int, list[Span]]:
    """Return where articles, by key and with their texts, have a name."""
    known = dict(texts)
    spelled = reader.spellings(kind, names_meant(reader, kind, typed), known)
    return {key: phrase_spans(known[key], name) for key, name in spelled.items()}


def said_spans(reader: NewsReader, typed: str, keys: Iterable[int]) -> dict[int, list[Span]]:
    """Return the quotations of somebody in articles, by their keys."""
    speakers = set(speakers_named(reader, typed)[1])
    return {
        key: [(one.start, one.end) for one in reader.quotations(key) if one.speaker_key in speakers] for key in keys
    }
