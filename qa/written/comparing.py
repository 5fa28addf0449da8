"""Whether all that a written sentence says hangs together in the same way in the quotes.

Each item of the sentence may stand for items of the quotes with the same key. Of these, those are struck out that something of
the sentence contradicts: another mark or tense, a governor or a dependent that is not there, a source that was left out. An item
that nothing is left for is what the quotes do not bear out.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache, cached_property

from qa.news.extract.word_lists import word_set
from qa.written.graph import AGENT, EMBEDDING, IS, MOD, OF, OWN, PATIENT, Graph, is_saying
from qa.written.inflection import meaning
from qa.written.items import DAY, NUMBER, Item
from qa.written.phrases import Chunk

_ALSO = {
    MOD: (MOD, OF, OWN, IS),
    OF: (OF, MOD),
    OWN: (OWN, MOD),
    IS: (IS, MOD),
    "from": ("from", OF),
    "in": ("in", OWN),
}
"""As what else a relation of the sentence may stand in the quote: "Obama's strategy", "the strategy of Obama"."""

_FREE = frozenset({"while", "although", "though", "whereas", "and", "but"})
"""What joins two statements and leaves both as they are."""

_SAY = ("word", "say")
_TELLING = frozenset(
    (
        "announce add note report explain reveal disclose recall write tweet confirm acknowledge show demonstrate find warn "
        "argue claim insist declare state testify recount underscore emphasise complain remark observe assert indicate"
    ).split()
)
"""Verbs of which one may say "said", or "according to"."""

_LIGHT = frozenset("also still now then already again yet recently".split())
"""Adverbs that may stand anywhere in a sentence."""

_ESSENTIAL = frozenset({"if", "unless", "without", "except", "instead", "until", "unless+", "without+"})
"""What may not be left out: the statement holds under this condition only."""

_ROUNDS = 12

Candidates = dict[Item, set[Item]]


class Comparison:
    """A sentence and its quotes as graphs, and what of the quotes each item of the sentence may stand for."""

    def __init__(self, sentence: Graph, quotes: Graph) -> None:
        self.sentence = sentence
        self.quotes = quotes
        self._governed: dict[tuple[str, Item], set[Item]] = defaultdict(set)
        self._governing: dict[tuple[str, Item], set[Item]] = defaultdict(set)
        for relation, governor, dependent in quotes.edges:
            self._governed[relation, governor].add(dependent)
            self._governing[relation, dependent].add(governor)
        self._owners: dict[Item, set[Item]] = defaultdict(set)
        for relation, governor, owner in quotes.edges:
            if relation == OWN:
                self._owners[governor].add(owner)
        for governor in {governor for _, governor, _ in quotes.edges}:
            self._own_or_of(governor)
        self._dependents: dict[Item, list[tuple[str, Item]]] = defaultdict(list)
        for relation, governor, dependent in sentence.edges:
            self._dependents[governor].append((relation, dependent))

    def _own_or_of(self, governor: Item) -> None:
        """Let "Obama's strategy" be the strategy of Obama, but where both are told: "the Post's account of Sanders"."""
        owners, others = self._governed.get((OWN, governor), set()), self._governed.get((OF, governor), set())
        if owners and others:
            return
        for relation, dependents in ((OF, owners), (OWN, others)):
            for dependent in dependents:
                self._governed[relation, governor].add(dependent)
                self._governing[relation, dependent].add(governor)

    @cached_property
    def same(self) -> Candidates:
        """Return by item what has its key."""
        there: dict[object, list[Item]] = defaultdict(list)
        for item in self.quotes.items:
            there[item.key].append(item)
            if item in self.quotes.also:
                there[self.quotes.also[item]].append(item)
            if item.kind == DAY:
                there[_as_printed(item)].append(item)
        found: Candidates = {}
        named: list[Item] = []
        for item in self.sentence.items:
            is_verb = item in self.sentence.verbs
            found[item] = {one for one in there[item.key] if (one in self.quotes.verbs) == is_verb}
            if is_verb and item.key == _SAY:
                found[item] |= {
                    one for one in self.quotes.verbs if one.key[1] in _TELLING and not self.quotes.verbs[one].passive
                }
            if item.kind == DAY:
                found[item] |= set(there[_as_printed(item)])
            if item.key[0] == "pronoun" and item.key[1] in {"he", "she", "it", "they"}:
                found[item] |= {one for name in named for one in there[name.key] if one not in self.quotes.verbs}
            elif not is_verb and item.kind != NUMBER:
                named.append(item)
        return found

    @cached_property
    def as_limited(self) -> Candidates:
        """Return of those what has the same marks."""
        return self._kept(self.same, lambda item, one: _marks(item) == _marks(one))

    @cached_property
    def at_the_time(self) -> Candidates:
        """Return of those the verbs whose tense fits, and all that are no verbs."""
        return self._kept(self.as_limited, self._tense_fits)

    @cached_property
    def in_place(self) -> Candidates:
        """Return of those what hangs together in the quotes as in the sentence."""
        return self._consistent(self.at_the_time, self._holds)

    @cached_property
    def attributed(self) -> Candidates:
        """Return of those what is not told in the quotes as somebody's words, a wish or a condition, unless it is here, too."""
        return self._consistent(
            self.in_place, lambda item, one, c: self._holds(item, one, c) and self._governed_alike(item, one, c)
        )

    def missing(self, candidates: Candidates) -> list[Item]:
        """Return the items that nothing is left for."""
        return [item for item, left in candidates.items() if not left]

    @staticmethod
    def _kept(candidates: Candidates, fits: Callable[[Item, Item], bool]) -> Candidates:
        return {item: {one for one in left if fits(item, one)} for item, left in candidates.items()}

    @staticmethod
    def _consistent(candidates: Candidates, holds: Callable[[Item, Item, Candidates], bool]) -> Candidates:
        """Strike out what does not hold until nothing changes."""
        left = dict(candidates)
        for _ in range(_ROUNDS):
            kept = {item: {one for one in ones if holds(item, one, left)} for item, ones in left.items()}
            if all(len(kept[item]) == len(left[item]) for item in kept):
                return kept
            left = kept
        return left

    def _tense_fits(self, item: Item, one: Item) -> bool:
        verb, other = self.sentence.verbs.get(item), self.quotes.verbs.get(one)
        return verb is None or other is None or tenses_fit(verb, other)

    def _holds(self, item: Item, one: Item, left: Candidates) -> bool:
        return (
            self._hangs(item, one, left)
            and self._governs(item, one, left)
            and self._acted_by(item, one, left)
            and self._owned_by(item, one, left)
            and self._complete(item, one)
        )

    def _hangs(self, item: Item, one: Item, left: Candidates) -> bool:
        """Whether an item hangs on something as it does in the quote."""
        options = self.sentence.options.get(item, ())
        if not options:
            return item in self.sentence.verbs or not self.quotes.options.get(one)
        if item.low in _LIGHT:
            return True
        return any(
            relation in _FREE or any(self._governing[other, one] & left[governor] for other in _also(relation))
            for relation, governor in options
        )

    def _governs(self, item: Item, one: Item, left: Candidates) -> bool:
        """Whether what can hang on this item alone does so in the quote."""
        for relation, dependent in self._dependents.get(item, ()):
            if (
                self.sentence.options.get(dependent) != [(relation, item)]
                or relation in _FREE
                or dependent.low in _LIGHT
            ):
                continue
            if not any(self._governed[other, one] & left[dependent] for other in _also(relation)):
                return False
        return True

    def _acted_by(self, item: Item, one: Item, left: Candidates) -> bool:
        """Whether a verb has in the quote one of the subjects, and one of the objects, that it has here."""
        if item not in self.sentence.verbs:
            return True
        for relation in (AGENT, PATIENT):
            here = [dependent for other, dependent in self._dependents.get(item, ()) if other == relation]
            there = self._governed[relation, one]
            subject = PATIENT if self.sentence.verbs[item].passive else AGENT
            if (
                not here
                and there
                and relation == subject
                and self.sentence.verbs[item].tense not in {"to", "ing", "done"}
            ):
                return False
            if here and (there or relation == AGENT) and not any(left[dependent] & there for dependent in here):
                return False
        return True

    def _owned_by(self, item: Item, one: Item, left: Candidates) -> bool:
        """Whether what somebody has here is nobody else's in the quote; who "his" stands for is not known there."""
        here = [dependent for relation, dependent in self._dependents.get(item, ()) if relation == OWN]
        there = self._owners[one]
        if not here or not there or any(owner.key[0] == "pronoun" for owner in (*here, *there)):
            return True
        return any(left[dependent] & there for dependent in here)

    def _complete(self, item: Item, one: Item) -> bool:
        """Whether no condition was left out, and nothing of what "all" or "the highest" is said of."""
        here = {relation for relation, _ in self._dependents.get(item, ())}
        for relation in _ESSENTIAL:
            if self._governed.get((relation, one)) and relation not in here:
                return False
        if not self._restricted_alike(item, one):
            return False
        for dependent in self._governed.get((MOD, one), ()):
            if (
                dependent.kind == NUMBER
                and len(dependent.key) == 3
                and not any(d.key == dependent.key for _, d in self._dependents[item])
            ):
                return False  # "the 93rd minute"
        whole = bool(_marks(one) & _WHOLE) or (one.low.endswith("est") and len(one.low) > 5)
        return not (whole and self._governed.get((OF, one)) and not here & {OF, MOD})

    def _restricted_alike(self, item: Item, one: Item) -> bool:
        """Whether "former" and its like are there in both, or in neither; of "former mayor Smith", Smith alone may be named."""
        if one in self.quotes.verbs:
            return True
        there = {d.key for d in self._governed.get((MOD, one), ()) if d.low in restricting()}
        here = {d.key for relation, d in self._dependents.get(item, ()) if relation == MOD and d.low in restricting()}
        before = [d for relation, d in self._dependents.get(item, ()) if relation == MOD]
        named = one.text[:1].isupper() and len(self._governed.get((MOD, one), ())) > 1
        named = named and len(before) <= 1 and all(d.text[:1].isupper() for d in before)  # not "mayor John Smith"
        return here == there or (named and not here)

    def _governed_alike(self, item: Item, one: Item, left: Candidates) -> bool:
        """Whether what leaves open that a verb holds is there here, too."""
        if one not in self.quotes.verbs:
            return True
        governors = {(relation, g) for relation in EMBEDDING for g in self._governing.get((relation, one), ())}
        if not governors:
            return True
        options = [(r, g) for r, g in self.sentence.options.get(item, ()) if r in EMBEDDING]
        return any((relation, g) in governors for relation, governor in options for g in left[governor])


@cache
def restricting() -> frozenset[str]:
    """Return the words before a noun without which it means another."""
    return word_set("restricting_modifiers")


_WHOLE = frozenset("all most every each no none any only half neither majority nothing nobody".split())


def _as_printed(item: Item) -> tuple[str, str]:
    """Return the words of a day: "on Friday" is said of the same day by both, though it may be reckoned otherwise."""
    return ("printed", item.low)


def _also(relation: str) -> Iterable[str]:
    return _ALSO.get(relation, (relation,))


def _marks(item: Item) -> frozenset[str]:
    return frozenset(meaning(mark) for mark in item.marks)


def _under_way(verb: Chunk) -> bool:
    """Whether a group tells that something is being done: "is binding", "was being bound"."""
    return verb.head is not None and verb.tense in {"present", "past"} and verb.head.low.endswith("ing")


def tenses_fit(verb: Chunk, other: Chunk) -> bool:
    """Whether a verb of the sentence tells of the same time, and is as sure, as one of the quote."""
    one, two = verb.tense, other.tense
    if _under_way(other) and verb.passive and not _under_way(verb):
        return False  # "is binding the votes": they are not bound yet
    if one == two or ("any" in (one, two) and {one, two} <= {"any", "past", "present", "has"}):
        return True
    if {one, two} == {"past", "has"} and not (verb.copula or other.copula):
        return True
    plain = not verb.passive and "finite" not in (verb.low, other.low)
    if plain and is_saying(verb) and is_saying(other):
        return {one, two} <= {"past", "present", "any", "ing", "has"}
    loose = {"ing", "done"}
    return bool({one, two} & loose) and {one, two} <= {"past", "present", "any", "has", *loose}
