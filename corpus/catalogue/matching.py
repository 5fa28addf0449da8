"""Which articles have the words and the phrases of a search, and none of what it excludes.

The lexical index finds the candidates, by stems and passage by passage; phrases and what is excluded are then compared with the
stored text, as `corpus.text.phrases` says.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from corpus.database import Database
from corpus.text.phrases import has_phrase, phrase_expressions

_WORD = re.compile(r"\w+")
_WORDS = 12
_BEGUN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConditions:
    """What the text of an article has to have.

    Attributes:
        words: all of them are in the headline or a passage of the article, in any form; the last, from three letters on, may be
            the beginning of a word.
        phrases: all of them are in the headline or the text, as they are.
        excluded: words and phrases that are in neither.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Return whether anything is required."""
        return bool(self.expression() or self.phrases or self.excluded)

    def expression(self) -> str:
        """Return the FTS5 query of the words, "" for none; every word is quoted, so none is an operator."""
        words = _WORD.findall(self.words.casefold())[:_WORDS]
        begun = words and len(words[-1]) >= _BEGUN
        return " AND ".join(f'"{word}"' for word in words) + ("*" if begun else "")


ArticlesWith = Callable[[str], set[int]]
"""Returns the keys of the articles that have a passage for which a query of FTS5 holds: words and phrases, joined by AND."""


def matching_keys(
    db: Database,
    wanted: TextConditions,
    condition: str = "",
    values: Sequence[object] = (),
    articles_with: ArticlesWith | None = None,
) -> list[int]:
    """Return the keys of the live articles that fit, ascending.

    Args:
        condition: further conditions on `articles a`, each starting with AND, and the `values` that they bind. Fewer texts are
            compared where few articles fit them; without phrases and exclusions they need not hold for what is returned.
        articles_with: another index of words; None for FTS5.
    """
    look_up = articles_with or partial(_articles_with, db)
    expression = wanted.expression()
    required = [*([expression] if expression else []), *_expressions(wanted.phrases)]
    found = [look_up(one) for one in required]
    among = found[0].intersection(*found[1:]) if found else None
    if among is not None and not wanted.phrases and not wanted.excluded:
        return sorted(among)
    keys = _fitting(db, among, condition, values)
    for phrase in wanted.phrases:
        keys &= _with_phrase(db, keys, phrase)
    for phrase in wanted.excluded:
        candidates = [look_up(one) for one in phrase_expressions(phrase)]
        keys -= _with_phrase(db, keys.intersection(*candidates), phrase)
    return sorted(keys)


def _expressions(phrases: Iterable[str]) -> list[str]:
    return [expression for phrase in phrases for expression in phrase_expressions(phrase)]


def _articles_with(db: Database, expression: str) -> set[int]:
    rows = db.execute(
        """SELECT DISTINCT p.article_key FROM passages p
        WHERE p.id IN (SELECT rowid FROM passages_lexical WHERE passages_lexical MATCH ?)""",
        (expression,),
    )
    return {row[0] for row in rows}


def _fitting(db: Database, among: Collection[int] | None, condition: str, values: Sequence[object]) -> set[int]:
    chosen, bound = ("", []) if among is None else (" AND a.key IN (SELECT value FROM json_each(?))", [_json(among)])
    rows = db.execute(
        f"SELECT a.key FROM articles a WHERE a.removed_revision IS NULL {chosen}{condition}", (*bound, *values)
    )
    return {row[0] for row in rows}


def _with_phrase(db: Database, keys: Collection[int], phrase: str) -> set[int]:
    # most texts that have a frequent word have it between spaces: SQLite finds that in a tenth of the time, and only the
    # other texts are read
    rows = db.execute(
        """SELECT a.key, a.title, CASE WHEN instr(a.text, ?) OR instr(a.text, ?) THEN NULL ELSE a.text END
        FROM articles a WHERE a.key IN (SELECT value FROM json_each(?))""",
        (f" {phrase} ", f" {phrase.lower()} ", _json(keys)),
    )
    return {key for key, title, text in rows if text is None or has_phrase(text, phrase) or has_phrase(title, phrase)}


def _json(keys: Iterable[int]) -> str:
    return json.dumps(list(keys))
