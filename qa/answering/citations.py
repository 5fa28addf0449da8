"""Citations of an answer: their numbers, and what they show of an article."""

from corpus.article import Article, text_hash
from corpus.catalogue.origin import via
from corpus.text.sentences import Span
from qa.answering.answer import Citation, CitedArticle, CitedField

FIELD_NAMES = {"title": "headline", "byline": "byline", "outlet": "outlet", "published": "date of publication"}
"""What a cited field is called; the text itself has no name."""


class Citations:
    """Collects the citations of one answer; the same span has the same number."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, CitedField, Span], Citation] = {}

    def number(self, article: Article, span: Span, field: CitedField = "text") -> int:
        """Return the number of a span, from 1."""
        place = (article.id, field, span)
        if place not in self._places:
            self._places[place] = citation_of(len(self._places) + 1, article, span, field)
        return self._places[place].number

    def listed(self) -> tuple[Citation, ...]:
        """Return all citations by number."""
        return tuple(self._places.values())


def citation_of(number: int, article: Article, span: Span, field: CitedField = "text") -> Citation:
    """Return the citation of a span: code points into that field of the article."""
    return Citation(
        number=number,
        article=cited_article(article),
        start=span[0],
        end=span[1],
        sha256=text_hash(field_of(article, field)[span[0] : span[1]]),
        page=article.page_at(span[0]) if field == "text" else None,
        field=field,
        ocr=field == "text" and article.by_ocr_at(span[0]),
    )


def field_of(article: Article, field: CitedField) -> str:
    """Return the field of an article that a citation is a span of; "" where the article lacks it."""
    return getattr(article, field) or ""


def cited_article(article: Article) -> CitedArticle:
    """Return what a citation shows of an article."""
    return CitedArticle(
        id=article.id,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        byline=article.byline,
        url=article.url,
        # articles that an earlier version stored are cited as it cited them, so that its exports are found unchanged
        via=via(article) if article.variant is not None else None,
    )
