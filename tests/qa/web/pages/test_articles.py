"""The page of articles, its charts, and the filters and conversations beside the question."""

import re
from dataclasses import replace
from datetime import date

import pytest

from corpus.catalogue.listing import ListedArticle, ListQuery
from corpus.catalogue.snapshot import Counts
from corpus.filters import Filters
from qa.answering.answer import Overview
from qa.service.exchange import Summary
from qa.service.status import Status
from qa.web.pages.administration import AdministrationView, administration_page
from qa.web.pages.articles import PAGE_SIZE, ArticlesView, articles_page, parse_query
from qa.web.pages.sidebar import conversations_html, filters_html
from qa.web.render.charts import Bar, days_svg, days_title, histogram, outlets_svg
from qa.web.translations import words

HOSTILE = '<img src=x onerror="window.pwned=1"> \u202e </script>'
COUNTS = Counts(articles=120, passages=300, outlets=2, words=9000, first="2023-10-03", last="2023-12-08")
SHOWN = ArticlesView(
    query=ListQuery(),
    articles=[ListedArticle(id="a" * 12, title="A title", outlet="Panorama", published="2023-12-08", byline=None, words=1200)],
    total=120,
    file_limit=1 << 20,
    outlets=[("Panorama", 90), ("Herald", 30)],
    days=[("2023-10-03", 1), ("2023-12-08", 3)],
    overview=Overview(articles=120, passages=300, outlets=2, first="2023-10-03", last="2023-12-08", sample=False, model="m"),
    administer=True,
    token="t0k3n",  # noqa: S106
)  # fmt: skip
STATUS = Status(
    place="/x", exists=True, counts=COUNTS, revision=7, model="mini@0123456789", segments=2, bytes=1_234_567,
    built="2026-11-24T07:00:00+00:00",
)  # fmt: skip


def test_the_page_shows_table_and_charts() -> None:
    markup = articles_page(SHOWN)
    assert '<a href="/article/aaaaaaaaaaaa">A title</a>' in markup
    assert "1–1 of 120 articles" in markup
    assert "4 dated articles from 3 Oct 2023 to 8 Dec 2023; most, 3, " in markup
    assert 'id="index-state"' not in markup


def test_the_state_of_the_index_is_on_the_page_of_administration() -> None:
    shown = AdministrationView(status=STATUS, rebuild=True, token="t0k3n")  # noqa: S106
    markup = administration_page(shown)
    facts = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", markup))
    assert facts == {
        "Articles": "120", "Passages": "300", "Model": "mini (01234567)", "Revision": "7",
        "Last build": "24 Nov 2026, 07:00 UTC", "Segments": "2", "Size": "1.2 MB",
    }  # fmt: skip
    assert 'id="rebuild"' in markup
    assert 'id="rebuild"' not in administration_page(replace(shown, rebuild=False))
    assert "1,2 MB" in administration_page(shown, words("fr"))
    kept = replace(shown, status=replace(STATUS, originals=3, original_bytes=2_000_000))
    behind = replace(shown, status=replace(STATUS, news_to_come=3))
    assert "<dt>Articles whose stories are to come</dt><dd>3</dd>" in administration_page(behind)
    assert "<dt>Originals kept</dt><dd>3 (2.0 MB)</dd>" in administration_page(kept)


def test_read_only_and_the_sample_offer_no_administration() -> None:
    admin = ('class="drop"', "/administration", 'class="remove"', "t0k3n", "<script>")
    whole = articles_page(SHOWN)
    assert all(part in whole for part in admin)
    read_only = articles_page(replace(SHOWN, administer=False, token=""))
    assert not any(part in read_only for part in admin)
    sample = articles_page(replace(SHOWN, overview=replace(SHOWN.overview, sample=True)))
    assert 'class="drop"' in sample
    assert 'class="remove"' not in sample


def test_the_pages_of_a_long_list() -> None:
    query = replace(SHOWN.query, words="a&b", offset=PAGE_SIZE * 999, sort="title")
    markup = articles_page(replace(SHOWN, query=query, total=100_000))
    pages = re.search(r'<nav class="pages".*?</nav>', markup)
    assert pages is not None
    assert re.sub(r"<[^>]*>", " ", pages[0]).split() == [
        "Previous",
        "1",
        "2",
        "…",
        "999",
        "1,000",
        "1,001",
        "…",
        "1,999",
        "2,000",
        "Next",
    ]
    assert 'aria-current="page">1,000<' in markup
    assert "/articles?q=a%26b&amp;sort=title&amp;page=1001" in markup


def test_nothing_found_and_no_such_page() -> None:
    assert "No article fits." in articles_page(replace(SHOWN, articles=[], total=0))
    assert "There is no such page" in articles_page(replace(SHOWN, articles=[], total=9))
    empty = replace(SHOWN.overview, articles=0)
    assert "There are no articles yet." in articles_page(
        replace(SHOWN, articles=[], total=0, overview=empty, outlets=[], days=[])
    )


def test_hostile_text_is_only_text() -> None:
    listed = ListedArticle(id="a" * 12, title=HOSTILE, outlet=HOSTILE, published=HOSTILE, byline=None, words=1)
    query = ListQuery(words=HOSTILE, filters=Filters(outlets=(HOSTILE,)))
    shown = replace(
        SHOWN, query=query, articles=[listed], outlets=[(HOSTILE, 1)], days=[(HOSTILE, 1)], administer=False
    )
    beside = filters_html([(HOSTILE, 1)], [("2023-12-08", 1)]) + conversations_html(
        [Summary(id="ab" * 16, title=HOSTILE, updated="2026-11-24T07:00:00", questions=1)], "", words(), searched=False
    )
    for markup in (articles_page(shown), beside):
        assert "<img" not in markup
        assert "<script" not in markup
        assert "&lt;img" in markup


@pytest.mark.parametrize(
    ("sent", "query"),
    [
        (("", "", "", "", "", ""), ListQuery()),
        (("x", "A", "2023-12-08", "soon", "title", "3"),
         ListQuery(words="x", filters=Filters(outlets=("A",), since="2023-12-08"), sort="title", offset=100)),
        (("", "", "9999999999", "2023-1-1", "published; DROP", "-1"), ListQuery()),
        (("", "", "", "", "", "0"), ListQuery()),
        (("", "", "", "", "", "٣"), ListQuery()),
    ],
)  # fmt: skip
def test_an_address_is_read(sent: tuple[str, ...], query: ListQuery) -> None:
    assert parse_query(*sent) == query


def test_a_bar_is_a_day_or_as_many_as_it_takes() -> None:
    assert histogram([("2023-12-06", 2), ("2023-12-08", 1), ("soon", 4)]) == [
        Bar("2023-12-06", "2023-12-06", 2), Bar("2023-12-07", "2023-12-07", 0), Bar("2023-12-08", "2023-12-08", 1),
    ]  # fmt: skip
    many = histogram([("2020-01-01", 1), ("2023-12-31", 2)], 48)
    assert len(many) <= 48
    assert sum(bar.articles for bar in many) == 3
    assert (many[0].since, many[-1].until) == ("2020-01-01", "2023-12-31")
    assert histogram([]) == []


def test_charts_say_in_words_what_they_show() -> None:
    assert 'role="img" aria-label="3 dated articles from' in days_svg([("2023-12-06", 2), ("2023-12-08", 1)])
    assert "most, 2, on 6 Dec 2023" in days_svg([("2023-12-06", 2), ("2023-12-08", 1)])
    assert "No article has a date" in days_svg([])
    shown = outlets_svg([(f"O{n}", 20 - n) for n in range(12)])
    assert re.findall(r"<th[^>]*>(.*?)</th>", shown)[-1] == "4 other outlets"
    assert "No article has an outlet" in outlets_svg([])


def test_the_operators_are_explained_in_the_language_of_the_page() -> None:
    assert "<code>-ferry</code></dt><dd>without this word" in articles_page(SHOWN)
    assert "<code>-ferry</code></dt><dd>sans ce mot" in articles_page(SHOWN, words("fr"))


def test_filters_offer_outlets_and_days() -> None:
    markup = filters_html([("A & B", 1200)], [("2023-12-06", 2), ("2023-12-08", 1)])
    assert 'value="A &amp; B"' in markup
    assert "1,200" in markup
    labels = re.findall(r'aria-label="([^"]*)"', markup)
    assert "6 Dec 2023: 2 articles" in labels
    assert markup.count("disabled") == 1
    assert 'min="2023-12-06" max="2023-12-08"' in markup


def test_conversations_are_listed() -> None:
    one = Summary(id="ab" * 16, title="Who <b>?", updated="2026-11-24T07:00:00", questions=3)
    markup = conversations_html([one], one.id, words(), searched=False)
    assert "Who &lt;b&gt;?" in markup
    assert "aria-current=true" in markup
    assert "No conversations yet." in conversations_html([], "", words(), searched=False)
    assert "No conversation says that." in conversations_html([], "", words(), searched=True)


def test_a_second_click_on_a_column_reverses_it() -> None:
    def heads(sort: str) -> dict[str, tuple[str, str]]:
        markup = articles_page(replace(SHOWN, query=ListQuery(sort=sort)))
        found = re.findall(
            r'<th scope="col"[^>]*?(?: aria-sort="(\w+)")?><a href="[^"]*sort=([\w-]+)">(\w+)</a>', markup
        )
        return {name: (way, target) for way, target, name in found}

    assert heads("newest") == {
        "Title": ("", "title"), "Outlet": ("", "outlet"), "Date": ("descending", "oldest"), "Words": ("", "longest"),
    }  # fmt: skip
    assert heads("title")["Title"] == ("ascending", "title-reversed")
    assert heads("title-reversed")["Title"] == ("descending", "title")
    assert heads("oldest")["Date"] == ("ascending", "newest")
    assert heads("shortest")["Words"] == ("ascending", "longest")


def test_the_chart_says_what_its_bars_count_and_its_axes_have_labels() -> None:
    week = [("2024-01-01", 2), ("2024-06-30", 1)]
    assert {bar_length(bar) for bar in histogram(week)[:-1]} == {7}
    assert days_title(week) == "Articles a week"
    assert days_title([("2024-01-01", 2), ("2024-01-03", 1)]) == "Articles a day"
    assert days_title([("2020-01-01", 2), ("2024-01-03", 1)]) == "Articles in every 25 days"
    assert days_title([("2024-01-01", 2)]) == days_title([]) == "Articles a day"
    shown = days_svg(week)
    assert "<span>2</span><span>1</span><span>0</span>" in shown
    assert "<span>1 Jan 2024</span>" in shown


def bar_length(bar: Bar) -> int:
    return (date.fromisoformat(bar.until) - date.fromisoformat(bar.since)).days + 1
