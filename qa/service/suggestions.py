"""Example questions, generated from what the articles themselves say and asked before they are shown.

Only what the archive answers is an example. More are found than are shown at once, so that each visit shows others.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from corpus.article import Article
from corpus.errors import GivenUp
from corpus.text.terms import terms
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool, State
from qa.service.question_forms import SAID_OF, FormedQuestion, headline_question, questions_of

ARTICLES = 200
"""The newest so many are looked at."""

SHOWN = 4
FOUND = 12
FOLLOW_UPS = 3
TRIES = 24
LOOKED_AT_UNTRIED = 8
"""Articles that are looked at while a reader waits."""


class Suggestions:
    """The examples of the archive that is open.

    Args:
        ask: answers a question; only what is answered is offered.
        headlines: of the largest stories, which are asked about as well.
    """

    def __init__(
        self, archives: ArchivePool, ask: Callable[[str], Answer], headlines: Callable[[], Sequence[str]]
    ) -> None:
        self._archives = archives
        self._ask = ask
        self._headlines = headlines
        self._found: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())
        self._looks = False
        self._visits = itertools.count()

    def start(self) -> None:
        """Look for examples from now on, whenever the archive has changed and somebody looks at it."""
        self._looks = True

    def refresh(self) -> None:
        """Find examples where the archive has changed since they were last found."""
        with self._archives.state() as state:
            if state is None:
                return
            found_for = state.name
            articles = list(itertools.islice(state.snapshot.articles(), ARTICLES))
        if self._found[0] != found_for:
            self._found = (found_for, example_questions(articles, self._headlines(), self._ask))

    def known(self, state: State) -> tuple[str, ...]:
        """Return up to four examples, perhaps of the state before, others at each call; else questions that nobody has tried."""
        found_for, examples = self._found
        if self._looks and found_for != state.name:
            self._looks = False

            def look() -> None:
                with suppress(GivenUp):  # the archive is being closed
                    self.refresh()
                    self._looks = True

            threading.Thread(target=look, daemon=True).start()
        if found_for[:2] == state.name[:2] and examples:  # of this archive, if of an earlier revision
            first = next(self._visits) * SHOWN % len(examples)
            return (examples + examples)[first : first + min(SHOWN, len(examples))]
        return untried_questions(itertools.islice(state.snapshot.articles(), LOOKED_AT_UNTRIED))


def example_questions(
    articles: Iterable[Article], headlines: Iterable[str], ask: Callable[[str], Answer]
) -> tuple[str, ...]:
    """Return up to twelve questions that `ask` answers, of different articles and forms where that can be."""
    looked_at = list(articles)
    formed = _varied(looked_at)
    asked = itertools.chain(
        itertools.islice(formed, SHOWN),
        itertools.islice(_happened(headlines), SHOWN),
        formed,
        _happened(article.title for article in looked_at),
    )
    tried = dict.fromkeys(itertools.islice(asked, TRIES))
    return tuple(itertools.islice((question for question in tried if ask(question).answered), FOUND))


def untried_questions(articles: Iterable[Article]) -> tuple[str, ...]:
    """Return up to four questions that nobody has asked yet: what can be shown until examples are found."""
    looked_at = list(articles)
    happened = _happened(article.title for article in looked_at)
    return tuple(itertools.islice(itertools.chain(_varied(looked_at), happened), SHOWN))


def follow_up_questions(answer: Answer) -> tuple[str, ...]:
    """Return up to three questions to go on with, made of what the passages of an answer say.

    They are not asked first, so only forms are used whose answer is the very sentence that they were made of.
    """
    found: dict[str, None] = {}
    asked = set(terms(answer.question))
    for passage in answer.passages if answer.answered else ():
        for question in questions_of(passage.text):
            if question.form != SAID_OF and not set(terms(question.text)) <= asked:
                found.setdefault(question.text)
    return tuple(itertools.islice(found, FOLLOW_UPS))


def _happened(headlines: Iterable[str]) -> Iterator[str]:
    return (question.text for one in headlines if (question := headline_question(one)))


def _varied(articles: Iterable[Article]) -> Iterator[str]:
    """Yield questions: first of a form and an article that had no turn yet, as long as there are such."""
    waiting: list[tuple[str, FormedQuestion]] = [
        (article.id, question) for article in articles for question in questions_of(article.text)
    ]
    turns: Counter[str] = Counter()
    while waiting:
        article_id, chosen = min(waiting, key=lambda one: (turns[one[0]], turns[one[1].form]))
        turns.update((article_id, chosen.form))
        waiting = [one for one in waiting if one[1].text != chosen.text]
        yield chosen.text
