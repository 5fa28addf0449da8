"""What an answer that is no look-up is made with, and how what it quotes becomes one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.article import Article
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from corpus.text.sentences import Span, sentence_spans
from corpus.text.terms import content_terms
from qa.answering.answer import Answer, AnswerKind, CitedField, Quote
from qa.answering.citations import Citations, field_of
from qa.answering.from_metadata import names_outlet
from qa.answering.intents import Intent
from qa.answering.pipeline import AskContext
from qa.news.store import NewsReader
from qa.news.views.stories import story_of

FEWEST_WORDS = 8
"""A first sentence of fewer words is quoted together with the second, and no other is quoted alone."""

BEGINNING = 3
"""Sentences that are quoted in one piece of an article that is asked about alone."""

LABEL = 2
"""Words of a label before the first sentence, at most."""

_NO_SENTENCE = 20
"""A line of fewer words that no full stop ends is a dateline, a time, a byline or a headline."""

_LOOKED_AT = 3
"""Sentences of which one that shares more with the headline is taken for the first, where that shares nothing with it."""

_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_TIME = re.compile(r"\b[ap]\.m\.(?: [A-Z]{2,4})?$")
_GOES_ON = re.compile(
    r"[\"“”„«‘']|(?:and|but|so|then|it|this|that|these|those|they|he|she|still|however|instead)\b", re.IGNORECASE
)
"""The beginning of a quotation, or of a sentence that goes on from the one before it."""

_ABOUT_ITSELF = re.compile(
    r"(?:this (?:story|article|post|report) (?:was|has been|is being) (?:updated|corrected|edited|translated)"
    r"|editor['’]s note\b|(?:correction|clarification|update)s? ?[:(])",
    re.IGNORECASE,
)
"""The beginning of a sentence that is about the article and not about its subject."""


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
    """Return the first sentence of an article that tells of its subject, or the first two where it is short."""
    spans = sentences(article)
    at = _first_on_subject(article, spans)
    first = Quoted(article=article, span=spans[at])
    if first.words < FEWEST_WORDS and len(spans) > at + 1:
        return Quoted(article=article, span=(spans[at][0], spans[at + 1][1]))
    return first


def _first_on_subject(article: Article, spans: Sequence[Span]) -> int:
    """Return the position of the first sentence, or of a better one after an opening that shares no word with the headline."""
    headline = frozenset(content_terms(article.title))
    openings = [article.text[slice(*span)] for span in spans[:_LOOKED_AT]]
    shared = [len(headline & frozenset(content_terms(one))) for one in openings]
    best = max(range(len(shared)), key=shared.__getitem__)  # the first of equals
    return best if shared[0] == 0 and shared[best] > 1 and not _GOES_ON.match(openings[best]) else 0


def beginning(article: Article) -> Quoted:
    """Return the first sentences of an article, in one piece."""
    spans = sentences(article)[:BEGINNING]
    return Quoted(article=article, span=(spans[0][0], spans[-1][1]))


def sentences(article: Article) -> list[Span]:
    """Return the sentences of an article from its first that is no label, dateline, time or note about the article."""
    spans = sentence_spans(article.text)
    at = next((at for at, span in enumerate(spans) if _is_sentence(article.text, span)), None)
    if at is None:  # a list, or lines of verse
        at = next((at for at, span in enumerate(spans) if len(article.text[slice(*span)].split()) > LABEL), 0)
    return spans[at:]


def _is_sentence(text: str, span: Span) -> bool:
    words = text[slice(*span)]
    number = len(words.split())
    if number <= LABEL or _ABOUT_ITSELF.match(words):
        return False
    return number >= _NO_SENTENCE or (_ENDED.search(words) is not None and _TIME.search(words) is None)


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
    answer = quoting(asking.question, kind, quoted, groups=groups)
    return replace(answer, confidence=round(confidence, 4), interpreted=searched or None, total=total)


def quoting(question: str, kind: AnswerKind, quoted: Sequence[Quoted], *, groups: tuple[str, ...] = ()) -> Answer:
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
        groups=groups,
    )
