"""The file of collections, marks and dossiers: what is stored comes back, what is too much is refused, lines are checked."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.user_file import UserFile
from corpus.errors import ArchiveNotFound, CuttingsError, NotFound
from qa.answering.citations import citation_of
from qa.desk.backup import desk_lines, restore_desk
from qa.desk.desk import Desk
from qa.desk.schema import FILE_NAME, MIGRATIONS
from qa.desk.values import DeskLimits, Marks, PinnedQuote, article_of_target, one_line

TEXT = "A ferry struck the pier. Nobody was hurt."
ARTICLE = "aaaaaaaaaaaa"


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    paths = ArchivePaths(tmp_path / "archive")
    with closing(Catalogue(paths.catalogue, create=True)) as catalogue, catalogue.change() as change:
        change.store(ArticleDraft(title="Ferry", text=TEXT), [(0, len(TEXT))])
    return paths


@pytest.fixture
def desk(paths: ArchivePaths):
    limits = DeskLimits(collections=2, articles_each=3, tags_each=2, dossiers=2, entries_each=3, note=20)
    with closing(Desk(paths, limits)) as desk:
        yield desk


def quote(paths: ArchivePaths, start: int, end: int) -> PinnedQuote:
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        (article,) = snapshot.articles()
    return PinnedQuote(text=TEXT[start:end], citation=citation_of(1, article, (start, end)), version=1)


def test_nothing_is_made_before_something_is_stored(tmp_path: Path, paths: ArchivePaths, desk: Desk) -> None:
    assert (desk.collections.listed(), desk.marks.all(), desk.dossiers.listed()) == ([], {}, [])
    assert desk.marks.on(ARTICLE) == Marks()
    assert not (paths.folder / "desk.sqlite3").exists()
    assert desk_lines(paths) == []
    with (
        closing(Desk(ArchivePaths(tmp_path / "none"))) as nowhere,
        pytest.raises(ArchiveNotFound, match="cuttings add"),
    ):
        nowhere.collections.create("Ships")


def test_a_dossier_keeps_its_order(paths: ArchivePaths, desk: Desk) -> None:
    dossier = desk.dossiers.create("  The\nferry ")
    first = desk.dossiers.pin(dossier.id, quote(paths, 0, 24), "See the log.")
    assert desk.dossiers.pin(dossier.id, quote(paths, 0, 24)) == first
    note = desk.dossiers.write(dossier.id, "Ask the\r\nharbour.")
    second = desk.dossiers.pin(dossier.id, quote(paths, 25, 41))
    with pytest.raises(CuttingsError, match="3 entries"):
        desk.dossiers.write(dossier.id, "More.")
    desk.dossiers.move(dossier.id, second.id, 0)
    desk.dossiers.move(dossier.id, first.id, 99)
    desk.dossiers.annotate(dossier.id, second.id, "Good.")
    with closing(Desk(paths)) as again:
        found = again.dossiers.named("the FERRY")
    assert [(one.quote and one.quote.text, one.note) for one in found.entries] == [
        ("Nobody was hurt.", "Good."),
        (None, "Ask the\nharbour."),
        ("A ferry struck the pier.", "See the log."),
    ]
    assert (found.title, found.quotes, found.entries[2]) == ("The ferry", 2, first)
    desk.dossiers.remove(dossier.id, note.id)
    for change in (
        lambda: desk.dossiers.remove(dossier.id, note.id),
        lambda: desk.dossiers.move("other", second.id, 0),
        lambda: desk.dossiers.annotate(dossier.id, "x", "y"),
    ):
        with pytest.raises(NotFound):
            change()
    assert desk.dossiers.current().id == dossier.id
    desk.dossiers.rename(dossier.id, "\u200b ")
    desk.dossiers.delete(dossier.id)
    assert desk.dossiers.listed() == []
    assert desk.dossiers.current().title == "Dossier"


def test_more_than_the_limits_is_refused_and_changes_nothing(desk: Desk) -> None:
    ships = desk.collections.create("Ships", [ARTICLE])
    desk.collections.create("Ports")
    for wrong in ("Mills", " ", "★ stars", "#tag", "\u200b"):
        with pytest.raises(CuttingsError):
            desk.collections.create(wrong)
    with pytest.raises(CuttingsError, match="3 articles"):
        desk.collections.add(ships.id, ["b", "c", "d"])
    assert desk.collections.articles(ships.id) == [ARTICLE]
    with pytest.raises(CuttingsError, match="2 tags"):
        desk.marks.tag(ARTICLE, ["a", "b", "c"])
    with pytest.raises(CuttingsError, match="20 characters"):
        desk.marks.note(ARTICLE, "x" * 21)
    with pytest.raises(NotFound):
        desk.marks.star("../etc")
    assert desk.marks.all() == {}
    for _ in range(2):
        desk.dossiers.create("")
    with pytest.raises(CuttingsError, match="2 dossiers"):
        desk.dossiers.create("Third")


def test_a_full_file_refuses_what_makes_it_larger(paths: ArchivePaths) -> None:
    with closing(Desk(paths, DeskLimits(bytes=100_000))) as desk:
        dossier = desk.dossiers.create("Large")
        for _ in range(2):
            desk.dossiers.write(dossier.id, "x" * 10_000)
        with pytest.raises(CuttingsError, match="100,000 bytes"):
            desk.collections.create("Large", map(str, range(20_000)))
        assert desk.collections.listed() == []
        kept = desk.dossiers.named("Large").entries
        assert len(kept) == 2
        desk.dossiers.remove(dossier.id, kept[0].id)


def test_what_was_deleted_leaves_no_trace(paths: ArchivePaths, desk: Desk) -> None:
    desk.marks.note(ARTICLE, "secretive")
    desk.marks.note(ARTICLE, "")
    assert all(b"secretive" not in path.read_bytes() for path in paths.folder.glob("desk.sqlite3*"))


def test_a_back_up_holds_all_of_it(paths: ArchivePaths, desk: Desk, tmp_path: Path) -> None:
    desk.collections.create("Ships", [ARTICLE, "bbbbbbbbbbbb"])
    desk.marks.tag(f"{ARTICLE}:3-9", ["Éa", "b"], sha256="0a" * 32)
    assert list(desk.marks.on_quotes()) == list(desk.marks.on_quotes([ARTICLE])) == [f"{ARTICLE}:3-9"]
    assert desk.marks.on_quotes(["z" * 12]) == {}
    desk.marks.star(ARTICLE)
    dossier = desk.dossiers.create("The ferry")
    desk.dossiers.pin(dossier.id, quote(paths, 0, 24), "Yes.")
    desk.dossiers.write(dossier.id, "No.")
    lines = desk_lines(paths)
    there = tmp_path / "there"
    there.mkdir()
    restore_desk(ArchivePaths(there), iter(lines))
    assert desk_lines(ArchivePaths(there)) == lines
    assert len(lines) == 4


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("collection", {"id": "../x"}),
        ("collection", {"name": "two\nlines"}),
        ("collection", {"articles": ["x"]}),
        ("collection", {"articles": [ARTICLE, ARTICLE]}),
        ("collection", {"created": "now"}),
        ("collection", {"more": 1}),
        ("mark", {"target": "DROP TABLE"}),
        ("mark", {"starred": 1}),
        ("mark", {"note": ["x"]}),
        ("mark", {"tags": [7]}),
        ("mark", {"sha256": "0a" * 32}),  # an article's
        ("mark", {"target": f"{ARTICLE}:3-9", "sha256": "x"}),
        ("dossier", {"title": ""}),
        ("dossier", {"entries": [{"id": "0" * 16, "quote": None, "note": ""}]}),
        ("dossier", {"entries": [{"id": "0" * 16, "quote": {"text": "a"}, "note": ""}]}),
        ("other", {}),
    ],
)
def test_a_line_that_cuttings_would_not_write_is_refused(
    paths: ArchivePaths, desk: Desk, tmp_path: Path, kind: str, change: dict[str, object]
) -> None:
    desk.collections.create("Ships", [ARTICLE])
    desk.marks.star(ARTICLE)
    desk.dossiers.pin(desk.dossiers.create("The ferry").id, quote(paths, 0, 24))
    stored = {line["kind"]: line for line in map(json.loads, desk_lines(paths))}
    line = json.dumps({**stored.get(kind, {"kind": kind}), **change}).encode() + b"\n"
    there = tmp_path / "there"
    there.mkdir()
    with pytest.raises((ValueError, KeyError, TypeError)):
        restore_desk(ArchivePaths(there), [line])
    assert desk_lines(ArchivePaths(there)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Another one.            "},
        {"version": "1"},
        {"citation": None},
        {"article": {"title": 7}},
        {"article": {"id": "x"}},
        {"start": -1},
        {"page": "5"},
        {"extra": 1},
    ],
)
def test_a_pinned_quote_that_is_not_what_was_cited_is_refused(
    paths: ArchivePaths, desk: Desk, tmp_path: Path, change: dict[str, object]
) -> None:
    desk.dossiers.pin(desk.dossiers.create("The ferry").id, quote(paths, 0, 24))
    (line,) = map(json.loads, desk_lines(paths))
    stored = line["entries"][0]["quote"]
    for name, value in change.items():
        if name == "article":
            stored["citation"]["article"] |= value
        elif name in stored:
            stored[name] = value
        else:
            stored["citation"][name] = value
    (tmp_path / "there").mkdir()
    with pytest.raises((ValueError, KeyError, TypeError)):
        restore_desk(ArchivePaths(tmp_path / "there"), [json.dumps(line).encode() + b"\n"])


def test_a_desk_of_the_first_edition_opens_and_is_backed_up(paths: ArchivePaths) -> None:
    place = f"{ARTICLE}:3-9"
    with closing(UserFile(paths.folder / FILE_NAME, "desk", MIGRATIONS[:1])) as file, file.change() as db:
        db.execute("INSERT INTO marks VALUES (?, 1, 'Ask.')", (place,))
    (line,) = desk_lines(paths)
    assert json.loads(line) == {"kind": "mark", "target": place, "starred": True, "note": "Ask.", "tags": []}
    with closing(Desk(paths)) as desk:
        assert desk.marks.on(place) == Marks(starred=True, note="Ask.")
        assert desk.marks.note(place, "No.", sha256="0a" * 32).sha256 == "0a" * 32
        with pytest.raises(CuttingsError, match="other words"):
            desk.marks.star(place, sha256="0b" * 32)


def test_names_and_places() -> None:
    assert one_line("  a\tb\u202e\n c ", 4) == "a b"
    assert article_of_target(f"{ARTICLE}#byline:0-9") == ARTICLE
    for wrong in ("", "AAAAAAAAAAAA", f"{ARTICLE}:9", f"{ARTICLE}:1-2 ", f"{ARTICLE}\n", f"{ARTICLE}#text:1-2"):
        assert article_of_target(wrong) is None
