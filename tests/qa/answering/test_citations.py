"""Numbering the places that an answer points to."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from qa.answering.answer import Answer, Citation, CitedArticle, CitedField, Quote
from qa.answering.citations import Citations
from qa.answering.json import answer_from_json, answer_json
from tests.qa.answering.scripted import candidate

SCHEMA = Path(__file__).parents[3] / "docs" / "answer.schema.json"
TEXT = "A ferry came in. It struck the pier."
ARTICLE = replace(
    candidate("Ferry strikes pier", TEXT).article,
    id="aaaa",
    outlet="Gazette",
    published="2024-03-08",
    byline="Ann Ink",
    url="https://example.org/ferry",
    pages=(0, 17),
)
OTHER = replace(ARTICLE, id="bbbb", pages=())


def test_places_are_numbered_from_one_in_the_order_in_which_they_are_met() -> None:
    citations = Citations()
    assert [
        citations.number(ARTICLE, (0, 16)),
        citations.number(ARTICLE, (17, 36)),
        citations.number(OTHER, (0, 16)),
    ] == [
        1,
        2,
        3,
    ]
    assert [(one.number, one.article.id, one.start, one.end) for one in citations.listed()] == [
        (1, "aaaa", 0, 16),
        (2, "aaaa", 17, 36),
        (3, "bbbb", 0, 16),
    ]


def test_the_same_place_has_the_same_number() -> None:
    citations = Citations()
    assert [citations.number(ARTICLE, span) for span in ((0, 16), (17, 36), (0, 16))] == [1, 2, 1]
    assert len(citations.listed()) == 2


def test_a_place_is_the_same_only_to_both_its_ends() -> None:
    citations = Citations()
    assert [citations.number(ARTICLE, span) for span in ((0, 16), (0, 36), (17, 36))] == [1, 2, 3]


def test_a_citation_says_where_what_and_of_whom() -> None:
    citations = Citations()
    citations.number(ARTICLE, (17, 36))
    assert citations.listed() == (
        Citation(
            number=1,
            article=CitedArticle(
                id="aaaa",
                title="Ferry strikes pier",
                outlet="Gazette",
                published="2024-03-08",
                byline="Ann Ink",
                url="https://example.org/ferry",
            ),
            start=17,
            end=36,
            sha256=hashlib.sha256(b"It struck the pier.").hexdigest(),
            page=2,
        ),
    )


def test_it_names_the_site_that_says_it_where_that_is_not_the_site_of_the_address() -> None:
    got = replace(ARTICLE, source="https://mirror.example/ferry.html")
    articles = [
        replace(got, id="cccc", variant="mirror.example"),
        replace(got, id="dddd"),
        replace(ARTICLE, variant="x"),
    ]
    citations = Citations()
    for article in articles:
        citations.number(article, (0, 16))
    assert [one.article.via for one in citations.listed()] == ["mirror.example", None, None]


def test_the_page_is_that_on_which_the_place_begins() -> None:
    citations = Citations()
    for article, span in ((ARTICLE, (0, 36)), (OTHER, (0, 36))):
        citations.number(article, span)
    assert [one.page for one in citations.listed()] == [1, None]


def test_an_answer_finds_a_citation_by_its_number() -> None:
    citations = Citations()
    citations.number(ARTICLE, (0, 16))
    citations.number(ARTICLE, (17, 36))
    answer = Answer(question="?", answered=False, confidence=0.0, citations=citations.listed())
    assert [answer.citation(number).start for number in (1, 2)] == [0, 17]


def test_a_citation_may_be_of_a_headline_a_byline_an_outlet_or_a_day() -> None:
    citations = Citations()
    fields: tuple[CitedField, ...] = ("text", "title", "byline", "outlet", "published")
    numbers = [citations.number(ARTICLE, (0, 3), field) for field in fields]
    assert (numbers, citations.number(ARTICLE, (0, 3), "title")) == ([1, 2, 3, 4, 5], 2)
    assert [(one.field, one.page) for one in citations.listed()] == [
        ("text", 1),
        *((field, None) for field in fields[1:]),
    ]
    assert [one.sha256 for one in citations.listed()] == [
        hashlib.sha256(said).hexdigest() for said in (b"A f", b"Fer", b"Ann", b"Gaz", b"202")
    ]


def test_an_answer_from_a_byline_is_json_and_read_back() -> None:
    article, citations = replace(ARTICLE, id="a" * 12), Citations()
    number = citations.number(article, (0, 7), "byline")
    citations.number(article, (0, 16))
    quote = Quote(text="Ann Ink", start=0, end=7, citation=number)
    answer = Answer(question="Who?", answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())
    written = answer_json(answer)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(written["citations"], schema["properties"]["citations"] | {"$defs": schema["$defs"]})
    assert [one.get("field") for one in written["citations"]] == ["byline", None]
    assert "field" not in written["citations"][1]
    assert answer_from_json(json.loads(json.dumps(written))) == answer
