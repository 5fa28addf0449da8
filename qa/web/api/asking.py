"""Asking in a thread, with its steps in the event loop: so that a client who leaves frees their place in the queue."""

import asyncio
import logging
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from typing import Protocol, TypeVar

from corpus.errors import GivenUp
from qa.answering.answer import Step
from qa.service.asking import FAILED
from qa.service.queue import Client
from qa.service.service import CuttingsService
from qa.service.summaries import AnsweredQuestion
from qa.web.api.problems import Problem, problem_of
from qa.written.values import Written

HEARTBEAT_SECONDS = 1.0
"""Between two looks whether the client is still there."""

AT_ONCE_SECONDS = 0.05
"""What is refused within this time is answered with a status, not in a stream that has begun."""

logger = logging.getLogger(__name__)

_Result = TypeVar("_Result")
_Answer = TypeVar("_Answer", covariant=True)
_Step = TypeVar("_Step")


class Ask(Protocol[_Answer]):
    """Answers, given what to call with each step, and who asks: `CuttingsService.ask_with_context` of a question."""

    def __call__(self, *, on_progress: Callable[[Step], None], client: Client) -> _Answer:
        """Return the answer."""


async def steps_of(ask: Ask[_Result], name: str) -> AsyncGenerator[Step | _Result | None]:
    """Ask in a thread; yield its steps and last its result, and None where nothing came for a while.

    Closing the generator gives the question up: where it waits for its turn, and before what was found is judged.

    Args:
        ask: raises what the generator then raises.
        name: whose turn the question takes.
    """
    loop = asyncio.get_running_loop()
    came: asyncio.Queue[Step | _Result | Exception] = asyncio.Queue()
    left = threading.Event()

    def put(item: Step | _Result | Exception) -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(came.put_nowait, item)

    def on_progress(step: Step) -> None:
        if left.is_set():
            raise GivenUp
        put(step)

    def run() -> None:
        try:
            put(ask(on_progress=on_progress, client=Client(name=name, gone=left.is_set)))
        except Exception as error:  # noqa: BLE001 (raised where it is waited for)
            put(error)

    threading.Thread(target=copy_context().run, args=(run,), daemon=True).start()  # for whom it is, too
    patience = AT_ONCE_SECONDS
    try:
        while True:
            try:
                item = await asyncio.wait_for(came.get(), patience)
            except TimeoutError:
                patience = HEARTBEAT_SECONDS
                yield None
                continue
            if isinstance(item, Exception):
                raise item
            yield item
            if not isinstance(item, Step):
                return
    finally:
        left.set()


@dataclass(frozen=True, slots=True)
class WrittenAbove:
    """What is written above the quotes of an answer; None where there is nothing to write from."""

    written: Written | None


def written_above(
    service: CuttingsService,
    answered: AnsweredQuestion,
    *,
    on_progress: Callable[[Step], None],
    client: Client,
) -> WrittenAbove:
    """Write above the quotes of an answer; to be given to `steps_of`."""
    return WrittenAbove(service.prose.written_or_why(answered.answer, answered.context, gone=client.gone))


async def first_of(steps: AsyncGenerator[_Step]) -> _Step:
    """Return the first step of a stream that has not begun: what is refused at once is raised, and can be a status."""
    try:
        return await anext(steps)
    except BaseException:
        await steps.aclose()
        raise


def problem_in_stream(error: Exception) -> Problem:
    """Return the problem to end a stream with; a fault of the program is logged."""
    problem = problem_of(error)
    if problem is None:
        logger.error("a question failed", exc_info=error)
    return problem or Problem(status=500, detail=FAILED)
