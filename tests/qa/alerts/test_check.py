"""Saved questions over real storage: new articles that answer are told once, and what says the same again is not."""

import argparse
import json
import logging
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from corpus.article import ArticleDraft, text_hash
from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.errors import ArchiveNotFound, CuttingsError, ModelMissing
from corpus.filters import Filters
from qa.alerts.alerts import MOST, Alerts
from qa.alerts.check import RepeatFinder, articles_quoted_by, visible_hits
from qa.alerts.feed import ATOM
from qa.alerts.saved_question import NEW, Alert, Hit, quote_json
from qa.answering.answer import Answer, Quote
from qa.answering.citations import Citations
from qa.commands.alerts import add_commands
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.pages.alerts import _address

pytestmark = pytest.mark.model

QUESTION = "How many people were hurt on the ferry?"
FERRY = (
    "A ferry struck the pier at Port Sellen on Friday. The coast guard said 27 people were hurt on the ferry. "
    "Divers were to look at the hull in the evening."
)
BANK = "The central bank cut its key rate to 3.75 percent. Governor Astrid Mellory said that prices were stable."


def draft(
    title: str, text: str, outlet: str = "Gazette", url: str | None = None, day: str = "2024-03-08"
) -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=outlet, published=day, url=url, source="made.txt")


FIRST = draft("Ferry strikes pier", FERRY, url="https://example.org/ferry")
COPY = draft("Ferry accident", f"PORT SELLEN, March 8 (Wire) — {FERRY}", "Herald")
RAISED = draft("More hurt", FERRY.replace("27", "31"), "Evening Post", day="2024-03-09")


@pytest.fixture
def service(tmp_path: Path):
    with closing(
        CuttingsService(ArchivePaths(tmp_path / "archive"), Settings(model="hashing-256", wait_seconds=0))
    ) as service:
        # the tests say when saved questions are asked
        service.maintenance._ingest.after_adding = lambda: None
        service.maintenance.add_drafts([draft("Bank cuts rate", BANK, "Herald", day="2024-03-01")])
        yield service


@pytest.fixture
def alerts(service: CuttingsService):
    with closing(Alerts(service.paths, service.ask)) as alerts:
        yield alerts


def titles(alerts: Alerts) -> list[str]:
    return [hit.article.title for watched in alerts.listed() for hit in watched.hits]


def test_a_new_article_that_answers_is_told_once_word_for_word(service: CuttingsService, alerts: Alerts) -> None:
    saved = alerts.save(QUESTION)
    assert alerts.check() == []
    service.maintenance.add_drafts([FIRST, draft("Moths", "Moths do a third of the work in the orchard of the abbey.")])
    (hit,) = alerts.check()
    assert (hit.alert, hit.article.title, hit.seen) == (saved.number, "Ferry strikes pier", False)
    text = service.article(hit.article.id).text
    for quote in hit.quotes:
        assert text[quote.start : quote.end] == quote.text
        assert quote.sha256 == text_hash(quote.text)
    assert "27 people were hurt" in hit.quotes[0].text
    assert alerts.check() == []
    assert titles(alerts) == ["Ferry strikes pier"]


def test_a_copy_is_no_news_and_another_figure_is(service: CuttingsService, alerts: Alerts) -> None:
    alerts.save(QUESTION)
    service.maintenance.add_drafts([FIRST])
    assert len(alerts.check()) == 1
    service.maintenance.add_drafts([COPY])
    assert alerts.check() == []
    ((hit,),) = [watched.hits for watched in alerts.listed()]
    assert [other.outlet for other in hit.also] == ["Herald"]
    service.maintenance.add_drafts([RAISED])
    assert [hit.article.title for hit in alerts.check()] == ["More hurt"]
    assert titles(alerts) == ["More hurt", "Ferry strikes pier"]
    assert alerts.unseen_count() == 2


def test_all_at_once_says_what_one_after_the_other_says(service: CuttingsService, alerts: Alerts) -> None:
    alerts.save(QUESTION)
    drafts = [
        draft(
            f"Report {number}", f"The harbour master said that {number} people were hurt on the ferry at pier {number}."
        )
        for number in range(11, 18)
    ]
    service.maintenance.add_drafts([*drafts, draft("A copy", drafts[0].text, "Herald")])
    assert len(alerts.check()) == 7
    # whichever of the two that say the same was first
    shown = {hit.article.title for hit in alerts.listed()[0].hits}
    assert len(shown) == 7
    assert {f"Report {number}" for number in range(12, 18)} <= shown


def test_what_answered_when_it_was_saved_and_its_copies_are_no_news(service: CuttingsService, alerts: Alerts) -> None:
    service.maintenance.add_drafts([FIRST])
    alerts.save(QUESTION)
    service.maintenance.add_drafts([COPY])
    assert alerts.check() == []
    assert titles(alerts) == []
    service.maintenance.add_drafts([RAISED])
    assert [hit.article.title for hit in alerts.check()] == ["More hurt"]


def test_a_new_version_that_says_the_same_is_no_news(service: CuttingsService, alerts: Alerts) -> None:
    alerts.save(QUESTION)
    service.maintenance.add_drafts([FIRST])
    alerts.check()
    service.maintenance.add_drafts([draft("Ferry strikes pier", f"Update. {FERRY}", url="https://example.org/ferry")])
    assert alerts.check() == []
    ((hit,),) = [watched.hits for watched in alerts.listed()]
    quote = hit.quotes[0]
    assert service.article(hit.article.id).version == 2
    assert service.article(hit.article.id).text[quote.start : quote.end] == quote.text
    service.maintenance.add_drafts(
        [draft("Ferry strikes pier", FERRY.replace("27", "29"), url="https://example.org/ferry")]
    )
    (hit,) = alerts.check()
    assert "29 people" in hit.quotes[0].text
    # the earlier hit is not there any more: no article says so
    assert ["29" in hit.quotes[0].text for hit in alerts.listed()[0].hits] == [True]


def test_an_article_that_is_removed_is_not_shown_and_its_copy_is(service: CuttingsService, alerts: Alerts) -> None:
    alerts.save(QUESTION)
    service.maintenance.add_drafts([FIRST])
    (hit,) = alerts.check()
    service.maintenance.remove(Selection(ids=(hit.article.id,)))
    assert titles(alerts) == []
    assert alerts.unseen_count() == 0
    assert b"Ferry" not in alerts.feed()
    service.maintenance.add_drafts([COPY])
    assert alerts.check() == []
    assert titles(alerts) == ["Ferry accident"]
    assert b"Ferry accident" in alerts.feed()


def test_filters_hold_for_a_saved_question(service: CuttingsService, alerts: Alerts) -> None:
    alerts.save(QUESTION, Filters(outlets=("Evening Post",), added_after=99))
    service.maintenance.add_drafts([FIRST])
    assert alerts.check() == []
    service.maintenance.add_drafts([RAISED])
    assert [hit.article.outlet for hit in alerts.check()] == ["Evening Post"]


def test_a_crash_between_adding_and_looking_loses_nothing(
    service: CuttingsService, alerts: Alerts, caplog: pytest.LogCaptureFixture
) -> None:
    alerts.save(QUESTION)
    service.maintenance.add_drafts([FIRST])

    def fails(question: str, *, filters: Filters) -> Answer:
        raise ModelMissing(question)

    with closing(Alerts(service.paths, fails)) as broken, caplog.at_level(logging.WARNING):
        assert broken.after_adding() == []
        assert "were not asked" in caplog.text
        with pytest.raises(ModelMissing):
            broken.check()
    with closing(Alerts(service.paths, service.ask)) as later:
        assert len(later.after_adding()) == 1


def test_nothing_is_asked_where_there_is_nothing_to_ask(service: CuttingsService, tmp_path: Path) -> None:
    asked: list[Filters] = []

    def ask(question: str, *, filters: Filters) -> Answer:
        asked.append(filters)
        return Answer(question=question, answered=False, confidence=0.0)

    with closing(Alerts(service.paths, ask)) as alerts:
        service.maintenance.add_drafts([FIRST])
        assert (alerts.check(), alerts.listed(), alerts.unseen_count()) == ([], [], 0)
        assert not (service.paths.folder / "alerts.sqlite3").exists()
        alerts.save(QUESTION)
        assert asked == [Filters()]
        alerts.check()
        assert len(asked) == 1  # nothing was added since
        service.maintenance.add_drafts([RAISED])
        alerts.check()
        assert [filters.added_after for filters in asked] == [None, 2]
    with closing(Alerts(ArchivePaths(tmp_path / "nowhere"), ask)) as none:
        assert (none.check(), none.listed(), none.can_save()) == ([], [], False)
        with pytest.raises(ArchiveNotFound):
            none.save(QUESTION)
    assert not (tmp_path / "nowhere").exists()


def test_an_older_state_of_the_archive_is_not_taken_for_news(service: CuttingsService, alerts: Alerts) -> None:
    service.maintenance.add_drafts([FIRST])
    alerts.save(QUESTION)
    store = alerts._opened()
    assert store is not None
    store.record(1, 50, [], lambda *_: None)
    assert alerts.check() == []
    assert store.alerts()[0].checked_revision == 2
    service.maintenance.add_drafts([RAISED])
    assert len(alerts.check()) == 1


def test_what_can_be_saved(alerts: Alerts, monkeypatch: pytest.MonkeyPatch) -> None:
    for nothing in ("", "  ", "?!"):
        with pytest.raises(CuttingsError):
            alerts.save(nothing)
    first = alerts.save("Who  cut the rate?\n")
    assert alerts.save("Who cut the rate?") == first
    assert alerts.save("Who cut \ud800 the rate?").question == "Who cut ? the rate?"
    assert len(alerts.save("rate " * 5000).question) <= 1000
    monkeypatch.setattr("qa.alerts.alerts.MOST", 3)
    with pytest.raises(CuttingsError, match="remove one"):
        alerts.save("Who else?")
    assert alerts.remove(first.number)
    assert not alerts.remove(first.number)
    assert alerts.save("Who else?").number == 4
    assert MOST == 100


# ---- the feed


def test_the_feed_is_atom_and_stays_the_same(service: CuttingsService, alerts: Alerts, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    alerts.write_feed_to(path)
    empty = feedparser.parse(path.read_bytes())
    assert (empty.bozo, empty.version, empty.entries) == (False, "atom10", [])
    alerts.save(QUESTION)
    service.maintenance.add_drafts(
        [FIRST, draft("Bad \x00\x0b<b>&\ufffe", FERRY.replace("27", "19"), "A & <B>", "javascript:alert(1)")]
    )
    assert len(alerts.check()) == 2
    first = path.read_bytes()
    feed = feedparser.parse(first)
    assert (feed.bozo, feed.version, len(feed.entries)) == (False, "atom10", 2)
    assert feed.feed.id.startswith("urn:cuttings:")
    assert feed.feed.updated_parsed
    assert len({entry.id for entry in feed.entries} | {feed.feed.id}) == 3
    ferry, bad = sorted(feed.entries, key=lambda entry: entry.title, reverse=True)
    assert ferry.link == "https://example.org/ferry"
    assert "27 people were hurt" in ferry.content[0].value
    assert ferry.updated_parsed
    assert ferry.author == "Gazette"
    assert bad.title.endswith("<b>&")
    assert b"<b>" not in first
    tree = etree.fromstring(first)
    for one in (tree, *tree.iter(f"{{{ATOM}}}entry")):
        assert [len(one.findall(f"{{{ATOM}}}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        moment = datetime.fromisoformat(one.findtext(f"{{{ATOM}}}updated"))
        assert moment.tzinfo is not None
    assert bad.link.startswith("urn:cuttings:")  # there is no other
    assert b"javascript" not in first
    assert [entry.updated for entry in feed.entries] == sorted((e.updated for e in feed.entries), reverse=True)
    alerts.mark_seen()
    alerts.check()
    assert path.read_bytes() == first == alerts.feed()
    assert [one.name for one in tmp_path.iterdir() if "aside" in one.name] == []


def test_a_feed_goes_over_nothing_else_and_does_not_stop_a_check(
    service: CuttingsService, alerts: Alerts, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mine = tmp_path / "mine.xml"
    mine.write_text("<letter>to my aunt</letter>", encoding="utf-8")
    with pytest.raises(CuttingsError, match="something else"):
        alerts.write_feed_to(mine)
    assert "aunt" in mine.read_text(encoding="utf-8")
    folder = tmp_path / "folder"
    folder.mkdir()
    alerts.write_feed_to(folder / "feed.xml")
    (folder / "feed.xml").unlink()
    folder.rmdir()
    alerts.save(QUESTION)
    service.maintenance.add_drafts([FIRST])
    assert len(alerts.check()) == 1
    assert "feed was not written" in caplog.text


# ---- the command


@pytest.fixture
def terminal(service: CuttingsService, capsys: pytest.CaptureFixture[str]):
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()

    def command(name, run, text, *, json_too=False):
        added = commands.add_parser(name, help=text)
        added.add_argument("--archive", type=archive_at, default=argparse.SUPPRESS)
        added.set_defaults(command=run)
        if json_too:
            added.add_argument("--json", action="store_true")
        return added

    add_commands(command)

    def run(*arguments: str) -> str:
        options = parser.parse_args(["alerts", "--archive", str(service.paths.folder), *arguments])
        assert options.command(options) == 0
        return capsys.readouterr().out

    return run


def test_the_command(service: CuttingsService, terminal, tmp_path: Path) -> None:
    assert "No question is saved" in terminal()
    assert "Saved as 1" in terminal("add", QUESTION)
    assert "Saved as 2" in terminal("add", QUESTION, "--outlet", "Herald")
    assert "Nothing new to 2 saved questions" in terminal()
    service.maintenance.add_drafts([FIRST])
    found = json.loads(terminal("check", "--json"))
    assert [hit["alert"] for hit in found] == [1]
    assert terminal("check") == "Nothing new.\n"
    (listed,) = json.loads(terminal("--json"))
    (hit,) = listed["hits"]
    (article, quote) = (hit["article"], hit["quotes"][0])
    assert (listed["number"], listed["question"], article["title"]) == (1, QUESTION, "Ferry strikes pier")
    assert service.article(article["id"]).text[quote["start"] : quote["end"]] == quote["text"]
    shown = terminal("--seen")
    assert f"({article['id']}:{quote['start']}-{quote['end']})" in shown
    assert "Ferry strikes pier, Gazette, 2024-03-08" in shown
    assert "Nothing new" in terminal()
    terminal("feed", str(tmp_path / "feed.xml"))
    assert len(feedparser.parse((tmp_path / "feed.xml").read_bytes()).entries) == 1
    assert "Removed 1" in terminal("remove", "1")
    assert len(feedparser.parse((tmp_path / "feed.xml").read_bytes()).entries) == 0
    with pytest.raises(CuttingsError, match="no saved question"):
        terminal("remove", "1")
    for wrong in ("-1", "²", "x"):
        with pytest.raises(SystemExit):
            terminal("remove", wrong)


# ---- as the service does it


def test_adding_asks_the_saved_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        service.maintenance.add_drafts([draft("Bank cuts rate", BANK)])
        service.alerts.save(QUESTION)
        service.maintenance.add_drafts([FIRST])
        assert titles(service.alerts) == ["Ferry strikes pier"]
        file = tmp_path / "more.txt"
        file.write_text(f"More hurt\n\nHerald\nMar 9 2024\n\n{RAISED.text}\n", encoding="utf-8")
        service.maintenance.add([file])
        assert titles(service.alerts) == ["More hurt", "Ferry strikes pier"]
        monkeypatch.setattr(service.alerts, "check", pytest.fail)
        assert service.maintenance.add([file]).unchanged


def from_byline(service: CuttingsService, draft: ArticleDraft) -> Answer:
    citations = Citations()
    number = citations.number(service.article(draft.id), (0, 7), "byline")
    quote = Quote(text="Ann Ink", start=0, end=7, citation=number)
    return Answer(question="Who?", answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())


def test_another_article_of_the_same_byline_is_news(service: CuttingsService) -> None:
    first, second = (replace(one, byline="Ann Ink") for one in (FIRST, draft("Mill sold", BANK, "Herald")))
    service.maintenance.add_drafts([first, second])
    with service._archives.state() as state:
        assert state
        found = [articles_quoted_by(from_byline(service, one), state.snapshot)[0] for one in (first, second)]
        assert [one.quotes[0].field for one in found] == ["byline"] * 2
        assert quote_json(found[0].quotes[0])["field"] == "byline"
        hits = [Hit(number=1, found=found[0], found_at="2024-03-10", state=NEW, copy_of=None)]
        assert RepeatFinder(state.snapshot)(found[1], hits) is None
        alert = Alert(number=1, question="Who?", filters=Filters(), created="2024-03-10", checked_revision=1)
        (shown,) = visible_hits(hits, state.snapshot, alert)
    assert (shown.quotes[0].text, shown.quotes[0].field) == ("Ann Ink", "byline")
    assert "field=byline" in _address(shown.article, shown.quotes)
