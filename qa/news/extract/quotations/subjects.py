"""The subject of a reporting verb: the phrase before it, across what stands between commas."""

from qa.news.extract.quotations.frames import QUOTE, SIGN, Token
from qa.news.extract.quotations.person_names import name_runs, person_in
from qa.news.extract.quotations.phrases import (
    DETERMINERS,
    MAX_TOKENS,
    OTHER,
    PREPOSITIONS,
    PRONOUNS,
    Phrase,
    made,
    prefix_phrase,
    read_phrase,
)
from qa.news.extract.quotations.speakers import ROLES
from qa.news.extract.quotations.tails import Clause
from qa.news.extract.quotations.verbs import is_adverb

_BREAKS = frozenset("that which who whom while because when where but although though if what whether".split())


def front_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read the subject at the front of a sentence, after what its preposition governs up to a comma."""
    begin = low
    if begin < high and tokens[begin].low in PREPOSITIONS | {"while", "when", "because", "although"}:
        comma = next((i for i in range(begin, high) if tokens[i].text == ","), None)
        if comma is None:
            return None
        begin = comma + 1
    while begin < high and is_adverb(tokens[begin].low):
        begin += 1
    return prefix_phrase(text, tokens, begin, high)


def subject(text: str, tokens: list[Token], low: int, end: int, before: list[Clause]) -> Phrase | None:
    """Return the phrase for the subject of the verb at `end`, or None."""
    if end <= low:
        return None
    last = tokens[end - 1]
    if last.low in PRONOUNS:
        return made(tokens, "pronoun", end - 1, end, name=last.low)
    if last.low in ("who", "which"):
        return _antecedent(text, tokens, low, end - 1)
    if last.low in ("and", "but", "then") or (last.kind == SIGN and end - 1 > low and tokens[end - 2].kind == QUOTE):
        active = [clause for clause in before if not clause.general]
        return active[-1].phrase if active else front_phrase(text, tokens, low, end - 1)
    if last.kind == QUOTE:  # a name in marks: the owners of the “Silver Gull” said
        return _direct(text, tokens, low, end - 1) if end - 1 > low else None
    if last.kind == SIGN:
        return _with_insertion(text, tokens, low, end)
    return _direct(text, tokens, low, end)


def _antecedent(text: str, tokens: list[Token], low: int, at: int) -> Phrase | None:
    end = at - 1 if at > low and tokens[at - 1].text == "," else at
    return _direct(text, tokens, low, end) if end > low else None


def _with_insertion(text: str, tokens: list[Token], low: int, end: int) -> Phrase | None:
    """Read `X, the mayor of Y, said`: the subject stands before the first comma, or the second after an opening phrase."""
    floor = max(low, end - 2 * MAX_TOKENS)
    begin = next(
        (i + 1 for i in range(end - 2, floor - 1, -1) if tokens[i].kind == QUOTE or tokens[i].text in (";", ":")), floor
    )
    while begin < end and tokens[begin].kind == SIGN:
        begin += 1
    if begin < end and tokens[begin].low in PREPOSITIONS | {"while", "when", "because", "although", "asked"}:
        comma = next((i for i in range(begin, end - 1) if tokens[i].text == ","), None)
        begin = comma + 1 if comma is not None else begin
    comma = next((i for i in range(begin, end - 1) if tokens[i].kind == SIGN and tokens[i].text in ",(–—"), None)
    if comma is None:
        return None
    return _direct(text, tokens, begin, comma, high=end)


def _direct(text: str, tokens: list[Token], low: int, end: int, *, high: int | None = None) -> Phrase | None:
    """Read the phrase that ends right at `end`; up to `high` may stand what is said of it."""
    floor = max(low, end - MAX_TOKENS)
    begin = floor
    for at in range(end - 1, floor - 1, -1):
        if (
            tokens[at].kind == QUOTE
            or (tokens[at].kind == SIGN and tokens[at].text in ",;:–—()")
            or tokens[at].low in _BREAKS
        ):
            begin = at + 1
            break
    runs = list(name_runs(tokens, begin, end))
    if runs and runs[-1][1] == end and not tokens[end - 1].possessive:
        found = person_in(tokens, *runs[-1])
        first = runs[-1][0]
        if (
            found
            and first - 1 > begin
            and tokens[first - 1].low in ("and", "&")
            and len(runs) > 1
            and runs[-2][1] == first - 1
        ):
            return made(
                tokens,
                OTHER,
                runs[-2][0],
                end,
                name=" ".join(text[tokens[runs[-2][0]].start : last_end(tokens, end)].split()),
            )
        if found and not (first > begin and tokens[first - 1].low in PREPOSITIONS):
            if first > begin and (tokens[first - 1].low in ROLES or found[0] > first):
                while first > begin and tokens[first - 1].low not in PREPOSITIONS:
                    first -= 1
            return read_phrase(text, tokens, first, end) or None
    begin = _noun_phrase_start(tokens, begin, end)
    return read_phrase(text, tokens, begin, high or end) if begin < end else None


def last_end(tokens: list[Token], end: int) -> int:
    """Return where the last token before `end` ends in the text."""
    return tokens[end - 1].end


def _noun_phrase_start(tokens: list[Token], low: int, end: int) -> int:
    if tokens[low].low not in PREPOSITIONS | {"when", "since", "while", "because"}:
        return low
    for at in range(end - 1, low, -1):
        if tokens[at].low in DETERMINERS and tokens[at - 1].low not in PREPOSITIONS:
            return at
    return end
