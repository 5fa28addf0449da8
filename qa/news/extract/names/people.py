"""Which full name of an article a surname, or a first name, alone stands for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from qa.news.extract.names.evidence import gender
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import HONORIFICS, PARTICLES

_SUFFIXES = frozenset("jr sr ii iii iv".split())
_MOST_NAMESAKES = 12
"""Where more share a part of their names, nobody is meant for sure, and comparing them all would take long."""


@dataclass(slots=True)
class Person:
    """A person whose full name an article gives.

    Attributes:
        words: the folded words of the name.
        name: as printed.
        first: the number of the word where the full name is first used; -1 for the headline.
        gender: "m", "f" or "".
        titles: folded titles and roles used with the full name.
    """

    words: tuple[str, ...]
    name: str
    first: int
    gender: str = ""
    titles: set[str] = field(default_factory=set)


class People:
    """The persons of one article, by the words of their names."""

    def __init__(self) -> None:
        self.persons: dict[tuple[str, ...], Person] = {}
        self._by_part: dict[tuple[str, ...], list[Person]] = {}

    def add(self, text: str, tokens: Sequence[Token], title: str, at: int) -> None:
        """Note a full name of two words or more."""
        words = tuple(t.low for t in tokens)
        person = self.persons.get(words)
        if person is None:
            person = Person(words, printed(text, tokens), at)
            self.persons[words] = person
            for part in _parts(words):
                self._by_part.setdefault(part, []).append(person)
        if title:
            person.titles.add(title)
        if not person.gender:
            person.gender = gender(title, words[0])

    def of(self, words: tuple[str, ...], title: str, at: int) -> str | None:
        """Return the full name that a part of a name stands for, used at word `at` after `title`; None where that is not sure."""
        fullest = self._fullest(self._by_part.get(words, ()))
        if len(fullest) > 1:
            fullest = self._meant(fullest, title, at)
        return fullest[0].name if len(fullest) == 1 else None

    def has(self, words: tuple[str, ...]) -> bool:
        """Whether these words are part of a full name."""
        return words in self._by_part

    def parts(self) -> Iterable[tuple[str, ...]]:
        """Return what may stand for a person."""
        return self._by_part

    @staticmethod
    def _fullest(persons: Iterable[Person]) -> list[Person]:
        """Drop names that are part of a longer one: "Tayyip Erdogan" beside "Recep Tayyip Erdogan"."""
        each = list(persons)
        if len(each) > _MOST_NAMESAKES:
            return []
        return [
            p
            for p in each
            if not any(q is not p and len(q.words) > len(p.words) and set(p.words) < set(q.words) for q in each)
        ]

    @staticmethod
    def _meant(persons: list[Person], title: str, at: int) -> list[Person]:
        before = [p for p in persons if p.first < at]
        if len(before) == 1:
            return before
        if title and title not in HONORIFICS:
            return [p for p in before if title in p.titles]
        wanted = gender(title, "") if title else ""
        if not wanted:
            return []
        if any(not p.gender for p in before):
            return []
        return [p for p in before if p.gender == wanted]


def printed(text: str, tokens: Sequence[Token]) -> str:
    """Return a name as `text` has it, on one line."""
    return " ".join(text[tokens[0].start : tokens[-1].end].split())


def _parts(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what of a full name stands alone: surname with and without particles, first name, and shorter full names."""
    core = words[:-1] if words[-1] in _SUFFIXES else words
    parts = [core[i:] for i in range(len(core))] + [core[:1]]
    if len(core) > 2:
        parts.append((core[0], core[-1]))
    parts += [(core[-1].split("-", 1)[1],) for prefix in ("al-", "el-") if core[-1].startswith(prefix)]
    found = [p for p in dict.fromkeys(parts) if p[0] not in PARTICLES or len(p) > 1]
    return [p for p in found if len(p[-1]) > 1]
