"""Which words of a sentence are verbs: by their forms and by the words around them."""

from collections.abc import Sequence

from qa.written.inflection import BASE, GERUND, PARTICIPLE, PAST, PRESENT, verb_form
from qa.written.items import DAY, NUMBER, SIGN, WORD, Item
from qa.written.phrases import (
    ADVERBS,
    ANDS,
    AUXILIARIES,
    DETERMINERS,
    NO_NOUN,
    NOT,
    OPENS_AFTER_VERB,
    PREPOSITIONS,
    STOP,
    VERB,
    Chunk,
    listed,
    saying_forms,
)

_BEFORE_NOUNS = DETERMINERS | PREPOSITIONS | {"'s"}
_ADJECTIVE_ENDINGS = ("al", "ous", "ive", "ful", "less", "ic", "able", "ible", "ary", "lar")
_SUBJECTS = frozenset("he she it who which that they we i you".split())


class Tagger:
    """The items of a sentence, and how far they are read.

    Attributes:
        items: those with a meaning; marks of quotation are left out.
        at: the next one.
        chunks: what was read.
        finite: whether the clause that is read has its verb.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        kept = [i for n, i in enumerate(items) if not (i.kind == SIGN and i.low in "“”\"'’‘`.…") or _owns(items, n)]
        self.items = [item for at, item in enumerate(kept) if not _says_nothing(kept, at)]
        self.at = 0
        self.chunks: list[Chunk] = []
        self.finite = False

    def low(self, ahead: int = 0) -> str:
        """Return the word so many items ahead, in lower case; "" past the end."""
        at = self.at + ahead
        return self.items[at].low if 0 <= at < len(self.items) else ""

    def _capital(self, at: int) -> bool:
        return at < len(self.items) and self.items[at].text[0].isupper()

    def _before(self, at: int) -> Item | None:
        """Return the item before an index, adverbs and marks skipped; None at the beginning."""
        at -= 1
        while at >= 0 and (self.items[at].low in ADVERBS | NOT or _is_adverb(self.items[at])):
            at -= 1
        return self.items[at] if at >= 0 else None

    def _nominal_word(self, item: Item) -> bool:
        return item.kind in {WORD, DAY, NUMBER} and item.low not in NO_NOUN

    def _nominal(self, at: int) -> bool:
        return at < len(self.items) and self._nominal_word(self.items[at])

    def _verb_here(self) -> bool:
        if self.at >= len(self.items):
            return False
        return self._finite_at(self.at) or self._participle_at() or self._gerund_at()

    def _finite_at(self, at: int) -> bool:
        """Whether a finite verb stands at an index, as far as its form and its neighbours tell."""
        if not 0 <= at < len(self.items) or self.items[at].kind != WORD:
            return False
        low = self.items[at].low
        if low in AUXILIARIES:
            return low not in {"be", "been", "being", "having"} and self.items[at].text != "May"
        form = verb_form(low)
        forms = form.forms if form else frozenset({PAST, PARTICIPLE} if low.endswith("ed") and len(low) > 4 else ())
        before = self._before(at)
        if not forms or self._name_at(at) or before is None or before.low in _BEFORE_NOUNS:
            return False
        if before.kind == NUMBER and not (form and form.verb in listed("verbs_only")):
            return False
        return self._past_at(before) if PAST in forms else self._present_at(at, before, forms)

    def _past_at(self, before: Item) -> bool:
        if before.kind == SIGN and before.low not in {",", "-", "–", "—", ")"}:
            return False
        return before.low not in listed("plain_adjectives") or not before.text.islower()

    def _present_at(self, at: int, before: Item, forms: frozenset[str]) -> bool:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if before.low in _SUBJECTS:
            return True
        opens = following is None or _opens(following)
        if before.kind == SIGN or before.low in ANDS:
            inserted = before.low == "," and sum(one.kind == STOP for one in self.chunks) > 1
            says = before.low == "," and self.items[at].low in saying_forms()
            return PRESENT in forms and opens and (inserted or says or (self.finite and before.low in ANDS))
        form = verb_form(self.items[at].low)
        sure = form is not None and form.verb in listed("verbs_only")
        free = not self.finite or sure or self.items[at].low in saying_forms() or self._after_saying()
        if not free or not (opens or sure) or not self._nominal_word(before) or _describes(before):
            return False
        plural = before.low.endswith("s") or before.low in listed("irregular_plurals")
        if PRESENT in forms:
            return not plural or before.text[0].isupper()
        followed = sure or (following is not None and following.kind != SIGN)
        return BASE in forms and plural and followed

    def _after_saying(self) -> bool:
        """Whether the last verb introduces what somebody says: then a clause may begin without a word of its own."""
        last = next((chunk.head for chunk in reversed(self.chunks) if chunk.kind == VERB), None)
        return last is not None and last.low in saying_forms()

    def _gerund_at(self) -> bool:
        """Whether an -ing form is a verb here and no noun."""
        low = self.low()
        form = verb_form(low)
        if (
            form is None
            or GERUND not in form.forms
            or self._name_at(self.at)
            or low == "including"
            or self.low(1) == "of"
        ):
            return False
        before = self._before(self.at)
        if before is None:
            return True
        noun_before = before.low in DETERMINERS | {"'s"} or before.low in listed("plain_adjectives")
        if self._nominal_word(before) and self._nominal(self.at + 1) and self.items[self.at + 1].text.islower():
            return False  # "a parking lot", "the voting age"
        return not noun_before and before.kind != NUMBER

    def _name_at(self, at: int) -> bool:
        """Whether a word has a capital that does not come from its place."""
        return at > 0 and self._capital(at)

    def _participle_at(self) -> bool:
        """Whether an -ed form without "be" is a passive one: "measures announced by", "asked about", "based on"."""
        low = self.low()
        form = verb_form(low)
        if form is None or PARTICIPLE not in form.forms or self._name_at(self.at):
            return False
        before = self._before(self.at)
        if before is None:
            return self.low(1) in PREPOSITIONS
        if before.low in DETERMINERS | PREPOSITIONS | {"'s"} or before.kind == NUMBER:
            return False
        apart = before.low == "," and self.finite and self.low(1) in PREPOSITIONS
        return PAST not in form.forms or self.low(1) == "by" or apart


def _is_adverb(item: Item) -> bool:
    return item.low.endswith("ly") and item.text.islower()


def _owns(items: Sequence[Item], at: int) -> bool:
    """Whether a mark is the ending of an owner, as in "the Saints' season"."""
    if not 0 < at < len(items) - 1 or items[at].low != "'":
        return False
    before, after = items[at - 1], items[at + 1]
    return before.kind == WORD and before.low.endswith("s") and after.kind == WORD


def _says_nothing(items: Sequence[Item], at: int) -> bool:
    """Whether an item is one of the first two words of "in order to", or "both", or "of" after it."""
    if items[at].low == "both" or (items[at].low == "of" and at and items[at - 1].low == "both"):
        return True
    lows = [item.low for item in items[max(0, at - 1) : at + 3]]
    return any(lows[n : n + 3] == ["in", "order", "to"] for n in (0, 1)) and items[at].low in {"in", "order"}


def _describes(item: Item) -> bool:
    """Whether a word is an adjective, as its ending tells."""
    low = item.low
    return low in listed("plain_adjectives") or (
        len(low) > 5 and low.endswith(_ADJECTIVE_ENDINGS) and item.text.islower()
    )


def _opens(item: Item) -> bool:
    """Whether an item may come right after a verb."""
    return (
        item.kind in {SIGN, DAY, NUMBER}
        or item.low in OPENS_AFTER_VERB
        or item.low.endswith(("ly", "ing"))
        or item.text[0].isupper()
    )
