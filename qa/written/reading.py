"""Reads the phrases of a sentence into a graph, from left to right, clause by clause."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa.written.chunks import Chunker
from qa.written.graph import AGENT, HOW, IS, MOD, OF, PATIENT, SAID, WHEN_DONE, Graph, is_saying
from qa.written.items import Item
from qa.written.phrases import ADVERB, AND, CLAUSE, NOUN, RELATIVE, STOP, VERB, WHEN, Chunk

_TIME = frozenset({"on", "in", "at", "during", "late", ""})
_SAME_PLACE = {"within": "in", "inside": "in", "toward": "towards", "till": "until", "upon": "on", "according": "per"}
_KNOWING = frozenset(
    "knew know knows found find finds hear heard hears learned learn showed show shows saw see sees prove proved decided".split()
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


class Builder:
    """Reads the phrases of one sentence into a graph."""

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
        self.inverted: Chunk | None = None  # verb of saying whose subject comes after it

    def run(self) -> Graph:
        """Return the graph."""
        for at, chunk in enumerate(self.chunks):
            if chunk.head is not None:
                self.graph.items.append(chunk.head)
            self.at = at
            following = self.chunks[at + 1] if at + 1 < len(self.chunks) else None
            getattr(self, f"_{chunk.kind}")(chunk, following)
        self._settle()
        return self.graph

    # the small words

    def _stop(self, chunk: Chunk, following: Chunk | None) -> None:
        self.comma = True
        self.preposition = ""
        if chunk.low in {";", ":"} and self.clause.verb is not None:
            self._enter(Clause())

    def _and(self, chunk: Chunk, following: Chunk | None) -> None:
        self.joined = True

    def _preposition(self, chunk: Chunk, following: Chunk | None) -> None:
        self.preposition = _SAME_PLACE.get(chunk.low, chunk.low)
        if following is not None and following.kind not in {NOUN, WHEN, VERB, ADVERB}:
            self._dangling(chunk)

    def _dangling(self, chunk: Chunk) -> None:
        self.preposition = ""

    def _clause(self, chunk: Chunk, following: Chunk | None) -> None:
        marker = chunk.low
        noun = self.last if not self.comma and marker in {"that", "whether"} else None
        self._enter(Clause(marker=marker, parent=self.clause, noun_parent=noun), push=True)

    def _relative(self, chunk: Chunk, following: Chunk | None) -> None:
        self._enter(Clause(marker="who", parent=self.clause, antecedent=self.last), push=True)
        if chunk.low in {"where", "whose"}:
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
        head, at = _head(chunk), self.at
        self._inside(chunk)
        if self.inverted is not None:
            self._act(self.inverted, chunk)
            self.inverted = None
        elif self.preposition:
            self._under_preposition(chunk, head)
        elif self.joined and self._begins_clause(at):
            self._enter(Clause())
            self._bare(chunk)
        elif self.joined and self.last is not None:
            self._coordinated(head, _head(self.last))
            self._bare(chunk)
        else:
            self._bare_with_edges(chunk, head)
        self.last = chunk
        self.joined = self.comma = False
        self.preposition = ""

    def _begins_clause(self, at: int) -> bool:
        """Whether after "and" a clause begins and no mere noun: a verb comes before the next sign."""
        verb = self.clause.verb
        if verb is None or (is_saying(verb) and self.clause.since and not self.comma):
            return False
        for chunk in self.chunks[at + 1 :]:
            if chunk.kind in {STOP, AND, CLAUSE, RELATIVE}:
                return False
            if chunk.kind == VERB:
                return chunk.tense not in {"to", "ing", "done"}
        return False

    def _inside(self, chunk: Chunk) -> None:
        """Add what a phrase consists of."""
        head = _head(chunk)
        for number, other in enumerate(chunk.others):
            self.graph.items.append(other)
            self.graph.add(MOD, head, other)
            for later in chunk.others[number + 1 :]:
                self.graph.edges.add((MOD, later, other))
        for owner in chunk.owners:
            self.graph.items.append(_head(owner))
            for other in owner.others:
                self.graph.items.append(other)
                self.graph.add(MOD, _head(owner), other)
            self.graph.add(OF, head, _head(owner))

    def _under_preposition(self, chunk: Chunk, head: Item) -> None:
        relation = self.preposition
        if self.last is not None and (not self.comma or relation != OF):
            self.graph.add(relation, _head(self.last), head)
        if relation == OF and self.last is not None:
            return
        self._on_verb(relation, head)
        if relation == "by" and self.clause.verb is not None and self.clause.verb.passive:
            self.graph.add(AGENT, _head(self.clause.verb), head)
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
        clauses = (
            [self.clause, *reversed(self.open)] if self.comma or self.clause.marker in {"to", "ing"} else [self.clause]
        )
        for clause in clauses:
            if clause.verb is None:
                clause.waiting.append((relation, head))
            else:
                self.graph.add(relation, _head(clause.verb), head)

    def _coordinated(self, head: Item, other: Item) -> None:
        for relation, governor in list(self.graph.options[other]):
            self.graph.add(relation, governor, head)

    def _bare(self, chunk: Chunk) -> None:
        if self.clause.verb is None:
            self.clause.subjects.append(chunk)
        else:
            self.clause.since.append(chunk)

    def _bare_with_edges(self, chunk: Chunk, head: Item) -> None:
        if (
            self.comma and self.last is not None and (self.clause.verb is not None or self.clause.subjects)
        ):  # "X, the Y"
            self.graph.add(IS, _head(self.last), head)
            self.graph.edges.add((IS, head, _head(self.last)))
        verb = self.clause.verb
        if verb is not None and verb.copula and not self.clause.since:
            for subject in self.clause.subjects:
                self.graph.add(IS, _head(subject), head)
                self.graph.edges.add((IS, head, _head(subject)))
            self.graph.add(PATIENT, _head(verb), head)
        elif verb is not None and not (self.comma and self.clause.since):
            self.graph.add(PATIENT, _head(verb), head)
        self._bare(chunk)

    def _when(self, chunk: Chunk, following: Chunk | None) -> None:
        relation = WHEN_DONE if self.preposition in _TIME else self.preposition
        if self.last is not None and self.preposition and not self.comma:
            self.graph.add(relation, _head(self.last), _head(chunk))
        self._on_verb(relation, _head(chunk))
        self.preposition = ""

    def _adverb(self, chunk: Chunk, following: Chunk | None) -> None:
        self._on_verb(HOW, _head(chunk))
        if following is not None and following.kind == VERB and self.clause.verb is not None:
            self.clause.waiting.append((HOW, _head(chunk)))

    # what is done

    def _verb(self, chunk: Chunk, following: Chunk | None) -> None:
        head = _head(chunk)
        self.graph.verbs[head] = chunk
        self.graph.items += chunk.others
        for adverb in chunk.others:
            self.graph.add(HOW, head, adverb)
        if chunk.tense in {"to", "ing", "done"}:
            self._dependent(chunk)
        elif self.clause.verb is None:
            self._first(chunk)
        else:
            self._next(chunk, following)
        self.preposition = ""
        self.joined = self.comma = False

    def _first(self, chunk: Chunk) -> None:
        """Take the first verb of a clause."""
        clause = self.clause
        clause.verb = chunk
        for subject in clause.subjects:
            self._act(chunk, subject)
        if clause.antecedent is not None:
            relation = PATIENT if chunk.passive or clause.subjects else AGENT
            self.graph.edges.add((relation, _head(chunk), _head(clause.antecedent)))

    def _act(self, verb: Chunk, subject: Chunk, *, reverse: bool = False) -> None:
        relation = PATIENT if verb.passive != reverse else AGENT
        self.graph.add(relation, _head(verb), _head(subject))

    def _dependent(self, chunk: Chunk) -> None:
        """Take an infinitive, a gerund or a participle: it hangs on the noun or the verb before it."""
        head = _head(chunk)
        marker = chunk.tense
        if marker == "ing" and self.preposition:
            marker = f"{self.preposition}+"
        if self.joined and self.clause.marker in {"to", "ing", marker} and self.clause.verb is not None:
            for option in list(self.graph.options[_head(self.clause.verb)]):
                self.graph.add(*option, head)
        elif marker in {"to"} or marker.endswith("+"):
            if self.last is not None and not self.comma:
                self.graph.add(marker, _head(self.last), head)
            self._on_verb(marker, head)
        self._adjunct(chunk)
        parent = self.clause
        self._enter(
            Clause(marker="to" if marker == "to" else "ing", parent=parent, verb=chunk, subjects=list(parent.subjects)),
            push=True,
        )

    def _adjunct(self, chunk: Chunk) -> None:
        """Let an -ing or -ed form have as its subject what stands before it."""
        for subject in [*self.clause.subjects, *([self.last] if self.last else [])]:
            relation = PATIENT if chunk.passive else AGENT
            self.graph.edges.add((relation, _head(chunk), _head(subject)))

    def _next(self, chunk: Chunk, following: Chunk | None) -> None:
        """Take a further verb: of a clause that begins here without a word of its own, or of one that was left open."""
        clause = self.clause
        outer = next((c for c in reversed(self.open) if c.verb is None), None)
        if self.joined:
            self._share(chunk)
        elif is_saying(chunk) and self.comma and following is not None and following.kind == NOUN:
            self.inverted = chunk
            self._enter(Clause(marker="said", verb=chunk))
        elif outer is not None:
            outer.subjects += [one for one in clause.since[-1:] if not outer.subjects]
            while self.clause is not outer:
                self.clause = self.open.pop()
            self._first(chunk)
        elif clause.since:
            self._without_word(chunk)
        elif self.last is not None and chunk.tense == "past" and not self.comma:
            self._adjunct(chunk)
            self._act(chunk, self.last, reverse=True)
            self._enter(Clause(marker="ing", parent=clause, verb=chunk, subjects=[self.last]), push=True)
        else:
            self._share(chunk)

    def _share(self, chunk: Chunk) -> None:
        """Take the second verb of "met and agreed": it has the subject of the first."""
        clause = self.clause
        while clause.marker in {"to", "ing"} and clause.parent is not None and clause.parent.verb is not None:
            clause = clause.parent
        self.clause = Clause(
            marker=clause.marker, parent=clause.parent, noun_parent=clause.noun_parent, subjects=list(clause.subjects)
        )
        self.clause.antecedent = clause.antecedent
        if clause.marker == SAID or (clause.verb is not None and is_saying(clause.verb)):
            self.clause.marker = clause.marker
        self.clause.waiting = [w for w in clause.waiting if w[0] == HOW]
        self.all.append(self.clause)
        self._first(chunk)

    def _without_word(self, chunk: Chunk) -> None:
        """Take the verb of "officials said X fell", of "…, X said", of "X fell and Y rose"."""
        clause = self.clause
        subject = clause.since.pop()
        if is_saying(chunk) and clause.verb is not None and not is_saying(clause.verb) and not chunk.passive:
            self._enter(Clause(marker="said", verb=chunk))
            self._act(chunk, subject)
            return
        says = clause.verb is not None and (
            is_saying(clause.verb) or (clause.verb.low in {"past", "present"} and _head(clause.verb).low in _KNOWING)
        )
        new = Clause(marker=SAID if says else "", parent=clause, subjects=[subject])
        self._enter(new, push=True)
        self._first(chunk)

    # at the end

    def _settle(self) -> None:
        """Join clauses, and let what waited for a verb hang on it."""
        for clause in self.all:
            if clause.verb is None:
                self._verbless(clause)
                continue
            head = _head(clause.verb)
            for relation, item in clause.waiting:
                self.graph.add(relation, head, item)
            if clause.marker not in {"", "who", "to", "ing", "said"}:
                self._join(clause, head)
        for one in self.all:
            if one.marker == "said" and one.verb is not None:
                self._report(one, _head(one.verb))

    def _verbless(self, clause: Clause) -> None:
        """Let what stands in a clause without a verb hang on the verb before it by the clause's word, as after a preposition."""
        parent = clause.parent
        while parent is not None and parent.verb is None:
            parent = parent.parent
        if clause.marker and parent is not None and parent.verb is not None:
            for item in [*(_head(one) for one in clause.subjects), *(item for _, item in clause.waiting)]:
                self.graph.add(clause.marker, _head(parent.verb), item)

    def _join(self, clause: Clause, head: Item) -> None:
        if clause.noun_parent is not None:
            self.graph.add(clause.marker, _head(clause.noun_parent), head)
        parent = clause.parent
        if parent is not None and parent.verb is not None:
            self.graph.add(clause.marker, _head(parent.verb), head)
            converse = {"after": "before", "before": "after"}.get(clause.marker)
            if converse:
                self.graph.edges.add((converse, head, _head(parent.verb)))

    def _report(self, said: Clause, verb: Item) -> None:
        """Let what stands before "…, X said" be what is said."""
        for clause in self.all:
            if clause.verb is not None and clause is not said and clause.marker in {"", "and"}:
                self.graph.add(SAID, verb, _head(clause.verb))


def _head(chunk: Chunk) -> Item:
    if chunk.head is None:
        raise ValueError(f"{chunk.low} is a small word, which nothing hangs on")
    return chunk.head


def graph_of(items: Sequence[Item]) -> Graph:
    """Return what the items of one sentence say."""
    return Builder(items).run()
