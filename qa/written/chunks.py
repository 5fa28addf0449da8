"""The phrases of a sentence, without a grammar of English: what is named, what is done, and the small words between.

A word that may be a verb or a noun is decided by its neighbours. Where that goes wrong it mostly does so in the same way in the
written sentence and in the quote, and then nothing is lost; otherwise the sentence is refused.
"""

from dataclasses import dataclass, field

from qa.written.inflection import meaning
from qa.written.items import DAY, NUMBER, SIGN, WORD, Item, marking
from qa.written.phrases import (
    ADVERB,
    ADVERBS,
    AND,
    ANDS,
    AUXILIARIES,
    BE,
    CLAUSE,
    CLAUSES,
    DETERMINERS,
    DO,
    ENDS_NOUN,
    HAVE,
    MODALS,
    NOT,
    NOUN,
    OWNERS,
    PARTICLES,
    PREPOSITION,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    RELATIVES,
    SAID_NOTHING,
    STOP,
    VERB,
    WHEN,
    Chunk,
    listed,
    owner_of,
    phrase_of,
    pronoun_of,
)
from qa.written.verbs import VerbReader

_NO_OBJECT = (PREPOSITIONS | CLAUSES | RELATIVES | ANDS | AUXILIARIES | {"what", "how"}) - {"that", "having", "being"}
_ABOUT = frozenset("about around over under above below".split())
_LIMITING = {
    ("in", "part"): "partly", ("in", "large", "part"): "largely", ("at", "least"): "least", ("at", "most"): "most",
    ("more", "than"): "more than", ("less", "than"): "less than", ("up", "to"): "up to",
}  # fmt: skip
_ALWAYS = frozenset("although though while if unless whether because when whereas".split())


@dataclass(slots=True)
class _Begun:
    """A noun phrase that is being read: its words and marks, who has it, its last mark."""

    words: list[Item] = field(default_factory=list)
    owners: list[Chunk] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    limit: Item | None = None


class Chunker(VerbReader):
    """Cuts the items of one sentence into phrases."""

    def run(self) -> list[Chunk]:
        """Return the phrases in order."""
        while self.at < len(self.items):
            item = self.items[self.at]
            if item.kind == SIGN:
                self._sign(item)
            elif item.kind == DAY and not self._names_a_noun():
                self._put(Chunk(WHEN, item.low, head=item))
            elif not self._verb() and not self._small(item):
                self._noun()
        self._late_marks()
        return self.chunks

    def _late_marks(self) -> None:
        """Let marks that nothing came after belong to what stands before them."""
        last = next((chunk for chunk in reversed(self.chunks) if chunk.head is not None), None)
        if self.marks and last is not None and last.head is not None:
            last.head.marks |= self.marks
            self.marks = set()

    def _sign(self, item: Item) -> None:
        self._late_marks()
        self.finite = self.finite and item.low not in ";:"
        self._put(Chunk(STOP, item.low))

    def _names_a_noun(self) -> bool:
        """Whether a day stands before a noun as part of its name: "the 1967 slayings", "Tuesday's vote"."""
        if self.low(1) == "'s":
            return True
        following = self.items[self.at + 1] if self.at + 1 < len(self.items) else None
        before = self.low(-1)
        nominal = following is not None and following.kind == WORD and self._nominal(self.at + 1)
        plain = nominal and not self._finite_at(self.at + 1)
        return plain and (before in DETERMINERS or before in {"of", "by"})

    def _small(self, item: Item) -> bool:
        """Take a preposition, a conjunction, a relative, an adverb or a mark."""
        low = item.low
        if self._limiting_phrase():
            return True
        if low in RELATIVES or (low == "that" and self._that_is_relative()):
            self._opens(Chunk(RELATIVE, low))
        elif low in ANDS:
            self.finite = self.finite and not (self.chunks and self.chunks[-1].kind == STOP)
            self._put(Chunk(AND, low))
            self.marks |= {"not"} if low in {"nor", "neither"} else set()
        elif low in CLAUSES and self._begins_clause(low):
            self._opens(Chunk(CLAUSE, low))
        elif low in PARTICLES and (
            low not in PREPOSITIONS or (self._after(VERB) and self.low(1) not in {"the", "a", "an"})
        ):
            self._put(Chunk(ADVERB, low, head=item))
        elif low in PREPOSITIONS:
            self._preposition(low)
        else:
            return self._adverb(item)
        return True

    def _as_well(self) -> None:
        if self.low(2) == "as":
            self._put(Chunk(AND, "and"), 3)
            return
        item = self.items[self.at]
        item.key = ("word", meaning("also"))
        self._put(Chunk(ADVERB, "also", head=item), 2)

    def _limiting_phrase(self) -> bool:
        """Take "in part", "at least", "more than" as the mark that they are."""
        for phrase, mark in _LIMITING.items():
            if all(self.low(n) == word for n, word in enumerate(phrase)):
                self.marks.add(mark)
                self.at += len(phrase)
                return True
        return False

    def _opens(self, chunk: Chunk) -> None:
        self.finite = False
        self._put(chunk)

    def _after(self, kind: str) -> bool:
        return bool(self.chunks) and self.chunks[-1].kind == kind

    def _preposition(self, low: str) -> None:
        if low == "as" and self.low(1) == "well":
            self._as_well()
            return
        taken = 2 if (low, self.low(1)) in {("according", "to"), ("because", "of"), ("out", "of")} else 1
        following = self.items[self.at + taken] if self.at + taken < len(self.items) else None
        if low in _ABOUT and following is not None and following.kind == NUMBER:
            self.marks.add(low)
            self.at += 1
            return
        hangs = following is None or following.kind == SIGN or following.low in _NO_OBJECT
        if hangs:
            self._put(Chunk(ADVERB, low, head=self.items[self.at]), taken)
        else:
            self._put(Chunk(PREPOSITION, low), taken)

    def _adverb(self, item: Item) -> bool:
        low = item.low
        if low in marking() and low not in NOT and (self._nominal_next() or self._after(PREPOSITION)):
            return False
        if low == "there" and self.low(1) in AUXILIARIES:
            return False
        if low in NOT or low in marking():
            self.marks.add("not" if low in NOT else low)
            self.at += 1
        elif low in SAID_NOTHING and low not in DETERMINERS:
            self.at += 1
        elif low in ADVERBS or (
            low.endswith("ly") and len(low) > 4 and (item.text.islower() or self._opens_with_comma())
        ):
            self._put(Chunk(ADVERB, low, head=item))
        else:
            return False
        return True

    def _opens_with_comma(self) -> bool:
        """Whether a word begins the sentence and a comma follows: "Recently, the ..."."""
        return self.at == 0 and self.low(1) == ","

    def _nominal_next(self) -> bool:
        """Whether a mark stands in a noun phrase that follows: "some advocates", "the former minister"."""
        return self.at + 1 < len(self.items) and (self._nominal(self.at + 1) or self.low(1) in DETERMINERS | {"of"})

    def _that_is_relative(self) -> bool:
        return self._after(NOUN) and self.low(1) not in DETERMINERS and self._finite_at(self.at + 1)

    def _begins_clause(self, low: str) -> bool:
        """Whether "after", "as", "that" begins a clause: a verb comes before the next sign or conjunction."""
        if low == "though" and self.low(1) == ",":
            return False
        if low in _ALWAYS:
            return low != "because" or self.low(1) != "of"
        if low == "that" and not self.chunks:
            return False
        if low == "that" and self.chunks[-1].kind in {PREPOSITION, VERB, WHEN, ADVERB}:
            return not self._after(PREPOSITION)
        if low == "so" and self.low(1) not in PRONOUNS | {"that", "the"} and not self._capital(self.at + 1):
            return False
        return self._verb_before_sign()

    def _verb_before_sign(self) -> bool:
        for at in range(self.at + 1, min(self.at + 14, len(self.items))):
            item = self.items[at]
            if item.kind == SIGN or item.low in RELATIVES or item.low == "to":
                return False
            if at > self.at + 1 and self._finite_at(at):
                return True
        return False

    def _noun(self) -> None:
        """Take a noun phrase: determiners, numbers, adjectives and nouns, those who have it, the head last."""
        begun = _Begun()
        while self.at < len(self.items) and self._taken(begun, self.items[self.at]):
            pass
        words, marks = begun.words, begun.marks
        if not words and begun.limit is not None and not self._verb_here():  # "some said", "in the first half"
            words, marks = [begun.limit], marks - {begun.limit.low}
        chunk = phrase_of(words, begun.owners, marks)
        if chunk.head is None and begun.owners:  # "a friend of Smith's"
            chunk = begun.owners[-1]
            self.marks |= marks
        if chunk.head is None:
            self.marks |= marks
            return
        self._put(chunk, 0)

    def _taken(self, begun: "_Begun", item: Item) -> bool:
        """Take one more word of a noun phrase, and return whether it may go on."""
        if item.low == "'s" or (item.low == "'" and begun.words):
            begun.owners += [phrase_of(begun.words, [], begun.marks)] if begun.words else []
            begun.words, begun.marks = [], set()
        elif item.low in OWNERS:
            begun.owners.append(owner_of(item))
        elif self._limits(begun, item):
            return self._limited(begun, item)
        elif item.low not in DETERMINERS and item.low not in SAID_NOTHING:
            begun.words.append(pronoun_of(item) if item.low in PRONOUNS else item)
            if item.low in PRONOUNS:
                self.at += 1
                return False
        self.at += 1
        if self.at == len(self.items):
            return False
        following = self.items[self.at]
        return not (self._ends_noun(following) if begun.words else self._stops_empty(following))

    def _limits(self, begun: "_Begun", item: Item) -> bool:
        if item.low not in marking() or item.kind != WORD:
            return False
        return self._nominal_next() or bool(begun.words)

    def _limited(self, begun: "_Begun", item: Item) -> bool:
        """Take a mark: "some", "former"; and "of" after it."""
        begun.limit = item
        self.at += 1
        counts = item.low == "some" and self.at < len(self.items) and self.items[self.at].kind == NUMBER
        begun.marks.add("about" if counts else item.low)  # "some 300 people"
        if self.low() == "of" and not begun.words:
            self.at += 1
        elif not begun.words and self.at < len(self.items) and self._verb_here():
            return False
        return not (begun.words and self.at < len(self.items) and self._ends_noun(self.items[self.at]))

    def _stops_empty(self, item: Item) -> bool:
        return item.kind == SIGN or item.low in PREPOSITIONS | MODALS | BE | HAVE | DO

    def _ends_noun(self, item: Item) -> bool:
        low = item.low
        if low == "'s" or (low == "'" and self.low(-1).endswith("s")):
            return False
        if item.kind in {SIGN, DAY} or low in ENDS_NOUN - marking():
            return True
        if low in marking() and item.kind == WORD:
            return low in listed("quantifiers")
        return (low.endswith("ly") and item.text.islower() and len(low) > 5) or self._verb_here()
