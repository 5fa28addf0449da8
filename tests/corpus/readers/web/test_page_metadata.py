"""Bylines, dates and addresses as pages really have them."""

import json

import pytest

from corpus.article import ArticleDraft
from corpus.readers.web.html import read_page

PARAGRAPHS = (
    "The ice house on Pier Nine was sold on Thursday to a family of fishermen from the next bay.",
    "They want to store herring in it again, and to open the cold room to visitors on Sundays.",
    "The town had asked for twice as much in spring, but nobody else had made an offer by August.",
)
BODY = "".join(f"<p>{one}</p>" for one in PARAGRAPHS)
ADDRESS = "https://courier.example/bay/ice-house"


def read(header: str = "", head: str = "", above: str = "", body: str = BODY) -> ArticleDraft:
    page = (
        "<!DOCTYPE html><html lang='en'><head><title>Ice house sold</title>"
        f"<link rel='canonical' href='{ADDRESS}'>{head}</head><body>{above}"
        f"<main><article><h1>Ice house sold</h1>{header}{body}</article></main><footer>© 2019 Courier</footer></body></html>"
    )
    return read_page(page.encode(), "x")[0]


def script(thing: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(thing)}</script>"


@pytest.mark.parametrize(
    "header",
    [
        "<address>Ida Brun</address>",
        "<address class='vcard author'><span class='fn'>Ida Brun</span></address>",
        "<div class='meta'><a rel='author' href='/ida'>Ida Brun</a></div>",
        "<span data-testid='byline'>By <a href='/ida'>Ida Brun</a></span>",
        "<div class='article__author'><span>Ida Brun</span></div>",
        "<p>By Ida Brun</p>",
        "<p>By Ida Brun | 4 May 2023</p>",
        "<p class='byline'>Von Ida Brun</p>",
        "<p>By Ida Brun, Staff Writer</p>",
        "<p class='byline'>By Ida Brun in Bay Harbour</p>",
        "<span class='authorName'>Ida Brun</span>",
        "<ul class='entry-meta'><li class='author'>By Ida Brun</li><li>4 May 2023</li></ul>",
        "<p class='byline'>— Ida Brun</p>",
        "<p class='byline'>By Ida Brun <a href='mailto:ida@courier.example'>ida@courier.example</a></p>",
        "<div>Posted by Ida Brun on May 4, 2023</div>",
        "<p>Written by Ida Brun</p>",
        "<p>Autorin: Ida Brun</p>",
        "<p class='autore'>di Ida Brun</p>",
        "<span class='firma'>Ida Brun</span>",
        "<p>By Ida Brun<br>Harbour Correspondent</p>",
        "<div class='article-author'><a class='article-author__name' href='/ida'>Ida Brun</a><span>Reporter</span></div>",
    ],
)
def test_a_byline_that_the_page_shows(header):
    found = read(header)
    assert (found.byline, found.text.split("\n\n")) == ("Ida Brun", list(PARAGRAPHS))


def test_a_byline_in_capitals():
    assert read("<div class='byline'>BY IDA BRUN</div>").byline == "IDA BRUN"


@pytest.mark.parametrize(
    "header", ["<address>Ida Brun</address>", "<div data-testid='byline'><span>Ida Brun</span></div>"]
)
def test_a_byline_is_not_text(header):
    assert read(header).text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Last reviewed: 4 May 2023",
        "Letzte Änderung: 04.05.2023",
        "Zuletzt aktualisiert: 04.05.2023",
        "Aktualisiert am 4. Mai 2023",
        "Mis à jour le 4 mai 2023",
    ],
)
def test_the_day_of_a_change_is_neither_text_nor_date(line):
    found = read(f"<p>{line}</p>")
    assert (found.text.split("\n\n"), found.published) == (list(PARAGRAPHS), None)


ABOUT = {
    "@type": "NewsArticle",
    "headline": "Ice house sold",
    "datePublished": "2023-05-04",
    "author": {"name": "Ida Brun"},
}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ABOUT).replace('"', "&quot;"),
        "// written by the editorial system\n" + json.dumps(ABOUT),
        json.dumps(ABOUT) + "\n" + json.dumps({"@type": "Organization", "name": "Courier"}),
        json.dumps({"@type": "Organization", "name": "Courier"}) + json.dumps(ABOUT),
        "/* <![CDATA[ */" + json.dumps(ABOUT) + ";/* ]]> */",
    ],
)
def test_json_ld_as_systems_write_it(text):
    found = read(head=f"<script type='application/ld+json'>{text}</script>")
    assert (found.published, found.byline) == ("2023-05-04", "Ida Brun")


def test_several_names_in_a_byline():
    assert read("<p class='byline'>By Ida Brun and Ole Lind</p>").byline == "Ida Brun, Ole Lind"


@pytest.mark.parametrize(
    "header",
    [
        "<p>By the harbour</p>",
        "<p class='author-bio'>Ida Brun writes about ports.</p>",
        "<figure><img><figcaption>By Ida Brun</figcaption></figure>",
        "<div class='author'>Follow us on all channels</div>",
        "<aside><p class='author'>Ida Brun</p></aside>",
    ],
)
def test_what_is_no_byline(header):
    assert read(header).byline is None


def test_names_below_the_text_are_those_of_others():
    assert read(body=BODY + "<div class='comment'><p class='author'>Ida Brun</p><p>So cold!</p></div>").byline is None


@pytest.mark.parametrize(
    "header",
    [
        "<p>Last updated: 7 January 2024</p>",
        "<p>Updated <time datetime='2024-01-07'>7 January 2024</time></p>",
        "<time class='updated' datetime='2024-01-07T10:00:00Z'>7 January 2024</time>",
        "<time itemprop='dateModified' datetime='2024-01-07'>7 January 2024</time>",
    ],
)
def test_the_date_of_a_change_is_no_date_of_publication(header):
    assert read(header).published is None
    assert read(f"<p>4 May 2023</p>{header}").published == "2023-05-04"


def test_the_day_of_the_visit_above_the_article_is_no_date_of_publication():
    today = "<div class='top'><span class='date'>Monday, 8 January 2024</span></div>"
    assert read(above=today).published is None
    assert read("<p>Thu, 4 May 2023 07:30 UTC</p>", above=today).published == "2023-05-04T07:30+00:00"


OWN = {
    "@type": "NewsArticle",
    "headline": "Ice house sold",
    "datePublished": "2023-05-04",
    "author": {"name": "Ida Brun"},
}
OTHER = {
    "@type": "NewsArticle",
    "headline": "Lamps are dark",
    "datePublished": "2020-02-02",
    "author": "Ole Lind",
    "url": "https://courier.example/lamps",
}


def test_the_article_of_this_page_is_used_where_json_ld_has_several():
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}
    by_address = {**OWN, "headline": "Sold: a house for ice", "mainEntityOfPage": f"{ADDRESS}?utm_source=x"}
    for things in ([OTHER, OWN], [listed, OWN], [OTHER, by_address]):
        found = read(head="".join(map(script, things)))
        assert (found.published, found.byline) == ("2023-05-04", "Ida Brun")
    alone = read(head=script(listed))
    assert (alone.title, alone.published, alone.byline) == ("Ice house sold", None, None)


@pytest.mark.parametrize(
    "source",
    [
        f"<![CDATA[{json.dumps(OWN)}]]>",
        f"//<![CDATA[\n{json.dumps(OWN)}\n//]]>",
        f"/*<![CDATA[*/{json.dumps(OWN)}/*]]>*/",
        f"<!-- {json.dumps(OWN)} -->",
        json.dumps(OWN)[:-1] + ",}",
        json.dumps([OWN])[:-1] + ", ];",
    ],
)
def test_json_ld_as_some_systems_write_it(source):
    assert read(head=f"<script type='application/ld+json'>{source}</script>").published == "2023-05-04"


def test_a_comma_before_a_bracket_within_a_string_stays():
    thing = {**OWN, "headline": "Sold, } and again,]"}
    source = json.dumps(thing)[:-1] + ",}"
    assert read(head=f"<script type='application/ld+json'>{source}</script>").title == "Sold, } and again,]"


def test_the_date_of_the_page_counts_where_no_article_is_described():
    page = {"@graph": [{"@type": "WebPage", "datePublished": "2023-05-04T06:30:00+00:00"}, {"@type": "WebSite"}]}
    assert read(head=script(page)).published == "2023-05-04T06:30+00:00"


@pytest.mark.parametrize(
    "shown",
    [
        "Gepubliceerd op 4 mei 2023",
        "Publié le 4 mai 2023 à 9h15",
        "Pubblicato il 4 maggio 2023",
        "2023年5月4日 9時15分",
    ],
)
def test_the_date_that_a_page_shows_in_its_language(shown):
    found = read(f"<p>{shown}</p>")
    assert (found.published or "")[:10] == "2023-05-04"
    assert found.text.split("\n\n") == list(PARAGRAPHS)
