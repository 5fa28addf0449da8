"""What the lexical index is asked: a question as an FTS5 query.

SQLite's FTS5 lives inside the catalogue's transaction, so a passage is found by its words from the moment its article is
stored, and never after it is removed. It ranks by BM25 (Robertson and Zaragoza 2009) with English stemming (Porter).
"""

import re

TITLE_WEIGHT = 0.3
"""A word of the headline counts this much of a word of the passage."""

MAX_TERMS = 48
"""More words than this add time and nothing to the ranking; the first ones are kept."""

STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing down during each for from had has have having he her here hers him his how i if in into is it its just me
    more most my no nor not of off on once only or other our out over own s same she should so some such t than that the
    their them then there these they this those to too under until up very was we were what when where which while who
    whom whose why will with would you your tell please know""".split()
)

_WORD = re.compile(r"\w+")


def terms(question: str) -> list[str]:
    """Return the words of `question` that are worth looking up, in order, each once; all words where only stop words are left."""
    words = list(dict.fromkeys(word.casefold() for word in _WORD.findall(question)))
    return ([word for word in words if word not in STOP_WORDS] or words)[:MAX_TERMS]


def match_expression(words: list[str]) -> str:
    """Return an FTS5 query that finds passages with any of `words`; every word is quoted, so none is an operator."""
    return " OR ".join(f'"{word}"' for word in words)
