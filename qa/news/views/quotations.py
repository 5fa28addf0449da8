"""Who said what: quotations by their speakers, over the whole archive."""

from functools import cache

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from corpus.text.sentences import Span
from qa.answering.speakers import Quotations
from qa.news.store import NewsReader
from qa.news.store.rows import StoredQuotation
from qa.news.views.story import Quotation

LIMIT = 200


def quotations_by(
    reader: NewsReader, snapshot: Snapshot, name: str, limit: int = LIMIT, offset: int = 0
) -> list[Quotation]:
    """Return what somebody said, newest articles first, in the order of each article.

    Args:
        name: in full or in part, with a title or without, any spelling of case and accents.
    """
    word, keys = speakers_named(reader, name)
    found = reader.said_by(word, keys, limit, offset) if keys else []
    live = snapshot.by_keys({key for key, _ in found})
    return [_quotation(one, live[key]) for key, one in found if key in live]


def quotation_count(reader: NewsReader, name: str) -> int:
    """Return how many quotations of somebody there are."""
    word, keys = speakers_named(reader, name)
    return reader.said_count(word, keys) if keys else 0


def speakers_named(reader: NewsReader, name: str) -> tuple[str, list[str]]:
    """Return the last word of a name, and the keys of the speakers who answer to the name."""
    # its rules take time to load, and few questions need them
    from qa.news.extract.quotations import speaker_key, speaks_as

    words = speaker_key(name).split()
    if not words:
        return "", []
    return words[-1], [key for key in reader.speakers_with(words[-1]) if speaks_as(key, name)]


def quotations_for(reader: NewsReader, name: str) -> Quotations | None:
    """Return, by an article's id, where somebody is quoted in it, and whether it is `name`; None if nobody has the name."""
    _, keys = speakers_named(reader, name)
    if not keys:
        return None

    @cache
    def in_article(article_id: str) -> list[tuple[Span, bool]]:
        newest = reader.newest_key(article_id)
        found = [] if newest is None else reader.quotations(newest)
        return [((one.start, one.end), one.speaker_key in keys) for one in found]

    return in_article


def quotations_in_article(reader: NewsReader, snapshot: Snapshot, article_id: str) -> list[Quotation]:
    """Return the quotations of an article whose speaker is known, in order."""
    newest = reader.newest_key(article_id)
    live = snapshot.by_keys([] if newest is None else [newest])
    return [_quotation(one, article) for key, article in live.items() for one in reader.quotations(key)]


def speakers(reader: NewsReader) -> list[tuple[str, int]]:
    """Return who is quoted by name in the archive, with the number of quotations, most first."""
    from qa.news.extract.quotations import is_speaker_name, one_entry_each  # as above

    return one_entry_each((name, number) for name, number in reader.most_quoted() if is_speaker_name(name))


def _quotation(stored: StoredQuotation, article: Article) -> Quotation:
    return Quotation(
        article=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        speaker=stored.speaker,
        start=stored.start,
        end=stored.end,
        text=article.text[stored.start : stored.end],
        sentence_start=stored.sentence_start,
        sentence_end=stored.sentence_end,
    )
