"""The sample archive: read like any digest, and what it promises is in it."""

from pathlib import Path

import pytest

import corpus
from corpus.article import ArticleDraft
from corpus.readers.detect import read_file

SAMPLE = Path(corpus.__file__).parent / "sample" / "cuttings-sample.txt"
TABLE = [
    ("Start here: an invented archive to try your questions on", "Cuttings", "2024-03-04", None),
    ("Village schools to share 4.7 million talers for new roofs", "The Varmund Morning Post", "2024-03-05", "Edda Marlowen"),
    ("Storks return to Brennwick brewery nine days early", "Ostrel Valley Gazette", "2024-03-06", None),
    ("Ferry strikes pier at Port Sellen, at least 27 hurt", "Talvi News Agency", "2024-03-08", None),
    ("About 40 hurt as the Kelderby boat runs into the pier", "Radio Port Sellen", "2024-03-08", "Mika Dunnel"),
    ("‘The engine did not answer’: 32 injured in ferry crash", "The Varmund Morning Post", "2024-03-09",
     "Lasse Quenby and Edda Marlowen"),
    ("Late header sends Sennach Rovers into cup final", "Sennach Sports Page", "2024-03-11", "Bo Trellick"),
    ("Parliament lowers voting age to 17", "The Varmund Morning Post", "2024-03-12", "TALVI NEWS AGENCY"),
    ("Seventeen-year-olds win the vote after six-year debate", "Ostrel Valley Gazette", "2024-03-13", "TALVI NEWS AGENCY"),
    ("Mud from a mountain lake remembers three great floods", "Lantern Science Desk", "2024-03-14", "Pia Lorrimar"),
    ("Ostrel salt works to hire 1,400 people", "Ledger & Quay", "2024-03-15", "Corin Ashvale"),
    ("Line 6 trams back on Tinder Hill from Thursday", "Radio Port Sellen", "2024-03-18", None),
    ("Ferry inquiry points to a worn cable and a skipped check", "The Varmund Morning Post", "2024-03-19", "Lasse Quenby"),
    ("Correction: Ostrel salt works to hire 140 people, not 1,400", "Ledger & Quay", "2024-03-20", None),
    ("Archive keeper who cut up atlases is jailed", "Courtroom Three", "2024-03-21", "Ysolde Carrick"),
    ("Lost opera to be heard after 112 years", "The Varmund Morning Post", "2024-03-22", "Florian Estery"),
    ("Schoolgirl, 16, wins the Thaw Swim in record time", "Sennach Sports Page", "2024-03-25", None),
    ("Night shift in the orchard: moths do a third of the work", "Lantern Science Desk", "2024-03-27", "Anselm Brodine"),
    ("Council backs flood wall, and the gardeners bring leeks", "Ostrel Valley Gazette", "2024-03-28", "Hedda Prynnel"),
    ("Central bank cuts key rate to 3.75 percent", "Talvi News Agency", "2024-04-02", None),
    ("Night clinic opens in the old customs house", "Radio Port Sellen", "2024-04-04", "Mika Dunnel"),
    ("Transport minister resigns over unread ferry letter", "The Varmund Morning Post", "2024-04-08", "Edda Marlowen"),
    ("Court lets Yarrowfen villagers sue over dry wells", "Courtroom Three", "2024-04-10", None),
    ("Rovers lift the cup after twelve penalties", "Sennach Sports Page", "2024-04-12", "Bo Trellick"),
]  # fmt: skip


@pytest.fixture(scope="module")
def drafts() -> list[ArticleDraft]:
    return read_file(SAMPLE)


def test_the_table(drafts: list[ArticleDraft]) -> None:
    assert [(one.title, one.outlet, one.published, one.byline) for one in drafts] == TABLE
    assert sum(one.url is not None for one in drafts) == 8


def test_the_first_article_says_that_all_is_invented(drafts: list[ArticleDraft]) -> None:
    assert "invented" in drafts[0].text


def test_one_event_has_figures_that_differ(drafts: list[ArticleDraft]) -> None:
    told = [one.text for one in drafts[3:6]]
    assert "at least 27" in told[0]
    assert "40" in told[1]
    assert "32" in told[2]


def test_one_wire_story_is_printed_twice(drafts: list[ArticleDraft]) -> None:
    assert drafts[7].text == drafts[8].text
    assert drafts[7].id != drafts[8].id


def test_what_is_no_text_is_left_out(drafts: list[ArticleDraft]) -> None:
    for one in drafts:
        assert not {"Advertisements", "ALSO READ"} & set(one.text.split("\n"))
        assert "Related:" not in one.text
