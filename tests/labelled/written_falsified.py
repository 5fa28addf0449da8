"""Recipes that make falsifications out of a sentence: for the set of written sentences, and written before its rules."""

import re
from collections.abc import Iterator
from itertools import pairwise

from tests.labelled.written_recipes import DAYS, MONTHS, NUMBER_WORDS, Recipe, Source, exchanged, swapped, without_stop

_NAME = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'-]*[a-z](?: (?:[A-Z]\.|[A-Z][\w’-]*[a-z]))*)")
_NUMBER = re.compile(rf"(?<![\w.,$-])\$?\d[\d,.]*\d|(?<![\w.,-])\d(?![\w.,-])|\b(?:{'|'.join(NUMBER_WORDS)})\b")
_RELATIVE = {
    "yesterday": "today", "today": "yesterday", "last week": "last month", "this week": "last week", "last year": "this year",
    "this year": "last year", "last month": "last week", "this month": "last month", "next week": "next month",
    "next year": "this year", "tonight": "last night", "last night": "tonight", "tomorrow": "today",
}  # fmt: skip
_QUANTIFIERS = {
    "some": "all", "many": "most", "most": "all", "all": "some", "several": "many", "every": "almost no", "each": "only one",
    "few": "many", "both": "neither", "any": "all", "half": "all", "a few": "most", "only": "not only", "no": "every",
    "one of the": "all of the", "much": "all", "none": "most", "a number of": "all",
}  # fmt: skip
_TENSES = {
    "will": "did", "would": "will", "was": "will be", "were": "will be", "is": "was", "are": "will be", "has": "will have",
    "have": "would have", "can": "must", "could": "did", "should": "must", "had": "will have", "plans to": "refused to",
    "wants to": "has to", "must": "can", "may": "must", "is expected to": "was able to",
}  # fmt: skip
_REVERSED = {
    "more": "less", "less": "more", "fewer": "more", "higher": "lower", "lower": "higher", "up": "down", "down": "up",
    "before": "after", "after": "before", "above": "below", "below": "above", "over": "under", "under": "over",
    "rise": "fall", "rose": "fell", "fell": "rose", "increase": "decrease", "increased": "decreased", "first": "last",
    "last": "first", "better": "worse", "worse": "better", "larger": "smaller", "smaller": "larger", "best": "worst",
    "highest": "lowest", "lowest": "highest", "most": "least", "least": "most", "early": "late", "late": "early",
    "longer": "shorter", "greater": "smaller", "older": "younger", "earlier": "later", "later": "earlier",
}  # fmt: skip
_ANTONYMS = {
    "won": "lost", "lost": "won", "win": "lose", "approved": "rejected", "rejected": "approved", "support": "oppose",
    "supported": "opposed", "supports": "opposes", "opposed": "supported", "opposes": "supports", "arrested": "released",
    "released": "arrested", "accepted": "refused", "refused": "agreed", "agreed": "refused", "opened": "closed",
    "closed": "opened", "open": "closed", "allow": "ban", "allowed": "banned", "guilty": "innocent", "died": "survived",
    "strong": "weak", "good": "bad", "bad": "good", "new": "old", "old": "new", "easy": "difficult", "difficult": "easy",
    "possible": "impossible", "public": "private", "private": "public", "success": "failure", "failed": "managed",
    "started": "ended", "began": "ended", "ended": "began", "left": "joined", "joined": "left", "buy": "sell", "sold": "bought",
    "friends": "enemies", "rich": "poor", "poor": "rich", "young": "old", "large": "small", "small": "large", "high": "low",
    "low": "high", "praised": "criticized", "criticized": "praised", "confirmed": "denied", "denied": "confirmed",
    "included": "excluded", "safe": "dangerous", "inside": "outside", "outside": "inside", "positive": "negative",
    "remain": "leave", "married": "divorced", "attacked": "defended", "defend": "attack", "hired": "fired", "found": "lost",
    "federal": "local", "national": "local", "foreign": "domestic", "military": "civilian", "men": "women", "women": "men",
    "mother": "father", "father": "mother", "brother": "sister", "son": "daughter", "husband": "wife", "wife": "husband",
    "north": "south", "south": "north", "east": "west", "west": "east", "Republican": "Democratic", "Democratic": "Republican",
    "conservative": "liberal", "liberal": "conservative", "black": "white", "white": "black",
}  # fmt: skip
_CAUSES = {
    " while ": " because ", ", and ": ", so ", ", but ": ", because ", " when ": " because ", " as ": " because ",
    " after ": " because of ", "; ": " because ", " although ": " because ", "While ": "Because ", "After ": "Because of ",
    "When ": "Because ", " before ": " because of ",
}  # fmt: skip
_CLAIMS = (
    "and police are investigating", "for the first time in a decade", "despite protests in the capital", "officials confirmed",
    "which surprised many observers", "after months of talks", "and will appeal", "as expected", "in front of reporters",
    "at a cost of millions", "against the advice of experts", "following a court order", "and more are expected",
)  # fmt: skip
_ENDS = ("in Paris", "with John Harrow", "again", "secretly", "illegally")
_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|has|have|had|can|could|should|may|might)\b(?! not\b)(?!n[’']t)")


def number_changed(source: Source) -> Iterator[str]:
    """Change a number by a digit, or a number word for another."""
    for found in _NUMBER.finditer(source.sentence):
        word = found[0]
        if word in NUMBER_WORDS:
            new = source.draw.choice([w for w in NUMBER_WORDS if w != word])
        else:
            at = source.draw.choice([i for i, c in enumerate(word) if c.isdigit()])
            new = word[:at] + source.draw.choice([d for d in "123456789" if d != word[at]]) + word[at + 1 :]
        yield source.sentence[: found.start()] + new + source.sentence[found.end() :]


def unit_changed(source: Source) -> Iterator[str]:
    """Change what a number is of: million for billion, percent for points, miles for kilometres."""
    table = {
        "million": "billion", "billion": "million", "thousand": "million", "percent": "percentage points", "per cent": "points",
        "%": " points", "miles": "kilometers", "points": "percent", "hours": "days", "days": "weeks", "weeks": "months",
        "months": "years", "years": "months", "minutes": "hours", "yards": "feet", "feet": "yards", "meters": "miles",
        "thousands": "millions", "hundreds": "thousands", "decades": "years", "seconds": "minutes", "pounds": "tons",
    }  # fmt: skip
    for old, new in table.items():
        found = re.search(rf"(?<=\d){old}|(?<=\d ){old}\b|\b{old}\b", source.sentence)
        if found:
            yield source.sentence[: found.start()] + new + source.sentence[found.end() :]


def name_changed(source: Source) -> Iterator[str]:
    """Change a name for one of another article."""
    for found in _NAME.finditer(source.sentence):
        other = source.draw.choice(source.names)
        if found[0].split()[0] not in {*DAYS, *MONTHS} and not set(other.split()) & set(source.sentence.split()):
            yield source.sentence[: found.start()] + other + source.sentence[found.end() :]


def names_swapped(source: Source) -> Iterator[str]:
    """Let two names change their places, which no mere "and" or comma joins."""
    found = [m for m in _NAME.finditer(source.sentence) if m[0].split()[0] not in {*DAYS, *MONTHS}]
    for one, other in pairwise(found):
        between = source.sentence[one.end() : other.start()]
        if one[0] != other[0] and not re.fullmatch(r"[\s,]*(?:and|or|&)?[\s,]*", between):
            if set(one[0].split()) & set(other[0].split()):
                continue
            yield exchanged(source.sentence, one.span(), other.span())


def roles_swapped(source: Source) -> Iterator[str]:
    """Let what stands before a verb and what stands after it change their places."""
    phrase = r"(?:[Tt]he|[Aa]n?|[Hh]is|[Tt]heir) [a-z]+s?|[A-Z][a-z]+(?: [A-Z][a-z]+)*"
    verb = r"[a-z]+ed|(?:has|have|had) [a-z]+ed|won|beat|told|led|met with|saw|made|took|gave|left|struck|hit|shot|sued|helps"
    found = re.search(rf"(?<![\w’'-])({phrase}) (?:{verb}) ({phrase})(?![\w’'-])", source.sentence)
    if found and found[1].split()[0] not in DAYS and found[2].split()[0] not in {*DAYS, *MONTHS}:
        yield exchanged(source.sentence, found.span(1), found.span(2))


def negated(source: Source) -> Iterator[str]:
    """Put a "not" where there is none, or take one away."""
    text = source.sentence
    yield from (text[: m.end()] + " not" + text[m.end() :] for m in list(_AUXILIARY.finditer(text))[:2])
    for old, new in (("n’t", ""), ("n't", ""), (" not", ""), (" never", ""), (" no ", " a "), ("without", "with")):
        if old in text and f"ca{old}" not in text and f"wo{old}" not in text:
            yield text.replace(old, new, 1)


def hedge_dropped(source: Source) -> Iterator[str]:
    """Say for certain what was said with a hedge, or in the paper's own voice what somebody said."""
    text = source.sentence
    hedges = (
        "allegedly|reportedly|possibly|probably|likely|apparently|alleged|suspected|nearly|almost|more than|at least"
    )
    hedges += (
        "|may|might|could|perhaps|largely|partly|in part|roughly|appears to|seems to|up to|potentially|mostly|generally"
    )
    for found in re.finditer(rf"(?<![\w-])(?:(?:{hedges}) (?=\w)|about (?=\$?\d))", text):
        yield text[: found.start()] + text[found.end() :]
    said = re.search(r",”? (?:[A-Z][\w.]+ ){1,3}said(?: \w+)?\.$|, (?:an? |the )?[\w ]+ said(?: \w+)?\.$", text)
    if said and "“" not in text and '"' not in text:
        yield text[: said.start()] + "."
    before = re.match(r"(?:[A-Z][\w.]+ ){1,3}(?:said|says) (?:that )?(?=[a-z]|[A-Z])", text)
    if before and text[before.end()] != "“":
        yield text[before.end()].upper() + text[before.end() + 1 :]
    according = re.search(r",? according to [^,.]+(?=[,.])", text)
    if according:
        yield text[: according.start()] + text[according.end() :]


def hedge_added(source: Source) -> Iterator[str]:
    """Say with a hedge what was said without one."""
    text = source.sentence
    yield from (text[: m.start()] + "may" + text[m.end() :] for m in re.finditer(r"\bwill\b", text))
    for found in list(re.finditer(r"(?<=[a-z] )(?=(?:was|were|has|had|is) [a-z]+ed\b)", text))[:1]:
        yield text[: found.start()] + "allegedly " + text[found.start() :]
    for found in list(re.finditer(r"(?<=[a-z] )(?=\$?\d)", text))[:1]:
        if not text[: found.start()].endswith(
            ("than ", "about ", "nearly ", "least ", "in ", "In ", "by ", "of ", "than ")
        ):
            yield text[: found.start()] + source.draw.choice(["about ", "nearly ", "up to "]) + text[found.start() :]


def speaker_changed(source: Source) -> Iterator[str]:
    """Let somebody else have said it."""
    for found in re.finditer(r"([A-Z]\w+(?: [A-Z]\w+)*) (?:said|says|told|added|argued)\b", source.sentence):
        other = source.draw.choice(source.names)
        if not set(other.split()) & set(source.sentence.split()):
            yield source.sentence[: found.start(1)] + other + source.sentence[found.end(1) :]
    for found in re.finditer(r"([A-Z]\w+) (?:said|says|told|added|argued)\b", source.sentence):
        others = [m for m in _NAME.finditer(source.sentence) if m.start() > found.end() and found[1] not in m[0]]
        if others and others[0][0].split()[0] not in {*DAYS, *MONTHS}:
            yield exchanged(source.sentence, found.span(1), others[0].span())


def day_changed(source: Source) -> Iterator[str]:
    """Change a weekday, a month, a year or "last week" for another."""
    for names in (DAYS, MONTHS):
        for found in re.finditer(rf"\b(?:{'|'.join(names)})\b", source.sentence):
            new = source.draw.choice([d for d in names if d != found[0]])
            yield source.sentence[: found.start()] + new + source.sentence[found.end() :]
    for found in re.finditer(r"\b(19|20)(\d\d)\b(?!,)", source.sentence):
        year = int(found[0]) + source.draw.choice([-10, -2, -1, 1, 2, 10])
        yield source.sentence[: found.start()] + str(year) + source.sentence[found.end() :]
    yield from swapped(source.sentence, _RELATIVE)


def quantifier_changed(source: Source) -> Iterator[str]:
    """Change some for all."""
    yield from swapped(source.sentence, _QUANTIFIERS)


def tense_changed(source: Source) -> Iterator[str]:
    """Change what will be for what was, what can be for what must."""
    yield from swapped(source.sentence, _TENSES)


def comparison_reversed(source: Source) -> Iterator[str]:
    """Change more for less."""
    yield from swapped(source.sentence, _REVERSED)


def antonym(source: Source) -> Iterator[str]:
    """Change a word for its opposite, or for another of its kind."""
    yield from swapped(source.sentence, _ANTONYMS)


def cause_invented(source: Source) -> Iterator[str]:
    """Say that one thing is the cause of another where only both are told."""
    text = source.sentence
    for old, new in _CAUSES.items():
        if old in text:
            yield text.replace(old, new, 1)
    if source.following:
        yield f"{without_stop(text)} because {source.following[0].lower()}{source.following[1:]}"


def joined_falsely(source: Source) -> Iterator[str]:
    """Let the subject of one sentence have done what another tells."""
    verb = re.compile(r" (?=(?:is|was|were|are|has|have|had|will|would|said|says|[a-z]+ed)\b)")
    pronouns = {
        "he",
        "she",
        "it",
        "they",
        "that",
        "this",
        "there",
        "i",
        "we",
        "you",
        "who",
        "which",
        "and",
        "but",
        "these",
        "those",
    }
    one, other = verb.search(source.sentence), verb.search(source.following)
    if not one or not other:
        return
    first, second = source.sentence[: one.start()], source.following[: other.start()]
    if set(second.lower().split()) & pronouns or set(first.lower().split()) & pronouns:
        return
    if (
        set(re.findall(r"[A-Z]\w+", first)) & set(re.findall(r"[A-Z]\w+", second))
        or max(map(len, (first, second))) > 60
    ):
        return
    yield first + source.following[other.start() :]
    yield second + source.sentence[one.start() :]


def claim_appended(source: Source) -> Iterator[str]:
    """Append what the quote does not tell."""
    yield f"{without_stop(source.sentence)}, {source.draw.choice(_CLAIMS)}."
    yield f"{without_stop(source.sentence)}, {source.draw.choice(source.claims)}."
    yield f"{without_stop(source.sentence)} {source.draw.choice(_ENDS)}."


FALSIFIED: dict[str, Recipe] = {
    "number changed": number_changed,
    "unit changed": unit_changed,
    "name changed": name_changed,
    "names swapped": names_swapped,
    "roles swapped": roles_swapped,
    "negated": negated,
    "hedge dropped": hedge_dropped,
    "hedge added": hedge_added,
    "speaker changed": speaker_changed,
    "day changed": day_changed,
    "quantifier changed": quantifier_changed,
    "tense changed": tense_changed,
    "comparison reversed": comparison_reversed,
    "antonym": antonym,
    "cause invented": cause_invented,
    "joined falsely": joined_falsely,
    "claim appended": claim_appended,
}
"""What makes a sentence that the quote does not bear out, by its kind."""
