"""Words in marks deep in reported speech, where no verb of saying stands by them.

`His vow to “…”`, `Ada Lunt’s claim that it was “…”`, and a sentence about what somebody holds or does in words of his own.
"""

from qa.news.extract.quotations.phrases import PERSON, PRONOUN, ROLE, Phrase, made
from qa.news.extract.quotations.speakers import name_runs, person_in, unowned
from qa.news.extract.quotations.subjects import Clause, front_phrase
from qa.news.extract.quotations.vocabulary import JUDGING, SAYING, WITH_OBJECT
from qa.news.extract.tokens import QUOTE, SIGN, Token
from qa.news.extract.word_lists import word_set

_SPEECH = word_set("speech_nouns")
_CUES = (SAYING | JUDGING | _SPEECH) - WITH_OBJECT
_OTHERS = frozenset("who which whom he she they i we you what asked".split())
_OWNERS = {"his": "he", "her": "she", "their": "they", "its": "it"}
_CONTENT = frozenset("that to of about on".split())
_NEAR = 14
_BETWEEN = 3


def owner_of_words(tokens: list[Token], low: int, at: int) -> Clause | None:
    """Read `Ada Lunt’s recent claim that … “…”`: the owner of the last noun for speech before the quotation at `at`."""
    for noun in range(at - 1, max(low, at - _NEAR) - 1, -1):
        if tokens[noun].kind == QUOTE or tokens[noun].text in ";:":
            return None
        if tokens[noun].low not in _SPEECH or tokens[noun].capital or tokens[noun + 1].low not in _CONTENT:
            continue
        for owner in range(noun - 1, max(low, noun - 1 - _BETWEEN) - 1, -1):
            if tokens[owner].kind == SIGN:
                break
            if tokens[owner].low in _OWNERS:
                pronoun = made(tokens, PRONOUN, owner, owner + 1, name=_OWNERS[tokens[owner].low])
                return Clause(verb=noun, phrase=pronoun)
            if tokens[owner].possessive:
                phrase = _owner(tokens, low, owner + 1)
                return Clause(verb=noun, phrase=phrase) if phrase is not None else None
    return None


def _owner(tokens: list[Token], low: int, end: int) -> Phrase | None:
    run = next((run for run in name_runs(tokens, max(low, end - 6), end) if run[1] == end), None)
    person = person_in(tokens, *run) if run else None
    if person is None:
        return None
    return made(tokens, PERSON, person[0], end, name=unowned(tokens, *person))


def subject_of_sentence(text: str, tokens: list[Token], low: int, at: int) -> Clause | None:
    """Take the person that a sentence is about for who uses the words in marks at `at`."""
    phrase = front_phrase(text, tokens, low, at)
    if phrase is None or phrase.kind not in (PERSON, PRONOUN, ROLE) or phrase.name in ("it", "they"):
        return None
    between = [token for token in tokens[low:at] if token.start >= phrase.end]
    if not between or any(token.person or token.low in _OTHERS for token in between):
        return None
    cue = any(token.low in _CUES and not token.capital for token in between)
    return Clause(verb=at - 1, phrase=phrase) if cue else None
