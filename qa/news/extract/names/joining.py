"""Joining what was found in one article: one full name and one kind for all the places where the same is named."""

from collections import Counter
from collections.abc import Mapping, Sequence

from qa.news.extract.names.evidence import no_name, speaks
from qa.news.extract.names.finding import Found
from qa.news.extract.names.given import GIVEN
from qa.news.extract.names.keys import is_acronym, is_formal, name_key
from qa.news.extract.names.kinds import Kind, Mention
from qa.news.extract.names.lexicon import lexicon
from qa.news.extract.names.people import People, printed
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import CLUBS, PLACE_HEADS, TOPICS
from qa.news.extract.word_lists import word_set

_SURE = 4
_LISTED = 8
_TO_PLACES = word_set("prepositions_of_place")


def mentions_of(text: str, tokens: Sequence[Token], found: Sequence[Found], people: People) -> list[Mention]:
    """Return the mentions that `found` makes, each with its full name and the kind that the article speaks for most."""
    shorter = {**_shortened(text, tokens, found), **_acronyms(text, tokens, found)}
    resolved = [_resolved(text, tokens, f, people, shorter) for f in found]
    kinds = _kinds(found, resolved)
    fullest = _fullest([name for name, _ in resolved])
    mentions = []
    for f, (name, whole) in zip(found, resolved, strict=True):
        start, end = tokens[f.start].start, tokens[f.end - 1].end
        key = name_key(name)
        if not key:
            continue
        kind = Kind.PERSON if whole else kinds[key]
        mentions.append(
            Mention(start=start, end=end, text=text[start:end], name=name if whole else fullest[key], kind=kind)
        )
    return mentions


def _resolved(
    text: str, tokens: Sequence[Token], found: Found, people: People, shorter: Mapping[str, str]
) -> tuple[str, bool]:
    """Return the full name of what is found, and whether it is that of a person of the article."""
    run = tokens[found.start : found.end]
    words = tuple(t.low for t in run)
    if people.has(words) and (found.weight < _LISTED or _as_person(tokens, found)):
        whole = people.of(words, found.title, found.start)
        if whole is not None:
            return whole, True
        found.kind, found.weight = Kind.PERSON, _SURE
    name = printed(text, run)
    if found.kind is Kind.PLACE and not is_acronym(name):
        return name, False
    if name in shorter and found.weight < _SURE:
        found.kind, found.weight = Kind.ORGANISATION, _SURE
    return shorter.get(name, name), False


def _as_person(tokens: Sequence[Token], found: Found) -> bool:
    """Whether a listed name that is a person's surname here ("Jack London") is used as one, not as the place."""
    if found.title or speaks(tokens, found.end):
        return True
    before = tokens[found.start - 1] if found.start else None
    return (
        found.weight == _LISTED
        and before is not None
        and before.low not in _TO_PLACES
        and not tokens[found.start].initial
    )


def _kinds(found: Sequence[Found], resolved: Sequence[tuple[str, bool]]) -> dict[str, Kind]:
    """Return for each key the kind that the article speaks for most."""
    votes: dict[str, Counter[Kind]] = {}
    for f, (name, _) in zip(found, resolved, strict=True):
        weight = 0.1 if f.kind is Kind.OTHER and f.weight < _SURE else float(f.weight**2)
        votes.setdefault(name_key(name), Counter())[f.kind] += weight  # type: ignore[assignment]
    return {key: max(sorted(counts), key=lambda k: counts[k]) for key, counts in votes.items()}


def _fullest(names: Sequence[str]) -> dict[str, str]:
    """Return for each key the fullest spelling: no acronym, "Armenia" for "Republic of Armenia", else the longest."""
    best: dict[str, str] = {}
    for name, _ in sorted(
        Counter(names).items(), key=lambda n: (is_acronym(n[0]), is_formal(n[0]), -len(n[0]), -n[1], n[0])
    ):
        best.setdefault(name_key(name), name)
    return best


def clubs_of(tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return the last words by which alone clubs of the article are called, each with the word before it."""
    named: dict[str, set[str]] = {}
    for f in found:
        last = tokens[f.end - 1].low
        if f.end - f.start == 2 and last in CLUBS and f.kind is not Kind.PERSON:
            named.setdefault(last, set()).add(tokens[f.start].low)
    return {last: min(firsts) for last, firsts in named.items() if len(firsts) == 1 and last not in PLACE_HEADS}


def _shortened(text: str, tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return the full names of bodies that the article also calls by their first word alone: "Oakes" of "Oakes Logistics Ltd"."""
    full: dict[str, set[str]] = {}
    for f in found:
        run = tokens[f.start : f.end]
        if f.kind is not Kind.ORGANISATION or len(run) < 2 or f.weight > 9:
            continue
        name = printed(text, run)
        if run[-1].low in CLUBS:
            full.setdefault(run[-1].text, set()).add(name)
        first = run[0]
        plain = (
            no_name(first, frozenset())
            or first.shouted
            or first.low in GIVEN
            or first.low in TOPICS
            or lexicon().has_word(first.low)
        )
        if not plain and len(first.text) > 2 and all(t.capital for t in run):
            full.setdefault(first.text, set()).add(name)
    return {short: next(iter(names)) for short, names in full.items() if len(names) == 1}


def _acronyms(text: str, tokens: Sequence[Token], found: Sequence[Found]) -> dict[str, str]:
    """Return what each acronym that the article introduces in brackets, "(OSCE)", is short for."""
    full: dict[str, str] = {}
    for f in found:
        if f.end - f.start < 2 or f.end >= len(tokens):
            continue
        after = tokens[f.end]
        if (
            after.shouted
            and text[tokens[f.end - 1].end : after.start].strip() == "("
            and text[after.end : after.end + 1] == ")"
        ):
            run = tokens[f.start : f.end]
            if _short_for(after.text, [t.text for t in run]):
                full.setdefault(after.text, printed(text, run))
    return full


def _short_for(acronym: str, words: Sequence[str]) -> bool:
    """Whether the letters of an acronym are found, in order, at the beginnings of words."""
    starts = iter("".join(part[0] for word in words for part in word.split("-") if part).upper())
    letters = [c for c in acronym.upper() if c.isalpha()]
    return bool(letters) and all(any(c == start for start in starts) for c in letters)
