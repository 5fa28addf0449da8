"""What users make themselves, in a folder and in an engine alike: each test runs on both, as two servers over one archive."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus.actor import Actor, acting
from corpus.catalogue.audit import AuditQuery
from corpus.catalogue.paths import ArchivePaths, archive_at
from corpus.catalogue.schema import Migration, migrate
from corpus.engine.user_file import EngineUserFile
from corpus.engine.user_tables import USER_STEPS
from corpus.errors import ArchiveUnavailable, CuttingsError
from corpus.fetch.cache import FetchCache, Validators
from corpus.filters import Filters
from embeddings.stores import open_catalogue
from qa.accounts import schema as accounts
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.alerts import store as alerts
from qa.alerts.saved_question import Found
from qa.alerts.store import AlertStore
from qa.answering.answer import CitedArticle, Overview
from qa.desk import schema as desk
from qa.desk.backup import desk_lines
from qa.desk.desk import Desk
from qa.service import conversations, followed
from qa.service.audit import AuditLog
from qa.service.conversations import Conversations
from qa.service.exchange import Asked, RetentionOptions
from qa.service.followed import FollowedFeeds, Look
from qa.webhooks import store as webhooks
from qa.webhooks.store import WebhookFile
from qa.webhooks.values import Mark, NewDelivery
from tests.engine.conftest import Engine

ARTICLE = "abcdefghijkl"
FILES: dict[str, Sequence[Migration]] = {
    "desk": desk.MIGRATIONS,
    "alerts": alerts.MIGRATIONS,
    "conversations": conversations.MIGRATIONS,
    "feeds": followed.MIGRATIONS,
    "webhooks": webhooks.MIGRATIONS,
    "users": accounts.MIGRATIONS,
}


@pytest.fixture(params=["folder", "engine"])
def paths(request: pytest.FixtureRequest, tmp_path: Path) -> ArchivePaths:
    if request.param == "folder":
        found = ArchivePaths(tmp_path / "archive")
    else:
        seekdb: Engine = request.getfixturevalue("seekdb_module")
        found = archive_at(seekdb.address())
    open_catalogue(found, create=True).close()
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_tables_have_the_columns_of_the_files(name: str, seekdb_module: Engine) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
        migrate(file, name, FILES[name])
        tables = [
            row[0]
            for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        ]
        expected = {table: {row[1] for row in file.execute(f"PRAGMA table_info({table})")} for table in tables}
    archive = archive_at(seekdb_module.address())
    assert archive.engine is not None
    EngineUserFile(archive.engine, name, create=True).close()
    found: dict[str, set[str]] = {table: set() for table in tables}
    for table, column in seekdb_module.run(
        """SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s
        AND table_name LIKE %s AND generation_expression = ''""",
        archive.engine.name,
        f"{name}\\_%",
    ):
        found[table.removeprefix(f"{name}_")].add(column)
    assert found == expected
    assert set(USER_STEPS) == {*FILES, "fetched"}


def test_a_desk(paths: ArchivePaths) -> None:
    with closing(Desk(paths)) as one, closing(Desk(paths)) as other:
        assert not one.marks.all()
        olm = one.collections.create("Olm", [ARTICLE, "mnopqrstuvwx"]).id
        assert other.collections.create("olm", [ARTICLE]).id == olm  # the same, and the article is there
        assert [(found.name, found.articles) for found in other.collections.listed()] == [("Olm", 2)]
        assert other.collections.articles(olm) == [ARTICLE, "mnopqrstuvwx"]
        other.collections.take_out(olm, ["mnopqrstuvwx"])
        assert one.collections.articles(olm) == [ARTICLE]
        other.marks.star(ARTICLE, starred=True)
        other.marks.tag(ARTICLE, ["Zoo", "art"])
        other.marks.note(f"{ARTICLE}:3-9", "read 50% of it", sha256="0" * 64)
        seen = one.marks.all()[ARTICLE]
        assert (seen.starred, seen.tags) == (True, ("art", "Zoo"))
        assert list(one.marks.on_quotes()) == [f"{ARTICLE}:3-9"]
        assert one.marks.on_quotes(["mnopqrstuvwx"]) == {}
        other.marks.star(ARTICLE, starred=False)
        other.marks.untag(ARTICLE, ["art", "Zoo"])
        assert list(one.marks.all()) == [f"{ARTICLE}:3-9"]  # what has no mark left is gone
        dossier = one.dossiers.create("Fire")
        assert other.dossiers.named("FIRE").id == dossier.id
        lines = list(map(json.loads, desk_lines(paths)))
        other.dossiers.delete(dossier.id)
        assert one.dossiers.listed() == []
    assert [line["kind"] for line in lines] == ["collection", "mark", "dossier"]
    assert lines[0]["articles"] == [ARTICLE]
    assert lines[1]["tags"] == []


def test_a_desk_is_full_at_some_time(paths: ArchivePaths) -> None:
    limits = desk.DeskLimits(bytes=200_000)
    with closing(Desk(paths, limits)) as full:

        def fill() -> None:
            for at in range(100):
                full.marks.note(f"{ARTICLE}:{at}-{at + 5}", "long note " * 1_000, sha256="0" * 64)

        with pytest.raises(CuttingsError, match="bytes already"):
            fill()


def found(number: int) -> Found:
    article = CitedArticle(
        id=f"{ARTICLE[:-1]}{'abcdefg'[number]}",
        title=f"Report {number}",
        outlet=None,
        published=None,
        url=None,
        byline=None,
    )
    return Found(article=article, version=1, quotes=())


def test_saved_questions(paths: ArchivePaths) -> None:
    with closing(AlertStore(paths)) as one, closing(AlertStore(paths)) as other:
        assert one.setting("name")
        assert one.setting("name") == other.setting("name")
        datetime.fromisoformat(str(one.setting("started")))
        one.store_setting("feed", "/a/feed.xml")
        one.store_setting("feed", "/b/feed.xml")
        assert other.setting("feed") == "/b/feed.xml"
        alert = one.add("Who?", Filters(outlets=("Olm",)), 3, [found(0)])
        assert other.add("Who?", Filters(outlets=("Olm",)), 4, []) == alert
        assert [one.number for one in other.alerts()] == [alert.number]
        whose = other.add("Who?", Filters(outlets=("Olm",)), 4, [], owner="b" * 32)
        assert whose.number > alert.number
        new = other.record(alert.number, 5, [found(0), found(1), found(2)], lambda one, _: None)
        assert [hit.found.article.title for hit in new] == ["Report 1", "Report 2"]
        assert other.record(alert.number, 6, [found(1)], lambda *_: None) == []
        assert one.last_hit() == new[-1].number
        assert [hit.number for _, hit in one.told_after(0, 9)] == [hit.number for hit in new]
        assert one.unseen_alerts("c" * 32) == {alert.number}
        assert one.mark_seen(alert.number, new[0].number, "c" * 32)
        assert one.mark_seen(None, new[1].number, "c" * 32)
        assert other.seen_by("c" * 32) == {alert.number: new[1].number}
        assert other.unseen_alerts("c" * 32) == set()
        assert one.remove(alert.number)
        assert other.hits(alert.number) == []  # they go with it
        assert [one.owner for one in other.alerts()] == ["b" * 32]


def asked(text: str) -> Asked:
    overview = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")
    return Asked(question=text, filters=Filters(), overview=overview, failure="no model")


def test_conversations(paths: ArchivePaths) -> None:
    options = RetentionOptions(questions_per_conversation=3, conversations_per_reader=2, bytes=100_000)
    with closing(Conversations(paths, options)) as one, closing(Conversations(paths, options)) as other:
        for text in ("first?", "second?", "THIRD 100%?", "fourth?"):
            one.add("ada", "c1", asked(text))
        assert [found.asked.question for found in other.exchanges("ada", "c1")] == ["second?", "THIRD 100%?", "fourth?"]
        assert [found.asked.question for found in other.exchanges("ada", "c1", last=1)] == ["fourth?"]
        assert [found.id for found in other.listed("ada", "third 100%")] == ["c1"]
        assert other.listed("ada", "zebra") == [] == other.listed("bob")
        share = other.shares.share("ada", "c1")
        assert share is not None
        one.add("ada", "c1", asked("fifth?"))
        read = one.shares.read(share.token)
        assert read is not None
        assert (len(read[1]), read[0].newer) == (2, 1)
        assert one.rename("ada", "c1", "A name")
        assert other.title("ada", "c1") == "A name"
        for name in ("c2", "c3"):
            other.add("ada", name, asked(f"{name}?"))
        assert [found.id for found in one.listed("ada")] == ["c3", "c2"]
        assert one.shares.read(share.token) is None
        other.add("bob", "c9", asked("long " * 30_000))
        assert one.listed("ada") == []  # the oldest go where there is no room
        assert [found.id for found in one.listed("bob")] == ["c9"]
        other.delete_all("bob")
        assert one.listed("bob") == []


def test_users(paths: ArchivePaths) -> None:
    with closing(Accounts(paths)) as one, closing(Accounts(paths)) as other:
        assert not one.in_use()
        one.users.add("Ada", Role.ADMIN, "correct horse battery")
        user = other.users.named("ADA")
        assert user is not None
        assert user.role is Role.ADMIN
        name = one.sessions.begin(user)
        session = other.sessions.find(name)
        assert session is not None
        assert session[0].id == user.id
        text, token = other.tokens.add(user, "script", Role.EDITOR, 5)
        owner = one.tokens.find(text)
        assert owner is not None
        assert owner[1].id == token.id
        with pytest.raises(CuttingsError, match="admin"):
            other.users.disable("ada")
        other.users.set_password("ada", "another horse battery")
        assert one.sessions.find(name) is None
        assert one.sessions.begin(user) == ""  # the password that let them in is no longer theirs
        one.users.add("Bob", Role.READER, "correct horse battery")
        other.users.remove("Bob")
        assert one.users.named("bob") is None
        assert one.in_use()
    with acting(Actor("f" * 32, "Ada", may_change=True)):
        rows = AuditLog(paths).rows(AuditQuery(action="user"))
        assert [(row.action, row.target) for row in rows][:2] == [("user.remove", "Bob"), ("user.add", "Bob")]
        assert AuditLog(paths).rows(AuditQuery(after=rows[0].place, limit=1))[0] == rows[1]
        assert AuditLog(paths).rows(AuditQuery(since="2999-01-01")) == []


def test_one_of_two_servers_looks_at_a_feed(paths: ArchivePaths) -> None:
    with closing(FollowedFeeds(paths)) as one, closing(FollowedFeeds(paths)) as other:
        feed = one.follow("example.org/feed", pages=False, every=30)
        assert other.follow("https://example.org/feed", pages=True, every=60).id == feed.id
        (due,) = other.due()
        assert due.every == 60
        assert one.claim(feed.id)
        assert not other.claim(feed.id)
        assert other.due() == []
        one.finish(due, Look(title="A feed", articles=2))
        (after,) = other.listed()
        assert (after.title, after.looking) == ("A feed", False)
        joined = other.follow("https://example.org/page", pages=False, every=30)
        assert not other.found_at(joined.id, "https://example.org/feed")
        assert [(one.id, one.every) for one in one.listed()] == [(feed.id, 30)]
        one.stop(feed.id)
        assert other.listed() == []


def test_one_of_two_servers_sends_to_a_webhook(paths: ArchivePaths) -> None:
    now = datetime.now(UTC)
    with closing(WebhookFile(paths)) as one, closing(WebhookFile(paths)) as other:
        hook = one.add("", None, "https://example.org/hook", "https://here", Mark(source="s", hit=0)).webhook
        (listener,) = other.listeners()
        assert listener.mark.hit == 0
        delivery = NewDelivery(webhook=hook.number, hit=1, article=ARTICLE, payload="{}")
        assert other.put([delivery], Mark(source="s", hit=1)) == 1
        assert one.put([delivery], Mark(source="s", hit=1)) == 0  # no hit is told of twice
        assert one.due(now + timedelta(seconds=1)) == [hook.number]
        assert one.claim(hook.number, now, now + timedelta(seconds=60))
        assert not other.claim(hook.number, now, now + timedelta(seconds=60))
        waiting = one.next_delivery(hook.number, now + timedelta(seconds=1), now + timedelta(seconds=60))
        assert waiting is not None
        one.failed(waiting, "no", now, now - timedelta(days=1), gone=True)
        one.release(hook.number)
        assert [one.id for one in other.given_up(hook.number)] == [waiting.id]
        one.remove(hook.number)
        assert other.listed() == []


def test_what_was_fetched_is_known_to_the_next_server(paths: ArchivePaths) -> None:
    one, other = FetchCache(paths.folder, paths.engine), FetchCache(paths.folder, paths.engine)
    assert one.validators("https://example.org/a") == Validators()
    one.store("https://example.org/a", Validators(etag='"1"'))
    one.store("https://example.org/a", Validators(etag='"2"'))
    one.store_pages(["https://example.org/a"])
    one.store_pages(["https://example.org/a"])
    one.note_failure("https://example.org/b")
    one.note_failure("https://example.org/b")
    assert other.validators("https://example.org/a") == Validators(etag='"2"')
    assert (other.has_page("https://example.org/a"), other.has_page("https://example.org/b")) == (True, False)
    assert other.failures("https://example.org/b") == 2


def test_an_engine_that_cannot_be_reached_is_an_error_and_not_an_empty_desk() -> None:
    paths = archive_at("seekdb://root@127.0.0.1:9/nobody")
    with closing(Desk(paths)) as one, pytest.raises(ArchiveUnavailable, match="cannot be reached"):
        one.marks.all()
