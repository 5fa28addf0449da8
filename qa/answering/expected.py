"""What kind of thing a question asks for, where that can be seen in a text: a number, an amount, a time, somebody's words.

"How many police officers does the town employ?" is not answered where there is no number. A passage about the subject of a
question has all its words, answered or not, so this tells more than they do. Questions for other kinds of things expect
nothing here. docs/evaluation.md has how often an answer is without what is expected.
"""

import re
from enum import Enum

_NUMBERS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_SHORT_MONTHS = "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|yesterday|tomorrow|tonight"
_SAYING = (
    r"say(?:s|ing)?|said|tell(?:s|ing)?|told|writ(?:es?|ing)|wrote|call(?:s|ed|ing)?|tweeted|ask(?:s|ed)|argue[sd]|claim(?:s|ed)"
    r"|announce[sd]|den(?:ies|ied)|denounced|warn(?:s|ed)|urge[sd]|insist(?:s|ed)|promise[sd]|vow(?:s|ed)|add(?:s|ed)|declare[sd]"
    r"|state[sd]|explain(?:s|ed)|acknowledged|admit(?:s|ted)|accuse[sd]|critici[sz]e[sd]|praise[sd]|describe[sd]|suggest(?:s|ed)"
    r"|note[sd]|according|repl(?:ies|ied)|respond(?:s|ed)|pledged|maintain(?:s|ed)|contend(?:s|ed)|testified|complained|predicted"
    r"|demanded|apologi[sz]ed|dismissed|rejected|condemned|mention(?:s|ed)|remarked|pointed"
)


class Expected(Enum):
    """A kind of thing that a question asks for; its value is what a text that names one has."""

    AMOUNT = re.compile(
        r"[$€£¥₹₺₽₴]\s?\d|\d\s?%|\b(?:dollars?|euros?|pounds?|cents?|francs?|rou?bles?|yen|yuan|lira|rupees?|pesos?|crowns?"
        r"|kron[aeo]r?|zlotys?|forints?|shekels?|dirhams?|dinars?|rials?|riyals?|rand|reais|baht|won|drams?|hryvnias?"
        r"|million|billion|trillion|percent|per cent)\b|\b\d{1,3}(?:,\d{3})+\s[a-z]+s\b"
        r"|\b(?:a|one)\s[a-z]+\sa\s(?:day|week|month|year)\b",
        re.IGNORECASE,
    )
    NUMBER = re.compile(
        rf"\d|\b(?:{_NUMBERS}|hundreds?|thousands?|millions?|billions?|trillion|dozens?|half|thirds?|quarters?|twice|once|double"
        r"|zero)\b|\bone\s[a-z]+\sa\s(?:day|week|month|year)\b",
        re.IGNORECASE,
    )
    TIME = re.compile(
        rf"\b(?:(?:1\d|20)\d\ds?|{_MONTHS}|{_SHORT_MONTHS}|{_WEEKDAYS}|ago|(?:week|month|year|day|decade|hour|minute)s?"
        r"|centur(?:y|ies)|morning|afternoon|evening|night|noon|midnight|spring|summer|autumn|winter|war|season|period|era|age)\b"
        r"|\b[ap]\.m\.",
        re.IGNORECASE,
    )
    WORDS = re.compile(rf"[\"“”]|\b(?:{_SAYING})\b", re.IGNORECASE)


_ASKS = (
    (
        Expected.AMOUNT,
        r"\bhow much (?:money|did .* (?:pay|cost|spend|earn|raise|donate|give|collect|owe|make|receive))\b"
        r"|\bhow many (?:dollars|euros|pounds)\b",
    ),
    (
        Expected.NUMBER,
        r"\bhow (?:many|much|old|far|tall|high|deep|wide|heavy)\b|\bby what (?:vote|margin)\b"
        r"|\bwhat (?:percentage|percent|number|share|proportion|fraction|age|vote|score)\b",
    ),
    (
        Expected.TIME,
        r"^\W*when (?:did|was|were|is|are|will|do|does|has|have|had|would)\b|\bsince when\b"
        r"|\b(?:what|which) (?:year|day|month|date|decade|century|time)\b",
    ),
    (
        Expected.WORDS,
        r"\bwhat (?:did|does|do|has|have|had) (?:[\w'.-]+ ){1,6}?"
        r"(?:sa(?:y|id)|tell|told|reply|respond|announce|claim|argue|write|call|promise|warn|tweet)\b",
    ),
)
_PATTERNS = [(expected, re.compile(pattern, re.IGNORECASE)) for expected, pattern in _ASKS]
SPEAKER_ASKED = re.compile(
    r"\b[Ww]hat (?:did|does|do|has|have|had) ((?:[\w'’.-]+ ){1,6}?)"
    r"(?:sa(?:y|id)|tell|told|reply|respond|announce|claim|argue|write|call|promise|warn|tweet)\b"
)
"""A question for somebody's words; its group is whose."""

_NAME = re.compile(r"\b[^\W\d_a-z]\w*[^\W\d_A-Z]\w*")
_DIGITS = re.compile(r"\b\d[\d,.]*\b")


def expected(question: str) -> Expected | None:
    """Return what `question` asks for; None where that is a thing that cannot be seen in a text."""
    return next((kind for kind, pattern in _PATTERNS if pattern.search(question)), None)


def speaker_asked(question: str) -> str | None:
    """Return the last word of the name of the person whose words `question` asks for; None where that is nobody's name.

    Acronyms are none: an article may write them out.
    """
    if (match := SPEAKER_ASKED.search(question)) is None:
        return None
    names = _NAME.findall(match[1])
    return names[-1] if names else None


def names_it(kind: Expected, question: str, text: str) -> bool:
    """Tell whether `text` has a thing of this kind; a number of the question itself is none."""
    if kind is not Expected.WORDS:
        own = set(_DIGITS.findall(question))
        text = _DIGITS.sub(lambda match: " " if match[0] in own else match[0], text)
    return kind.value.search(text) is not None
