"""Whether words of a question name an outlet or an author that the catalogue has."""

import re
from dataclasses import dataclass

from corpus.article import Article
from qa.news.answers.asking import Asking

ALL = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet or an author; neither where none is asked for."""

    outlets: tuple[str, ...] = ()
    author: str = ""


def source_of(asking: Asking) -> Source | None:
    """Return the outlet or the author that a question names; None where the catalogue has neither."""
    said = asking.intent.source
    if not said:
        return Source()
    if outlets := asking.outlets(said):
        return Source(outlets=outlets)
    return Source(author=said) if len(said.split()) > 1 and articles_by(asking, said) else None


def articles_by(asking: Asking, author: str) -> list[Article]:
    """Return the articles whose byline has a whole name, newest first."""
    whole = re.compile(rf"(?<!\w){re.escape(author)}(?!\w)", re.IGNORECASE)
    found = asking.context.state.articles_by(author, ALL, asking.filters)
    return [one for one in found if whole.search(one.byline or "")]
