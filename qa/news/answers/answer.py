"""Answering what is no look-up: which of the answers a question gets, and on what topic."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from corpus.catalogue.snapshot import Snapshot
from corpus.filters import Filters
from qa.answering.answer import Answer, AnswerKind, Turn
from qa.answering.dates import time_frame
from qa.answering.from_metadata import names_outlet
from qa.answering.intents import Intent, intent_of
from qa.answering.interpret import normalize
from qa.answering.pipeline import AskContext
from qa.answering.smalltalk import is_small_talk
from qa.news.answers.asking import Asking
from qa.news.answers.comparison import comparison
from qa.news.answers.listing import listing
from qa.news.answers.newest import newest
from qa.news.answers.points import points
from qa.news.answers.summary import summary
from qa.news.store import NewsReader

_ANSWERS: dict[AnswerKind, Callable[[Asking], Answer | None]] = {
    "summary": summary,
    "newest": newest,
    "comparison": comparison,
    "articles": listing,
    "points": points,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a question asks for that is no look-up.

    Attributes:
        topic: what the articles have to be about, the conversation before the question included.
        implied: the days that the question means; empty where it means none.
    """

    question: str
    intent: Intent
    topic: str
    implied: Filters


def understood(
    question: str,
    history: Sequence[Turn],
    snapshot: Snapshot,
    filters: Filters,
    *,
    imply: bool = True,
    today: date | None = None,
) -> Understood | None:
    """Return what a question asks for that is no look-up; None where it is one.

    Args:
        history: the turns before it, oldest first: what "summarise it" means.
        imply: whether days that the question means are taken into account.
    """
    asked = normalize(question)
    intent, implied = intent_of(asked), Filters()
    if imply and not (filters.since or filters.until):
        day = today or datetime.now(UTC).date()
        meant = time_frame(asked, *snapshot.first_and_last_day(), day, reported_within=timedelta(0))
        without = intent_of(" ".join(asked.replace(meant.phrase, " ").split())) if meant.filters else None
        if without is not None and not (intent and _names_an_outlet(intent, snapshot, meant.phrase)):
            intent, implied = without, meant.filters
    if intent is None:
        return None
    return Understood(question=question, intent=intent, topic=_topic(intent, history), implied=implied)


def answer_intent(
    asked: Understood, context: AskContext, snapshot: Snapshot, news: NewsReader | None, filters: Filters
) -> Answer | None:
    """Return the answer to a question that is no look-up; None where the archive has nothing of what it names.

    Args:
        news: what is derived of the articles; None where that is not there.
        filters: what the user restricts it to.
    """
    started = time.perf_counter()
    implied = asked.implied
    asking = Asking(
        question=asked.question,
        intent=asked.intent,
        topic=asked.topic,
        context=context,
        snapshot=snapshot,
        filters=replace(filters, since=implied.since, until=implied.until) if implied else filters,
        news=news,
    )
    answer = _ANSWERS[asked.intent.kind](asking)
    if answer is None:
        return None
    return replace(answer, implied=implied or None, took_ms=(time.perf_counter() - started) * 1000)


def _names_an_outlet(intent: Intent, snapshot: Snapshot, phrase: str) -> bool:
    """Tell whether words for a day are part of the name of an outlet, as those of USA Today are."""
    named = [said for said in (intent.source, *intent.sides) if phrase in said]
    return any(names_outlet(said, outlet) for said in named for outlet, _ in snapshot.outlets())


def _topic(intent: Intent, history: Sequence[Turn]) -> str:
    """Return the topic: of "summarise it" what was asked before."""
    if not intent.refers:
        return intent.topic
    for turn in reversed(history):
        if turn.role == "user" and turn.content.strip() and not is_small_talk(turn.content):
            asked = normalize(turn.content)
            before = intent_of(asked)
            return f"{intent.topic} {before.topic if before else asked.rstrip(' ?')}".strip()
    return intent.topic
