"""A question as an FTS5 query to the lexical index.

SQLite's FTS5 lives inside the catalogue's transaction, so a passage is found by its words from the moment its article is
stored, and never after it is removed. It ranks by BM25 (Robertson and Zaragoza 2009) with English stemming (Porter).
"""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

from corpus.text.sentences import Span

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""The tokenizer of the catalogue's lexical index."""

TITLE_WEIGHT = 0.3
"""The weight of a word in the headline, relative to one in the passage."""

MAX_TERMS = 48
"""More words than this cost time and do not improve the ranking; the first ones are used."""

STOP_WORDS = frozenset(
    """a about after all also am an and any are as at be because been before being between both but by can could did do
    does doing done down during each for from had has have having he her here hers him his how i if in into is it its just
    long many may me might more most much must my no nor not of off old on once only or other our out over own please s
    same shall she should so some such t tell than that the their them then there these they this those to too under until
    up very was we were what when where which while who whom whose why will with would you your""".split()
)

_WORD = re.compile(r"[^\W_]+")


def terms(question: str) -> list[str]:
    """Return the words of `question` to look up, in order, each once; all of them if there are only stop words."""
    return content_terms(question) or _words(question)[:MAX_TERMS]


def content_terms(text: str) -> list[str]:
    """Return the words of `text` that are not stop words, in order, each once; perhaps none."""
    return [word for word in _words(text) if word not in STOP_WORDS][:MAX_TERMS]


def _words(text: str) -> list[str]:
    return list(dict.fromkeys(word.casefold() for word in _WORD.findall(text)))


def match_expression(words: list[str]) -> str:
    """Return an FTS5 query that finds passages with any of `words`; every word is quoted, so none is an operator."""
    return " OR ".join(f'"{word}"' for word in words)


def word_spans(texts: Sequence[str], words: Sequence[str]) -> list[list[Span]]:
    """Return for each text the spans that the lexical index matches with one of `words`, in order.

    SQLite itself matches, in memory, so that what is highlighted is what was found.
    """
    if not texts or not words:
        return [[] for _ in texts]
    before, after = _unused(texts)
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5 (body, tokenize='{TOKENIZER}')")
        db.executemany("INSERT INTO t (rowid, body) VALUES (?, ?)", enumerate(map(_storable, texts)))
        rows = db.execute(
            "SELECT rowid, highlight(t, 0, ?, ?) FROM t WHERE t MATCH ?",
            (before, after, match_expression([_storable(word) for word in words])),
        )
        marked: dict[int, str] = dict(rows.fetchall())
    return [_between(marked.get(number, ""), before, after) for number in range(len(texts))]


def _storable(text: str) -> str:
    """Return `text` with one other character for each that SQLite cannot store."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _unused(texts: Sequence[str]) -> tuple[str, str]:
    """Return two characters of the private use area that are in none of the texts."""
    free = (chr(code) for code in range(0xE000, 0xF900) if not any(chr(code) in text for text in texts))
    return next(free, "\ue000"), next(free, "\ue001")


def _between(marked: str, before: str, after: str) -> list[Span]:
    spans: list[Span] = []
    at = start = 0
    for character in marked:
        if character == before:
            start = at
        elif character == after:
            spans.append((start, at))
        else:
            at += 1
    return spans
