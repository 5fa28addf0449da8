"""Clauses that attribute speech: a reporting verb and the phrase for its subject.

Inside one sentence, or right after a quotation: `“…,” said X`, `“…,” X, the mayor of Y, told reporters`.
"""

from qa.news.extract.quotations.nouns import is_noun
from qa.news.extract.quotations.phrases import (
    MAX_TOKENS,
    PERSON,
    PRONOUNS,
    ROLE,
    Phrase,
    made,
    prefix_phrase,
    read_phrase,
)
from qa.news.extract.quotations.speakers import DAYS, name_runs, person_in, unowned
from qa.news.extract.quotations.subjects import Clause, front_phrase, subject
from qa.news.extract.quotations.vocabulary import (
    BE,
    BEFORE_INFINITIVE,
    JUDGING,
    NAMING,
    PLURAL_FORMS,
    PREPOSITIONS,
    SAYING,
    TITLES,
    is_adverb,
    is_participle,
)
from qa.news.extract.tokens import QUOTE, SIGN, WORD, Token

_PHRASES = frozenset(
    (("put", "it"), ("calls", "it"), ("called", "it"), ("called", "out"), ("went", "on"), ("goes", "on"))
)
_TO_SAY = frozenset("say state add ask declare announce tell saying adding".split())
_DASHES = frozenset("–—-")

NOUN_MARKERS = frozenset("the a an his her its their our this these any no such".split())

_CLAUSE_WORDS = frozenset("that he she it they we i was were is are had has would will there".split())

_TELLING = frozenset("told tells tell telling asked asks assured warned warns urged".split())

_AFTER_VERB = frozenset(
    "when while as because this last next via reporters journalists afterwards yesterday today tonight".split()
)

STOPS = frozenset("in on at during after before when while who as adding to upon via through because following".split())


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
    phrase = _inverted_phrase(text, tokens, verb, limit)
    return Clause(verb=verb, phrase=phrase) if phrase else None


def _inverted_phrase(text: str, tokens: list[Token], verb: int, limit: int) -> Phrase | None:
    high = next((i for i in range(verb + 2, limit) if tokens[i].low in STOPS), limit)
    return read_phrase(text, tokens, verb + 1, high)


def _names_speaker(token: Token) -> bool:
    return token.capital or token.low in ("the", "a", "an", "one")


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
    if low.endswith("s") and before and not _may_rule(before):
        return False
    return low in SAYING or (low in PLURAL_FORMS and not (before and before.low in BEFORE_INFINITIVE))


def _may_rule(token: Token) -> bool:
    """Say whether a word may stand before `reports`, `claims`, `notes` as their subject, or between them and it."""
    if token.kind != WORD or token.capital or token.low in PRONOUNS or token.low in ("who", "which", "that"):
        return True
    return (
        is_noun(token)
        or is_adverb(token.low)
        or (token.low.endswith("s") and not token.low.endswith("ss"))
        or token.low in ("and", "but", "one", "other")
    )


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
    if not strict:
        return True
    limit = clause_limit(tokens, verb + 1)
    comma = next((i for i in range(verb + 1, limit) if tokens[i].text == "," or tokens[i].low in STOPS), limit)
    if limit < len(tokens) and tokens[limit].text == ":":
        return False
    return not any(tokens[i].low in _CLAUSE_WORDS for i in range(verb + 2, comma))


def before_adverbs(tokens: list[Token], verb: int, low: int) -> int:
    """Return where the adverbs and auxiliaries before the verb begin, not before `low`."""
    end = verb
    while end > low and is_adverb(tokens[end - 1].low) and not tokens[end - 1].capital:
        end -= 1
    return end


MAX_SENTENCE = 300
"""So many tokens are no sentence; a text without an end is cut."""

_VIEWS = frozenset("view words opinion mind account eyes".split())

_PHRASAL = frozenset(("put", "went", "goes"))


def sentence_bounds(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Cut a paragraph's tokens into sentences; what is said of a quotation stays in one sentence with it."""
    bounds = []
    first = 0
    for at, token in enumerate(tokens):
        ends = token.kind == SIGN and token.text in ".!?…"
        if token.kind == QUOTE and token.closed and at + 1 < len(tokens):
            after = tokens[at + 1]
            ends = (after.kind == QUOTE or after.capital) and tail_clause(text, tokens, at) is None
        ends = ends or at - first >= MAX_SENTENCE
        if ends:
            if at + 1 < len(tokens) and tokens[at + 1].kind == SIGN and tokens[at + 1].text in ".!?…)]":
                continue
            bounds.append((first, at + 1))
            first = at + 1
    if first < len(tokens):
        bounds.append((first, len(tokens)))
    return bounds


def clauses(text: str, tokens: list[Token], low: int, high: int) -> list[Clause]:
    """Return the clauses of the sentence `tokens[low:high]` that attribute speech, in order of their verbs."""
    found: list[Clause] = []
    for at in range(low, high):
        clause = tail_clause(text, tokens, at) if tokens[at].kind == QUOTE else None
        if clause is not None:
            found.append(clause)
        if (
            tokens[at].low in _STANDING
            and tokens[at].kind == WORD
            and not any(known.verb == at for known in found[-2:])
        ):
            clause = _clause_at(text, tokens, at, low, high, found)
            if clause is not None:
                found.append(clause)
    return found


_STANDING = SAYING | JUDGING | PLURAL_FORMS | _PHRASAL | _VIEWS | _TO_SAY | {"according", "words", "per"}
"""Words that may be the verb of such a clause, or stand for one; `_clause_at` reads no other."""


def _clause_at(text: str, tokens: list[Token], at: int, low: int, high: int, found: list[Clause]) -> Clause | None:
    """Read the clause whose verb, or what stands for one, is the word at `at`."""
    token = tokens[at]
    after = tokens[at + 1] if at + 1 < high else None
    if after is not None and at + 2 < high and (token.low, after.low) in (("according", "to"), ("words", "of")):
        return _following(text, tokens, at, at + 2, high)
    if token.low == "per" and after is not None and (after.capital or after.low == "the"):
        return _following(text, tokens, at, at + 1, high)
    if token.low in _VIEWS and at > low + 1 and tokens[at - 1].possessive:
        return _in_view(tokens, low, at)
    if token.low in _TO_SAY and at > low and tokens[at - 1].low in ("to", "without"):
        return _infinitive(text, tokens, at, low, high, found)
    if token.capital and token.low in SAYING and after is not None and after.person:  # Said Ada Lunt: “…”
        return _inverted(text, tokens, at, min(clause_limit(tokens, at), high))
    if token.low in SAYING or token.low in JUDGING or token.low in PLURAL_FORMS or token.low in _PHRASAL:
        return _clause(text, tokens, at, low, high, found)
    return None


def _infinitive(text: str, tokens: list[Token], at: int, low: int, high: int, found: list[Clause]) -> Clause | None:
    """Read `X was moved to say, “…”`."""
    if not _ends_before_words(tokens, at, high):
        return None
    active = [clause for clause in found if not clause.general]
    phrase = active[-1].phrase if active else front_phrase(text, tokens, low, at)
    return Clause(verb=at, phrase=phrase) if phrase is not None else None


def _ends_before_words(tokens: list[Token], at: int, high: int) -> bool:
    """Say whether a quotation follows the word at `at`, after a comma or a colon."""
    after = at + 2 if at + 1 < high and tokens[at + 1].text in (",", ":") else at + 1
    return after < high and tokens[after].kind == QUOTE


def _in_view(tokens: list[Token], low: int, at: int) -> Clause | None:
    """Read `in X’s view`."""
    run = next((run for run in name_runs(tokens, max(low, at - 5), at) if run[1] == at), None)
    person = person_in(tokens, *run) if run else None
    if person is None or person[0] == low or tokens[person[0] - 1].low not in ("in", "to", *TITLES):
        return None
    return Clause(verb=at, phrase=made(tokens, PERSON, person[0], at, name=unowned(tokens, *person)), general=True)


def _following(text: str, tokens: list[Token], at: int, begin: int, high: int) -> Clause | None:
    limit = min(clause_limit(tokens, begin), high)
    limit = next((i for i in range(begin + 1, limit) if tokens[i].low in STOPS - {"in", "at", "to"}), limit)
    phrase = read_phrase(text, tokens, begin, limit)
    return Clause(verb=at, phrase=phrase, general=True) if phrase else None


def _clause(text: str, tokens: list[Token], at: int, low: int, high: int, before: list[Clause]) -> Clause | None:
    form = tokens[at].low
    if form == "saying" and at > low and tokens[at - 1].low == "as":
        return _quoted_as(text, tokens, at, low)
    saying = form in SAYING or form in PLURAL_FORMS or form in _PHRASAL - NAMING
    judging = form in JUDGING and (form not in SAYING)
    naming = form in NAMING
    if is_participle(form):
        phrase = _subject_of_participle(text, tokens, at, low, high, before)
        return Clause(verb=at, phrase=phrase, saying=saying, naming=naming) if phrase else None
    if saying and not is_saying(tokens, at) and not judging:
        return None
    previous = tokens[at - 1].low if at > low else ""
    if judging and (previous in NOUN_MARKERS or (previous in ("to", "and") and not before)):
        return None
    end = before_adverbs(tokens, at, low)
    inverted = saying and form not in _TELLING
    if inverted and end > low and tokens[end - 1].text == "," and at + 1 < high and _names_speaker(tokens[at + 1]):
        phrase = _inverted_phrase(text, tokens, at, min(clause_limit(tokens, at), high))
        if phrase is not None and phrase.kind in (PERSON, ROLE):
            return Clause(verb=at, phrase=phrase)
    if end > low and tokens[end - 1].low in BE:
        return _passive(text, tokens, at, high, saying=saying, naming=naming)
    if naming and at + 1 < high and tokens[at + 1].kind == QUOTE and not _what(tokens, low, end):
        return None
    phrase = subject(text, tokens, low, end, before)
    return Clause(verb=at, phrase=phrase, saying=saying, naming=naming) if phrase else None


def _quoted_as(text: str, tokens: list[Token], at: int, low: int) -> Clause | None:
    """Read `the agency quoted X as saying` and `X was quoted by the agency as saying`: in both X speaks."""
    verb = next(
        (i for i in range(at - 2, max(low, at - MAX_TOKENS), -1) if tokens[i].low in ("quoted", "cited", "quotes")),
        None,
    )
    if verb is None:
        return None
    end = before_adverbs(tokens, verb, low)
    if end > low and tokens[end - 1].low in BE:
        phrase = subject(text, tokens, low, before_adverbs(tokens, end - 1, low), [])
    else:
        phrase = read_phrase(text, tokens, verb + 1, at - 1)
    return Clause(verb=at, phrase=phrase) if phrase else None


def _what(tokens: list[Token], low: int, end: int) -> bool:
    return any(tokens[i].low in ("what", "which") for i in range(max(low, end - 8), end))


def _passive(text: str, tokens: list[Token], at: int, high: int, *, saying: bool, naming: bool) -> Clause | None:
    by = next((i for i in range(at + 1, min(at + 4, high)) if tokens[i].low == "by"), None)
    if by is None:
        return None
    limit = min(clause_limit(tokens, by + 1), high)
    limit = next((i for i in range(by + 2, limit) if tokens[i].low in STOPS), limit)
    phrase = read_phrase(text, tokens, by + 1, limit)
    return Clause(verb=at, phrase=phrase, saying=saying, naming=naming) if phrase else None


def _subject_of_participle(
    text: str, tokens: list[Token], at: int, low: int, high: int, before: list[Clause]
) -> Phrase | None:
    if at == low or (at == low + 1 and tokens[low].low in ("in", "by", "while")):
        begin = next((i for i in range(at + 1, high) if tokens[i].text == "," or tokens[i].kind == QUOTE), high)
        while begin < high and tokens[begin].kind != "word":
            begin += 1
        return prefix_phrase(text, tokens, begin, high)
    end = before_adverbs(tokens, at, low)
    named = end - 1
    while named > low and tokens[named].person and tokens[named - 1].name == tokens[named].name:
        named -= 1
    if end > low and tokens[end - 1].person and named > low and tokens[named - 1].low == "with":
        return read_phrase(text, tokens, named, end)  # with Ada Lunt loudly yelling
    if tokens[at - 1].kind == "word" and tokens[at - 1].low not in BE | {"and", "by", "before", "after", "while", "in"}:
        return None
    active = [clause for clause in before if not clause.general]
    return active[-1].phrase if active else front_phrase(text, tokens, low, at)
