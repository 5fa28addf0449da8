"""What a number counts: the noun after it ("32 Armenian military servicemen"), or before it ("the death toll rose to 34").

There is no tagger of parts of speech; more than one of a thing is a plural, and a plural shows.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qa.news.extract.quantities.numerals import low_at, numeral_at
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set


class Counted(NamedTuple):
    """What is counted, in lower case.

    Attributes:
        noun: the head noun; None where none was found.
        modifiers: the words between number and noun.
        complement: what stands after "of" behind the noun ("members of parliament").
        part: the number is of a part of something told before ("six of them", "three others").
        stop: index after the noun.
    """

    noun: str | None
    modifiers: tuple[str, ...]
    complement: tuple[str, ...]
    part: bool
    stop: int


_PLURALS = word_set("irregular_plurals")
_NOT_PLURAL = word_set("not_plurals")
STOP_WORDS = word_set("not_counted")
OUTCOMES = frozenset(
    "dead killed injured wounded hurt missing arrested detained hospitalised hospitalized homeless displaced rescued "
    "evacuated infected freed released".split()
)
"""Words that follow a number of people who are not named: "27 hurt"."""
_LEADS = frozenset(
    "more other additional further extra new another fewer different separate such of the its their his".split()
)
_PARTS = frozenset("more other others additional further extra another".split())
_OF_WHOM = frozenset("them these those whom which us you".split())
_OF_WHAT = _OF_WHOM | {"the", "its", "their", "his", "her"}
_MOST_MODIFIERS = 5
_TOTALS = frozenset(
    "magnitude toll number total tally count population turnout quantity quantities attendance membership headcount".split()
)
_ARRIVALS = word_set("totals_before_number")
_LOOK_BACK = 14


def counted_after(tokens: Sequence[Token], index: int, *, one: bool) -> Counted:
    """Return what the number that ends before `index` counts.

    Args:
        tokens: of a sentence or more.
        index: of the first token after the number (and its unit).
        one: whether the number is 1, so that its noun is in the singular.
    """
    part = low_at(tokens, index) in _PARTS
    if low_at(tokens, index) == "others":
        return Counted(None, (), (), True, index + 1)
    if low_at(tokens, index) == "of" and low_at(tokens, index + 1) in _OF_WHAT:
        part = True
    if part and low_at(tokens, index + 1) in _OF_WHOM:
        return Counted(None, (), (), True, index)
    start = index
    while low_at(tokens, start) in _LEADS and start - index < 3:
        start += 1
    if low_at(tokens, start).endswith("ly"):  # "two critically": of those just told
        return Counted(None, (), (), True, index)
    head = _singular(tokens, start) if one else _plural(tokens, start)
    narrowing = head
    if head is None and not one:
        head, narrowing = _listed(tokens, start)
    if head is None:
        word = low_at(tokens, start)
        return Counted(word if word in OUTCOMES else None, (), (), part, start + (word in OUTCOMES))
    modifiers = tuple(t.low for t in tokens[start:narrowing] if t.kind == "word")
    return Counted(bare(tokens[head].low), modifiers, _complement(tokens, head + 1), part, head + 1)


def counted_before(tokens: Sequence[Token], index: int) -> Counted:
    """Return what a number at `index` without a noun counts: the "toll" or the "number of injured" before it."""
    first = max(0, index - _LOOK_BACK)
    if low_at(tokens, index - 1) == "magnitude":
        return Counted("magnitude", (), (), False, index)
    place = next((i for i in range(index - 1, first - 1, -1) if low_at(tokens, i) in _TOTALS), None)
    nothing = Counted(None, (), (), False, index)
    if place is None or low_at(tokens, index - 1) not in _ARRIVALS:
        return nothing
    if any(t.kind == "mark" and t.text in ".;!?,()" for t in tokens[place:index]):
        return nothing
    noun = low_at(tokens, place)
    if low_at(tokens, place + 1) == "of":
        words = []
        for token in tokens[place + 2 : index]:
            if (
                token.kind != "word"
                or token.low in _ARRIVALS
                or (token.low in STOP_WORDS and token.low not in {"the", "a"})
            ):
                break
            words.append(token.low)
        words = [w for w in words if w not in {"the", "a"}]
        if noun in {"number", "total", "tally", "count", "figure"} and words:
            return Counted(words[-1], tuple(words[:-1]), (), False, index)
    before = low_at(tokens, place - 1)
    modifiers = (before,) if before and before not in STOP_WORDS and tokens[place - 1].kind == "word" else ()
    if noun == "toll" and before in {"death", "the", "official", "its"}:
        return Counted("dead", (), (), False, index)
    return Counted(noun, modifiers, (), False, index)


def plural(word: str) -> bool:
    """Whether a word in lower case looks like a plural noun."""
    if word in _NOT_PLURAL or word in STOP_WORDS:
        return False
    if word in _PLURALS or word.endswith(("men", "women", "people")):
        return len(word) > 4 or word in _PLURALS
    if word.endswith(("anis", "aelis", "aqis")):  # Azerbaijanis, Israelis, Iraqis
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))


def bare(word: str) -> str:
    """Return a word without its possessive ending."""
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _run(tokens: Sequence[Token], start: int) -> list[int]:
    """Return the tokens that may belong to one noun phrase."""
    found: list[int] = []
    for index in range(start, min(len(tokens), start + _MOST_MODIFIERS + 2)):
        token = tokens[index]
        hyphen = token.text in "-‑" and found and index + 1 < len(tokens) and tokens[index + 1].start == token.end
        if not hyphen and (token.kind != "word" or token.low in STOP_WORDS):
            break
        found.append(index)
    return found


def _plural(tokens: Sequence[Token], start: int) -> int | None:
    head = None
    for index in _run(tokens, start):
        if plural(tokens[index].low):
            head = index
        elif head is not None:
            break
    return head


def _listed(tokens: Sequence[Token], start: int) -> tuple[int | None, int]:
    """Return the plural of "two Norwegian and twelve Danish ships" for the "two", and where its own modifiers end."""
    run = _run(tokens, start)
    after = run[-1] + 1 if run else start
    if not 1 <= len(run) <= 2 or low_at(tokens, start) in OUTCOMES or low_at(tokens, after) not in {"and", "or", ","}:
        return None, after
    number = numeral_at(tokens, after + 1) if after + 1 < len(tokens) else None
    second = _run(tokens, number.stop if number else after + 1)[:3]
    return next((i for i in second if plural(tokens[i].low)), None), after


def _singular(tokens: Sequence[Token], start: int) -> int | None:
    run = [i for i in _run(tokens, start) if tokens[i].kind == "word"]
    head = None
    for index in run[:4]:
        word = tokens[index].low
        if head is not None and (word.endswith(("ed", "ing", "ly")) or plural(word)):
            break  # after one of a thing, a word in -s is a verb: "a 40-mile road links"
        head = index
    return head if head is not None and tokens[head].low not in OUTCOMES else None


def _complement(tokens: Sequence[Token], index: int) -> tuple[str, ...]:
    if low_at(tokens, index) != "of":
        return ()
    words = []
    for token in tokens[index + 1 : index + 6]:
        if token.kind != "word" or (token.low in STOP_WORDS and token.low not in {"the", "a", "an", "its", "their"}):
            break
        if token.low not in STOP_WORDS:
            words.append(bare(token.low))
    return tuple(words[:3])
