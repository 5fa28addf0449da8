"""Which articles a search may look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrict a search; the empty value restricts nothing.

    Attributes:
        outlets: names of outlets as stored, any of which will do.
        since, until: ISO days, both included; an article without a date fits neither.
        added_after: a revision of the catalogue; only what was stored later, a new version of an article too. Like
            `without`, for looking what is new: a reader does not choose it, and no answer says it.
        without: ids of articles that are left out.
    """

    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    added_after: int | None = None
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is restricted."""
        return bool(self.outlets or self.since or self.until or self.added_after is not None or self.without)

    def fit(self, published: str | None) -> bool:
        """Tell whether an article of that day, ISO, is let through; anything is where no day is asked for."""
        if not (self.since or self.until):
            return True
        return published is not None and (self.since or "") <= published[:10] <= (self.until or "9999")
