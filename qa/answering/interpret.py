"""What a question means: normalized, and together with the conversation before it, without a language model.

"And how many will Armenia release?", "Who founded it?" are follow-up questions: they begin like a reply, or have a pronoun
with nothing before it in the question that it could mean. Such a question is searched twice, as it is and together with the
questions before it back to the last standalone one, two at most, and reranked with their words appended. A standalone
question is left unchanged, and words of answers are not added: docs/evaluation.md measures that they do not help.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from corpus.text.terms import STOP_WORDS, content_terms
from qa.answering.answer import Turn
from qa.answering.smalltalk import is_small_talk, without_greeting

FEW_WORDS = 2
MANY_WORDS = 6
TURNS = 2

_REPLIES = re.compile(r"^\W*(?:what about|how about|what if|i meant?|you said|you mean|tell me more)\b", re.IGNORECASE)
_CONNECTS = re.compile(r"^\W*(?:and|but|so|then|or|also)\b", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|this(?! (?:morning|afternoon|evening|week|weekend|month|season|year|decade|century)\b)"
    r"|these(?! days\b)|those|(?:which|another|other|that|this) ones?"
    r"|the (?:former|latter|others|rest)|else|others)\b"
    r"|\bthe (?:same|other|two)\b(?=\W*$|\s+(?:is|are|was|were|do|does|did|have|has|had|will|would|can)\b)"
    r"|\b(?:about|of|for|is|was|does|did|do|like|to|with|in|on|after|before|by|from|than) that\b(?!\s+(?:the|a|an)\b)"
    r"|\bthat\W*$|\b(?:from|to|over|out|up|down|go|get|live|going|been) there\b|^\W*(?:is|are|was|were) that\b",
    re.IGNORECASE,
)
_ABOUT_IT = re.compile(
    r"\b(?:say|said|says|think|thinks|thought|tell|told|write|wrote|written|do|did|done|know|knew|feel|felt) (?:\w+ )?"
    r"about (?:it|this|that|them)\W*$",
    re.IGNORECASE,
)
_AUXILIARY = "did|do|does|was|were|is|are|will|would|can|could|should|has|have|had|may|might|must"
_POSSESSIVE = re.compile(r"(?:his|her|its|their)\b", re.IGNORECASE)
_ASKED_FOR = re.compile(
    rf".*\b(?:which|what|how many) (?!(?:{_AUXILIARY}|of|one|ones|about|if|else)\b)(?:(?!(?:{_AUXILIARY})\b)[\w’'-]+ )+"
    r"(?:(?:has|have|had) (?:\w+ )?)?$",
    re.IGNORECASE,
)
_CLAUSE_BEFORE = re.compile(
    rf"\W*(?:when|if|while|after|because|although|since) (?!(?:{_AUXILIARY})\b)[^,]+,.*$", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\bit (?:means?|takes?|costs?|true|possible|legal|illegal|important|necessary|likely|common|said|thought|believed) "
    r"(?:that|to|for|when|if)\b",
    re.IGNORECASE,
)
_DEMONSTRATIVE = re.compile(rf"(?:this|these|those|that) (?!(?:{_AUXILIARY})\b)[a-z]", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)\b[A-Z][\w’'.-]+|\b\d{4}\b")
_NO_NAMES = frozenset({"I'm", "I'd", "I've", "I’m", "I’d", "I’ve"})
_WORD = re.compile(r"[^\W_]+")
_STRAIGHT = str.maketrans("‘’“”‐‑", "''\"\"--")
_SHOUTED = 0.8
_LETTERS = 8


class FollowUp(Enum):
    """Whether a question depends on the turns before it: no, yes, or maybe, so that a search has to decide."""

    NO = auto()
    YES = auto()
    MAYBE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted:
    """A question as it is searched and judged.

    Attributes:
        judged: the question for the reranker, also shown to the reader.
        searched: texts, each of which is searched by words and by vectors.
        names: of a follow-up question, the names that are its own; what says none of them is not its answer.
    """

    judged: str
    searched: tuple[str, ...]
    names: tuple[str, ...] = ()


def normalize(question: str) -> str:
    """Return `question` with plain characters and single spaces, not in capitals, with a question mark at its end.

    The reranker was trained on such questions; what is shown is not changed. A greeting before the question is left out.
    """
    text = without_greeting(" ".join(unicodedata.normalize("NFKC", question).translate(_STRAIGHT).split()))
    letters = [character for character in text if character.isalpha()]
    if len(letters) > _LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        text = text.lower()
    return f"{text}?" if text and text[-1].isalnum() else text


def follow_up(question: str) -> FollowUp:
    """Tell whether `question` is a follow-up question."""
    question = question.strip()
    few = len(content_terms(question)) <= FEW_WORDS
    connects = _CONNECTS.match(question) is not None
    person, thing = _PERSON.search(question), _THING.search(question)
    if _REPLIES.match(question) or (connects and few) or (person and not _is_bound(question, person)):
        return FollowUp.YES
    if _ABOUT_IT.search(question):
        return FollowUp.YES  # what somebody said "about it" is not about the one who said it
    if thing and len(content_terms(question)) <= MANY_WORDS and not _is_bound(question, thing):
        return FollowUp.YES if few or not _DEMONSTRATIVE.match(question, thing.start()) else FollowUp.MAYBE
    if connects or (few and not _named_before(question, len(question))):
        return FollowUp.MAYBE
    return FollowUp.NO


def _is_bound(question: str, pronoun: re.Match[str]) -> bool:
    """Tell whether the question itself says what a pronoun of it means.

    "Which club sold its ground?", "When a tooth hurts, what causes it?" do; "Which club bought it?" does not.
    """
    at = pronoun.start()
    return (
        _named_before(question, at)
        or (_POSSESSIVE.match(question, at) is not None and _ASKED_FOR.fullmatch(question, 0, at) is not None)
        or _CLAUSE_BEFORE.fullmatch(question, 0, at) is not None
        or _EXPLETIVE.match(question, at) is not None
    )


def standalone(question: str) -> Interpreted:
    """Return `question` as a standalone question."""
    return Interpreted(judged=question, searched=(question,))


def in_conversation(question: str, history: Sequence[Turn]) -> Interpreted:
    """Return `question` together with the user's turns before it, oldest first."""
    turns = [turn.content for turn in history if turn.role == "user" and turn.content.strip()]
    turns = [turn for turn in turns if not is_small_talk(turn)]
    if not turns:
        return standalone(question)
    taken: list[str] = []
    added: list[str] = []
    for turn in reversed(turns[-TURNS:]):
        taken.insert(0, turn)
        added += [word for word in _WORD.findall(turn) if word.casefold() not in STOP_WORDS and word not in added]
        if follow_up(turn) is FollowUp.NO:
            break  # what came before a standalone question is another topic
    own = {word.casefold() for word in _WORD.findall(question)}
    appended = [word for word in added if word.casefold() not in own]
    return Interpreted(
        judged=" ".join([question, *appended]),
        searched=(question, " ".join([*taken, question])),
        names=tuple(match[0].rstrip(".-") for match in _NAME.finditer(question) if _is_name(match)),
    )


def _named_before(question: str, position: int) -> bool:
    return any(match.start() < position and match[0] not in _NO_NAMES for match in _NAME.finditer(question))


def _is_name(match: re.Match[str]) -> bool:
    return match[0] not in _NO_NAMES and not match[0].isdigit()
