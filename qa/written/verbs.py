"""Groups of verbs: auxiliaries, what denies them, the verb that they belong to; their tense and voice."""

from collections.abc import Sequence

from qa.written.inflection import BASE, GERUND, PARTICIPLE, PAST, verb_form
from qa.written.items import NUMBER, WORD, Item, marking
from qa.written.phrases import ADVERBS, AND, AUXILIARIES, BE, DO, HAVE, MODALS, NOT, NOUN, VERB, Chunk
from qa.written.tagging import Tagger


class VerbReader(Tagger):
    """Reads the groups of verbs of a sentence.

    Attributes:
        marks: words that limit what comes next.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__(items)
        self.marks: set[str] = set()

    def _put(self, chunk: Chunk, taken: int = 1) -> None:
        if chunk.head is not None:
            later = (
                {mark for mark in self.marks if mark.endswith("ly") and mark != "only"} if chunk.kind == NOUN else set()
            )
            chunk.head.marks |= self.marks - later  # "reportedly, he made": of the verb
            self.marks = later
        self.chunks.append(chunk)
        self.at += taken

    def _verb(self) -> bool:
        """Take a group of verbs, if one begins here."""
        low = self.low()
        if low == "to" and self._infinitive():
            return True
        if self.items[self.at].kind != WORD:
            return False
        if low in MODALS | BE | HAVE | DO and (low != "may" or self.items[self.at].text != "May"):
            return self._group()
        if self._gerund_at():
            return self._single("ing")
        if self._participle_at():
            return self._single("done", passive=True)
        if not self._finite_at(self.at):
            return self._second_infinitive()
        form = verb_form(low)
        tense = "past" if form is None or PAST in form.forms else "present"
        if form and PAST in form.forms and BASE in form.forms:
            tense = "any"
        self.finite = True
        return self._single(tense)

    def _single(self, tense: str, *, passive: bool = False) -> bool:
        item = self.items[self.at]
        self._put(Chunk(VERB, tense, head=item, tense=tense, passive=passive, copula=links(item)))
        return True

    def _second_infinitive(self) -> bool:
        """Take the second verb of "to meet and discuss"."""
        last = next((c for c in reversed(self.chunks) if c.kind == VERB), None)
        form = verb_form(self.low())
        if not (form and BASE in form.forms and last and self.chunks[-1].kind == AND):
            return False
        return (last.tense == "to" or last.tense in MODALS) and self._single(last.tense)

    def _infinitive(self) -> bool:
        """Take "to", adverbs and a verb."""
        at = self.at + 1
        while at < len(self.items) and (self.items[at].low in NOT or self.items[at].low.endswith("ly")):
            at += 1
        if at >= len(self.items) or self.items[at].kind != WORD:
            return False
        low = self.items[at].low
        form = verb_form(low)
        if not (low in {"be", "have", "do"} or (form and BASE in form.forms and self.items[at].text.islower())):
            return False
        before = self._before(self.at)
        if before is not None and before.kind == NUMBER:
            return False
        self.at += 1
        return self._group(tense="to")

    def _group(self, tense: str = "") -> bool:
        """Take auxiliaries, what denies them, adverbs, and the verb that they belong to."""
        auxiliaries: list[Item] = []
        adverbs: list[Item] = []
        while self.at < len(self.items) and self.items[self.at].kind == WORD:
            item = self.items[self.at]
            if item.low in AUXILIARIES:
                auxiliaries.append(item)
            elif item.low in NOT or (item.low in marking() and self._verb_follows(auxiliaries)):
                self.marks.add("not" if item.low in NOT else item.low)
            elif item.low not in marking() and (
                item.low in ADVERBS or (item.low.endswith("ly") and item.text.islower())
            ):
                adverbs.append(item)
            else:
                break
            self.at += 1
        main = self._main(auxiliaries)
        self.finite = self.finite or not tense
        self._put(_grouped(auxiliaries, adverbs, main, tense), 1 if main else 0)
        return True

    def _verb_follows(self, auxiliaries: Sequence[Item]) -> bool:
        """Whether a mark stands inside a group: the verb comes after it ("was only told")."""
        self.at += 1
        found = self._main(auxiliaries) is not None
        self.at -= 1
        return found

    def _main(self, auxiliaries: Sequence[Item]) -> Item | None:
        """Return the verb that auxiliaries belong to, if it stands here."""
        if self.at >= len(self.items) or self.items[self.at].kind != WORD:
            return None
        item = self.items[self.at]
        form = verb_form(item.low)
        forms = form.forms if form else frozenset({PARTICIPLE} if item.low.endswith("ed") and len(item.low) > 4 else ())
        wanted = {BASE}
        if auxiliaries and auxiliaries[-1].low in BE:
            wanted = {PARTICIPLE, GERUND}
        elif auxiliaries and auxiliaries[-1].low in HAVE:
            wanted = {PARTICIPLE}
        return item if forms & wanted and not self._capital(self.at) else None


def _grouped(auxiliaries: Sequence[Item], adverbs: list[Item], main: Item | None, tense: str) -> Chunk:
    """Return a group of verbs as one; there is a main verb or an auxiliary."""
    head = main or auxiliaries[-1]
    if main is None:
        verb = next((name for name, forms in (("be", BE), ("have", HAVE), ("do", DO)) if head.low in forms), head.low)
        head.key = ("word", verb)
    chunk = Chunk(
        VERB, tense or "finite", head=head, others=adverbs, tense=tense or tense_of([one.low for one in auxiliaries])
    )
    passive = bool(auxiliaries) and auxiliaries[-1].low in BE and not head.low.endswith("ing")
    chunk.passive = main is not None and passive
    chunk.copula = (main is None and head.low in BE) or (main is not None and links(main))
    return chunk


def tense_of(auxiliaries: Sequence[str]) -> str:
    """Return the tense of a group by its auxiliaries: a modal, "past", "present", "has" where they are "has" alone."""
    first = auxiliaries[0]
    if first in MODALS:
        return " ".join(one for one in auxiliaries if one in MODALS)
    if first in {"has", "have"}:
        return "has"
    if first in {"was", "were", "did", "had"}:
        return "past"
    return "present" if first in {"is", "are", "am", "do", "does"} else "any"


def links(verb: Item) -> bool:
    """Whether a verb says what something becomes or remains."""
    form = verb_form(verb.low)
    return form is not None and form.verb in {"become", "remain"}
