"""Collections, marks and dossiers as lines of a back-up, and back. A back-up may come from anybody, so every value is checked."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.rows import json_object
from corpus.catalogue.user_stores import user_store
from corpus.database import Database
from corpus.engine.errors import AlreadyThere
from corpus.engine.user_file import EngineUserFile
from corpus.errors import ArchiveTooNew
from corpus.sqlite import ConnectionOptions, connect, translate_errors
from qa.desk.dossiers import quote_from_json, quote_json
from qa.desk.schema import FILE_NAME, MIGRATIONS, OWNED
from qa.desk.values import DeskLimits, article_of_target, is_article, one_line

Json = dict[str, Any]

_ID = re.compile(r"[0-9a-f]{16}", re.ASCII)
_OWNER = re.compile(r"[0-9a-f]{32}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?\+00:00", re.ASCII)
_LIMITS = DeskLimits()

_COLLECTIONS = """SELECT c.id, c.name, c.created, (SELECT json_group_array(article) FROM
    (SELECT article FROM collected i WHERE i.collection = c.key ORDER BY article)) FROM collections c ORDER BY c.id"""
_MARKS = """SELECT m.target, m.starred, m.note, (SELECT json_group_array(tag) FROM
    (SELECT tag FROM tags t WHERE t.target = m.target {same_owner} ORDER BY t.folded)), {sha256}, {owner} FROM marks m
    ORDER BY m.target, {owner}"""
_DOSSIERS = "SELECT key, id, title, created, changed FROM dossiers ORDER BY id"
_ENTRIES = "SELECT id, quote, note FROM entries WHERE dossier = ? ORDER BY position, key"


def desk_lines(paths: ArchivePaths) -> list[bytes]:
    """Return what the desk of an archive holds as lines of JSON, the same for the same content.

    Raises:
        ArchiveError: the file cannot be read.
    """
    if paths.engine is not None:
        with closing(EngineUserFile(paths.engine, Path(FILE_NAME).stem)) as tables, tables.reading() as db:
            return list(_lines(db, len(MIGRATIONS))) if db else []
    path = paths.folder / FILE_NAME
    if not path.exists():
        return []
    with (
        translate_errors(path),
        closing(connect(path, ConnectionOptions(query_only=True, immutable_fallback=True))) as file,
    ):
        file.execute("BEGIN")
        version = int(file.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise ArchiveTooNew(f"{path} was made by a newer Cuttings: upgrade Cuttings")
        return list(_lines(file, version)) if version else []


def _lines(db: Database, version: int) -> Iterator[bytes]:
    """Yield the lines; in earlier versions of the file marked quotes have no hashes, and marks no owners."""
    for key, name, created, articles in db.execute(_COLLECTIONS):
        yield _line(kind="collection", id=key, name=name, created=created, articles=json.loads(articles))
    marks = _MARKS.format(
        sha256="m.sha256" if version > 1 else "''",
        owner="m.owner" if version >= OWNED else "''",
        same_owner="AND t.owner = m.owner" if version >= OWNED else "",
    )
    for target, starred, note, tags, sha256, owner in db.execute(marks):
        more = ({"sha256": sha256} if sha256 else {}) | ({"owner": owner} if owner else {})
        yield _line(kind="mark", target=target, starred=bool(starred), note=note, tags=json.loads(tags), **more)
    for key, dossier, title, created, changed in db.execute(_DOSSIERS).fetchall():
        entries = [
            {"id": entry, "quote": json.loads(quote) if quote else None, "note": note}
            for entry, quote, note in db.execute(_ENTRIES, (key,))
        ]
        yield _line(kind="dossier", id=dossier, title=title, created=created, changed=changed, entries=entries)


def _line(**values: object) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"


def restore_desk(paths: ArchivePaths, lines: Iterable[bytes]) -> None:
    """Write what `desk_lines` returned into an archive that has no desk yet.

    Raises:
        ValueError, KeyError, TypeError: a line is not what Cuttings writes.
        ArchiveError: it cannot be written.
    """
    with closing(user_store(paths, FILE_NAME, MIGRATIONS)) as file, file.change() as db:
        for line in lines:
            stored = json_object(line)
            try:
                _RESTORE[stored.pop("kind")](db, stored)
            except (sqlite3.IntegrityError, AlreadyThere, AttributeError) as error:
                raise ValueError(f"no line of a desk: {error}") from error


def _restore_collection(db: Database, stored: Json) -> None:
    name, articles = stored["name"], stored["articles"]
    _require(set(stored) == {"id", "name", "created", "articles"}, _ID.fullmatch(stored["id"]))
    _require(one_line(name, _LIMITS.name) == name != "", _TIME.fullmatch(stored["created"]), isinstance(articles, list))
    _require(all(article_of_target(one) == one for one in articles))
    key = db.execute(
        "INSERT INTO collections (id, name, folded, created) VALUES (?, ?, ?, ?)",
        (stored["id"], name, name.casefold(), stored["created"]),
    ).lastrowid
    db.executemany("INSERT INTO collected VALUES (?, ?)", [(key, one) for one in articles])


def _restore_mark(db: Database, stored: Json) -> None:
    target, starred, note, tags = stored["target"], stored["starred"], stored["note"], stored["tags"]
    sha256, owner = stored.pop("sha256", ""), stored.pop("owner", "")
    _require(owner == "" or _OWNER.fullmatch(owner))
    _require(set(stored) == {"target", "starred", "note", "tags"}, article_of_target(target))
    _require(sha256 == "" or (_SHA256.fullmatch(sha256) and not is_article(target)))
    _require(isinstance(starred, bool), _is_note(note), isinstance(tags, list), starred or note or tags)
    _require(all(one_line(tag, _LIMITS.name) == tag != "" for tag in tags))
    db.execute(
        "INSERT INTO marks (owner, target, starred, note, sha256) VALUES (?, ?, ?, ?, ?)",
        (owner, target, starred, note, sha256),
    )
    db.executemany(
        "INSERT INTO tags (owner, target, tag, folded) VALUES (?, ?, ?, ?)",
        [(owner, target, tag, tag.casefold()) for tag in tags],
    )


def _restore_dossier(db: Database, stored: Json) -> None:
    title, entries = stored["title"], stored["entries"]
    _require(set(stored) == {"id", "title", "created", "changed", "entries"}, _ID.fullmatch(stored["id"]))
    _require(one_line(title, _LIMITS.name) == title != "", isinstance(entries, list))
    _require(_TIME.fullmatch(stored["created"]), _TIME.fullmatch(stored["changed"]))
    key = db.execute(
        "INSERT INTO dossiers (id, title, created, changed) VALUES (?, ?, ?, ?)",
        (stored["id"], title, stored["created"], stored["changed"]),
    ).lastrowid
    for position, entry in enumerate(entries):
        quote, note = entry["quote"], entry["note"]
        _require(set(entry) == {"id", "quote", "note"}, _ID.fullmatch(entry["id"]), _is_note(note), quote or note)
        db.execute(
            "INSERT INTO entries (id, dossier, position, quote, note) VALUES (?, ?, ?, ?, ?)",
            (entry["id"], key, position, _checked_quote(quote) if quote else None, note),
        )


def _checked_quote(stored: Json) -> str:
    quote = quote_from_json(stored)
    _require(article_of_target(quote.citation.locator))
    return json.dumps(quote_json(quote), ensure_ascii=False)


_RESTORE: dict[str, Callable[[Database, Json], None]] = {
    "collection": _restore_collection,
    "mark": _restore_mark,
    "dossier": _restore_dossier,
}


def _is_note(note: object) -> bool:
    return isinstance(note, str) and len(note) <= _LIMITS.note


def _require(*conditions: object) -> None:
    if not all(conditions):
        raise ValueError("a value is none that Cuttings stores")
