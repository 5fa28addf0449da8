"""Example questions, made from what the articles themselves say and asked before they are shown.

A question is put together from a sentence of a fixed form: somebody is said to have said something, a number of things
had something done to them, somebody is introduced by what they are. Only one that the archive answers is an example.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from corpus.article import Article
from corpus.sentences import sentence_spans
from qa.answer import Answer

EXAMPLES = 4
TRIES = 16
SAME_FORM = 2
SENTENCES_PER_ARTICLE = 40

_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,2}"
_SPEECH = r"(?:said|told|wrote|warned|insisted|announced|explained|recalled|affirmed)"
_SAID = "What did {0} say?"
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b\d[\d,.]* (?!of\b)([a-z]+(?: [a-z]+)?) (were|will be|have been) ([a-z]{3,}(?:ed|en|t))\b"),
        "How many {0} {1} {2}?",
    ),
    (re.compile(rf"({_NAME}) {_SPEECH}\b"), _SAID),
    (re.compile(rf"{_SPEECH} ({_NAME})\b"), _SAID),
    (re.compile(rf"({_NAME}), (?:the|an?) [a-z][\w ’'-]{{4,60}}[,.]"), "Who is {0}?"),
    (re.compile(rf"\b(?:by|from|between|with|of) ({_NAME})\b"), "What is said about {0}?"),
)
_NOT_A_NAME = re.compile(
    r"^(?:The|A|An|In|On|At|But|And|It|He|She|They|We|This|That|Mr|Ms|Mrs|Dr|MP|Last|Asked|As|If|For|By)\b"
)


def example_questions(articles: Iterable[Article], ask: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return up to four questions that `ask` answers, each from another article and, where that can be, of another form."""
    found: dict[str, str] = {}
    forms: Counter[str] = Counter()
    for article_id, form, question in islice(_candidates(articles), TRIES):
        if article_id in found or question in found.values() or forms[form] == SAME_FORM:
            continue
        if ask(question).answered:
            found[article_id] = question
            forms[form] += 1
        if len(found) == EXAMPLES:
            break
    return tuple(found.values())


def untried_questions(articles: Iterable[Article]) -> tuple[str, ...]:
    """Return up to four questions that nobody has asked yet: what can be shown until examples are found."""
    firsts = {article_id: question for article_id, _, question in islice(_candidates(articles), EXAMPLES)}
    return tuple(dict.fromkeys(firsts.values()))


def _candidates(articles: Iterable[Article]) -> Iterator[tuple[str, str, str]]:
    """Yield `(article id, form, question)`: a question of each article in turn, then a second of each."""
    queues = [(article.id, _questions(article)) for article in articles]
    while queues:
        remaining = []
        for article_id, questions in queues:
            found = next(questions, None)
            if found is not None:
                yield article_id, *found
                remaining.append((article_id, questions))
        queues = remaining


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    for start, end in sentence_spans(article.text)[:SENTENCES_PER_ARTICLE]:
        sentence = " ".join(article.text[start:end].split())
        for pattern, form in _FORMS:
            match = pattern.search(sentence)
            if match and not _NOT_A_NAME.match(match[1]):
                yield form, form.format(*match.groups())
                break
