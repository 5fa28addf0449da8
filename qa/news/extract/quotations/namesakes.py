"""The full name for a last name, in one article: `Lund` and `Mr. Lund` for `Otto Lund`, but not for `Ada Lunt`.

A last name alone is the person whom the article's names say. Where several share it, a title tells a man from a woman; else it is
the one who was called by it alone before the others came in, as newspapers do. What is left stays as printed.
"""

from collections.abc import Sequence, Set

from corpus.text.remembered import Remembered
from qa.news.extract.names import Mention
from qa.news.extract.quotations.antecedents import gender_of, gender_of_name
from qa.news.extract.quotations.vocabulary import ROLES, TITLES

_MANY = 30
_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_ESTABLISHED = 2
"""So often a last name alone has meant one person, before it is taken to mean that person ever after."""


class Namesakes:
    """The people of one article by their last names; asked in the order of the text.

    Args:
        names: of the article, in order.
    """

    def __init__(self, names: Sequence[Mention]) -> None:
        self._names = names
        self._by_last: dict[str, set[str]] = {}
        self._first: dict[str, int] = {}
        self._alone: dict[str, dict[str, list[int]]] = {}

    def add(self, name: str) -> None:
        """Note a name as printed, if it is one of two words or more."""
        full = without_titles(name)
        if len(_core(full)) > 1:
            self._by_last.setdefault(_core(full)[-1], set()).add(full)

    def seen(self, name: str, at: int) -> None:
        """Note that somebody was called `name` at offset `at`."""
        self._first.setdefault(name, at)

    def first(self, name: str, default: int) -> int:
        """Return where somebody was first called `name`."""
        return self._first.get(name, default)

    def called(self, name: str, mention: int, about: Set[str], at: int) -> str:
        """Return the fullest name of whom the article calls `name` at offset `at`, or `name` where that is not sure.

        Args:
            mention: the number of the name among those of the article; -1 for none.
            about: the folded words that describe the person there, titles among them.
        """
        printed = without_titles(name)
        given = without_titles(self._names[mention].name) if mention >= 0 else printed
        words = _core(printed)
        if len(words) > 1:
            return self._fullest(printed, given)
        if not words:
            return printed
        full = self._meant(words[0], given, gender_of(about), at)
        if full is None:
            title = next((word for word in ("mr", "mrs", "ms") if word in about), "")
            several = len(self._by_last.get(words[0], ())) > 0
            return f"{title.capitalize()}. {printed}" if title and several else printed
        self._note(words[0], full, at)
        return full

    def _note(self, last: str, full: str, at: int) -> None:
        uses = self._alone.setdefault(last, {}).setdefault(full, [])
        if len(uses) < _ESTABLISHED and at not in uses:
            uses.append(at)

    def _fullest(self, printed: str, given: str) -> str:
        """Return the longest name of the person called `printed`, if all that fit are one person's."""
        fitting = [full for full in self._by_last.get(_core(printed)[-1], ()) if _same_person(printed, full)]
        if not 0 < len(fitting) <= _MANY:
            return printed
        if _same_person(printed, given):
            fitting.append(given)
        longest = max(fitting, key=lambda full: (len(full.split()), full))
        return longest if all(_same_person(full, longest) for full in fitting) else printed

    def _meant(self, last: str, given: str, gender: str, at: int) -> str | None:
        names = self._by_last.get(last, set())
        if not names and len(_core(given)) > 1:  # a first name alone, or a part
            names = {given}
        if not 0 < len(names) <= _MANY:
            return None
        fitting = [full for full in names if not gender or gender_of_name(full) in ("", gender)]
        if not fitting:
            return None
        longest = max(fitting, key=lambda full: (len(full.split()), full))
        if all(_same_person(full, longest) for full in fitting):
            return longest
        alone = self._alone.get(last, {})
        established = {full: max(uses) for full, uses in alone.items() if len(uses) == _ESTABLISHED and max(uses) < at}
        if chosen := established.keys() & set(fitting):
            return min(chosen, key=lambda full: established[full])
        before = [full for full in fitting if self._first.get(full, at) < at]
        return before[0] if len(before) == 1 else None


def without_titles(name: str) -> str:
    """Return a name without titles and offices before it, where two words of it or more are left."""
    return _UNTITLED[name]


def _untitled(name: str) -> str:
    words = name.split()
    while len(words) > 2 and words[0].lower().rstrip(".") in TITLES | ROLES:
        words.pop(0)
    return " ".join(words)


def _core(name: str) -> tuple[str, ...]:
    """Return the folded words of a name, without `Jr.` and its like."""
    return _CORES[name]


def _core_of(name: str) -> tuple[str, ...]:
    words = name.lower().split()
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return tuple(word.rstrip(",") for word in words)


_UNTITLED = Remembered(_untitled)
_CORES = Remembered(_core_of)


def _same_person(one: str, other: str) -> bool:
    """Say whether two full names may be one person's: father and son are two, and so are two first names."""
    if one == other:
        return True
    if _suffix(one) != _suffix(other):
        return False
    short, long = sorted((_core(one), _core(other)), key=len)
    return short[-1] == long[-1] and all(word in long for word in short)


def _suffix(name: str) -> str:
    last = name.lower().rstrip(".").rpartition(" ")[2]
    return last if last in _SUFFIXES else ""
