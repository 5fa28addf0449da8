"""A gazetteer learned from the articles read so far: the kinds of names."""

from collections.abc import Iterator, Mapping

from qa.news.extract.names import Kind
from qa.news.store import NewsReader

_ASKED = 200
"""So many articles are enough to agree on a kind, however many have the name."""


class LearnedGazetteer(Mapping[str, Kind]):
    """A gazetteer that grows with the archive: the kind that more than half of the articles with a name agree on.

    Looked up when it is asked for, and remembered; articles in which the kind could not be told have no say.
    """

    def __init__(self, reader: NewsReader) -> None:
        self._reader = reader
        self._asked: dict[str, Kind | None] = {}

    def __getitem__(self, name: str) -> Kind:
        """Return the kind of a name, by its key."""
        if name not in self._asked:
            kinds = self._reader.kinds_of_name(name, _ASKED)
            agreed = bool(kinds) and kinds[0][1] * 2 > sum(count for _, count in kinds)
            self._asked[name] = Kind(kinds[0][0]) if agreed else None
        kind = self._asked[name]
        if kind is None:
            raise KeyError(name)
        return kind

    def __iter__(self) -> Iterator[str]:
        """Yield all names."""
        return self._reader.name_keys()

    def __bool__(self) -> bool:
        """Tell that it may be asked: counting the names to find out would take longer than all that is asked of it."""
        return True

    def __len__(self) -> int:
        """Return how many names there are."""
        return self._reader.name_count()
