"""What is written to the file of derived news, in one transaction."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qa.news.store.reads import NewsReader
from qa.news.store.rows import LinkKind, MetaName

if TYPE_CHECKING:
    from qa.news.extract.article import ReadArticle

_OF_AN_ARTICLE = ("articles", "features", "bands", "names", "said", "speakers")


class NewsWriter(NewsReader):
    """Asks and changes the file. Made by `NewsStore.writing`, which commits or undoes all of it."""

    def set_number(self, name: MetaName, value: int) -> None:
        """Store a number."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def add(self, read: "ReadArticle") -> None:
        """Store what was read out of an article; it is a story of its own until it is compared."""
        features, key = read.features, read.features.key
        self._db.execute(
            "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                read.article.id,
                features.day,
                features.to_json(),
                features.vectors.astype("<f2").tobytes(),
                features.signature.astype("<u4").tobytes(),
                read.agency,
                key,
                key,
            ),
        )
        self._db.executemany(
            "INSERT OR IGNORE INTO features VALUES (?, ?, ?)",
            [(term, features.day, key) for term in features.terms()],
        )
        self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, key) for band in features.bands()])
        self._db.executemany(
            "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
            [(name.key, str(name.kind), key, name.spelled, name.mentions) for name in read.names],
        )
        self._add_quotations(read)

    def add_edge(self, one: int, other: int, similarity: float, shared: float) -> None:
        """Store how alike two articles are."""
        low, high = sorted((one, other))
        self._db.execute("INSERT OR REPLACE INTO edges VALUES (?, ?, ?, ?)", (low, high, similarity, shared))

    def add_link(self, older: int, newer: int, kind: LinkKind, span: tuple[int, int]) -> None:
        """Store that an article corrects another, or is a newer version of it; `span` is where it says so."""
        self._db.execute("INSERT OR REPLACE INTO links VALUES (?, ?, ?, ?, ?)", (older, newer, kind, *span))

    def set_story(self, key: int, story: int, text: int) -> None:
        """Store which story an article is in, and which text variant it prints."""
        self._db.execute("UPDATE articles SET story = ?, printing = ? WHERE key = ?", (story, text, key))

    def set_conflicts(self, story: int, contents: Iterable[str]) -> None:
        """Store what the articles of a story say differently, in place of what was stored before."""
        self._db.execute("DELETE FROM differences WHERE story = ?", (story,))
        self._db.executemany(
            "INSERT INTO differences VALUES (?, ?, ?)",
            [(story, number, content) for number, content in enumerate(contents)],
        )

    def forget(self, keys: Iterable[int]) -> set[int]:
        """Remove all that is known of articles; return the others that had an edge to one of them."""
        gone, touched = set(keys), set[int]()
        for key in gone:
            touched |= self.neighbours(key, 0.0)
            for table in _OF_AN_ARTICLE:
                self._db.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
            self._db.execute("DELETE FROM edges WHERE a = ? OR b = ?", (key, key))
            self._db.execute("DELETE FROM links WHERE older = ? OR newer = ?", (key, key))
        return touched - gone

    def clear(self) -> None:
        """Forget everything."""
        for table in ("meta", *_OF_AN_ARTICLE, "edges", "links", "differences"):
            self._db.execute(f"DELETE FROM {table}")

    def _add_quotations(self, read: "ReadArticle") -> None:
        from qa.news.extract.quotations import speaker_key  # its rules take time to load, and reading goes without

        key = read.features.key
        for one in read.quotations:
            speaker = speaker_key(one.speaker or "")
            self._db.execute(
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
            self._db.executemany(
                "INSERT OR IGNORE INTO speakers VALUES (?, ?, ?)", [(word, speaker, key) for word in speaker.split()]
            )
