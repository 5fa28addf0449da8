"""What a run of capitals names that neither a list nor a head word explains: by its own shape and the words around it."""

import re
from collections.abc import Mapping, Sequence

from qa.news.extract.names.gazetteer import Kind, Lexicon
from qa.news.extract.names.keys import name_key
from qa.news.extract.names.runs import unlisted_of
from qa.news.extract.names.vocabulary import (
    CALENDAR,
    FEMALE,
    FEMALE_TITLES,
    GIVEN,
    MALE,
    MALE_TITLES,
    NOT_ACRONYMS,
    ROLES,
    TOPICS,
    ordinary,
)
from qa.news.extract.tokens import Token
from qa.news.extract.word_lists import word_set

# Endings of surnames that hardly any other English word has.
_SURNAME = re.compile(
    """.{2,}(?:yan|yants|enko|chuk|shvili|adze|idze|ovich|evich|ovic|evic|oglu|escu|opoulos|akis|sson|[^aeiou]sen
    |[lkn]sky|[lkn]skiy|wski|[^aeiou]ov|[^aeiou]ova|[aeiy]ev|[aeiy]eva|zade|zadeh|nejad)"""
)
_SAYING = word_set("verbs_after_people")
_BEFORE_TOWN = frozenset("in at near from of over outside around to for".split())
_IN = frozenset("in near outside inside throughout across around".split())
_KINDS_OF_PLACE = word_set("place_nouns")
_AFTER_PLACE = word_set("place_nouns_after")
_COMPANY_NOUNS = word_set("organisation_nouns_before")
_COMPANY_WORDS = word_set("company_nouns_after")
_BODY_WORDS = word_set("organisation_nouns_after")
_HELD_IN = word_set("nouns_held_in")
_DWELLERS = word_set("dwellers")
_RELATION = word_set("relatives")


def evident_role(word: str) -> bool:
    """Whether a word in lower case stands right before the name of a person ("spokesman", "sister")."""
    return word in ROLES or word in _RELATION


def gender(title: str, given: str) -> str:
    """Return "m", "f" or "" for a person with this title before the name and this first name, folded."""
    if title in MALE_TITLES or title in FEMALE_TITLES:
        return "m" if title in MALE_TITLES else "f"
    if (given in MALE) == (given in FEMALE):
        return ""
    return "m" if given in MALE else "f"


def like_surname(word: str) -> bool:
    """Whether a folded word has the shape of a surname."""
    return len(word) > 4 and bool(_SURNAME.fullmatch(word))


def no_name(token: Token, lower: frozenset[str]) -> bool:
    """Whether a capital word is an ordinary one: in the language, or because this text has it in lower case as well."""
    return (ordinary(token.low) or token.low in lower) and token.low not in GIVEN


def _plural_acronym(token: Token) -> bool:
    return len(token.text) > 2 and token.text[-1] == "s" and token.text[:-1].isupper()


def speaks(tokens: Sequence[Token], end: int) -> bool:
    """Whether the words after a name tell of a person: a verb of saying, "who"."""
    after = tokens[end] if end < len(tokens) else None
    return after is not None and not after.initial and (after.low in _SAYING or after.low in ("who", "whose"))


def said_by_name(tokens: Sequence[Token], start: int, text: str) -> bool:
    """Whether the words before a name tell of a person: `said X`, at the end of a quotation."""
    before = tokens[start - 1] if start else None
    return (
        before is not None
        and before.low in ("said", "wrote", "added", "says")
        and tokens[start].joined
        and text[before.start - 2 : before.start - 1] in "”\"’',"
    )


def aged(tokens: Sequence[Token], end: int, text: str) -> bool:
    """Whether an age follows a name: "Ana Lima, 51,"."""
    if end >= len(tokens):
        return False
    after = tokens[end]
    return (
        after.text.isdigit()
        and len(after.text) == 2
        and text[tokens[end - 1].end : after.start] == ", "
        and text[after.end : after.end + 1] in (",", ".")
    )


def datelined(tokens: Sequence[Token], end: int, text: str) -> bool:
    """Whether the words before `end` open a dateline: "Varmund, March 12 (TNA) - "."""
    if not 0 < end < len(tokens) - 1 or tokens[end].low not in CALENDAR or not tokens[end + 1].text.isdigit():
        return False
    at = tokens[end].start
    line = text.rfind("\n", max(0, at - 60), at) + 1
    opens = (line > 0 or at < 60) and len(text[line:at].split()) <= 3
    return opens and text[tokens[end - 1].end : at] == ", "


def credited(tokens: Sequence[Token], start: int, text: str) -> bool:
    """Whether an acronym stands in the brackets that end a dateline: "(TNA) -"."""
    token = tokens[start]
    around = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 3]
    return around in ("() —", "() –", "() -")


def placed(tokens: Sequence[Token], start: int, end: int) -> int:
    """Return how sure the words around a name make it a place: 3 ("town of X", "X region"), 2 ("in X"), 0."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if after is not None and after.joined and after.low in _AFTER_PLACE and not after.capital:
        return 3
    if before is None or not tokens[start].joined:
        return 0
    if before.low == "of" and start > 1 and tokens[start - 2].low in _KINDS_OF_PLACE:
        return 3
    if before.low == "of" and start > 1 and tokens[start - 2].low in _DWELLERS:
        return 2
    if before.low == "and" and start > 2 and tokens[start - 2].capital:
        first = start - 2
        while first > start - 6 and first > 0 and tokens[first].capital:
            first -= 1
        return 2 if tokens[first].low == "between" else 0
    if start > 1 and tokens[start - 2].low in _HELD_IN:
        return 0
    follows = after is not None and after.joined and not after.capital and after.low in _BODY_WORDS
    return 2 if before.low in _IN and not tokens[end - 1].possessive and not follows else 0


def bodied(tokens: Sequence[Token], end: int) -> bool:
    """Whether the words after a name tell of a body: "X spokesman", "X shares"."""
    after = tokens[end] if end < len(tokens) else None
    return after is not None and after.low in _BODY_WORDS and (after.joined or tokens[end - 1].possessive)


def company(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words around a name surely tell of a company or a medium: "insurer X", "X shares", "X newspaper"."""
    before = tokens[start - 1] if start and tokens[start].joined else None
    if before is not None and before.low in _COMPANY_NOUNS and not before.capital:
        return True
    if before is not None and before.low == "of" and start > 1 and tokens[start - 2].low in ("shares", "shareholders"):
        return True
    after = tokens[end] if end < len(tokens) else None
    joined = after is not None and (after.joined or tokens[end - 1].possessive) and not after.capital
    return joined and after is not None and after.low in _COMPANY_WORDS


def before_its_country(tokens: Sequence[Token], start: int, end: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a name is a place by the country or state after it: "in Lockerbie, Scotland,"."""
    if end >= len(tokens) or text[tokens[end - 1].end : tokens[end].start] != ", " or not start:
        return False
    match = lexicon.match(tokens, end)
    if match is None or match[1] is not Kind.PLACE or tokens[end + match[0] - 1].possessive:
        return False
    before = tokens[start - 1]
    return tokens[start].joined and not before.capital and before.low in _BEFORE_TOWN


_DATE = r"\d{4}-\d\d-\d\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b|\([A-Z][\w ]{1,20}\)|[-–—]{1,2} "
_DATELINE = re.compile(rf"[A-Z][A-Z'’. -]*[A-Z](?:, [A-Z][\w. -]{{1,20}}?)?,? (?:{_DATE})")


def opens_dateline(tokens: Sequence[Token], start: int, end: int, text: str) -> bool:
    """Whether capitals at the beginning of a line are the place of a dateline: "KHASAVYURT, Russia 1996-08-30"."""
    at = tokens[start].start
    if not all(t.shouted for t in tokens[start:end]) or text[at - 1 : at] not in ("", "\n"):
        return False
    match = _DATELINE.match(text, at, at + 80)
    follows = text[tokens[end - 1].end : tokens[end - 1].end + 1]
    return match is not None and follows in (",", " ")


_SURE = 4


class Judge:
    """Judges runs of capitals in one text: gives a kind and how sure it is, 1 to 10; None for no name."""

    def __init__(self, text: str, tokens: Sequence[Token], lexicon: Lexicon, known: Mapping[str, Kind]) -> None:
        self.text = text
        self.tokens = tokens
        self.lexicon = lexicon
        self.known = known
        self.lower = frozenset(t.low for t in tokens if t.text.islower())

    def judge(self, start: int, end: int, title: str) -> tuple[Kind | None, int]:
        """Judge the words `start` to `end` after `title`; what other articles know counts where this one hardly tells."""
        kind, weight = self.one(start, title) if end - start == 1 else self.several(start, end, title)
        if weight < _SURE and self.known and not (end - start == 1 and no_name(self.tokens[start], self.lower)):
            known = self.known.get(name_key(" ".join(t.text for t in self.tokens[start:end])))
            if known is not None:
                return known, _SURE
        return kind, weight

    def carried(self, start: int, end: int, title: str) -> int:
        """Return where a name ends that "of" and an unlisted name carry on ("Realm of Historia"); 0 where that is none."""
        tokens = self.tokens
        first, last = tokens[start], tokens[end - 1]
        if end - start > 2 or title or first.low in GIVEN or like_surname(last.low) or last.possessive:
            return 0
        if (first.initial and no_name(first, self.lower)) or not any(
            t.text.isalpha() and len(t.text) > 2 for t in tokens[start:end]
        ):
            return 0
        if end - start == 2 and not (no_name(first, self.lower) or no_name(last, self.lower)):
            return 0  # "Ana Lima of Kelderby"
        return unlisted_of(tokens, end, self.lexicon)

    def _shouting(self, at: int) -> bool:
        """Whether the words on both sides of one are all in capitals as well, or one of them is and it is an ordinary word."""
        tokens = self.tokens
        before = at > 0 and tokens[at].joined and tokens[at - 1].shouted
        after = at + 1 < len(tokens) and tokens[at + 1].joined and tokens[at + 1].shouted
        return (before and after) or ((before or after) and no_name(tokens[at], self.lower))

    def _town(self, start: int, end: int) -> bool:
        """Whether a name is a place by a dateline or by the country named after it."""
        tokens, text = self.tokens, self.text
        return (
            datelined(tokens, end, text)
            or opens_dateline(tokens, start, end, text)
            or (tokens[start].low not in GIVEN and before_its_country(tokens, start, end, text, self.lexicon))
        )

    def several(self, start: int, end: int, title: str) -> tuple[Kind | None, int]:
        """Judge a run of two words or more."""
        tokens = self.tokens
        words = [t for t in tokens[start:end] if t.capital]
        if not words:
            return None, 0
        common = sum(no_name(t, self.lower) for t in words)
        before = tokens[start - 1] if start and tokens[start].joined else None
        role = title or (before.low if before is not None and evident_role(before.low) else "")
        initials = any(len(t.text) == 1 or "." in t.text for t in words[:-1])
        place = placed(tokens, start, end)
        if place > 2 or self._town(start, end):
            return Kind.PLACE, 4
        if "&" in self.text[tokens[start].end : tokens[end - 1].start]:
            return Kind.ORGANISATION, 4
        if words[0].low in GIVEN or (common < len(words) and (role or initials or like_surname(words[-1].low))):
            return Kind.PERSON, 5
        if common == len(words):
            return (None, 0) if words[0].initial else (Kind.OTHER, 1)
        if company(tokens, start, end):
            return Kind.ORGANISATION, 7
        personal = speaks(tokens, end) or said_by_name(tokens, start, self.text) or aged(tokens, end, self.text)
        if personal and not no_name(words[-1], self.lower):
            return Kind.PERSON, 4
        if place:
            return Kind.PLACE, 2
        if (
            common
            or len(words) > 3
            or len(words[-1].text) == 1
            or (before is not None and before.low == "the")
            or any(t.shouted or _plural_acronym(t) for t in words)
        ):
            return (Kind.ORGANISATION if bodied(tokens, end) else Kind.OTHER), 1
        return Kind.PERSON, 2

    def one(self, start: int, title: str) -> tuple[Kind | None, int]:
        """Judge a word that stands alone."""
        tokens = self.tokens
        token = tokens[start]
        if opens_dateline(tokens, start, start + 1, self.text):
            return Kind.PLACE, 5
        acronym = token.shouted and token.low not in NOT_ACRONYMS and token.low.rstrip("s") not in NOT_ACRONYMS
        if len(token.text) < 2 or token.low in NOT_ACRONYMS or (token.shouted and (not acronym or len(token.text) > 7)):
            return None, 0
        if token.shouted and (self._shouting(start) or (no_name(token, self.lower) and len(token.text) > 3)):
            return None, 0
        if (no_name(token, self.lower) or token.low in TOPICS) and not (acronym and len(token.text) < 5):
            return None, 0
        if token.initial and ordinary(token.low) and not title:
            return None, 0  # "Mark", "Rose", "Will": first names, but not at the beginning of a sentence
        before = tokens[start - 1] if start and token.joined else None
        role = bool(title) or (before is not None and evident_role(before.low))
        place = placed(tokens, start, start + 1)
        rules: tuple[tuple[bool, Kind, int], ...] = (
            (role and not acronym, Kind.PERSON, 5),
            (place > 2 or self._town(start, start + 1), Kind.PLACE, 4),
            (acronym and credited(tokens, start, self.text), Kind.ORGANISATION, 4),
            (company(tokens, start, start + 1), Kind.ORGANISATION, 7),
            (like_surname(token.low) or token.low in GIVEN, Kind.PERSON, 3),
            (place > 0 and not acronym, Kind.PLACE, 2),
            (
                not acronym
                and (
                    said_by_name(tokens, start, self.text)
                    or (speaks(tokens, start + 1) and not (token.initial and token.low.endswith("s")))
                ),
                Kind.PERSON,
                3,
            ),
            (
                bodied(tokens, start + 1)
                or (
                    acronym
                    and token.low.isalpha()
                    and (len(token.low) > 2 or (before is not None and before.low == "the"))
                ),
                Kind.ORGANISATION,
                2,
            ),
            (acronym or not token.initial, Kind.OTHER, 1),
        )
        return next(((kind, weight) for holds, kind, weight in rules if holds), (None, 0))
