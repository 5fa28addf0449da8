"""The quotes that a writer is given: chosen by us from an answer and what stands beside it, copies once.

First what the answer quotes; then the sentences around it: of the passages that were found, or, where a question is no
look-up, of the beginnings of the quoted articles. Where articles of a story differ, the sentences of all sides are among
them, and where one was corrected, the sentence that says so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Article, text_hash
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import NotFound
from corpus.text.sentences import Span, sentence_spans
from corpus.text.terms import content_terms
from qa.answering.answer import Answer, Citation
from qa.answering.citations import citation_of
from qa.news.store import NewsReader
from qa.news.views.quotations import quotations_in_article
from qa.news.views.stories import links_with
from qa.news.views.story import AnswerContext, Disagreement
from qa.written.values import CitedQuote, Evidence, evidence_of

_FEWEST_WORDS, _MOST_WORDS = 5, 60
_OF_A_QUOTE = 0.5
"""Share of a sentence that has to be somebody's words for it to be theirs."""

_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:(?:all|any|of|the|these|those|your|my|previous|prior|earlier|preceding|above|other)\s+)*"
    r"(?:above|instructions?|prompts?|directions)\b"
    r"|(?-i:(?:^|[.!?:\n][\"”]?\s*)(?:Write|Reply|Respond|Output|Print)(?:\s+\w+){0,3}\s*:)"
    r"|\b(?:system|developer)\s+prompt\b|\b(?:ai|language)\s+models?\s+(?:must|should|shall)\b"
    r"|\byou\s+are\s+(?:now\s+)?(?:an?|the)\s+(?:ai|assistant|chatbot|language\s+model)\b|<\|[a-z_]{1,40}\|>|\[/?INST\]",
    re.IGNORECASE,
)
"""Words to a model and not to a reader."""


_WHY = re.compile(
    r"[\W_]*(?:why\b|(?:what|which) (?:was|is|were|are) the (?:reasons?|causes?|grounds?)\b|what (?:caused|led to|made)\b"
    r"|how come\b|for what reasons?\b|pourquoi\b|почему\b|из-за чего\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|thanks to|as a result|in order to|so that|therefore|blam(?:es?|ed|ing)"
    r"|caus(?:es?|ed|ing)|led to|prompt(?:s|ed|ing)|reasons?|result(?:s|ed)? (?:of|in|from)|attribut(?:es?|ed)"
    r"|cit(?:es|ed|ing)|over (?:fears|concerns)|after)\b",
    re.IGNORECASE,
)
"""Words with which English gives a reason; "after" is how the news often does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialOptions:
    """How much a writer is given.

    Attributes:
        passage_score: passages that are at least so near to the question are used besides the quotes.
        of_each: sentences from the beginning of each quoted article, where a question is no look-up.
        of_one: the same where only one article is quoted.
    """

    passage_score: float = 0.5
    of_each: int = 5
    of_one: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialQuote:
    """A sentence that something may be written from.

    Attributes:
        cited: the quote that it is in, one or two sentences, by which it is cited.
    """

    cited: CitedQuote
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Quotes in the order of their worth.

    Attributes:
        differing: of each disagreement, positions of the quotes on each of its sides.
        corrections: by the id of an article that was corrected, the positions of the quotes that correct it.
        cited: how many citations the answer has; quotes with higher numbers get those that follow as they are used.
    """

    quotes: tuple[MaterialQuote, ...]
    differing: tuple[tuple[tuple[int, ...], ...], ...] = ()
    corrections: tuple[tuple[str, int], ...] = ()
    cited: int = 0


def material_of(
    answer: Answer,
    context: AnswerContext | None,
    snapshot: Snapshot,
    news: NewsReader | None,
    options: MaterialOptions,
) -> Material:
    """Return what a text above the quotes of an answer may be written from; nothing where it quotes nothing."""
    gathered = _Gathered(snapshot, news, answer.citations)
    for quote in answer.quotes:
        if answer.citation(quote.citation).field == "text":
            gathered.add_cited(answer.citation(quote.citation))
    corrections = tuple(gathered.corrections(answer, context)) if context else ()
    differing = tuple(gathered.sides(one) for one in context.differs) if context else ()
    if answer.kind == "look-up":
        if asks_why(answer.question):
            for article_id in list(dict.fromkeys(gathered.article_ids)):
                gathered.add_reasons(article_id, frozenset(content_terms(answer.interpreted or answer.question)))
        for passage in answer.passages:
            if passage.score >= options.passage_score:
                gathered.add_sentences(answer.citation(passage.citation))
    else:
        articles = list(dict.fromkeys(gathered.article_ids))
        for article_id in articles:
            gathered.add_beginning(article_id, options.of_one if len(articles) == 1 else options.of_each)
    return Material(
        quotes=tuple(gathered.quotes), differing=differing, corrections=corrections, cited=len(answer.citations)
    )


def asks_why(question: str) -> bool:
    """Tell whether a question asks for reasons."""
    return _WHY.match(question) is not None


def speaks_to_a_model(text: str) -> bool:
    """Tell whether an article has words to a model: it is quoted as it is, and nothing is written from it."""
    return _TO_A_MODEL.search(text) is not None


class _Gathered:
    """Quotes as they are gathered: none twice, none of another version of its article, none that speaks to a model."""

    def __init__(self, snapshot: Snapshot, news: NewsReader | None, cited: Sequence[Citation]) -> None:
        self._snapshot, self._news = snapshot, news
        self._numbers = {one.locator: one.number for one in cited}
        self._articles: dict[str, Article | None] = {}
        self._words: dict[str, list[tuple[Span, str]]] = {}
        self._places: dict[str, tuple[int, ...]] = {}
        self._known: set[str] = set()
        self.quotes: list[MaterialQuote] = []
        self.article_ids: list[str] = []

    def add_cited(self, citation: Citation) -> None:
        """Add what a citation cites, if its article still says so."""
        article = self._article(citation.article.id)
        if article is not None and text_hash(article.text[citation.start : citation.end]) == citation.sha256:
            self._add(article, (citation.start, citation.end))

    def add_sentences(self, citation: Citation) -> None:
        """Add the sentences of a passage that are not there yet."""
        article = self._article(citation.article.id)
        if article is not None and text_hash(article.text[citation.start : citation.end]) == citation.sha256:
            for start, end in sentence_spans(article.text[citation.start : citation.end]):
                self._add_sentence(article, (citation.start + start, citation.start + end))

    def add_reasons(self, article_id: str, asked: frozenset[str]) -> None:
        """Add the sentences of an article that give a reason and have a word of what is asked."""
        if article := self._article(article_id):
            for start, end in sentence_spans(article.text):
                sentence = article.text[start:end]
                if _REASON.search(sentence) and not asked.isdisjoint(content_terms(sentence)):
                    self._add_sentence(article, (start, end))

    def add_beginning(self, article_id: str, most: int) -> None:
        """Add the first sentences of an article that are not there yet."""
        if article := self._article(article_id):
            for span in sentence_spans(article.text)[:most]:
                self._add_sentence(article, span)

    def sides(self, one: Disagreement) -> tuple[tuple[int, ...], ...]:
        """Add the sentences of a disagreement; return the positions of those of each side."""
        found = []
        for claims in one.values:
            places: list[int] = []
            for side in claims:
                if article := self._article(side.article):
                    places += self._add(article, (side.sentence_start, side.sentence_end))
            found.append(tuple(dict.fromkeys(places)))
        return tuple(found)

    def corrections(self, answer: Answer, context: AnswerContext) -> Iterator[tuple[str, int]]:
        """Add what later articles say of having corrected quoted ones; yield the article's id and the position of the quote."""
        if self._news is None:
            return
        for amended in context.amended:
            older = answer.citation(amended.citation).article.id
            for link in links_with(self._news, self._snapshot, older):
                newer = self._article(link.newer)
                if link.older == older and link.newer == amended.by and newer is not None and link.end:
                    for place in self._add(newer, (link.start, link.end)):
                        yield older, place

    def _add_sentence(self, article: Article, span: Span) -> None:
        inside = any(
            one.cited.citation.article.id == article.id
            and one.cited.citation.start <= span[0]
            and span[1] <= one.cited.citation.end
            for one in self.quotes
        )
        if not inside and _FEWEST_WORDS <= len(article.text[slice(*span)].split()) <= _MOST_WORDS:
            self._add(article, span)

    def _add(self, article: Article, span: Span) -> tuple[int, ...]:
        """Add what a citation cites, sentence by sentence; return their positions."""
        number = self._numbers.get(f"{article.id}:{span[0]}-{span[1]}", len(self._numbers) + 1)
        citation = citation_of(number, article, span)
        if citation.locator in self._places:
            return self._places[citation.locator]
        text = article.text[slice(*span)]
        cited = CitedQuote(text=text, citation=citation)
        added = []
        for low, high in sentence_spans(text):
            words = " ".join(text[low:high].casefold().split())
            if words not in self._known:
                self._known.add(words)
                added.append(len(self.quotes))
                within = (span[0] + low, span[0] + high)
                evidence = evidence_of(article, within, text[low:high], self._speaker(article, within))
                self.quotes.append(MaterialQuote(cited=cited, evidence=evidence))
        if added:
            self._numbers[citation.locator] = number
            self._places[citation.locator] = tuple(added)
            self.article_ids.append(article.id)
        return tuple(added)

    def _article(self, article_id: str) -> Article | None:
        """Return an article that something may be written from."""
        if article_id not in self._articles:
            try:
                article: Article | None = self._snapshot.article(article_id)
            except NotFound:  # removed since
                article = None
            if article and speaks_to_a_model(f"{article.title}\n{article.text}"):
                article = None
            self._articles[article_id] = article
        return self._articles[article_id]

    def _speaker(self, article: Article, span: Span) -> str | None:
        """Return whose words most of a span is."""
        if self._news is None:
            return None
        if article.id not in self._words:
            self._words[article.id] = said_in(self._news, self._snapshot, article.id)
        return speaker_in(self._words[article.id], span)


def speaker_in(said: Sequence[tuple[Span, str]], span: Span) -> str | None:
    """Return whose words most of a span of an article is; None where that is not known.

    Args:
        said: where the article quotes whom.
    """
    start, end = span
    for (first, last), speaker in said:
        if min(end, last) - max(start, first) > _OF_A_QUOTE * (end - start):
            return speaker
    return None


def said_in(news: NewsReader, snapshot: Snapshot, article_id: str) -> list[tuple[Span, str]]:
    """Return where an article quotes whom."""
    return [((one.start, one.end), one.speaker) for one in quotations_in_article(news, snapshot, article_id)]
