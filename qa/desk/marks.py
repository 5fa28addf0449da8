"""Stars, tags and notes on articles and on quotes. A quote is named by its locator, `ID:13-49`, as citations name it."""

import json
import sqlite3
from collections.abc import Callable, Iterable

from corpus.catalogue.user_file import storable
from corpus.errors import CuttingsError, NotFound
from corpus.messages import message
from qa.desk.schema import DeskFile
from qa.desk.values import TAG_SIGN, Marks, article_of_target, one_line

TAG_LIMIT = 60

_MARKS = """SELECT m.target, m.starred, m.note, (SELECT json_group_array(tag) FROM
    (SELECT tag FROM tags t WHERE t.target = m.target ORDER BY t.folded)) FROM marks m"""


class MarkStore:
    """The marks of an archive. Safe to use from several threads."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def on(self, target: str) -> Marks:
        """Return what is noted on an article or a quote."""
        return _marks(self._file.read(f"{_MARKS} WHERE m.target = ?", (target,))).get(target, Marks())

    def on_quotes_of(self, article: str) -> dict[str, Marks]:
        """Return what is noted on the quotes of an article, by their locators."""
        quotes = f"{_MARKS} WHERE m.target GLOB ? || '[:#]*' ORDER BY m.target"
        return _marks(self._file.read(quotes, (article,)))

    def all(self) -> dict[str, Marks]:
        """Return all marks by the articles and quotes that they are on."""
        return _marks(self._file.read(f"{_MARKS} ORDER BY m.target"))

    def tags(self) -> list[tuple[str, int]]:
        """Return all tags, each with how many articles have it themselves or on a quote, by name."""
        rows = self._file.read(
            "SELECT min(tag), count(DISTINCT substr(target, 1, 12)) FROM tags GROUP BY folded ORDER BY folded"
        )
        return [(row[0], int(row[1])) for row in rows]

    def starred(self) -> list[str]:
        """Return the ids of the articles that have a star themselves or on a quote."""
        return [row[0] for row in self._file.read("SELECT DISTINCT substr(target, 1, 12) FROM marks WHERE starred")]

    def tagged(self, tag: str) -> list[str]:
        """Return the ids of the articles that have a tag themselves or on a quote."""
        rows = self._file.read("SELECT DISTINCT substr(target, 1, 12) FROM tags WHERE folded = ?", (_folded(tag),))
        return [row[0] for row in rows]

    def star(self, target: str, *, starred: bool = True) -> Marks:
        """Put a star on an article or a quote, or take it away; return its marks.

        Raises:
            NotFound: `target` names neither an article nor a quote.
        """
        return self._change(
            target, lambda db: db.execute("UPDATE marks SET starred = ? WHERE target = ?", (starred, target))
        )

    def note(self, target: str, note: str) -> Marks:
        """Write a note, "" for none; return the marks.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: the note is too long.
        """
        written = usable_note(note, self._file.limits.note)
        return self._change(
            target, lambda db: db.execute("UPDATE marks SET note = ? WHERE target = ?", (written, target))
        )

    def tag(self, target: str, tags: Iterable[str]) -> Marks:
        """Add tags; return the marks.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: a tag is empty, or there are too many.
        """
        wanted = [usable_tag(tag) for tag in tags]

        def add(db: sqlite3.Connection) -> None:
            db.executemany(
                "INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", [(target, tag, _folded(tag)) for tag in wanted]
            )
            limit = self._file.limits.tags_each
            if db.execute("SELECT count(*) FROM tags WHERE target = ?", (target,)).fetchone()[0] > limit:
                raise CuttingsError(message("too_many_tags", number=limit))

        return self._change(target, add)

    def untag(self, target: str, tags: Iterable[str]) -> Marks:
        """Remove tags; return the marks."""
        values = [(target, _folded(tag)) for tag in tags]
        return self._change(
            target, lambda db: db.executemany("DELETE FROM tags WHERE target = ? AND folded = ?", values)
        )

    def _change(self, target: str, change: Callable[[sqlite3.Connection], object]) -> Marks:
        if article_of_target(target) is None:
            raise NotFound(f"{one_line(target, 60)}: neither an article nor a quote has that name")
        with self._file.change() as db:
            db.execute("INSERT OR IGNORE INTO marks VALUES (?, 0, '')", (target,))
            change(db)
            db.execute(
                """DELETE FROM marks WHERE target = ? AND NOT starred AND note = ''
                AND NOT EXISTS (SELECT 1 FROM tags WHERE tags.target = marks.target)""",
                (target,),
            )
        return self.on(target)


def usable_note(note: str, limit: int) -> str:
    """Return a note as it is stored.

    Raises:
        CuttingsError: it is longer than `limit` characters.
    """
    written = storable(note.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(written) > limit:
        raise CuttingsError(message("long_note", number=limit, total=len(written)))
    return written


def usable_tag(tag: str) -> str:
    """Return a tag as it is stored, without the sign before it.

    Raises:
        CuttingsError: nothing is left of it.
    """
    shown = storable(one_line(tag, TAG_LIMIT).lstrip(TAG_SIGN).strip())
    if not shown:
        raise CuttingsError(message("tag_letters"))
    return shown


def _folded(tag: str) -> str:
    return storable(" ".join(tag.split()).lstrip(TAG_SIGN).strip().casefold())


def _marks(rows: Iterable[tuple[str, ...]]) -> dict[str, Marks]:
    return {row[0]: Marks(starred=bool(row[1]), note=row[2], tags=tuple(json.loads(row[3]))) for row in rows}
