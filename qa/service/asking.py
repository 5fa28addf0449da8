"""Asking and storing in threads of their own, so that a page can show progress meanwhile and notice a reader who leaves."""

import logging
import queue
import threading
from collections.abc import Generator, Sequence
from contextvars import copy_context
from dataclasses import replace

from corpus.errors import Busy, CuttingsError, GivenUp
from corpus.messages import message
from qa.answering.answer import Step, Turn
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.exchange import Asked, Exchange
from qa.service.queue import Client
from qa.service.service import CuttingsService

HEARTBEAT_SECONDS = 1.0
"""Between two signs of life while a question waits: only then a reader who has left is noticed."""

STORING_SECONDS = 0.3
"""How long an answer waits to be stored before it is shown anyway."""

FAILED = message("went_wrong")

logger = logging.getLogger(__name__)


def ask_in_background(
    service: CuttingsService, reader: str, asked: Asked, turns: Sequence[Turn], *, imply: bool
) -> Generator[Step | Asked | None]:
    """Ask in a thread; yield its steps, and last the question with its answer or the reason why there is none.

    Until the first step None is yielded every `HEARTBEAT_SECONDS`. Closing the generator gives the question up.

    Args:
        reader: name of the reader.
        asked: the question; its answer is not set yet.
        turns: of the conversation before it, oldest first.
        imply: whether days that the question itself means are taken into account.
    """
    steps: queue.SimpleQueue[Step | Asked] = queue.SimpleQueue()
    left = threading.Event()
    client = Client(name=reader, gone=left.is_set)

    def run() -> None:
        steps.put(_outcome(service, asked, turns, client, steps, imply=imply))

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()  # for whom it is, too
    heartbeat: float | None = HEARTBEAT_SECONDS
    step: Step | Asked | None = None
    try:
        while not isinstance(step, Asked):
            try:
                step = steps.get(timeout=heartbeat)
                heartbeat = None
            except queue.Empty:
                step = None
            yield step
    finally:
        left.set()


def _outcome(
    service: CuttingsService,
    asked: Asked,
    turns: Sequence[Turn],
    client: Client,
    steps: "queue.SimpleQueue[Step | Asked]",
    *,
    imply: bool,
) -> Asked:
    try:
        answered = service.ask_with_context(
            asked.question, turns, asked.filters, imply=imply, on_progress=steps.put, client=client
        )
    except (Busy, GivenUp) as error:  # not a fault
        logger.info("not answered: %s", error)
        failure = str(error)
    except CuttingsError as error:
        logger.warning("not answered: %s", error)
        failure = str(error)
    except Exception:
        logger.exception("a question failed")
        failure = FAILED
    else:
        return replace(asked, answer=answered.answer, context=answered.context)
    return replace(asked, failure=failure)


def store_in_background(
    conversations: ConversationBuffer, reader: str, conversation: str, asked: Asked
) -> Generator[Exchange]:
    """Store an answered question in a thread; yield its exchange.

    If storing takes longer than `STORING_SECONDS` the exchange is yielded at once, and again if it could not be stored.
    """
    exchange = Exchange.of(asked)
    done: queue.SimpleQueue[Exchange] = queue.SimpleQueue()

    def store() -> None:
        try:
            done.put(conversations.put(reader, conversation, exchange))
        except Exception:  # whatever it is, the answer can be shown
            logger.exception("an answer cannot be stored")
            done.put(replace(exchange, stored=False))

    threading.Thread(target=copy_context().run, args=(store,), daemon=True).start()
    try:
        yield done.get(timeout=STORING_SECONDS)
    except queue.Empty:
        yield exchange
        if not (exchange := done.get()).stored:
            yield exchange
