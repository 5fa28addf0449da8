"""The tables of what is derived from articles, in an engine: what `qa.news.store.file` is for a folder."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from corpus.engine.address import EngineAddress
from corpus.engine.connection import EngineConnection, EngineConnections
from corpus.engine.schema import KEY, LONG, TABLE, create_database
from corpus.errors import ArchiveError
from qa.news.store.file import EDITION, NewsStore
from qa.news.store.reads import NewsReader
from qa.news.store.writes import NewsWriter

Value = TypeVar("Value", str, int)

_GROUP = "news"
_TERM = KEY.format(512)

_TABLES = {
    "meta": f"`key` {KEY.format(64)} PRIMARY KEY, value BIGINT NOT NULL",
    "articles": f"""`key` BIGINT PRIMARY KEY, id {KEY.format(64)} NOT NULL, day BIGINT NOT NULL, traits {LONG} NOT NULL,
        vectors LONGBLOB NOT NULL, signature LONGBLOB NOT NULL, agency {_TERM}, story BIGINT NOT NULL, printing BIGINT NOT NULL,
        KEY articles_id (id), KEY articles_story (story), KEY articles_agency (agency)""",
    "features": f"feature {_TERM}, day BIGINT, `key` BIGINT, PRIMARY KEY (feature, day, `key`), KEY features_key (`key`)",
    "bands": "band BIGINT, `key` BIGINT, PRIMARY KEY (band, `key`), KEY bands_key (`key`)",
    "edges": "a BIGINT, b BIGINT, alike DOUBLE NOT NULL, shared DOUBLE NOT NULL, PRIMARY KEY (a, b), KEY edges_b (b)",
    "links": f"""older BIGINT, newer BIGINT, kind {KEY.format(32)}, start BIGINT NOT NULL, stop BIGINT NOT NULL,
        PRIMARY KEY (older, newer, kind), KEY links_newer (newer)""",
    "names": f"""name {_TERM}, kind {KEY.format(32)}, `key` BIGINT, spelled {LONG} NOT NULL, mentions BIGINT NOT NULL,
        PRIMARY KEY (name, kind, `key`), KEY names_key (`key`)""",
    "said": f"""`key` BIGINT, start BIGINT, stop BIGINT, speaker {_TERM} NOT NULL, spelled {LONG} NOT NULL,
        said_start BIGINT NOT NULL, said_stop BIGINT NOT NULL, sentence_start BIGINT NOT NULL, sentence_stop BIGINT NOT NULL,
        PRIMARY KEY (`key`, start)""",
    "speakers": f"""word {KEY.format(255)}, speaker {_TERM}, `key` BIGINT, PRIMARY KEY (word, speaker, `key`),
        KEY speakers_key (`key`)""",
    "differences": f"story BIGINT, number BIGINT, content {LONG} NOT NULL, PRIMARY KEY (story, number)",
}
"""The columns of the file's tables, in their order."""


class EngineNewsReader(NewsReader):
    """Asks the tables, as they were when the transaction began."""

    last_word = "substring_index(name, ' ', -1)"

    def with_features(
        self, features: Iterable[str], since: int, until: int, *, without: int, most: int
    ) -> dict[str, list[int]]:
        """See `NewsReader`; a statement each, which every engine answers from the index."""
        statement = "SELECT key FROM features WHERE feature = ? AND day BETWEEN ? AND ? AND key != ? LIMIT ?"
        return self._each(features, lambda one: (statement, (one, since, until, without, most + 1)), most)

    def with_bands(self, bands: Iterable[int], *, without: int, most: int) -> dict[int, list[int]]:
        """See `with_features`."""
        statement = "SELECT key FROM bands WHERE band = ? AND key != ? LIMIT ?"
        return self._each(bands, lambda one: (statement, (one, without, most + 1)), most)

    def _each(
        self, values: Iterable[Value], asked: Callable[[Value], tuple[str, tuple[object, ...]]], most: int
    ) -> dict[Value, list[int]]:
        found = {value: [row[0] for row in self._db.execute(*asked(value))] for value in values}
        return {value: keys for value, keys in found.items() if 0 < len(keys) <= most}


class EngineNewsWriter(EngineNewsReader, NewsWriter):
    """Changes the tables, in one transaction."""


class EngineNewsStore(NewsStore):
    """The tables of derived news. Safe to use from several threads: each has a connection to itself.

    Args:
        address: of the archive.
        create: create them where they are missing, or of another edition.

    Raises:
        ArchiveError: they are missing or of another edition and not to be created, or the engine cannot be reached.
    """

    def __init__(self, address: EngineAddress, *, create: bool = False) -> None:
        with closing(EngineConnection(address, _GROUP)) as db:
            if create:
                create_database(db)
            else:
                db.run(f"USE `{address.name}`")
            row = db.run("SELECT version FROM cuttings_groups WHERE name = %s", (_GROUP,)).fetchone()
            if row is None or int(row[0]) != EDITION:
                if not create:
                    raise ArchiveError(f"{address}: stories and names are not derived yet, or by another Cuttings")
                _make(db)
        self._groups = EngineConnections(address, _GROUP)

    def is_current(self) -> bool:
        """Return True."""
        return True

    def close(self) -> None:
        """Close the connections: those in use when their transactions end."""
        self._groups.close()

    @contextmanager
    def reading(self) -> Iterator[NewsReader]:
        """See `NewsStore`."""
        with self._groups.transaction(write=False) as db:
            yield EngineNewsReader(db)

    @contextmanager
    def writing(self) -> Iterator[NewsWriter]:
        """See `NewsStore`."""
        with self._groups.transaction(write=True) as db:
            yield EngineNewsWriter(db)


def discard_news(address: EngineAddress) -> None:
    """Remove what is derived; it is derived again when it is needed."""
    with closing(EngineConnection(address, _GROUP)) as db:
        create_database(db)
        _make(db)


def _make(db: EngineConnection) -> None:
    for name, columns in _TABLES.items():
        db.run(f"DROP TABLE IF EXISTS news_{name}")
        db.run(f"CREATE TABLE news_{name} ({columns}) {TABLE}")
    db.run("REPLACE INTO cuttings_groups VALUES (%s, %s)", (_GROUP, EDITION))
