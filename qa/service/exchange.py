"""What conversations consist of, and how much of them is stored; imported by the command line, so it loads little."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.filters import Filters
from qa.answering.answer import Answer, Overview

if TYPE_CHECKING:
    from qa.news.views.story import AnswerContext
    from qa.written.values import Written

UP, DOWN = 1, -1
"""Votes on an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionOptions:
    """How much of what readers ask is stored; beyond that the oldest is deleted.

    Attributes:
        conversations_per_reader: at most.
        days: since the last question of a conversation.
        questions_per_conversation: at most.
        bytes: of all conversations of all readers.
    """

    conversations_per_reader: int = 200
    days: float = 365.0
    questions_per_conversation: int = 500
    bytes: int = 512 * 1024 * 1024


DEFAULT_RETENTION = RetentionOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A row of the list of conversations.

    Attributes:
        updated: ISO time, UTC.
        questions: how many the conversation has.
        shared: whether it can be read at an address.
    """

    id: str
    title: str
    updated: str
    questions: int
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A conversation that can be read at an address.

    Attributes:
        token: random; who knows it can read the conversation.
        conversation: its id.
        shared_at: ISO time, UTC; as it was then, it is shown.
        questions: how many are shown.
        newer: how many were asked since, which are not shown.
    """

    token: str
    conversation: str
    title: str
    shared_at: str
    questions: int
    newer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with its answer, or the reason why there is none.

    Attributes:
        filters: what the reader restricted the search to.
        overview: of the archive at that time.
        context: of the answer.
        written: above its quotes, where that is done.
    """

    question: str
    filters: Filters
    overview: Overview
    answer: Answer | None = None
    context: "AnswerContext | None" = None
    failure: str | None = None
    written: "Written | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A question and its answer, as stored in a conversation.

    Attributes:
        id: random, unique over all conversations.
        asked_at: ISO time, UTC.
        vote: `UP`, `DOWN` or 0.
        stored: False where it could not be written to the file: it is lost when the process ends.
    """

    id: str
    asked: Asked
    asked_at: str
    vote: int = 0
    stored: bool = True

    @classmethod
    def of(cls, asked: Asked) -> "Exchange":
        """Return a new exchange, asked now."""
        from corpus.catalogue.user_file import now

        return cls(id=secrets.token_hex(12), asked=asked, asked_at=now())
