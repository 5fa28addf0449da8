"""Which clause of a sentence attributes a quotation, and how."""

from enum import StrEnum

from qa.news.extract.quotations.clauses import tail_clause
from qa.news.extract.quotations.phrases import DOCUMENT, PERSON, made, read_phrase
from qa.news.extract.quotations.reported import owner_of_words, subject_of_sentence
from qa.news.extract.quotations.speakers import name_runs, person_in, unowned
from qa.news.extract.quotations.subjects import Clause, front_phrase
from qa.news.extract.quotations.vocabulary import WITH_OBJECT, is_participle
from qa.news.extract.tokens import QUOTE, Token
from qa.news.extract.word_lists import word_set

_ANSWERS = word_set("answer_nouns")
_FAR = 40
_NEAR = 3
_SUBORDINATING = frozenset("as after before since until when while although though if because".split())


class Pattern(StrEnum):
    """How a quotation is attributed."""

    AFTER = "“…,” X said"
    BEFORE = "X said: “…”"
    BEFORE_FAR = "X said that … “…”"
    JUDGED = "X condemned “…”"
    JUDGED_FAR = "X condemned … “…”"
    NAMED_SO = "X called it “…”"
    ACCORDING = "according to X, “…”"
    CLOSING = "“…” …, X said"
    INTRODUCED = "X: “…”"
    OWNED = "X’s vow to “…”"
    SUBJECT = "X … a speech … “…”"
    SIGNED = "“…” — X"
    GOES_ON = "“…” right after words of X"


def choose(
    text: str, tokens: list[Token], low: int, high: int, at: int, found: list[Clause], *, whole: bool
) -> tuple[Pattern, Clause] | None:
    """Choose the clause that attributes the quotation at `at`, and say how."""
    before = [clause for clause in found if clause.verb < at and not clause.general]
    near = next((c for c in reversed(before) if not _takes_object(tokens, c, at)), None)
    if near is not None and (
        at - near.verb > _FAR or _taken_up(tokens, near.verb, at) or _is_left(tokens, low, near, at)
    ):
        near = None
    if near is not None and near.naming and not _quote_between(tokens, near.verb, at):
        return Pattern.NAMED_SO, near
    tail = tail_clause(text, tokens, at)
    owned = tail is not None and tail.phrase.name.lower().startswith(("his ", "her ", "its ", "their "))
    if tail is not None and not (owned and near is not None and near.phrase.kind == PERSON):
        return Pattern.AFTER, tail
    general = next((clause for clause in found if clause.general), None)
    if near is not None and not near.saying and general is not None and general.verb <= at + 2:
        return Pattern.ACCORDING, general  # X met Y “to discuss it,” according to the palace
    if near is not None:
        if not near.saying:
            return (Pattern.JUDGED if at - near.verb <= _NEAR else Pattern.JUDGED_FAR), near
        return (Pattern.BEFORE if at - near.verb <= _NEAR else Pattern.BEFORE_FAR), near
    return (
        _as(Pattern.ACCORDING, general)
        or _as(Pattern.CLOSING, _closing(tokens, high, at, found))
        or _as(Pattern.INTRODUCED, _introduced(text, tokens, low, at, whole=whole))
        or _as(Pattern.OWNED, owner_of_words(tokens, low, at))
        or _as(Pattern.SUBJECT, subject_of_sentence(text, tokens, low, at))
    )


def _takes_object(tokens: list[Token], clause: Clause, at: int) -> bool:
    """Say whether the verb has an object of its own, in which marks are the writer's: `announced measures to “…”`."""
    if tokens[clause.verb].low not in WITH_OBJECT or _quote_between(tokens, clause.verb, at):
        return False
    between = tokens[clause.verb + 1 : at]
    return len(between) > 3 and not any(token.low in ("that", ":", ",") for token in between)


def _closing(tokens: list[Token], high: int, at: int, found: list[Clause]) -> Clause | None:
    """Take the clause at the end of the sentence: `The law is “…” and will not pass, X said`."""
    after = [clause for clause in found if clause.verb > at and clause.saying]
    if not after:
        return None
    first = next(i for i in range(at, high) if tokens[i].start >= after[-1].phrase.start)
    return after[-1] if first > 0 and (tokens[first - 1].kind == QUOTE or tokens[first - 1].text in ",–—") else None


def _introduced(text: str, tokens: list[Token], low: int, at: int, *, whole: bool) -> Clause | None:
    """Take `X: “…”` and `the statement: “…”`."""
    if at - 1 <= low or tokens[at - 1].text != ":":
        return None
    answer = next((i for i in range(low + 1, min(low + 8, at)) if tokens[i].low in _ANSWERS), None)
    if answer is not None and tokens[answer - 1].possessive:
        run = next(name_runs(tokens, low, answer), None)
        person = person_in(tokens, *run) if run and run[1] == answer else None
        if person is not None:
            name = unowned(tokens, *person)
            return Clause(verb=at - 1, phrase=made(tokens, PERSON, low, answer, name=name))
    holder = front_phrase(text, tokens, low, at - 1) if whole else None
    if holder is not None and holder.kind == PERSON:
        return Clause(verb=at - 1, phrase=holder)
    begin = next(
        (i for i in range(at - 2, low, -1) if tokens[i].low in ("the", "a", "his", "her", "its", "their")), low
    )
    phrase = read_phrase(text, tokens, begin, at - 1)
    if phrase is None or (phrase.kind != DOCUMENT and begin != low):
        return None
    return Clause(verb=at - 1, phrase=phrase)


def _as(pattern: Pattern, clause: Clause | None) -> tuple[Pattern, Clause] | None:
    return None if clause is None else (pattern, clause)


def _is_left(tokens: list[Token], low: int, clause: Clause, at: int) -> bool:
    """Say whether a comma ends a subordinate clause before the words at `at`: `As Ada Lunt spoke, the board left “…”`."""
    first = next((i for i in range(clause.verb, low - 1, -1) if tokens[i].start <= clause.phrase.start), low)
    subordinate = not clause.saying and first > low and tokens[first - 1].low in _SUBORDINATING
    comma = next((i for i in range(clause.verb + 1, at) if tokens[i].text == ","), at)
    return subordinate and comma + 1 < at and not is_participle(tokens[comma + 1].low)


def _taken_up(tokens: list[Token], verb: int, at: int) -> bool:
    """Say whether somebody else is the subject of a clause between a quotation after `verb` and the one at `at`."""
    for i in range(verb + 1, at - 2):
        if tokens[i].kind == QUOTE and (tokens[i + 1].person or tokens[i + 1].low in ("he", "she")):
            return True
    return False


def _quote_between(tokens: list[Token], verb: int, at: int) -> bool:
    return any(tokens[i].kind == QUOTE for i in range(verb + 1, at))
