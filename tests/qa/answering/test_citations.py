"""Numbering the places that an answer points to."""

import hashlib
from dataclasses import replace

from qa.answering.answer import Answer, Citation, CitedArticle
from qa.answering.citations import Citations
from tests.qa.answering.scripted import candidate

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
