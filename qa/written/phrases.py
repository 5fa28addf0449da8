"""Phrases of a sentence, and the small words by which they are told apart."""

from dataclasses import dataclass, field
from functools import cache

from qa.news.extract.word_lists import word_set, word_table
from qa.written.items import Item

NOUN, VERB, PREPOSITION, CLAUSE, RELATIVE, AND, STOP, WHEN, ADVERB = (
    "noun verb preposition clause relative and stop when adverb".split()
)

MODALS = frozenset("will would can could may might must shall should".split())
BE = frozenset("is are was were be been being am".split())
HAVE = frozenset("has have had having".split())
DO = frozenset("do does did".split())
NOT = frozenset("not never".split())
DETERMINERS = frozenset("a an the this that these those such his her its their my our your whose what".split())
PRONOUNS = frozenset("he she it they we i you him them us me himself herself itself themselves there".split())
OWNERS = {"his": "he", "her": "she", "its": "it", "their": "they", "my": "i", "our": "we", "your": "you"}
_SAME_PRONOUN = {"him": "he", "them": "they", "us": "we", "me": "i"}
PREPOSITIONS = frozenset(
    """of in on at by for with from to into onto over under about against between among during after before since until till
    through throughout across toward towards near within without inside outside behind beyond above below along alongside around
    despite per via upon amid except like unlike including than because through off according as""".split()
)
CLAUSES = frozenset(
    "because although though while when if unless until since that whether as before after so whereas once lest without".split()
)
RELATIVES = frozenset("who whom which whose where".split())
ANDS = frozenset("and or but nor yet plus & neither".split())
PARTICLES = frozenset("up down out off away back over ahead forward aside apart together".split())
ADVERBS = frozenset(
    """also too again still already soon now then here there ever even just only once twice later earlier ago together
    instead however meanwhile moreover perhaps maybe rather quite very so well far long yet almost further once thus hence
    indeed abroad overseas anymore anyway overall else sometimes always often never seldom today much""".split()
)
SAID_NOTHING = frozenset(
    "however meanwhile moreover furthermore indeed then and but thus hence though mr mrs ms dr the".split()
)


NO_NOUN = PREPOSITIONS | MODALS | BE | HAVE | DO | NOT | ANDS | CLAUSES | RELATIVES | DETERMINERS
"""Words that are no part of a name of something, though one may begin with some of them."""

ENDS_NOUN = NO_NOUN | PRONOUNS | ADVERBS | (PARTICLES - {"back", "over", "forward"})
OPENS_AFTER_VERB = DETERMINERS | PREPOSITIONS | PRONOUNS | CLAUSES | ADVERBS | PARTICLES | NOT
AUXILIARIES = MODALS | BE | HAVE | DO


@dataclass(slots=True, eq=False)
class Chunk:
    """A phrase.

    Attributes:
        kind: `NOUN`, `VERB`, `PREPOSITION`, `CLAUSE` (a word that begins one), `RELATIVE`, `AND`, `STOP` (a sign), `WHEN` (a
            day) or `ADVERB`.
        low: the word itself, of those that are one word; of a verb, which form the group is in.
        head: what the phrase is of, of nouns, verbs, days and adverbs.
        others: of a noun: what stands before the head with it; of a verb: its adverbs.
        owners: of a noun: who has it, as phrases of their own.
        tense: of a verb: "past", "present", a modal, "to", "ing", "done", or "any" where the form does not tell.
        passive: of a verb.
        copula: of a verb: it is "be", "become" or "remain", which say what something is.
    """

    kind: str
    low: str
    head: Item | None = None
    others: list[Item] = field(default_factory=list)
    owners: list["Chunk"] = field(default_factory=list)
    tense: str = ""
    passive: bool = False
    copula: bool = False


listed = cache(word_set)


@cache
def saying_forms() -> frozenset[str]:
    """Return the forms of verbs of saying."""
    table = word_table("verbs_of_saying")
    return frozenset([*table, *(form for forms in table.values() for form in forms)])


def phrase_of(words: list[Item], owners: list[Chunk], marks: set[str]) -> Chunk:
    """Return words as a noun phrase, whose head is the last; `head` is None where there are no words."""
    chunk = Chunk(
        NOUN, words[-1].low if words else "", head=words[-1] if words else None, others=words[:-1], owners=list(owners)
    )
    if chunk.head is not None:
        chunk.head.marks |= marks
    return chunk


def owner_of(item: Item) -> Chunk:
    """Return "his" as the phrase of him."""
    item.key = ("pronoun", OWNERS[item.low])
    return Chunk(NOUN, item.low, head=item)


def pronoun_of(item: Item) -> Item:
    """Give all forms of a pronoun one key."""
    low = item.low.removesuffix("self").removesuffix("selves")
    item.key = ("pronoun", _SAME_PRONOUN.get(low, low))
    return item
