"""The posting segments of the catalogue, updated together with its passages in the same transaction.

The tables call a segment a block, which is what it was called when they were defined.

Segments are merged by size: four of one size class (each four times the one below) become one of a larger class, until it is
full. So the words of a passage are copied only a few times, whatever the size of the archive.
"""

import json
import os
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from corpus.database import Database
from corpus.errors import ArchiveDamaged
from corpus.lexical.postings import COLUMNS, MOST, Columns, Numbers, PassageWords, PostingSegment, joined, segment_of

JOINED = 4
"""How many segments of a size class are merged."""

MOST_TOMBSTONES = 0.25
"""When more than this share of all passages is removed, segments with at least half this share are rewritten."""

_AT_ONCE = 4096  # passages whose words are in memory at a time
_FULL = MOST // 2  # a segment of this many passages is not merged any more

DAMAGED = "the lexical index is damaged (postings: {}); `cuttings check --repair` rebuilds it from the articles"


def make_tables(db: sqlite3.Connection) -> None:
    """Create the tables; `corpus.lexical.postings` says what is in them."""
    # `columns` is last, so that the rest can be read without it; `name` is never reused, even after a rollback
    db.execute(
        """CREATE TABLE word_blocks (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, passages INTEGER NOT NULL, last INTEGER NOT NULL,
            columns BLOB NOT NULL)"""
    )
    db.execute(
        """CREATE TABLE word_postings (block INTEGER NOT NULL, word TEXT NOT NULL, data BLOB NOT NULL,
            PRIMARY KEY (block, word)) WITHOUT ROWID"""
    )
    # tombstones: passages that are removed from the catalogue and still in a segment
    db.execute("CREATE TABLE word_gone (passage INTEGER PRIMARY KEY)")
    # every word of a segment, perhaps also removed ones: to find words near a misspelt one
    db.execute("CREATE TABLE word_list (word TEXT PRIMARY KEY) WITHOUT ROWID")


def index_pending(db: Database) -> None:
    """Index all passages that are in no segment, which have the highest ids, and merge segments where due."""
    for passages in _batches(_pending(db)):
        _write(db, segment_of(passages))
        _join(db)


def forget(db: Database, passages: Sequence[int]) -> None:
    """Add tombstones for removed passages; those that are in no segment yet need none."""
    last = _last(db)
    db.executemany("INSERT OR IGNORE INTO word_gone VALUES (?)", [(one,) for one in passages if one <= last])


def drop_tombstones(db: Database) -> None:
    """Rewrite segments without the removed passages where there are many of these."""
    tombstone_count = db.execute("SELECT count(*) FROM word_gone").fetchone()[0]
    total = db.execute("SELECT total(passages) FROM word_blocks").fetchone()[0]
    if tombstone_count <= MOST_TOMBSTONES * total:
        return
    tombstones = _tombstones(db)
    for number in [row[0] for row in db.execute("SELECT number FROM word_blocks")]:
        if np.isin(_columns(db, number)["id"], tombstones).mean() >= MOST_TOMBSTONES / 2:
            _rewrite(db, [number])
    _join(db)


def rebuild_postings(db: Database) -> None:
    """Rebuild all segments from the passages."""
    for table in ("word_blocks", "word_postings", "word_gone", "word_list"):
        db.execute(f"DELETE FROM {table}")
    index_pending(db)


def is_sound(db: Database) -> bool:
    """Return whether rebuilding each segment from its passages gives the same segment, and each passage is in one."""
    tombstones = _tombstones(db)
    passages, ends = 0, _last(db)
    for number in [row[0] for row in db.execute("SELECT number FROM word_blocks")]:
        try:
            kept = joined([_part(db, number)], tombstones)
        except (ArchiveDamaged, ValueError, IndexError):
            return False
        if kept is None:
            continue
        ids = kept.columns["id"].tolist()
        found = {one.id: one for one in _passages(db, "p.id IN (SELECT value FROM json_each(?))", json.dumps(ids))}
        if found.keys() != set(ids) or not _same(kept, _rebuilt([found[key] for key in ids])):
            return False
        passages += len(ids)
    listed = "SELECT 1 FROM word_postings WHERE word NOT IN (SELECT word FROM word_list) LIMIT 1"
    live: tuple[int, int | None] = db.execute("SELECT count(*), max(id) FROM passages").fetchone()
    return live[0] == passages and (live[1] or 0) <= ends and db.execute(listed).fetchone() is None


def indexed_count(db: Database) -> int:
    """Return how many passages are in segments and have no tombstone."""
    return int(
        db.execute("SELECT (SELECT total(passages) FROM word_blocks) - (SELECT count(*) FROM word_gone)").fetchone()[0]
    )


def _rebuilt(passages: list[PassageWords]) -> PostingSegment | None:
    segments = map(segment_of, _batches(iter(passages)))
    return joined([(segment.columns, list(segment.rows())) for segment in segments], np.zeros(0, dtype=np.int64))


def _same(one: PostingSegment, other: PostingSegment | None) -> bool:
    arrays = ("columns", "counts", "doc_ids", "term_frequencies")
    if other is None or one.words != other.words:
        return False
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays)


def _last(db: Database) -> int:
    return int(db.execute("SELECT coalesce(max(last), 0) FROM word_blocks").fetchone()[0])


def _tombstones(db: Database) -> Numbers:
    return np.array([row[0] for row in db.execute("SELECT passage FROM word_gone")], dtype=np.int64)


def _pending(db: Database) -> Iterator[PassageWords]:
    return _passages(db, "p.id > ? ORDER BY p.id", _last(db))


def _passages(db: Database, condition: str, value: str | int) -> Iterator[PassageWords]:
    rows = db.execute(
        f"""SELECT p.id, a.title, a.text, p.start, p.stop, a.outlet, a.published, a.added_revision
        FROM passages p JOIN articles a ON a.key = p.article_key WHERE {condition}""",
        (value,),
    )
    for key, title, text, start, stop, outlet, published, revision in rows:
        yield PassageWords(
            id=key, title=title, text=text[start:stop], outlet=outlet, published=published, revision=revision
        )


def _batches(passages: Iterator[PassageWords]) -> Iterator[list[PassageWords]]:
    batch: list[PassageWords] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _write(db: Database, segment: PostingSegment) -> None:
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM word_blocks").fetchone()[0]
    db.execute(
        "INSERT INTO word_blocks VALUES (?, ?, ?, ?, ?)",
        (
            number,
            os.urandom(12).hex(),
            len(segment.columns),
            int(segment.columns["id"].max()),
            segment.columns.tobytes(),
        ),
    )
    db.executemany("INSERT INTO word_postings VALUES (?, ?, ?)", ((number, *row) for row in segment.rows()))
    db.executemany("INSERT OR IGNORE INTO word_list VALUES (?)", ((word,) for word in segment.words))


def _join(db: Database) -> None:
    """Merge segments of a size class as long as a class has enough of them."""
    while True:
        classes: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, passages in db.execute("SELECT number, passages FROM word_blocks ORDER BY last, number"):
            if passages < _FULL:
                classes[(passages.bit_length() - 1) // 2].append((number, passages))
        enough = next((segments for _, segments in sorted(classes.items()) if len(segments) >= JOINED), None)
        if enough is None:
            return
        together = np.cumsum([passages for _, passages in enough[:JOINED]]) <= MOST
        _rewrite(db, [number for (number, _), fits in zip(enough, together.tolist(), strict=False) if fits])


def _rewrite(db: Database, numbers: Sequence[int]) -> None:
    """Replace segments by one, without what was removed."""
    tombstones = _tombstones(db)
    parts = [_part(db, number) for number in numbers]
    try:
        segment = joined(parts, tombstones)
    except ValueError as error:
        raise ArchiveDamaged(DAMAGED.format(error)) from error
    left_out = np.intersect1d(np.concatenate([columns["id"] for columns, _ in parts]), tombstones).tolist()
    for number in numbers:
        db.execute("DELETE FROM word_postings WHERE block = ?", (number,))
        db.execute("DELETE FROM word_blocks WHERE number = ?", (number,))
    db.executemany("DELETE FROM word_gone WHERE passage = ?", [(one,) for one in left_out])
    if segment is not None:
        _write(db, segment)


def _part(db: Database, number: int) -> tuple[Columns, list[tuple[str, bytes]]]:
    rows = db.execute("SELECT word, data FROM word_postings WHERE block = ? ORDER BY word", (number,)).fetchall()
    return _columns(db, number), rows


def _columns(db: Database, number: int) -> Columns:
    count, data = db.execute("SELECT passages, columns FROM word_blocks WHERE number = ?", (number,)).fetchone()
    return columns_of(count, data)


def columns_of(count: int, data: bytes) -> Columns:
    """Return the columns of a segment with `count` passages.

    Raises:
        ArchiveDamaged: the bytes do not fit that count.
    """
    if not isinstance(data, bytes) or len(data) != count * COLUMNS.itemsize:
        raise ArchiveDamaged(DAMAGED.format("a block of another size"))
    return np.frombuffer(data, COLUMNS)
