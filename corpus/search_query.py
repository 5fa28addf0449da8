"""What somebody types to search: words, and operators that restrict where. One parser, for lists of articles and for questions.

An operator stands at the beginning or after a space, and its value follows at once: `"a phrase"`, `-word`, `-"a phrase"`,
`outlet:Gazette`, `outlet:"Evening Post"`, `after:2024-03`, `before:2024-04-01`, `said:Mellory`, `person:"Astrid Mellory"`,
`place:Ostrel`; those with a name may have a `-` before them, except the two of days. Everything else is text: `harbour: the
plan`, `27-nation`, `-5`, `what:ever`, a mark of quotation that is not closed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from corpus.errors import SearchInvalid
from corpus.filters import Filters
from corpus.messages import message

MOST_OPERATORS = 30


class Operator(Enum):
    """What a part of a search asks for; the value is what is typed before it."""

    PHRASE = ""
    OUTLET = "outlet:"
    AFTER = "after:"
    BEFORE = "before:"
    SAID = "said:"
    PERSON = "person:"
    PLACE = "place:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """An operator with its value.

    Attributes:
        value: without marks of quotation; of days as typed: a year, a month or a day.
        excluded: whether articles that fit are left out.
    """

    operator: Operator
    value: str
    excluded: bool = False

    def __str__(self) -> str:
        """Return it as it can be typed."""
        bare = self.operator is not Operator.PHRASE and not re.search(r"[\s\"“”„«»]", self.value)
        word = self.operator is Operator.PHRASE and self.excluded and _WORD.fullmatch(self.value)
        shown = self.value if bare or word else '"{}"'.format(self.value.replace('"', ""))
        return f"{'-' if self.excluded else ''}{self.operator.value}{shown}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """A search in its parts.

    Attributes:
        words: what is left without operators.
        question: the same with the phrases in their places, as a question is read.
        conditions: in their order.
    """

    words: str = ""
    question: str = ""
    conditions: tuple[Condition, ...] = ()

    def values(self, operator: Operator, *, excluded: bool = False) -> tuple[str, ...]:
        """Return the values of an operator, each once."""
        found = (one.value for one in self.conditions if one.operator is operator and one.excluded is excluded)
        return tuple(dict.fromkeys(found))

    @property
    def since(self) -> str | None:
        """The first ISO day that `after:` lets through: the day, or the first of the month or year, itself."""
        return max((_first_day(value) for value in self.values(Operator.AFTER)), default=None)

    @property
    def until(self) -> str | None:
        """The last ISO day that `before:` lets through: the one before the day, month or year."""
        firsts = [_first_day(value) for value in self.values(Operator.BEFORE)]
        return (date.fromisoformat(min(firsts)) - timedelta(days=1)).isoformat() if firsts else None

    @property
    def restrictions(self) -> tuple[Condition, ...]:
        """What restricts a question: all but the phrases that it has."""
        return tuple(one for one in self.conditions if one.operator is not Operator.PHRASE or one.excluded)

    def __str__(self) -> str:
        """Return it as it can be typed, words first."""
        return " ".join([*([self.words] if self.words else []), *map(str, self.conditions)])

    def within(self, filters: Filters) -> Filters:
        """Return filters that let through only what both these and the days of this search do."""
        since = max(filter(None, (self.since, filters.since)), default=None)
        until = min(filter(None, (self.until, filters.until)), default=None)
        return replace(filters, since=since, until=until)


_WORD = re.compile(r"[^\W\d_][^\s\"“”„«»:]*")
_QUOTED = r'(?:"(?P<straight>[^"]*)"|“(?P<curly>[^“”]*)”|„(?P<low>[^„“”]*)[“”]|«(?P<angled>[^«»]*)»)'
_NAMES = "|".join(one.value.removesuffix(":") for one in Operator if one.value)
_PART = re.compile(
    rf"(?<!\S)(?:(?P<minus>-)?(?:(?P<name>{_NAMES}):)?{_QUOTED}(?=$|[\s?!.,;:)])"
    rf"|(?P<bare_minus>-)?(?P<bare_name>{_NAMES}):(?P<bare>[^\s\"“”„«»][^\s\"“”„«»]*)"
    rf"|-(?P<word>{_WORD.pattern})(?=$|\s))",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TRAILING = "?!.,;:)"
_EARLIEST, _LATEST = 1400, 2199
"""Years in which there is a press, as in `corpus.text.moments`."""


def parse_search(text: str) -> SearchQuery:
    """Return the parts of what was typed.

    Raises:
        SearchInvalid: the value of `after:` or `before:` is no day, no day is after the one and before the other, or there
            are more than `MOST_OPERATORS` operators.
    """
    words: list[str] = []
    question: list[str] = []
    conditions: list[Condition] = []
    at = 0
    for part in _PART.finditer(text):
        found = _condition(part)
        if found is None:
            continue
        condition, trailing = found
        words += [text[at : part.start()], trailing]
        is_phrase = condition.operator is Operator.PHRASE and not condition.excluded
        question += [text[at : part.start()], part[0] if is_phrase else trailing]
        conditions.append(condition)
        at = part.end()
    if not conditions:
        plain = " ".join(text.split())
        return SearchQuery(words=plain, question=plain)
    words.append(text[at:])
    question.append(text[at:])
    query = SearchQuery(words=_joined(words), question=_joined(question), conditions=tuple(dict.fromkeys(conditions)))
    _check(query)
    return query


def without_operators(question: str) -> str:
    """Return a question as it is read: without what restricts it; as it is where it restricts nothing."""
    try:
        parsed = parse_search(question)
    except SearchInvalid:
        return question
    return parsed.question if parsed.restrictions else question


def operators_in(question: str) -> str:
    """Return what restricts a question, as it can be typed; "" for nothing."""
    try:
        return " ".join(map(str, parse_search(question).restrictions))
    except SearchInvalid:
        return ""


def as_typed(parsed: SearchQuery, filters: Filters) -> str:
    """Return a search with the outlets and days of filters as operators, as it can be typed."""
    conditions = [*parsed.conditions]
    conditions += [Condition(operator=Operator.OUTLET, value=name) for name in filters.outlets]
    if filters.since:
        conditions.append(Condition(operator=Operator.AFTER, value=filters.since))
    if filters.until:
        following = date.fromisoformat(filters.until) + timedelta(days=1)
        conditions.append(Condition(operator=Operator.BEFORE, value=following.isoformat()))
    return str(replace(parsed, conditions=tuple(dict.fromkeys(conditions))))


def _condition(part: re.Match[str]) -> tuple[Condition, str] | None:
    """Return a condition and the punctuation after its value, which belongs to the text; None where it is text itself."""
    if part["word"] is not None:
        value, trailing = _without_punctuation(part["word"])
        return Condition(operator=Operator.PHRASE, value=value, excluded=True), trailing
    name = part["name"] or part["bare_name"]
    operator = Operator(f"{name.lower()}:") if name else Operator.PHRASE
    excluded = bool(part["minus"] or part["bare_minus"])
    if excluded and operator in {Operator.AFTER, Operator.BEFORE}:
        return None
    if part["bare"] is not None:
        value, trailing = _without_punctuation(part["bare"])
    else:
        quoted = next(part[name] for name in ("straight", "curly", "low", "angled") if part[name] is not None)
        value, trailing = " ".join(quoted.split()).rstrip(".,;"), ""  # “… again,” she said: the comma is not hers
    if not any(character.isalnum() for character in value):
        return None
    return Condition(operator=operator, value=value, excluded=excluded), trailing


def _without_punctuation(value: str) -> tuple[str, str]:
    bare = value.rstrip(_TRAILING)
    return bare, value[len(bare) :]


def _joined(parts: Sequence[str]) -> str:
    text = " ".join("".join(parts).split())
    return re.sub(rf"\s+([{re.escape(_TRAILING)}]+)(?=\s|$)", r"\1", text)


def _check(query: SearchQuery) -> None:
    if len(query.conditions) > MOST_OPERATORS:
        raise SearchInvalid(message("too_many_operators", number=MOST_OPERATORS))
    since, until = query.since, query.until
    if since and until and since > until:
        after, before = query.values(Operator.AFTER), query.values(Operator.BEFORE)
        raise SearchInvalid(message("no_day_between", after=after[-1], before=before[-1]))


def _first_day(value: str) -> str:
    match = _DAY.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        first = date(year, month, day)
    except ValueError:
        first = date.min
    if not _EARLIEST <= first.year <= _LATEST:
        raise SearchInvalid(message("no_day", value=value[:40]), value)
    return first.isoformat()
