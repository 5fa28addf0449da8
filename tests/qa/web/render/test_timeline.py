"""Timelines on the page."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from corpus.article import text_hash
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.render.timeline import timeline_html, timeline_svg

EVIL = "\"><script>alert(1)</script>\n\n& \ud800 \x00 '"


@dataclass
class Printed:
    id: str
    title: str = "Bridge falls"
    outlet: str | None = "Lantern"
    published: str | None = "2024-02-07"


def report(text="The bridge fell.", **more):
    given = {
        "article_id": "abcdefghijkl", "title": "Bridge falls", "outlet": "Lantern", "published": "2024-02-07",
        "url": None, "start": 4, "end": 4 + len(text), "text": text,
    }  # fmt: skip
    return Report(**{**given, **more})


def made(*events):
    return Timeline(events=events)


def event(*reports, first=date(2024, 2, 6), last=None, precision="day"):
    return Event(first=first, last=last or first, precision=precision, text=reports[0].text, reports=reports)


def test_the_list_links_to_the_sentences():
    shown = timeline_html(made(event(report()), event(report(outlet=None), first=date(2024, 2, 8))))
    assert shown.startswith('<ol class="events">')
    assert shown.count("<li ") == 2
    assert '<time datetime="2024-02-06">6 Feb 2024</time>' in shown
    sha256 = text_hash("The bridge fell.")[:16]
    assert f'href="/article/abcdefghijkl?start=4&amp;end=20&amp;sha256={sha256}#cited"' in shown
    assert "Lantern, 7 Feb 2024" in shown
    assert "Bridge falls, 7 Feb 2024" in shown
    assert timeline_html(made()) == ""


@pytest.mark.parametrize(
    ("precision", "first", "last", "shown"),
    [
        ("month", date(2024, 2, 1), date(2024, 2, 29), '<time datetime="2024-02">Feb 2024</time>'),
        ("year", date(2006, 1, 1), date(2006, 12, 31), '<time datetime="2006">2006</time>'),
        (
            "year",
            date(1992, 1, 1),
            date(1994, 12, 31),
            '<time datetime="1992">1992</time> – <time datetime="1994">1994</time>',
        ),
        (
            "week",
            date(2024, 2, 5),
            date(2024, 2, 11),
            '05">5 Feb 2024</time> – <time datetime="2024-02-11">11 Feb 2024</time>',
        ),
    ],
)
def test_days_are_shown_as_narrowly_as_they_are_known(precision, first, last, shown):
    assert shown in timeline_html(made(event(report(), first=first, last=last, precision=precision)))


def test_months_are_in_the_readers_language():
    months = "janv févr mars avr mai juin juil août sept oct nov déc"
    assert "6 févr 2024" in timeline_html(
        made(event(report())), lambda name, **_: {"months": months, "plural_rule": "one-other"}.get(name, name)
    )


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)


def test_whatever_articles_say_is_shown_and_never_interpreted():
    evil = report(EVIL, title=EVIL, outlet=EVIL, published=EVIL, article_id="abcdefghijkl")
    printed = [Printed("abcdefghijkl", EVIL, EVIL), Printed("b", EVIL, None)]
    for shown in (timeline_html(made(event(evil))), timeline_svg(made(event(evil)), printed)):
        assert "\n" not in shown
        tags = Tags()
        tags.feed(shown)
        assert "script" not in tags.seen
        assert shown.encode("utf-8")


def svg(shown):
    return ElementTree.fromstring(re.search(r"<svg class=\"when\".*</svg>(?=<figcaption|</figure)", shown)[0])  # noqa: S314 - ours


def test_the_plot_has_a_row_an_outlet_a_dot_an_article_a_mark_a_day_with_events():
    printed = [
        Printed("a"),
        Printed("b"),
        Printed("c", outlet="Radio", published="2024-02-09"),
        Printed("d", published=None),
    ]
    drawn = svg(
        timeline_svg(made(event(report()), event(report("Soup.")), event(report(), first=date(2024, 2, 9))), printed)
    )
    assert [text.text for text in drawn.iter("text") if text.get("class") == "outlet"] == ["Lantern", "Radio"]
    assert [link.get("href") for link in drawn.iter("a")] == ["/article/a", "/article/b", "/article/c"]
    assert all(link.get("aria-label") and link.find("circle") is not None for link in drawn.iter("a"))
    assert len([path for path in drawn.iter("path") if path.get("class") == "event"]) == 2
    assert drawn.get("aria-label") == (
        "3 articles of 2 outlets from 7 Feb 2024 to 9 Feb 2024, most on 7 Feb 2024 (2); 3 events marked"
    )


def test_days_stand_across_by_their_distance():
    printed = [
        Printed("a", published="2024-02-01"),
        Printed("b", published="2024-02-02"),
        Printed("c", published="2024-02-05"),
    ]
    across = [float(dot.get("cx").rstrip("%")) for dot in svg(timeline_svg(made(), printed)).iter("circle")]
    assert across == [4.0, 27.0, 96.0]


def test_one_day_is_in_the_middle():
    drawn = svg(timeline_svg(made(), [Printed("a")]))
    assert next(drawn.iter("circle")).get("cx") == "50.00%"
    assert [text.text for text in drawn.iter("text")] == ["7 Feb 2024", "Lantern"]


def test_far_and_vague_events_are_in_the_list_only():
    far = [
        event(report(), first=date(1899, 1, 1)),
        event(report(), first=date(2024, 1, 1), last=date(2024, 1, 31), precision="month"),
    ]
    assert "; 2 events of other times are in the list only" in timeline_svg(made(*far, event(report())), [Printed("a")])


def test_many_outlets_share_the_last_row():
    day = date(2024, 2, 1)
    printed = [
        Printed(f"a{n}", outlet=f"Outlet {n}", published=(day + timedelta(days=n)).isoformat()) for n in range(20)
    ]
    drawn = svg(timeline_svg(made(), printed))
    names = [text.text for text in drawn.iter("text") if text.get("class") == "outlet"]
    assert len(names) == 8
    assert names[-1] == "13 other outlets"
    assert len(list(drawn.iter("circle"))) == 20


def test_without_articles_given_those_that_report_are_drawn():
    drawn = svg(timeline_svg(made(event(report(), report(article_id="b", outlet="Radio")))))
    assert [link.get("href") for link in drawn.iter("a")] == ["/article/abcdefghijkl", "/article/b"]
    assert timeline_svg(made(), []) == ""
    assert timeline_svg(made(), [Printed("a", published=None), Printed("b", published="nonsense")]) == ""


@pytest.mark.parametrize(("first", "last"), [(date.min, date.min), (date.max, date.max), (date.min, date.max)])
def test_the_ends_of_the_calendar(first, last):
    printed = [Printed("a", published=first.isoformat()), Printed("b", published=last.isoformat())]
    assert svg(timeline_svg(made(event(report(), first=first, last=last, precision="week")), printed)) is not None


def test_key_days_come_first_and_the_others_are_collapsed():
    near = [event(report(f"Number {day} fell."), first=date(2024, 2, day)) for day in range(1, 9)]
    known_by_two = event(
        report("It was told twice."), report("It was told.", article_id="b" * 12), first=date(1999, 1, 1)
    )
    background = [event(report("Long ago."), first=date(1990, 1, day)) for day in range(1, 4)]
    shown, _, rest = timeline_html(made(*background, known_by_two, *near)).partition("<details")
    assert [day for day in ("1 Jan 1999", "1 Feb 2024", "5 Feb 2024") if f">{day}<" in shown] == [
        "1 Jan 1999", "1 Feb 2024", "5 Feb 2024",
    ]  # fmt: skip
    assert shown.index("1 Jan 1999") < shown.index("1 Feb 2024")  # in the order of their days
    assert shown.count("<li ") == 6
    assert "6 more events" in rest
    assert "1 Jan 1990" in rest
    assert 'id="event-1"' in rest  # the numbers are those of the whole timeline
    assert "<details" not in timeline_html(made(*near[:7]))
