"""Writing the catalogue: one transaction at a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from corpus.article import ArticleDraft, draft_of, fingerprint, text_hash
from corpus.catalogue.audit import record
from corpus.catalogue.corrections import Values, stored_as_read
from corpus.catalogue.printed_pages import stored_pages
from corpus.catalogue.snapshot import Segment, Snapshot
from corpus.database import Database
from corpus.lexical.bm25 import Postings
from corpus.lexical.posting_segments import drop_tombstones, forget, index_pending, rebuild_postings
from corpus.lexical.searchable import Searchable, state_of
from corpus.text.sentences import Span

INSERT_ARTICLE = """INSERT INTO articles (key, id, version, content_hash, title, outlet, published, byline, url, language, source,
    text, words, pages, added_at, added_revision, fingerprint, variant, family, as_read, original)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


class Change(Snapshot):
    """A transaction that writes; it sees its own writes. Get one from `Catalogue.change`."""

    def __init__(self, db: Database) -> None:
        super().__init__(db)
        self._touched = False
        self._inherited: dict[str, dict[str, str | None]] = {}  # corrections of replaced articles, by who replaces them
        self.next_revision = self.revision + 1

    def finish(self) -> None:
        """Index new passages; increment the revision if anything that a reader can see has changed."""
        if self._touched:
            index_pending(self._db)
            drop_tombstones(self._db)
            self.set("revision", str(self.next_revision))

    def _searchable(self) -> Searchable:
        """Return the searchable state with the writes of this transaction; it is not cached."""
        index_pending(self._db)
        return state_of(self._db, None)

    def _postings_of(self, stems: Sequence[str]) -> Mapping[str, Postings]:
        return self._read_postings(list(dict.fromkeys(stems)))

    def record(self, action: str, target: str, *, detail: str = "") -> None:
        """Write a row of the audit log about this transaction; see `corpus.catalogue.audit`."""
        record(self._db, action, target, detail=detail)

    def set(self, key: str, value: str) -> None:
        """Store a setting."""
        self._db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (key, value)
        )

    def store(self, draft: ArticleDraft, spans: Sequence[Span]) -> list[int]:
        """Store a new article, or a new version of one; return the ids of its passages, one for each span, in order.

        An earlier version keeps its text and loses its passages: it can still be read, but is no longer searched. Its
        correction is that of the new one.
        """
        correction = self._inherited.get(draft.id, {}) | self._correction_of(draft.id)
        shown = replace(draft, **correction)  # type: ignore[arg-type]
        self.retire(draft.id)
        self._touched = True
        version = self._db.execute("SELECT coalesce(max(version), 0) + 1 FROM articles WHERE id = ?", (draft.id,))
        key = self._new_article_key()
        row = self._article_row(key, version.fetchone()[0], draft, shown, correction)
        cursor = self._db.execute(INSERT_ARTICLE, row)
        return self._store_passages(key or cursor.lastrowid or 0, shown.title, draft.text, spans)

    def store_all(self, drafts: Sequence[ArticleDraft], spans: Sequence[Sequence[Span]]) -> list[int]:
        """Store several articles as `store` does; return the ids of all their passages, in order."""
        return [key for draft, cuts in zip(drafts, spans, strict=True) for key in self.store(draft, cuts)]

    def _article_row(
        self, key: int | None, version: int, draft: ArticleDraft, shown: ArticleDraft, correction: Iterable[str]
    ) -> tuple[object, ...]:
        """Return the values of `INSERT_ARTICLE`."""
        return (
            key,
            draft.id,
            version,
            draft.content_hash,
            shown.title,
            shown.outlet,
            shown.published,
            shown.byline,
            draft.url,
            draft.language,
            draft.source,
            draft.text,
            len(draft.text.split()),
            stored_pages(draft.pages, draft.ocr_pages),
            datetime.now(UTC).isoformat(timespec="seconds"),
            self.next_revision,
            draft.fingerprint,
            draft.variant,
            draft.family if draft.variant is not None else None,
            stored_as_read({name: getattr(draft, name) for name in correction}),
            draft.original,
        )

    def store_earlier(self, draft: ArticleDraft) -> None:
        """Store a version of an article that a later one of the same transaction supersedes."""
        self.store(draft, [])
        self.retire(draft.id)

    def link_original(self, draft: ArticleDraft, article_id: str) -> None:
        """Link a stored article that equals a draft, and was printed on the same pages, to the draft's kept file."""
        linked = self._db.execute(
            """UPDATE articles SET original = ? WHERE id = ? AND content_hash = ? AND pages IS ? AND removed_revision IS NULL
            AND original IS NULL""",
            (draft.original, article_id, draft.content_hash, stored_pages(draft.pages, draft.ocr_pages)),
        )
        self._touched |= linked.rowcount > 0

    def unlink_originals(self, hashes: Iterable[str]) -> None:
        """Unlink all articles from kept files that are lost."""
        self._db.executemany("UPDATE articles SET original = NULL WHERE original = ?", [(one,) for one in hashes])
        self._touched = True

    def correct(self, article_id: str, correction: Values, spans: Sequence[Span]) -> list[int]:
        """Correct a live article; return the ids of its passages, which are new, one for each span.

        It keeps its id, its version and the revision in which it was added, and gets another key.

        Args:
            correction: the corrected fields with their values, as `corpus.catalogue.corrections` returns them; the other fields
                are as they were read.
            spans: of its passages.
        """
        self._touched = True
        article = self.article(article_id)
        key, title, text = self._live(article_id) or (0, "", "")
        read = draft_of(article)
        shown = replace(read, **correction)  # type: ignore[arg-type]
        self._drop_passages(key, title, text)
        new_key = self._claim_article_key()
        self._db.execute(
            "UPDATE articles SET key = ?, title = ?, outlet = ?, published = ?, byline = ?, as_read = ? WHERE key = ?",
            (
                new_key,
                shown.title,
                shown.outlet,
                shown.published,
                shown.byline,
                stored_as_read({name: getattr(read, name) for name in correction}),
                key,
            ),
        )
        self._db.execute("INSERT INTO corrected_keys VALUES (?, ?)", (key, self.next_revision))
        return self._store_passages(new_key, shown.title, text, spans)

    def _correction_of(self, article_id: str) -> dict[str, str | None]:
        """Return the corrected values of the newest version of an article, by field."""
        version = self.last_version(article_id)
        article = self.article(article_id, version) if version else None
        return {name: getattr(article, name) for name, _ in article.as_read} if article else {}

    def split_again(self, article_id: str, spans: Sequence[Span]) -> list[int]:
        """Split an article into other passages, for a model with another limit; return their ids, one for each span."""
        key, title, text = self._live(article_id) or (0, "", "")
        self._touched = True
        self._drop_passages(key, title, text)
        return self._store_passages(key, title, text, spans)

    def _new_article_key(self) -> int | None:
        """Return the key of the next article; None where the database gives one to it."""
        return None

    def _claim_article_key(self) -> int:
        """Return a key that no article had or will get."""
        key = 1 + int(self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'articles'").fetchone()[0])
        self._db.execute("UPDATE sqlite_sequence SET seq = ? WHERE name = 'articles'", (key,))
        return key

    def _store_passages(self, article_key: int, title: str, article_text: str, spans: Sequence[Span]) -> list[int]:
        """Store the passages of an article and their words; return their ids."""
        ids = []
        for start, stop in spans:
            text = article_text[start:stop]
            cursor = self._db.execute(
                "INSERT INTO passages (article_key, start, stop, text_hash) VALUES (?, ?, ?, ?)",
                (article_key, start, stop, text_hash(text)),
            )
            ids.append(int(cursor.lastrowid or 0))
            self._db.execute(
                "INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", (ids[-1], title, text)
            )
        return ids

    def replace(self, article_id: str, successor: str) -> None:
        """Remove an article in favour of another one, which will be stored in this transaction and gets its correction."""
        self._inherited[successor] = self._inherited.get(successor, {}) | self._correction_of(article_id)
        self.retire(article_id)

    def retire(self, article_id: str) -> bool:
        """Remove an article from search; its text stays as history. Return whether there was one."""
        row = self._live(article_id)
        if row is None:
            return False
        self._touched = True
        self._drop_passages(*row)
        self._db.execute("UPDATE articles SET removed_revision = ? WHERE key = ?", (self.next_revision, row[0]))
        return True

    def _live(self, article_id: str) -> tuple[int, str, str] | None:
        row = self._db.execute(
            """SELECT key, CAST(title AS BLOB), CAST(text AS BLOB) FROM articles
            WHERE id = ? AND removed_revision IS NULL""",
            (article_id,),
        ).fetchone()
        # as bytes, so that a damaged article whose text is not UTF-8 any more can be removed too
        return row and (row[0], row[1].decode("utf-8", "replace"), row[2].decode("utf-8", "replace"))

    def _drop_passages(self, article_key: int, title: str, text: str) -> None:
        rows = self._db.execute("SELECT id, start, stop FROM passages WHERE article_key = ?", (article_key,)).fetchall()
        for passage_id, start, stop in rows:
            # a contentless index needs the old values to delete a row
            self._db.execute(
                "INSERT INTO passages_lexical (passages_lexical, rowid, title, body) VALUES ('delete', ?, ?, ?)",
                (passage_id, title, text[start:stop]),
            )
            self._db.execute("INSERT INTO dead_passages VALUES (?)", (passage_id,))
        forget(self._db, [row[0] for row in rows])
        self._db.execute("DELETE FROM passages WHERE article_key = ?", (article_key,))

    def add_segment(self, segment: Segment) -> None:
        """List a segment whose file is already on the disk."""
        self._touched = True
        self._db.execute(
            """INSERT INTO segments (name, kind, model, vectors, bytes, sha256, revision) VALUES (?, ?, ?, ?, ?, ?, ?)""",
            (
                segment.name,
                segment.kind,
                segment.model,
                segment.vectors,
                segment.bytes,
                segment.sha256,
                self.next_revision,
            ),
        )

    def drop_segments(self, names: Iterable[str]) -> None:
        """Remove segments from the list."""
        self._touched = True
        self._db.executemany("DELETE FROM segments WHERE name = ?", [(name,) for name in names])

    def replace_index(self, model: str, segments: Iterable[Segment]) -> None:
        """Make these segments, which hold every passage and no other, the whole index of `model`."""
        self._db.execute("DELETE FROM segments")
        self._db.execute("DELETE FROM dead_passages")
        self.set("model", model)
        for segment in segments:
            self.add_segment(segment)
        self._touched = True

    def rebuild_lexical_index(self) -> None:
        """Rebuild the lexical index from the articles."""
        # a damaged index cannot even be emptied, so it is first made equal to one that is empty and sound
        self._db.execute("CREATE VIRTUAL TABLE temp.sound USING fts5(title, body, content='')")
        for part in ("config", "data", "idx"):
            self._db.execute(f"DELETE FROM main.passages_lexical_{part}")
            self._db.execute(f"INSERT INTO main.passages_lexical_{part} SELECT * FROM temp.sound_{part}")
        self._db.execute("DROP TABLE temp.sound")
        self._db.execute("INSERT INTO passages_lexical (passages_lexical) VALUES ('delete-all')")
        self._db.executemany("INSERT INTO passages_lexical (rowid, title, body) VALUES (?, ?, ?)", self.indexed_texts())
        rebuild_postings(self._db)
        self._touched = True

    def complete_fingerprints(self) -> None:
        """Add the fingerprints that are missing because an earlier version of Cuttings, still running, stored the articles."""
        rows = self._db.execute(
            "SELECT key, text FROM articles WHERE fingerprint IS NULL AND removed_revision IS NULL"
        ).fetchall()
        self._db.executemany(
            "UPDATE articles SET fingerprint = ? WHERE key = ?", [(fingerprint(text), key) for key, text in rows]
        )

    def delete_versions(self, keys: Iterable[int]) -> None:
        """Delete versions that are not live, by their keys."""
        self._db.executemany(
            "DELETE FROM articles WHERE key = ? AND removed_revision IS NOT NULL", [(key,) for key in keys]
        )

    def clear_tombstones(self, ids: Iterable[int]) -> None:
        """Delete the tombstones of passages that are in no segment any more."""
        self._db.executemany("DELETE FROM dead_passages WHERE id = ?", [(number,) for number in ids])
