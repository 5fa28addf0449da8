"""`cuttings fetch` and `cuttings follow`, and pages that keep their reader busy."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.fetch.cache import FetchCache, Validators
from corpus.fetch.sandboxed import Unreadable
from corpus.fetch.transport import FetchError
from qa.cli import main
from qa.commands import fetch as fetching
from qa.service.followed import FollowedFeeds
from tests.corpus.fetch.sites import HOSTILE, articles, fetcher, never_ends, run


def test_fetch(capsys, site, archive):
    code, lines = run(capsys, "fetch", f"{site.root}/page", f"{site.root}/none", f"{site.root}/robots.txt")
    assert code == 1
    assert lines[0] == f"added     {site.root}/page: articles: 1 added"
    assert lines[1] == f"failed    {site.root}/none: HTTP 404 Not Found"
    assert len(lines) == 3
    assert (archive / "fetched.sqlite3").exists()
    found = articles(capsys)["Ferry strikes pier"]
    assert (found["outlet"], found["published"], found["url"]) == (
        "Gazette",
        "2024-03-08T10:42+00:00",
        f"{site.root}/page",
    )
    assert main(["show", found["id"], "--json"]) == 0
    assert "27 people were hurt" in capsys.readouterr().out
    code, lines = run(capsys, "fetch", f"{site.root}/page")
    assert (code, lines) == (0, [f"unchanged {site.root}/page: articles: 1 already there"])
    assert site.asked[-1][1]["if-none-match"] == '"one"'


def test_nothing_is_noted_before_it_is_stored(capsys, site, archive, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patched:
        patched.setattr("qa.service.maintenance.Maintenance.add_drafts", fails)
        with pytest.raises(OSError, match="no space"):
            run(capsys, "fetch", f"{site.root}/page")
    assert FetchCache(archive).validators(f"{site.root}/page") == Validators()


def test_follow_takes_entries_and_pages(capsys, site):
    assert run(capsys, "follow", f"{site.root}/feed") == (0, [f"added     {site.root}/feed: articles: 2 added"])
    found = articles(capsys)
    assert found["Ferry strikes pier"]["published"] == "2024-03-08T10:42+01:00"
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages", "--max-pages", "1")
    assert code == 0
    assert lines[0] == f"added     {site.root}/page: articles: 1 changed"
    assert site.paths().count("/page") == 1
    assert site.paths().count("/bank") == 0
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages")
    assert (site.paths().count("/page"), site.paths().count("/bank")) == (1, 1)
    # the page's text stays, although the entry is shorter
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--again")
    assert lines == [f"unchanged {site.root}/feed: articles: 2 there from their own pages"]
    assert main(["show", articles(capsys)["Ferry strikes pier"]["id"]]) == 0
    assert "27 people were hurt" in capsys.readouterr().out


def test_follow_a_list_of_feeds_again_and_again(capsys, site, tmp_path, monkeypatch):
    (tmp_path / "feeds.opml").write_text(
        f'<?xml version="1.0"?><opml version="2.0"><body><outline text="News"><outline type="rss" xmlUrl="{site.root}/feed"/>'
        f'<outline xmlUrl="{site.root}/page"/><outline xmlUrl="javascript:alert(1)"/></outline></body></opml>'
    )
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "time", type("Clock", (), {"sleep": staticmethod(sleep)}))
    code, lines = run(capsys, "follow", str(tmp_path / "feeds.opml"), "--every", "15")
    assert (code, waits) == (0, [900.0, 900.0])
    assert lines[0] == f"added     {site.root}/feed: articles: 2 added"
    assert lines[1].startswith(f"failed    {site.root}/page: it is no feed")
    assert lines[2] == f"unchanged {site.root}/feed: articles: 2 already there"
    assert lines[-1].startswith("stopped")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["follow", "none.opml"], "none.opml: neither an http(s) address nor a list of feeds"),
        (["add", "{}/feeds.opml"], "cuttings follow feeds.opml"),
    ],
)
def test_what_cannot_be_followed(capsys, tmp_path: Path, arguments, said):
    (tmp_path / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="http://x.example/f"/></body></opml>'
    )
    assert main([one.format(tmp_path) for one in arguments]) == 1
    out = capsys.readouterr()
    assert said in out.out + out.err


def test_a_page_names_its_feed(capsys, site):
    site.answers["/home"] = (
        200,
        {"Content-Type": "text/html"},
        b"<!DOCTYPE html><link rel=alternate type='application/rss+xml' href=/feed>x",
    )
    code, lines = run(capsys, "follow", f"{site.root}/home")
    assert code == 1
    assert lines[0].endswith(f"its page names this one: {site.root}/feed")


def test_loopback_is_refused_without_being_allowed(capsys, site):
    assert main(["fetch", f"{site.root}/page", "http://127.0.0.1/", "--model", "hashing-256"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "port" in lines[0]
    assert "not public" in lines[1]
    assert site.asked == []


def test_a_page_that_its_reader_never_ends_with_is_given_up(capsys, site, impatient):
    """150,000 attributes of one paragraph: they took a parser minutes, and Ctrl-C had no effect."""
    site.answers["/hostile"] = never_ends(HOSTILE.encode())
    begun = time.monotonic()
    code, lines = run(capsys, "fetch", f"{site.root}/hostile", f"{site.root}/page")
    assert time.monotonic() - begun < 20
    assert code == 1
    assert lines[0].startswith(f"failed    {site.root}/hostile: reading it took longer than the limit of 6 seconds")
    assert lines[1] == f"added     {site.root}/page: articles: 1 added"
    assert FetchCache(Path(os.environ["CUTTINGS_ARCHIVE"])).validators(f"{site.root}/hostile") == Validators()


def test_a_page_of_a_feed_that_is_given_up_leaves_its_entry(capsys, site, impatient):
    site.answers["/page"] = never_ends(HOSTILE.encode())
    code, lines = run(capsys, "follow", f"{site.root}/feed", "--pages")
    assert code == 1
    assert "the limit of 6 seconds" in lines[0]
    assert [line.split()[0] for line in lines] == ["failed", "added", "added"]
    assert set(articles(capsys)) == {"Ferry strikes pier", "Bank cuts rate"}


@pytest.mark.parametrize("command", ["fetch", "follow"])
def test_nothing_that_was_got_is_parsed_in_our_own_process(capsys, site, tmp_path, monkeypatch, command):
    """Not a page, a feed, the feed that a page names, a list of feeds nor a robots.txt."""
    for parser in ("lxml.html.document_fromstring", "lxml.etree.fromstring", "feedparser.parse"):
        monkeypatch.setattr(parser, lambda *_, **__: pytest.fail("parsed in our own process"))
    monkeypatch.setattr("protego.Protego.parse", lambda *_: pytest.fail("parsed in our own process"))
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /private")
    site.answers["/home"] = never_ends(b"<!DOCTYPE html><link rel=alternate type='application/rss+xml' href=/feed>x")
    (tmp_path / "feeds.opml").write_text(
        f'<opml version="2.0"><body><outline xmlUrl="{site.root}/feed"/><outline xmlUrl="{site.root}/home"/>'
        f'<outline xmlUrl="{site.root}/private"/></body></opml>'
    )
    asked = [f"{site.root}/{path}" for path in ("feed", "page", "private")]
    code, lines = run(capsys, command, *(asked if command == "fetch" else [str(tmp_path / "feeds.opml"), "--pages"]))
    assert code == 1
    assert lines[-1].startswith(f"failed    {site.root}/private: its robots.txt does not allow")
    assert [line.split()[0] for line in lines[:-1]] == (
        ["added", "added"] if command == "fetch" else ["added", "added", "unchanged", "failed"]
    )


def test_a_robots_txt_that_is_given_up_allows_nothing_and_is_read_once(site, monkeypatch):
    site.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow:")
    read: list[bytes] = []

    def gives_up(content, *_):
        read.append(content)
        raise Unreadable("reading it took longer than the limit of 6 seconds; it was given up")

    monkeypatch.setattr("corpus.fetch.politeness.allowed", gives_up)
    got = fetcher()
    for _ in range(2):
        with pytest.raises(FetchError, match=r"its robots\.txt: reading it took longer"):
            got.get(f"{site.root}/page")
    assert len(read) == 1
    assert site.paths() == []


@pytest.mark.service
def test_ctrl_c_works_while_a_page_is_read(site, tmp_path):
    site.answers["/hostile"] = never_ends(HOSTILE.encode())
    command = [sys.executable, "-m", "qa.cli", "fetch", f"{site.root}/hostile", "--allow-private"]
    env = {**os.environ, "CUTTINGS_ARCHIVE": str(tmp_path / "archive")}
    with subprocess.Popen([*command, "--model", "hashing-256"], env=env, stderr=subprocess.PIPE) as process:
        end = time.monotonic() + 30
        while "/hostile" not in site.paths() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(2.0)  # it is being read by now
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()
        assert time.monotonic() - begun < 5
        assert process.returncode == 130


def test_without_a_name_what_the_page_follows_is_looked_at(capsys, site, archive, monkeypatch):
    assert main(["follow"]) == 1
    assert "no feed is followed" in capsys.readouterr().err
    with closing(FollowedFeeds(ArchivePaths(archive))) as feeds:
        for path in ("none", "feed"):
            feeds.follow(f"{site.root}/{path}", pages=False, every=60, allow_private=True)
    code, lines = run(capsys, "follow")
    assert (code, lines) == (
        1,
        [f"failed    {site.root}/none: HTTP 404 Not Found", f"added     {site.root}/feed: articles: 2 added"],
    )

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fetching, "time", type("Clock", (), {"sleep": staticmethod(stop)}))
    site.asked.clear()
    assert run(capsys, "follow", "--every", "5")[0] == 0
    assert site.asked == [], "nothing is due yet"
