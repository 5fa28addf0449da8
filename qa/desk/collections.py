"""Collections: named sets of articles. The articles need not be in the archive any more: an undo brings them back."""

import json
import secrets
from collections.abc import Iterable

from corpus.catalogue.audit import record
from corpus.catalogue.user_file import now, storable
from corpus.database import Database
from corpus.errors import CuttingsError, NotFound
from corpus.messages import message
from qa.desk.schema import DeskFile
from qa.desk.values import STARRED, TAG_SIGN, Collection, one_line

_COLLECTION = (
    "SELECT c.id, c.name, c.created, (SELECT count(*) FROM collected i WHERE i.collection = c.key) FROM collections c"
)


class Collections:
    """The collections of an archive. Safe to use from several threads."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def listed(self, article: str | None = None) -> list[Collection]:
        """Return all collections by name, or those that have an article."""
        having = "WHERE c.key IN (SELECT collection FROM collected WHERE article = ?)" if article is not None else ""
        rows = self._file.read(f"{_COLLECTION} {having} ORDER BY c.folded", (article,) if article is not None else ())
        return [_collection(row) for row in rows]

    def named(self, name: str) -> Collection:
        """Return the collection of a name, ignoring case, or of an id.

        Raises:
            NotFound: there is none.
        """
        rows = self._file.read(f"{_COLLECTION} WHERE c.folded = ? OR c.id = ?", (_folded(name), name))
        if not rows:
            raise NotFound(message("no_collection_named", name=one_line(name, 60)))
        return _collection(rows[0])

    def articles(self, collection: str) -> list[str]:
        """Return the ids of the articles of a collection, of the id `collection`."""
        rows = self._file.read(
            """SELECT i.article FROM collected i JOIN collections c ON c.key = i.collection WHERE c.id = ?
            ORDER BY i.article""",
            (collection,),
        )
        return [row[0] for row in rows]

    def create(self, name: str, articles: Iterable[str] = ()) -> Collection:
        """Create a collection; return it, or the one of that name, with these articles added.

        Raises:
            CuttingsError: the name cannot be used, or there are too many.
        """
        shown = self._usable(name)
        with self._file.change() as db:
            if not _key(db, _folded(shown)):
                limit = self._file.limits.collections
                if db.execute("SELECT count(*) FROM collections").fetchone()[0] >= limit:
                    raise CuttingsError(message("too_many_collections", number=limit))
                collection = secrets.token_hex(8)
                db.execute(
                    "INSERT INTO collections (id, name, folded, created) VALUES (?, ?, ?, ?)",
                    (collection, shown, _folded(shown), now()),
                )
                record(db, "collection.create", collection)
            self._put(db, int(_key(db, _folded(shown)) or 0), articles)
        return self.named(shown)

    def add(self, collection: str, articles: Iterable[str]) -> int:
        """Add articles to a collection, by its id; return how many it did not have yet.

        Raises:
            NotFound: there is no such collection.
            CuttingsError: it would have too many.
        """
        with self._file.change() as db:
            return self._put(db, _key_of_id(db, collection), articles)

    def take_out(self, collection: str, articles: Iterable[str]) -> int:
        """Take articles out of a collection; return how many it had. They stay in the archive."""
        with self._file.change() as db:
            taken = db.execute(
                "DELETE FROM collected WHERE collection = ? AND article IN (SELECT value FROM json_each(?))",
                (_key_of_id(db, collection), json.dumps(list(articles))),
            ).rowcount
            if taken:
                record(db, "collection.take", collection, detail=f"{taken} articles")
            return taken

    def rename(self, collection: str, name: str) -> None:
        """Rename a collection.

        Raises:
            NotFound: there is no such collection.
            CuttingsError: the name cannot be used, or another one has it.
        """
        shown = self._usable(name)
        with self._file.change() as db:
            key = _key_of_id(db, collection)
            if _key(db, _folded(shown)) not in {None, key}:
                raise CuttingsError(message("collection_there", name=shown))
            db.execute("UPDATE collections SET name = ?, folded = ? WHERE key = ?", (shown, _folded(shown), key))
            record(db, "collection.rename", collection)

    def delete(self, collection: str) -> None:
        """Delete a collection; its articles stay in the archive.

        Raises:
            NotFound: there is no such collection.
        """
        with self._file.change() as db:
            db.execute("DELETE FROM collections WHERE key = ?", (_key_of_id(db, collection),))
            record(db, "collection.delete", collection)

    def _put(self, db: Database, key: int, articles: Iterable[str]) -> int:
        added = db.execute(
            "INSERT OR IGNORE INTO collected SELECT ?, value FROM json_each(?)", (key, json.dumps(list(articles)))
        ).rowcount
        if added > 0:
            (collection,) = db.execute("SELECT id FROM collections WHERE key = ?", (key,)).fetchone()
            record(db, "collection.fill", collection, detail=f"{added} articles")
        limit = self._file.limits.articles_each
        if db.execute("SELECT count(*) FROM collected WHERE collection = ?", (key,)).fetchone()[0] > limit:
            raise CuttingsError(message("collection_full", number=limit))
        return max(added, 0)

    def _usable(self, name: str) -> str:
        shown = storable(one_line(name, self._file.limits.name))
        if not shown or shown[0] in {STARRED, TAG_SIGN}:
            raise CuttingsError(message("collection_name"))
        return shown


def _folded(name: str) -> str:
    return storable(" ".join(name.split()).casefold())


def _key(db: Database, folded: str) -> int | None:
    row = db.execute("SELECT key FROM collections WHERE folded = ?", (folded,)).fetchone()
    return int(row[0]) if row else None


def _key_of_id(db: Database, collection: str) -> int:
    row = db.execute("SELECT key FROM collections WHERE id = ?", (collection,)).fetchone()
    if row is None:
        raise NotFound(message("no_such_collection"))
    return int(row[0])


def _collection(row: tuple[str, ...]) -> Collection:
    return Collection(id=row[0], name=row[1], created=row[2], articles=int(row[3]))
