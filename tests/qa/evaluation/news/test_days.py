"""How days are scored, on invented texts by exact values; and what they must reach on real ones."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ReadError
from qa.evaluation.news.days import days_of, figures, misses, outcomes

MONDAY = "1999-03-08"
TEXT = (
    "The dam burst on March 3, 1999. It was built in May 1990 by a firm that now sells boats. "
    "A trial opened at 10 a.m. on March 4, 1999."
)


def expression(words: str, kind: str, value: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(words)
    return {"start": start, "end": start + len(words), "type": kind, "value": value}


def write(folder: Path, *rows: object) -> Path:
    (folder / "articles.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def article(*expressions: dict[str, Any], text: str = TEXT) -> dict[str, Any]:
    return {"id": "one", "published": MONDAY, "text": text, "expressions": expressions}


def values(folder: Path) -> dict[str, float | None]:
    return {figure.name: figure.value for figure in figures(outcomes(folder))}


def test_values_by_kind(tmp_path: Path) -> None:
    found = values(
        write(
            tmp_path,
            article(
                expression("March 3, 1999", "DATE", "1999-03-03"),
                expression("May 1990", "DATE", "1990-06"),  # not what we read
                expression("now", "DATE", "PRESENT_REF"),  # not scored where nothing is found
                expression("10 a.m. on March 4, 1999", "TIME", "1999-03-04T10:00"),  # not scored at all
            ),
        )
    )
    assert found["day_value_p"] == found["day_value_r"] == found["day_value_f1"] == 1
    assert found["dated_value_p"] == found["dated_value_r"] == found["dated_value_f1"] == 0.5
    assert found["detect_p"] == found["detect_r"] == found["detect_f1"] == 1


def test_what_is_found_elsewhere_counts_against_precision(tmp_path: Path) -> None:
    found = values(
        write(
            tmp_path,
            article(
                expression("March 3, 1999", "DURATION", "P1D"),
                expression("March 4, 1999", "DATE", "1999-03-04"),
            ),
        )
    )
    # found: March 3 (a duration), May 1990 (nothing), March 4
    assert found["day_value_p"] == 0.5
    assert found["dated_value_p"] == found["detect_p"] == pytest.approx(1 / 3)
    assert found["dated_value_r"] == found["detect_r"] == 1
    assert found["dated_value_f1"] == pytest.approx(2 / 4)


def test_an_expression_is_matched_once(tmp_path: Path) -> None:
    found = values(
        write(
            tmp_path,
            article(
                expression("March 3", "DATE", "1999-03-03"),
                expression("1999", "DATE", "1999"),
                expression("May 1990", "DATE", "1990-05"),
                expression("March 4, 1999", "DATE", "1999-03-04"),
            ),
        )
    )
    assert found["dated_value_p"] == 1
    assert found["dated_value_r"] == found["detect_r"] == 0.75


def test_misses_say_what_is_wrong(tmp_path: Path) -> None:
    lines = misses(
        outcomes(
            write(
                tmp_path, article(expression("May 1990", "DATE", "1990-06"), expression("that now", "DATE", "1999-01"))
            )
        )
    )
    assert [line.split()[0] for line in lines] == ["misread", "missed", "none", "none"]
    assert "[May 1990]" in lines[0]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("1996-02-29", date(1996, 2, 29), date(1996, 2, 29)),
        ("1996-W01", date(1996, 1, 1), date(1996, 1, 7)),
        ("1996-W01-WE", date(1996, 1, 6), date(1996, 1, 7)),
        ("1996-02", date(1996, 2, 1), date(1996, 2, 29)),
        ("1996-Q4", date(1996, 10, 1), date(1996, 12, 31)),
        ("1996-H1", date(1996, 1, 1), date(1996, 6, 30)),
        ("1996-SU", date(1996, 6, 1), date(1996, 8, 31)),
        ("1996-WI", date(1996, 12, 1), date(1997, 2, 28)),
        ("1996", date(1996, 1, 1), date(1996, 12, 31)),
        ("199", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_days_of_a_value(value: str, first: date, last: date) -> None:
    assert days_of(value) == (first, last)


@pytest.mark.parametrize(
    "value", ["1996-02-30", "1996-WXX", "1996-QX", "P3M", "PRESENT_REF", "1996-02-03T10", "19", "", "0000", "1996-W60"]
)
def test_a_value_without_days(value: str) -> None:
    assert days_of(value) is None


@pytest.mark.parametrize(
    "row",
    [
        [],
        {"id": "one"},
        article() | {"published": "yesterday"},
        article() | {"text": None},
        article({"start": 5, "end": 5, "type": "DATE", "value": "1999"}),
        article({"start": 0, "end": 9999, "type": "DATE", "value": "1999"}),
        article({"start": 0, "end": 3, "type": "DATE"}),
    ],
)
def test_what_is_no_gold(tmp_path: Path, row: object) -> None:
    with pytest.raises(ReadError):
        outcomes(write(tmp_path, row))


def test_no_file_and_no_lines(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="missing"):
        outcomes(tmp_path)
    with pytest.raises(ReadError, match="no lines"):
        outcomes(write(tmp_path))


def test_intervals_hold_the_value(tmp_path: Path) -> None:
    rows = [article(expression("March 3, 1999", "DATE", "1999-03-03")) for _ in range(3)]
    for figure in figures(outcomes(write(tmp_path, *rows))):
        assert figure.low is not None
        assert figure.value is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high


def test_real_articles(shared: Path) -> None:
    """TimeBank, of which half was read while the rules were written; a little under what is reached."""
    found = {figure.name: figure.value or 0 for figure in figures(outcomes(shared / "eval" / "news" / "days"))}
    assert found["day_value_f1"] >= 0.915
    assert found["dated_value_f1"] >= 0.86
    assert found["detect_f1"] >= 0.94
