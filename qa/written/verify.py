"""Whether one written sentence is borne out by quotes: a table of checks, all of which must pass."""

import re
from collections.abc import Callable, Sequence
from itertools import combinations

from rapidfuzz.distance import LCSseq

from corpus.text.terms import STOP_WORDS
from qa.news.extract.names import name_key, names_in
from qa.news.extract.quantities import quantities_in
from qa.written.values import Check, Evidence, Verdict

MOST_WORDS = 60
"""A longer sentence is not supported: nobody wants to read it, and the checks' time grows with it."""

_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
_NEGATIONS = frozenset("no not never none nobody nothing neither nor without cannot".split())
_HEDGES = frozenset("may might could would should alleged allegedly reportedly likely if unless according".split())
_LEAST_COMMON = 0.85
_FEWEST_WORDS = 3


def verify(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Return whether `sentence` is borne out by one of the quotes.

    Args:
        sentence: one sentence of prose, without marks of citations.
        evidence: the quotes that it may rest on.
    """
    best: Verdict | None = None
    for chosen in combinations(range(len(evidence)), 1):
        checks = tuple(check(sentence, [evidence[i] for i in chosen]) for check in _CHECKS)
        if all(check.passed for check in checks):
            return Verdict(supported=True, checks=checks, citations=tuple(evidence[i].locator for i in chosen))
        if best is None or sum(c.passed for c in checks) > sum(c.passed for c in best.checks):
            best = Verdict(supported=False, checks=checks)
    return best or Verdict(supported=False, checks=(Check(name="evidence", passed=False, why="nothing is cited"),))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _text(evidence: Sequence[Evidence]) -> str:
    return " ".join(one.text for one in evidence)


def _length(sentence: str, _: Sequence[Evidence]) -> Check:
    words = _words(sentence)
    telling = [word for word in words if word not in STOP_WORDS]
    right = len(telling) >= _FEWEST_WORDS and len(words) <= MOST_WORDS
    return Check(name="length", passed=right, why="" if right else f"{len(words)} words")


def _numbers(sentence: str, evidence: Sequence[Evidence]) -> Check:
    there = {(q.low, q.high, q.unit) for one in evidence for q in quantities_in(one.text)}
    wrong = [q.text for q in quantities_in(sentence) if (q.low, q.high, q.unit) not in there]
    return _check("numbers", wrong, "not in the quote")


def _names(sentence: str, evidence: Sequence[Evidence]) -> Check:
    there = {name_key(m.name) for one in evidence for m in names_in(one.text, one.headline)}
    printed = set(_words(" ".join(f"{one.text} {one.headline}" for one in evidence)))
    wrong = [m.name for m in names_in(sentence) if name_key(m.name) not in there and not set(_words(m.name)) <= printed]
    return _check("names", wrong, "not in the quote")


def _new_words(sentence: str, evidence: Sequence[Evidence]) -> Check:
    there = set(_words(_text(evidence)))
    wrong = [word for word in _words(sentence) if word not in there and word not in STOP_WORDS]
    return _check("words", wrong, "not in the quote")


def _same_order(sentence: str, evidence: Sequence[Evidence]) -> Check:
    said, there = _words(sentence), _words(_text(evidence))
    share = LCSseq.similarity(said, there) / max(1, len(said))
    right = share >= _LEAST_COMMON
    return Check(name="order", passed=right, why="" if right else "in another order than in the quote")


def _marks(name: str, marks: frozenset[str]) -> Callable[[str, Sequence[Evidence]], Check]:
    def check(sentence: str, evidence: Sequence[Evidence]) -> Check:
        said = sorted(word for word in _words(sentence) if word in marks or word.endswith(("n't", "n’t")))
        there = sorted(word for word in _words(_text(evidence)) if word in marks or word.endswith(("n't", "n’t")))
        return Check(name=name, passed=said == there, why="" if said == there else f"{said} against {there}")

    return check


def _check(name: str, wrong: Sequence[str], why: str) -> Check:
    return Check(name=name, passed=not wrong, why=f"{', '.join(wrong)}: {why}" if wrong else "")


_CHECKS: tuple[Callable[[str, Sequence[Evidence]], Check], ...] = (
    _length, _numbers, _names, _new_words, _same_order, _marks("negation", _NEGATIONS), _marks("hedges", _HEDGES),
)  # fmt: skip
