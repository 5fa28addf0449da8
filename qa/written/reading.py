"""Reads the phrases of a sentence into a graph, from left to right, clause by clause."""

from collections.abc import Sequence

from qa.written.clauses import Clause, ClauseReader, head_of
from qa.written.graph import AGENT, EMBEDDING, HOW, MOD, PATIENT, SAID, Graph, is_saying
from qa.written.items import WORD, Item
from qa.written.phrases import NOUN, Chunk

_SAY = ("word", "say")
_SHARED_MARKS = frozenset({"allegedly", "reportedly", "apparently"})


class Builder(ClauseReader):
    """Reads the phrases of one sentence into a graph."""

    def run(self) -> Graph:
        """Return the graph."""
        for at, chunk in enumerate(self.chunks):
            if chunk.head is not None:
                self.graph.items.append(chunk.head)
            self.at = at
            following = self.chunks[at + 1] if at + 1 < len(self.chunks) else None
            getattr(self, f"_{chunk.kind}")(chunk, following)
        self._settle()
        self._speech_goes_on()
        self._name_pronouns()
        return self.graph

    def _speech_goes_on(self) -> None:
        """Let all that hangs on nothing be what is said, where a sentence begins with who said it, or ends so."""
        verbs = self.graph.verbs
        saying = [verb for verb, chunk in verbs.items() if verb.key == _SAY and not chunk.passive]
        if (
            len(saying) != 1
            or self.graph.options[saying[0]]
            or not any(relation == AGENT and verb is saying[0] for relation, verb, _ in self.graph.edges)
        ):
            return
        first = min(verbs, key=lambda verb: verb.start)
        if saying[0] is first or any(one.marker == "said" for one in self.all):
            for verb, chunk in verbs.items():
                if verb is not saying[0] and chunk.tense not in {"to", "ing", "done"} and not self.graph.options[verb]:
                    self.graph.add(SAID, saying[0], verb)

    def _name_pronouns(self) -> None:
        """Let "he" or "she" be whom the sentence names before, where that is one and the only name in it."""
        graph = self.graph
        modifiers = {dependent for relation, _, dependent in graph.edges if relation == MOD}
        named = [
            i
            for i in graph.items
            if i.text[:1].isupper() and i.kind == WORD and i not in modifiers | graph.verbs.keys()
        ]
        if len({item.key for item in named if item.key[0] != "pronoun"}) == 1:
            name = next(item for item in named if item.key[0] != "pronoun")
            for item in graph.items:
                if item.key in {("pronoun", "he"), ("pronoun", "she")} and item.start > name.start:
                    graph.also[item] = name.key

    # what is done

    def _verb(self, chunk: Chunk, following: Chunk | None) -> None:
        head = head_of(chunk)
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
            self.act(chunk, subject)
        if clause.antecedent is not None:
            relation = PATIENT if chunk.passive or clause.subjects else AGENT
            self.graph.edges.add((relation, head_of(chunk), head_of(clause.antecedent)))

    def _dependent(self, chunk: Chunk) -> None:
        """Take an infinitive, a gerund or a participle: it hangs on the noun or the verb before it."""
        head = head_of(chunk)
        clause = self.clause
        if chunk.tense != "to" and clause.verb is None and clause.marker not in {"", "who"} and not clause.subjects:
            clause.verb = chunk  # "after striking a woman"
            if clause.parent is not None:
                self._adjunct(chunk, clause.parent.subjects)
            return
        marker = chunk.tense
        if marker == "ing" and self.preposition:
            marker = f"{self.preposition}+"
        if self.joined and self.clause.marker in {"to", "ing", marker} and self.clause.verb is not None:
            for option in list(self.graph.options[head_of(self.clause.verb)]):
                self.graph.add(*option, head)
        elif marker in {"to"} or marker.endswith("+"):
            if self.last is not None and not self.comma:
                self.graph.add(marker, head_of(self.last), head)
            self._on_verb(marker, head)
        self._adjunct(chunk, self.clause.subjects)
        parent = self.clause
        self._enter(
            Clause(marker="to" if marker == "to" else "ing", parent=parent, verb=chunk, subjects=list(parent.subjects)),
            push=True,
        )

    def _adjunct(self, chunk: Chunk, subjects: Sequence[Chunk]) -> None:
        """Let an -ing or -ed form have as its subject what stands before it."""
        for subject in [*subjects, *([self.last] if self.last else [])]:
            relation = PATIENT if chunk.passive else AGENT
            self.graph.edges.add((relation, head_of(chunk), head_of(subject)))

    def _next(self, chunk: Chunk, following: Chunk | None) -> None:
        """Take a further verb: of a clause that begins here without a word of its own, or of one that was left open."""
        clause = self.clause
        outer = next((c for c in reversed(self.open) if c.verb is None), None)
        if self.joined:
            self._share(chunk)
        elif outer is not None and (self.comma or clause.marker != SAID):
            self._resume(outer, chunk)
        elif is_saying(chunk) and self.comma and following is not None and following.kind == NOUN:
            self.inverted = chunk
            self._enter(Clause(marker="said", verb=chunk))
        elif clause.since:
            self._without_word(chunk)
        elif self.last is not None and chunk.tense == "past" and not self.comma:
            self._adjunct(chunk, clause.subjects)
            self.act(chunk, self.last, reverse=True)
            self._enter(Clause(marker="ing", parent=clause, verb=chunk, subjects=[self.last]), push=True)
        else:
            self._share(chunk)

    def _resume(self, outer: Clause, chunk: Chunk) -> None:
        """Take the verb of a clause that another one came into: "X, who fell, said"; "After X fell, Y rose"."""
        if is_saying(chunk) and outer.subjects and self.last in self.after_comma:
            self._enter(Clause(marker="said", verb=chunk))  # the verb of the outer clause was not seen
            self.act(chunk, self.last)
            return
        if not outer.subjects:
            outer.subjects += [one for last in self.clause.since[-1:] for one in (last, *self._apposed_to(last))]
        while self.clause is not outer:
            self.clause = self.open.pop()
        self._first(chunk)

    def _share(self, chunk: Chunk) -> None:
        """Take the second verb of "met and agreed": it has the subject of the first."""
        clause = self.clause
        while clause.marker in {"to", "ing"} and clause.parent is not None and clause.parent.verb is not None:
            clause = clause.parent
        self.clause = Clause(
            marker=clause.marker, parent=clause.parent, noun_parent=clause.noun_parent, subjects=list(clause.subjects)
        )
        self.clause.antecedent = clause.antecedent
        if clause.verb is not None:
            head_of(chunk).marks |= head_of(clause.verb).marks & _SHARED_MARKS
        if clause.marker == SAID or (clause.verb is not None and is_saying(clause.verb)):
            self.clause.marker = clause.marker
        self.clause.waiting = list(clause.waiting)
        self.all.append(self.clause)
        self._first(chunk)
        for outer in [*self.open, *([clause.parent] if clause.parent else [])]:
            for subject in outer.subjects:  # "praised those who held it up but condemned its passage"
                self.graph.edges.add((PATIENT if chunk.passive else AGENT, head_of(chunk), head_of(subject)))

    def _without_word(self, chunk: Chunk) -> None:
        """Take the verb of "officials said X fell", of "…, X said", of "X fell and Y rose"."""
        clause = self.clause
        subject = clause.since.pop()
        others = self._apposed_to(subject)
        tells = clause.verb is not None and (subject in self.after_comma or not is_saying(clause.verb))
        if is_saying(chunk) and tells and not chunk.passive:
            self._enter(Clause(marker="said", verb=chunk))
            for one in [subject, *(other for other in others if other in self.after_comma)]:
                self.act(chunk, one)
            return
        says = clause.verb is not None and is_saying(clause.verb)
        new = Clause(marker=SAID if says else "", parent=clause, subjects=[*others, subject])
        self._enter(new, push=True)
        self._first(chunk)

    # at the end

    def _settle(self) -> None:
        """Join clauses, and let what waited for a verb hang on it."""
        for clause in self.all:
            if clause.verb is None:
                self._verbless(clause)
                continue
            head = head_of(clause.verb)
            for relation, item in clause.waiting:
                self.graph.add(relation, head, item)
            if clause.marker not in {"", "who", "to", "ing", "said"}:
                self._join(clause, head)
        for one in self.all:
            if one.marker == "said" and one.verb is not None:
                self._report(one, head_of(one.verb))

    def _verbless(self, clause: Clause) -> None:
        """Let what stands in a clause without a verb hang on the verb before it by the clause's word, as after a preposition."""
        parent = clause.parent
        while parent is not None and parent.verb is None:
            parent = parent.parent
        if clause.marker and parent is not None and parent.verb is not None:
            for item in [*(head_of(one) for one in clause.subjects), *(item for _, item in clause.waiting)]:
                self.graph.add(clause.marker, head_of(parent.verb), item)

    def _join(self, clause: Clause, head: Item) -> None:
        if clause.noun_parent is not None:
            self.graph.add(clause.marker, head_of(clause.noun_parent), head)
        parent = clause.parent
        converse = {"after": "before", "before": "after"}.get(clause.marker)
        while parent is not None and (clause.marker not in EMBEDDING or parent is clause.parent):
            if parent.verb is not None:
                self.graph.add(clause.marker, head_of(parent.verb), head)
                if converse:
                    self.graph.edges.add((converse, head, head_of(parent.verb)))
            parent = parent.parent

    def _report(self, said: Clause, verb: Item) -> None:
        """Let what stands before "…, X said" be what is said."""
        others = [one for one in self.all if one.verb is not None and one is not said and one.marker != "said"]
        for clause in [one for one in others if one.marker in {"", "and"}] or others:
            if clause.verb is not None:
                self.graph.add(SAID, verb, head_of(clause.verb))


def graph_of(items: Sequence[Item]) -> Graph:
    """Return what the items of one sentence say."""
    return Builder(items).run()
