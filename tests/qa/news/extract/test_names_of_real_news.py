"""Names as agencies write them: companies, ministries, datelines; and clubs and players in reports on games."""

import pytest

from qa.news.extract.names import names_in
from qa.news.extract.names.sport import Sport, sport_of
from qa.news.extract.names.words import name_tokens

P, L, O = "person", "place", "organisation"  # noqa: E741 - as short as the labels


def named(text: str, title: str = "") -> list[tuple[str, str]]:
    return [(one.text, str(one.kind)) for one in names_in(text, title) if one.kind != "other"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The bid came early, QVTN said on Monday.", [("QVTN", O)]),  # who said it is no person
        ("He left Harl and Osten Corp. in May.", [("Harl and Osten Corp.", O)]),
        ("The firm is Osten Corp.", [("Osten Corp", O)]),
        ("He left Osten Corp of the United States in May.", [("Osten Corp", O), ("United States", L)]),
        ("Mines and Energy Ministry officials were there.", [("Mines and Energy Ministry", O)]),
        ("He met Peru's Mines and Energy Ministry people.", [("Peru", L), ("Mines and Energy Ministry", O)]),
        ("It was the insurer Varmund that paid.", [("Varmund", O)]),
        ("Then Varmund shares fell.", [("Varmund", O)]),
        ("It was read in Gazeta Lund newspaper.", [("Gazeta Lund", O)]),
        ("The report by Radio Varmund was wrong.", [("Radio Varmund", O)]),
        ("Harvest fell, Statistics Canada said.", [("Statistics Canada", O)]),
        ("Environment Minister Robert Hill spoke.", [("Robert Hill", P)]),
        ("He met Mark Butcher there.", [("Mark Butcher", P)]),
        ("Secretary Anna B. Baker III came.", [("Anna B. Baker", P)]),
        ("Major-General Anna Lund took the town.", [("Anna Lund", P)]),
        ("Angry Dane Anna Lund called it a farce.", [("Anna Lund", P)]),
        ("It burned in Kelderby, Scotland, all night.", [("Kelderby", L), ("Scotland", L)]),
        ("The Iraqi National Congress met.", [("Iraqi National Congress", O)]),
        ("U.N. officials and the F.B.I. were there.", [("U.N.", O), ("F.B.I.", O)]),
        ("U.S. District Judge Anna Lund agreed.", [("U.S.", L), ("Anna Lund", P)]),
        ("He told Kathleen Hall Jamieson to WORK.", [("Kathleen Hall Jamieson", P)]),
        ("AUSTRALIAN OLYMPIC TEAM REFUSES STAY there, it said.", [("AUSTRALIAN OLYMPIC TEAM", O)]),
        ("There were cuts in Medicare.", []),
        ("The shirt of Van der Osten was torn.", [("Van der Osten", P)]),
    ],
)
def test_names(text: str, names: list[tuple[str, str]]) -> None:
    assert named(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "KELDERBYSK, Russia 1996-08-30\n\nThe town was quiet.",
        "KELDERBYSK, March 12 (TNA) - The town was quiet.",
        "KELDERBYSK 1996-08-30\n\nThe town was quiet.",
    ],
)
def test_a_dateline_names_a_place(text: str) -> None:
    assert named(text)[0] == ("KELDERBYSK", L)


def test_a_line_that_goes_on_is_no_headline() -> None:
    text = "It rained.\n\nThe National Bank of Poland\n\nrefrained from it."
    assert named(text) == [("National Bank of Poland", O)]


def test_a_town_that_plays_is_its_club() -> None:
    text = (
        "LONDON 1996-08-30\n\nNewcastle beat Southampton 2-1 in Manchester on Friday and face Liverpool next. "
        "England captain Ana Lund scored for Newcastle. The London club was fined in Leeds, England, this week."
    )
    found = named(text, "SOCCER - NEWCASTLE WIN.")
    clubs, places = {"Newcastle", "Southampton", "Liverpool"}, {"LONDON", "London", "Manchester", "Leeds", "England"}
    assert {name for name, kind in found if kind == O} == clubs
    assert {name for name, kind in found if kind == L} == places
    assert named(text)[1] == ("Newcastle", L), "not where nothing says that it is about games"


def test_tables_name_teams_and_players() -> None:
    text = (
        "Results on Sunday:\n\nKelderby 3 Varmund 1\n\nOsten v Harl\n\nScorers: Romania - Ana Lima (31st)\n\n"
        "KELDERBY 74 59 .556 -\n\n1. Jo Harl (Sweden) 12.71"
    )
    found = named(text, "SOCCER - RESULTS.")
    assert found == [
        *[("Kelderby", O), ("Varmund", O), ("Osten", O), ("Harl", O), ("Romania", L), ("Ana Lima", P), ("KELDERBY", O)],
        *[("Jo Harl", P), ("Sweden", L)],
    ]


def test_a_cricket_scoreboard() -> None:
    text = "Extras 5\n\nO. Harl c Lund b Osten 50\n\nBowling: Varm 7-0-29-0"
    found = named(text, "CRICKET - SCOREBOARD.")
    assert found == [("O. Harl", P), ("Lund", P), ("Osten", P), ("Varm", P)]


def test_a_team_is_called_by_its_town_and_a_nickname() -> None:
    assert named("He saw the Philadelphia Eagles play.") == [("Philadelphia Eagles", O)]
    assert named("The Eagles won.", "NFL - A WIN") == [("Eagles", O)]


def test_no_article_is_of_games_for_a_word_or_two() -> None:
    assert (
        sport_of("A win", name_tokens("The goal of the league is peace, its striker said of the race.")) is Sport.NONE
    )
    words = "He scored two goals for the league leaders; the goalkeeper and a midfielder were booked by the referee at halftime."
    assert sport_of("A win", name_tokens(words)) is Sport.TEAMS
    assert sport_of("ICE HOCKEY - RESULTS", []) is Sport.TEAMS
    assert sport_of("Tennis-Lund wins", []) is Sport.SINGLE
