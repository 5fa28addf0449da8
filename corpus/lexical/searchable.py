"""The columns of all passages that a search needs, in memory: their ids, lengths, days and outlets, as of one revision.

Posting segments never change and their names are never reused, so what was read from one serves every later revision.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.database import Database
from corpus.filters import Filters
from corpus.lexical.bm25 import Lengths
from corpus.lexical.posting_segments import columns_of
from corpus.lexical.postings import COLUMNS, Numbers, day_number, outlet_number

_CACHED = 4  # states, of two archives perhaps
_OF_ONE = 2  # of them of one archive: the newest, and the one that questions under way began with
_LAST_DAY = 99999999


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """The passages of an archive.

    Attributes:
        segments: name, number and first doc id of each segment.
        ids, days, outlets, revisions: of the passages, by doc id; see `corpus.lexical.postings.COLUMNS`.
        order: doc ids by passage id; None where ids ascend.
        live: which are not removed; None if all are live.
        lengths: of the passages.
        passages: how many are not removed.
    """

    segments: tuple[tuple[str, int, int], ...]
    ids: Numbers
    days: NDArray[np.int32]
    outlets: Numbers
    revisions: Numbers
    order: Numbers | None
    live: NDArray[np.bool_] | None
    lengths: Lengths
    passages: int

    def allowed(self, filters: Filters, without: Numbers, within: Numbers | None = None) -> NDArray[np.bool_] | None:
        """Return which passages filters let through, by doc id; None if all are.

        Args:
            without: the ids of the passages of excluded articles.
            within: those of the articles to which the search is restricted; None where it is to none.
        """
        conditions = [] if self.live is None else [self.live]
        if filters.outlets:
            wanted = [outlet_number(one) for one in filters.outlets]
            conditions.append(np.isin(self.outlets, wanted) if len(wanted) > 1 else self.outlets == wanted[0])
        if filters.since or filters.until:
            first = max(day_number(filters.since), 1)
            last = day_number(filters.until) if filters.until else _LAST_DAY
            conditions.append((self.days >= first) & (self.days <= last))
        if filters.added_after is not None:
            conditions.append(self.revisions > filters.added_after)
        if len(without):
            conditions.append(~np.isin(self.ids, without))
        if within is not None:
            conditions.append(np.isin(self.ids, within))
        return np.logical_and.reduce(conditions) if conditions else None

    def is_of(self, other: "Searchable") -> bool:
        """Return whether this and another state have a segment in common, so that they are of one archive."""
        return not {name for name, _, _ in self.segments}.isdisjoint(name for name, _, _ in other.segments)

    def doc_id_of(self, passage_id: int) -> int | None:
        """Return the doc id of a passage; None where there is no such passage."""
        at = int(np.searchsorted(self.ids, passage_id, sorter=self.order))
        doc_id = at if self.order is None or at == len(self.ids) else int(self.order[at])
        found = doc_id < len(self.ids) and int(self.ids[doc_id]) == passage_id
        return doc_id if found and (self.live is None or bool(self.live[doc_id])) else None


class _StateCache:
    """The states that were used last; safe to use from several threads."""

    def __init__(self) -> None:
        self._states: OrderedDict[tuple[object, ...], Searchable] = OrderedDict()
        self._lock = threading.Lock()

    def state(self, db: Database, revision: int | None) -> Searchable:
        """Return the state of a snapshot; one without a revision, of a transaction that may be rolled back, is not cached."""
        segments = db.execute("SELECT name, number, passages FROM word_blocks ORDER BY last, number").fetchall()
        key = (revision, *[name for name, _, _ in segments])
        with self._lock:
            if revision is not None and key in self._states:
                self._states.move_to_end(key)
                return self._states[key]
            known = list(self._states.values())
        state = _assembled(db, segments, known)
        if revision is not None:
            with self._lock:
                self._states[key] = state
                of_it = [name for name, one in self._states.items() if one.is_of(state)]
                for name in of_it[:-_OF_ONE]:
                    del self._states[name]
                while len(self._states) > _CACHED:
                    self._states.popitem(last=False)
        return state

    def forget(self) -> None:
        """Forget all states."""
        with self._lock:
            self._states.clear()


def _assembled(db: Database, segments: list[tuple[str, int, int]], known: list[Searchable]) -> Searchable:
    starts = np.cumsum([0, *[passages for _, _, passages in segments]]).tolist()
    parts = [_known(name, passages, known) or _read(db, number, passages) for name, number, passages in segments]
    ids, days, outlets, revisions, sizes = (
        np.concatenate([np.zeros(0, COLUMNS[name]), *[part[name] for part in parts]])
        for name in ("id", "day", "outlet", "revision", "size")
    )
    tombstones = np.array([row[0] for row in db.execute("SELECT passage FROM word_gone")], dtype=np.int64)
    live = ~np.isin(ids, tombstones) if len(tombstones) else None
    live_sizes = sizes if live is None else sizes[live]
    average = int(live_sizes.sum(dtype=np.int64)) / max(len(live_sizes), 1)
    return Searchable(
        segments=tuple((name, number, start) for (name, number, _), start in zip(segments, starts, strict=False)),
        ids=ids,
        days=days,
        outlets=outlets,
        revisions=revisions,
        order=None if np.all(ids[1:] > ids[:-1]) else np.argsort(ids, kind="stable"),
        live=live,
        lengths=Lengths.of(sizes, average or 1.0),
        passages=len(live_sizes),
    )


def _known(name: str, passages: int, known: list[Searchable]) -> dict[str, NDArray[np.generic]] | None:
    """Return the columns of a segment from a state that has it; None if none does."""
    for state in known:
        start = next((start for other, _, start in state.segments if other == name), None)
        if start is not None:
            columns: dict[str, NDArray[np.generic]] = {
                "id": state.ids,
                "day": state.days,
                "outlet": state.outlets,
                "revision": state.revisions,
                "size": state.lengths.sizes,
            }
            return {column: values[start : start + passages] for column, values in columns.items()}
    return None


def _read(db: Database, number: int, passages: int) -> dict[str, NDArray[np.generic]]:
    (data,) = db.execute("SELECT columns FROM word_blocks WHERE number = ?", (number,)).fetchone()
    columns = columns_of(passages, data)
    return {name: columns[name] for name in COLUMNS.names or ()}


_cached = _StateCache()
state_of = _cached.state
forget_states = _cached.forget
"""Called when an archive was replaced: a changed copy of it may have segments and revisions of the same names."""
