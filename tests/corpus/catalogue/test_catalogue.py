import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft, fingerprint
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.schema import MIGRATIONS
from corpus.errors import ArchiveDamaged, ArchiveError, ArchiveNotFound, ArchiveTooNew, NotFound
from corpus.filters import Filters
from corpus.sqlite import connect_immutable
from corpus.text.terms import terms
from tests.corpus.catalogue.earlier import set_back

NONE = Filters()


def draft(title: str, text: str, outlet: str = "The Ledger", published: str | None = "2024-03-05") -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=outlet, published=published)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(tmp_path / "catalogue.sqlite3", create=True)


def store(catalogue: Catalogue, *drafts: ArticleDraft) -> list[int]:
    with catalogue.change() as change:
        return [key for one in drafts for key in change.store(one, [(0, len(one.text))])]


def test_what_is_stored_is_read_back(catalogue: Catalogue) -> None:
    article = ArticleDraft(
        title="Café reopens", text="A “quoted” line.\n\nÜber – 1.", outlet="Gazette", published="2024-03-05T09:30+04:00",
        byline="A. Poe", url="https://example.org/a", language="en", source="digest.txt",
    )  # fmt: skip
    store(catalogue, article)
    with catalogue.snapshot() as snapshot:
        found = snapshot.article(article.id)
    for name in ("title", "text", "outlet", "published", "byline", "url", "language", "source", "id"):
        assert getattr(found, name) == getattr(article, name)
    assert (found.version, found.words) == (1, 6)


def test_words_are_found_stemmed_and_without_accents(catalogue: Catalogue) -> None:
    first, second = store(catalogue, draft("One", "The cafés were reopening."), draft("Two", "Nothing of the kind."))
    with catalogue.snapshot() as snapshot:
        assert [key for key, _ in snapshot.lexical(terms("When did the CAFE reopen?"), 5, NONE)] == [first]
        assert snapshot.lexical(terms("volcano"), 5, NONE) == []
        assert [key for key, _ in snapshot.lexical(["nothing", "OR", "near"], 5, NONE)] == [second]


def test_filters_are_applied_inside_the_search(catalogue: Catalogue) -> None:
    keys = store(
        catalogue,
        draft("One", "A ferry sank.", outlet="A", published="2024-03-05"),
        draft("Two", "A ferry sank.", outlet="B", published="2024-03-07T10:00"),
        draft("Three", "A ferry sank.", outlet="B", published=None),
    )
    cases = [
        (Filters(outlets=("B",)), {keys[1], keys[2]}),
        (Filters(outlets=("A", "B"), since="2024-03-06"), {keys[1]}),
        (Filters(until="2024-03-06"), {keys[0]}),
        (Filters(since="2024-03-07", until="2024-03-07"), {keys[1]}),
        (Filters(outlets=("C",)), set()),
        (Filters(within=()), set()),
        (
            Filters(within=(draft("Two", "", outlet="B", published="2024-03-07").id, "other"), collection="Ferries"),
            {keys[1]},
        ),
    ]
    with catalogue.snapshot() as snapshot:
        for filters, expected in cases:
            assert {key for key, _ in snapshot.lexical(["ferry"], 5, filters)} == expected
            assert set(snapshot.allowed(filters)) == expected


def test_a_new_version_answers_and_the_old_one_stays_readable(catalogue: Catalogue) -> None:
    old, new = draft("One", "The mayor resigned."), draft("One", "The mayor did not resign at all.")
    assert old.id == new.id
    (before,) = store(catalogue, old)
    (after,) = store(catalogue, new)
    assert after > before
    with catalogue.snapshot() as snapshot:
        assert snapshot.article(old.id).text == new.text
        assert snapshot.article(old.id, version=1).text == old.text
        assert [key for key, _ in snapshot.lexical(["mayor"], 5, NONE)] == [after]
        assert snapshot.passages([before, after]).keys() == {after}
        assert snapshot.tombstones() == [before]
        assert snapshot.counts().articles == 1


def test_the_first_and_last_day_are_those_of_the_counts(catalogue: Catalogue) -> None:
    with catalogue.snapshot() as snapshot:
        assert snapshot.is_empty()
        assert snapshot.first_and_last_day() == (None, None)
    days = ("2024-03-07T10:00", None, "2024-03-05", "2024-03-07")
    store(catalogue, *[draft(f"Title {n}", "A ferry sank.", published=day) for n, day in enumerate(days)])
    with catalogue.snapshot() as snapshot:
        counts = snapshot.counts()
        assert not snapshot.is_empty()
        assert snapshot.first_and_last_day() == (counts.first, counts.last) == ("2024-03-05", "2024-03-07")


def test_a_change_that_fails_leaves_nothing(catalogue: Catalogue) -> None:
    def fail() -> None:
        with catalogue.change() as change:
            change.store(draft("One", "Text."), [(0, 5)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with catalogue.snapshot() as snapshot:
        assert (snapshot.counts().articles, snapshot.revision, snapshot.lexical(["text"], 5, NONE)) == (0, 0, [])


def test_a_snapshot_does_not_move_while_it_is_held(catalogue: Catalogue) -> None:
    store(catalogue, draft("One", "A ferry sank."))
    with catalogue.snapshot() as snapshot:
        other = threading.Thread(target=store, args=(catalogue, draft("Two", "A ferry sank again.")))
        other.start()
        other.join()
        assert snapshot.counts().articles == 1
        assert len(snapshot.lexical(["ferry"], 5, NONE)) == 1
    with catalogue.snapshot() as snapshot:
        assert (snapshot.counts().articles, snapshot.revision) == (2, 2)


def test_no_article_of_that_id(catalogue: Catalogue) -> None:
    with catalogue.snapshot() as snapshot, pytest.raises(NotFound, match="nosuchid"):
        snapshot.article("nosuchid")


def test_errors_name_the_file_and_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound, match="cuttings add"):
        Catalogue(tmp_path / "none" / "catalogue.sqlite3")
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database at all, only text" * 100)
    with pytest.raises(ArchiveDamaged, match="broken"):
        Catalogue(broken)


def test_an_archive_of_a_newer_cuttings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    Catalogue(path, create=True).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    db.close()
    with pytest.raises(ArchiveTooNew, match="upgrade"):
        Catalogue(path)


def test_articles_of_one_text_are_found_by_its_fingerprint_also_those_of_an_earlier_cuttings(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    with closing(Catalogue(path, create=True)) as catalogue:
        store(catalogue, *(draft(f"Number {number}", f"The ferry number {number} sank.") for number in range(30)))
        store(catalogue, draft("Printed elsewhere", "THE ferry number 7\n\nsank.", "The Post"))
        with catalogue.change() as change:
            change.retire(draft("Number 8", "").id)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        set_back(db, 5)
    with closing(Catalogue(path)) as catalogue, catalogue.snapshot() as snapshot:
        titles = [one.title for one in snapshot.articles_with_fingerprint(fingerprint("The ferry number 7 sank."))]
        assert titles == ["Number 7", "Printed elsewhere"]
        assert snapshot.articles_with_fingerprint(fingerprint("The ferry number 8 sank.")) == []
        statement = "SELECT * FROM articles a WHERE a.fingerprint = 7 AND a.removed_revision IS NULL"
        plan = str(snapshot._db.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall())
        assert "articles_fingerprint" in plan  # however many articles there are


def test_fingerprints_that_an_earlier_cuttings_left_out_are_made_up_for(catalogue: Catalogue) -> None:
    store(catalogue, draft("One", "A ferry sank."))
    with catalogue.change() as change:
        change._db.execute("UPDATE articles SET fingerprint = NULL")
    with catalogue.change() as change:
        assert change.articles_with_fingerprint(fingerprint("A ferry sank.")) == []
        change.complete_fingerprints()
        assert [one.title for one in change.articles_with_fingerprint(fingerprint("A ferry sank."))] == ["One"]


def test_an_earlier_archive_that_cannot_be_written_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalogue.sqlite3"
    with closing(Catalogue(path, create=True)):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        set_back(db, 5)
    monkeypatch.setattr(Catalogue, "_connect", lambda self: connect_immutable(self.path))
    with pytest.raises(ArchiveError, match="open it once where it can be written to"):
        Catalogue(path)
