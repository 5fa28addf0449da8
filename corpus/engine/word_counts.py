"""How many passages have a word: counted by the engine, and remembered, since each question asks and few counts change."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

_CACHED = 20_000
_FREQUENT = 1_000  # passages
_NEAR = 0.01


@dataclass(frozen=True, slots=True)
class WordCount:
    """How many passages have a word, as of a revision with so many passages."""

    revision: int
    total: int
    having: int

    def serves(self, revision: int, total: int) -> bool:
        """Return whether it is right for a state, or near enough: counting a frequent word takes long and changes little."""
        near = self.having >= _FREQUENT and abs(total - self.total) <= _NEAR * self.total
        return self.revision == revision or near


class WordCounts:
    """The counts that were asked for last; safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[object, ...], WordCount] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> WordCount | None:
        """Return a count that is known."""
        with self._lock:
            return self._known.get(key)

    def put(self, key: tuple[object, ...], count: WordCount) -> None:
        """Remember a count."""
        with self._lock:
            self._known[key] = count
            while len(self._known) > _CACHED:
                self._known.popitem(last=False)
