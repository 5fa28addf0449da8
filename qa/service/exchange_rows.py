"""Exchanges as rows of the file of conversations, and back. A row that cannot be read is left out: the file may be damaged."""

import json
import logging
from collections.abc import Iterable, Iterator

from qa.answering.answer import Overview
from qa.answering.json import Json, answer_from_json, filters_from
from qa.news.views.json import context_from_json
from qa.service.exchange import Asked, Exchange
from qa.written.json import written_from_json

COLUMNS = "e.id, e.asked_at, e.question, e.filters, e.overview, e.answer, e.failure, e.vote"
"""What `readable` takes, of a table `e` of exchanges."""

logger = logging.getLogger(__name__)


def readable(rows: Iterable[tuple[str, ...]]) -> Iterator[Exchange]:
    """Yield the exchanges of rows that have `COLUMNS`, those that can be read."""
    for row in rows:
        try:
            yield _exchange(row)
        except (
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ):  # a damaged file, or one that another program has written to
            logger.warning("exchange %s cannot be read", row[0], exc_info=True)


def _exchange(row: tuple[str, ...]) -> Exchange:
    key, asked_at, question, filters, overview, answered, failure, vote = row
    answer = json.loads(answered) if answered else None
    context = answer.get("beside") if answer else None
    written = answer.get("written") if answer else None
    asked = Asked(
        question=question,
        filters=filters_from(json.loads(filters)),
        overview=_overview(json.loads(overview)),
        answer=answer_from_json(answer) if answer else None,
        context=context_from_json(context) if context else None,
        failure=failure,
        written=written_from_json(written) if written else None,
    )
    return Exchange(id=key, asked=asked, asked_at=asked_at, vote=int(vote))


def _overview(stored: Json) -> Overview:
    return Overview(**{**stored, "examples": ()})
