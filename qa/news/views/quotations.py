"""Who said what: quotations by their speakers, over the whole archive."""

import sqlite3

from corpus.article import Article
from corpus.catalogue.snapshot import Snapshot
from qa.news.views.story import Said

LIMIT = 200
_LOOKED_AT = 2000


def said_by(db: sqlite3.Connection, snapshot: Snapshot, name: str, limit: int = LIMIT) -> list[Said]:
    """Return what somebody said, newest articles first, in the order of each article.

    Args:
        name: in full or in part, with a title or without, any spelling of case and accents.
    """
    # its rules take time to load, and few questions need them
    from qa.news.extract.quotations import speaker_key, speaks_as

    words = speaker_key(name).split()
    if not words:
        return []
    rows = db.execute(
        "SELECT DISTINCT key, speaker FROM speakers WHERE word = ? ORDER BY key DESC LIMIT ?", (words[-1], _LOOKED_AT)
    ).fetchall()
    speakers: dict[int, set[str]] = {}
    for key, speaker in rows:
        speakers.setdefault(key, set()).add(speaker)
    found: list[Said] = []
    for key, article in _newest_first(snapshot.by_keys(speakers)):
        if len(found) >= limit:
            break
        found += [
            one
            for one in _said_in(db, key, article)
            if speaker_key(one.speaker) in speakers[key] and speaks_as(one.speaker, name)
        ]
    return found[:limit]


def said_in(db: sqlite3.Connection, snapshot: Snapshot, article_id: str) -> list[Said]:
    """Return the quotations of an article whose speaker is known, in order."""
    row = db.execute("SELECT max(key) FROM articles WHERE id = ?", (article_id,)).fetchone()
    live = snapshot.by_keys([row[0]] if row[0] is not None else [])
    return [one for key, article in live.items() for one in _said_in(db, key, article)]


def speakers(db: sqlite3.Connection, limit: int = LIMIT) -> list[tuple[str, int]]:
    """Return who is quoted by name in the archive, with the number of quotations, most first."""
    rows = db.execute(
        """SELECT spelled, sum(times) AS total, max(times) FROM (SELECT speaker, spelled, count(*) AS times FROM said
        GROUP BY speaker, spelled) GROUP BY speaker ORDER BY total DESC, speaker LIMIT ?""",
        (limit * 3,),
    )
    return [(name, number) for name, number, _ in rows if _is_name(name)][:limit]


def _is_name(speaker: str) -> bool:
    """Tell a name from what is only a word for somebody: "the statement", "shareholders"."""
    first, _, rest = speaker.partition(" ")
    return (
        first[:1].isupper() and first not in {"The", "A", "An"} and (not rest or rest.rpartition(" ")[2][:1].isupper())
    )


def _said_in(db: sqlite3.Connection, key: int, article: Article) -> list[Said]:
    rows = db.execute(
        "SELECT start, stop, spelled, sentence_start, sentence_stop FROM said WHERE key = ? ORDER BY start", (key,)
    )
    return [
        Said(
            article=article.id,
            title=article.title,
            outlet=article.outlet,
            published=article.published,
            speaker=speaker,
            start=start,
            end=stop,
            text=article.text[start:stop],
            sentence_start=sentence_start,
            sentence_end=sentence_stop,
        )
        for start, stop, speaker, sentence_start, sentence_stop in rows
    ]


def _newest_first(live: dict[int, Article]) -> list[tuple[int, Article]]:
    return sorted(live.items(), key=lambda one: ((one[1].published or "")[:10], one[0]), reverse=True)
