"""Dossiers: pinned quotes and the reader's own notes, in order."""

import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from corpus.article import text_hash
from corpus.catalogue.audit import record
from corpus.catalogue.user_file import dump, now, storable
from corpus.database import Database
from corpus.errors import CuttingsError, NotFound
from corpus.messages import message
from qa.answering.answer import Citation, CitedArticle, cited_field
from qa.desk.marks import usable_note
from qa.desk.schema import DeskFile
from qa.desk.values import Dossier, Entry, PinnedQuote, one_line

UNTITLED = "Dossier"
NO_ENTRY = message("no_such_entry")

_DOSSIER = "SELECT id, title, created, changed FROM dossiers"
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)

logger = logging.getLogger(__name__)


class Dossiers:
    """The dossiers of an archive. Safe to use from several threads."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def listed(self) -> list[Dossier]:
        """Return all dossiers with their entries, the one that was changed last first."""
        return [self._with_entries(row) for row in self._file.read(f"{_DOSSIER} ORDER BY changed DESC, key DESC")]

    def named(self, name: str) -> Dossier:
        """Return the dossier of an id; else the one of that title, of several the one that was changed last.

        Raises:
            NotFound: there is none.
        """
        rows = self._file.read(
            f"{_DOSSIER} WHERE id = ?1 OR title = ?1 COLLATE NOCASE ORDER BY id = ?1 DESC, changed DESC LIMIT 1",
            (storable(name),),
        )
        if not rows:
            raise NotFound(message("no_dossier_named", name=one_line(name, 60)))
        return self._with_entries(rows[0])

    def current(self) -> Dossier:
        """Return the dossier that was changed last; a new one where there is none."""
        rows = self._file.read(f"{_DOSSIER} ORDER BY changed DESC, key DESC LIMIT 1")
        return self._with_entries(rows[0]) if rows else self.create(UNTITLED)

    def titles(self) -> list[tuple[str, str]]:
        """Return ids and titles of all dossiers, the one that was changed last first."""
        return [(row[0], row[1]) for row in self._file.read(f"{_DOSSIER} ORDER BY changed DESC, key DESC")]

    def pinned(self, articles: Iterable[str]) -> list[tuple[str, str, str, str]]:
        """Return what is pinned of articles: id and title of its dossier, its article, and the hash of the words.

        Those of the dossier that was changed last come first.
        """
        rows = self._file.read(
            """SELECT d.id, d.title, json_extract(e.quote, '$.citation.article.id'),
            json_extract(e.quote, '$.citation.sha256')
            FROM entries e JOIN dossiers d ON d.key = e.dossier
            WHERE e.quote IS NOT NULL AND json_valid(e.quote) AND instr(?, json_extract(e.quote, '$.citation.article.id'))
            ORDER BY d.changed DESC, d.key DESC""",
            (" ".join(articles),),
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def create(self, title: str) -> Dossier:
        """Create a dossier.

        Raises:
            CuttingsError: there are too many.
        """
        dossier, at = secrets.token_hex(8), now()
        with self._file.change() as db:
            if db.execute("SELECT count(*) FROM dossiers").fetchone()[0] >= self._file.limits.dossiers:
                raise CuttingsError(message("too_many_dossiers", number=self._file.limits.dossiers))
            db.execute(
                "INSERT INTO dossiers (id, title, created, changed) VALUES (?, ?, ?, ?)",
                (dossier, self._titled(title), at, at),
            )
            record(db, "dossier.create", dossier)
        return self.named(dossier)

    def rename(self, dossier: str, title: str) -> None:
        """Rename a dossier; `NotFound` where there is none of that id."""
        with self._file.change() as db:
            db.execute("UPDATE dossiers SET title = ? WHERE key = ?", (self._titled(title), _touched(db, dossier)))
            record(db, "dossier.rename", dossier)

    def delete(self, dossier: str) -> None:
        """Delete a dossier; `NotFound` where there is none of that id."""
        with self._file.change() as db:
            db.execute("DELETE FROM dossiers WHERE key = ?", (_touched(db, dossier),))
            record(db, "dossier.delete", dossier)

    def pin(self, dossier: str, quote: PinnedQuote, note: str = "") -> Entry:
        """Add a quote at the end, unless it is there already; return its entry.

        Raises:
            NotFound: there is no such dossier.
            CuttingsError: it is full, or the note is too long.
        """
        same = next((one for one in self.named(dossier).entries if _is_same(one, quote)), None)
        return same or self._append(dossier, quote, note)

    def write(self, dossier: str, note: str) -> Entry:
        """Add a note at the end; otherwise as `pin`."""
        if not note.strip():
            raise CuttingsError(message("empty_note"))
        return self._append(dossier, None, note)

    def annotate(self, dossier: str, entry: str, note: str) -> None:
        """Change the note of an entry; `NotFound` where there is no such entry."""
        written = usable_note(note, self._file.limits.note)
        with self._file.change() as db:
            key = _touched(db, dossier)
            changed = db.execute("UPDATE entries SET note = ? WHERE dossier = ? AND id = ?", (written, key, entry))
            _require(changed.rowcount)
            record(db, "dossier.annotate", dossier, detail=entry)

    def remove(self, dossier: str, entry: str) -> None:
        """Remove an entry; `NotFound` where there is no such entry."""
        with self._file.change() as db:
            key = _touched(db, dossier)
            _require(db.execute("DELETE FROM entries WHERE dossier = ? AND id = ?", (key, entry)).rowcount)
            record(db, "dossier.remove", dossier, detail=entry)

    def move(self, dossier: str, entry: str, to: int) -> None:
        """Move an entry to a position, from 0; beyond the end is at the end. `NotFound` where there is no such entry."""
        with self._file.change() as db:
            key = _touched(db, dossier)
            order = [row[0] for row in db.execute("SELECT id FROM entries WHERE dossier = ? ORDER BY position", (key,))]
            _require(entry in order)
            order.remove(entry)
            order.insert(max(to, 0), entry)
            db.executemany("UPDATE entries SET position = ? WHERE id = ?", list(enumerate(order)))

    def transfer(self, dossier: str, quote: PinnedQuote, to: str) -> None:
        """Move a pinned quote with its note from a dossier to the end of another.

        If the other has it too, its note is kept, and that of the one that is moved only where it has none.

        Raises:
            NotFound: there is no such dossier, or the quote is not in it.
            CuttingsError: the other is full.
        """
        source, target = self.named(dossier), self.named(to)
        entry, there = (next((e for e in one.entries if _is_same(e, quote)), None) for one in (source, target))
        if entry is None:
            raise NotFound(NO_ENTRY)
        if source.id == target.id:
            return
        with self._file.change() as db:
            key = _touched(db, target.id)  # and not the source: the one to which it was moved is the current one
            if there is None:
                values = (key, self._end(db, key), entry.id)
                db.execute("UPDATE entries SET dossier = ?, position = ? WHERE id = ?", values)
            else:
                db.execute("UPDATE entries SET note = ? WHERE id = ? AND note = ''", (entry.note, there.id))
                db.execute("DELETE FROM entries WHERE id = ?", (entry.id,))
            record(db, "dossier.transfer", source.id, detail=f"{entry.id} to {target.id}")

    def _append(self, dossier: str, quote: PinnedQuote | None, note: str) -> Entry:
        entry = Entry(id=secrets.token_hex(8), quote=quote, note=usable_note(note, self._file.limits.note))
        with self._file.change() as db:
            key = _touched(db, dossier)
            db.execute(
                "INSERT INTO entries (id, dossier, position, quote, note) VALUES (?, ?, ?, ?, ?)",
                (entry.id, key, self._end(db, key), dump(quote_json(quote)) if quote else None, entry.note),
            )
            record(db, "dossier.pin" if quote else "dossier.write", dossier, detail=entry.id)
        return entry

    def _end(self, db: Database, key: int) -> int:
        """Return the position behind the last entry of a dossier, which must not be full."""
        count, last = db.execute(
            "SELECT count(*), coalesce(max(position), -1) FROM entries WHERE dossier = ?", (key,)
        ).fetchone()
        limit = self._file.limits.entries_each
        if count >= limit:
            raise CuttingsError(message("dossier_full", number=limit))
        return int(last) + 1

    def _with_entries(self, row: tuple[str, ...]) -> Dossier:
        rows = self._file.read(
            """SELECT e.id, e.quote, e.note FROM entries e JOIN dossiers d ON d.key = e.dossier WHERE d.id = ?
            ORDER BY e.position, e.key""",
            (row[0],),
        )
        entries = tuple(entry for entry in map(_entry, rows) if entry)
        return Dossier(id=row[0], title=row[1], created=row[2], changed=row[3], entries=entries)

    def _titled(self, title: str) -> str:
        return storable(one_line(title, self._file.limits.name)) or UNTITLED


def quote_json(quote: PinnedQuote) -> dict[str, object]:
    """Return a pinned quote as JSON."""
    return asdict(quote)


def quote_from_json(stored: dict[str, Any]) -> PinnedQuote:
    """Return the quote that `quote_json` wrote.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none.
    """
    citation = dict(stored["citation"])
    article = CitedArticle(**citation.pop("article"))
    cited = Citation(**{**citation, "article": article, "field": cited_field(citation["field"])})
    text, version = stored["text"], stored["version"]
    lines = (article.outlet, article.published, article.byline, article.url, article.via)
    numbers = (version, cited.number, cited.start, cited.end, *([] if cited.page is None else [cited.page]))
    if not all(type(number) is int and number >= 0 for number in numbers):
        raise ValueError("a number is none")
    if not all(
        isinstance(one, str) for one in (text, article.id, article.title, *(one for one in lines if one is not None))
    ):
        raise ValueError("a text is none")
    if text_hash(text) != cited.sha256 or cited.end - cited.start != len(text):
        raise ValueError("a quote is not what was cited")
    return PinnedQuote(text=text, citation=cited, version=version)


def _entry(row: tuple[str, ...]) -> Entry | None:
    key, quote, note = row
    try:
        return Entry(id=key, quote=quote_from_json(json.loads(quote)) if quote else None, note=note)
    except _UNREADABLE:  # a damaged file, or one that another program has written to
        logger.warning("entry %s cannot be read", key, exc_info=True)
        return None


def _is_same(entry: Entry, quote: PinnedQuote) -> bool:
    return entry.quote is not None and (
        (entry.quote.citation.locator, entry.quote.text) == (quote.citation.locator, quote.text)
    )


def _touched(db: Database, dossier: str) -> int:
    """Return the key of a dossier, which is noted as changed now."""
    row = db.execute("SELECT key FROM dossiers WHERE id = ?", (dossier,)).fetchone()
    if row is None:
        raise NotFound(message("no_such_dossier"))
    db.execute("UPDATE dossiers SET changed = ? WHERE key = ?", (now(), row[0]))
    return int(row[0])


def _require(there: object) -> None:
    if not there:
        raise NotFound(NO_ENTRY)
