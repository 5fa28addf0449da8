"""Clustering again what a change touches: the touched articles and all that are connected with them."""

from collections.abc import Iterable

from corpus.catalogue.snapshot import Snapshot
from qa.news.clustering import ClusteringOptions, cluster, components
from qa.news.conflicts import story_conflicts
from qa.news.store import NewsWriter
from qa.news.thresholds import THRESHOLDS

_ENDLESS = 5000
MOST_COMPARED = 40
"""Of a larger story, the newest so many articles are compared for what they say differently."""


class Reclustering:
    """Forms stories in one transaction.

    Args:
        window: days within which two articles can be about the same event.
    """

    def __init__(self, writer: NewsWriter, snapshot: Snapshot, options: ClusteringOptions, window: int) -> None:
        self._writer = writer
        self._snapshot = snapshot
        self._options = options
        self._window = window

    def of(self, touched: Iterable[int]) -> None:
        """Form the stories of these articles, and of those connected with them, from their edges as they are now."""
        waiting = {key for key in touched if self._writer.day(key) is not None}
        while waiting:
            connected = self._connected(waiting.pop())
            waiting -= connected
            self._form(connected)

    def _form(self, keys: set[int]) -> None:
        similarity: dict[tuple[int, int], float] = {}
        copies: list[tuple[int, int]] = []
        for edge in self._writer.edges(keys):
            similarity[edge.low, edge.high] = edge.similarity
            if edge.shared >= THRESHOLDS.copy:
                copies.append((edge.low, edge.high))
        days = {key: self._writer.day(key) or 0 for key in keys}

        def comparable(one: int, other: int) -> bool:
            return bool(days[one] and days[other]) and abs(days[one] - days[other]) <= self._window

        variants = {key: texts[0] for texts in components(keys, copies) for key in texts}
        for story in cluster(keys, similarity, comparable, self._options):
            for key in story:
                self._writer.set_story(key, story[0], variants[key])
            self._compare(story)
        for key in keys:
            if not self._writer.has_story(key):
                self._writer.set_conflicts(key, ())

    def _compare(self, story: list[int]) -> None:
        """Find what the articles of a story say differently; a sentence that several print is read once."""
        chosen = sorted(story)[-MOST_COMPARED:]
        found = story_conflicts(self._snapshot.by_keys(chosen).values()) if len(chosen) > 1 else []
        self._writer.set_conflicts(story[0], found)

    def _connected(self, key: int) -> set[int]:
        """Return what can become one story with an article: a pair below what joins groups cannot make them one."""
        found = self._reached(key, self._options.joined, self._options.largest)
        return found if len(found) <= self._options.largest else self._reached(key, self._options.strong, _ENDLESS)

    def _reached(self, key: int, least: float, most: int) -> set[int]:
        found, waiting = {key}, [key]
        while waiting and len(found) <= most:
            fresh = self._writer.neighbours(waiting.pop(), least) - found
            found |= fresh
            waiting += fresh
        return found
