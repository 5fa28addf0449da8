"""Which full name of an article a shorter one stands for, and one kind for all the places where the same is named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from qa.news.extract.names.finding import Found
from qa.news.extract.names.gazetteer import Kind, Mention, lexicon
from qa.news.extract.names.judging import gender, no_name, speaks
from qa.news.extract.names.keys import is_acronym, is_formal, name_key
from qa.news.extract.names.vocabulary import CLUBS, GIVEN, HONORIFICS, PARTICLES, PLACE_HEADS, TOPICS
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

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
        if len(each) < 2:
            return each
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


_SURE = 4
_LISTED = 8
_TO_PLACES = word_set("prepositions_of_place")


def mentions_of(text: str, tokens: Sequence[Token], found: Sequence[Found], people: People) -> list[Mention]:
    """Return the mentions that `found` makes, each with its full name and the kind that the article speaks for most."""
    shorter = {**_shortened(text, tokens, found), **_acronyms(text, tokens, found)}
    resolved = [_resolved(text, tokens, f, people, shorter) for f in found]
    kinds = _kinds(found, resolved)
    fullest = _fullest([name for name, _ in resolved])
    mentions = []
    for f, (name, whole) in zip(found, resolved, strict=True):
        start, end = tokens[f.start].start, tokens[f.end - 1].end
        key = name_key(name)
        if not key:
            continue
        kind = Kind.PERSON if whole else kinds[key]
        mentions.append(
            Mention(start=start, end=end, text=text[start:end], name=name if whole else fullest[key], kind=kind)
        )
    return mentions


def _resolved(
    text: str, tokens: Sequence[Token], found: Found, people: People, shorter: Mapping[str, str]
) -> tuple[str, bool]:
    """Return the full name of what is found, and whether it is that of a person of the article."""
    run = tokens[found.start : found.end]
    words = tuple(t.low for t in run)
    if people.has(words) and (found.weight < _LISTED or _as_person(tokens, found)):
        whole = people.of(words, found.title, found.start)
        if whole is not None:
            return whole, True
        found.kind, found.weight = Kind.PERSON, _SURE
    name = printed(text, run)
    if found.kind is Kind.PLACE and not is_acronym(name):
        return name, False
    if name in shorter and found.weight < _SURE:
        found.kind, found.weight = Kind.ORGANISATION, _SURE
    return shorter.get(name, name), False


def _as_person(tokens: Sequence[Token], found: Found) -> bool:
    """Whether a listed name that is a person's surname here ("Jack London") is used as one, not as the place."""
    if found.title or speaks(tokens, found.end):
        return True
    before = tokens[found.start - 1] if found.start else None
    return (
        found.weight == _LISTED
        and before is not None
        and before.low not in _TO_PLACES
        and not tokens[found.start].initial
    )


def _kinds(found: Sequence[Found], resolved: Sequence[tuple[str, bool]]) -> dict[str, Kind]:
    """Return for each key the kind that the article speaks for most."""
    votes: dict[str, dict[Kind, float]] = {}
    for f, (name, _) in zip(found, resolved, strict=True):
        weight = 0.1 if f.kind is Kind.OTHER and f.weight < _SURE else float(f.weight**2)
        counts = votes.setdefault(name_key(name), {})
        counts[f.kind] = counts.get(f.kind, 0.0) + weight
    return {
        key: next(iter(counts)) if len(counts) == 1 else max(sorted(counts), key=counts.__getitem__)
        for key, counts in votes.items()
    }


def _fullest(names: Sequence[str]) -> dict[str, str]:
    """Return for each key the fullest spelling: no acronym, "Armenia" for "Republic of Armenia", else the longest."""
    best: dict[str, str] = {}
    for name, _ in sorted(
        Counter(names).items(), key=lambda n: (is_acronym(n[0]), is_formal(n[0]), -len(n[0]), -n[1], n[0])
    ):
        best.setdefault(name_key(name), name)
    return best


def clubs_of(tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return the last words by which alone clubs of the article are called, each with the word before it."""
    named: dict[str, set[str]] = {}
    for f in found:
        last = tokens[f.end - 1].low
        if f.end - f.start == 2 and last in CLUBS and f.kind is not Kind.PERSON:
            named.setdefault(last, set()).add(tokens[f.start].low)
    return {last: min(firsts) for last, firsts in named.items() if len(firsts) == 1 and last not in PLACE_HEADS}


def _shortened(text: str, tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return the full names of bodies that the article also calls by their first word alone: "Oakes" of "Oakes Logistics Ltd"."""
    full: dict[str, set[str]] = {}
    for f in found:
        run = tokens[f.start : f.end]
        if f.kind is not Kind.ORGANISATION or len(run) < 2 or f.weight > 9:
            continue
        name = printed(text, run)
        if run[-1].low in CLUBS:
            full.setdefault(run[-1].text, set()).add(name)
        first = run[0]
        plain = (
            no_name(first, frozenset())
            or first.shouted
            or first.low in GIVEN
            or first.low in TOPICS
            or lexicon().has_word(first.low)
        )
        if not plain and len(first.text) > 2 and all(t.capital for t in run):
            full.setdefault(first.text, set()).add(name)
    return {short: next(iter(names)) for short, names in full.items() if len(names) == 1}


def _acronyms(text: str, tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return what each acronym that the article introduces in brackets, "(OSCE)", is short for."""
    full: dict[str, str] = {}
    for f in found:
        if f.end - f.start < 2 or f.end >= len(tokens):
            continue
        after = tokens[f.end]
        if (
            after.shouted
            and text[tokens[f.end - 1].end : after.start].strip() == "("
            and text[after.end : after.end + 1] == ")"
        ):
            run = tokens[f.start : f.end]
            if _short_for(after.text, [t.text for t in run]):
                full.setdefault(after.text, printed(text, run))
    return full


def _short_for(acronym: str, words: Sequence[str]) -> bool:
    """Whether the letters of an acronym are found, in order, at the beginnings of words."""
    starts = iter("".join(part[0] for word in words for part in word.split("-") if part).upper())
    letters = [c for c in acronym.upper() if c.isalpha()]
    return bool(letters) and all(any(c == start for start in starts) for c in letters)
