"""Numbering the places that an answer points to."""

from collections.abc import Mapping

from corpus.article import Article, text_hash
from corpus.sentences import Span
from qa.answer import Citation, CitedArticle


class Citations:
    """Collects the citations of one answer; the same place gets the same number."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self._numbers: dict[tuple[str, Span], int] = {}

    def number(self, article_id: str, span: Span) -> int:
        """Return the number of a place, from 1."""
        return self._numbers.setdefault((article_id, span), len(self._numbers) + 1)

    def listed(self) -> tuple[Citation, ...]:
        """Return all citations by number."""
        return tuple(self._citation(number, *place) for place, number in self._numbers.items())

    def _citation(self, number: int, article_id: str, span: Span) -> Citation:
        article = self._articles[article_id]
        return Citation(
            number=number,
            article=CitedArticle(
                id=article.id,
                title=article.title,
                outlet=article.outlet,
                published=article.published,
                byline=article.byline,
                url=article.url,
            ),
            start=span[0],
            end=span[1],
            sha256=text_hash(article.text[span[0] : span[1]]),
        )
