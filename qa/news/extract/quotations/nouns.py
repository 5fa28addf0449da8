"""Whether words are one noun phrase that may name a speaker: `the mayor of Ely`, not `the mayor had left`."""

from qa.news.extract.names.vocabulary import ordinary
from qa.news.extract.quotations.vocabulary import (
    BE,
    BEFORE_INFINITIVE,
    BODIES,
    DETERMINERS,
    DOCUMENTS,
    JUDGING,
    PREPOSITIONS,
    ROLES,
    SAYING,
    is_adverb,
    is_participle,
)
from qa.news.extract.tokens import WORD, Token
from qa.news.extract.word_lists import word_set

_FINITE = BE | frozenset("has have had did does do".split()) | (BEFORE_INFINITIVE - {"i", "we", "you", "will", "may"})
_PAST = word_set("verbs_past") - {"lead", "cut"}
_NOT_FIRST = frozenset(
    "just earlier even every when while if as because since although though after before during asked other whether "
    "where how why what who which that and but or so than then there despite amid according both to by alongside amid".split()
)
_ACRONYM = 6
_BEFORE_SUBJECT = 8
_CALLED = frozenset(("named", "nicknamed"))
_NOT_BEFORE_SUBJECT = _FINITE | _PAST | SAYING | PREPOSITIONS
_QUANTITIES = frozenset("one another some several many most few two three four five six dozens hundreds others".split())
_JOINED_BY_OF = frozenset(("of", "for", "from", "at", "in", "on", "with", "to"))
_MOST_BEFORE_HEAD = 9
_MOST_BEFORE_UNKNOWN = 4


def noun_phrase_end(tokens: list[Token], low: int, high: int) -> int:
    """Return where the noun phrase ends that begins at `low`, not after `high`; `low` when there is none.

    A relative clause without its pronoun (`the letter sent to the board`) is left out; words with a finite verb among
    them are no phrase.
    """
    if low >= high or not _may_begin(tokens[low]):
        return low
    end = high
    for at in range(low + 1, high):
        word = tokens[at]
        if word.kind != WORD or word.capital:
            continue
        if (
            tokens[at - 1].person
            and not tokens[at - 1].possessive
            and not is_noun(word)
            and word.low not in PREPOSITIONS
        ):
            return low  # Ada Lunt supports
        if word.low in _FINITE or (word.low in _PAST and not word.low.endswith("ed")):
            return low
        if word.low.endswith("ed") and is_noun(tokens[at - 1]) and len(word.low) > 4:
            end = at
            break
    while end > low and tokens[end - 1].low in DETERMINERS | PREPOSITIONS | _JOINED_BY_OF:
        end -= 1
    while end > low + 1 and is_adverb(tokens[end - 1].low) and not tokens[end - 1].capital:
        end -= 1
    head = _head(tokens, low, end)
    if end <= low or head - low > _MOST_BEFORE_HEAD:
        return low
    return end if _is_head(tokens, low, head) else low


def _may_begin(token: Token) -> bool:
    low = token.low
    if token.kind != WORD or low in _NOT_FIRST or low in PREPOSITIONS:
        return False
    if token.shouted and token.name < 0 and (ordinary(low) or len(low) > _ACRONYM):
        return False
    if low in DETERMINERS or low in _QUANTITIES or token.possessive or token.name >= 0 or is_noun(token):
        return True
    verbal = is_participle(low) or low.endswith("ed") or low in SAYING or low in JUDGING or low in _FINITE
    return not verbal and not is_adverb(low)


def _head(tokens: list[Token], low: int, end: int) -> int:
    return next((i for i in range(low + 1, end) if tokens[i].low in PREPOSITIONS), end) - 1


def _is_head(tokens: list[Token], low: int, at: int) -> bool:
    token = tokens[at]
    if token.possessive or token.low in DETERMINERS - _QUANTITIES:
        return False
    if token.capital or is_noun(token) or token.low in _QUANTITIES:
        return True
    if is_adverb(token.low) or is_participle(token.low) or token.low in SAYING or token.low in JUDGING:
        return False
    first = tokens[low]
    near = at - low <= _MOST_BEFORE_UNKNOWN and not token.low.endswith("est")
    return near and (
        first.low in DETERMINERS or first.low in _QUANTITIES or first.possessive or token.low.endswith("s")
    )


def leads_clause(tokens: list[Token], main: int, low: int, high: int) -> bool:
    """Say whether the name `tokens[low:high]` is the subject of the clause that begins at `main`, after titles and offices."""
    if tokens[high - 1].possessive or not main <= low <= main + _BEFORE_SUBJECT:
        return False
    before = tokens[main:low]
    if len(before) > 1 and before[-1].text == "," and before[0].low in DETERMINERS:  # her publisher, Ada Lunt
        before = before[:-1]
    if any(
        t.kind != WORD
        or t.low in _NOT_BEFORE_SUBJECT
        or (t.low.endswith("ed") and not t.capital and t.low not in _CALLED)
        for t in before
    ):
        return False
    after = next((i for i in range(high, min(high + 4, len(tokens))) if not is_noun(tokens[i])), high)
    return after == high or not tokens[after].person  # the Lunt aide Otto Berg: Berg is the subject


def is_noun(token: Token) -> bool:
    """Say whether a word is known to name people, bodies or writings, one or more of them."""
    low = token.low
    singular = low.removesuffix("s")
    return any(word in known for word in (low, singular) for known in (ROLES, BODIES, DOCUMENTS))
