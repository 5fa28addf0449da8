"""An open archive: asking it, and its parts. All locking is here and below; nothing above touches storage."""

import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date
from functools import partial

from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveDamaged, ArchiveError, GivenUp, ModelError, SearchInvalid
from corpus.filters import Filters
from corpus.search_query import parse_search
from qa.alerts.alerts import Alerts
from qa.answering.answer import Answer, Step, Turn
from qa.answering.archive_pool import ArchivePool, State
from qa.answering.pipeline import EMPTY_ARCHIVE, EMPTY_QUESTION, SMALL_TALK, AskContext, answer_question
from qa.answering.smalltalk import is_small_talk
from qa.news.answers.answer import answer_intent, understood
from qa.news.desk import NewsDesk
from qa.service.audit import AuditLog
from qa.service.conversation_buffer import ConversationBuffer
from qa.service.followed import FollowedFeeds
from qa.service.maintenance import Maintenance
from qa.service.observer import Observer
from qa.service.originals import Originals
from qa.service.progress import Progress, ignore
from qa.service.prose import Prose
from qa.service.queue import BACKGROUND, FOREGROUND, Client
from qa.service.reading import ArchiveReading
from qa.service.resolve import NO_WORDS, as_asked, restricted, turns_as_read
from qa.service.settings import Settings
from qa.service.shared import Shared
from qa.service.suggestions import SHOWN, Suggestions
from qa.service.summaries import AnsweredQuestion, Summaries
from qa.service.writing import ArchiveWriter
from qa.service.writings import Writings
from qa.webhooks.webhooks import Webhooks

CLOSING_SECONDS = 1.5
"""For running work to end, each of questions and synchronization."""

_ATTEMPTS = 10
"""How many states of an archive a question is asked of while a writer replaces each before its files are opened."""


class CuttingsService(ArchiveReading):
    """An archive in use. Safe to use from several threads; other processes may read and write the same archive.

    Args:
        paths: the archive; it need not exist before something is added.
        settings: options of asking.
        fallback: an archive shown as long as there is none at `paths`.
        shared: what it shares with the services of other archives of the same server; None for a service of its own.
    """

    def __init__(
        self,
        paths: ArchivePaths,
        settings: Settings | None = None,
        *,
        fallback: ArchivePaths | None = None,
        shared: Shared | None = None,
    ) -> None:
        self.settings = settings or Settings()
        self.shared = shared or Shared.of(self.settings)
        self._models = self.shared.models
        archives = ArchivePool(paths, fallback)
        super().__init__(paths, archives, NewsDesk(archives), lambda state: self.suggestions.known(state))
        self._admission = self.shared.admission
        self.prose = Prose(archives, self.news, self.shared.endpoint, self.shared.follows)
        self.summaries = Summaries(archives, self.news, self.desk)
        self._ask_in_background = partial(self.ask, client=BACKGROUND)
        self.alerts = Alerts(paths, self._ask_in_background, self._searches.found)
        self.webhooks = Webhooks(paths, self.alerts, self.settings.webhooks)
        self.originals = Originals(lambda: self._archives.current().originals)
        self.feeds = FollowedFeeds(paths)
        self.audit = AuditLog(paths, self.settings.audit)
        writer = ArchiveWriter(self._archives, self._models, self.news, wait_seconds=self.settings.wait_seconds)
        self.maintenance = Maintenance(
            writer,
            self.settings.reading,
            self.settings.worker,
            self.settings.originals,
            after_adding=self._after_adding,
        )
        self._conversations: dict[ArchivePaths | None, ConversationBuffer] = {}
        self._conversations_lock = threading.Lock()
        self._closing, self._warmed = threading.Event(), threading.Event()
        self.writings = Writings(self.prose, self._closing.is_set)
        self.observer = Observer()
        self._catching_up: threading.Thread | None = None
        self.suggestions = Suggestions(
            self._archives,
            self._ask_in_background,
            headlines=lambda: [story.title for story in self.news.stories(limit=SHOWN)],
        )

    def _after_adding(self) -> None:
        self.alerts.after_adding()
        self.webhooks.changed.set()
        if self._warmed.is_set():  # a server, whose settings say how long
            with suppress(ArchiveError):  # tried again tomorrow
                self.audit.forget_old()

    def forget_user(self, user: str) -> None:
        """Delete what is a user's own, by their id: conversations, saved questions, webhooks, stars, tags and notes.

        Raises:
            ArchiveError: a file cannot be written.
        """
        self.webhooks.forget(user)
        self.alerts.forget(user)
        self.desk.marks.forget(user)
        self.conversations.delete_all(user)

    def shut(self) -> None:
        """Start no further background work, and answer no question that was not started yet."""
        self._closing.set()
        self._admission.shut()

    def close(self) -> None:
        """Close everything, after waiting for a moment for questions that are being answered."""
        self.shut()
        self._admission.close(CLOSING_SECONDS)
        if self._catching_up is not None:
            self._catching_up.join(CLOSING_SECONDS)
        self.alerts.close()
        self.webhooks.close()
        self.desk.close()
        self.feeds.close()
        self.originals.close()
        self._archives.close()
        self.news.close()
        with self._conversations_lock:
            for conversations in self._conversations.values():
                conversations.close()
            self._conversations.clear()

    def warm(self) -> None:
        """Load the models now, so that the first reader does not wait for them; find example questions from now on.

        Articles that the news have not read yet, such as those of an archive from an earlier version, are read meanwhile.
        """
        self.ask_with_context("warm up", client=BACKGROUND)  # as the page asks: the file of derived news is opened, too
        self._warmed.set()
        self.suggestions.start()
        self._catching_up = threading.Thread(target=self._catch_up_quietly, daemon=True)
        self._catching_up.start()

    def _catch_up_quietly(self) -> None:
        def unless_closing(_: Progress) -> None:
            if self._closing.is_set():
                raise GivenUp

        with suppress(ArchiveError):
            self.audit.forget_old()
        # read-only, locked by another process, or closing: the next process does it
        with suppress(ArchiveError, ModelError, GivenUp):
            self.maintenance.catch_up(unless_closing)

    def not_ready(self) -> str | None:
        """Return why questions cannot be answered now, None where they can: it has been warmed up, and a snapshot opens.

        Where the archive has another model since then, or its first articles, this loads what is missing: who asks whether it is
        ready may be waiting for that before the next question is let through.
        """
        if self._closing.is_set():
            return "it is closing"
        if not self._warmed.is_set():
            return "its models are not loaded"
        try:
            with self._archives.state() as state:
                if state is None or state.snapshot.is_empty():
                    return None
                model = state.snapshot.setting("model")
            self._models.for_questions(model)
        except (ArchiveError, ModelError, OSError) as error:
            return str(error)
        return None

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        imply: bool = True,
        on_progress: Callable[[Step], None] = ignore,
        client: Client = FOREGROUND,
    ) -> Answer:
        """Answer a question from one consistent state of the archive.

        Args:
            history: the turns before it, oldest first.
            filters: what the search is restricted to; a collection is looked up now.
            imply: whether days that the question itself means are taken into account.
            on_progress: called with what was found, before it is judged.
            client: who asks; readers take turns.

        Raises:
            ArchiveError: the archive cannot be read.
            Busy: too many questions are asked at once.
            NotFound: there is no such collection.
            GivenUp: the client left before it was their turn.
            ModelError: its model is not available, or not the one named.
        """
        return self._ask(question, history, filters or Filters(), imply, on_progress, client).answer

    def ask_with_context(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
        *,
        imply: bool = True,
        on_progress: Callable[[Step], None] = ignore,
        client: Client = FOREGROUND,
        today: date | None = None,
    ) -> AnsweredQuestion:
        """As `ask`, with the context of the answer, from the same state of the archive; `today` as in `answer_question`."""
        return self._ask(
            question, history, filters or Filters(), imply, on_progress, client, today=today, with_context=True
        )

    def _ask(
        self,
        question: str,
        history: Sequence[Turn],
        filters: Filters,
        imply: bool,
        on_progress: Callable[[Step], None],
        client: Client,
        *,
        today: date | None = None,
        with_context: bool = False,
    ) -> AnsweredQuestion:
        try:
            parsed = parse_search(question)
        except SearchInvalid as error:
            return AnsweredQuestion(Answer.nothing(question, str(error)))
        asked = parsed.question if parsed.restrictions else question
        text = " ".join(asked.split())
        if not any(character.isalnum() for character in text):
            return AnsweredQuestion(Answer.nothing(question, NO_WORDS if parsed.restrictions else EMPTY_QUESTION))
        if is_small_talk(text):
            return AnsweredQuestion(Answer.nothing(question, SMALL_TALK))
        turns, filters = turns_as_read(history), self.desk.looked_up(filters)

        def ask(state: State) -> AnsweredQuestion:
            try:
                within, preferred = restricted(parsed, state, self.news, filters)
            except SearchInvalid as error:
                return AnsweredQuestion(Answer.nothing(question, str(error)))
            using = replace(self._ask_context(state), preferred=preferred)
            answer = self._no_look_up(asked, turns, using, within, state, imply=imply, today=today)
            if answer is None:
                with self.news.quoted_people(state.paths) as speakers:
                    using = replace(using, speakers=speakers)
                    answer = answer_question(
                        asked, turns, using, within, imply=imply, today=today, on_progress=on_progress
                    )
            context = None
            if with_context:
                with self.observer.stage("beside"):
                    context = self.news.context(answer, state.snapshot, state.paths)
            return AnsweredQuestion(as_asked(answer, question, parsed), context)

        observed = nullcontext() if client.background else self.observer.question()
        with observed, self._admission.slot(min(len(text), self.settings.max_question), client):
            return self._from_one_state(ask) or AnsweredQuestion(Answer.nothing(question, EMPTY_ARCHIVE))

    def _no_look_up(
        self,
        question: str,
        history: Sequence[Turn],
        using: AskContext,
        filters: Filters,
        state: State,
        *,
        imply: bool,
        today: date | None,
    ) -> Answer | None:
        """Return the answer to a question that is no look-up; None where it is one."""
        if filters.added_after is not None or filters.without:
            return None  # what is new for a saved question is looked up
        asked = understood(question, history, state.snapshot, filters, imply=imply, today=today)
        if asked is None:
            return None
        with self.news.reader(state.paths) as news:
            return answer_intent(asked, using, state.snapshot, news, filters)

    def _from_one_state(self, ask: Callable[[State], AnsweredQuestion]) -> AnsweredQuestion | None:
        """Return the result of `ask` on one state of the archive; None where it has no articles."""
        for attempt in range(_ATTEMPTS):
            with self._archives.state() as state:
                if state is None or state.snapshot.is_empty():
                    return None
                try:
                    return ask(state)
                except ArchiveDamaged:
                    # a writer may have deleted a segment after its name was read and before its file was opened
                    if attempt == _ATTEMPTS - 1 or not self._moved_on(state):
                        raise
        raise AssertionError("unreachable")

    def _ask_context(self, state: State) -> AskContext:
        """Return what answering needs; the models are loaded at their first use."""
        encoder, reranker = self._models.for_questions(state.snapshot.setting("model"))
        return AskContext(
            state=state.retrieval, encoder=encoder, reranker=reranker, settings=self.settings, stage=self.observer.stage
        )

    def _moved_on(self, before: State) -> bool:
        with self._archives.state() as now:
            return now is not None and (now.name, now.files) != (before.name, before.files)

    @property
    def conversations(self) -> ConversationBuffer:
        """The conversations stored in the archive's folder; in memory where there is none, or nothing can be written."""
        paths = self._archives.current()
        place = paths if paths.exists() else None
        with self._conversations_lock:
            if place not in self._conversations:
                self._conversations[place] = ConversationBuffer(place, self.settings.conversations)
            return self._conversations[place]
