"""Whom an article has named so far: full names for last names, holders of offices, and whom a pronoun means."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from qa.news.extract.names import Mention
from qa.news.extract.quotations.antecedents import Antecedents, Named, gender_of, gender_of_name
from qa.news.extract.quotations.frames import Paragraph
from qa.news.extract.quotations.namesakes import Namesakes
from qa.news.extract.quotations.nouns import leads_clause
from qa.news.extract.quotations.phrases import PERSON, PRONOUN, ROLE, Phrase
from qa.news.extract.quotations.speakers import name_runs, unowned
from qa.news.extract.quotations.vocabulary import BODIES, ROLES, SAME_OFFICE, SAYING
from qa.news.extract.tokens import WORD, Token

_NO_PERSON_AFTER = frozenset("in at near across outside around the".split())
_SMALL = frozenset("the a an of for from at in and its his her their s".split())
_REACH = 6
_MANY = 30


@dataclass(slots=True)
class _Person:
    about: set[str] = field(default_factory=set)
    gender: str = ""


class Memory:
    """What resolving the speakers of one article needs; asked in the order of the text.

    Args:
        paragraphs: of the article.
        mains: where in each paragraph the main clauses of its sentences begin, as numbers of tokens.
        inside: the words of each quotation.
        names: of the article, in order; whom they name is who may speak.
    """

    def __init__(
        self, paragraphs: list[Paragraph], mains: list[list[int]], inside: list[Paragraph], names: Sequence[Mention]
    ) -> None:
        self._people: dict[str, _Person] = {}
        self._namesakes = Namesakes(names)
        self._named: list[Named] = []
        self._offices: dict[str, set[str]] = {}
        found = [(n, run) for n, p in enumerate(paragraphs) for run in _people_of(p.tokens)]
        for number, (low, high, _) in found:
            self._namesakes.add(unowned(paragraphs[number].tokens, low, high))
        for quotation in inside:
            for low, high, _ in _people_of(quotation.tokens):
                self._namesakes.add(unowned(quotation.tokens, low, high))
        for number, (low, high, begin) in found:
            self._add_mention(paragraphs[number].tokens, number, mains[number], low, high, begin)
        self._antecedents = Antecedents(self._named, self.gender)
        self.events = self._antecedents.events

    def _add_mention(self, tokens: list[Token], number: int, mains: list[int], low: int, high: int, begin: int) -> None:
        if begin > 0 and begin == low and tokens[begin - 1].low in _NO_PERSON_AFTER:
            return
        start = tokens[low].start
        titles = frozenset(token.low for token in tokens[begin:low])
        name = self._namesakes.called(unowned(tokens, low, high), tokens[low].name, titles, start)
        self._namesakes.seen(name, start)
        main = mains[bisect_right(mains, low) - 1] if mains and mains[0] <= low else len(tokens)
        leads = leads_clause(tokens, main, low, high)
        self._describe(name, _said_of(tokens, low, high, begin))
        self._named.append(Named(tokens[low].start, tokens[high - 1].end, number, name, leads))

    def _describe(self, name: str, about: Set[str]) -> None:
        person = self._people.setdefault(name, _Person())
        person.about |= about
        for word in about & ROLES:
            self._offices.setdefault(SAME_OFFICE.get(word, word), set()).add(name)
        person.gender = gender_of(about) or person.gender

    def gender(self, name: str) -> str:
        """Return `he` or `she` for a person, by titles and by the first name, and "" where neither tells."""
        person = self._people.get(name)
        if person is None:  # the words for somebody who has no name: his mother
            return gender_of(frozenset(name.lower().split()))
        return person.gender or gender_of_name(name)

    def may_be(self, phrase: Phrase, pronoun: str) -> bool:
        """Say whether `he` or `she` may stand for the person of `phrase`."""
        return (
            gender_of(phrase.about)
            or self.gender(self._namesakes.called(phrase.name, phrase.mention, phrase.about, phrase.start))
        ) in ("", pronoun)

    def resolve(self, phrase: Phrase, paragraph: int, sentence: int | None = None) -> str | None:
        """Return the speaker that `phrase` means where it stands, or None when that is not sure.

        Args:
            sentence: the offset from which people of the same sentence may be meant by a pronoun; None for no sentence.
        """
        if phrase.kind == PERSON:
            name = self._namesakes.called(phrase.name, phrase.mention, phrase.about, phrase.start)
            self._namesakes.seen(name, phrase.start)
            self._describe(name, phrase.about)
            return name
        if phrase.kind == PRONOUN:
            if phrase.name in ("it", "they"):
                return self._antecedents.group(phrase.name, paragraph)
            return self._antecedents.person(
                phrase.name, paragraph, phrase.start, phrase.start if sentence is None else sentence
            )
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
        holders = [name for name in held if self._namesakes.first(name, phrase.start) < phrase.start]
        details = phrase.about - {phrase.head} - _SMALL
        exact = [name for name in holders if details <= self._people[name].about]
        if len(exact) == 1:
            return exact[0]
        if len(holders) != 1 or exact:
            return None
        return holders[0] if details & self._people[holders[0]].about or not details & BODIES else None


def _people_of(tokens: list[Token]) -> list[tuple[int, int, int]]:
    """Return `(name begins, name ends, run begins)` for the names of people in a paragraph."""
    runs = name_runs(tokens, 0, len(tokens))
    first, last = 0, 0
    found = []
    at = 0
    while at < len(tokens):
        low = at
        at += 1
        if not tokens[low].person:
            continue
        while at < len(tokens) and tokens[at].name == tokens[low].name:
            at += 1
        while last <= low and (run := next(runs, None)) is not None:
            first, last = run
        found.append((low, at, first if first <= low < last else low))
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
