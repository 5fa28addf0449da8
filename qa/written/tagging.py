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
    Chunk,
    listed,
    saying_forms,
)

_BEFORE_NOUNS = DETERMINERS | PREPOSITIONS | {"'s"}
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
        kept = [i for i in items if not (i.kind == SIGN and i.low in "“”\"'’‘`.…")]
        self.items = [item for at, item in enumerate(kept) if not _in_order(kept, at)]
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
        while at >= 0 and (self.items[at].low in ADVERBS | NOT or self.items[at].low.endswith("ly")):
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
        if not forms or self._name_at(at) or before is None or before.kind == NUMBER or before.low in _BEFORE_NOUNS:
            return False
        return self._past_at(before) if PAST in forms else self._present_at(at, before, forms)

    def _past_at(self, before: Item) -> bool:
        if before.kind == SIGN and before.low not in {",", "-", "–", "—", ")"}:
            return False
        return before.low not in listed("adjectives") or not before.text.islower()

    def _present_at(self, at: int, before: Item, forms: frozenset[str]) -> bool:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if before.low in _SUBJECTS:
            return True
        opens = following is None or _opens(following)
        if before.kind == SIGN or before.low in ANDS:
            return self.finite and opens and before.low in ANDS and PRESENT in forms
        says = self.items[at].low in saying_forms()
        if (self.finite and not says) or not opens or not self._nominal_word(before):
            return False
        plural = before.low.endswith("s") or before.low in listed("irregular_plurals")
        if PRESENT in forms:
            return not plural or before.text[0].isupper()
        return BASE in forms and plural and before.text.islower()

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
        noun_before = before.low in DETERMINERS | {"'s"} or before.low in listed("adjectives")
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


def _in_order(items: Sequence[Item], at: int) -> bool:
    """Whether an item is one of the first two words of "in order to"."""
    lows = [item.low for item in items[max(0, at - 1) : at + 3]]
    return any(lows[n : n + 3] == ["in", "order", "to"] for n in (0, 1)) and items[at].low in {"in", "order"}


def _opens(item: Item) -> bool:
    """Whether an item may come right after a verb."""
    return (
        item.kind in {SIGN, DAY, NUMBER}
        or item.low in OPENS_AFTER_VERB
        or item.low.endswith(("ly", "ing"))
        or item.text[0].isupper()
    )
