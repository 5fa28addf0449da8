import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.dates import DateOptions, is_amendment, order_of, publication_date

DAY = "2023-12-08"
DATES = {
    "Dec 11 2023": "2023-12-11",
    "12 January 2024": "2024-01-12",
    "Jan. 12, 2024": "2024-01-12",
    "Sept. 5, 2023": "2023-09-05",
    "2024-01-12": "2024-01-12",
    "2024/01/12": "2024-01-12",
    "08.12.2023": DAY,
    "8. 12. 2023": DAY,
    "Friday, December 8, 2023": DAY,
    "Fri 8 Dec 2023": DAY,
    "8th December 2023": DAY,
    "December 8th, 2023": DAY,
    "8th of December 2023": DAY,
    "DEC 8 2023": DAY,
    "8-Dec-2023": DAY,
    "  Dec 8 2023 ": DAY,
    "8 December 2023 (Friday)": DAY,
    "Feb 29 2024": "2024-02-29",
    "12/25/2023": "2023-12-25",
    "2024-01-12 10:30": "2024-01-12T10:30",
    "2024-01-12 10:30:15": "2024-01-12T10:30:15",
    "2023-12-08T09:30:00Z": "2023-12-08T09:30+00:00",
    "2023-12-08T09:30:00+04:00": "2023-12-08T09:30+04:00",
    "Dec 8, 2023, 10:30 a.m. EST": "2023-12-08T10:30-05:00",
    "Dec 8, 2023, 10:30 +04:00": "2023-12-08T10:30+04:00",
    "December 8, 2023 at 10:30 pm GMT+4": "2023-12-08T22:30+04:00",
    "8 December 2023 | 10:30": "2023-12-08T10:30",
    "Mon, 11 Dec 2023 10:30:00 +0400": "2023-12-11T10:30+04:00",
    "8 December 2023 00:00": "2023-12-08T00:00",
    "Published: 8 December 2023": DAY,
    "Posted on Dec 8, 2023": DAY,
    "Date: 2023-12-08": DAY,
    "Updated 8 December 2023": DAY,
    "Last updated: 8 December 2023 at 10:30": "2023-12-08T10:30",
    "Published Dec 8, 2023 | Updated Dec 9, 2023": DAY,
    "On 8 December 2023": DAY,
    "8 décembre 2023": DAY,
    "1er décembre 2023": "2023-12-01",
    "Publié le 8 décembre 2023": DAY,
    "vendredi 8 décembre 2023 à 10h30": "2023-12-08T10:30",
    "8. Dezember 2023": DAY,
    "8. Dezember 2023, 10:30 Uhr": "2023-12-08T10:30",
    "8 de diciembre de 2023": DAY,
    "viernes, 8 de diciembre de 2023": DAY,
    "8 dicembre 2023": DAY,
    "8 de dezembro de 2023": DAY,
    "8 декабря 2023": DAY,
    "8 декабря 2023 г.": DAY,
    "пятница, 8 декабря 2023, 10:30": "2023-12-08T10:30",
    "8 դեկտեմբերի 2023": DAY,
    "2023թ. դեկտեմբերի 8": DAY,
    "8 грудня 2023": DAY,
    "8 დეკემბერი 2023": DAY,
    "8 Aralık 2023": DAY,
}
NO_DATES = [
    "",
    "2023",
    "In 2023",
    "May 2023",
    "Dec 8",
    "10:30",
    "Baku, December 7, AZERTAC",
    "Baku, December 7, 2023",
    "Dec. 8 (UPI) — The talks go on",
    "31 February 2024",
    "Feb 29 2023",
    "2023-13-08",
    "2023-02-31",
    "8 December 20233",
    "8 December 2023:",
    "8 December 2023?",
    "8-12 December 2023",
    "The 8 December 2023 statement",
    "On 8 December 2023 the two sides met.",
    "2023 in 12 photos",
    "Windows 10 2023",
    "COP29 2023",
    "v1.2.2023",
    "8 12 2023",
    "20231208",
    "555 12 2023",
    "32 December 2023",
    "In May 2023, 12 people were arrested",
    "8 December 2023 " + "and so on " * 20,
]


@pytest.mark.parametrize("line", DATES)
def test_a_date_line_is_read(line):
    assert publication_date(line) == DATES[line]


@pytest.mark.parametrize("line", NO_DATES)
def test_other_lines_are_no_dates(line):
    assert publication_date(line) is None


def test_the_order_of_day_and_month_is_stated():
    assert publication_date("12/01/2024") == "2024-01-12"
    assert publication_date("12/01/2024", DateOptions(order="MDY")) == "2024-12-01"


@pytest.mark.parametrize(
    ("lines", "order"),
    [
        (["12/01/2024"], "DMY"),
        (["12/25/2023", "12/01/2023"], "MDY"),
        (["25/12/2023", "01/12/2023"], "DMY"),
        (["12/08/2023", "12/11/2023", "12/07/2023"], "MDY"),
        (["08/12/2023", "11/12/2023", "07/12/2023"], "DMY"),
        (["25/12/2023", "12/25/2023"], "DMY"),
        ([], "DMY"),
    ],
)
def test_a_file_shows_which_order_it_uses(lines, order):
    assert order_of(lines) == order


def test_amendments():
    assert is_amendment("Updated: 8 December 2023")
    assert not is_amendment("8 December 2023")


@given(st.dates(min_value=__import__("datetime").date(1900, 1, 1), max_value=__import__("datetime").date(2099, 12, 31)))
def test_every_day_is_read_in_every_usual_style(day):
    for style in ("%b %d %Y", "%d %B %Y", "%A, %B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        assert publication_date(day.strftime(style)) == day.isoformat()


@given(st.text())
def test_no_line_is_an_error(line):
    found = publication_date(line)
    assert found is None or found[:4].isdigit()
