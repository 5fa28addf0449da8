"""Who said what: quotations by their speakers, over the whole archive."""

from collections.abc import Collection

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.store import NewsReader
from qa.news.views.story import Quotation

LIMIT = 200
_LOOKED_AT = 2000


def quotations_by(reader: NewsReader, snapshot: Snapshot, name: str, limit: int = LIMIT) -> list[Quotation]:
    """Return what somebody said, newest articles first, in the order of each article.

    Args:
        name: in full or in part, with a title or without, any spelling of case and accents.
    """
    # its rules take time to load, and few questions need them
    from qa.news.extract.quotations import speaker_key, speaks_as

    words = speaker_key(name).split()
    if not words:
        return []
    speakers: dict[int, set[str]] = {}
    for key, speaker in reader.quoting(words[-1], _LOOKED_AT):
        speakers.setdefault(key, set()).add(speaker)
    found: list[Quotation] = []
    for key, article in _newest_first(snapshot.by_keys(speakers)):
        if len(found) >= limit:
            break
        found += [one for one in _quotations(reader, key, article, speakers[key]) if speaks_as(one.speaker, name)]
    return found[:limit]


def quotations_in_article(reader: NewsReader, snapshot: Snapshot, article_id: str) -> list[Quotation]:
    """Return the quotations of an article whose speaker is known, in order."""
    newest = reader.newest_key(article_id)
    live = snapshot.by_keys([] if newest is None else [newest])
    return [one for key, article in live.items() for one in _quotations(reader, key, article)]


def speakers(reader: NewsReader, limit: int = LIMIT) -> list[tuple[str, int]]:
    """Return who is quoted by name in the archive, with the number of quotations, most first."""
    return [(name, number) for name, number in reader.most_quoted(limit * 3) if _is_name(name)][:limit]


def _is_name(speaker: str) -> bool:
    """Tell a name from what is only a word for somebody: "the statement", "shareholders"."""
    first, _, rest = speaker.partition(" ")
    return (
        first[:1].isupper() and first not in {"The", "A", "An"} and (not rest or rest.rpartition(" ")[2][:1].isupper())
    )


def _quotations(
    reader: NewsReader, key: int, article: Article, speakers: Collection[str] | None = None
) -> list[Quotation]:
    """Return the quotations of an article; only those of `speakers`, by their stored keys, where these are given."""
    return [
        Quotation(
            article=article.id,
            title=article.title,
            outlet=article.outlet,
            published=article.published,
            speaker=one.speaker,
            start=one.start,
            end=one.end,
            text=article.text[one.start : one.end],
            sentence_start=one.sentence_start,
            sentence_end=one.sentence_end,
        )
        for one in reader.quotations(key)
        if speakers is None or one.speaker_key in speakers
    ]


def _newest_first(live: dict[int, Article]) -> list[tuple[int, Article]]:
    return sorted(live.items(), key=lambda one: ((one[1].published or "")[:10], one[0]), reverse=True)
