"""What a question means: normalized, and together with the conversation before it, without a language model.

"And how many will Armenia release?", "Who founded it?" are follow-up questions: they begin like a reply, or have a pronoun
with no name before it. Such a question is searched twice, as it is and together with the last two questions before it, and
reranked with the words of the last one appended. A standalone question is left unchanged, and words of answers are not added:
docs/evaluation.md measures that they do not help.
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


class FollowUp(Enum):
    """Whether a question depends on the turns before it: no, yes, or maybe, because it has so few words."""

    NO = auto()
    YES = auto()
    MAYBE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted:
    """A question as it is searched and judged.

    Attributes:
        judged: the question for the reranker, also shown to the reader.
        searched: texts, each of which is searched by words and by vectors.
    """

    judged: str
    searched: tuple[str, ...]


def normalize(question: str) -> str:
    """Return `question` with plain characters and single spaces, not in capitals, with a question mark at its end.

    The reranker was trained on such questions; what is shown is not changed.
    """
    text = " ".join(unicodedata.normalize("NFKC", question).translate(_STRAIGHT).split())
    letters = [character for character in text if character.isalpha()]
    if len(letters) > _LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = text.lower()
    return f"{text}?" if text and text[-1].isalnum() else text


def follow_up(question: str) -> FollowUp:
    """Tell whether `question` is a follow-up question."""
    question = question.strip()
    content = content_terms(question)
    if _BEGINS_LIKE_A_REPLY.match(question):
        return FollowUp.YES
    person, thing = _PERSON.search(question), _THING.search(question)
    if person and not _named_before(question, person.start()):
        return FollowUp.YES
    if thing and len(content) <= MANY_WORDS and not _named_before(question, thing.start()):
        return FollowUp.YES
    if len(content) <= FEW_WORDS and not _named_before(question, len(question)):
        return FollowUp.MAYBE
    return FollowUp.NO


def standalone(question: str) -> Interpreted:
    """Return `question` as a standalone question."""
    return Interpreted(judged=question, searched=(question,))


def in_conversation(question: str, history: Sequence[Turn]) -> Interpreted:
    """Return `question` together with the user's turns before it, oldest first."""
    turns = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    if not turns:
        return standalone(question)
    added: list[str] = []
    for turn in reversed(turns[-TURNS:]):
        added += [word for word in _WORD.findall(turn) if word.casefold() not in STOP_WORDS and word not in added]
        if follow_up(turn) is FollowUp.NO:
            break  # what came before a standalone question is another topic
    own = {word.casefold() for word in _WORD.findall(question)}
    appended = [word for word in added if word.casefold() not in own]
    return Interpreted(
        judged=" ".join([question, *appended]), searched=(question, " ".join([*turns[-TURNS:], question]))
    )


def _named_before(question: str, position: int) -> bool:
    return any(match.start() < position and match[0] not in _NO_NAMES for match in _NAME.finditer(question))
