"""Timelines: which sentences, in which order, merged how."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.article import Article
from qa.news.views.timeline import TimelineOptions, timeline
from tests.labelled import timeline as labelled


def article(text, key="a", *, outlet="Lantern", published: str | None = "2024-02-07", title="Fire in Colm tunnel"):
    return Article(
        id=f"{key:x<12}", version=1, title=title, text=text, outlet=outlet, published=published, byline=None, url=None,
        language="en", source="", words=len(text.split()),
    )  # fmt: skip


FIRE = "A lorry with paint caught fire in the Colm tunnel on Tuesday, killing three people, police said."
INQUIRY = "An inquiry into the fire will open in the town of Harrow on Monday, the ministry said."


def test_made_stories():
    pairs, dated = labelled.measure_merging()
    assert len(labelled.made_stories()) >= 10
    assert pairs.precision >= 0.98, pairs.misses
    assert pairs.recall >= 0.85, pairs.misses
    assert dated.precision >= 0.95, dated.misses
    assert dated.recall >= 0.97, dated.misses


def test_sentences_come_by_their_day_and_not_by_their_place():
    found = timeline([article(f"{INQUIRY} {FIRE}")])
    assert [(event.first, event.text) for event in found.events] == [
        (date(2024, 2, 6), FIRE),
        (date(2024, 2, 12), INQUIRY),
    ]
    assert (found.first, found.last, found.outlets) == (date(2024, 2, 6), date(2024, 2, 12), ("Lantern",))


def test_a_report_is_the_sentence_at_its_place():
    one = article(f"Smoke everywhere, for hours and hours on end.\n\n{FIRE}\n\n{INQUIRY}")
    for event in timeline([one]).events:
        assert [one.text[report.start : report.end] for report in event.reports] == [
            report.text for report in event.reports
        ]


def test_an_undated_sentence_is_not_in_it():
    assert timeline([article("Smoke poured from both of its mouths for hours.", published=None)]).events == ()


def test_the_lead_has_the_day_of_publication_where_it_tells_of_something_done():
    assert [
        event.implied for event in timeline([article("A lorry with paint caught fire in the Colm tunnel.")]).events
    ] == [True]
    assert timeline([article("Why is nobody afraid of lorries with paint?")]).events == ()
    assert timeline([article("Tunnels are long and dark and rather cold.")]).events == ()


def test_a_dateline_is_no_day_of_the_event():
    text = "COLM, Feb. 8 (LNA) — A lorry with paint caught fire in the Colm tunnel on Tuesday, police said."
    assert [event.first for event in timeline([article(text, published="2024-02-08")]).events] == [date(2024, 2, 6)]


def test_what_was_said_on_a_day_has_the_day_of_what_happened():
    text = "The ministry said on Wednesday that a lorry with paint caught fire in the Colm tunnel on Tuesday."
    assert [event.first for event in timeline([article(text)]).events] == [date(2024, 2, 6)]


def test_only_wanted_sentences():
    one, other = article(f"{FIRE} {INQUIRY}"), article(FIRE, "b", outlet="Radio")
    found = timeline([one, other], [(one.id, len(FIRE) + 3, len(FIRE) + 5)])
    assert [event.text for event in found.events] == [INQUIRY]
    assert timeline([one, other], []).events == ()
    assert timeline([], None).events == ()


def test_copies_are_one_event_with_all_who_printed_it():
    articles = [
        article(FIRE, key, outlet=f"Outlet {key}", published=f"2024-02-0{day}")
        for key, day in (("a", 8), ("b", 7), ("c", 9))
    ]
    (event,) = timeline([*articles, articles[0]]).events
    assert [report.outlet for report in event.reports] == ["Outlet b", "Outlet a", "Outlet c"]


def test_another_day_is_another_event():
    articles = [article(FIRE), article(FIRE, "b", published="2024-02-14")]
    assert [event.first for event in timeline(articles).events] == [date(2024, 2, 6), date(2024, 2, 13)]


def test_of_many_events_those_with_most_reports_stay():
    many = [
        article(f"The parish of Saint {name * 3} sold its {name * 4} to a {name * 5} on Monday.", name)
        for name in "bcdfg"
    ]
    found = timeline([*many, article(FIRE, "x"), article(FIRE, "y", outlet="Radio")], options=TimelineOptions(most=2))
    assert len(found.events) == 2
    assert FIRE in [event.text for event in found.events]


def test_a_decade_is_too_long_for_an_event():
    text = "The tunnel was dug through the mountain in the 1970s by hand."
    assert timeline([article(text, published="2024-02-07")]).events[0].implied
    coarse = TimelineOptions(coarsest="decade")
    assert timeline([article(text)], options=coarse).events[0].precision == "decade"


def test_the_order_of_articles_changes_nothing():
    for story in labelled.made_stories():
        assert timeline(story.articles) == timeline(story.articles[::-1])


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\n", "\ud800 on Monday it was \x00 closed for good", "on Monday " * 3000, FIRE * 300, "?" * 5000],
)
def test_no_text_breaks_it(text):
    one = article(text)
    for event in timeline([one, replace(one, id="bxxxxxxxxxxx")]).events:
        assert event.reports
