"""What a run of capitals names that neither a list nor a head word explains: by its shape and the words around it."""

from collections.abc import Mapping, Sequence

from qa.news.extract.names.common import ordinary
from qa.news.extract.names.evidence import (
    aged,
    bodied,
    credited,
    datelined,
    evident_role,
    like_surname,
    no_name,
    placed,
    speaks,
    told_by,
)
from qa.news.extract.names.given import GIVEN
from qa.news.extract.names.heads import unlisted_of
from qa.news.extract.names.keys import name_key
from qa.news.extract.names.kinds import Kind
from qa.news.extract.names.lexicon import Lexicon
from qa.news.extract.names.tokens import Token
from qa.news.extract.names.words import NOT_ACRONYMS, TOPICS

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
        if place > 2 or datelined(tokens, end, self.text):
            return Kind.PLACE, 4
        if "&" in self.text[tokens[start].end : tokens[end - 1].start]:
            return Kind.ORGANISATION, 4
        if words[0].low in GIVEN or (common < len(words) and (role or initials or like_surname(words[-1].low))):
            return Kind.PERSON, 5
        if common == len(words):
            return (None, 0) if words[0].initial else (Kind.OTHER, 1)
        personal = speaks(tokens, end) or told_by(tokens, start, self.text) or aged(tokens, end, self.text)
        if personal and not no_name(words[-1], self.lower):
            return Kind.PERSON, 4
        if place:
            return Kind.PLACE, 2
        if (
            common
            or len(words) > 3
            or len(words[-1].text) == 1
            or (before is not None and before.low == "the")
            or any(t.shouted for t in words)
        ):
            return (Kind.ORGANISATION if bodied(tokens, end) else Kind.OTHER), 1
        return Kind.PERSON, 2

    def one(self, start: int, title: str) -> tuple[Kind | None, int]:
        """Judge a word that stands alone."""
        tokens = self.tokens
        token = tokens[start]
        acronym = token.shouted and token.low not in NOT_ACRONYMS and token.low.rstrip("s") not in NOT_ACRONYMS
        if len(token.text) < 2 or token.low in NOT_ACRONYMS or (token.shouted and (not acronym or len(token.text) > 7)):
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
            (place > 2 or datelined(tokens, start + 1, self.text), Kind.PLACE, 4),
            (acronym and credited(tokens, start, self.text), Kind.ORGANISATION, 4),
            (like_surname(token.low) or token.low in GIVEN, Kind.PERSON, 3),
            (place > 0 and not acronym, Kind.PLACE, 2),
            (
                told_by(tokens, start, self.text)
                or (speaks(tokens, start + 1) and not (token.initial and token.low.endswith("s"))),
                Kind.PERSON,
                3,
            ),
            (
                bodied(tokens, start + 1)
                or (acronym and token.low.isalpha() and before is not None and before.low == "the"),
                Kind.ORGANISATION,
                2,
            ),
            (acronym or not token.initial, Kind.OTHER, 1),
        )
        return next(((kind, weight) for holds, kind, weight in rules if holds), (None, 0))
