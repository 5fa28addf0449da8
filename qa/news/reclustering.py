"""Forming the stories anew that a change touches: the touched articles and all that are connected with them."""

import json
import sqlite3
from collections.abc import Iterable

from corpus.catalogue.snapshot import Snapshot
from qa.news.clustering import GroupingOptions, components, group
from qa.news.comparison import COPY
from qa.news.conflicts import story_differences

_ENDLESS = 5000
MOST_COMPARED = 40
"""Of a larger story, the newest so many articles are looked at for what differs."""


class Regrouping:
    """Forms stories anew in one transaction.

    Args:
        window: days within which two articles can be about the same event.
    """

    def __init__(self, db: sqlite3.Connection, snapshot: Snapshot, options: GroupingOptions, window: int) -> None:
        self._db = db
        self._snapshot = snapshot
        self._options = options
        self._window = window

    def of(self, touched: Iterable[int]) -> None:
        """Form the stories of these articles, and of those connected with them, anew."""
        waiting = {key for key in touched if self._day(key) is not None}
        while waiting:
            connected = self._connected(waiting.pop())
            waiting -= connected
            self._form(connected)

    def _form(self, keys: set[int]) -> None:
        alike: dict[tuple[int, int], float] = {}
        copies: list[tuple[int, int]] = []
        for low, high, value, shared in self._db.execute(
            "SELECT a, b, alike, shared FROM edges WHERE a IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        ):
            alike[low, high] = value
            if shared >= COPY:
                copies.append((low, high))
        days = {key: self._day(key) or 0 for key in keys}

        def comparable(one: int, other: int) -> bool:
            return bool(days[one] and days[other]) and abs(days[one] - days[other]) <= self._window

        printings = {key: texts[0] for texts in components(keys, copies) for key in texts}
        for story in group(keys, alike, comparable, self._options):
            for key in story:
                self._db.execute(
                    "UPDATE articles SET story = ?, printing = ? WHERE key = ?", (story[0], printings[key], key)
                )
            self._compare(story, {printings[key] for key in story})
        self._drop_empty(keys)

    def _compare(self, story: list[int], texts: set[int]) -> None:
        """Find what differs between the texts of a story; copies of one say the same."""
        self._db.execute("DELETE FROM differences WHERE story = ?", (story[0],))
        chosen = sorted(key for key in story if key in texts)[-MOST_COMPARED:]
        if len(chosen) > 1:
            found = story_differences(self._snapshot.by_keys(chosen).values())
            self._db.executemany(
                "INSERT INTO differences VALUES (?, ?, ?)",
                [(story[0], number, content) for number, content in enumerate(found)],
            )

    def _drop_empty(self, keys: set[int]) -> None:
        """Drop the differences of stories that are none any more."""
        for key in keys:
            if not self._db.execute("SELECT 1 FROM articles WHERE story = ? LIMIT 1", (key,)).fetchone():
                self._db.execute("DELETE FROM differences WHERE story = ?", (key,))

    def _connected(self, key: int) -> set[int]:
        """Return what can become one story with an article: a pair below what joins groups cannot make them one."""
        found = self._reached(key, self._options.joined, self._options.largest)
        return found if len(found) <= self._options.largest else self._reached(key, self._options.strong, _ENDLESS)

    def _reached(self, key: int, least: float, most: int) -> set[int]:
        found, waiting = {key}, [key]
        while waiting and len(found) <= most:
            one = waiting.pop()
            rows = self._db.execute(
                "SELECT b FROM edges WHERE a = ? AND alike >= ? UNION SELECT a FROM edges WHERE b = ? AND alike >= ?",
                (one, least, one, least),
            )
            fresh = {row[0] for row in rows} - found
            found |= fresh
            waiting += fresh
        return found

    def _day(self, key: int) -> int | None:
        row = self._db.execute("SELECT day FROM articles WHERE key = ?", (key,)).fetchone()
        return None if row is None else int(row[0])
