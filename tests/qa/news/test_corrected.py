"""What is called corrected: a named headline of the same outlet or an earlier text, never what stands under every article."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.article import ArticleDraft
from qa.service.service import CuttingsService

pytestmark = pytest.mark.model

Start = Callable[..., CuttingsService]

FIRST = ArticleDraft(
    title="Harbour crane falls on Ostmark quay, four hurt",
    text=(
        "A crane fell onto the grain quay of Ostmark on Tuesday morning and hurt four dockers, the harbour master said.\n\n"
        "The crane, built in 1971, had been inspected in May, Ida Corvan of the port company said. It was lifting a load of "
        "barley from the freighter Lindow when its leg gave way. Two of the dockers were taken to hospital in Garn.\n\n"
        "Work on the quay will stand still until Friday."
    ),
    outlet="Ostmark Herald",
    published="2024-05-14",
    url="https://example.org/crane",
)
SECOND = replace(
    FIRST,
    title="Inspectors look at fallen crane",
    text=(
        "Inspectors climbed over the crane that fell onto the grain quay of Ostmark and hurt four dockers on Tuesday.\n\n"
        "Ida Corvan of the port company said a weld in the leg might have failed while barley was lifted from the freighter "
        "Lindow. The harbour master has closed the quay until Friday, and three ships wait outside the port."
    ),
    published="2024-05-15",
    url="https://example.org/inspectors",
)


def corrected(service: CuttingsService) -> list[tuple[str, str]]:
    links = {
        (link.older, link.newer)
        for article in service.articles()
        if (news := service.news.of_article(article.id)) is not None
        for link in news.links
        if link.kind == "correction"
    }
    return sorted(links)


def with_note(draft: ArticleDraft, note: str) -> ArticleDraft:
    return replace(draft, text=f"{draft.text}\n\n{note}")


def test_a_correction_names_a_headline_of_its_outlet(start: Start) -> None:
    note = replace(
        SECOND,
        title="For the record",
        text=f"In “{FIRST.title}” on Tuesday we wrongly said that the crane was built in 1971. It was built in 1991.",
        published="2024-05-16",
    )
    service = start(FIRST, note)
    assert corrected(service) == [(FIRST.id, note.id)]
    assert {article.id for article in service.news.story(FIRST.id).articles} == {FIRST.id, note.id}
    elsewhere = replace(note, outlet="Garn Gazette")
    assert corrected(start(FIRST, elsewhere, folder="elsewhere")) == []


def test_an_earlier_text_is_corrected_and_no_other_article(start: Start) -> None:
    note = "Correction: An earlier version of this article said that the crane was built in 1971."
    now = replace(with_note(FIRST, note), url="https://example.org/crane-now", published="2024-05-15")
    assert corrected(start(FIRST, SECOND, now)) == [(FIRST.id, now.id)]
    assert corrected(start(SECOND, now, folder="without")) == []


def test_a_note_under_many_articles_corrects_nothing(start: Start) -> None:
    note = "Editor’s note: An earlier version of this page wrongly gave the number of our office."
    first, second = with_note(FIRST, note), with_note(SECOND, note)
    assert corrected(start(first, second)) == []
    named = f"Correction: “{FIRST.title}” wrongly gave the number of our office."
    first, second = with_note(FIRST, named), with_note(SECOND, named)
    assert corrected(start(first, second, folder="named")) == []


def test_an_article_printed_twice_does_not_correct_itself(start: Start) -> None:
    note = "Correction: An earlier version of this article said that the crane was built in 1971."
    once = with_note(FIRST, note)
    again = replace(once, url="https://example.org/crane?from=front", published="2024-05-15")
    assert corrected(start(once, again)) == []
