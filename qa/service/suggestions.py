"""Example questions, generated from what the articles themselves say and asked before they are shown.

A question is put together from a sentence of a fixed form: somebody is said to have said something, a number of things
had something done to them, somebody is introduced by what they are. Only one that the archive answers is an example.
"""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice

from corpus.article import Article
from corpus.errors import GivenUp
from corpus.text.sentences import sentence_spans
from corpus.text.terms import terms
from qa.answering.answer import Answer
from qa.answering.archive_pool import ArchivePool, State

ARTICLES = 200
"""The newest so many are looked at."""

EXAMPLES = 4
FOLLOW_UPS = 3
TRIES = 16
SENTENCES_PER_ARTICLE = 40

_NAME = r"[A-Z][\w-]+(?: [A-Z]\.)?(?: [A-Z][\w-]+){1,3}(?![\w’'-]| [A-Z])"
_SPEECH = r"(?:said|told|wrote|warned|insisted|announced|explained|recalled|affirmed)"
_SAID = "What did {0} say?"
_WHO = "Who is {0}?"
_SAID_OF = "What is said about {0}?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b\d[\d,.]* (?!of\b)([a-z]+(?: [a-z]+)?) (were|will be|have been) ([a-z]{3,}(?:ed|en|t))\b"),
        "How many {0} {1} {2}?",
    ),
    (re.compile(r"\b([Tt]he [a-z]+(?: [a-z]+)?) (was|were) ([a-z]{3,}ed)\b[^.]*\bbecause\b"), "Why {1} {0} {2}?"),
    (re.compile(rf"({_NAME}) {_SPEECH}\b"), _SAID),
    (re.compile(rf"{_SPEECH} ({_NAME})\b"), _SAID),
    (re.compile(rf"({_NAME}), (?:the|an?) [a-z][\w ’'-]{{4,60}}[,.]"), _WHO),
    (re.compile(rf"\b(?:by|from|between|with|of) ({_NAME})\b"), _SAID_OF),
)
_NOT_A_NAME = re.compile(
    r"^(?:The|A|An|In|On|At|But|And|It|He|She|They|We|This|That|Mr|Ms|Mrs|Dr|MP|Last|Asked|As|If|For|By)\b"
)


class Suggestions:
    """The examples of the archive that is open.

    Args:
        ask: answers a question; only what is answered is offered.
    """

    def __init__(self, archives: ArchivePool, ask: Callable[[str], Answer]) -> None:
        self._archives = archives
        self._ask = ask
        self._found: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())
        self._looks = False

    def start(self) -> None:
        """Look for examples from now on, whenever the archive has changed and somebody looks at it."""
        self._looks = True

    def refresh(self) -> None:
        """Find examples where the archive has changed since they were last found."""
        with self._archives.state() as state:
            if state is None:
                return
            found_for = state.name
            articles = list(islice(state.snapshot.articles(), ARTICLES))
        if self._found[0] != found_for:
            self._found = (found_for, example_questions(articles, self._ask))

    def known(self, state: State) -> tuple[str, ...]:
        """Return what is known by now, perhaps of the state before; else questions that nobody has tried."""
        found_for, examples = self._found
        if self._looks and found_for != state.name:
            self._looks = False

            def look() -> None:
                with suppress(GivenUp):  # the archive is being closed
                    self.refresh()
                    self._looks = True

            threading.Thread(target=look, daemon=True).start()
        if found_for[:2] == state.name[:2] and examples:  # of this archive, if of an earlier revision
            return examples
        return untried_questions(islice(state.snapshot.articles(), ARTICLES))


def example_questions(articles: Iterable[Article], ask: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return up to four questions that `ask` answers, of different articles and forms where that can be."""
    asked = islice(_varied(articles), TRIES)
    return tuple(islice((question for question in asked if ask(question).answered), EXAMPLES))


def untried_questions(articles: Iterable[Article]) -> tuple[str, ...]:
    """Return up to four questions that nobody has asked yet: what can be shown until examples are found."""
    return tuple(islice(_varied(articles), EXAMPLES))


def follow_up_questions(answer: Answer) -> tuple[str, ...]:
    """Return up to three questions to go on with, made of what the passages of an answer say.

    They are not asked first, so only forms are used whose answer is the very sentence that they were made of.
    """
    found: dict[str, None] = {}
    asked = set(terms(answer.question))
    for passage in answer.passages if answer.answered else ():
        for form, question in _questions_of(passage.text):
            if form != _SAID_OF and not set(terms(question)) <= asked:
                found.setdefault(question)
    return tuple(islice(found, FOLLOW_UPS))


def _varied(articles: Iterable[Article]) -> Iterator[str]:
    """Yield questions: first of a form and an article that had no turn yet, as long as there are such."""
    waiting = [(article.id, form, question) for article in articles for form, question in _questions(article)]
    turns: Counter[str] = Counter()
    while waiting:
        article_id, form, question = min(waiting, key=lambda one: (turns[one[0]], turns[one[1]]))
        turns.update((article_id, form))
        waiting = [one for one in waiting if one[2] != question]
        yield question


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    return _questions_of(article.text)


def _questions_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield `(form, question)`, the first of each form."""
    found: dict[str, str] = {}
    for start, end in sentence_spans(text)[:SENTENCES_PER_ARTICLE]:
        sentence = " ".join(text[start:end].split())
        for pattern, form in _FORMS:
            match = pattern.search(sentence)
            if match and form not in found and not _NOT_A_NAME.match(match[1]):
                named = form in {_SAID, _SAID_OF, _WHO} and sentence[: match.start(1)].casefold().endswith("the ")
                found[form] = form.format(f"the {match[1]}") if named else form.format(*match.groups())
    said, who = found.get(_SAID), found.get(_WHO)
    if who and said != _SAID.format(who.removeprefix("Who is ").removesuffix("?")):
        del found[_WHO]  # only who speaks is surely a person
    yield from found.items()
