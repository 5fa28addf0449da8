"""A question as it was meant: normalized, and in the light of the conversation, without a language model.

"And how many will Armenia release?", "Who founded it?" lean on the turns before them: they begin like a reply, or have a
pronoun with no name before it. Such a question is searched twice, as it is and with the last two questions before it,
and judged with the words of the last one behind it. A question that stands alone is left alone, and the words of answers
are not carried: measured in docs/evaluation.md, they bring nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from corpus.text.terms import STOP_WORDS, content_terms
from qa.answering.answer import Turn

FEW_WORDS = 2
MANY_WORDS = 6
TURNS = 2

_BEGINS_LIKE_A_REPLY = re.compile(
    r"^\W*(?:and|but|so|then|or|also|what about|how about|what if|i meant?|you said|you mean|tell me more)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|itself|they|them|their|theirs|this|these|those|(?:which|another|other|that|this) ones?"
    r"|the (?:former|latter|others|rest)|else|others)\b"
    r"|\bthe (?:same|other|two)\b(?=\W*$|\s+(?:is|are|was|were|do|does|did|have|has|had|will|would|can)\b)"
    r"|\b(?:about|of|for|is|was|does|did|do|like|to|with|in|on|after|before|by|from|than) that\b(?!\s+(?:the|a|an)\b)"
    r"|\bthat\W*$|\b(?:from|to|over|out|up|down|go|get|live|going|been) there\b|^\W*(?:is|are|was|were) that\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][\w’'.-]+|\b\d{4}\b")
_NO_NAMES = frozenset({"I'm", "I'd", "I've", "I’m", "I’d", "I’ve"})
_WORD = re.compile(r"[^\W_]+")
_STRAIGHT = str.maketrans("‘’“”‐‑", "''\"\"--")
_SHOUTED = 0.8
_LETTERS = 8


class Leaning(Enum):
    """How a question leans on the conversation: not at all, surely, or perhaps, because it says so little."""

    NOT = auto()
    SURELY = auto()
    PERHAPS = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted:
    """A question as it is searched and judged.

    Attributes:
        judged: what the reranker is asked, and what a reader is shown.
        searched: texts, each of which goes to both searches.
    """

    judged: str
    searched: tuple[str, ...]


def normalize(question: str) -> str:
    """Return `question` with plain characters and single spaces, not in capitals, with a question mark at its end.

    The reranker was trained on such questions; what is shown stays as it was asked.
    """
    text = " ".join(unicodedata.normalize("NFKC", question).translate(_STRAIGHT).split())
    letters = [character for character in text if character.isalpha()]
    if len(letters) > _LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = text.lower()
    return f"{text}?" if text and text[-1].isalnum() else text


def leaning(question: str) -> Leaning:
    """Tell how `question` leans on the turns before it."""
    question = question.strip()
    content = content_terms(question)
    if _BEGINS_LIKE_A_REPLY.match(question):
        return Leaning.SURELY
    person, thing = _PERSON.search(question), _THING.search(question)
    if person and not _named_before(question, person.start()):
        return Leaning.SURELY
    if thing and len(content) <= MANY_WORDS and not _named_before(question, thing.start()):
        return Leaning.SURELY
    if len(content) <= FEW_WORDS and not _named_before(question, len(question)):
        return Leaning.PERHAPS
    return Leaning.NOT


def alone(question: str) -> Interpreted:
    """Return `question` as one that stands alone."""
    return Interpreted(judged=question, searched=(question,))


def in_conversation(question: str, history: Sequence[Turn]) -> Interpreted:
    """Return `question` in the light of the user's turns before it, oldest first."""
    turns = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not turns:
        return alone(question)
    carried: list[str] = []
    for turn in reversed(turns[-TURNS:]):
        carried += [word for word in _WORD.findall(turn) if word.casefold() not in STOP_WORDS and word not in carried]
        if leaning(turn) is Leaning.NOT:
            break  # what came before a question that stood alone is another topic
    own = {word.casefold() for word in _WORD.findall(question)}
    behind = [word for word in carried if word.casefold() not in own]
    return Interpreted(judged=" ".join([question, *behind]), searched=(question, " ".join([*turns[-TURNS:], question])))


def _named_before(question: str, position: int) -> bool:
    return any(match.start() < position and match[0] not in _NO_NAMES for match in _NAME.finditer(question))
