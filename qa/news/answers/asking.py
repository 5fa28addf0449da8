"""What an answer that is no look-up is made with, and how what it quotes becomes one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from corpus.text.sentences import Span, sentence_spans
from qa.answering.answer import Answer, AnswerKind, CitedField, Quote
from qa.answering.citations import Citations, field_of
from qa.answering.from_metadata import names_outlet
from qa.answering.intents import Intent
from qa.answering.pipeline import AskContext
from qa.news.store import NewsReader
from qa.news.views.stories import story_of

FEWEST_WORDS = 8
"""A first sentence of fewer words is quoted together with the second, and no other is quoted alone."""

LABEL = 2
"""Words of a label before the first sentence, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A question that is no look-up, and one state of the archive.

    Attributes:
        topic: what the articles have to be about: the intent's, or that of the conversation; "" for all.
        filters: what the user or the question restricts it to.
        news: what is derived of the articles; None where that is not there.
    """

    question: str
    intent: Intent
    topic: str
    context: AskContext
    snapshot: Snapshot
    filters: Filters
    news: NewsReader | None

    @property
    def sure(self) -> float:
        """The least confidence with which one article counts as the one that is meant."""
        return self.context.settings.confidence.threshold

    @property
    def likely(self) -> float:
        """The least confidence with which an article counts as being about the topic."""
        return self.context.settings.confidence.perhaps

    def outlets(self, said: str) -> tuple[str, ...]:
        """Return the outlets, as stored, that some words name."""
        return tuple(outlet for outlet, _ in self.snapshot.outlets() if names_outlet(said, outlet))

    def of_outlets(self, outlets: tuple[str, ...]) -> Filters:
        """Return the filters restricted to outlets; those that the user chose stay."""
        chosen = self.filters.outlets
        return replace(self.filters, outlets=tuple(one for one in outlets if one in chosen) if chosen else outlets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A part of an article that is quoted: a span of its text, or all of another field."""

    article: Article
    span: Span
    field: CitedField = "text"
    group: str | None = None

    @classmethod
    def whole(cls, article: Article, field: CitedField) -> "Quoted":
        """Return all of a field that is not the text."""
        return cls(article=article, span=(0, len(field_of(article, field))), field=field)

    @property
    def words(self) -> int:
        """How many words it has."""
        start, end = self.span
        return len(field_of(self.article, self.field)[start:end].split())


def lead(article: Article) -> Quoted:
    """Return the first sentence of an article, or the first two where it is short; labels ("LETTERS.") are left out."""
    spans = sentences(article)
    first = Quoted(article=article, span=spans[0])
    if first.words < FEWEST_WORDS and len(spans) > 1:
        return Quoted(article=article, span=(spans[0][0], spans[1][1]))
    return first


def sentences(article: Article) -> list[Span]:
    """Return the sentences of an article from its first that is no label."""
    spans = sentence_spans(article.text)
    at = next((at for at, (start, end) in enumerate(spans) if len(article.text[start:end].split()) > LABEL), 0)
    return spans[at:]


def distinct(quoted: Sequence[Quoted]) -> list[Quoted]:
    """Return the quotes without those whose words another has."""
    texts: dict[str, Quoted] = {}
    for one in quoted:
        start, end = one.span
        texts.setdefault(" ".join(one.article.text[start:end].split()), one)
    return list(texts.values())


def newest_articles(asking: Asking, most: int) -> list[Article]:
    """Return the newest articles that the filters let through."""
    listed = asking.snapshot.listed(ListQuery(filters=asking.filters, limit=most))
    return [asking.snapshot.article(one.id) for one in listed]


def told_together(asking: Asking, article: Article) -> list[Article]:
    """Return the articles of the story that an article is in, in order of publication; none where it is alone."""
    story = story_of(asking.news, asking.snapshot, article.id) if asking.news else None
    if story is None or len(story.articles) < 2:
        return []
    return [asking.snapshot.article(one.id) for one in story.articles]


def answer_with(
    asking: Asking,
    kind: AnswerKind,
    quoted: Sequence[Quoted],
    *,
    confidence: float = 1.0,
    searched: str = "",
    total: int | None = None,
    groups: tuple[str, ...] = (),
) -> Answer:
    """Return the answer that quotes these.

    Args:
        searched: the topic, where the articles were searched for one.
    """
    answer = quoting(asking.question, kind, quoted)
    return replace(answer, confidence=round(confidence, 4), interpreted=searched or None, total=total, groups=groups)


def quoting(question: str, kind: AnswerKind, quoted: Sequence[Quoted]) -> Answer:
    """Return the answer to a question that quotes these."""
    citations = Citations()
    quotes = []
    for one in quoted:
        start, end = one.span
        quotes.append(
            Quote(
                text=field_of(one.article, one.field)[start:end],
                start=start,
                end=end,
                citation=citations.number(one.article, one.span, one.field),
                group=one.group,
            )
        )
    return Answer(
        question=question,
        answered=True,
        confidence=1.0,
        quotes=tuple(quotes),
        citations=citations.listed(),
        kind=kind,
    )
