"""What a story is: the values that the desk returns and that the page, the terminal and JSON show."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story.

    Attributes:
        published: ISO, as precisely as it is known and no more.
        text: number of its text, from 1; articles with the same number print the same text.
        agency: whose text it says it is.
        first: whether nothing in the story is known to be earlier.
    """

    id: str
    title: str
    outlet: str | None
    published: str | None
    text: int
    agency: str | None = None
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """A text that several articles print.

    Attributes:
        text: its number in the story.
        agency: whose it is, as far as one of them says so.
        first: the earliest of them, None where that cannot be known.
        articles: ids, in order of publication.
    """

    text: int
    agency: str | None
    first: str | None
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article that corrects another, or is a newer version of it.

    Attributes:
        older, newer: ids of articles.
        day: ISO day of the newer one.
        start, end: where the newer one says so, code points into its text; both 0 where it does not.
    """

    kind: Literal["correction", "version"]
    older: str
    newer: str
    day: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one article says of something of which another says something else.

    Attributes:
        said: the figure, day or name as printed: `text[start:end]` of the article.
        sentence_start, sentence_end: the sentence that has it.
        sentence: that sentence.
    """

    article: str
    outlet: str | None
    published: str | None
    said: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What the articles of a story say differently; shown, not judged.

    Attributes:
        about: what it is about, in a few words.
        values: those who say the same together, two such groups at least.
    """

    about: str
    kind: str
    values: tuple[tuple[Side, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about one event.

    Attributes:
        id: public name; that of the article that the archive had first.
        title: the headline of the article that has most in common with the others.
        first, last: ISO days of the earliest and the latest dated article.
        texts: number of different texts: copies of one count once.
        articles: in order of publication, undated last.
    """

    id: str
    title: str
    first: str | None
    last: str | None
    texts: int
    articles: tuple[StoryArticle, ...]
    printings: tuple[Printing, ...] = ()
    links: tuple[Link, ...] = ()
    differences: tuple[Disagreement, ...] = ()

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets, in the order in which they came to it."""
        return tuple(dict.fromkeys(article.outlet for article in self.articles if article.outlet))
