"""A conversation as the chat's messages: what is shown while a question is answered, and the exchanges before it."""

import json
import logging
import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from html import escape
from typing import TypedDict

from corpus.errors import CuttingsError
from corpus.filters import Filters
from corpus.messages import message
from qa.answering.answer import Overview, Step, Turn
from qa.service.asking import ask_in_background, store_in_background
from qa.service.desk import CitedWords, QuoteOwn
from qa.service.exchange import Asked, Exchange
from qa.service.service import CuttingsService
from qa.service.suggestions import follow_up_questions
from qa.web.middleware.access import Reader
from qa.web.render.answer import (
    AnswerDisplay,
    QuotesOwn,
    answer_html,
    answer_text,
    failure_html,
    question_html,
    searching_html,
)
from qa.web.render.written import written_html
from qa.web.translations import Say, words
from qa.written.values import Written

QUESTION_LIMIT = 12_000
"""Characters of a question."""

WORDS_KEPT = 200
"""Words of earlier questions that a reader may keep."""

EXCHANGES_SHOWN = 50
"""Exchanges of a conversation that are shown; more may be stored."""

logger = logging.getLogger(__name__)

Outlets = tuple[tuple[str, int], ...]
"""Names of outlets with the number of their articles."""


class Message(TypedDict):
    """One message of the chat; `content` is escaped HTML."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What the page's script sends with a question.

    Attributes:
        conversation: its name, chosen by the page; "" for one that has none yet.
        filters: what the reader restricts the search to.
        unimply: a question of which the implied days are to be ignored.
        alone: a question that is to be asked without the questions before it.
        keep: a question that is to be asked with these words of the questions before it and no others, `kept`.
    """

    conversation: str = ""
    filters: Filters = field(default_factory=Filters)
    unimply: str = ""
    alone: str = ""
    keep: str = ""
    kept: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str | None) -> "PageContext":
        """Parse what the page sent; invalid values count as absent."""
        try:
            sent = json.loads((text or "")[:50_000])
        except ValueError:
            return cls()
        if not isinstance(sent, dict):
            return cls()
        name = sent.get("conversation")
        outlets = sent.get("outlets")
        collection = sent.get("collection")
        return cls(
            conversation=name if isinstance(name, str) and re.fullmatch(r"[0-9a-f]{16,64}", name) else "",
            filters=Filters(
                outlets=tuple(one for one in outlets if isinstance(one, str))[:100]
                if isinstance(outlets, list)
                else (),
                since=_day(sent.get("since")),
                until=_day(sent.get("until")),
                collection=collection[:200] if isinstance(collection, str) and collection else None,
            ),
            unimply=_question(sent.get("unimply")),
            alone=_question(sent.get("alone")),
            keep=_question(sent.get("keep")),
            kept=_words(sent.get("kept")),
        )


def conversation(service: CuttingsService, reader: Reader, context: PageContext) -> list[Message]:
    """Return a stored conversation as messages; none where this reader has no such conversation."""
    return _messages(service, reader, _exchanges(service, reader, context))


def read_only_messages(service: CuttingsService, language: str, exchanges: Sequence[Exchange]) -> list[Message]:
    """Return exchanges as messages without any tool, for those who only read them."""
    outlets = _outlets(service) if exchanges else ()
    return [
        message
        for one in exchanges
        for message in _pair(
            one.asked.question, _safe_answer(one, language, outlets, suggest=False, tools=False), words(language)
        )
    ]


def converse(service: CuttingsService, reader: Reader, context: PageContext, question: str) -> Generator[list[Message]]:
    """Yield the conversation with the question at once, then with what is found, then with the answer.

    Where there are no words, only the conversation as it is is yielded. Closing the generator before anything was found gives
    the question up.
    """
    question = question[:QUESTION_LIMIT]
    say = words(reader.language)
    earlier = _exchanges(service, reader, context)
    before = _messages(service, reader, earlier)
    if not question.strip():
        yield before
        return
    waiting = before + _pair(question, searching_html(say=say), say)
    yield waiting
    turns = _turns_before(question, earlier, context)
    asked = Asked(question=question, filters=context.filters, overview=_overview(service))
    imply = question.strip() != context.unimply
    with closing(ask_in_background(service, reader.name, asked, turns, imply=imply)) as steps:
        for step in steps:
            if step is None:
                yield waiting
            elif isinstance(step, Step):
                yield before + _pair(question, searching_html(step, say), say)
            else:
                for exchange in store_in_background(service.conversations, reader.name, context.conversation, step):
                    begin_writing(service, reader, exchange)
                    yield _messages(service, reader, [*earlier, exchange])


def begin_writing(service: CuttingsService, reader: Reader, exchange: Exchange) -> None:
    """Begin to write above an answer; the page's script looks at it until it is done."""
    asked = exchange.asked
    if asked.answer is not None and service.writings.of(exchange.id) is None:
        keep = partial(service.conversations.keep_written, reader.name, exchange.id)
        service.writings.begin(exchange.id, asked.answer, asked.context, keep)


def written_so_far(service: CuttingsService, reader: Reader, exchange_id: str) -> str | None:
    """Return what is written above an answer of a reader as HTML, marked as long as more may come; None for no answer."""
    exchange = service.conversations.exchange(reader.name, exchange_id)
    if exchange is None or exchange.asked.answer is None:
        return None
    written, writing = _with_written(service, exchange)
    return written_html(written, exchange.asked.answer, words(reader.language), writing=writing) if written else ""


def _with_written(service: CuttingsService, exchange: Exchange) -> tuple[Written | None, bool]:
    """Return what is written above an answer, and whether more of it may come."""
    if exchange.asked.written is not None:
        return exchange.asked.written, False
    written, done = service.writings.of(exchange.id) or (None, True)
    return written, not done


def _exchanges(service: CuttingsService, reader: Reader, context: PageContext) -> list[Exchange]:
    return service.conversations.exchanges(reader.name, context.conversation, EXCHANGES_SHOWN)


def _messages(service: CuttingsService, reader: Reader, exchanges: Sequence[Exchange]) -> list[Message]:
    """Return exchanges as messages; only the last answer has follow-up questions."""
    outlets = _outlets(service) if exchanges else ()
    own = _own(service, exchanges)
    messages: list[Message] = []
    for number, exchange in enumerate(exchanges, 1):
        last = number == len(exchanges)
        written, writing = _with_written(service, exchange)
        shown = replace(exchange, asked=replace(exchange.asked, written=written)) if written else exchange
        answer = _safe_answer(
            shown, reader.language, outlets, suggest=last, own=_own_in(own, exchange), writing=writing
        )
        messages += _pair(exchange.asked.question, answer, words(reader.language))
    return messages


def _pair(question: str, answer: str, say: Say) -> list[Message]:
    return [Message(role="user", content=question_html(question, say)), Message(role="assistant", content=answer)]


def _safe_answer(
    exchange: Exchange,
    language: str,
    outlets: Outlets,
    *,
    suggest: bool,
    tools: bool = True,
    own: QuotesOwn = (),
    writing: bool = False,
) -> str:
    """Return an answer as HTML; on failure without its context, or a message, so that the other answers are shown."""
    bare = replace(exchange.asked, context=None, written=None)
    for attempt, suggesting in ((exchange, suggest), (replace(exchange, asked=bare), False)):
        try:
            return _answer(attempt, language, outlets, suggest=suggesting, tools=tools, own=own, writing=writing)
        except Exception:
            logger.exception("an answer cannot be shown")
    return failure_html(message("answer_not_shown"), exchange.id if tools else "", words(language))


@lru_cache(maxsize=200)  # a long conversation is shown again with each question
def _answer(
    exchange: Exchange,
    language: str,
    outlets: Outlets,
    *,
    suggest: bool,
    tools: bool,
    own: QuotesOwn,
    writing: bool,
) -> str:
    asked, name = exchange.asked, exchange.id if tools else ""
    if asked.answer is None:
        failure = failure_html(asked.failure or "", name, words(language))
        return _with_retry(failure, asked.question) if suggest else failure
    display = AnswerDisplay(
        context=asked.context,
        exchange=name,
        filters=asked.filters,
        vote=exchange.vote,
        stored=exchange.stored,
        outlets=outlets,
        follow_ups=follow_up_questions(asked.answer) if suggest else (),
        own=own,
        written=asked.written,
        writing=writing,
    )
    return answer_html(asked.answer, asked.overview, display, words(language))


def _with_retry(failure: str, question: str) -> str:
    """Return a failure with a button in it that asks the question again."""
    button = f'<button type="button" class="tool ask" value="ask" dir="auto">{escape(question)}</button>'
    return f'{failure.removesuffix("</div>")}<div class="follow-ups" role="group">{button}</div></div>'


def _own(service: CuttingsService, exchanges: Sequence[Exchange]) -> dict[CitedWords, QuoteOwn]:
    """Return what readers have made of the quotes of answers."""
    try:
        answers = [one.asked.answer for one in exchanges if one.asked.answer]
        cited = [answer.citation(quote.citation) for answer in answers for quote in answer.quotes]
        return service.desk.own_of(cited) if cited else {}
    except Exception:  # whatever is damaged, the answers can be shown without them
        logger.exception("no marks of quotes")
        return {}


def _own_in(own: dict[CitedWords, QuoteOwn], exchange: Exchange) -> QuotesOwn:
    """Return that of the quotes of an exchange."""
    if not (own and (answer := exchange.asked.answer)):
        return ()
    cited = (answer.citation(quote.citation) for quote in answer.quotes)
    return tuple((key, own[key]) for one in cited if (key := (one.locator, one.sha256)) in own)


def _outlets(service: CuttingsService) -> Outlets:
    try:
        return tuple(service.outlets())
    except CuttingsError as error:  # the answer can be shown without them
        logger.warning("no outlets to choose from: %s", error)
        return ()


def _overview(service: CuttingsService) -> Overview:
    try:
        return service.overview()
    except CuttingsError:  # asking will give the reason
        return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")


def _turns_before(question: str, earlier: Sequence[Exchange], context: PageContext) -> list[Turn]:
    """Return the turns with which a question is read: those before it, or the words of them that the reader has kept."""
    if question.strip() == context.alone:
        return []
    if question.strip() == context.keep:
        return [Turn(role="user", content=" ".join(context.kept))]
    return [turn for exchange in earlier for turn in _turns(exchange)]


def _turns(exchange: Exchange) -> tuple[Turn, ...]:
    if exchange.asked.answer is None:
        return ()
    text = answer_text(exchange.asked.answer)
    return Turn(role="user", content=exchange.asked.question), Turn(role="assistant", content=text)


def _question(sent: object) -> str:
    return sent.strip() if isinstance(sent, str) else ""


def _words(sent: object) -> tuple[str, ...]:
    return tuple(one[:100] for one in sent if isinstance(one, str))[:WORDS_KEPT] if isinstance(sent, list) else ()


def _day(sent: object) -> str | None:
    try:
        return date.fromisoformat(sent).isoformat() if isinstance(sent, str) and len(sent) == 10 else None
    except ValueError:
        return None
