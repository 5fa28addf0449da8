"""Which agency a text is from, as far as it says so."""

import pytest

from qa.news.extract.agencies import agency_of

BODY = "Ministers met in Kastrava on Monday and parted without a word."


@pytest.mark.parametrize(
    ("text", "byline", "agency"),
    [
        (f"KASTRAVA, May 3 (Norrapress) — {BODY}", None, "Norrapress"),
        (f"Dec. 8 (UPI) — {BODY}", None, "United Press International"),
        (f"LONDON (Reuters) - {BODY}", None, "Reuters"),
        (f"LONDON (AP) — {BODY}", "By Jane Doe", "Associated Press"),
        (f"Baku, December 7, AZERTAC\n\n{BODY}", None, "AZERTAC"),
        (f"TASS — {BODY}", None, "TASS"),
        (BODY, "Reuters", "Reuters"),
        (BODY, "Jane Doe, AFP", "Agence France-Presse"),
        (BODY, "By Jane Doe for Reuters", "Reuters"),
        (f"{BODY}\n\n— AFP", None, "Agence France-Presse"),
        (f"{BODY} (Reuters)", None, "Reuters"),
        (f"{BODY}\n\nWith reporting by AFP", None, "Agence France-Presse"),
        (BODY, None, None),
        (BODY, "Jane Doe", None),
        (f"The mayor (pictured) — {BODY}", None, None),
        ("Reuters was bought by Thomson in 2008. The deal was large, and nobody regretted it afterwards.", None, None),
        ("", None, None),
    ],
)
def test_agency(text: str, byline: str | None, agency: str | None) -> None:
    assert agency_of(text, byline) == agency


def test_an_agency_that_other_articles_named() -> None:
    assert agency_of(f"{BODY}\n\n— Norrapress", None) is None
    assert agency_of(f"{BODY}\n\n— Norrapress", None, ["Norrapress"]) == "Norrapress"


@pytest.mark.parametrize("text", ["(" * 100_000, "A, " * 40_000, "— " * 50_000, "Aa " * 40_000])
def test_hostile_text_costs_no_time(text: str) -> None:
    agency_of(text, text)
