"""From answers to what is kept of them for saved questions, and from what is kept to what the articles still say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.article import Article, text_hash
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import NotFound
from qa.alerts.repeats import Before, said_before
from qa.alerts.saved_question import NEW, SEEN, Alert, Found, Hit, HitQuote, ShownHit
from qa.answering.answer import Answer, CitedArticle
from qa.answering.citations import cited_article

READ_AGAIN = 200
"""Of so many of the last hits the whole article is looked into for what is said again; of earlier ones the quotes."""


class Same:
    """Finds the hit that says the same; see `qa.alerts.store.Says`."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._before: list[Before] = []

    def __call__(self, found: Found, earlier: Sequence[Hit]) -> int | None:
        """Return the number of the hit that says the same first, None where something is new."""
        for at, hit in enumerate(earlier[len(self._before) :], len(self._before)):
            text = self._text(hit.found) if at >= len(earlier) - READ_AGAIN else ""
            number = hit.number if hit.copy_of is None else hit.copy_of
            quotes = tuple(quote.text for quote in hit.found.quotes)
            self._before.append(Before(number=number, quotes=quotes, text=text))
        return said_before([quote.text for quote in found.quotes], self._before)

    def _text(self, found: Found) -> str:
        try:
            return self._snapshot.article(found.article.id, found.version).text
        except NotFound:
            return ""


def found_in(answer: Answer, snapshot: Snapshot) -> list[Found]:
    """Return the articles that an answer quotes, and after them those that it names for the same words."""
    quotes: dict[str, list[HitQuote]] = {}
    places = [(quote.citation, quote.text) for quote in answer.quotes]
    places += [(number, quote.text) for quote in answer.quotes for number in quote.also]
    for number, text in places:
        citation = answer.citation(number)
        said = HitQuote(text=text, start=citation.start, end=citation.end, sha256=citation.sha256)
        quotes.setdefault(citation.article.id, []).append(said)
    found = []
    for article_id, all_said in quotes.items():
        article = _live(snapshot, article_id)
        # not the text that was quoted: the article has changed since, and is looked at the next time
        if article and all(article.text[one.start : one.end] == one.text for one in all_said):
            found.append(Found(article=cited_article(article), version=article.version, quotes=tuple(all_said)))
    return found


def shown(hits: Sequence[Hit], snapshot: Snapshot, alert: Alert, *, unseen: bool = False) -> Iterator[ShownHit]:
    """Yield what is new in `hits`, newest first, each from the first article that says it still."""
    copies: dict[int, list[Hit]] = {}
    for hit in hits:
        if hit.copy_of is not None:
            copies.setdefault(hit.copy_of, []).append(hit)
    for hit in reversed(hits):
        if hit.copy_of is not None or hit.state not in ({NEW} if unseen else {NEW, SEEN}):
            continue
        there = [here for one in (hit, *copies.get(hit.number, ())) if (here := _still(one.found, snapshot))]
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
            seen=hit.state != NEW,
        )


def _still(found: Found, snapshot: Snapshot) -> tuple[CitedArticle, tuple[HitQuote, ...]] | None:
    """Return the article as it is now and where it says what was found; None where it is gone or says so no more."""
    article = _live(snapshot, found.article.id)
    if article is None:
        return None
    quotes = []
    for quote in found.quotes:
        here = text_hash(article.text[quote.start : quote.end]) == quote.sha256
        start = quote.start if here else article.text.find(quote.text)
        if start >= 0:
            quotes.append(replace(quote, start=start, end=start + len(quote.text)))
    return (cited_article(article), tuple(quotes)) if quotes else None


def _live(snapshot: Snapshot, article_id: str) -> Article | None:
    try:
        return snapshot.article(article_id)
    except NotFound:
        return None
