"""Names known beforehand, as runs of words, made ready to be looked up in a text; and what a name found in an article is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from qa.news.extract.names.vocabulary import ORGANISATIONS, OTHERS
from qa.news.extract.names.words import name_tokens
from qa.news.extract.tokens import Token, folded
from qa.news.extract.word_lists import name_set, word_set, word_table


class Kind(StrEnum):
    """What bears a name; `OTHER` also where that cannot be told."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place of a text where something is called by its name.

    Attributes:
        start: first code point of the name, after its title.
        end: one past its last, before a possessive ending.
        text: `article_text[start:end]`.
        name: the fullest form of the name that this article uses ("Michel" is "Charles Michel"), on one line.
        kind: what bears the name.
    """

    start: int
    end: int
    text: str
    name: str
    kind: Kind


COUNTRIES = word_table("countries")
"""The adjectives and names of their people, by the usual names of countries."""

# What follows "Republic of", "Kingdom of" and the like in a formal name that means the same as the short one. The two
# Congos, Korea, Ireland and China are left out here: there the formal name decides which one is meant.
_BY_SHORT_NAME = {"congo", "ireland", "guinea", "georgia"}
FORMAL = frozenset(name.casefold() for name in COUNTRIES if name.casefold() not in _BY_SHORT_NAME) | {"artsakh"}


PLACES = name_set("places")
ADJECTIVES = name_set("adjectives")


# Names that are words or given names too: at the beginning of a sentence they need other evidence.
AMBIGUOUS = word_set("ambiguous_names")


class Lexicon:
    """Names by their words; the longest that begins at a word wins.

    Attributes:
        begins: whether a name begins with a folded word.
    """

    def __init__(self, names: Iterable[tuple[str, Kind]]) -> None:
        self._kinds: dict[tuple[str, ...], Kind] = {}
        self._lengths: dict[str, list[int]] = {}
        self._acronyms: set[str] = set()
        self.begins = self._lengths.__contains__
        for name, kind in names:
            self.add(tuple(t.low for t in name_tokens(name)), kind)
            if name.isupper():
                self._acronyms.add(folded(name))

    def add(self, words: tuple[str, ...], kind: Kind) -> None:
        """Add a name by its folded words; the first kind given stays."""
        if words and words not in self._kinds:
            self._kinds[words] = kind
            lengths = self._lengths.setdefault(words[0], [])
            if len(words) not in lengths:
                lengths.append(len(words))
                lengths.sort(reverse=True)

    def has_word(self, word: str) -> bool:
        """Whether a folded word alone is a name, or an adjective formed from one."""
        return (word,) in self._kinds or ("-" not in word and is_adjective(word))

    def kind(self, words: tuple[str, ...]) -> Kind | None:
        """Return the kind of what exactly these folded words name."""
        return self._kinds.get(words)

    def match(self, tokens: Sequence[Token], at: int) -> tuple[int, Kind] | None:
        """Return how many words from `at` on are a name, and its kind."""
        first = tokens[at]
        for length in self._lengths.get(first.low, ()):
            if length == 1 and first.low in self._acronyms and not first.text.isupper():
                continue  # "Who" is not the WHO
            run = tokens[at : at + length]
            if len(run) == length and all(t.joined for t in run[1:]) and run[-1].capital:
                kind = self._kinds.get(tuple(t.low for t in run))
                if kind is not None:
                    return length, kind
        return None


@cache
def lexicon() -> Lexicon:
    """Return the names of this package's own gazetteer."""
    named = [(name, Kind.PLACE) for name in (*COUNTRIES, *name_set("capitals"), *PLACES)]
    named += [(name, Kind.ORGANISATION) for name in ORGANISATIONS]
    return Lexicon([*named, *((name, Kind.OTHER) for name in OTHERS)])


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(folded(one) for some in (*COUNTRIES.values(), ADJECTIVES) for one in some)


def is_adjective(word: str) -> bool:
    """Whether a folded word says of what country, people or faith something is; plurals and "Franco-German" too."""
    known = _adjectives()
    if word in known or (word.endswith("s") and word[:-1] in known):
        return True
    return "-" in word and word.rsplit("-", 1)[1].removesuffix("s") in known
