"""The word lists of a language: `data/<language>/*.txt`, each read once.

A file has one word, phrase or entry a line; lines that begin with `#` are comments. What the rules do with a list is in the code
that reads it; another language is another folder with the same files.
"""

from functools import lru_cache
from importlib.resources import files

LANGUAGE = "en"


def word_set(name: str) -> frozenset[str]:
    """Return the words of a list; they are in lower case, as words of a text are when they are looked up."""
    return frozenset(_lines(name))


def name_set(name: str) -> frozenset[str]:
    """Return the names of a list, as they are printed."""
    return frozenset(_lines(name))


def word_table(name: str) -> dict[str, tuple[str, ...]]:
    """Return a list whose entries are `key: value | value`, without values where nothing follows the colon."""
    entries = (line.partition(":") for line in _lines(name))
    return {
        key.strip(): tuple(part.strip() for part in values.split("|") if part.strip()) for key, _, values in entries
    }


@lru_cache
def _lines(name: str) -> tuple[str, ...]:
    text = (files("qa.news.extract") / "data" / LANGUAGE / f"{name}.txt").read_text("utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
