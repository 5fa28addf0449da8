"""Which outlets wrote about a story, and which did not though they usually write about its people."""

from collections import Counter
from dataclasses import dataclass

from corpus.catalogue.snapshot import Snapshot
from qa.news.store import NewsReader
from qa.news.views.story import Story

TOP_NAMES = 4
USUALLY = 3
"""An outlet that named the people of a story in so many other articles usually writes about them."""
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """An outlet that did not write about a story.

    Attributes:
        names: of the story, about which it usually writes.
        articles: how many of its articles, none in the story, name one of them.
    """

    outlet: str
    names: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How a story spreads over outlets and days.

    Attributes:
        outlets: with the number of their articles, most first.
        days: ISO days with the number of articles, ascending.
        silent: outlets that usually write about its people, had something in the archive in these days, and not this.
    """

    outlets: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, int], ...]
    silent: tuple[Silent, ...]


def coverage_of(reader: NewsReader, snapshot: Snapshot, story: Story) -> Coverage:
    """Return how a story is covered."""
    outlets = Counter(article.outlet for article in story.articles if article.outlet)
    days = Counter(article.published[:10] for article in story.articles if article.published)
    return Coverage(
        outlets=tuple(sorted(outlets.items(), key=lambda one: (-one[1], one[0]))),
        days=tuple(sorted(days.items())),
        silent=_silent(reader, snapshot, story, set(outlets)),
    )


def _silent(reader: NewsReader, snapshot: Snapshot, story: Story, wrote: set[str]) -> tuple[Silent, ...]:
    if not (story.first and story.last):
        return ()
    about: dict[str, Counter[str]] = {}
    articles: dict[str, set[int]] = {}
    inside = {article.id for article in story.articles}
    for name, spelled in reader.main_actors(inside, TOP_NAMES):
        for key, article in snapshot.by_keys(reader.naming(name, _LOOKED_AT)).items():
            if article.outlet and article.outlet not in wrote and article.id not in inside:
                about.setdefault(article.outlet, Counter())[spelled] += 1
                articles.setdefault(article.outlet, set()).add(key)
    present = snapshot.outlets_between(story.first, story.last)
    found = [
        Silent(outlet=outlet, names=tuple(name for name, _ in names.most_common()), articles=len(articles[outlet]))
        for outlet, names in about.items()
        if len(articles[outlet]) >= USUALLY and outlet in present
    ]
    return tuple(sorted(found, key=lambda one: (-one.articles, one.outlet)))
