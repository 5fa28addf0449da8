"""How much is searched, and how many passages have each word: kept by the writer, since an engine counts them one by one."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from corpus.engine.connection import EngineConnection, in_parts

PASSAGES, TOKENS, COUNTED = "searched", "tokens", "counted"
"""Names in the table `sequence`: how many passages are searched, how many tokens they have, and the number of the table whose
words are counted, which an archive has whose writers counted from the beginning."""

_AT_ONCE = 1000  # passages

_ADD = """INSERT INTO catalogue_word_counts VALUES (%s, %s)
ON DUPLICATE KEY UPDATE passages = passages + VALUES(passages)"""


@dataclass(slots=True)
class Searched:
    """How much is searched, or by how much that changes.

    Attributes:
        tokens: of all passages, headlines included.
        having: for each token, how many passages have it.
    """

    passages: int = 0
    tokens: int = 0
    having: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Searched") -> None:
        """Add what changes."""
        self.passages += other.passages
        self.tokens += other.tokens
        self.having.update(other.having)

    def count(self, title: str, body: str, *, sign: int = 1) -> None:
        """Add a passage, or take it away, by its tokens as `corpus.engine.tokens` writes them."""
        words = [*title.split(), *body.split()]
        self.passages += sign
        self.tokens += sign * len(words)
        for word in set(words):
            self.having[word] += sign


def read_having(db: EngineConnection, tokens: Collection[str]) -> dict[str, int]:
    """Return how many passages have each token, as it is kept."""
    if not tokens:
        return {}
    marks = ", ".join(["%s"] * len(tokens))
    rows = db.run(f"SELECT token, passages FROM catalogue_word_counts WHERE token IN ({marks})", [*tokens])
    return dict.fromkeys(tokens, 0) | {str(row[0]): int(row[1]) for row in rows}


def read_all_having(db: EngineConnection) -> Counter[str]:
    """Return how many passages have each token that any has, as it is kept."""
    query = "SELECT token, passages FROM catalogue_word_counts WHERE token > %s ORDER BY token LIMIT %s"
    return Counter({row[0]: row[1] for row in in_parts(db.run, query, 10 * _AT_ONCE, after="") if row[1]})


def add_having(db: EngineConnection, having: Counter[str]) -> None:
    """Add to what is kept."""
    db.run_many(_ADD, sorted((token, more) for token, more in having.items() if more))


def replace_having(db: EngineConnection, having: Counter[str]) -> None:
    """Replace what is kept."""
    db.run("DELETE FROM catalogue_word_counts")
    add_having(db, having)


def counted(db: EngineConnection, table: str) -> Searched:
    """Count what a table that is searched has, reading all of it."""
    found = Searched()
    query = f"SELECT id, title, body FROM {table} WHERE id > %s ORDER BY id LIMIT %s"
    count_all(found, ((title, body) for _, title, body in in_parts(db.run, query, _AT_ONCE)))
    return found


def count_all(found: Searched, passages: Iterable[tuple[str, str]]) -> None:
    """Count passages, `(headline, passage)` by their tokens."""
    for title, body in passages:
        found.count(title, body)
