"""Does an article say that it corrects another?"""

import pytest

from qa.news.extract.corrections import correction_note


@pytest.mark.parametrize(
    ("title", "text", "whole"),
    [
        ("Correction: mill fire", "The toll was 14.", True),
        ("CORRECTED - Mill fire kills 14", "The toll was 14.", True),
        ("Corrections and clarifications: the vote", "Labour came third.", True),
        ("Mill fire (corrected)", "The toll was 14.", True),
        ("Mill fire", "A fire broke out.\n\nAn earlier version of this article said that 17 people had died.", False),
        ("Mill fire", "A fire broke out.\n\nThis article was amended on 4 May to correct the number of dead.", False),
        ("Mill fire", "A fire broke out.\n\nCorrection: the mill employs 310 people, not 301.", False),
        ("Mill fire", "We incorrectly reported the name of the chief.", False),
        ("Mill fire", "A fire broke out.\n\nEditor’s note: This article wrongly gave the number of dead.", False),
        ("Mill fire", "This story corrects an earlier report on the number of dead.", False),
    ],
)
def test_corrections(title: str, text: str, whole: bool) -> None:
    note = correction_note(title, text)
    assert note
    assert note.sure
    assert note.whole == whole
    if not whole:
        said = text[note.start : note.end]
        assert said
        assert "A fire broke out" not in said


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Correctional facility opens", "The first inmates came on Monday."),
        ("Shares corrected after a rally", "The market corrected by three percent."),
        ("Minister corrects himself", "He had said twelve; he meant twenty."),
        ("Parliament clarifies the law on dogs", "The clarification was passed by two votes."),
        ("Report", "An earlier version of the bridge was washed away in 1911."),
        ("Report", "Editor’s note: The candidate has repeatedly pledged to close every harbour of the island."),
        ("Report", "“We were tremendously wrong to wait so long with it,” said the mayor, who blamed our age."),
        ("Report", "A critic called “Ten years of the old harbour wall” wrong from beginning to end."),
        ("", ""),
    ],
)
def test_what_only_sounds_like_one(title: str, text: str) -> None:
    assert correction_note(title, text) is None


def test_a_headline_says_what_it_corrects() -> None:
    for title in ("Correction: Mill fire kills 14", "CORRECTED – Mill fire kills 14", "Mill fire kills 14 (corrected)"):
        note = correction_note(title, "The toll was 14.")
        assert note
        assert note.headlines == ("Mill fire kills 14",)


def test_a_quoted_headline_and_a_mistake_are_a_correction_only_if_there_is_that_headline() -> None:
    note = correction_note(
        "For the record", "In “Mill fire kills seventeen workers” we misspelt the name of the chief."
    )
    assert note
    assert not note.sure
    assert note.headlines == ("Mill fire kills seventeen workers",)


@pytest.mark.parametrize("text", ["an earlier " * 9_000, "in our " * 15_000, "“" * 100_000, "correction : " * 8_000])
def test_hostile_text_costs_no_time(text: str) -> None:
    correction_note(text, text)
