"""What is named in a sentence and where it hangs, clause by clause."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.written.chunks import Chunker
from qa.written.graph import AGENT, HOW, IS, MOD, OF, OWN, PATIENT, SAID, WHEN_DONE, Graph, is_saying
from qa.written.items import Item
from qa.written.phrases import ADVERB, AND, CLAUSE, NOUN, PREPOSITION, RELATIVE, STOP, VERB, WHEN, Chunk

_TIME = frozenset({"on", "in", "at", "during", "late", ""})
_SAME_PLACE = {"within": "in", "inside": "in", "toward": "towards", "till": "until", "upon": "on", "according": "per"}

_LONGEST_LIST = 12
_KINDS_OF_PLACE = frozenset(
    "town city village state province district region county island country republic port capital".split()
)


@dataclass(slots=True, eq=False)
class Clause:
    """A clause: its verb, what was named before it, what waits for it.

    Attributes:
        marker: the word that joins it to its parent; "" of a main clause.
        antecedent: what its relative stands for.
    """

    marker: str = ""
    parent: "Clause | None" = None
    noun_parent: Chunk | None = None
    verb: Chunk | None = None
    subjects: list[Chunk] = field(default_factory=list)
    antecedent: Chunk | None = None
    waiting: list[tuple[str, Item]] = field(default_factory=list)
    since: list[Chunk] = field(default_factory=list)


class ClauseReader:
    """Reads what is named in a sentence, and the small words between, clause by clause."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.graph = Graph()
        self.chunks = Chunker(items).run()
        self.clause = Clause()
        self.open: list[Clause] = []
        self.all = [self.clause]
        self.at = 0
        self.preposition = ""
        self.joined = False  # by "and"
        self.comma = False
        self.last: Chunk | None = None  # noun phrase
        self.apposed: dict[Chunk, Chunk] = {}  # "the mayor" to "Smith" in "Smith, the mayor,", "Y" to "X" in "X and Y"
        self.after_comma: set[Chunk] = set()
        self.bare: set[Chunk] = set()  # without a preposition
        self.whose: Chunk | None = None  # who has what is named next
        self.inverted: Chunk | None = None  # verb of saying whose subject comes after it

    # the small words

    def _stop(self, chunk: Chunk, following: Chunk | None) -> None:
        self.comma = True
        self.joined = False
        self.preposition = ""
        if chunk.low in {";", ":"} and self.clause.verb is not None:
            self._enter(Clause())

    def _and(self, chunk: Chunk, following: Chunk | None) -> None:
        self.joined = True
        if following is not None and following.kind in {PREPOSITION, WHEN, ADVERB} and self._clause_after_phrase():
            self._enter(self._further())

    def _clause_after_phrase(self) -> bool:
        """Whether after "and in Florida," a clause begins."""
        rest = self.chunks[self.at + 1 : self.at + 8]
        stop = next((n for n, chunk in enumerate(rest) if chunk.kind == STOP), None)
        return stop is not None and self.clause.verb is not None and self._begins_clause(self.at + 2 + stop)

    def _preposition(self, chunk: Chunk, following: Chunk | None) -> None:
        self.preposition = _SAME_PLACE.get(chunk.low, chunk.low)
        if following is not None and following.kind not in {NOUN, WHEN, VERB, ADVERB}:
            self._dangling(chunk)

    def _dangling(self, chunk: Chunk) -> None:
        self.preposition = ""

    def _clause(self, chunk: Chunk, following: Chunk | None) -> None:
        marker = chunk.low
        noun = self.last if not self.comma and marker in {"that", "whether"} else None
        if marker == "if" and not self.comma and self.clause.verb is not None and is_saying(self.clause.verb):
            marker = "whether"  # "did not know if", "asked if"
        self._enter(Clause(marker=marker, parent=self.clause, noun_parent=noun), push=True)

    def _relative(self, chunk: Chunk, following: Chunk | None) -> None:
        self._enter(Clause(marker="who", parent=self.clause, antecedent=self.last), push=True)
        if chunk.low in {"where", "whose"}:
            self.whose = self.last if chunk.low == "whose" else None
            self.clause.antecedent = None

    def _enter(self, clause: Clause, *, push: bool = False) -> None:
        if push:
            self.open.append(self.clause)
        self.clause = clause
        self.all.append(clause)
        self.preposition = ""
        self.joined = False
        self.comma = False

    # what is named

    def _noun(self, chunk: Chunk, following: Chunk | None) -> None:
        head, at = head_of(chunk), self.at
        if self.comma:
            self.after_comma.add(chunk)
        self._inside(chunk)
        if self.whose is not None:
            self.graph.add(OWN, head, head_of(self.whose))
            self.whose = None
        if self.inverted is not None:
            self.act(self.inverted, chunk)
            self.inverted = None
        elif self.preposition:
            self._under_preposition(chunk, head)
        elif self.joined and self._begins_clause(at):
            self._enter(self._further())
            self._bare(chunk)
        elif self.joined and self.last is not None:
            self._coordinated(head, head_of(self.last))
            if self.last in self.bare:
                self.apposed[chunk] = self.last
            self._bare(chunk)
        else:
            self._bare_with_edges(chunk, head)
        self.last = chunk
        self.joined = self.comma = False
        self.preposition = ""

    def _further(self) -> Clause:
        """Return a clause after "and": what somebody said goes on, as far as can be told."""
        said = next((one for one in [self.clause, *reversed(self.open)] if one.marker == SAID), None)
        return Clause(marker=SAID, parent=said.parent) if said is not None else Clause()

    def _begins_clause(self, at: int) -> bool:
        """Whether after "and" a clause begins and no mere noun: a verb comes before the next sign."""
        verb = self.clause.verb
        if verb is None or (is_saying(verb) and self.clause.since and not self.comma):
            return False
        rest = self.chunks[at + 1 :]
        if [chunk.kind for chunk in rest[:3]] == [STOP, NOUN, STOP]:  # "and Tanya Wilson, 47, was"
            at += 3
        return self._verb_before_stop(at)

    def _verb_before_stop(self, at: int) -> bool:
        for chunk in self.chunks[at + 1 :]:
            if chunk.kind in {STOP, AND, CLAUSE, RELATIVE}:
                return False
            if chunk.kind == VERB:
                return chunk.tense not in {"to", "ing", "done"}
        return False

    def _inside(self, chunk: Chunk) -> None:
        """Add what a phrase consists of."""
        head = head_of(chunk)
        for number, other in enumerate(chunk.others):
            self.graph.items.append(other)
            self.graph.add(MOD, head, other)
            for later in chunk.others[number + 1 :]:
                self.graph.edges.add((MOD, later, other))
        for owner in chunk.owners:
            self.graph.items.append(head_of(owner))
            for other in owner.others:
                self.graph.items.append(other)
                self.graph.add(MOD, head_of(owner), other)
            self.graph.add(OWN, head, head_of(owner))

    def _in_town(self, relation: str, head: Item) -> None:
        """Let "in the town of X" be "in X" as well."""
        if (
            relation == OF
            and self.last is not None
            and head_of(self.last).low in _KINDS_OF_PLACE
            and head.text[0].isupper()
        ):
            for other, governor in list(self.graph.options[head_of(self.last)]):
                self.graph.edges.add((other, governor, head))

    def _under_preposition(self, chunk: Chunk, head: Item) -> None:
        relation = self.preposition
        self._in_town(relation, head)
        if self.last is not None and (not self.comma or relation != OF):
            self.graph.add(relation, head_of(self.last), head)
        if relation == OF and self.last is not None:
            return
        self._on_verb(relation, head)
        if relation == "by" and self.clause.verb is not None and self.clause.verb.passive:
            self.graph.add(AGENT, head_of(self.clause.verb), head)
        if relation == "per":
            self._according(head)

    def _according(self, speaker: Item) -> None:
        """Read "according to X" as "X said"."""
        said = Item(speaker.start, speaker.start, "", "say", "word", ("word", "say"))
        chunk = Chunk(VERB, "said", head=said, tense="any")
        self.graph.items.append(said)
        self.graph.verbs[said] = chunk
        self.graph.add(AGENT, said, speaker)
        self.all.append(Clause(marker="said", verb=chunk))

    def _on_verb(self, relation: str, head: Item) -> None:
        """Let an item hang on the verb of this clause, and where a comma precedes it on that of the clauses around."""
        around = self.comma or (self.clause.marker in {"to", "ing"} and relation != WHEN_DONE)
        clauses = [self.clause, *reversed(self.open)] if around else [self.clause]
        for clause in clauses:
            if clause.verb is None:
                clause.waiting.append((relation, head))
            else:
                self.graph.add(relation, head_of(clause.verb), head)

    def _coordinated(self, head: Item, other: Item) -> None:
        for relation, governor in list(self.graph.options[other]):
            self.graph.add(relation, governor, head)

    def _bare(self, chunk: Chunk) -> None:
        self.bare.add(chunk)
        if self.clause.verb is None:
            self.clause.subjects.append(chunk)
        else:
            self.clause.since.append(chunk)

    def _bare_with_edges(self, chunk: Chunk, head: Item) -> None:
        if self.comma and any(one.verb is None for one in self.open) and self._verb_before_stop(self.at):
            self._bare(chunk)  # "after X fell, the Y rose": no apposition
            return
        if self.comma and self.clause.verb is not None and self._ends_with_who_said_it():
            self._bare(chunk)
            return
        if (
            self.comma and self.last is not None and (self.clause.verb is not None or self.clause.subjects)
        ):  # "X, the Y"
            self.graph.add(IS, head_of(self.last), head)
            self.graph.edges.add((IS, head, head_of(self.last)))
            if self.last in self.bare:
                self.apposed[chunk] = self.last
        verb = self.clause.verb
        if verb is not None and verb.copula and not self.clause.since:
            for subject in self.clause.subjects:
                self.graph.add(IS, head_of(subject), head)
                self.graph.edges.add((IS, head, head_of(subject)))
            self.graph.add(PATIENT, head_of(verb), head)
        elif verb is not None and not (self.comma and self.clause.since):
            self.graph.add(PATIENT, head_of(verb), head)
        self._bare(chunk)

    def _ends_with_who_said_it(self) -> bool:
        """Whether from here on there is only ", the owner, Smith Lines, said."."""
        rest = self.chunks[self.at :]
        at = 1
        while [chunk.kind for chunk in rest[at : at + 2]] == [STOP, NOUN]:
            at += 2
        at += bool(at > 1 and at < len(rest) and rest[at].kind == STOP)
        tail = rest[at:]
        return (
            bool(tail) and tail[0].kind == VERB and is_saying(tail[0]) and all(c.kind in {STOP, WHEN} for c in tail[1:])
        )

    def _when(self, chunk: Chunk, following: Chunk | None) -> None:
        relation = WHEN_DONE if self.preposition in _TIME else self.preposition
        if self.last is not None and self.preposition and not self.comma:
            self.graph.add(relation, head_of(self.last), head_of(chunk))
        self._on_verb(relation, head_of(chunk))
        self.preposition = ""

    def _adverb(self, chunk: Chunk, following: Chunk | None) -> None:
        before = self.chunks[self.at - 1] if self.at else None
        if before is not None and before.kind == VERB and self.clause.verb is before:  # "picked up"
            self.graph.add(HOW, head_of(before), head_of(chunk))
            return
        self._on_verb(HOW, head_of(chunk))
        if following is not None and following.kind == VERB and self.clause.verb is not None:
            self.clause.waiting.append((HOW, head_of(chunk)))

    def act(self, verb: Chunk, subject: Chunk, *, reverse: bool = False) -> None:
        """Let something be the subject of a verb."""
        relation = PATIENT if verb.passive != reverse else AGENT
        self.graph.add(relation, head_of(verb), head_of(subject))

    def _apposed_to(self, chunk: Chunk) -> list[Chunk]:
        """Return what a noun phrase is apposed to or coordinated with, the nearest first."""
        found: list[Chunk] = []
        while (chunk := self.apposed.get(chunk, chunk)) not in found and len(found) < _LONGEST_LIST:
            found.append(chunk)
        return found


def head_of(chunk: Chunk) -> Item:
    """Return what a phrase is of.

    Raises:
        ValueError: it is a small word.
    """
    if chunk.head is None:
        raise ValueError(f"{chunk.low} is a small word, which nothing hangs on")
    return chunk.head
