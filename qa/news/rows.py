"""Writing what was read out of an article."""

import sqlite3

from qa.news.extract.article import ReadArticle
from qa.news.extract.quotations import speaker_key


def write_article(db: sqlite3.Connection, read: ReadArticle) -> None:
    """Keep what was read out of an article; as a story of its own, until it is compared."""
    traits, key = read.traits, read.traits.key
    db.execute(
        "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            key,
            read.article.id,
            traits.day,
            traits.to_json(),
            traits.vectors.astype("<f2").tobytes(),
            traits.signature.astype("<u4").tobytes(),
            read.agency,
            key,
            key,
        ),
    )
    db.executemany(
        "INSERT OR IGNORE INTO features VALUES (?, ?, ?)",
        [(feature, traits.day, key) for feature in traits.features()],
    )
    db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, key) for band in traits.bands()])
    db.executemany(
        "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
        [(name.key, str(name.kind), key, name.spelled, name.mentions) for name in read.names],
    )
    for one in read.quotations:
        speaker = speaker_key(one.speaker or "")
        db.execute(
            "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                one.start,
                one.end,
                speaker,
                one.speaker,
                one.said_start,
                one.said_end,
                one.sentence_start,
                one.sentence_end,
            ),
        )
        db.executemany(
            "INSERT OR IGNORE INTO speakers VALUES (?, ?, ?)", [(word, speaker, key) for word in speaker.split()]
        )
