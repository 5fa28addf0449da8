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
        collection: name of the collection that is searched; an answer mentions it. `CuttingsService` looks up its articles.
        within: ids of the articles that may match; None for all, an empty tuple for none. A reader does not choose it.
    """

    outlets: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    added_after: int | None = None
    without: tuple[str, ...] = ()
    collection: str | None = None
    within: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        """Return whether anything is restricted."""
        revisions_or_articles = self.added_after is not None or self.within is not None
        return bool(
            self.outlets or self.since or self.until or self.without or self.collection or revisions_or_articles
        )

    def looked_up(self) -> tuple[str, ...] | None:
        """Return `within`.

        Raises:
            ValueError: it was not looked up for the collection.
        """
        if self.collection and self.within is None:
            raise ValueError(f"the articles of the collection {self.collection!r} were not looked up")
        return self.within

    def fit(self, published: str | None) -> bool:
        """Return whether an article published on that ISO day passes; without `since` and `until` every article does."""
        if not (self.since or self.until):
            return True
        return published is not None and (self.since or "") <= published[:10] <= (self.until or "9999")
