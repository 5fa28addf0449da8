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
class ConflictingClaim:
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
    values: tuple[tuple[ConflictingClaim, ...], ...]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What somebody said, word for word: `article.text[start:end]`.

    Attributes:
        speaker: as the article names them, in the fullest form that it uses.
        sentence_start, sentence_end: the whole sentences around it.
    """

    article: str
    title: str
    outlet: str | None
    published: str | None
    speaker: str
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryBrief:
    """A story in a line.

    Attributes:
        outlets: how many report it.
        texts: how many different texts they print.
    """

    id: str
    title: str
    first: str | None
    last: str | None
    articles: int
    outlets: int
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """An article that an answer quotes and that a later one corrects or replaces.

    Attributes:
        citation: number of the quote's citation.
        by: id of the later article.
        title: of the later article.
        day: ISO day of the later article.
    """

    citation: int
    kind: str
    by: str
    title: str
    day: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerContext:
    """What the news says next to an answer; each part is empty where nothing is sure.

    Attributes:
        story: that the first quote is from, where more than one article tells it.
        story_citations: numbers of the citations that are of this story; empty where all of those quoted are.
        differs: what other articles of the story say differently about what is quoted.
        amended: quoted articles that were corrected.
        said: what the person that the question asks about said, word for word.
        covered: where nothing answers: the stories that are nearest to the question.
    """

    story: StoryBrief | None = None
    story_citations: tuple[int, ...] = ()
    differs: tuple[Disagreement, ...] = ()
    amended: tuple[Amended, ...] = ()
    said: tuple[Quotation, ...] = ()
    covered: tuple[StoryBrief, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.story or self.differs or self.amended or self.said or self.covered)
