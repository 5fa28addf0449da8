"""Postings: which passages have each word, in segments that are stored next to the lexical index to rank quickly.

FTS5 stores every position of each word and reads all of them to rank. A segment stores for each word only the passages that
have it and how often, in a form that numpy reads directly. Segments never change: small ones are merged into larger ones, which
leaves out removed passages (a log-structured merge, O'Neil et al. 1996).

Words are the tokens of SQLite's own tokenizer, so a word is here if and only if FTS5 has it.
"""

import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from corpus.text.terms import TITLE_WEIGHT, TOKENIZER

MOST = 1 << 16
"""The most passages in a segment; their numbers in it take two bytes."""

MOST_IN_TITLE, MOST_IN_BODY = 7, 31
"""The most occurrences counted in a headline and in a passage; more would change a score by less than two per cent."""

_BODY = MOST_IN_BODY + 1
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)

COLUMNS = np.dtype([("id", "<i8"), ("size", "<u4"), ("day", "<i4"), ("outlet", "<i8"), ("revision", "<i8")])
"""For a passage: its id and its length in words, headline included; for its article: day, outlet, revision (`added_after`)."""

Columns = NDArray[np.void]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageWords:
    """A passage, and the metadata of its article that filters use."""

    id: int
    title: str
    text: str
    outlet: str | None
    published: str | None
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingSegment:
    """Some passages, and the postings of their words.

    Attributes:
        columns: of the passages, shape (passages,) of `COLUMNS`.
        words: ascending.
        counts: how many passages have each word, int64 of shape (len(words),).
        doc_ids: of these passages in the segment, word by word, ascending for each, uint16 of shape (counts.sum(),).
        term_frequencies: how often each passage has the word, uint8 of the same shape; see `frequencies`.
    """

    columns: Columns
    words: list[str]
    counts: Numbers
    doc_ids: NDArray[np.uint16]
    term_frequencies: NDArray[np.uint8]

    def rows(self) -> Iterable[tuple[str, bytes]]:
        """Yield each word with its postings as bytes."""
        ends = np.cumsum(self.counts).tolist()
        for word, (start, end) in zip(self.words, pairwise([0, *ends]), strict=True):
            yield word, self.doc_ids[start:end].tobytes() + self.term_frequencies[start:end].tobytes()


def postings_of(data: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Return the doc ids and term frequencies in bytes of `PostingSegment.rows`; `ValueError` if they are not such bytes."""
    count, rest = divmod(len(data), 3)
    if rest:
        raise ValueError("cut off")
    return np.frombuffer(data, "<u2", count), np.frombuffer(data, np.uint8, count, 2 * count)


def postings_together(rows: Sequence[tuple[int, bytes]]) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return the doc ids and term frequencies of a word in several segments, each with its first doc id added.

    Raises:
        ValueError, TypeError: the bytes are not those of `PostingSegment.rows`.
    """
    counts = [len(data) // 3 for _, data in rows]
    if any(len(data) != 3 * count for (_, data), count in zip(rows, counts, strict=True)):
        raise ValueError("cut off")
    doc_ids = np.frombuffer(b"".join([data[: 2 * n] for (_, data), n in zip(rows, counts, strict=True)]), "<u2")
    term_frequencies = np.frombuffer(
        b"".join([data[2 * n :] for (_, data), n in zip(rows, counts, strict=True)]), np.uint8
    )
    starts = np.repeat(np.array([start for start, _ in rows], dtype=np.int32), counts)
    return doc_ids + starts, term_frequencies


def frequencies() -> NDArray[np.float64]:
    """Return the weighted count for each stored term frequency, one in a headline counting less; summed as FTS5 does."""
    found = np.zeros((MOST_IN_TITLE + 1, _BODY))
    for title in range(MOST_IN_TITLE + 1):
        found[title] = sum([TITLE_WEIGHT] * title, 0.0) + np.arange(_BODY)
    return found.ravel()


def day_number(day: str | None) -> int:
    """Return an ISO day as a number in the same order, 2024-03-05 as 20240305; 0 for none."""
    found = _DAY.match(day or "")
    return int("".join(part or "00" for part in found.groups())) if found else 0


def outlet_number(outlet: str | None) -> int:
    """Return a hash of the name of an outlet; 0 for none."""
    if outlet is None:
        return 0
    digest = blake2b(outlet.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True) or 1


def segment_of(passages: Sequence[PassageWords]) -> PostingSegment:
    """Return a segment of up to `MOST` passages."""
    words, counts, numbers, in_title = _tokens([(one.title, one.text) for one in passages])
    columns = np.zeros(len(passages), dtype=COLUMNS)
    columns["id"] = [one.id for one in passages]
    columns["size"] = np.bincount(numbers, minlength=len(passages))
    columns["day"] = [day_number(one.published) for one in passages]
    columns["outlet"] = [outlet_number(one.outlet) for one in passages]
    columns["revision"] = [one.revision for one in passages]
    of_word = np.repeat(np.arange(len(words)), counts)
    first = np.flatnonzero(np.diff(of_word * MOST + numbers, prepend=-1))
    titles = np.add.reduceat(in_title, first) if len(first) else in_title
    bodies = np.diff(first, append=len(numbers)) - titles
    term_frequencies = np.minimum(titles, MOST_IN_TITLE) * _BODY + np.minimum(bodies, MOST_IN_BODY)
    return PostingSegment(
        columns=columns,
        words=words,
        counts=np.bincount(of_word[first], minlength=len(words)),
        doc_ids=numbers[first].astype("<u2"),
        term_frequencies=term_frequencies.astype(np.uint8),
    )


def _tokens(texts: Sequence[tuple[str, str]]) -> tuple[list[str], Numbers, Numbers, Numbers]:
    """Return the words of texts, ascending, with their counts, and of each occurrence the text and whether in its title."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute(f"CREATE VIRTUAL TABLE t USING fts5 (title, body, content='', tokenize='{TOKENIZER}')")
        db.execute("CREATE VIRTUAL TABLE v USING fts5vocab (t, instance)")
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO t (rowid, title, body) VALUES (?, ?, ?)", ((n, *pair) for n, pair in enumerate(texts))
        )
        rows = db.execute(
            "SELECT term, count(*), group_concat(2 * doc + (col = 'title')) FROM v GROUP BY term ORDER BY term"
        ).fetchall()
    if not rows:
        none = np.zeros(0, dtype=np.int64)
        return [], none, none, none
    occurrences = np.fromstring(",".join([row[2] for row in rows]), dtype=np.int64, sep=",")
    return (
        [row[0] for row in rows],
        np.array([row[1] for row in rows], dtype=np.int64),
        occurrences // 2,
        occurrences % 2,
    )


def stems_of(words: Sequence[str]) -> dict[str, list[str]]:
    """Return the tokens of each word in the lexical index: mostly one stem, but none or several for unusual characters."""
    found: dict[str, list[str]] = {word: [] for word in words}
    stems, counts, numbers, _ = _tokens([("", word) for word in found])
    every = list(found.values())
    for stem, number in zip(np.repeat(np.array(stems, dtype=object), counts), numbers.tolist(), strict=True):
        every[number].append(stem)
    return found


def stemmed(texts: Sequence[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    """Return the tokens of each `(headline, passage)`, each as often as it is there, in the order of the alphabet."""
    found: list[tuple[list[str], list[str]]] = [([], []) for _ in texts]
    stems, counts, numbers, in_title = _tokens(texts)
    every = np.repeat(np.array(stems, dtype=object), counts)
    for stem, number, titled in zip(every, numbers.tolist(), in_title.tolist(), strict=True):
        found[number][0 if titled else 1].append(stem)
    return found


def joined(parts: Sequence[tuple[Columns, Sequence[tuple[str, bytes]]]], tombstones: Numbers) -> PostingSegment | None:
    """Merge several segments into one, without removed passages; None where nothing is left.

    Args:
        parts: the columns and rows of each segment; together no more than `MOST` passages.

    Raises:
        ValueError: a row is not what was written.
    """
    columns = np.concatenate([part[0] for part in parts])
    kept = ~np.isin(columns["id"], tombstones)
    if not kept.any():
        return None
    renumbered = (np.cumsum(kept) - 1).astype(np.int32)
    words = sorted({word for _, rows in parts for word, _ in rows})
    number_of = {word: number for number, word in enumerate(words)}
    of_word, doc_ids, term_frequencies, start = [], [], [], 0
    for part, rows in parts:
        decoded = [postings_of(data) for _, data in rows]
        of_word.append(np.repeat([number_of[word] for word, _ in rows], [len(one) for one, _ in decoded]))
        local = np.concatenate([one for one, _ in decoded]) if decoded else np.zeros(0, "<u2")
        if len(local) and int(local.max()) >= len(part):
            raise ValueError("a passage that is not in the block")
        doc_ids.append(local.astype(np.int32) + np.int32(start))
        term_frequencies.append(np.concatenate([one for _, one in decoded]) if decoded else np.zeros(0, np.uint8))
        start += len(part)
    every_word, every_doc_id, every_frequency = (
        np.concatenate(of_word).astype(np.int32),
        np.concatenate(doc_ids),
        np.concatenate(term_frequencies),
    )
    live = kept[every_doc_id]
    every_word, every_doc_id, every_frequency = every_word[live], renumbered[every_doc_id[live]], every_frequency[live]
    order = np.argsort(every_word, kind="stable")  # parts follow one another, so doc_ids ascend for each word
    counts = np.bincount(every_word, minlength=len(words))
    return PostingSegment(
        columns=columns[kept],
        words=[word for word, count in zip(words, counts.tolist(), strict=True) if count],
        counts=counts[counts > 0],
        doc_ids=every_doc_id[order].astype("<u2"),
        term_frequencies=every_frequency[order],
    )
