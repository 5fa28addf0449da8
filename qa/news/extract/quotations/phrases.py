"""Reading the phrase that names a speaker, and finding the one that is the subject of a reporting verb."""

from dataclasses import dataclass, replace

from qa.news.extract.quotations.nouns import noun_phrase_end
from qa.news.extract.quotations.speakers import DAYS, LINKS, name_runs, person_in, unowned
from qa.news.extract.quotations.vocabulary import BODIES, DETERMINERS, DOCUMENTS, PREPOSITIONS, ROLES, is_adverb
from qa.news.extract.tokens import QUOTE, SIGN, WORD, Token
from qa.news.extract.word_lists import word_set

PERSON, ROLE, BODY, DOCUMENT, PRONOUN, OTHER = "person", "role", "body", "document", "pronoun", "other"

MAX_TOKENS = 24
"""A phrase for a speaker is no longer."""

PRONOUNS = frozenset(("he", "she", "they", "it"))

_NOT_SPEAKERS = word_set("not_speakers")

_AFTER_NOUN = frozenset(
    "who which whose that released issued published signed printed posted obtained seen speaking".split()
)

_HOLDING = frozenset(("one", "his", "her", "its", "their"))
_JOINING = frozenset(("of", "for", "from", "at", "in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """The mention of a speaker: tokens `first` to `last` (exclusive) of their paragraph.

    `name` is what it says by itself: a name without titles for a person, else the words as printed. `about` are the
    folded words that describe a person (office, body), `head` the office of a role, `mention` the number of the name
    among those of the article, -1 for none.
    """

    kind: str
    start: int
    end: int
    name: str
    head: str = ""
    about: frozenset[str] = frozenset()
    mention: int = -1


def read_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read `tokens[low:high]`, which stand where a speaker is named, as one phrase; None when they name nobody."""
    while low < high and (
        tokens[low].kind == SIGN or tokens[low].low in ("and", "but", "so", "yet", "as", "that", "however")
    ):
        low += 1
    high = min(high, low + MAX_TOKENS)
    comma = next((i for i in range(low, high) if tokens[i].kind == SIGN and tokens[i].text in ",(–—"), high)
    core = _without_time(tokens, low, comma)
    if core <= low:
        return None
    if core - low == 1 and tokens[low].low in PRONOUNS:
        return made(tokens, PRONOUN, low, core, name=tokens[low].low)
    if tokens[low].low in _NOT_SPEAKERS:
        return None
    return (
        _named(text, tokens, low, core)
        or _apposed(text, tokens, low, core, comma, high)
        or _printed(text, tokens, low, core)
    )


def _without_time(tokens: list[Token], low: int, high: int) -> int:
    """Return where the phrase ends when days and relative clauses after it are left out."""
    for at in range(low + 1, high):
        token = tokens[at]
        if token.low in _AFTER_NOUN or (token.low in DAYS and token.low not in ("may", "march")):
            high = at
            break
    while high > low + 1 and (
        tokens[high - 1].low in ("on", "in", "late", "early", "last", "at") or tokens[high - 1].kind == SIGN
    ):
        high -= 1
    return high


def _head_end(tokens: list[Token], low: int, high: int) -> int:
    """Return where the first preposition of the phrase stands."""
    return next((i for i in range(low + 1, high) if tokens[i].low in PREPOSITIONS), high)


def _named(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read `the head coach Wenna Dalquist` and the like; two people joined by `and` stay as printed."""
    end = _head_end(tokens, low, high)
    runs = list(name_runs(tokens, low, end))
    if not runs or runs[-1][1] != end or tokens[end - 1].possessive:
        return None
    if end < high and tokens[end].low == "of" and not tokens[high - 1].capital and not tokens[end - 1].person:
        return None
    people = [found for run in runs if (found := person_in(tokens, *run))]
    if not people or people[-1][1] != end:
        return None
    if any(tokens[i].low in ("and", "&") for i in range(low, end)):
        return made(tokens, OTHER, low, end, name=_plain(text, tokens, low, end))
    begin = people[-1][0]
    about = frozenset(token.low for token in tokens[low:begin] if token.kind == WORD)
    if begin == low and end - begin == 1 and high > end and tokens[end].low == "of":
        return None
    return made(tokens, PERSON, low, end, name=unowned(tokens, begin, end), about=about)


def _apposed(text: str, tokens: list[Token], low: int, core: int, comma: int, high: int) -> Phrase | None:
    """Read `its president, Dr. Runa Vesterly`: an office whose holder is named between commas."""
    head = _head(tokens, low, core)
    if (head is None and tokens[low].low not in _HOLDING) or comma >= high:
        return None
    close = next((i for i in range(comma + 1, high) if tokens[i].kind == SIGN and tokens[i].text in ",)–—"), high)
    runs = list(name_runs(tokens, comma + 1, close))
    found = person_in(tokens, *runs[0]) if len(runs) == 1 and runs[0][1] == close else None
    if found is None or any(token.low in PREPOSITIONS for token in tokens[comma + 1 : found[0]]):
        return None
    described = [*tokens[low:core], *tokens[comma + 1 : found[0]]]
    about = frozenset(token.low for token in described if token.kind == WORD)
    return made(tokens, PERSON, low, close, name=unowned(tokens, *found), about=about)


def _head(tokens: list[Token], low: int, high: int) -> str | None:
    end = _head_end(tokens, low, high)
    head = tokens[end - 1]
    return head.low if head.low in ROLES and not head.possessive else None


def _printed(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    high = noun_phrase_end(tokens, low, high)
    if high <= low:
        return None
    end = _head_end(tokens, low, high)
    word = tokens[high - 1] if _is_people(tokens[high - 1].low) else tokens[end - 1]
    about = frozenset(token.low for token in tokens[low:high] if token.kind == WORD)
    if any(token.kind != WORD and token.text not in "&-’'." for token in tokens[low:high]):
        return None
    if word.low in DOCUMENTS:
        joined = end < high and tokens[end].low == "of"
        return made(
            tokens, DOCUMENT, low, high if joined else end, name=_plain(text, tokens, low, high if joined else end)
        )
    if word.low in ROLES and not word.possessive:
        return made(tokens, ROLE, low, high, name=_plain(text, tokens, low, high), head=word.low, about=about)
    if word.low in BODIES or word.capital:
        return made(tokens, BODY, low, high, name=_plain(text, tokens, low, high), about=about)
    if _is_people(word.low) or tokens[low].low in DETERMINERS or tokens[low].possessive or high - low <= 3:
        return made(tokens, OTHER, low, high, name=_plain(text, tokens, low, high), about=about)
    return None


def _is_people(low: str) -> bool:
    return low.endswith("s") and low.removesuffix("s") in ROLES


def prefix_phrase(text: str, tokens: list[Token], low: int, high: int) -> Phrase | None:
    """Read the speaker at the front of a clause whose verb has not been told from its nouns: names and offices only."""
    while low < high and (tokens[low].kind == SIGN or tokens[low].low in ("and", "but", "so", "yet", "as", "that")):
        low += 1
    if low < high and tokens[low].low in PRONOUNS:
        return made(tokens, PRONOUN, low, low + 1, name=tokens[low].low)
    at = low
    last = low
    while at < high and at - low < MAX_TOKENS:
        token = tokens[at]
        known = token.low in ROLES or token.low in BODIES or token.low in DOCUMENTS
        if (
            not (token.capital or known or token.low in DETERMINERS or token.low in _JOINING | LINKS)
            or token.low in DAYS
        ):
            break
        at += 1
        last = at if (token.capital and token.low not in DETERMINERS) or known else last
    comma = last < high and tokens[last].kind == SIGN and tokens[last].text == ","
    return read_phrase(text, tokens, low, high if comma else last) if last > low else None


def made(tokens: list[Token], kind: str, low: int, high: int, **rest: object) -> Phrase:
    """Return the phrase of `tokens[low:high]`."""
    mention = next((token.name for token in reversed(tokens[low:high]) if token.person), -1) if kind == PERSON else -1
    return Phrase(kind=kind, start=tokens[low].start, end=tokens[high - 1].end, mention=mention, **rest)  # type: ignore[arg-type]


def _plain(text: str, tokens: list[Token], low: int, high: int) -> str:
    return " ".join(text[tokens[low].start : tokens[high - 1].end].split())


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
                name=" ".join(text[tokens[runs[-2][0]].start : last_end(tokens, end)].split()),
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
