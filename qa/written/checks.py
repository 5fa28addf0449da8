"""The table of checks that a written sentence goes through, each a small function with a name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.sentences import sentence_spans
from corpus.text.terms import STOP_WORDS
from qa.news.extract.word_lists import word_set
from qa.written.comparing import Comparison
from qa.written.items import DAY, NUMBER, Item, items_of
from qa.written.values import Check, Evidence

MOST_WORDS = 60
"""A longer sentence is not supported: nobody wants to read it, and the time that the checks take grows with it."""

_FEWEST_WORDS = 3
_READ = 2_000  # characters of a quote
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_TURNING = frozenset(
    """because therefore thus hence so since due thanks before after until without against under below above down never none more
    less fewer most least only unless instead except may might could should must if""".split()
)
_MEN, _WOMEN = frozenset({"mr", "sir", "lord"}), frozenset({"mrs", "ms", "miss", "lady", "dame"})
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_LETTERS = re.compile(r"\w+")
_LIMITING = re.compile(
    r"\b(?:up to a point|to (?:some|a certain|a large) (?:extent|degree)|to a (?:degree|certain point)|more or less|"
    r"in (?:theory|principle))\b"
)
_GROUND = re.compile(r"\b(?:based on|judging (?:by|from))\b")
_EITHER = re.compile(r"\b(\w+) or (\w+)\b")
_SHOWN = re.compile(r", [^,]{3,100}\b(?:shows?|showed|finds?|found|suggests?|suggested|indicates?)[.”\"]*$")
_SOURCE = re.compile(r"\b(?:shows?|showed|finds?|found|suggests?|suggested|indicates?|according|says?|said)\b")
_NOT_BUT = re.compile(r"(?:\bnot\b|n['’]t\b)[^.;]*?\bbut\b([^.;]*)")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked: a sentence, its evidence, and both compared."""

    sentence: str
    evidence: Sequence[Evidence]
    comparison: Comparison


Rule = Callable[[Subject], str]
"""Returns what does not hold, in words; "" if all does."""


def _length(subject: Subject) -> str:
    words = subject.sentence.split()
    telling = [word for word in words if word.strip(".,").lower() not in STOP_WORDS]
    if not subject.comparison.sentence.verbs:
        return "no verb"
    if len(words) > MOST_WORDS:
        return f"{len(words)} words are more than {MOST_WORDS}"
    return "" if len(telling) >= _FEWEST_WORDS else "says too little"


def _numbers(subject: Subject) -> str:
    return _told(_new(subject, lambda item: item.kind == NUMBER), "not in the quote")


def _days(subject: Subject) -> str:
    there = " ".join(one.text.casefold() for one in subject.evidence)
    dated = [i for i in subject.comparison.sentence.items if i.kind == DAY and any(c.isdigit() for c in i.low)]
    other = [i for i in dated if any(day not in there for day in _WEEKDAY.findall(i.low))]  # "Tuesday, July 27"
    return _told([*_new(subject, lambda item: item.kind == DAY), *other], "not in the quote")


def _names(subject: Subject) -> str:
    return _told(_new(subject, _is_name), "not in the quote") or _titles(subject)


def _titles(subject: Subject) -> str:
    """Whoever is Mr. in the quotes, or has a man's first name there, is not Ms. in the sentence."""
    there: dict[str, set[str]] = {}
    for one in subject.evidence:
        words = _LETTERS.findall(one.text)
        for before, name in pairwise(words):
            there.setdefault(name.casefold(), set()).add(before.casefold())
    for before, name in pairwise(_LETTERS.findall(subject.sentence)):
        low = before.casefold()
        others = _MEN if low in _WOMEN else _WOMEN if low in _MEN else frozenset()
        given = "given_names_male" if low in _WOMEN else "given_names_female"
        called = there.get(name.casefold(), set())
        if others and low not in called and (called & others or called & word_set(given)):
            return f"{before} {name}: not so called in the quote"
    return ""


def _words(subject: Subject) -> str:
    return _told(_new(subject, lambda item: item.kind not in {NUMBER, DAY} and not _is_name(item)), "not in the quote")


def _negation(subject: Subject) -> str:
    wrong = [i for i in _otherwise_limited(subject) if _denied(subject, i)]
    return _told(wrong, "denied in one and not in the other") or _contrast(subject)


def _rested_on(subject: Subject) -> list[str]:
    """Return the sentences of the quotes that have at least half of the words of the sentence, in lower case."""
    said = frozenset(_LETTERS.findall(subject.sentence.casefold()))
    texts = [one.text[a:b].casefold() for one in subject.evidence for a, b in sentence_spans(one.text[:_READ])]
    return [text for text in texts if 2 * len(said & frozenset(_LETTERS.findall(text))) >= len(said)]


def _contrast(subject: Subject) -> str:
    """Of "not by X, but by Y", what stands after "but" does so in the quote."""
    found = _NOT_BUT.search(subject.sentence)
    if found is None:
        return ""
    there = " ".join(m[1] for one in subject.evidence for m in _NOT_BUT.finditer(one.text[:_READ]))
    known = frozenset(_LETTERS.findall(there.casefold()))
    wrong = [word for word in _LETTERS.findall(found[1]) if word.casefold() not in known | STOP_WORDS]
    return f"{', '.join(wrong)}: not what is set against it in the quote" if wrong else ""


def _limits(subject: Subject) -> str:
    wrong = [i for i in _otherwise_limited(subject) if not _denied(subject, i)]
    return _told(wrong, "with another hedge or quantifier than in the quote") or _left_out(subject)


def _left_out(subject: Subject) -> str:
    """What limits a whole statement stays with it: "up to a point", "based on the polls", both sides of "or"."""
    sentence = subject.sentence.casefold()
    for text in _rested_on(subject):
        for phrase in _LIMITING.findall(text):
            before = _LETTERS.findall(text[: text.index(phrase)])[-1:]
            if phrase not in sentence and (not before or before[0] in _LETTERS.findall(sentence)):
                return f"“{phrase}” is left out"
        if _GROUND.search(text) and not _GROUND.search(sentence) and "according to" not in sentence:
            return "on what ground it is told is left out"
        if _SHOWN.search(text) and not _SOURCE.search(sentence):
            return "what shows it is left out"
        if not re.search(r"\bor\b|\band\b", sentence):
            said = frozenset(_LETTERS.findall(sentence))
            for left, right in _EITHER.findall(text):
                if (left in said) != (right in said) and not {left, right} <= STOP_WORDS:
                    return f"“{left} or {right}” is told with one of them"
    return ""


def _tense(subject: Subject) -> str:
    compared = subject.comparison
    wrong = [i for i in compared.missing(compared.at_the_time) if compared.as_limited[i]]
    return _told(wrong, "at another time, or more or less sure, than in the quote")


def _roles(subject: Subject) -> str:
    compared = subject.comparison
    wrong = [i for i in compared.missing(compared.in_place) if compared.at_the_time[i]]
    return _told(wrong, "connected otherwise than in the quote")


def _source(subject: Subject) -> str:
    compared = subject.comparison
    wrong = [i for i in compared.missing(compared.attributed) if compared.in_place[i]]
    return _told(wrong, "without the source or the condition that the quote gives")


def _small_words(subject: Subject) -> str:
    """What turns a statement round, or says that one thing comes of another, must stand in the quote, and as often."""
    there = Counter(word for one in subject.evidence for word in _LETTERS.findall(one.text.casefold()))
    there |= Counter(item.low for one in subject.evidence for item in items_of(one.text, None))  # "couldn't"
    words = [i.low for i in items_of(subject.sentence, None) if i.kind not in {NUMBER, DAY}]
    said = Counter(word for word in words if word in _TURNING)
    wrong = [word for word, count in said.items() if count > there[word]]
    return f"{', '.join(wrong)}: not in the quote" if wrong else ""


def _quoted(subject: Subject) -> str:
    """What stands between marks of quotation must stand so in the quote."""
    there = [_plain(one.text) for one in subject.evidence]
    wrong = [said for said in _QUOTED.findall(subject.sentence) if not any(_plain(said) in text for text in there)]
    return f"“{wrong[0]}” is not in the quote" if wrong else ""


CHECKS: dict[str, Rule] = {
    "length": _length,
    "numbers": _numbers,
    "days": _days,
    "names": _names,
    "words": _words,
    "negation": _negation,
    "hedges and quantifiers": _limits,
    "tense": _tense,
    "roles": _roles,
    "source": _source,
    "small words": _small_words,
    "quoted words": _quoted,
}


def checked(subject: Subject) -> tuple[Check, ...]:
    """Return what each check of the table finds."""
    found = ((name, rule(subject)) for name, rule in CHECKS.items())
    return tuple(Check(name=name, passed=not why, why=why) for name, why in found)


def _new(subject: Subject, chosen: Callable[[Item], bool]) -> list[Item]:
    return [item for item in subject.comparison.missing(subject.comparison.same) if chosen(item)]


def _is_name(item: Item) -> bool:
    return item.kind not in {NUMBER, DAY} and item.text[:1].isupper() and item.start > 0


def _otherwise_limited(subject: Subject) -> list[Item]:
    compared = subject.comparison
    return [item for item in compared.missing(compared.as_limited) if compared.same[item]]


def _denied(subject: Subject, item: Item) -> bool:
    return all(("not" in item.marks) != ("not" in one.marks) for one in subject.comparison.same[item])


def _told(items: Iterable[Item], why: str) -> str:
    words = ", ".join(dict.fromkeys(item.text or item.low for item in items))
    return f"{words}: {why}" if words else ""


def _plain(text: str) -> str:
    return " ".join(_LETTERS.findall(text.casefold()))
