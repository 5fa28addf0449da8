from datetime import date

import pytest

from corpus.filters import Filters
from qa.answering.dates import TimeFrame, time_frame

TODAY = date(2024, 4, 15)
FIRST, LAST = "2023-06-01", "2024-04-12"  # a Friday


def asked(question: str, first: str | None = FIRST, last: str | None = LAST) -> TimeFrame:
    return time_frame(question, first, last, TODAY)


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What happened on 8 March?", "2024-03-08", "2024-03-10"),
        ("Who spoke on March 8, 2024?", "2024-03-08", "2024-03-10"),
        ("Who spoke on the 8th of March?", "2024-03-08", "2024-03-10"),
        ("Which bank failed on 2024-03-08?", "2024-03-08", "2024-03-10"),
        ("What was decided on 20 December?", "2023-12-20", "2023-12-22"),
        ("What did she say in December?", "2023-12-01", "2024-01-02"),
        ("What did she say in March 2024?", "2024-03-01", "2024-04-02"),
        ("Who resigned in 2023?", None, "2024-01-02"),
        ("Who has resigned since 1 March 2024?", "2024-03-01", None),
        ("Who resigned before February?", None, "2024-02-29"),
        ("Who resigned in the last three months of 2023?", "2023-10-01", "2024-01-02"),
        ("Who resigned in the third quarter of last year?", "2023-07-01", "2023-10-02"),
        ("Who resigned in the first half of 2024?", "2024-01-01", None),
        ("What was sold Q4 2023?", "2023-10-01", "2024-01-02"),
        ("Who has resigned since the second half of 2023?", "2023-07-01", None),
        ("Who resigned in the first nine months of 2023?", None, "2023-10-02"),
    ],
)
def test_a_date_of_an_event_is_preferred(question: str, since: str | None, until: str | None) -> None:
    assert asked(question) == TimeFrame(filters=Filters(since=since, until=until))


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("Who was hurt last week?", "2024-04-01", None),
        ("What happened this week?", "2024-04-08", None),
        ("What happened yesterday?", "2024-04-11", "2024-04-11"),
        ("What was decided last month?", "2024-03-01", "2024-03-31"),
        ("What was reported in the last 3 days?", "2024-04-09", None),
        ("Which fires broke out in the past two weeks?", "2024-03-29", None),
        ("Who resigned last year?", None, "2023-12-31"),
    ],
)
def test_a_time_counted_from_now_restricts(question: str, since: str | None, until: str | None) -> None:
    assert asked(question) == TimeFrame(filters=Filters(since=since, until=until), strict=True)


@pytest.mark.parametrize(
    "question",
    [
        "What has happened since the ceasefire deal of 2020?",
        "Who won the 2023 football cup?",
        "What did he say about last week's vote?",
        "What did he say about last month’s fire?",
        "When was the referendum of December 10, 1991?",
        "What happened in 1992?",
        "Which party won in the 1990s?",
        "Who may resign?",
        "How many are in may fields?",
        "What happened on 31 February?",
        "How many people live in Marchwood?",
        "Who is the mayor?",
        "What happened in the last war?",
    ],
)
def test_other_dates_are_no_time_of_the_question(question: str) -> None:
    assert asked(question) == TimeFrame()


def test_an_archive_without_dates_has_no_time() -> None:
    assert asked("What happened last week?", None, None) == TimeFrame()


def test_a_time_that_is_all_the_archive_restricts_nothing() -> None:
    assert asked("What happened in 2024?", "2024-02-01", "2024-03-01") == TimeFrame()


@pytest.mark.parametrize("question", ["What is the latest on the ferry?", "Who is minister now?", "How many so far?"])
def test_newest(question: str) -> None:
    assert asked(question).newest
    assert not asked("Who knows the mayor?").newest
