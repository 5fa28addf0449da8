"""A conversation, step by step: what is shown while a question is answered, and what is kept of it."""

import json
import logging
import queue
import re
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from html import escape
from typing import TypedDict

from corpus.errors import Busy, CuttingsError, GivenUp
from corpus.filters import Filters
from qa.answering.answer import Overview, Step, Turn
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.conversations import Asked, Exchange
from qa.service.queue import Client
from qa.service.service import AnsweredQuestion, CuttingsService
from qa.service.suggestions import follow_up_questions
from qa.web.render.answer import Around, answer_html, answer_text, failure_html, question_html, searching_html
from qa.web.translations import words

QUESTION_LIMIT = 12_000
KEPT = 50
"""So many exchanges of a conversation are shown; all are kept."""
PROMPT_SECONDS = 0.3
"""So long an answer waits to be written down; if that takes longer it is shown meanwhile."""
BEAT_SECONDS = 1.0
"""So often a question that waits is shown again as it is: only then a reader who left is noticed."""

logger = logging.getLogger(__name__)


class Message(TypedDict):
    """One message of the chat; `content` is escaped HTML."""

    role: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who asks, and in what language.

    Attributes:
        name: random; only their browser knows it.
    """

    name: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the page says beside the question.

    Attributes:
        conversation: its name, chosen by the page; "" for one that has none yet.
        filters: what the reader restricts the search to.
        unimply: the question of which what it implies does not count.
    """

    conversation: str = ""
    filters: Filters = field(default_factory=Filters)
    unimply: str = ""

    @classmethod
    def parse(cls, text: str | None) -> "Context":
        """Read what the page sent; what makes no sense is as if it were not there."""
        try:
            sent = json.loads((text or "")[:50_000])
        except ValueError:
            return cls()
        if not isinstance(sent, dict):
            return cls()
        name = sent.get("conversation")
        outlets = sent.get("outlets")
        unimply = sent.get("unimply")
        return cls(
            conversation=name if isinstance(name, str) and re.fullmatch(r"[0-9a-f]{16,64}", name) else "",
            filters=Filters(
                outlets=tuple(one for one in outlets if isinstance(one, str))[:100]
                if isinstance(outlets, list)
                else (),
                since=_day(sent.get("since")),
                until=_day(sent.get("until")),
            ),
            unimply=unimply.strip() if isinstance(unimply, str) else "",
        )


def messages(service: CuttingsService, reader: Reader, exchanges: Sequence[Exchange]) -> list[Message]:
    """Return what was asked as the chat's messages; only the last answer has suggestions of how to go on."""
    outlets = _outlets(service) if exchanges else ()
    shown: list[Message] = []
    for number, exchange in enumerate(exchanges, 1):
        last = number == len(exchanges)
        shown += _pair(exchange.asked.question, _shown(exchange, reader.language, outlets, suggest=last))
    return shown


def _shown(exchange: Exchange, language: str, outlets: tuple[tuple[str, int], ...], *, suggest: bool) -> str:
    """Return an answer; without its context, or that it cannot be shown, rather than take the others along."""
    bare = replace(exchange.asked, context=None)
    for one, more in ((exchange, suggest), (replace(exchange, asked=bare), False)):
        try:
            return _answer_html(one, language, outlets, suggest=more)
        except Exception:
            logger.exception("an answer cannot be shown")
    return failure_html("This answer cannot be shown. The server's log says why.", exchange.id)


def _outlets(service: CuttingsService) -> tuple[tuple[str, int], ...]:
    try:
        return tuple(service.outlets())
    except CuttingsError as error:  # what was answered can be shown without them
        logger.warning("no outlets to choose from: %s", error)
        return ()


def _overview(service: CuttingsService) -> Overview:
    try:
        return service.overview()
    except CuttingsError:  # asking says why
        return Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")


def conversation(service: CuttingsService, reader: Reader, context: Context) -> list[Message]:
    """Return a kept conversation as the chat's messages; none where there is no such one of this reader."""
    kept = service.conversations.exchanges(reader.name, context.conversation, KEPT)
    return messages(service, reader, kept)


def converse(service: CuttingsService, reader: Reader, context: Context, question: str) -> Generator[list[Message]]:
    """Yield the conversation with the question in it at once, then what is found, then the answer.

    Closed before anything was found, it gives the question up.
    """
    question = question[:QUESTION_LIMIT]
    say = words(reader.language)
    kept = service.conversations
    past = kept.exchanges(reader.name, context.conversation, KEPT)
    before = messages(service, reader, past)
    waiting = before + _pair(question, searching_html(say=say))
    yield waiting
    turns = [turn for exchange in past for turn in _turns(exchange)]
    asked = Asked(question=question, filters=context.filters, overview=_overview(service))
    imply = question.strip() != context.unimply
    with closing(_asking(service, reader, asked, turns, imply=imply)) as told:
        for now in told:
            if now is None:
                yield waiting
            elif isinstance(now, Step):
                yield before + _pair(question, searching_html(now, say))
            else:
                for exchange in _kept(kept, reader, context, now):
                    yield messages(service, reader, [*past, exchange])


def _kept(kept: ConversationBuffer, reader: Reader, context: Context, asked: Asked) -> Generator[Exchange]:
    """Keep what was asked, and yield it; at once where that takes long, and then again only if it could not be kept."""
    exchange = Exchange.of(asked)
    done: queue.SimpleQueue[Exchange] = queue.SimpleQueue()

    def keep() -> None:
        try:
            done.put(kept.put(reader.name, context.conversation, exchange))
        except Exception:  # whatever it is, the answer is there
            logger.exception("an answer cannot be kept")
            done.put(replace(exchange, kept=False))

    threading.Thread(target=keep, daemon=True).start()
    try:
        yield done.get(timeout=PROMPT_SECONDS)
    except queue.Empty:
        yield exchange
        if not (exchange := done.get()).kept:
            yield exchange


def _asking(
    service: CuttingsService, reader: Reader, asked: Asked, turns: Sequence[Turn], *, imply: bool
) -> Generator[Step | Asked | None]:
    """Ask in a thread of its own; yield what it tells on the way, last the question with what came of it.

    As long as it tells nothing None is yielded now and then.
    """
    told: queue.SimpleQueue[Step | Asked] = queue.SimpleQueue()
    left = threading.Event()
    client = Client(name=reader.name, gone=left.is_set)

    def run() -> None:
        told.put(
            _outcome(partial(service.ask_with_context, imply=imply, on_progress=told.put, client=client), asked, turns)
        )

    threading.Thread(target=run, daemon=True).start()
    beat: float | None = BEAT_SECONDS
    now: Step | Asked | None = None
    try:
        while not isinstance(now, Asked):
            try:
                now = told.get(timeout=beat)
                beat = None
            except queue.Empty:
                now = None
            yield now
    finally:
        left.set()


def _outcome(ask: Callable[..., AnsweredQuestion], asked: Asked, turns: Sequence[Turn]) -> Asked:
    try:
        answered = ask(asked.question, turns, asked.filters)
    except (Busy, GivenUp) as error:  # no fault of anything here
        logger.info("not answered: %s", error)
        failure = str(error)
    except CuttingsError as error:
        logger.warning("not answered: %s", error)
        failure = str(error)
    except Exception:
        logger.exception("a question failed")
        failure = "Something went wrong here. The server's log says what."
    else:
        return replace(asked, answer=answered.answer, context=answered.context)
    return replace(asked, failure=failure)


@lru_cache(maxsize=200)  # a long conversation is shown again with each question
def _answer_html(exchange: Exchange, language: str, outlets: tuple[tuple[str, int], ...], *, suggest: bool) -> str:
    asked = exchange.asked
    if asked.answer is None:
        failure = failure_html(asked.failure or "", exchange.id)
        return _with_again(failure, asked.question) if suggest else failure
    around = Around(
        context=asked.context,
        exchange=exchange.id,
        filters=asked.filters,
        vote=exchange.vote,
        kept=exchange.kept,
        outlets=outlets,
        follow_ups=follow_up_questions(asked.answer) if suggest else (),
    )
    return answer_html(asked.answer, asked.overview, around, words(language))


def _with_again(failure: str, question: str) -> str:
    """Return a failure with the question in it as something to press, which asks it again."""
    asks = f'<button type="button" class="tool ask" value="ask" dir="auto">{escape(question)}</button>'
    return f'{failure.removesuffix("</div>")}<div class="follow-ups" role="group">{asks}</div></div>'


def _turns(exchange: Exchange) -> tuple[Turn, ...]:
    if exchange.asked.answer is None:
        return ()
    said = answer_text(exchange.asked.answer)
    return Turn(role="user", content=exchange.asked.question), Turn(role="assistant", content=said)


def _pair(question: str, answer: str) -> list[Message]:
    return [Message(role="user", content=question_html(question)), Message(role="assistant", content=answer)]


def _day(sent: object) -> str | None:
    try:
        return date.fromisoformat(sent).isoformat() if isinstance(sent, str) and len(sent) == 10 else None
    except ValueError:
        return None
