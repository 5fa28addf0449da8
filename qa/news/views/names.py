"""Who and what articles name, and the other articles that name the same."""

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.store import NewsReader
from qa.news.store.rows import NameCount

SHOWN = 8
LIMIT = 200
KINDS = ("person", "organisation", "place")


def named_in(reader: NewsReader, article_id: str, limit: int = SHOWN) -> list[NameCount]:
    """Return the names of an article that others have too: those that are most about it first."""
    return [one for one in reader.names_of_article(article_id) if one.articles > 1][:limit]


def most_named(reader: NewsReader, kind: str, limit: int = LIMIT) -> list[NameCount]:
    """Return the names of a kind (person, organisation, place) that most articles have."""
    return reader.most_named(kind, limit)


def naming_count(reader: NewsReader, name: str) -> int:
    """Return how many articles have a name, in whatever spelling."""
    return reader.naming_count(_key(reader, name))


def articles_naming(reader: NewsReader, snapshot: Snapshot, name: str, limit: int = LIMIT) -> list[Article]:
    """Return the articles that have a name, in whatever spelling, newest first."""
    live = snapshot.by_keys(reader.naming(_key(reader, name), limit))
    return sorted(live.values(), key=lambda one: ((one.published or "")[:10], one.id), reverse=True)


def _key(reader: NewsReader, name: str) -> str:
    """Return the key of a name as typed; where no article has it, that of a person without titles, as speakers have it."""
    # their rules take time to load, and answering goes without
    from qa.news.extract.names import name_key
    from qa.news.extract.quotations import speaker_key

    key = name_key(name)
    return key if reader.naming_count(key) else speaker_key(name)
