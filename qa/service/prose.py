"""Writing above the quotes of an answer, from the archive as it is now: slow, so never a part of answering."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError, GivenUp
from corpus.messages import message
from corpus.text.sentences import Span
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool
from qa.news.desk import NewsDesk
from qa.news.views.story import AnswerContext
from qa.written.endpoint import Endpoint
from qa.written.values import Follows, Written

if TYPE_CHECKING:
    from qa.written.material import Material
    from qa.written.write import OnJudged, OnWritten

_NOT_WRITTEN = ("articles", "points")
"""Kinds of answers that are lists: there is nothing to put in a sentence."""

logger = logging.getLogger(__name__)


def _never() -> bool:
    return False


def _ignore(_: Written) -> None:
    pass


class Prose:
    """What is written above the quotes of an archive's answers. Safe to use from several threads.

    Args:
        endpoint: that writes; None where nobody does.
        follows: may refuse what the checks let pass; None for nobody.
    """

    def __init__(
        self, archives: ArchivePool, news: NewsDesk, endpoint: Endpoint | None, follows: Follows | None = None
    ) -> None:
        self._archives, self._news, self._endpoint, self._follows = archives, news, endpoint, follows

    @property
    def host(self) -> str | None:
        """The machine to which questions and quotes are sent; None where they are sent nowhere."""
        return self._endpoint.options.host if self._endpoint else None

    def begun(self, answer: Answer) -> Written | None:
        """Return what is shown before the first sentence; None where nobody writes, or there is nothing to write from."""
        if self._endpoint is None or not answer.quotes or answer.kind in _NOT_WRITTEN:
            return None
        return Written(model=self._endpoint.options.model, host=self._endpoint.options.host)

    def write(
        self,
        answer: Answer,
        context: AnswerContext | None,
        *,
        on_written: "OnWritten" = _ignore,
        gone: Callable[[], bool] = _never,
        on_judged: "OnJudged | None" = None,
    ) -> Written | None:
        """Write above the quotes of an answer; None as of `begun`. What goes wrong is told in its `note`.

        Args:
            on_written: called with what there is so far, each time that a sentence is added.
            gone: tells whether nobody waits any more.
            on_judged: called with each sentence, whether it is shown or not; for whoever measures.

        Raises:
            GivenUp: nobody waits any more.
        """
        begun = self.begun(answer)
        if begun is None or self._endpoint is None:
            return None
        from qa.written.write import (
            write,
        )  # what judges sentences is a fifth of what a question imports, and few archives have a writer

        try:
            material = self._material(answer, context)
            return write(
                answer.kind,
                answer.question,
                material,
                self._endpoint,
                on_written=on_written,
                gone=gone,
                on_judged=on_judged,
                follows=self._follows,
            )
        except GivenUp:
            raise
        except CuttingsError as error:
            logger.warning("%s", error)
            return Written(model=begun.model, host=begun.host, note=str(error))

    def written_or_why(
        self, answer: Answer, context: AnswerContext | None, *, gone: Callable[[], bool] = _never
    ) -> Written | None:
        """As `write`; where nobody writes here, a text that says so and no more, for whoever asked for one."""
        if self._endpoint is None:
            return Written(model="", host="", note=message("writer_none"))
        return self.write(answer, context, gone=gone)

    def speaker_of(self, article_id: str, span: Span) -> str | None:
        """Return whose words most of a span of an article is; None where that is not known."""
        from qa.written.material import said_in, speaker_in

        with self._archives.state() as state:
            if state is None:
                return None
            with self._news.reader(state.paths) as news:
                return None if news is None else speaker_in(said_in(news, state.snapshot, article_id), span)

    def _material(self, answer: Answer, context: AnswerContext | None) -> "Material":
        from qa.written.material import Material, MaterialOptions, material_of

        with self._archives.state() as state:
            if state is None:
                return Material(quotes=())
            with self._news.reader(state.paths) as news:
                return material_of(answer, context, state.snapshot, news, MaterialOptions())
