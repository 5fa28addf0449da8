"""The table of checks that a written sentence goes through, each a small function with a name."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.text.terms import STOP_WORDS
from qa.news.extract.word_lists import word_set
from qa.written.comparing import Comparison
from qa.written.items import DAY, NUMBER, Item, items_of
from qa.written.values import Check, Evidence

MOST_WORDS = 60
"""A longer sentence is not supported: nobody wants to read it, and the time that the checks take grows with it."""

_FEWEST_WORDS = 3
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_TURNING = frozenset(
    """because therefore thus hence so since due thanks before after until without against under below above down never none more
    less fewer most least only unless instead except may might could should must if""".split()
)
_MEN, _WOMEN = frozenset({"mr", "sir", "lord"}), frozenset({"mrs", "ms", "miss", "lady", "dame"})
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_LETTERS = re.compile(r"\w+")


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
    return _told([i for i in _otherwise_limited(subject) if _denied(subject, i)], "denied in one and not in the other")


def _limits(subject: Subject) -> str:
    wrong = [i for i in _otherwise_limited(subject) if not _denied(subject, i)]
    return _told(wrong, "with another hedge or quantifier than in the quote")


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
