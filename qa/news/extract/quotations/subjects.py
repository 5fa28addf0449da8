"""Finding the phrase that is the subject of a reporting verb: right before it, at the front, before what is put in."""

from dataclasses import dataclass, replace

from qa.news.extract.quotations.phrases import (
    MAX_TOKENS,
    OTHER,
    PERSON,
    PRONOUN,
    PRONOUNS,
    Phrase,
    made,
    plain,
    prefix_phrase,
    read_phrase,
)
from qa.news.extract.quotations.speakers import DAYS, name_runs, person_in, unowned
from qa.news.extract.quotations.vocabulary import DETERMINERS, PREPOSITIONS, ROLES, is_adverb
from qa.news.extract.tokens import QUOTE, SIGN, WORD, Token
from qa.news.extract.word_lists import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A reporting verb (token `verb`) whose subject is `phrase`; `saying` is false for verbs that only judge."""

    verb: int
    phrase: Phrase
    saying: bool = True
    naming: bool = False
    general: bool = False  # according to somebody: holds for the whole sentence


_SUBORDINATING = frozenset("as after before since until".split())
_BREAKS = frozenset("that which who whom while because when where but although though if what whether".split())


def front_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read the subject at the front of a sentence, after what opens it up to a comma: `On Monday,`, `Asked why,`."""
    begin = clause_start(tokens, low, high)
    while begin < high and is_adverb(tokens[begin].low):
        begin += 1
    return prefix_phrase(text, tokens, begin, high)


_OPENING = PREPOSITIONS | word_set("openers")


def clause_start(tokens: list[Token], low: int, high: int) -> int:
    """Return where the main clause begins: after opening phrases that a comma ends; `high` when no comma ends them."""
    begin = low
    while begin < high:
        while begin < high and (tokens[begin].kind == SIGN or tokens[begin].low in ("and", "but", "so", "yet")):
            begin += 1
        if begin >= high or not _opens(tokens[begin]):
            break
        begin = next((i + 1 for i in range(begin, high) if tokens[i].text in (",", "–", "—")), high)
    return begin


def _opens(token: Token) -> bool:
    low = token.low
    participle = low.endswith(("ing", "ed")) and len(low) > 4 and token.name < 0
    return token.kind == WORD and (low in _OPENING or participle or low in DAYS)


def subject(text: str, tokens: list[Token], low: int, end: int, before: list[Clause]) -> Phrase | None:
    """Return the phrase for the subject of the verb at `end`, or None."""
    if end <= low:
        return None
    last = tokens[end - 1]
    if last.low in PRONOUNS:
        return made(tokens, PRONOUN, end - 1, end, name=last.low)
    if last.low in ("who", "which"):
        return _antecedent(text, tokens, low, end - 1)
    if last.low in ("and", "but", "then") or (last.kind == SIGN and end - 1 > low and tokens[end - 2].kind == QUOTE):
        active = [clause for clause in before if not clause.general]
        return active[-1].phrase if active else front_phrase(text, tokens, low, end - 1)
    if last.kind == QUOTE:  # a name in marks: the owners of the “Silver Gull” said
        return _direct(text, tokens, low, end - 1) if end - 1 > low else None
    if last.text == ")":
        bracket = next((i for i in range(end - 2, max(low, end - MAX_TOKENS), -1) if tokens[i].text == "("), low)
        return _direct(text, tokens, low, bracket) if bracket > low else None
    if last.kind == SIGN:
        return _with_insertion(text, tokens, low, end)
    return _direct(text, tokens, low, end)


def _antecedent(text: str, tokens: list[Token], low: int, at: int) -> Phrase | None:
    end = at - 1 if at > low and tokens[at - 1].text == "," else at
    phrase = _direct(text, tokens, low, end) if end > low else None
    return replace(phrase, end=tokens[at].end) if phrase is not None else None


def _with_insertion(text: str, tokens: list[Token], low: int, end: int) -> Phrase | None:
    """Read `X, the mayor of Y, said`: the subject is the first part between commas that is a phrase."""
    floor = max(low, end - 2 * MAX_TOKENS)
    begin = next(
        (i + 1 for i in range(end - 2, floor - 1, -1) if tokens[i].kind == QUOTE or tokens[i].text in (";", ":")), floor
    )
    begin = clause_start(tokens, begin, end)
    comma = next((i for i in range(begin, end) if tokens[i].kind == SIGN and tokens[i].text in ",(–—"), None)
    if comma is None or comma == begin or tokens[begin].low in _BREAKS:
        return None
    return _direct(text, tokens, begin, comma, high=end)


def _apposed_to(tokens: list[Token], low: int, at: int) -> Phrase | None:
    """Return the person named right before the comma at `at`, if the clause begins with the name: `X, a friend of Y, said`."""
    if at <= low or tokens[at].text != "," or not tokens[at - 1].person or tokens[at - 1].possessive:
        return None
    run = next((run for run in name_runs(tokens, max(low, at - MAX_TOKENS), at) if run[1] == at), None)
    person = person_in(tokens, *run) if run else None
    if run is None or person is None:
        return None
    before = next((i for i in range(run[0] - 1, low - 1, -1) if not _describes(tokens[i])), low - 1)
    if before >= low and tokens[before].kind == WORD and tokens[before].low not in _BREAKS | {"and", "but"}:
        return None
    about = frozenset(token.low for token in tokens[before + 1 : person[0]] if token.kind == WORD)
    return made(tokens, PERSON, person[0], at, name=unowned(tokens, *person), about=about)


def _is_object(tokens: list[Token], low: int, who: int) -> bool:
    """Say whether a relative pronoun is no subject: `the mill in which the mayor`, `which Ada Lunt`."""
    after = tokens[who + 1] if who + 1 < len(tokens) else None
    governed = who > low and tokens[who - 1].low in PREPOSITIONS
    return governed or after is None or after.capital or after.low in DETERMINERS | PRONOUNS


def _is_common(token: Token) -> bool:
    return token.low in DETERMINERS or (token.kind == WORD and not token.capital)


def _describes(token: Token) -> bool:
    return (
        token.kind == WORD
        and (token.low in ROLES or token.low in DETERMINERS or token.capital)
        and token.low not in _OPENING
    )


def _direct(text: str, tokens: list[Token], low: int, end: int, *, high: int | None = None) -> Phrase | None:
    """Read the phrase that ends right at `end`; up to `high` may stand what is said of it."""
    floor = max(low, end - MAX_TOKENS)
    begin = floor
    who = None
    for at in range(end - 1, floor - 1, -1):
        if (
            tokens[at].kind == QUOTE
            or (tokens[at].kind == SIGN and tokens[at].text in ",;:–—()")
            or tokens[at].low in _BREAKS
        ):
            begin = at + 1
            who = at if tokens[at].low in ("who", "which") else None
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
                name=plain(text, tokens, runs[-2][0], end),
            )
        if found and not (first > begin and tokens[first - 1].low in PREPOSITIONS - _SUBORDINATING):
            if first > begin and (tokens[first - 1].low in ROLES or found[0] > first):
                while first > begin and tokens[first - 1].low not in PREPOSITIONS:
                    first -= 1
            return read_phrase(text, tokens, first, end) or None
    if who is not None and who > low and not _is_object(tokens, low, who):  # X, who owns the mill on the river said
        return _antecedent(text, tokens, low, who)
    apposed = _apposed_to(tokens, low, begin - 1)
    inserted = end + 1 < len(tokens) and tokens[end + 1].text == ","  # the flood, the mayor said, was “…”
    if apposed is not None and begin < end and _is_common(tokens[begin]) and not inserted:
        return apposed
    begin = _noun_phrase_start(tokens, begin, end)
    return read_phrase(text, tokens, begin, high or end) if begin < end else None


def _noun_phrase_start(tokens: list[Token], low: int, end: int) -> int:
    if tokens[low].low not in PREPOSITIONS | {"when", "since", "while", "because"}:
        return low
    for at in range(end - 1, low, -1):
        if tokens[at].low in DETERMINERS and tokens[at - 1].low not in PREPOSITIONS:
            return at
    return end
