"""The page of followed feeds and the bookmarklet: what they show to whom, and that only a press of a button changes anything."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.followed import FollowedFeeds, Look
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import COOKIE
from qa.web.middleware.exposure import Reach, ReachOptions
from qa.web.pages.following import FollowingView, following_page
from qa.web.render.text import ago, ahead
from qa.web.routes.articles import add_article_routes
from qa.web.routes.following import add_following_routes
from qa.web.served import Served, showing
from qa.web.translations import words

HERE = "http://127.0.0.1:7860"
READER = "cd" * 16
EVIL = '"><script>alert(1)</script>'


@pytest.fixture
def service(tmp_path: Path) -> Iterator[CuttingsService]:
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        service.maintenance.add_drafts([ArticleDraft(title="Tram", text="The tram runs again.")])
        yield service


@pytest.fixture
def jobs(service: CuttingsService) -> Iterator[Jobs]:
    with closing(Jobs(service.maintenance)) as jobs:
        yield jobs


def client_of(service: CuttingsService, jobs: Jobs, *, read_only: bool = False, language: str = "en") -> TestClient:
    """Return a client of a reader's browser on a page of ours, without the token."""
    app, reach = FastAPI(), Reach.of(ReachOptions(read_only=read_only), "127.0.0.1", 7860)
    add_following_routes(app, service.feeds, reach.access)
    add_article_routes(app, service, jobs, reach.access)
    headers = {"cookie": f"{COOKIE}={READER}", "origin": HERE, "accept-language": language}
    return TestClient(reach.protect(app), base_url=HERE, headers=headers)


def with_token(client: TestClient, path: str = "/following") -> TestClient:
    found = re.search(r'name="cuttings-token" content="(\w+)"', client.get(path).text)
    assert found
    client.headers["x-cuttings-token"] = found[1]
    return client


def test_a_feed_is_followed_looked_at_and_stopped(service: CuttingsService, jobs: Jobs) -> None:
    client = client_of(service, jobs)
    assert "No feed is followed yet." in client.get("/following").text
    sent = {"address": "gazette.example/feed?a=1&b=2", "every": "360", "pages": "on"}
    assert client.post("/following", json=sent).status_code == 403
    with_token(client)
    markup = client.post("/following", json=sent).text
    (feed,) = service.feeds.listed()
    assert (feed.address, feed.every, feed.pages) == ("https://gazette.example/feed?a=1&b=2", 360, True)
    assert f'<li id="feed-{feed.id}" data-looking>' in markup
    assert "gazette.example · every 6 hours · with the pages of its entries" in markup
    service.feeds.keep_claim(feed.id, articles=1200)
    service.feeds.finish(feed, Look(title=f"Gazette {EVIL}", articles=1200))
    markup = client.get("/following/list").text
    assert "data-looking" not in markup
    assert "Gazette &quot;&gt;&lt;script&gt;" in markup
    assert "Looked just now: 1,200 new articles; 1,200 articles in all. Next look in 6 hours." in markup
    assert client.post(f"/following/{feed.id}/change", json={"do": "look"}).status_code == 200
    assert service.feeds.due() == service.feeds.listed()
    assert "No feed is followed yet." in client.post(f"/following/{feed.id}/change", json={"do": "stop"}).text
    assert client.post(f"/following/{feed.id}/change", json={"do": "stop"}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"address": "http://192.168.0.1/feed"}, 409),
        ({"address": "javascript:alert(1)"}, 409),
        ({"address": "  "}, 400),
        ({"address": ["a.example"]}, 400),
        ({"address": "a.example", "every": "often"}, 400),
        ({"address": "a.example", "every": 7}, 409),
        ({"address": "a." * 3000}, 400),
    ],
)
def test_what_cannot_be_followed_is_refused(service: CuttingsService, jobs: Jobs, sent: dict, status: int) -> None:
    client = with_token(client_of(service, jobs))
    assert client.post("/following", json=sent).status_code == status
    assert client.post("/following/x/change", json={"do": "dance"}).status_code == 400
    assert service.feeds.listed() == []


@pytest.mark.parametrize(
    ("error", "plain"),
    [
        ("HTTP 404 Not Found", "The site has nothing at this address."),
        ("HTTP 403 Forbidden", "The site does not let it be read."),
        ("HTTP 429 Too Many Requests", "The site wants to be asked less often."),
        ("HTTP 502 Bad Gateway", "The site has trouble of its own."),
        ("no answer (Connection refused)", "The site does not answer."),
        ("gazette.example is 10.0.0.1, which is not public", "Addresses of a private network are not asked for."),
        (
            "it is no feed: it does not begin with <rss>",
            "There is no feed at this address, and the page there names none.",
        ),
    ],
)
def test_the_last_error_is_told_in_plain_words(service: CuttingsService, jobs: Jobs, error: str, plain: str) -> None:
    feed = service.feeds.follow("gazette.example", pages=False, every=60)
    service.feeds.finish(feed, Look(error=error, failed=True))
    markup = unescape(client_of(service, jobs).get("/following").text)
    assert f'The last look failed. {plain} <span class="quiet" lang="en">{error[:1].upper()}{error[1:]}' in markup
    service.feeds.finish(feed, Look(error="HTTP 403 Forbidden", unread=2))
    assert "2 pages n’ont pas pu être lues. Le site n’en permet pas la lecture." in unescape(
        client_of(service, jobs, language="fr").get("/following").text
    )


def test_who_may_only_read_sees_states_and_no_form_and_no_secret(service: CuttingsService, jobs: Jobs) -> None:
    feed = service.feeds.follow("gazette.example/feed?token=secret", pages=False, every=60)
    service.feeds.keep_claim(feed.id, articles=2)
    service.feeds.finish(feed, Look(articles=2))
    client = client_of(service, jobs, read_only=True)
    page = client.get("/following").text
    assert "2 new articles; 2 articles in all." in page
    for absent in ("<form", '<button type="button" id', "bookmarklet", "secret", "Next look", "<script"):
        assert absent not in page.partition("<main>")[2], absent
    assert client.post("/following", json={"address": "a.example"}).status_code == 403
    assert client.post(f"/following/{feed.id}/change", json={"do": "stop"}).status_code == 403
    assert "<form" not in client.get("/following/list").text
    clipped = client.get("/articles", params={"address": "https://a.example/"}).text
    assert "nothing can be clipped to it" in clipped
    assert 'id="fetch"' not in clipped


def test_a_clipped_page_is_filled_in_and_fetched_only_by_a_press(
    service: CuttingsService, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hostile page may open this one, and even send the form; neither adds anything."""
    fetched: list[str] = []
    monkeypatch.setattr("qa.service.jobs.Jobs._fetched", lambda *given: fetched.append(given[2]) or "1 added")
    client = client_of(service, jobs)
    code = unquote(unescape(re.findall(r'class="bookmarklet" href="([^"]*)"', client.get("/following").text)[0]))
    assert code.startswith(f'javascript:void(open("{HERE}/articles?"+new URLSearchParams(')
    address, title = f"https://a.example/tram?x=1&y={EVIL}", f"Tram {EVIL}"
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    opened = client.get("/articles", params={"address": address, "title": title}, headers=foreign)
    assert 'http-equiv="refresh"' in opened.text, "asked for again, with the reader's cookie"
    page = client.get("/articles", params={"address": address, "title": title}).text
    assert '<details class="adding" id="fetch" open>' in page
    values = [
        unescape(one) for one in re.findall(r'<input id="(?:fetch-address|paste-title)"[^>]*value="([^"]*)"', page)
    ]
    assert values == [title, address]
    assert "<script>alert" not in page
    assert "autofocus" not in page, "a key that is held down elsewhere presses nothing here"
    for attempt in (
        client.post("/articles/fetch", json={"address": address}),
        client.post("/articles/fetch", json={"address": address}, headers={"origin": "https://evil.example"}),
        client.post("/articles/fetch", data={"address": address}, headers={"sec-fetch-site": "cross-site"}),
        client.get("/articles/fetch", params={"address": address}),
    ):
        assert attempt.status_code in {403, 405}
    assert jobs.listed(READER) == []
    assert 'id="fetch" open' not in client.get("/articles", params={"address": "javascript:alert(1)"}).text
    assert with_token(client, "/articles").post("/articles/fetch", json={"address": address}).status_code == 200
    jobs.close()
    assert fetched == [address]


def test_the_bookmarklet_of_an_archive_among_several_opens_that_one() -> None:
    now = datetime(2024, 3, 8, tzinfo=UTC)
    shown = FollowingView(say=words(), administer=True, token="", origin=HERE, now=now)
    with showing(Served(name="Sell", root="/archive/sell")):
        page = unescape(following_page([], shown))
    assert f'open("{HERE}/archive/sell/articles?"' in page
    assert 'data-post="/archive/sell/following"' in page


def test_how_long_ago_and_how_soon() -> None:
    now = datetime(2024, 3, 8, tzinfo=UTC)
    spans = {30: "just now", 90: "1 minute ago", 3599: "59 minutes ago", 3600: "1 hour ago", 200_000: "2 days ago"}
    assert {seconds: ago(now - (now - timedelta(seconds=seconds))) for seconds in spans} == spans
    assert (ahead(timedelta(seconds=-5)), ahead(timedelta(minutes=59.8)), ahead(timedelta(days=1))) == (
        "now", "in 1 hour", "in 24 hours",
    )  # fmt: skip
    assert ago(timedelta(minutes=22), words("ru")) == "22 минуты назад"


def test_the_feeds_are_there_after_a_restart(service: CuttingsService, jobs: Jobs) -> None:
    with_token(client_of(service, jobs)).post("/following", json={"address": "gazette.example", "pages": "on"})
    with closing(FollowedFeeds(service.paths)) as restarted:
        assert [feed.address for feed in restarted.due()] == ["https://gazette.example"]
