"""Where in a text a date stands: its sentence, the tense of the verb nearest to it, the dates named before it.

The tense says whether a date lies behind or ahead. "Officials said on Thursday that the talks will resume on Monday": the nearest
verb before each date decides; where none stands before it in the sentence, the first one after it does.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from qa.news.extract.dates.calendar import NARROWNESS, Stretch
from qa.news.extract.word_lists import word_set

Tense = Literal["past", "future", "unsure"]

_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9])|\n\s*\n|\n(?=\s*[•▪–—-])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Sgt|Capt|Sen|Rep|Gov|Prof|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?"
    r"|Oct|Nov|Dec|Mon|Tues?|Wed|Thurs?|Fri|a\.m|p\.m|vs|Jr|Sr)\.\s*$"
)
REACH = 200
"""How many characters of a sentence are looked at on each side of a day."""

PAST_VERBS = word_set("verbs_past")
"""Past forms that do not end in -ed, and the present ones of reporting."""

_PRESENT_VERBS = word_set("verbs_scheduled")
_PLANNED = r"(?:due|set|scheduled|expected|slated|planned|poised|bound|supposed|billed|likely)"
_VERB = re.compile(
    rf"""\b(?:
      (?P<missed>(?:would|could|should|might|may|must)\s+have\b
        | (?:was|were|had\s+been)\s+(?:\w+ly\s+)?(?:{_PLANNED}|to)\b(?:\s+(?:to|be|for|on))*(?:\s+\w+)?)
    | (?P<future>
        (?:will|shall|won['’]t|would|must|can|could|may|might|should|cannot)\b
          (?:\s+(?:not|also|now|be|then|have|only)\b)*(?:\s+\w+)?
        | (?<=['’])ll\b(?:\s+\w+)?
        | (?:is|are|be|am|been)\s+(?:\w+ly\s+)?(?:{_PLANNED}|going|to)\b(?:\s+(?:to|be)\b)*(?:\s+\w+)?
        | (?:{_PLANNED})\s+(?:to|for|on)\b(?:\s+be\b)?(?:\s+\w+)?
        | (?:has|have|want|wants|wish|wishes|need|needs|ready)\s+to\b(?:\s+be\b)?(?:\s+\w+)?
        | (?:plan|plans|planning|intend|intends|intention|hope|hopes|agree|agrees|agreed|agreement|vowed|promised|pledged|decided
            |decision|invited|preparing|preparations|proposed|proposal|offered|offer|seek|seeks|seeking|bid|expect|expects
            |deal|pact|wanted|hoped|aims?|aiming)
            (?:\s+[a-z]+){{0,3}}?\s+to\b(?:\s+be\b)?(?:\s+\w+)?
        | (?:is|are)\s+on(?=\s+[A-Z0-9]) | ahead\s+of | to\s+be\s+\w+ | in\s+time\s+for | upcoming | forthcoming | coming
        | (?:postponed|delayed|adjourned|deferred|put\s+off|rescheduled)\s+(?:\w+\s+){{0,2}}(?:until|till|to))\b
    | (?P<present>(?<!which\s)(?<!who\s)(?<!that\s)(?:{"|".join(sorted(_PRESENT_VERBS))})\b)
    | (?P<past>(?:{"|".join(sorted(PAST_VERBS))})\b | [a-z]{{2,}}ed\b)
    )""",
    re.VERBOSE,
)
_AGREED = re.compile(
    r"(?:agreed|vowed|promised|pledged|decided|invited|proposed|offered|wanted|hoped|has|have|postponed|delayed|adjourned|deferred)\b"
)
_VERBS_SEEN = 30  # on each side: more are not within reach of a day
_NO_VERB = frozenset("need speed feed seed red hundred indeed exceed proceed united alleged armed so-called".split())


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb, where it begins, and whether it is one of agreeing, which is past though what was agreed on is not."""

    start: int
    tense: Tense | None
    agreed: bool


class Clauses:
    """The sentences of a text, and the tense in them.

    Sentences are told here by a cheap rule: only verbs near a day are looked for in them.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._verbs: list[_Verb] | None = None
        self._starts = [0]
        for match in _SENTENCE_END.finditer(text):
            if "\n" in match[0] or not _ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1]):
                self._starts.append(match.end())

    def number(self, offset: int) -> int:
        """Return which sentence, from 1, the place is in."""
        return bisect_right(self._starts, offset)

    def bounds(self, offset: int) -> tuple[int, int]:
        """Return where the sentence of a place begins and ends."""
        number = self.number(offset)
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self._starts[number - 1], end

    def tense(self, start: int, end: int, reach: int = REACH) -> Tense | None:
        """Return the tense of the verb that a day at `start` to `end` belongs to; None where no verb is near."""
        low, high = self.bounds(start)
        verbs = self._all_verbs()
        number = bisect_left(verbs, start, key=_where)
        for verb in reversed(verbs[max(0, number - _VERBS_SEEN) : number]):
            if verb.start < max(low, start - reach):
                break
            if verb.tense:
                return verb.tense
        number = bisect_left(verbs, end, key=_where)
        for verb in verbs[number : number + _VERBS_SEEN]:
            if verb.start >= min(high, end + reach):
                break
            if verb.tense:
                return "past" if verb.agreed else verb.tense
        return None

    def _all_verbs(self) -> list[_Verb]:
        """Return the verbs of the whole text, looked for when the first is needed."""
        if self._verbs is None:
            found = _VERB.finditer(self.text)
            self._verbs = [_Verb(one.start(), _tense_of(one), _AGREED.match(one[0]) is not None) for one in found]
        return self._verbs


def _where(verb: _Verb) -> int:
    return verb.start


def _tense_of(match: re.Match[str]) -> Tense | None:
    if match["missed"]:
        return "unsure"
    if match["future"] or match["present"]:
        return "future"
    word = match["past"]
    return None if word in _NO_VERB or (word.startswith("un") and word.endswith("ed")) else "past"


_QUOTE = re.compile(r"[“”\"]|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Mention:
    """An expression that has been resolved: `text[start:end]`.

    Attributes:
        year_said: whether it names its year itself.
        compared: whether it is named to compare with: "the year-ago quarter".
    """

    start: int
    end: int
    stretch: Stretch
    year_said: bool
    compared: bool = False


@dataclass(slots=True)
class Around:
    """The text, what is known of it, and what has been found in it so far."""

    text: str
    published: date | None
    clauses: Clauses = field(init=False)
    mentions: list[Mention] = field(default_factory=list)
    _quotes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.clauses = Clauses(self.text)
        self._quotes = _quote_edges(self.text)

    def before(self, start: int, characters: int = 40) -> str:
        """Return what stands before a place."""
        return self.text[max(0, start - characters) : start]

    def after(self, end: int, characters: int = 40) -> str:
        """Return what stands after a place."""
        return self.text[end : end + characters]

    def tense(self, match: re.Match[str], reach: int = REACH) -> Tense | None:
        """Return the tense of the verb that the expression belongs to."""
        return self.clauses.tense(match.start(), match.end(), reach)

    def quoted(self, start: int) -> bool:
        """Tell whether a place is inside a quotation: "today" is then the day of speaking, which may be another."""
        return bisect_right(self._quotes, start) % 2 == 1

    def anchor(self, start: int, unit: str = "day") -> Stretch | None:
        """Return what "the following day" at `start` follows.

        That is what the same sentence or the one before mentions, if it mentions one stretch only that is as narrow as the unit.
        """
        if not self.mentions:
            return None
        last = self.mentions[-1]
        number = self.clauses.number(last.start)
        if self.clauses.number(start) - number > 1:
            return None
        inside = {one.stretch for one in self.mentions[-6:] if self.clauses.number(one.start) == number}
        narrow = [one for one in inside if NARROWNESS.index(one.precision) <= NARROWNESS.index(unit)]
        return narrow[0] if len(narrow) == 1 else None

    def named_year(self, start: int) -> int | None:
        """Return the year that the mention before `start`, in its paragraph or sentence before, is about; else None."""
        last = next((one for one in reversed(self.mentions[-4:]) if not one.compared), None)
        if last is None:
            return None
        near = self.clauses.number(start) - self.clauses.number(last.start) <= 1
        told = near and (last.year_said or last.stretch.precision in {"year", "decade"})
        return (
            last.stretch.last.year if told or (last.year_said and "\n\n" not in self.text[last.end : start]) else None
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of expression is read.

    Attributes:
        triggers: the words, lower case, that it can begin with; "#" stands for digits.
        pattern: what it looks like, matched at the trigger.
        read: gives the days it means; None where that is not sure.
        year_said: whether the expression names its year itself; told by a group `year` otherwise.
        final: whether no other rule may read the place when this one matches and gives nothing.
    """

    triggers: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], Around], Stretch | None]
    final: bool = True


def _quote_edges(text: str) -> list[int]:
    """Return where quotations begin and end, by turns; one left open ends with its paragraph."""
    edges: list[int] = []
    for match in _QUOTE.finditer(text):
        inside = len(edges) % 2 == 1
        mark = match[0]
        if mark == "“":
            edges += [] if inside else [match.start()]
        elif mark == "”" or mark[0] == "\n":
            edges += [match.start()] if inside else []
        else:
            edges.append(match.start())
    return edges
