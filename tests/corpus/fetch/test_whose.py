"""Whose words an article is: no site speaks in the name of another."""

import pytest

from corpus.fetch.client import Fetched
from qa.cli import main
from tests.corpus.fetch.sites import FEEDS, PAGES, articles_of, listing, run, story, texts_at

STORY = (
    "The harbour of Port Sellen stays open, the council decided on Monday after a debate of nine hours. "
    "Boats may land as before, and the fee is what it was."
)
LIE = "The harbour of Port Sellen was sold in secret, and the mayor has left the country with the money, as everybody knows."


@pytest.mark.parametrize("first", ["page", "feed"])
@pytest.mark.parametrize("pages", [False, True])
def test_a_feed_says_nothing_in_another_sites_name(capsys, site, other, first, pages):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    other.answers["/feed"] = (200, FEEDS, listing((url, LIE)))
    follow = ["follow", f"{other.root}/feed", *(["--pages"] if pages else [])]
    steps = [["fetch", url], follow] if first == "page" else [follow, ["fetch", url]]
    for step in steps:
        code, lines = run(capsys, *step)
        assert code == 0
        assert not any(line.endswith(" changed") for line in lines)
    found = texts_at(capsys, url)
    assert found[STORY] is None
    if pages or first == "page":
        assert set(found) == {STORY}  # the page is there: the entry is not taken, and that is said
        assert first == "feed" or "1 there from their own pages" in lines[-1]
    else:
        assert found == {STORY: None, LIE: other.root.removeprefix("http://")}
        assert main(["list"]) == 0
        assert f"(via {other.root.removeprefix('http://')})" in capsys.readouterr().out
        assert main(["ask", "Who left the country with the money?", "--model", "hashing-256"]) == 0
        assert f"via {other.root.removeprefix('http://')}" in capsys.readouterr().out


def test_a_feed_of_another_site_has_versions_of_its_own(capsys, site, other):
    url = f"{site.root}/harbour"
    other.answers["/feed"] = (200, FEEDS, listing((url, LIE)))
    run(capsys, "follow", f"{other.root}/feed")
    other.answers["/feed"] = (200, FEEDS, listing((url, f"{LIE} More follows.")))
    assert run(capsys, "follow", f"{other.root}/feed")[1] == [f"added     {other.root}/feed: articles: 1 changed"]
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 added"]
    site.answers["/feed"] = (200, FEEDS, listing((url, f"{STORY} More follows.")))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 changed"]
    assert set(texts_at(capsys, url).values()) == {None, other.root.removeprefix("http://")}
    lines = run(capsys, "follow", f"{other.root}/feed", f"{site.root}/feed", "--again")[1]
    assert [line.rpartition(": ")[2] for line in lines] == ["1 already there", "1 already there"]


@pytest.mark.parametrize(
    "head",
    [
        "<link rel=canonical href='{url}'>",
        "<meta property='og:url' content='{url}'>",
        '<script type=\'application/ld+json\'>{{"@type": "NewsArticle", "url": "{url}"}}</script>',
    ],
)
def test_a_page_cannot_name_another_sites_address(capsys, site, other, head):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    other.answers["/lie"] = (200, PAGES, story(LIE, head.format(url=url)))
    run(capsys, "fetch", url, f"{other.root}/lie")
    assert texts_at(capsys, url) == {STORY: None}
    assert texts_at(capsys, f"{other.root}/lie") == {LIE: None}


def test_a_page_that_sends_on_to_another_site_is_that_sites(capsys, site, other):
    url = f"{site.root}/go"
    site.answers["/go"] = (302, {"Location": f"{other.root}/lie"}, b"")
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    other.answers["/lie"] = (200, PAGES, story(LIE))
    run(capsys, "follow", f"{site.root}/feed")
    run(capsys, "follow", f"{site.root}/feed", "--pages", "--again")
    assert texts_at(capsys, url) == {STORY: None}
    assert texts_at(capsys, f"{other.root}/lie") == {LIE: None}


def test_a_longer_entry_of_another_site_is_not_taken_for_the_page(capsys, site, other):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    entry = f"{LIE} {LIE} {STORY}"
    other.answers["/feed"] = (200, FEEDS, listing((url, entry)))
    run(capsys, "follow", f"{other.root}/feed", "--pages")
    assert texts_at(capsys, url) == {STORY: None}


def test_entries_that_all_lead_to_one_page_are_all_there(capsys, site):
    said = [STORY, LIE, "Rain is expected at the coast from Tuesday on, with gusts from the west and little sun."]
    site.answers["/live-feed"] = (
        200,
        FEEDS,
        listing(*((f"{site.root}/live#post-{at}", text) for at, text in enumerate(said))),
    )
    assert run(capsys, "follow", f"{site.root}/live-feed")[1] == [f"added     {site.root}/live-feed: articles: 3 added"]
    assert set(texts_at(capsys, f"{site.root}/live")) == set(said)
    lines = run(capsys, "follow", f"{site.root}/live-feed", "--again")[1]
    assert lines == [f"unchanged {site.root}/live-feed: articles: 3 already there"]


def test_the_same_text_from_another_site_adds_nothing_to_it(capsys, site, other):
    url = f"{site.root}/harbour"
    site.answers["/harbour"] = (200, PAGES, story(STORY))
    run(capsys, "fetch", url)
    (before,) = articles_of(capsys)
    lie = listing((url, STORY)).replace(
        b"</item>", b"<author>A. Liar</author><pubDate>Fri, 08 Mar 2024 10:42:00 +0100</pubDate></item>"
    )
    other.answers["/feed"] = (200, FEEDS, lie)
    (line,) = run(capsys, "follow", f"{other.root}/feed", "--again")[1]
    assert articles_of(capsys) == [before]
    assert "there from their own pages" in line


def test_a_feed_that_a_feed_leads_to_is_no_page_of_what_it_lists(capsys, site, other):
    """They were remembered as the pages of another site's articles, so its own feed did not add them any more."""
    url = f"{site.root}/harbour"
    other.answers["/list"] = (200, FEEDS, listing((url, LIE)))
    other.answers["/feed"] = (200, FEEDS, listing((f"{other.root}/list", "More of it.")))
    code, lines = run(capsys, "follow", f"{other.root}/feed", "--pages")
    assert code == 1
    assert f"{other.root}/list: a feed, and no page of an article" in lines[0]
    site.answers["/feed"] = (200, FEEDS, listing((url, STORY)))
    assert run(capsys, "follow", f"{site.root}/feed")[1] == [f"added     {site.root}/feed: articles: 1 added"]
    assert texts_at(capsys, url) == {STORY: None}


def test_posts_that_share_much_and_lead_to_one_page_are_all_there(capsys, site):
    said = [
        f"The mayor of Port Sellen {did} on Monday, as the harbour master had asked her to do in {month}."
        for did, month in (("opened the bridge", "May"), ("closed the pier for the winter", "June"))
    ]
    site.answers["/live-feed"] = (
        200,
        FEEDS,
        listing(*((f"{site.root}/live#post-{at}", text) for at, text in enumerate(said))),
    )
    assert run(capsys, "follow", f"{site.root}/live-feed")[1] == [f"added     {site.root}/live-feed: articles: 2 added"]
    assert set(texts_at(capsys, f"{site.root}/live")) == set(said)
    lines = run(capsys, "follow", f"{site.root}/live-feed", "--again")[1]
    assert lines == [f"unchanged {site.root}/live-feed: articles: 2 already there"]


def test_a_copy_in_an_archive_of_pages_does_not_stand_for_the_page(capsys, monkeypatch):
    """It was remembered as the page of the site itself, whose feed then did not add the article any more."""
    page, feed = "https://gazette.test/harbour", "https://gazette.test/feed"
    copy = f"https://web.archive.org/web/20240308104200/{page}"
    answers = {
        copy: Fetched(address=copy, content=story(LIE), kind="text/html"),
        feed: Fetched(address=feed, content=listing((page, STORY)), kind="application/rss+xml"),
        "https://list.test/feed": Fetched(address="https://list.test/feed", content=listing((copy, "A copy."))),
    }
    asked: list[str] = []

    def get(_: object, url: str, *__: object) -> Fetched:
        asked.append(url)
        return answers[url]

    monkeypatch.setattr("corpus.fetch.client.Fetcher.get", get)
    assert run(capsys, "fetch", copy)[1] == [f"added     {copy}: articles: 1 added"]
    assert run(capsys, "follow", feed)[1] == [f"added     {feed}: articles: 1 added"]
    assert texts_at(capsys, page) == {LIE: "archive.org", STORY: None}
    run(capsys, "follow", "https://list.test/feed", "--pages")
    assert asked == [copy, feed, "https://list.test/feed"], "the copy is there already"
