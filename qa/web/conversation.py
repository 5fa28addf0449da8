"""A conversation, step by step: what is shown while a question is answered, and what is kept for the next."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypedDict

from corpus.article import Article
from corpus.errors import CuttingsError
from qa.answer import Answer, Overview, Turn
from qa.web.render import answer_html, answer_text, failure_html, question_html, searching_html

QUESTION_LIMIT = 12_000
KEPT = 50

logger = logging.getLogger(__name__)


class Service(Protocol):
    """What the page needs of the service; any thread may call it."""

    def warm(self) -> None:
        """Load what the first question would else wait for."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """Answer one question."""

    def article(self, article_id: str) -> Article:
        """Return an article, or raise NotFound."""

    def overview(self) -> Overview:
        """Return what the archive knows now."""


class Message(TypedDict):
    """One message of the chat; `content` is escaped HTML."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer.

    Attributes:
        question, answer: escaped HTML.
        turns: the same in plain words; empty where the answer failed.
    """

    question: str
    answer: str
    turns: tuple[Turn, ...] = ()


Exchanges = tuple[Exchange, ...]


def messages(exchanges: Exchanges) -> list[Message]:
    """Return the exchanges as the chat's messages."""
    return [
        Message(role=role, content=content)
        for exchange in exchanges
        for role, content in (("user", exchange.question), ("assistant", exchange.answer))
    ]


def converse(service: Service, past: Exchanges, question: str) -> Iterator[Exchanges]:
    """Yield the conversation with the question in it at once, then with its answer."""
    question = question[:QUESTION_LIMIT]
    past = past[-KEPT:]
    asked = question_html(question)
    yield (*past, Exchange(asked, searching_html()))
    try:
        answer = service.ask(question, [turn for exchange in past for turn in exchange.turns])
        shown = answer_html(answer, service.overview())
    except CuttingsError as error:
        logger.warning("not answered: %s", error)
        yield (*past, Exchange(asked, failure_html(str(error))))
    except Exception:
        logger.exception("a question failed")
        yield (*past, Exchange(asked, failure_html("Something went wrong here. The server's log says what.")))
    else:
        turns = (Turn(role="user", content=question), Turn(role="assistant", content=answer_text(answer)))
        yield (*past, Exchange(asked, shown, turns))
