"""The attribution right after a quotation: `“…,” said X`, `“…,” X, the mayor of Y, told reporters`."""

from dataclasses import dataclass

from qa.news.extract.quotations.frames import QUOTE, SIGN, Token
from qa.news.extract.quotations.person_names import DAYS
from qa.news.extract.quotations.phrases import MAX_TOKENS, PREPOSITIONS, Phrase, read_phrase
from qa.news.extract.quotations.verbs import BEFORE_INFINITIVE, PLURAL_FORMS, SAYING, is_adverb, is_participle

_PHRASES = frozenset(
    (("put", "it"), ("calls", "it"), ("called", "it"), ("called", "out"), ("went", "on"), ("goes", "on"))
)
_DASHES = frozenset("–—-")

NOUN_MARKERS = frozenset("the a an his her its their our this these any no such".split())

_CLAUSE_WORDS = frozenset("that he she it they we i was were is are had has would will there".split())

_TELLING = frozenset("told tells tell telling asked asks assured warned warns urged".split())

_AFTER_VERB = frozenset(
    "when while as because this last next via reporters journalists afterwards yesterday today tonight".split()
)

STOPS = frozenset("in on at during after before when while who as adding to upon via through because following".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A reporting verb (token `verb`) whose subject is `phrase`; `saying` is false for verbs that only judge."""

    verb: int
    phrase: Phrase
    saying: bool = True
    naming: bool = False
    general: bool = False  # according to somebody: holds for the whole sentence


def tail_clause(text: str, tokens: list[Token], quote: int) -> Clause | None:
    """Read the attribution right after a quotation: `“…,” said X`, `“…,” X, the mayor of Y, told reporters`."""
    at = quote + 1
    while at < len(tokens) and tokens[at].kind == SIGN and (tokens[at].text == "," or tokens[at].text in _DASHES):
        at += 1
    limit = clause_limit(tokens, at)
    while at < limit and is_adverb(tokens[at].low) and not tokens[at].capital:
        at += 1
    if at >= limit or tokens[at].low in ("and", "but", "while", "which", "who", "that", "or"):
        return None
    if tokens[at].low in SAYING and not is_participle(tokens[at].low):
        return _inverted(text, tokens, at, limit)
    return _straight(text, tokens, at, limit, strict=tokens[quote].closed)


def clause_limit(tokens: list[Token], at: int) -> int:
    """Return where the words from `at` come to a quotation or a sign that ends a clause."""
    limit = min(len(tokens), at + 2 * MAX_TOKENS)
    return next(
        (i for i in range(at, limit) if tokens[i].kind == QUOTE or tokens[i].text in (".", ";", ":", "!", "?")), limit
    )


def _inverted(text: str, tokens: list[Token], verb: int, limit: int) -> Clause | None:
    if tokens[verb].low in _TELLING - {"asked"} or verb + 1 >= limit or tokens[verb + 1].low in PREPOSITIONS:
        return None
    high = next((i for i in range(verb + 2, limit) if tokens[i].low in STOPS), limit)
    phrase = read_phrase(text, tokens, verb + 1, high)
    return Clause(verb=verb, phrase=phrase) if phrase else None


def _straight(text: str, tokens: list[Token], at: int, limit: int, *, strict: bool) -> Clause | None:
    if tokens[at].low in PREPOSITIONS or tokens[at].kind != "word":
        return None
    for verb in range(at + 1, limit):
        if not is_saying(tokens, verb):
            continue
        end = before_adverbs(tokens, verb, at)
        phrase = _whole(text, tokens, at, end)
        if phrase is not None:
            return Clause(verb=verb, phrase=phrase) if _is_terminal(tokens, verb, strict=strict) else None
    return None


def _whole(text: str, tokens: list[Token], low: int, end: int) -> Phrase | None:
    """Read `tokens[low:end]` when they are one phrase, with what is said of it between commas."""
    comma = next((i for i in range(low, end) if tokens[i].kind == SIGN and tokens[i].text in ",(–—"), end)
    if comma < end and not (tokens[end - 1].kind == SIGN and tokens[end - 1].text in ",)–—"):
        return None
    return read_phrase(text, tokens, low, end)


def is_saying(tokens: list[Token], at: int) -> bool:
    """Say whether the word at `at` is a finite verb of saying, as far as the words beside it tell."""
    low = tokens[at].low
    after = tokens[at + 1].low if at + 1 < len(tokens) else ""
    if (low, after) in _PHRASES:
        return True
    before = tokens[at - 1] if at else None
    if tokens[at].capital or is_participle(low) or (before and (before.low in NOUN_MARKERS or before.possessive)):
        return False
    return low in SAYING or (low in PLURAL_FORMS and not (before and before.low in BEFORE_INFINITIVE))


def _is_terminal(tokens: list[Token], verb: int, *, strict: bool) -> bool:
    """Say whether a verb ends its clause but for when, where and to whom: it takes no clause of its own."""
    if verb + 1 >= len(tokens):
        return True
    after = tokens[verb + 1]
    if after.kind == QUOTE:
        return True
    if after.kind == SIGN:
        return after.text not in ":"
    low = after.low
    placed = low in PREPOSITIONS or low in DAYS or low in _AFTER_VERB or is_adverb(low)
    if not placed and tokens[verb].low not in _TELLING and low not in ("it", "out", "on"):
        return False
    if not strict and tokens[verb].low not in _TELLING:
        return True
    limit = clause_limit(tokens, verb + 1)
    comma = next((i for i in range(verb + 1, limit) if tokens[i].text == ","), limit)
    if limit < len(tokens) and tokens[limit].text == ":":
        return False
    return not any(tokens[i].low in _CLAUSE_WORDS for i in range(verb + 2, comma))


def before_adverbs(tokens: list[Token], verb: int, low: int) -> int:
    """Return where the adverbs and auxiliaries before the verb begin, not before `low`."""
    end = verb
    while end > low and is_adverb(tokens[end - 1].low) and not tokens[end - 1].capital:
        end -= 1
    return end
