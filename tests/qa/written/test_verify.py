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
