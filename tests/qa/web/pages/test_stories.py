"""Stories as pages: what is shown of one, of a long one, of one with a single article; the list of them."""

from dataclasses import replace
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest

from qa.news.views.coverage import Coverage, Silent
from qa.news.views.story import ConflictingClaim, Disagreement, Link, Printing, Story, StoryArticle
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.pages.stories import ARTICLES_SHOWN, PAGE_SIZE, stories_page, story_facts, story_html, story_page
from qa.web.render.text import collapsible_list

EVIL = '"><img src=x onerror="window.pwned=1"></script> \u202e \ud800 \x00'
SILENT = Coverage(outlets=(), days=(), silent=(Silent(outlet="Radio", names=("Port Sellen", "Kelderby"), articles=3),))
BACKGROUND = Coverage(outlets=(), days=(), silent=())
NONE = Timeline(events=())


def article(number: int, **fields: object) -> StoryArticle:
    values: dict[str, object] = {
        "id": f"{number:012d}", "title": f"Ferry {number}", "outlet": f"Outlet {number}", "published": "2024-03-08",
        "text": number,
    }  # fmt: skip
    return StoryArticle(**{**values, **fields})  # type: ignore[arg-type]


def story(*articles: StoryArticle, **fields: object) -> Story:
    values: dict[str, object] = {
        "id": articles[0].id, "title": articles[0].title, "first": "2024-03-08", "last": "2024-03-19",
        "texts": len({one.text for one in articles}), "articles": articles,
    }  # fmt: skip
    return Story(**{**values, **fields})  # type: ignore[arg-type]


def side(said: str, text: str) -> ConflictingClaim:
    return ConflictingClaim(
        article="0" * 12, outlet=text, published="2024-03-08", said=said, start=3, end=5, sentence=text,
        sentence_start=0, sentence_end=9,
    )  # fmt: skip


def timeline(text: str = "The ferry struck.", events: int = 1) -> Timeline:
    report = Report(
        article_id="0" * 12,
        title=text,
        outlet=text,
        published="2024-03-08",
        url=None,
        start=0,
        end=len(text),
        text=text,
    )
    day = date(2024, 3, 8)
    return Timeline(events=(Event(first=day, last=day, precision="day", text=text, reports=(report,)),) * events)


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        if tag not in {"br", "meta", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_story_is_spread_in_a_line() -> None:
    assert story_facts(story(article(1), article(2, text=1))) == (
        "2 articles · 2 outlets · 1 without the copies · 8 Mar 2024 – 19 Mar 2024"
    )


def test_who_had_it_first_is_told_as_far_as_it_is_known() -> None:
    one = story(article(1, first=True, published="2024-03-08T07:40:12.5+01:00"), article(2))
    assert (
        'First: <bdi>Outlet 1</bdi>, <time datetime="2024-03-08T07:40:12.5+01:00">8 Mar 2024 07:40 +01:00</time>.'
        in (story_html(one, BACKGROUND, NONE))
    )
    several = story_html(story(article(1, first=True), article(2, first=True)), BACKGROUND, NONE)
    assert "<bdi>Outlet 1</bdi>, <bdi>Outlet 2</bdi>" in several
    assert "which of them was earlier is not known" in several


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2024-03-08", ">8 Mar 2024<"),
        ("2024-03-08T07:40", ">8 Mar 2024 07:40<"),
        ("2024-03-08T07:40Z", ">8 Mar 2024 07:40 UTC<"),
        ("2024-03-08T07:40+01:00", ">8 Mar 2024 07:40 +01:00<"),
        (None, "no date"),
        ("soon", ">soon<"),
    ],
)
def test_when_an_article_appeared(published: str | None, shown: str) -> None:
    assert shown in story_html(story(article(1, published=published), article(2)), BACKGROUND, NONE)


def test_a_single_article_says_that_it_is_alone() -> None:
    markup = story_html(story(article(1, first=True)), BACKGROUND, NONE)
    assert "No other article in this archive is about it." in markup
    assert "First:" not in markup
    assert "No other article" not in story_html(story(article(1), article(2)), BACKGROUND, NONE)


def test_a_long_story_is_folded() -> None:
    markup = story_html(story(*(article(number) for number in range(60))), BACKGROUND, timeline(events=70))
    seen, _, rest = markup.partition('<details class="more">')
    assert seen.count("<li>") == ARTICLES_SHOWN
    assert "<summary>40 more articles</summary>" in rest
    assert "<summary>64 more events</summary>" in rest
    assert markup.count('href="/article/') >= 60


def test_one_more_than_are_shown_is_not_folded() -> None:
    assert "<details" not in collapsible_list(list("abc"), 2, "name")
    assert collapsible_list(list("abcd"), 2, "name", element="ul", kind="k") == (
        '<ul class="k"><li>a</li><li>b</li></ul><details class="more"><summary>2 more names</summary>'
        '<ul class="k"><li>c</li><li>d</li></ul></details>'
    )
    assert collapsible_list([], 2, "name") == ""


def test_copies_corrections_differences_and_silence_are_told() -> None:
    printing = Printing(text=1, agency="TNA", first="000000000001", articles=("000000000001", "000000000002"))
    link = Link(kind="correction", older="000000000001", newer="000000000002", day="2024-03-20", start=0, end=4)
    differs = Disagreement(about="people hurt", kind="figure", values=((side("27", "A"),), (side("40", "B"),)))
    markup = story_html(
        story(article(1), article(2, text=1), printings=(printing,), links=(link,), differences=(differs,)),
        SILENT,
        NONE,
    )
    assert markup.count('<span class="copy">text 1</span>') == 2
    assert "text 1 (TNA): <bdi>Outlet 1</bdi>, <bdi>Outlet 2</bdi>; first in <bdi>Outlet 1</bdi>" in markup
    assert "corrects" in markup
    assert '/article/000000000002/changes?older=000000000001">compare</a>' in markup
    assert "<strong>people hurt</strong>" in markup
    assert "<bdi>Radio</bdi>, which has 3 other articles about <bdi>Port Sellen</bdi>, <bdi>Kelderby</bdi>" in markup


def test_downloads_are_offered_where_there_is_a_timeline() -> None:
    exports = [f'href="/story/000000000001/timeline.{kind}"' for kind in ("md", "csv", "ics")]
    with_events = story_html(story(article(1), article(2)), BACKGROUND, timeline())
    assert all(part in with_events for part in exports)
    assert "timeline." not in story_html(story(article(1), article(2)), BACKGROUND, NONE)


def test_headings_go_down_one_by_one() -> None:
    page = story_page(story(article(1), article(2)), SILENT, timeline())
    assert [tag for tag in Tags(page).seen if tag in {"h1", "h2", "h3"}] == ["h1", "h2", "h2", "h2"]
    panel = story_html(story(article(1), article(2)), SILENT, timeline())
    assert [tag for tag in Tags(panel).seen if tag in {"h1", "h2", "h3"}] == ["h2", "h3", "h3", "h3"]


def test_the_list_tells_what_a_story_is_and_pages() -> None:
    many = [story(article(number), article(number + 1)) for number in range(PAGE_SIZE)]
    first = stories_page(many, PAGE_SIZE + 3)
    assert "A story is the articles about one event" in first
    assert 'href="/stories?page=2"' in first
    assert "Previous" not in first
    last = stories_page(many[:3], PAGE_SIZE + 3, 2)
    assert 'start="51"' in last
    assert 'href="/stories?page=1"' in last
    assert "Next" not in last
    assert "No two articles in this archive are about the same event." in stories_page([], 0)
    beyond = stories_page([], 0, 9)
    assert "There are no more stories." in beyond
    assert 'href="/stories?page=8"' in beyond


def test_nothing_that_articles_say_is_markup() -> None:
    evil = article(1, title=EVIL, outlet=EVIL, published=EVIL, agency=EVIL, first=True)
    printing = Printing(text=1, agency=EVIL, first=evil.id, articles=(evil.id, evil.id))
    link = Link(kind="version", older=evil.id, newer="unknown", day=EVIL, start=0, end=4)
    differs = Disagreement(about=EVIL, kind="figure", values=((side(EVIL, EVIL),), (side("40", EVIL),)))
    whole = story(evil, article(2), title=EVIL, printings=(printing,), links=(link,), differences=(differs,))
    silent = replace(SILENT, silent=(Silent(outlet=EVIL, names=(EVIL,), articles=3),))
    for markup in (story_page(whole, silent, timeline(EVIL)), stories_page([whole], 1)):
        tags = Tags(markup)
        assert tags.open == []
        assert not {"img", "script"} & set(tags.seen)
        assert 'onerror="window.pwned=1"' in unescape(markup)
        assert markup.encode()
