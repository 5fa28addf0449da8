"""Back-ups and archives in which somebody, or the disk, has changed a value: refused, found by `check --deep`, lived with."""

import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.listing import SORTS, ListQuery
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import ArchiveError, BackupDamaged
from corpus.filters import Filters
from embeddings.index.check import Finding
from qa.answering.answer import Answer
from qa.cli import main
from qa.service.exchange import Asked, Exchange
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.export.write import export_markdown
from qa.web.pages.articles import ArticlesView, articles_page
from qa.web.pages.sidebar import filters_html
from qa.web.render.answer import answer_html
from qa.web.render.article import Reference, article_html
from qa.web.render.timeline import timeline_html

SETTINGS = Settings(model="hashing-256", wait_seconds=0)
TEXT = "The mayor of Ostby resigned on Friday. He said that he was not sorry, and 27 people were hurt.\n\nNobody else was asked."
"""An article with an address, one with outlet and day alone, one with neither; the second in two versions, one removed."""
DRAFTS = [
    ArticleDraft(title="Mayor resigns", text=TEXT, outlet="Gazette", published="2024-03-05", byline="A. Poe",
                 url="https://example.org/news/1", language="en", source="one.txt", pages=(0, 40)),
    ArticleDraft(title="Ferry sinks", text="A ferry sank at Port Sellen yesterday.", outlet="Herald",
                 published="2024-03-06T09:30+01:00", source="two.txt"),
    ArticleDraft(title="Note", text="Nobody knows who wrote this short note.", source="three.txt"),
]  # fmt: skip


def fill(service: CuttingsService) -> None:
    service.maintenance.add_drafts(DRAFTS)
    second = DRAFTS[1]
    changed = replace(second, text="A ferry sank at Port Sellen on Tuesday.", source="two.txt")
    service.maintenance.add_drafts([changed])
    service.maintenance.remove(Selection(ids=(DRAFTS[2].id,)))


@pytest.fixture
def paths(tmp_path: Path) -> ArchivePaths:
    return ArchivePaths(tmp_path / "archive")


@pytest.fixture
def service(paths: ArchivePaths) -> Iterator[CuttingsService]:
    with closing(CuttingsService(paths, SETTINGS)) as service:
        fill(service)
        yield service


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    with closing(CuttingsService(ArchivePaths(folder / "archive"), SETTINGS)) as service:
        fill(service)
        service.maintenance.export(folder / "whole.cuttings", vectors=True)
    with zipfile.ZipFile(folder / "whole.cuttings") as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    """Return a back-up whose manifest goes with its members, as whoever falsifies one makes it."""
    members = dict(members)
    manifest = json.loads(members.pop("manifest.json"))
    manifest["members"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in members.items()
    }
    settings = dict(json.loads(members["settings.json"])["settings"])
    manifest |= {"model": settings.get("model"), "revision": int(settings["revision"])}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, data in {**members, "manifest.json": json.dumps(manifest).encode()}.items():
            new.writestr(name, data)
    return file.getvalue()


def changed(members: dict[str, bytes], name: str, number: int, field: str, value: object) -> dict[str, bytes]:
    lines = members[name].splitlines(keepends=True)
    lines[number] = json.dumps({**json.loads(lines[number]), field: value}).encode() + b"\n"
    return {**members, name: b"".join(lines)}


def restored(members: dict[str, bytes], folder: Path) -> CuttingsService:
    path = folder / "b.cuttings"
    path.write_bytes(packed(members))
    service = CuttingsService(ArchivePaths(folder / "restored"), SETTINGS)
    try:
        service.maintenance.restore(path)
    except BaseException:
        service.close()
        raise
    return service


def use(service: CuttingsService) -> None:
    """Do what a reader and an owner do; nothing but our own errors may come of it."""
    for question in (
        "Who resigned?",
        "What happened in March 2024?",
        "What happened yesterday?",
        "When did the ferry sink?",
    ):
        answer = service.ask(question)
        answer_html(answer, service.overview())
        export_markdown("x", [exchange(service, answer)])
    service.maintenance.catch_up()
    service.suggestions.refresh()
    outlets, days = service.outlets(), service.days()
    filters_html(outlets, days)
    for sort in SORTS:
        query = ListQuery(sort=sort)
        found, total = service.listed(query)
        articles_page(
            ArticlesView(query=query, articles=found, total=total, outlets=outlets, days=days, overview=service.overview(),
                  administer=True, token="", file_limit=1)
        )  # fmt: skip
    for article in service.articles():
        article_html(article, Reference.parse("0", "3"))
        service.news.of_article(article.id)
        service.texts_of(article.id)
        timeline_html(service.news.timeline(article.id))
    service.news.stories()
    service.news.said("Poe")


def exchange(service: CuttingsService, answer: Answer) -> Exchange:
    asked = Asked(question="?", filters=Filters(), overview=service.overview(), answer=answer)
    return Exchange(id="1", asked=asked, asked_at="2026-11-24")


HOSTILE: tuple[object, ...] = (
    *("", " ", "-1", "0", "\x00", "\n", "a\nb", "\r", "\u202e", "\ud800", "x" * 100_000, "<script>alert(1)</script>"),
    *(
        "9999-99-99",
        "2024-02-30",
        "0000-00-00",
        "0001-01-01",
        "9999-12-31",
        "99999-01-01",
        "2024-03-05T25:00",
        "20240305",
    ),
    *("2024-W10-2", "2024-03-05 09:30", "+2024-03-05", "२०२४-०३-०५", "2024-03-05T09:30+99:99", "NaN", "null"),
    *("javascript:alert(1)", "https://", "https://[", "http://a b/", "HTTPS://EXAMPLE.ORG/other", "file:///etc/passwd"),
    *("xx-hostile", "EN", "../..", "hub:somebody/some@1", "a" * 12, "f" * 64, "[0, 5, 3]", "[9999999]", "[-1]", "[]"),
    *(None, True, 0, -1, 1, 2, 7, 2**53, 2**63, 2**64, -(2**63), 1.5, 1e308, [], {}, ["a"], {"a": 1}),
)

FIELDS = {
    "articles.jsonl": (
        *(
            "key",
            "id",
            "version",
            "content_hash",
            "title",
            "outlet",
            "published",
            "byline",
            "url",
            "language",
            "source",
        ),
        *("text", "words", "added_at", "added_revision", "removed_revision", "pages", "as_read"),
    ),
    "passages.jsonl": ("id", "article_key", "start", "stop", "text_hash"),
    "settings.json": ("articles", "passages"),
}
HARMLESS = {
    "source",
    "version",
    "added_at",
    "removed_revision",
    "added_revision",
    "key",
    "pages",
    "id",
    "articles",
    "passages",
}
"""What nothing follows from can be another value of its kind."""


@pytest.mark.parametrize("some", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize(("member", "field"), [(name, field) for name in FIELDS for field in FIELDS[name]])
def test_a_back_up_with_one_value_changed_is_refused_or_lived_with(
    backup: dict[str, bytes], tmp_path: Path, member: str, field: str, *, some: bool
) -> None:
    lines = [json.loads(line) for line in backup[member].splitlines()]
    taken, refusals = 0, list[str]()
    for number, line in enumerate(lines):
        for turn, value in enumerate(HOSTILE[number::9] if some else HOSTILE):
            if value == line[field] and type(value) is type(line[field]):
                continue
            folder = tmp_path / f"{number}-{turn}"
            folder.mkdir()
            try:
                service = restored(changed(backup, member, number, field, value), folder)
            except BackupDamaged as error:
                refusals.append(str(error))
                continue
            taken += 1
            with closing(service):
                assert field in HARMLESS, (member, number, field, value)
                if taken <= (1 if some else 4):
                    assert service.maintenance.check(deep=True) == []
                    use(service)
                    service.maintenance.add_drafts([ArticleDraft(title="New", text="Something new was said.")])
                    service.maintenance.export(folder / "again.cuttings")
    assert refusals
    assert [
        one for one in refusals if not re.search(r"\((?:articles\.jsonl|passages\.jsonl|settings\.json|manifest)", one)
    ] == []


@pytest.mark.parametrize("value", ["../../catalogue.sqlite3", "F" * 64, "f" * 63, "", 1, ["f" * 64]])
def test_the_name_of_an_original_is_a_hash(backup: dict[str, bytes], tmp_path: Path, value: object) -> None:
    with pytest.raises(BackupDamaged, match=r"articles\.jsonl, line 1: original"):
        restored(changed(backup, "articles.jsonl", 0, "original", value), tmp_path)


def test_an_original_that_no_article_names_or_that_is_another_is_refused(
    backup: dict[str, bytes], tmp_path: Path
) -> None:
    name = hashlib.sha256(b"named").hexdigest()
    naming = changed(backup, "articles.jsonl", 0, "original", name)
    for members, content in ((backup, b"named"), (naming, b"other")):
        record = bytes.fromhex(name) + len(content).to_bytes(8, "big") + content
        with pytest.raises(BackupDamaged, match=r"originals\.bin: a file"):
            restored({**members, "originals.bin": record}, tmp_path)
        assert not (tmp_path / "restored").exists()


def test_a_refusal_names_member_line_and_value(backup: dict[str, bytes], tmp_path: Path) -> None:
    with pytest.raises(BackupDamaged, match=r"articles\.jsonl, line 2: published is '-1'"):
        restored(changed(backup, "articles.jsonl", 1, "published", "-1"), tmp_path)


@pytest.mark.parametrize(
    "settings",
    [
        [["evil", "1"], ["model", "hashing-256@1"], ["revision", "4"]],
        [["model", "\x00@1"], ["revision", "4"]],
        [["model", "hashing-256@1"], ["revision", "4"], ["sample", "no"]],
    ],
)
def test_settings_that_there_are_not_are_refused(backup: dict[str, bytes], tmp_path: Path, settings: object) -> None:
    with pytest.raises(BackupDamaged, match=r"settings\.json: "):
        restored(changed(backup, "settings.json", 0, "settings", settings), tmp_path)


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("text with its hash kept", {"text": TEXT.replace("Friday", "Monday")}),
        ("text with the hash of another", {"text": "Short.", "content_hash": "0" * 64}),
        ("id of another", {"id": DRAFTS[1].id}),
        ("url of another page", {"url": "https://example.org/news/2"}),
        ("outlet", {"outlet": "Herald"}),
        ("headline", {"title": "Mayor stays"}),
        ("byline", {"byline": "B. Poe"}),
        ("language", {"language": "fr"}),
        ("day", {"published": "2024-03-04"}),
        ("number of words", {"words": 5}),
    ],
)
def test_a_value_that_another_follows_from_cannot_be_changed_alone(
    backup: dict[str, bytes], tmp_path: Path, what: str, change: dict[str, object]
) -> None:
    members = {name: data for name, data in backup.items() if name != "vectors.bin"}
    for field, value in change.items():
        members = changed(members, "articles.jsonl", 0, field, value)
    with pytest.raises(BackupDamaged, match=r"articles\.jsonl, line 1: "):
        restored(members, tmp_path)
    assert what


def spoiled(paths: ArchivePaths, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(paths.catalogue, isolation_level=None)) as db:
        assert db.execute(statement, values).rowcount == 1


LIVE = "UPDATE articles SET {} WHERE title = 'Mayor resigns'"
EARLIER = "UPDATE articles SET {} WHERE title = 'Ferry sinks' AND version = 1"
DAMAGE: dict[str, tuple[str, tuple[object, ...], str]] = {
    "a changed id": (LIVE.format("id = ?"), ("a" * 12,), "id is"),
    "a changed hash": (LIVE.format("content_hash = ?"), ("0" * 64,), "content_hash is"),
    "rotten text": (LIVE.format("text = replace(text, 'Friday', 'Mriday')"), (), "content_hash is"),
    "text that is no UTF-8": (
        LIVE.format("text = CAST(? AS TEXT)"),
        (TEXT.encode().replace(b"F", b"\xc6"),),
        "content_hash is",
    ),
    "a day that is none": (LIVE.format("published = ?"), ("-1",), "published is '-1'"),
    "no day at all": (LIVE.format("published = ?"), ("",), "published is ''"),
    "a script": (LIVE.format("url = ?"), ("javascript:alert(1)",), "url is"),
    "rotten earlier text": (EARLIER.format("text = replace(text, 'sank', 'rank')"), (), "version 1"),
    "an earlier text of another id": (EARLIER.format("id = ?"), ("b" * 12,), "version 1"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_check_deep_finds_it_and_its_advice_works(
    service: CuttingsService, paths: ArchivePaths, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    statement, values, said = DAMAGE[what]
    spoiled(paths, statement, *values)
    command = ["check", "--archive", str(paths.folder)]
    assert main([*command, "--deep"]) == 1
    told = capsys.readouterr().err
    assert said in told
    with pytest.raises(ArchiveError, match="check --deep` says"):
        service.maintenance.export(tmp_path / "b.cuttings")
    if "earlier" not in what:
        assert "cuttings remove" in told
        assert "one.txt" in told
        assert main([*command, "--repair"]) == 1, "it does not say that nothing is wrong"
        again = capsys.readouterr().err
        assert said in again or "no UTF-8 any more" in again
        named = re.findall(r"cuttings remove ([a-z2-7]{12}),", told)[0]
        service.maintenance.remove(Selection(ids=(named,)))
    assert main([*command, "--repair"]) == 0
    assert capsys.readouterr().out == "Nothing wrong was found.\n"
    if "earlier" not in what:
        service.maintenance.add_drafts(DRAFTS[:1])
    assert main([*command, "--deep"]) == 0
    assert [one.title for one in service.articles()] == ["Ferry sinks", "Mayor resigns"]
    assert service.ask("Who resigned?").passages
    service.maintenance.export(tmp_path / "b.cuttings")


def test_a_hash_of_a_passage_that_is_not_its_text_s_is_found(service: CuttingsService, paths: ArchivePaths) -> None:
    with closing(sqlite3.connect(paths.catalogue, isolation_level=None)) as db:
        db.execute("UPDATE passages SET text_hash = ? WHERE id = 1", ("0" * 64,))
    found: list[Finding] = service.maintenance.check(deep=True)
    assert any("passage 1 is not the text that was split" in one.what for one in found)


ODD = ("-1", "", "soon", "9999-99-99", "0001-01-01", "9999-12-31", "2024-03-05T99:99", "\x00", "20240305", "0000-00-00")


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("all_of_them", [False, True])
def test_an_archive_that_holds_an_odd_day_is_lived_with(
    service: CuttingsService, paths: ArchivePaths, value: str, *, all_of_them: bool
) -> None:
    with closing(sqlite3.connect(paths.catalogue, isolation_level=None)) as db:
        db.execute(f"UPDATE articles SET published = ? {'' if all_of_them else 'WHERE key = 1'}", (value,))  # noqa: S608
    with closing(CuttingsService(paths, SETTINGS)) as again:
        again.warm()
        use(again)
        assert all(one.published is None or one.published.startswith("2024-03-06") for one in again.articles())
        assert again.maintenance.remove(Selection(outlet="Gazette"))
        use(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("language", "xx-\x00"), ("outlet", ""), ("outlet", "\x00\n" * 50), ("byline", ""), ("title", "")),
        *(("title", "\n\u202e\x00"), ("url", "javascript:alert(1)"), ("url", "https://["), ("source", "\n")),
        *(("words", -1), ("version", 2**53), ("added_at", "soon")),
    ],
)
def test_an_archive_that_holds_another_odd_value_is_lived_with(
    service: CuttingsService, paths: ArchivePaths, field: str, value: object
) -> None:
    spoiled(paths, f"UPDATE articles SET {field} = ? WHERE key = 1", value)  # noqa: S608
    with closing(CuttingsService(paths, SETTINGS)) as again:
        use(again)


def test_what_is_stored_is_found_as_it_was(paths: ArchivePaths, service: CuttingsService) -> None:
    assert service.maintenance.check(deep=True) == []
    with closing(Catalogue(paths.catalogue)) as catalogue, catalogue.whole() as whole:
        assert len(list(whole.article_rows())) == 4


def test_what_is_advised_is_nothing_that_a_terminal_or_a_shell_obeys(
    service: CuttingsService, paths: ArchivePaths
) -> None:
    spoiled(paths, LIVE.format("source = ?, content_hash = ?"), "x; rm -rf ~", "0" * 64)
    spoiled(paths, EARLIER.format("id = ?"), "\x1b]0;pwned\x07")
    found = service.maintenance.check(deep=True)
    assert any("cuttings add 'x; rm -rf ~'" in one.remedy for one in found)
    assert all(one.what.isprintable() and one.remedy.isprintable() for one in found)
