"""What checks and readers say of answers, as JSON: a quote verified, an answer voted on."""

from qa.answering.json import Json, filters_json
from qa.service.exchange import Exchange
from qa.web.export.grammar import Misfit
from qa.web.export.verify import Checked, Verdict

_SHOWN = 400  # characters of a line that does not belong there


def checked_json(checked: Checked) -> list[Json]:
    """Return what `cuttings verify --json` says: each citation, then each line that Cuttings would not have written."""
    return [*map(_verdict_json, checked.verdicts), *map(_misfit_json, checked.misfits)]


def _verdict_json(verdict: Verdict) -> Json:
    citing = verdict.citing
    return {
        "article": citing.cites.article,
        "title": verdict.title,
        "start": citing.cites.start,
        "end": citing.cites.end,
        "sha256": citing.cites.sha256,
        "text": citing.text,
        "state": verdict.state.value,
        "line": citing.line,
    }


def _misfit_json(misfit: Misfit) -> Json:
    citing = dict.fromkeys(("article", "title", "start", "end", "sha256"))
    return citing | {"text": misfit.written[:_SHOWN], "state": "unaccounted", "line": misfit.line, "what": misfit.what}


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
