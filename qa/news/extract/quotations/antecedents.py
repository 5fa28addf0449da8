"""Whom a pronoun means: the speaker, the subject or the only person before it that its gender fits."""

from bisect import bisect_left
from collections.abc import Callable, Set
from dataclasses import dataclass

from qa.news.extract.names.vocabulary import FEMALE, FEMALE_TITLES, MALE, MALE_TITLES
from qa.news.extract.quotations.phrases import DOCUMENT, OTHER, PERSON, PRONOUN, ROLE
from qa.news.extract.word_lists import word_set

_WOMAN = FEMALE_TITLES | word_set("nouns_female")
_MAN = MALE_TITLES | word_set("nouns_male")
_WOMEN = FEMALE | word_set("first_names_female")
_MEN = MALE | word_set("first_names_male")

_PARAGRAPHS_BACK = 3
_EVENTS_BACK = 40
_NAMES_BACK = 60


def gender_of(about: Set[str]) -> str:
    """Return `he` or `she` for the words that describe a person, and "" where they leave it open."""
    if about & _WOMAN:
        return "she"
    return "he" if about & _MAN else ""


def gender_of_name(name: str) -> str:
    """Return `he` or `she` for a person whose first name is given to one sex only, and "" for any other name."""
    first, _, rest = name.partition(" ")
    low = first.casefold()
    if not rest or (low in _MEN) == (low in _WOMEN):
        return ""
    return "he" if low in _MEN else "she"


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of a person in the order of the article; `leads` where it is the subject of its sentence."""

    start: int
    end: int
    paragraph: int
    name: str
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """That `speaker` said something, or asked, at `start` (code points) of paragraph `paragraph`, sentence `sentence`."""

    speaker: str | None
    kind: str
    start: int
    end: int
    paragraph: int
    sentence: int
    asks: bool = False


class Antecedents:
    """The people of an article where they are named or speak; asked in the order of the text.

    Args:
        named: all mentions of people, in order.
        gender: of a person by name, as far as it is known.
    """

    def __init__(self, named: list[Named], gender: Callable[[str], str]) -> None:
        self.events: list[Event] = []
        self._named = named
        self._gender = gender
        self._starts = [one.start for one in named]

    def person(self, pronoun: str, paragraph: int, until: int, sentence: int) -> str | None:
        """Return whom `he` or `she` at offset `until` of paragraph `paragraph` means; None when that is not sure.

        Args:
            sentence: the offset from which the only person named before it in its sentence is meant; `until` for none.
        """
        last = self._last_speaker(pronoun, paragraph, until)
        if last is None or last.start < sentence:
            own = {one.name for one in self._mentioned(paragraph, until, pronoun) if one.start >= sentence}
            if len(own) == 1:
                return own.pop()
        if last is not None:
            since = [n for n in self._mentioned(last.paragraph, until, pronoun) if n.start > last.end]
            if last.asks and since and since[0].name != last.speaker:  # who is asked answers
                return since[0].name
            later = [n for n in since if n.leads]
            return later[-1].name if later else last.speaker
        for where in range(paragraph, paragraph - _PARAGRAPHS_BACK - 1, -1):
            named = [n for n in self._mentioned(where, until, pronoun) if n.paragraph == where]
            if named:
                return self._meant(named, pronoun)
        return None

    def _last_speaker(self, pronoun: str, paragraph: int, until: int) -> Event | None:
        for event in reversed(self.events[-_EVENTS_BACK:]):
            if event.paragraph < paragraph - _PARAGRAPHS_BACK:
                return None
            if event.start < until and event.kind in (PERSON, PRONOUN, ROLE) and self._fits(event.speaker, pronoun):
                return event
        return None

    def _meant(self, named: list[Named], pronoun: str) -> str | None:
        if len({one.name for one in named}) == 1:
            return named[0].name
        leading = [one for one in named if one.leads]
        if leading:
            return leading[-1].name
        known = {one.name for one in named if self._gender(one.name) == pronoun}
        return known.pop() if len(known) == 1 else None

    def _mentioned(self, paragraph: int, until: int, pronoun: str) -> list[Named]:
        """Return who is named from `paragraph` on, up to an offset, and may be meant."""
        stop = bisect_left(self._starts, until)
        found = []
        for at in range(stop - 1, max(stop - 1 - _NAMES_BACK, -1), -1):
            if self._named[at].paragraph < paragraph:
                break
            if self._fits(self._named[at].name, pronoun):
                found.append(self._named[at])
        return found[::-1]

    def _fits(self, name: str | None, pronoun: str) -> bool:
        return name is not None and " and " not in name and self._gender(name) in ("", pronoun)

    def group(self, pronoun: str, paragraph: int) -> str | None:
        """Return the body, the writing or the people that `it` or `they` means; None when that is not sure."""
        for event in reversed(self.events[-20:]):
            if event.paragraph < paragraph - 1:
                return None
            far = event.paragraph < paragraph
            if event.kind not in (PERSON, DOCUMENT if pronoun == "they" and far else "") and event.speaker is not None:
                plural = (
                    event.kind == OTHER or event.speaker.split()[0].lower() in ("they",) or event.speaker.endswith("s")
                )
                if pronoun == "they" or not plural:
                    return event.speaker
        return None
