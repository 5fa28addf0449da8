"""Stars, tags and notes on articles and on quotes. A quote is named by its locator, `ID:13-49`, as citations name it.

Marks are those of the user who acts (`corpus.actor`). Each user sees and changes their own, and sees those that nobody owns,
which were made at a terminal or where there are no users; there they are changed, too.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from corpus.actor import current_actor
from corpus.catalogue.user_file import storable
from corpus.database import Database
from corpus.errors import CuttingsError, NotFound
from corpus.messages import message
from qa.desk.schema import DeskFile
from qa.desk.values import TAG_SIGN, Marks, article_of_target, one_line

TAG_LIMIT = 60

OTHER_WORDS = message("other_words_marked")

_MARKS = """SELECT m.target, m.owner, m.starred, m.note, (SELECT json_group_array(tag) FROM
    (SELECT tag FROM tags t WHERE t.target = m.target AND t.owner = m.owner ORDER BY t.folded)), m.sha256
    FROM marks m WHERE m.owner IN ('', ?1)"""


class MarkStore:
    """The marks of an archive. Safe to use from several threads."""

    def __init__(self, file: DeskFile) -> None:
        self._file = file

    def on(self, target: str) -> Marks:
        """Return what is noted on an article or a quote."""
        return self._read("AND m.target = ?2", target).get(target, Marks())

    def on_quotes(self, articles: Iterable[str] | None = None) -> dict[str, Marks]:
        """Return what is noted on quotes, of some articles or of all, by their locators."""
        within = None if articles is None else " ".join(articles)
        return self._read("AND instr(m.target, ':') > 0 AND (?2 IS NULL OR instr(?2, substr(m.target, 1, 12)))", within)

    def all(self) -> dict[str, Marks]:
        """Return all marks that one sees, by the articles and quotes that they are on."""
        return self._read("AND ?2 IS NULL", None)

    def tags(self) -> list[tuple[str, int]]:
        """Return all tags, each with how many articles have it themselves or on a quote, by name."""
        rows = self._file.read(
            """SELECT min(tag), count(DISTINCT substr(target, 1, 12)) FROM tags WHERE owner IN ('', ?)
            GROUP BY folded ORDER BY folded""",
            (current_actor().id,),
        )
        return [(row[0], int(row[1])) for row in rows]

    def starred(self) -> list[str]:
        """Return the ids of the articles that have a star themselves or on a quote."""
        rows = self._file.read(
            "SELECT DISTINCT substr(target, 1, 12) FROM marks WHERE starred AND owner IN ('', ?)", (current_actor().id,)
        )
        return [row[0] for row in rows]

    def tagged(self, tag: str) -> list[str]:
        """Return the ids of the articles that have a tag themselves or on a quote."""
        rows = self._file.read(
            "SELECT DISTINCT substr(target, 1, 12) FROM tags WHERE folded = ? AND owner IN ('', ?)",
            (_folded(tag), current_actor().id),
        )
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
            target,
            sha256,
            lambda db, owner: db.execute(
                "UPDATE marks SET starred = ? WHERE target = ? AND owner = ?", (starred, target, owner)
            ),
        )

    def note(self, target: str, note: str, *, sha256: str = "") -> Marks:
        """Write a note, "" for none; return the marks. `target` and `sha256` are as for `star`.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: the note is too long, or other words are marked at that place.
        """
        written = usable_note(note, self._file.limits.note)
        return self._change(
            target,
            sha256,
            lambda db, owner: db.execute(
                "UPDATE marks SET note = ? WHERE target = ? AND owner = ?", (written, target, owner)
            ),
        )

    def tag(self, target: str, tags: Iterable[str], *, sha256: str = "") -> Marks:
        """Add tags; return the marks. `target` and `sha256` are as for `star`.

        Raises:
            NotFound: `target` names neither an article nor a quote.
            CuttingsError: a tag is empty, there are too many, or other words are marked at that place.
        """
        wanted = [usable_tag(tag) for tag in tags]

        def add(db: Database, owner: str) -> None:
            db.executemany(
                "INSERT OR IGNORE INTO tags (owner, target, tag, folded) VALUES (?, ?, ?, ?)",
                [(owner, target, tag, _folded(tag)) for tag in wanted],
            )
            limit = self._file.limits.tags_each
            count = db.execute("SELECT count(*) FROM tags WHERE target = ? AND owner = ?", (target, owner)).fetchone()[
                0
            ]
            if count > limit:
                raise CuttingsError(message("too_many_tags", number=limit))

        return self._change(target, sha256, add)

    def untag(self, target: str, tags: Iterable[str]) -> Marks:
        """Remove tags; return the marks."""
        folded = [_folded(tag) for tag in tags]
        return self._change(
            target,
            "",
            lambda db, owner: db.executemany(
                "DELETE FROM tags WHERE target = ? AND owner = ? AND folded = ?",
                [(target, owner, tag) for tag in folded],
            ),
        )

    def forget(self, owner: str) -> None:
        """Delete all marks of a user."""
        if self._file.exists():
            with self._file.change() as db:
                db.execute("DELETE FROM marks WHERE owner = ? AND owner != ''", (owner,))
                db.execute("DELETE FROM tags WHERE owner = ? AND owner != ''", (owner,))

    def _read(self, which: str, value: str | None) -> dict[str, Marks]:
        """Return marks that one sees by their targets, in order; `which` says which, with the parameter ?2."""
        return _marks(self._file.read(f"{_MARKS} {which} ORDER BY m.target, m.owner", (current_actor().id, value)))

    def _change(self, target: str, sha256: str, change: Callable[[Database, str], object]) -> Marks:
        if article_of_target(target) is None:
            raise NotFound(f"{one_line(target, 60)}: neither an article nor a quote has that name")
        owner = current_actor().id
        its = (target, owner)
        with self._file.change() as db:
            db.execute(
                "INSERT OR IGNORE INTO marks (target, owner, starred, note, sha256) VALUES (?, ?, 0, '', '')", its
            )
            (stored,) = db.execute("SELECT sha256 FROM marks WHERE target = ? AND owner = ?", its).fetchone()
            if sha256 and stored not in {"", sha256}:
                raise CuttingsError(OTHER_WORDS)
            if sha256 and not stored:
                db.execute("UPDATE marks SET sha256 = ? WHERE target = ? AND owner = ?", (sha256, *its))
            change(db, owner)
            db.execute(
                """DELETE FROM marks WHERE target = ? AND owner = ? AND NOT starred AND note = ''
                AND NOT EXISTS (SELECT 1 FROM tags WHERE tags.target = marks.target AND tags.owner = marks.owner)""",
                its,
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
    """Return marks by their targets, from rows of which a user's follow everybody's; for who is no user those are their own."""
    found: dict[str, Marks] = {}
    for target, owner, starred, note, tags, sha256 in rows:
        marks = Marks(starred=bool(starred), note=note, tags=tuple(json.loads(tags)), sha256=sha256)
        if not owner:
            found[target] = Marks(sha256=sha256, everybodys=marks) if current_actor().id else marks
        elif target in found and {sha256, found[target].sha256} <= {"", sha256}:
            found[target] = replace(marks, everybodys=found[target].everybodys)
        else:  # nobody's are of other words at that place, which an earlier version had
            found[target] = marks
    return found
