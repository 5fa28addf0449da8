"""The texts of the page in each of its languages: one table for what is rendered here, by Gradio and by scripts.

A language is a file of `languages`, `en.toml` for English, which lacks the messages of the layers below where the page says the
same (`corpus.messages`). It has a text for each name; `plural_rule`, which chooses the form of
a noun next to a number (see `PLURAL_RULES`), and its forms under `[counted]`; and `thousands`, which separates groups of digits.
"""

import re
import tomllib
from collections import UserDict
from collections.abc import Callable
from functools import cache
from importlib import resources

from corpus.messages import MESSAGES

Say = Callable[..., str]
"""Takes the name of a text and the values to insert; returns the text."""

FORMS = ("{noun}", "{noun}s", "{noun}s_many")
"""Names of the forms of a noun in a table: for one, for several, and for many where a language has a third form."""

PLURAL_RULES: dict[str, Callable[[int], int]] = {
    "one-other": lambda number: int(number != 1),
    "zero-one-other": lambda number: int(number > 1),
    "east-slavic": lambda number: 0 if _ends_with_one(number) else 1 if _ends_with_few(number) else 2,
}
"""Which form of a noun follows a number, by the name of the rule."""

_BREAKABLE = re.compile("(?<=«) | (?=[»?!:;])")
"""Spaces within quotation marks and before marks, as French has them: a line that ended there would begin with the mark."""


def _ends_with_one(number: int) -> bool:
    return number % 10 == 1 and number % 100 != 11


def _ends_with_few(number: int) -> bool:
    return 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14


class _Languages(UserDict[str, dict[str, str]]):
    """The table of each language by its code, in order; a file is read when its language is first wanted."""

    def __init__(self) -> None:
        files = resources.files("qa.web").joinpath("languages").iterdir()
        self._files = {file.name.removesuffix(".toml"): file for file in files if file.name.endswith(".toml")}
        super().__init__({name: {} for name in sorted(self._files)})

    def __getitem__(self, name: str) -> dict[str, str]:
        table = self.data[name]
        if not table:
            table = _table(self._files[name].read_text(encoding="utf-8"))
            table = self.data[name] = {**MESSAGES, **table} if name == "en" else table
        return table


def _table(text: str) -> dict[str, str]:
    """Return the texts of a language by their names; each form of a counted noun has a name of its own."""
    table = tomllib.loads(text)
    counted: dict[str, list[str]] = table.pop("counted")
    forms = {
        name.format(noun=noun): form for noun, own in counted.items() for name, form in zip(FORMS, own, strict=False)
    }
    return {name: _BREAKABLE.sub("\N{NO-BREAK SPACE}", text) for name, text in {**table, **forms}.items()}


LANGUAGES = _Languages()


def language(accepted: str | None) -> str:
    """Return the first language of an Accept-Language header that the page has; English where there is none."""
    for part in (accepted or "").split(",")[:16]:
        name = part.partition(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return name
    return "en"


@cache
def words(name: str = "en") -> Say:
    """Return the function that gives the texts of a language, and as `language` its code; English texts where it lacks one."""
    table = {**LANGUAGES["en"], **LANGUAGES.get(name, {}), "language": name if name in LANGUAGES else "en"}

    def say(name: str, /, **values: object) -> str:
        return table[name].format(**values) if values else table[name]

    return say


ENGLISH_WORDS = words()


def plural(noun: str, number: int, say: Say) -> str:
    """Return the name of the form of a noun under `[counted]` that follows a number."""
    return FORMS[PLURAL_RULES[say("plural_rule")](number)].format(noun=noun)
