"""Finding names in the words of a text: which runs of capitals are names, and of what.

Each run is cut at titles, roles, days and function words; what is left is a name of a body, a place or a thing where it
has such a head word, what the gazetteer says where it is listed, and else what the words around it speak for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qa.news.extract.names.gazetteer import Kind, Lexicon
from qa.news.extract.names.judging import Judge, no_name
from qa.news.extract.names.runs import Item, Part, field_end, head_of, items_of, reach, run_end, topic
from qa.news.extract.names.vocabulary import COMPANY_SUFFIXES, GIVEN, ORG_HEADS, ORG_OPENERS, ROLES, ordinary
from qa.news.extract.tokens import Token

_OF_OFFICES = frozenset("district circuit house majority minority".split())
"""Words before a role that are no name with what is before them: "U.S. District Judge"."""


@dataclass(slots=True)
class Found:
    """A name: words `start` to `end`, by number.

    Attributes:
        weight: how sure its kind is, 1 to 10.
        title: folded title or role right before it; "" for none.
    """

    start: int
    end: int
    kind: Kind
    weight: int
    title: str = ""


class Finder:
    """Finds the names in one text."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon, known: Mapping[str, Kind]) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.judge = Judge(text, tokens, lexicon, known)
        self.lower = self.judge.lower
        self.found: list[Found] = []
        self._title = ""  # of a person whose office is named in two runs: "Minister of Foreign Affairs Ana Lima"

    def run(self) -> list[Found]:
        """Return the names in order; words of headlines are looked up in the gazetteer only."""
        after = 0  # the last run
        for at in [at for at, token in enumerate(self.tokens) if token.capital]:
            if at >= after:
                after = self._listed(at) if self.tokens[at].heading else self._run(at)
        return self.found

    def _listed(self, at: int) -> int:
        match = self.lexicon.match(self.tokens, at)
        if match is None or (match[0] == 1 and (self.tokens[at].low in GIVEN or match[1] is not Kind.PLACE)):
            return at + 1
        self.found.append(Found(at, at + match[0], match[1], 10))
        return at + match[0]

    def _run(self, start: int) -> int:
        end = run_end(self.tokens, start)
        items = items_of(self.tokens, start, end, self.lexicon)
        segment: list[Item] = []
        title, self._title = self._title, ""
        for item in items:
            if item.part in (Part.ROLE, Part.HONORIFIC, Part.STOP):
                if item.part is Part.ROLE:
                    self._drop_topics(segment)
                if segment:
                    self._segment(segment, title)
                    segment = []
                title = "" if item.part is Part.STOP else self.tokens[item.start].low
            else:
                segment.append(item)
        if segment:
            self._segment(segment, title)
        if items[-1].part is Part.ROLE:
            after = field_end(self.tokens, end)
            self._title = title if after > end and after < len(self.tokens) and self.tokens[after].joined else ""
            end = after
        end = max(end, items[-1].end)
        return max(end, self.found[-1].end) if self.found else end

    def _drop_topics(self, segment: list[Item]) -> None:
        """Drop what belongs to the role after it: "Foreign" of "Foreign Minister"."""
        while segment and (
            topic(self.tokens[segment[-1].start])
            or segment[-1].part is Part.ADJECTIVE
            or self.tokens[segment[-1].start].low in _OF_OFFICES
        ):
            if segment[-1].part is Part.PHRASE:
                break
            segment.pop()

    def _segment(self, items: list[Item], title: str) -> None:
        """Find the names in a part of a run without titles, roles and days."""
        head = head_of(self.tokens, items)
        if (head is None or head[0] == 0) and self._opened(items):
            self.found.append(Found(items[0].start, items[-1].end, Kind.ORGANISATION, 6))
            return
        whole = items
        while items and self._only_opens(items[0]):
            items, title = items[1:], ""
        items = self._without_opening(items)
        if not items:
            return
        head = head if items is whole else head_of(self.tokens, items)
        if head is not None:
            index, kind = head
            self._headed(items[: index + 1], kind)
            if index + 1 < len(items):
                self._segment(items[index + 1 :], "")
            return
        while items and items[0].part is Part.ADJECTIVE:
            items = items[1:]
        if not (len(items) == 2 and items[0].part is Part.WORD and self.tokens[items[0].start].low in GIVEN):
            while items and items[-1].part is Part.ADJECTIVE:  # but "Thierry Breton", "Harry Dane"
                items = items[:-1]
        if items:
            self._headless(items, title)

    def _only_opens(self, item: Item) -> bool:
        """Whether a word has its capital only because a sentence begins with it."""
        first = self.tokens[item.start]
        return item.part is Part.WORD and first.initial and no_name(first, self.lower) and not first.shouted

    def _without_opening(self, items: list[Item]) -> list[Item]:
        """Drop a word that only opens a sentence before a person's first name: "Fullback Andre Lund", "Angry Dane Anna Berg"."""
        if not items or not self.tokens[items[0].start].initial or self.tokens[items[0].start].low in GIVEN:
            return items
        for index, item in enumerate(items[:3]):
            first = index and item.part is Part.WORD and self.tokens[item.start].low in GIVEN and index + 1 < len(items)
            opening = items[0].part is Part.WORD and all(i.part is Part.ADJECTIVE for i in items[1:index])
            if first and opening and len(self.tokens[items[0].start].text) > 4:
                return items[index:]
        return items

    def _opened(self, items: Sequence[Item]) -> bool:
        """Whether words are the name of a body by the first of them: "Radio Tirana", "Statistics Canada"."""
        if (
            len(items) < 2
            or items[0].part not in (Part.WORD, Part.BODY)
            or self.tokens[items[0].start].low not in ORG_OPENERS
        ):
            return False
        after = items[1]
        return after.part is Part.PHRASE or (
            after.part is Part.WORD and not no_name(self.tokens[after.start], self.lower)
        )

    def _headed(self, items: list[Item], kind: Kind) -> None:
        if len(items) == 1 and items[0].part is Part.THING and self.tokens[items[0].start].initial:
            return  # "Talks on Nagorno-Karabakh went on": a sentence that opens, not a name
        start = self._opening(items[0].start, kind)
        end, joined = reach(self.tokens, items, kind, self.lexicon)
        if end - start == 1 and items[0].part is not Part.PHRASE:
            return  # "Ministry" alone
        if (
            not joined
            and all(i.part is Part.ADJECTIVE or no_name(self.tokens[i.start], frozenset()) for i in items)
            and self.tokens[start].initial
        ):
            words = [self.tokens[i].low for i in range(start, end)]
            if all(w in self.lower for w in words[1:]):
                return
        self.found.append(Found(start, end, kind, 5))

    def _opening(self, start: int, kind: Kind) -> int:
        """Return where an organisation's name begins, its first word before "and": "the Competition and Markets Authority"."""
        tokens = self.tokens
        if kind is not Kind.ORGANISATION or start < 2 or tokens[start - 1].low != "and":
            return start
        first = tokens[start - 2]
        if start + 1 < len(tokens) and tokens[start + 1].low in COMPANY_SUFFIXES:
            return start - 2 if self._firm_of_two(start) else start
        owned = start > 2 and (tokens[start - 3].low == "the" or tokens[start - 3].possessive)
        if not first.initial and not owned:
            return start
        alone = first.capital and tokens[start - 1].joined and tokens[start].joined and not first.possessive
        plain = (ordinary(first.low) or topic(first)) and first.low not in ROLES and first.low not in ORG_HEADS
        return start - 2 if alone and plain else start

    def _firm_of_two(self, start: int) -> bool:
        """Whether "X and" belongs to the firm "Y Corp" at `start`: neither X nor Y is known as another body."""
        tokens = self.tokens
        first = tokens[start - 2]
        alone = start < 3 or not (tokens[start - 3].capital and first.joined)
        plain = first.capital and not first.shouted and not first.possessive and not first.initial
        return alone and plain and tokens[start - 1].joined and self.lexicon.match(tokens, start - 2) is None

    def _headless(self, items: list[Item], title: str) -> None:
        tokens = self.tokens
        start, end = items[0].start, items[-1].end
        words = tuple(t.low for t in tokens[start:end])
        listed = self.lexicon.kind(words) if len(items) > 1 else None
        if listed is not None:
            self.found.append(Found(start, end, listed, 10))
            return
        of_person = tokens[start].low in GIVEN or (title and items[0].part is not Part.PHRASE)
        if of_person and len(items) > 1 and not all(i.part is Part.PHRASE for i in items):
            self._words(start, end, title)
            return
        rest: list[Item] = []
        for item in items:
            if item.part is Part.PHRASE:
                self._plain(rest, title)
                rest, title = [], title if not rest else ""
                self._phrase(item, title)
                title = ""
            else:
                rest.append(item)
        self._plain(rest, title)

    def _phrase(self, item: Item, title: str) -> None:
        before = self.found[-1] if self.found else None
        tokens = self.tokens
        bodies = (
            item.kind is Kind.ORGANISATION
            and before is not None
            and before.end == item.start
            and tokens[item.start].joined
        )
        if (
            bodies
            and before is not None
            and not tokens[before.end - 1].possessive
            and before.kind in (Kind.ORGANISATION, Kind.PLACE)
        ):
            before.end, before.kind = item.end, Kind.ORGANISATION  # "OSCE Minsk Group", "US Congress"
            return
        self.found.append(Found(item.start, item.end, item.kind, 8 if item.end - item.start == 1 else 10, title))

    def _plain(self, items: list[Item], title: str) -> None:
        while items and items[-1].part is Part.ADJECTIVE:
            items = items[:-1]
        while items and items[0].part is Part.ADJECTIVE:
            items = items[1:]
        if items:
            self._words(items[0].start, items[-1].end, title)

    def _words(self, start: int, end: int, title: str) -> None:
        """Note a run of words that no list and no head word explains, if it is judged a name."""
        whole = self.judge.carried(start, end, title)
        if whole:
            self.found.append(Found(start, whole, Kind.OTHER, 1))
            return
        kind, weight = self.judge.judge(start, end, title)
        if kind is not None:
            self.found.append(Found(start, end, kind, weight, title))
