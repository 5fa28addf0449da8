"""Who does what to whom in a sentence: its items, and how each hangs on others.

An edge is a relation, what governs and what depends on it: `agent` and `patient` of a verb (the same for active and passive),
`mod` of a noun, `is` for what something is said to be, a preposition, `when`, `how`; of one verb on another the word that joins
them. Where an item may hang on several, all are edges: of the quote any may serve, and of the written sentence one must be in the
quote.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from qa.news.extract.word_lists import word_table
from qa.written.inflection import lemma
from qa.written.items import Item, Key
from qa.written.phrases import Chunk

AGENT, PATIENT, MOD, IS, HOW, WHEN_DONE, OF, OWN, SAID = (
    "agent",
    "patient",
    "mod",
    "is",
    "how",
    "when",
    "of",
    "own",
    "that",
)
EMBEDDING = frozenset(
    {SAID, "to", "whether", "if", "unless", "without", "of+", "for+", "from+", "about+", "against+", "at+", "as"}
)
"""How a verb may depend on one that leaves open whether it holds."""

_FINDING = frozenset({"find", "show", "know", "learn", "hear", "prove", "decide"})

Edge = tuple[str, Item, Item]


@dataclass(slots=True, eq=False)
class Graph:
    """What a sentence says.

    Attributes:
        items: in order, those with a meaning of their own.
        edges: of the sentence.
        verbs: by item.
        also: by pronoun, the key of the name that it stands for.
        options: by item, the edges by which it hangs on something; of these one must hold.
    """

    items: list[Item] = field(default_factory=list)
    edges: set[Edge] = field(default_factory=set)
    verbs: dict[Item, Chunk] = field(default_factory=dict)
    options: dict[Item, list[tuple[str, Item]]] = field(default_factory=lambda: defaultdict(list))

    also: dict[Item, Key] = field(default_factory=dict)

    def add(self, relation: str, governor: Item, dependent: Item) -> None:
        """Add an edge."""
        if governor is not dependent and (relation, governor, dependent) not in self.edges:
            self.edges.add((relation, governor, dependent))
            self.options[dependent].append((relation, governor))

    def join(self, other: "Graph") -> None:
        """Take in what another sentence says."""
        self.items += other.items
        self.edges |= other.edges
        self.verbs |= other.verbs
        self.also |= other.also
        for item, options in other.options.items():
            self.options[item] = options


def is_saying(verb: Chunk) -> bool:
    """Whether a verb introduces what somebody says or thinks."""
    if verb.head is None:
        return False
    said = lemma(verb.head.low)
    return said in word_table("verbs_of_saying") or said in _FINDING
