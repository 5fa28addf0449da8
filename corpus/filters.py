"""Which articles a search may look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrict a search; the empty value restricts nothing.

    Attributes:
        outlets: names of outlets as stored; an article matches if it has one of them.
        since, until: ISO days, both included; an article without a date fits neither.
        added_after: a revision of the catalogue; only what was stored later, including new versions. Like `without`, it is for
            finding what is new: a reader does not choose it, and no answer mentions it.
        without: ids of articles to exclude.
    """

    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    added_after: int | None = None
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is restricted."""
        return bool(self.outlets or self.since or self.until or self.added_after is not None or self.without)

    def fit(self, published: str | None) -> bool:
        """Return whether an article published on that ISO day passes; without `since` and `until` every article does."""
        if not (self.since or self.until):
            return True
        return published is not None and (self.since or "") <= published[:10] <= (self.until or "9999")
