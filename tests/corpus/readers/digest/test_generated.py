"""Digests generated from articles in every mixture of styles: all that was written must be read, once."""

import datetime
import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.digest import split_digest
from corpus.text.encoding import decode

pytestmark = pytest.mark.slow

OUTLETS = [
    *("Panorama, Armenia", "UPI", "AP", "eureporter", "BARRON'S", "U.S. Department of State", "The Guardian (UK)"),
    *("Le Monde", "Frankfurter Allgemeine Zeitung", "Новая газета", "1in.am", "Radio Free Europe/Radio Liberty"),
]
SUBJECTS = ["Minister", "Parliament", "The harbour", "Yerevan", "A court in Ghent", "Opposition", "‘Big four’", "COP29"]
VERBS = ["rejects", "Approves", "debates", "hails", "will publish", "leaves", "blocks"]
OBJECTS = [
    "the new budget",
    "Talks on the Corridor",
    "a plan to rebuild 3 bridges",
    "ties with the U.S.",
    "its ‘report’",
]
ENDS = ["", "", "", "?", "!", ": what we know", " – and why it matters"]
OPENINGS = [
    "On Monday the council met",
    "Nobody was surprised",
    "“We shall see,” she said",
    "In 2023 prices rose",
    "Dec. 8 (UPI) — It rained",
]
MIDDLES = [
    "while the ministers of both countries",
    "although the price of bread",
    "and the old harbour of the town",
    "as reported",
]
CLOSINGS = [
    "stayed as it was.",
    "was discussed at length.",
    "went home?",
    "said “no.”",
    "remained closed on 8 December 2023.",
]
DATE_STYLES = ["%b %d %Y", "%d %B %Y", "%A, %B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "Published: %d %b %Y", "%B %d, %Y"]


@dataclass(frozen=True)
class Printed:
    """An article before it is written into a digest."""

    title: str
    outlet: str
    day: datetime.date
    byline: str | None
    url: str | None
    paragraphs: tuple[str, ...]


def sentences(mark):
    parts = st.tuples(*map(st.sampled_from, (OPENINGS, MIDDLES, CLOSINGS)))
    return parts.map(lambda words: f"{words[0]} {words[1]} number {mark} {words[2]}")


@st.composite
def articles(draw):
    found = []
    for number in range(draw(st.integers(1, 4))):
        parts = [draw(st.sampled_from(words)) for words in (SUBJECTS, VERBS, OBJECTS, ENDS)]
        count = draw(st.integers(1, 4))
        found.append(
            Printed(
                title=f"{parts[0]} {parts[1]} {parts[2]}{parts[3]}",
                outlet=draw(st.sampled_from(OUTLETS)),
                day=draw(st.dates(datetime.date(1995, 1, 1), datetime.date(2030, 12, 31))),
                byline=draw(st.sampled_from([None, None, "Kiki Garba", "Darryl Coote"])),
                url=draw(st.sampled_from([None, None, f"https://example.org/{number}?page=1"])),
                paragraphs=tuple(draw(sentences(f"{number}-{place}")) for place in range(count)),
            )
        )
    return found


@dataclass(frozen=True)
class Style:
    """How a digest is written."""

    date: str
    blank: str
    within_header: str
    byline_below: bool
    line_end: str
    encoding: str
    indent: str


STYLES = st.builds(
    Style,
    date=st.sampled_from(DATE_STYLES),
    blank=st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n \n"]),
    within_header=st.sampled_from(["\n", "\n", "\n\n"]),
    byline_below=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    indent=st.sampled_from(["", "", "  "]),
)


def rendered(articles, style):
    parts = []
    for article in articles:
        header = [article.outlet, article.day.strftime(style.date)]
        if article.byline and not style.byline_below:
            header.append(f"By {article.byline}")
        parts += [article.title, style.within_header.join(header), *article.paragraphs]
        if article.byline and style.byline_below:
            parts.append(article.byline)
        if article.url:
            parts.append(f"{article.url}#top")
    lines = style.blank.join(parts).split("\n")
    text = style.line_end.join(style.indent + line for line in lines)
    encoding = style.encoding
    return b"\xfe\xff" + text.encode(encoding) if encoding == "utf-16-be" else text.encode(encoding)


@given(articles(), STYLES)
def test_what_was_written_is_read(articles, style):
    drafts = split_digest(decode(rendered(articles, style)))
    assert [(draft.title, draft.outlet, draft.published, draft.byline, draft.url) for draft in drafts] == [
        (article.title, article.outlet, article.day.isoformat(), article.byline, article.url) for article in articles
    ]
    assert [draft.text.split("\n\n") for draft in drafts] == [list(article.paragraphs) for article in articles]


@given(articles(), st.sampled_from(DATE_STYLES), st.booleans())
def test_missing_blank_lines(articles, date, crlf):
    lines = []
    for article in articles:
        lines += [article.title, article.outlet, article.day.strftime(date), *article.paragraphs]
    drafts = split_digest(("\r\n" if crlf else "\n").join(lines))
    assert [(draft.title, draft.outlet, draft.published) for draft in drafts] == [
        (article.title, article.outlet, article.day.isoformat()) for article in articles
    ]
    assert [draft.text.split("\n") for draft in drafts] == [list(article.paragraphs) for article in articles]


@given(articles(), st.sampled_from(DATE_STYLES))
def test_no_outlets(articles, date):
    parts = []
    for article in articles:
        parts += [article.title, article.day.strftime(date), *article.paragraphs]
    drafts = split_digest("\n\n".join(parts))
    assert [(draft.title, draft.published) for draft in drafts] == [
        (article.title, article.day.isoformat()) for article in articles
    ]
    assert [draft.text.split("\n\n") for draft in drafts] == [list(article.paragraphs) for article in articles]


LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            "UPI",
            "Dec 8 2023",
            "Title of it all",
            "A sentence.",
            "By Jane Doe",
            "https://x.org/a",
            "ALSO READ",
            "• a",
            "• Some headline of other news",
            "* * *",
            "  ",
            "“Quote.”",
            "8 décembre 2023 10:30",
            "Kiki Garba",
        ]
    ),
    st.text(max_size=30),
)


@given(st.lists(LINES, max_size=40))
def test_no_text_is_an_error_and_no_line_is_doubled(lines):
    text = "\n".join(lines)
    drafts = split_digest(text, name="stem")
    assert all(draft.title.strip() and draft.text.strip() for draft in drafts)
    assert sum(len(draft.text.split()) for draft in drafts) <= len(text.split())


@given(st.text())
def test_any_text_is_read(text):
    for draft in split_digest(text, name="stem"):
        assert draft.text


HUGE = {
    "one line": "word " * 200_000,
    "one word": "a" * 1_000_000,
    "one paragraph": "Title\n\n" + "The same short sentence is here again.\n" * 25_000,
    "repeated paragraphs": "The same short sentence is here again.\n\n" * 25_000,
    "blank lines": "a\n" + "\n" * 1_000_000 + "b.",
    "dates": "8 December 2023\n" * 50_000,
    "nearly dates": "".join(f"{number % 28 + 1} Decembers {1900 + number % 99} {number}\n" for number in range(40_000)),
    "titles": "Some Title Here Now\n\n" * 50_000,
    "bullets": "Text.\n\n" + "• some headline of five words\n" * 30_000,
    "addresses": "https://example.org/a\n" * 50_000,
    "dashes": "- " * 500_000,
    "names": "Kiki Garba\n" * 50_000,
    "boilerplate": "read more " * 20_000 + "\n" + "subscribe to the the\n" * 40_000,
}


@pytest.mark.parametrize("kind", HUGE)
def test_a_megabyte_of_anything_takes_seconds(kind):
    start = time.perf_counter()
    split_digest(HUGE[kind], name="stem")
    assert time.perf_counter() - start < 10


def test_five_megabytes_of_digest_take_seconds():
    body = "\n\n".join(f"Paragraph {number} is about the old harbour and what became of it." for number in range(12))
    text = "\n\n".join(f"Title of article {number}\n\nThe Daily Post\n5 May 2024\n\n{body}" for number in range(6000))
    start = time.perf_counter()
    drafts = split_digest(text)
    assert time.perf_counter() - start < 20
    assert [draft.title for draft in drafts] == [f"Title of article {number}" for number in range(6000)]
    assert {draft.text for draft in drafts} == {body}
