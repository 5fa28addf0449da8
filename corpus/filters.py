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
