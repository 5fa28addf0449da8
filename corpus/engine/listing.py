"""Listing articles in an engine: what differs from `corpus.catalogue.listing` is how texts are searched and dates are read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.catalogue.listing import ListQuery, conditions
from corpus.catalogue.matching import matching_keys
from corpus.engine.connection import EngineConnection
from corpus.engine.integrity import EngineIntegrity
from corpus.engine.tokens import token, tokens
from corpus.lexical.postings import stems_of

_PARTS = re.compile(r'"([^"]*)"(\*?)')
_MOST_BEGUN = 200  # words with a beginning that are looked for
_DAYS_AT_ONCE = 20  # of which the first is nearly always one


class EngineListing(EngineIntegrity):
    """The queries of a snapshot about all articles together."""

    def __init__(self, db: EngineConnection) -> None:
        super().__init__(db)
        self._days: tuple[str | None, str | None] | None = None
        self._known_stems: dict[str, list[str]] = {}

    def _tokens_of(self, words: Sequence[str]) -> dict[str, list[str]]:
        unknown = [word for word in words if word not in self._known_stems]
        if unknown:
            self._known_stems.update(stems_of(unknown))
        return {word: self._known_stems[word] for word in words}

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """See `corpus.catalogue.listing.ListReads`; a question asks more than once."""
        if self._days is None:
            self._days = super().first_and_last_day()
        return self._days

    def _published(self, order: str) -> Iterator[tuple[str]]:
        """Yield dates in parts: a result is in memory as a whole, and all articles' are many. The engine would sort them all."""
        skipped = 0
        while True:
            rows = self._db.run(
                f"""SELECT published FROM catalogue_articles FORCE INDEX (articles_published)
                WHERE removed_revision IS NULL AND published IS NOT NULL
                ORDER BY published {order} LIMIT %s OFFSET %s""",
                (_DAYS_AT_ONCE, skipped),
            ).fetchall()
            yield from rows
            if len(rows) < _DAYS_AT_ONCE:
                return
            skipped += len(rows)

    def matched(self, query: ListQuery) -> ListQuery:
        """See `corpus.catalogue.listing.ListReads`."""
        wanted = query.text_conditions()
        if not wanted:
            return query
        keys = matching_keys(self._db, wanted, *conditions(query), self._articles_with)
        if query.keys is not None:
            keys = sorted(set(query.keys).intersection(keys))
        return replace(query, words="", phrases=(), excluded=(), keys=tuple(keys))

    def _articles_with(self, expression: str) -> set[int]:
        """Return the keys of the articles with a passage that has the words of a query of FTS5; see `ArticlesWith`."""
        tests, values = [], list[object]()
        for part, beginning in _PARTS.findall(expression):
            words = self._tokens_of([part])[part]
            asked = [token(stem) for stem in words]
            if beginning and words:
                asked[-1] = tokens([words[-1], *self.stems_like(words[-1])[:_MOST_BEGUN]])
            for one in asked:
                tests.append(f"MATCH({self._words}) AGAINST(%s)")
                values.append(one)
        if self._searched is None or not tests:
            return set()
        rows = self._db.run(
            f"""SELECT DISTINCT p.article_key FROM {self._searched} s JOIN catalogue_passages p ON p.id = s.id
            WHERE {" AND ".join(tests)}""",
            values,
        )
        return {row[0] for row in rows}
