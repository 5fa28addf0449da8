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

OTHER_WORDS = message("other_words_marked")

_MARKS = """SELECT m.target, m.starred, m.note, (SELECT json_group_array(tag) FROM
    (SELECT tag FROM tags t WHERE t.target = m.target ORDER BY t.folded)), m.sha256 FROM marks m"""


class MarkStore:
    """The marks of an archive. Safe to use from several threads."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def on(self, target: str) -> Marks:
        """Return what is noted on an article or a quote."""
        return _marks(self._file.read(f"{_MARKS} WHERE m.target = ?", (target,))).get(target, Marks())

    def on_quotes(self, articles: Iterable[str] | None = None) -> dict[str, Marks]:
        """Return what is noted on quotes, of some articles or of all, by their locators."""
        within = None if articles is None else " ".join(articles)
        query = f"""{_MARKS} WHERE m.target GLOB '*[:#]*' AND (?1 IS NULL OR instr(?1, substr(m.target, 1, 12)))
            ORDER BY m.target"""
        return _marks(self._file.read(query, (within,)))

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

    def star(self, target: str, *, starred: bool = True, sha256: str = "") -> Marks:
        """Put a star on an article or a quote, or take it away; return its marks.

        Args:
            target: id of the article, or locator of the quote.
            starred: whether it has a star from now on.
            sha256: of the words of the quote.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: other words are marked at that place.
        """
        return self._change(
            target, sha256, lambda db: db.execute("UPDATE marks SET starred = ? WHERE target = ?", (starred, target))
        )

    def note(self, target: str, note: str, *, sha256: str = "") -> Marks:
        """Write a note, "" for none; return the marks. `target` and `sha256` are as for `star`.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: the note is too long, or other words are marked at that place.
        """
        written = usable_note(note, self._file.limits.note)
        return self._change(
            target, sha256, lambda db: db.execute("UPDATE marks SET note = ? WHERE target = ?", (written, target))
        )

    def tag(self, target: str, tags: Iterable[str], *, sha256: str = "") -> Marks:
        """Add tags; return the marks. `target` and `sha256` are as for `star`.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: a tag is empty, there are too many, or other words are marked at that place.
        """
        wanted = [usable_tag(tag) for tag in tags]

        def add(db: sqlite3.Connection) -> None:
            db.executemany(
                "INSERT OR IGNORE INTO tags VALUES (?, ?, ?)", [(target, tag, _folded(tag)) for tag in wanted]
            )
            limit = self._file.limits.tags_each
            if db.execute("SELECT count(*) FROM tags WHERE target = ?", (target,)).fetchone()[0] > limit:
                raise CuttingsError(message("too_many_tags", number=limit))

        return self._change(target, sha256, add)

    def untag(self, target: str, tags: Iterable[str]) -> Marks:
        """Remove tags; return the marks."""
        values = [(target, _folded(tag)) for tag in tags]
        return self._change(
            target, "", lambda db: db.executemany("DELETE FROM tags WHERE target = ? AND folded = ?", values)
        )

    def _change(self, target: str, sha256: str, change: Callable[[sqlite3.Connection], object]) -> Marks:
        if article_of_target(target) is None:
            raise NotFound(f"{one_line(target, 60)}: neither an article nor a quote has that name")
        with self._file.change() as db:
            db.execute("INSERT OR IGNORE INTO marks (target, starred, note) VALUES (?, 0, '')", (target,))
            (stored,) = db.execute("SELECT sha256 FROM marks WHERE target = ?", (target,)).fetchone()
            if sha256 and stored not in {"", sha256}:
                raise CuttingsError(OTHER_WORDS)
            if sha256 and not stored:
                db.execute("UPDATE marks SET sha256 = ? WHERE target = ?", (sha256, target))
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
    return {
        target: Marks(starred=bool(starred), note=note, tags=tuple(json.loads(tags)), sha256=sha256)
        for target, starred, note, tags, sha256 in rows
    }
