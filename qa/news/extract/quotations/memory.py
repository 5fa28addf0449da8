"""Whom an article has named so far: full names for last names, holders of offices, and whom a pronoun means."""

from bisect import bisect_left
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from qa.news.extract.names.vocabulary import FEMALE_TITLES, MALE_TITLES
from qa.news.extract.quotations.frames import Paragraph
from qa.news.extract.quotations.marks import Span
from qa.news.extract.quotations.phrases import DOCUMENT, OTHER, PERSON, PRONOUN, ROLE, Phrase
from qa.news.extract.quotations.speakers import name_runs, unowned
from qa.news.extract.quotations.vocabulary import BODIES, ROLES, SAME_OFFICE, SAYING
from qa.news.extract.tokens import SIGN, WORD, Token
from qa.news.extract.word_lists import word_set

_WOMAN = FEMALE_TITLES | word_set("nouns_female")
_MAN = MALE_TITLES | word_set("nouns_male")
_NO_PERSON_AFTER = frozenset("in at near across outside around the".split())
_SMALL = frozenset("the a an of for from at in and its his her their s".split())
_REACH = 6
_MANY = 30


@dataclass(slots=True)
class _Person:
    about: set[str] = field(default_factory=set)
    gender: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention of a person in the order of the article."""

    start: int
    end: int
    paragraph: int
    name: str
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """That `speaker` said something at `start` (code points) of paragraph `paragraph`, sentence `sentence`."""

    speaker: str | None
    kind: str
    start: int
    end: int
    paragraph: int
    sentence: int


class Memory:
    """What resolving the speakers of one article needs; asked in the order of the text.

    Args:
        paragraphs: of the article.
        inside: the words of each quotation.
        people: where the article names people, in order, as `qa.news.extract.names` finds them.
    """

    def __init__(self, paragraphs: list[Paragraph], inside: list[Paragraph], people: Sequence[Span]) -> None:
        self._people: dict[str, _Person] = {}
        self._by_last: dict[str, set[str]] = {}
        self._named: list[_Named] = []
        self._first: dict[str, int] = {}
        self._offices: dict[str, set[str]] = {}
        self.events: list[Event] = []
        found = [(n, run) for n, p in enumerate(paragraphs) for run in _people_of(p.tokens, people)]
        for number, (low, high, _) in found:
            self._add_full(paragraphs[number].tokens, low, high)
        for quotation in inside:
            for low, high, _ in _people_of(quotation.tokens, people):
                self._add_full(quotation.tokens, low, high)
        for number, (low, high, begin) in found:
            self._add_mention(paragraphs[number].tokens, number, low, high, begin)
        self._starts = [named.start for named in self._named]

    def _add_full(self, tokens: list[Token], low: int, high: int) -> None:
        if high - low < 2:
            return
        name = unowned(tokens, low, high)
        self._by_last.setdefault(_last(name), set()).add(name)

    def _add_mention(self, tokens: list[Token], number: int, low: int, high: int, begin: int) -> None:
        name = self.full(unowned(tokens, low, high))
        if begin > 0 and begin == low and tokens[begin - 1].low in _NO_PERSON_AFTER:
            return
        boundary = next((i for i in range(begin - 1, max(begin - _REACH, -1), -1) if tokens[i].kind == SIGN), None)
        leads = begin == 0 or (boundary is not None and tokens[boundary].text in ".!?" and begin - boundary <= _REACH)
        self._describe(name, _said_of(tokens, low, high, begin))
        self._first.setdefault(name, tokens[low].start)
        self._named.append(_Named(tokens[low].start, tokens[high - 1].end, number, name, leads))

    def _describe(self, name: str, about: Set[str]) -> None:
        person = self._people.setdefault(name, _Person())
        person.about |= about
        for word in about & ROLES:
            self._offices.setdefault(SAME_OFFICE.get(word, word), set()).add(name)
        if about & _WOMAN:
            person.gender = "she"
        elif about & _MAN:
            person.gender = "he"

    def full(self, name: str, before: int | None = None) -> str:
        """Return the fullest name the article has for `name`; `name` itself when there is none or more than one.

        Of several, the only one named `before` an offset counts.
        """
        names = self._by_last.get(_last(name), set())
        if len(names) > _MANY:
            return name
        words = name.split()
        fitting = [full for full in names if len(words) == 1 or _same_person(words, full.split())]
        if not fitting:
            return name
        longest = max(fitting, key=lambda full: (len(full.split()), full))
        if all(_same_person(full.split(), longest.split()) for full in fitting):
            return longest
        known = [full for full in fitting if before is not None and self._first.get(full, before) < before]
        return known[0] if len(known) == 1 else name

    def resolve(self, phrase: Phrase, paragraph: int) -> str | None:
        """Return the speaker that `phrase` means where it stands, or None when that is not sure."""
        if phrase.kind == PERSON:
            name = self.full(phrase.name, phrase.start)
            self._first.setdefault(name, phrase.start)
            self._describe(name, phrase.about)
            return name
        if phrase.kind == PRONOUN:
            return self._pronoun(phrase, paragraph)
        if phrase.kind == ROLE:
            return self._holder(phrase) or phrase.name
        return phrase.name

    def _holder(self, phrase: Phrase) -> str | None:
        """Return the one person named before with the office of `phrase`."""
        if not phrase.name.lower().startswith(("the ", "mr ", "mr. ", "his ", "her ")):
            return None
        office = SAME_OFFICE.get(phrase.head, phrase.head)
        held = self._offices.get(office, set())
        if len(held) > _MANY:
            return None
        holders = [name for name in held if self._first.get(name, phrase.start) < phrase.start]
        details = phrase.about - {phrase.head} - _SMALL
        exact = [name for name in holders if details <= self._people[name].about]
        if len(exact) == 1:
            return exact[0]
        if len(holders) != 1 or exact:
            return None
        return holders[0] if details & self._people[holders[0]].about or not details & BODIES else None

    def _pronoun(self, phrase: Phrase, paragraph: int) -> str | None:
        if phrase.name in ("it", "they"):
            return self._group(phrase, paragraph)
        for where, until in ((paragraph, phrase.start), (paragraph - 1, phrase.start)):
            found = self._person_before(where, until, phrase.name, leading=where == paragraph)
            if found is not None:
                person = self._people.setdefault(found, _Person())
                person.gender = person.gender or phrase.name
                return found
            if self._mentioned(where, until, phrase.name):
                return None
        return None

    def _mentioned(self, paragraph: int, until: int, gender: str) -> list[_Named]:
        stop = bisect_left(self._starts, until)
        named = []
        for at in range(stop - 1, max(stop - 1 - 2 * _MANY, -1), -1):
            if self._named[at].paragraph < paragraph:
                break
            if self._named[at].paragraph == paragraph and self._people[self._named[at].name].gender in ("", gender):
                named.append(self._named[at])
        return named[::-1]

    def _person_before(self, paragraph: int, until: int, gender: str, *, leading: bool) -> str | None:
        """Return the speaker, the subject or the only person of `paragraph` before `until` that `gender` fits."""
        said = [e for e in self.events[-40:] if e.paragraph == paragraph and e.start < until and e.speaker is not None]
        people = [e for e in said if e.kind in (PERSON, PRONOUN, ROLE) and self._fits(e.speaker, gender)]
        named = self._mentioned(paragraph, until, gender)
        if people:
            later = {n.name for n in named if n.start > people[-1].end and n.leads} - {people[-1].speaker}
            return people[-1].speaker if not later else (later.pop() if len(later) == 1 else None)
        if len({n.name for n in named}) == 1:
            return named[0].name
        subjects = [n for n in named if n.leads] if leading else []
        return subjects[-1].name if subjects else None

    def _fits(self, name: str | None, gender: str) -> bool:
        return name is not None and self._people.get(name, _Person()).gender in ("", gender)

    def _group(self, phrase: Phrase, paragraph: int) -> str | None:
        for event in reversed(self.events[-20:]):
            if event.paragraph < paragraph - 1:
                return None
            far = event.paragraph < paragraph
            if (
                event.kind not in (PERSON, DOCUMENT if phrase.name == "they" and far else "")
                and event.speaker is not None
            ):
                plural = (
                    event.kind == OTHER or event.speaker.split()[0].lower() in ("they",) or event.speaker.endswith("s")
                )
                if phrase.name == "they" or not plural:
                    return event.speaker
        return None


def _people_of(tokens: list[Token], people: Sequence[Span]) -> list[tuple[int, int, int]]:
    """Return `(name begins, name ends, run begins)` for the names of people in a paragraph.

    Args:
        people: where the article names people, in order.
    """
    if not tokens:
        return []
    starts = [token.start for token in tokens]
    runs = list(name_runs(tokens, 0, len(tokens)))
    found = []
    for start, end in people[bisect_left(people, (starts[0], 0)) : bisect_left(people, (tokens[-1].end, 0))]:
        low = bisect_left(starts, start)
        high = bisect_left(starts, end)
        while high > low and tokens[high - 1].kind != WORD:
            high -= 1
        if high > low and starts[low] == start and tokens[low].kind == WORD:
            begin = next((first for first, last in runs if first <= low < last), low)
            found.append((low, high, begin))
    return found


def _said_of(tokens: list[Token], low: int, high: int, begin: int) -> set[str]:
    """Return the words that describe the person named at `tokens[low:high]`: before the name, and between commas after."""
    about = {token.low for token in tokens[begin:low]}
    at = begin - 1
    while (
        at >= 0 and begin - at <= _REACH and tokens[at].kind == WORD and tokens[at].low not in ("and", "that", "said")
    ):
        if at == begin - 1 and low == begin and tokens[at].low not in ROLES:
            break
        about.add(tokens[at].low)
        at -= 1
    if high < len(tokens) and tokens[high].text == "," and high + 1 < len(tokens):
        stop = next((i for i in range(high + 1, min(high + 16, len(tokens))) if tokens[i].kind != WORD), len(tokens))
        words = [token.low for token in tokens[high + 1 : stop]]
        closed = stop == len(tokens) or tokens[stop].text in ",.)–—"
        if (
            closed
            and words
            and words[0] not in ("and", "who", "but")
            and not SAYING.intersection(words)
            and any(word in ROLES for word in words)
        ):
            about.update(words)
    if begin >= 2 and tokens[begin - 1].text == ",":
        start = begin - 2
        while start > 0 and tokens[start].kind == WORD and begin - start < 10:
            start -= 1
        words = [token.low for token in tokens[start:begin] if token.kind == WORD]
        if words and words[0] in ("the", "its", "his", "her", "their", "a") and any(word in ROLES for word in words):
            about.update(words)
    return about


def _last(name: str) -> str:
    return name.split()[-1].lower() if name.split() else ""


def _same_person(short: list[str], long: list[str]) -> bool:
    if len(short) > len(long):
        short, long = long, short
    return short[-1] == long[-1] and all(word in long for word in short)
