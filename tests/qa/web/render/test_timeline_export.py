"""Timelines as files."""

import csv
import io
import re
from datetime import date

import pytest
from icalendar import Calendar

from corpus.article import text_hash
from qa.news.views.timeline import Event, Report, Timeline
from qa.web.render.timeline_export import COLUMNS, EXPORTS, timeline_csv, timeline_ics, timeline_markdown

NASTY = 'One; two, three\\four\nBEGIN:VEVENT\r\n"five" <b>*six*</b> [x](javascript:1) ' + "ü𝄞" * 60


def report(text="The bridge fell.", **more):
    given = {
        "article_id": "abcdefghijkl", "title": "Bridge falls", "outlet": "Lantern", "published": "2024-02-07",
        "url": "https://example.org/a?b=1&c=2", "start": 4, "end": 4 + len(text), "text": text,
    }  # fmt: skip
    return Report(**{**given, **more})


def made(*events):
    return Timeline(events=events, outlets=("Lantern",), first=events[0].first, last=events[-1].last)


def event(*reports, first=date(2024, 2, 6), last=None, precision="day"):
    return Event(first=first, last=last or first, precision=precision, text=reports[0].text, reports=reports)


def test_markdown_cites_each_report_and_interprets_nothing():
    shown = timeline_markdown(
        made(event(report(), report(NASTY, outlet="# Radio", url="javascript:alert(1)"))), "# *Title*"
    )
    assert shown.startswith("# \\# \\*Title\\*\n")
    assert "## 2024-02-06" in shown
    assert "<https://example.org/a?b=1&c=2>" in shown
    assert f"`cuttings:abcdefghijkl:4-20:sha256={text_hash('The bridge fell.')}`" in shown
    assert "<b>" not in shown
    assert not re.search(r"(?<!\\)\]\(javascript", shown)
    assert not re.search(r"<javascript", shown)


def test_csv_has_a_row_for_each_report():
    rows = list(
        csv.DictReader(
            io.StringIO(timeline_csv(made(event(report(), report(NASTY, outlet=None, url="ftp://x")))), newline="")
        )
    )
    assert tuple(rows[0]) == COLUMNS
    assert [row["quote"] for row in rows] == ["The bridge fell.", NASTY.replace("\r", " ")]
    assert rows[0]["url"] == "https://example.org/a?b=1&c=2"
    assert rows[1]["url"] == rows[1]["outlet"] == ""
    assert (rows[0]["first"], rows[0]["start"], rows[0]["end"]) == ("2024-02-06", "4", "20")
    assert rows[0]["sha256"] == text_hash("The bridge fell.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", " =", "＝", "\n@"])
def test_csv_gives_a_spreadsheet_no_formula(start):
    cell = f'{start}HYPERLINK("http://x")'
    shown = timeline_csv(made(event(report(cell, title=cell, outlet=cell))))
    row = next(csv.DictReader(io.StringIO(shown, newline="")))
    for name in ("event", "outlet", "title", "quote"):
        assert row[name].startswith("'") or row[name].strip()[0].isalpha()


def test_ics_is_a_calendar_of_days():
    whole = made(
        event(report(NASTY), report()),
        event(report(), first=date(2024, 3, 1), last=date(2024, 3, 31), precision="month"),
    )
    shown = timeline_ics(whole, "Title; with, signs")
    assert all(len(line.encode()) <= 75 for line in shown.split("\r\n"))
    assert "\n" not in shown.replace("\r\n", "")
    calendar = Calendar.from_ical(shown)
    first, second = calendar.walk("VEVENT")
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2024, 2, 6), date(2024, 2, 7))
    assert (second.decoded("dtstart"), second.decoded("dtend")) == (date(2024, 3, 1), date(2024, 4, 1))
    assert "cuttings:abcdefghijkl:4-20" in str(first["description"])
    assert "ü𝄞" * 60 in str(first["description"])
    assert str(second["url"]) == "https://example.org/a?b=1&c=2"


def test_ics_names_an_event_the_same_when_another_report_comes():
    one, other = report(), report("It fell.", article_id="zzzzzzzzzzzz", published="2024-02-09")
    before, after = (Calendar.from_ical(timeline_ics(made(event(*reports)))) for reports in ((one,), (one, other)))
    assert before.walk("VEVENT")[0]["uid"] == after.walk("VEVENT")[0]["uid"]
    assert timeline_ics(made(event(one))) == timeline_ics(made(event(one)))


@pytest.mark.parametrize("suffix", list(EXPORTS))
def test_each_can_be_written_whatever_the_text(suffix):
    odd = report(
        "\ud800\x00\x0b\u2028 \ufeff= text",
        title="\ud800",
        outlet="",
        published="nonsense",
        url="http://[",
        article_id="a",
    )
    whole = made(event(odd, first=date.min, last=date.max, precision="year"))
    assert EXPORTS[suffix](whole, "\ud800\n").encode("utf-8")
    assert EXPORTS[suffix](Timeline(), "")
