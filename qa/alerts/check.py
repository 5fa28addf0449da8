"""From answers to hits of saved questions, and from stored hits to what the articles still say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.article import Article, text_hash
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import NotFound
from qa.alerts.repeats import EarlierHit, repeated_hit
from qa.alerts.saved_question import NEW, SEEN, Alert, Found, Hit, HitQuote, ShownHit
from qa.answering.answer import Answer, CitedArticle
from qa.answering.citations import cited_article, field_of

WHOLE_ARTICLES = 200
"""Of the newest so many hits the whole article is searched for repeats; of earlier ones only the quotes."""


class RepeatFinder:
    """Finds the earlier hit that an article repeats; see `qa.alerts.store.FindRepeat`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._before: list[EarlierHit] = []

    def __call__(self, found: Found, earlier: Sequence[Hit]) -> int | None:
        """Return the number of the first hit that says the same, None where something is new.

        Another article of the same byline, outlet or day is new.
        """
        for at, hit in enumerate(earlier[len(self._before) :], len(self._before)):
            text = self._text(hit.found) if at >= len(earlier) - WHOLE_ARTICLES else ""
            number = hit.number if hit.copy_of is None else hit.copy_of
            quotes = tuple(_sentences(hit.found))
            self._before.append(EarlierHit(number=number, quotes=quotes, text=text))
        return repeated_hit(_sentences(found), self._before)

    def _text(self, found: Found) -> str:
        try:
            return self._snapshot.article(found.article.id, found.version).text
        except NotFound:
            return ""


def articles_quoted_by(answer: Answer, snapshot: Snapshot) -> list[Found]:
    """Return the articles that an answer quotes, followed by those that have the same quotes."""
    quotes: dict[str, list[HitQuote]] = {}
    places = [(quote.citation, quote.text) for quote in answer.quotes]
    places += [(number, quote.text) for quote in answer.quotes for number in quote.also]
    for number, text in places:
        citation = answer.citation(number)
        hit_quote = HitQuote(
            text=text, start=citation.start, end=citation.end, sha256=citation.sha256, field=citation.field
        )
        quotes.setdefault(citation.article.id, []).append(hit_quote)
    found = []
    for article_id, hit_quotes in quotes.items():
        article = _live(snapshot, article_id)
        # an article that has changed since is checked the next time
        if article and all(field_of(article, one.field)[one.start : one.end] == one.text for one in hit_quotes):
            found.append(Found(article=cited_article(article), version=article.version, quotes=tuple(hit_quotes)))
    return found


def visible_hits(
    hits: Sequence[Hit], snapshot: Snapshot, alert: Alert, *, unseen: bool = False, seen_up_to: int = 0
) -> Iterator[ShownHit]:
    """Yield the hits to show, newest first, each with the first article that still says it.

    Args:
        unseen: only those that were not seen.
        seen_up_to: number of the last hit that the user who looks has seen; those that count as seen for everybody are, too.
    """
    copies: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.copy_of is not None:
            copies.setdefault(hit.copy_of, []).append(hit)
    for hit in reversed(hits):
        if hit.copy_of is not None or hit.state not in {NEW, SEEN}:
            continue
        seen = hit.state != NEW or hit.number <= seen_up_to
        if seen and unseen:
            continue
        there = [here for one in (hit, *copies.get(hit.number, ())) if (here := _present_quotes(one.found, snapshot))]
        if not there:
            continue
        (article, quotes), *_ = there
        also = {other.id: other for other, _ in there if other.id != article.id}
        yield ShownHit(
            number=hit.number,
            alert=alert.number,
            article=article,
            quotes=quotes,
            also=tuple(also.values()),
            found_at=hit.found_at,
            seen=seen,
        )


def _present_quotes(found: Found, snapshot: Snapshot) -> tuple[CitedArticle, tuple[HitQuote, ...]] | None:
    """Return the present article and its quotes; None where it was removed or has none of them any more."""
    article = _live(snapshot, found.article.id)
    if article is None:
        return None
    quotes = []
    for quote in found.quotes:
        text = field_of(article, quote.field)
        here = text_hash(text[quote.start : quote.end]) == quote.sha256
        start = quote.start if here else text.find(quote.text)
        if start >= 0:
            quotes.append(replace(quote, start=start, end=start + len(quote.text)))
    return (cited_article(article), tuple(quotes)) if quotes else None


def _sentences(found: Found) -> list[str]:
    """Return the quotes that are sentences or headlines."""
    return [quote.text for quote in found.quotes if quote.field in {"text", "title"}]


def _live(snapshot: Snapshot, article_id: str) -> Article | None:
    try:
        return snapshot.article(article_id)
    except NotFound:
        return None
