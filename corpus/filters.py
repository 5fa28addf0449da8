"""Which articles a search may look at."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrict a search; the empty value restricts nothing.

    Attributes:
        outlets: names of outlets as stored, any of which will do.
        since, until: ISO days, both included; an article without a date fits neither.
    """

    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is restricted."""
        return bool(self.outlets or self.since or self.until)

    def fit(self, published: str | None) -> bool:
        """Tell whether an article of that day, ISO, is let through; anything is where no day is asked for."""
        if not (self.since or self.until):
            return True
        return published is not None and (self.since or "") <= published[:10] <= (self.until or "9999")
