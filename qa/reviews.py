"""What checks and readers say of answers, as JSON: a quote verified, an answer voted on."""

from qa.conversations import Exchange
from qa.exported import Verdict
from qa.json import Json, filters_json


def verdict_json(verdict: Verdict) -> Json:
    """Return what `cuttings verify --json` says of a citation."""
    claim = verdict.claim
    return {
        "article": claim.article,
        "title": verdict.title,
        "start": claim.start,
        "end": claim.end,
        "sha256": claim.sha256,
        "text": claim.text,
        "state": verdict.state,
    }


def feedback_json(exchange: Exchange) -> Json:
    """Return a line of a question set: a question that was voted on.

    A good answer's quotes are the right answers. A bad one has none yet: they are to be written in before it is a test
    question; `quotes` has what was answered.
    """
    answer = exchange.asked.answer
    quotes = answer.quotes if answer else ()
    return {
        "id": exchange.id,
        "question": exchange.asked.question,
        "history": [],
        "answers": [
            {"article": None, "start": None, "end": None, "text": quote.text} for quote in quotes if exchange.vote > 0
        ],
        "vote": "up" if exchange.vote > 0 else "down",
        "answered": bool(quotes),
        "quotes": [
            {
                "article": answer.citation(quote.citation).article.id,
                "start": quote.start,
                "end": quote.end,
                "text": quote.text,
            }
            for quote in quotes
            if answer
        ],
        "filters": filters_json(exchange.asked.filters),
        "model": exchange.asked.overview.model,
        "asked_at": exchange.asked_at,
    }
