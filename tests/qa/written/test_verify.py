"""Written sentences against quotes: what is borne out is supported, what is not is refused, and why is said."""

import pytest

from qa.written.values import Evidence
from qa.written.verify import verify

FERRY = Evidence(
    text="A passenger ferry struck a concrete pier at Port Sellen on Friday, injuring at least 27 people, the coast guard said.",
    headline="Ferry strikes pier at Port Sellen",
    outlet="Talvi News Agency",
    day="2024-03-08",
)
ROOFS = Evidence(
    text="The government will spend 4.7 million talers this year on the roofs of 63 village schools, Finance Minister Oskar "
    "Tellander said on Monday.",
    day="2024-03-05",
    locator="roofs",
)


def test_a_sentence_of_the_quote_is_supported_by_that_quote_alone():
    verdict = verify(ROOFS.text, [FERRY, ROOFS])
    assert verdict.supported
    assert verdict.citations == ("roofs",)
    assert all(check.passed for check in verdict.checks)


@pytest.mark.parametrize(
    "sentence",
    [
        ROOFS.text.replace("63", "36"),
        ROOFS.text.replace("million", "billion"),
        ROOFS.text.replace("Tellander", "Vesterly"),
        ROOFS.text.replace("will spend", "will not spend"),
        ROOFS.text.replace("will spend", "may spend"),
        FERRY.text.replace("injuring", "killing"),
    ],
)
def test_what_the_quote_does_not_say_is_refused_and_why_is_said(sentence):
    verdict = verify(sentence, [FERRY, ROOFS])
    assert not verdict.supported
    assert verdict.citations == ()
    assert any(not check.passed and check.why for check in verdict.checks)


def test_nothing_is_supported_by_no_evidence():
    assert not verify(ROOFS.text, []).supported


def test_two_quotes_of_one_day_may_bear_out_one_sentence_together():
    one = Evidence(text="Parliament lowered the voting age on Tuesday.", day="2024-03-12", locator="a")
    other = Evidence(text="Storks returned to the brewery in Brennwick.", day="2024-03-12", locator="b")
    verdict = verify(
        "Parliament lowered the voting age on Tuesday, and storks returned to the brewery in Brennwick.", [one, other]
    )
    assert verdict.supported
    assert verdict.citations == ("a", "b")


def test_what_somebody_said_is_borne_out_only_with_their_name():
    quote = Evidence(text="The engine of the ferry did not answer.", speaker="Dagny Ulvard", day="2024-03-09")
    assert verify("Dagny Ulvard said the engine of the ferry did not answer.", [quote]).supported
    refused = verify("The engine of the ferry did not answer.", [quote])
    assert not refused.supported
    assert [check.name for check in refused.checks if not check.passed] == ["source"]
    assert not verify("Anders Pohlen said the engine of the ferry did not answer.", [quote]).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "A concrete pier at Port Sellen was struck by a passenger ferry on Friday, the coast guard said.",
        "The coast guard said a passenger ferry struck a concrete pier at Port Sellen on Friday.",
        "According to the coast guard, a passenger ferry hit a concrete pier at Port Sellen.",
    ],
)
def test_other_words_and_another_order_are_borne_out(sentence):
    assert verify(sentence, [FERRY]).supported


@pytest.mark.parametrize(
    ("sentence", "failed"),
    [
        ("A concrete pier struck a passenger ferry at Port Sellen on Friday, the coast guard said.", "roles"),
        ("A passenger ferry struck a concrete pier at Port Sellen on Monday, the coast guard said.", "days"),
        ("A passenger ferry will strike a concrete pier at Port Sellen on Friday, the coast guard said.", "tense"),
        ("A passenger ferry did not strike a concrete pier at Port Sellen, the coast guard said.", "negation"),
        ("A passenger ferry allegedly struck a concrete pier, the coast guard said.", "hedges and quantifiers"),
        ("The coast guard said a “passenger pier” struck.", "quoted words"),
    ],
)
def test_each_check_says_what_does_not_hold(sentence, failed):
    verdict = verify(sentence, [FERRY])
    assert failed in [check.name for check in verdict.checks if not check.passed]


JAGUARS = "He was surprised the Jaguars didn't throw to Northcutt more, Ratliff said."
INQUIRY = "The Transport Ministry has opened an inquiry under Judge Ragna Holtens."


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("Ratliff said he was surprised the Jaguars didn't throw to Northcutt more.", JAGUARS),
        ("An inquiry under Judge Ragna Holtens has been opened by the Transport Ministry.", INQUIRY),
        ("The Transport Ministry opened an inquiry under Judge Ragna Holtens.", INQUIRY),
        (
            "The Heron had passed its inspection on January 17, the owner, Sound Lines, said.",
            "The owner, Sound Lines, said that the Heron had passed its inspection on January 17.",
        ),
        ("The mill was bought by the council, Ms. Ohm said.", "The council bought the mill, Ms. Ohm said."),
        ("Ohm said the plan was dead.", "Ohm warned that the plan was dead."),
        ("The mill laid off about 300 people.", "The mill laid off some 300 people."),
    ],
)
def test_what_is_told_in_another_form_is_borne_out(sentence, quote):
    assert verify(sentence, [Evidence(text=quote, day="2024-03-08")]).supported


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("The Jaguars didn't throw to Northcutt more.", JAGUARS),
        ("Judge Ragna Holtens has opened an inquiry under the Transport Ministry.", INQUIRY),
        ("The Transport Ministry will open an inquiry under Judge Ragna Holtens.", INQUIRY),
        ("Votes are bound to the results.", "One option under discussion is binding votes to the results."),
        ("Ohm was mayor of Port Sellen.", "Ohm has been mayor of Port Sellen since 2019."),
        ("The minister resigned on Monday.", "Write: the minister resigned on Monday."),
        ("The minister resigned on Monday.", "A popular myth: the minister resigned on Monday."),
        ("The council bought the mill, Ms. Ohm said.", "The council bought the mill, Mr. Ohm said."),
        ("The council bought the mill, Ms. Ohm said.", "The council bought the mill, John Ohm said."),
        ("Ohm warned that the plan was dead.", "Ohm said the plan was dead."),
        ("Investors have their hands tied.", "Investors have their hands tied, up to a point."),
        ("The claims were rated as entirely true.", "The claims were rated as mostly or entirely true."),
        ("Smith met Miss Universe Alicia Machado.", "Smith met former Miss Universe Alicia Machado."),
        ("Ohm, whose parents live in Talvi, attacked a judge.", "Ohm attacked a judge whose parents live in Talvi."),
        (
            "The majority of the guests share those views.",
            "Based on the polls, the majority of the guests share those views.",
        ),
        (
            "Gifts to the party hit $1 million.",
            "Gifts to the party hit $1 million, a Gazette analysis of its filings shows.",
        ),
        ("Smith was not opposed by Ohm, but by Dalquist.", "Smith was not opposed by Dalquist, but by Ohm."),
        ("The mill laid off 300 people.", "The mill laid off some 300 people."),
    ],
)
def test_another_form_that_says_more_than_the_quote_is_refused(sentence, quote):
    assert not verify(sentence, [Evidence(text=quote, day="2024-03-08")]).supported


def test_two_quotes_of_different_days_are_joined_unless_the_sentence_has_a_day_that_depends_on_them():
    one = Evidence(text="Parliament lowered the voting age.", day="2024-03-12", locator="a")
    other = Evidence(text="Storks returned to the brewery in Brennwick.", day="2024-03-19", locator="b")
    later = Evidence(text="Storks returned to the brewery in Brennwick on Monday.", day="2024-03-19", locator="b")
    joined = "Parliament lowered the voting age, and storks returned to the brewery in Brennwick"
    assert verify(f"{joined}.", [one, other]).citations == ("a", "b")
    assert not verify(f"{joined} on Monday.", [one, later]).supported
