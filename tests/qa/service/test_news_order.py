"""Copies, dates and corrections: what news does to a ranking. Real reranker, an encoder without weights."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.answering.pipeline import OUT_OF_TIME
from qa.service.service import CuttingsService
from qa.service.settings import Settings

pytestmark = pytest.mark.model

WIRE = "A ferry struck the pier at Port Sellen on Friday morning, and 27 people were hurt, the coast guard said."
DIGEST = f"""Ferry strikes pier

Talvi News Agency
Mar 8 2024

{WIRE}

Boat hits pier, many hurt

Gazette
Mar 9 2024

{WIRE} A spokesman gave no reason.

Salt works to hire 1,400 people

Ledger
Mar 15 2024

The Ostrel salt works will hire 1,400 people this year.

Correction on the salt works

Ledger
Mar 20 2024

The Ostrel salt works will hire 140 people this year.

Mayor opens night clinic

Radio
Apr 4 2024

The mayor opened a night clinic in the old customs house.
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    folder: Path = tmp_path_factory.mktemp("order")
    (folder / "digest.txt").write_text(DIGEST, encoding="utf-8")
    with closing(CuttingsService(ArchivePaths(folder / "archive"), Settings(model="hashing-256"))) as service:
        service.maintenance.add([folder / "digest.txt"])
        yield service


def test_one_sentence_of_two_outlets_is_one_quote_with_two_citations(service: CuttingsService) -> None:
    answer = service.ask("How many people were hurt on the ferry?")
    assert [quote.text for quote in answer.quotes] == [WIRE]
    quote = answer.quotes[0]
    cited = [answer.citation(number) for number in (quote.citation, *quote.also)]
    assert {citation.article.outlet for citation in cited} == {"Talvi News Agency", "Gazette"}
    for citation in cited:
        assert service.article(citation.article.id).text[citation.start : citation.end] == quote.text
    assert sum("ferry" in passage.text for passage in answer.passages) == 1


def test_of_equals_the_newest_is_first(service: CuttingsService) -> None:
    answer = service.ask("How many people will the Ostrel salt works hire?")
    assert "140 people" in answer.quotes[0].text


def test_a_time_counted_from_now_is_kept_to_and_can_be_dropped(service: CuttingsService) -> None:
    answer = service.ask("What did the mayor open this week?")
    assert answer.implied == Filters(since="2024-04-01")
    assert {citation.article.outlet for citation in answer.citations} == {"Radio"}
    free = service.ask("What did the mayor open this week?", imply=False)
    assert free.implied is None
    assert len({citation.article.outlet for citation in free.citations}) > 1


def test_a_time_of_which_there_is_nothing_is_told(service: CuttingsService) -> None:
    answer = service.ask("How many people were hurt on the ferry yesterday?")
    assert answer.implied is None
    assert answer.note == OUT_OF_TIME
    assert answer.passages


def test_the_users_days_count_before_those_of_the_question(service: CuttingsService) -> None:
    answer = service.ask("What happened on 4 April?", filters=Filters(until="2024-03-10"))
    assert answer.implied is None
    assert {citation.article.outlet for citation in answer.citations} == {"Talvi News Agency", "Gazette"}


def test_a_preferred_day_leaves_nothing_out(service: CuttingsService) -> None:
    answer = service.ask("How many people were hurt on the ferry on 15 March?")
    assert answer.implied == Filters(since="2024-03-15", until="2024-03-17")
    assert answer.passages[0].text == WIRE
    assert not answer.answered, "nobody was hurt on a ferry that day"


def test_the_day_of_an_article_counts_as_said_in_it(service: CuttingsService) -> None:
    answer = service.ask("How many people were hurt on the ferry on 8 March?")
    assert answer.quotes[0].text == WIRE
