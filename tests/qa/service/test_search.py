"""Searching with operators, in the list of articles and in questions, over real storage."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.listing import ListQuery
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import SearchInvalid
from corpus.filters import Filters
from qa.answering.answer import Turn
from qa.cli import main
from qa.service.resolve import NO_WORDS
from qa.service.search import SearchResult
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.service.snippets import snippet_of

pytestmark = pytest.mark.model

FERRY = (
    "A ferry struck the pier at Port Sellen on Friday, and 27 people were hurt. "
    "“The pier will be closed for a month,” said Astrid Mellory, the governor. Mellory went to Paris on Saturday."
)
FERRIES = (
    "Ferries to Port Sellen sail again. Astrid Mellory was there; so was Jonas Varga, a minister, who came from Paris."
)
BANK = "The central bank cut its key rate. “Prices are stable,” said Jonas Varga, the minister. He spoke in London on Monday."
PIER = "Workers painted the pier at Old Sellen port. Nobody was hurt, said the harbour board."


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("search") / "archive")
    made = [
        ("Ferry strikes pier", FERRY, "The Gazette", "2024-03-08"),
        ("Ferries sail again", FERRIES, "Evening Post", "2024-04-02"),
        ("Bank cuts rate", BANK, "Herald", "2024-04-30T10:00"),
        ("Pier painted", PIER, "The Gazette", None),
    ]
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts(
            [ArticleDraft(title=a, text=b, outlet=c, published=d, source="made.txt") for a, b, c, d in made]
        )
        yield service


def found(service: CuttingsService, typed: str, **options: object) -> SearchResult:
    return service.search(ListQuery(words=typed, **options))  # type: ignore[arg-type]


def titles(service: CuttingsService, typed: str) -> list[str]:
    return [one.title.split()[0] for one in found(service, typed).listed]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("pier", ["Ferry", "Pier"]),
        ('"Port Sellen"', ["Ferries", "Ferry"]),
        ('"ferry"', ["Ferry"]),
        ("sellen -ferry", ["Ferries", "Pier"]),
        ('sellen -"port sellen"', ["Pier"]),
        ("outlet:gazette", ["Ferry", "Pier"]),
        ('outlet:"evening post" outlet:herald', ["Bank", "Ferries"]),
        ("-outlet:gazette", ["Bank", "Ferries"]),
        ("outlet:post", ["Ferries"]),
        ("after:2024-04", ["Bank", "Ferries"]),
        ("before:2024-04-30", ["Ferries", "Ferry"]),
        ("after:2024-04-30 before:2024-05", ["Bank"]),
        ("said:Mellory", ["Ferry"]),
        ("said:Varga", ["Bank"]),
        ('person:"Astrid Mellory"', ["Ferries", "Ferry"]),
        ("person:Mellory person:Varga", ["Ferries"]),
        ("person:Varga -said:Varga", ["Ferries"]),
        ("place:Paris", ["Ferries", "Ferry"]),
        ("place:Paris -person:Varga pier", ["Ferry"]),
    ],
)
def test_what_each_operator_finds(service: CuttingsService, typed: str, expected: list[str]) -> None:
    assert titles(service, typed) == expected


@pytest.mark.parametrize(
    "typed", ["outlet:Nowhere", "said:Nobody", "person:Nobody", "place:Nowhere", "ferry -person:Nobody"]
)
def test_a_name_that_no_article_has_is_reported(service: CuttingsService, typed: str) -> None:
    result = found(service, typed)
    assert [str(one) for one in result.unknown] == [typed.split()[-1]]
    assert result.total == (2 if "-" in typed else 0)


def test_what_is_counted_is_what_is_found_then(service: CuttingsService) -> None:
    for typed in ("", "sellen", "person:Mellory", "-ferry"):
        facets = found(service, typed).facets
        assert facets is not None
        further = [(f'outlet:"{name}"', number) for name, number in facets.outlets]
        further += [(f'person:"{one.spelled}"', one.articles) for one in facets.people or ()]
        further += [(f'place:"{one.spelled}"', one.articles) for one in facets.places or ()]
        for month, number in facets.months:
            year, of_year = map(int, month.split("-"))
            further.append((f"after:{month} before:{year + of_year // 12}-{of_year % 12 + 1:02d}", number))
        assert further
        assert {one: found(service, f"{typed} {one}").total for one, _ in further} == dict(further)


def test_a_snippet_shows_why_with_the_words_marked(service: CuttingsService) -> None:
    def marked(typed: str, title: str) -> list[str]:
        result = found(service, typed)
        article = next(one for one in result.listed if one.title == title)
        return [piece for piece, mark in result.snippets[article.id].parts() if mark]

    assert marked("people hurt", "Ferry strikes pier") == ["people", "hurt"]
    assert marked('"port sellen" ferr', "Ferries sail again") == ["Ferries", "Port Sellen"]
    assert marked("said:Varga", "Bank cuts rate") == ["Prices are stable,"]
    assert marked("person:Mellory", "Ferry strikes pier") == ["Astrid Mellory"]
    assert found(service, "outlet:gazette").snippets == {}


def test_a_snippet_is_cut_between_words() -> None:
    text = f"{'before ' * 60}needle {'after ' * 90}needle"
    snippet = snippet_of(text, [[(420, 426)]])
    assert snippet is not None
    pieces = snippet.parts()
    assert (pieces[0], pieces[-1]) == (("… ", False), (" …", False))
    assert {word for piece, _ in pieces for word in piece.split()} == {"…", "before", "needle", "after"}
    assert [piece for piece, mark in pieces if mark] == ["needle"]
    unbroken = snippet_of("x" * 900, [[(500, 510)]])
    assert unbroken is not None
    assert unbroken.start <= 500 < unbroken.end
    assert snippet_of(text, [[], []]) is None


def test_a_malformed_day_is_no_empty_list(service: CuttingsService) -> None:
    with pytest.raises(SearchInvalid, match="is no day"):
        found(service, "after:soon")
    answer = service.ask("Who was hurt? after:soon")
    assert answer.note is not None
    assert "is no day" in answer.note


def test_filters_of_the_page_hold_too(service: CuttingsService) -> None:
    gazette = Filters(outlets=("The Gazette",))
    assert found(service, "sellen outlet:gazette after:2024", filters=gazette).total == 1
    assert found(service, "outlet:herald", filters=gazette).total == 0


def test_a_question_is_answered_from_what_its_operators_let_through(service: CuttingsService) -> None:
    everywhere = service.ask("Who was hurt at the pier?")
    assert everywhere.quotes[0].text.startswith("A ferry struck")
    for operators in ("-ferry", "-said:Mellory", '-"27 people"'):
        question = f"Who was hurt at the pier? {operators}"
        answer = service.ask(question)
        assert answer.question == question
        assert {answer.citation(one.citation).article.title for one in answer.passages} <= {
            "Pier painted", "Ferries sail again", "Bank cuts rate"
        }  # fmt: skip
    assert service.ask("outlet:Nowhere Who was hurt?").note == "No outlet here is called “Nowhere”."
    assert service.ask("Who was hurt? after:2030").note == "No article fits after:2030."
    assert service.ask("said:Mellory").note == NO_WORDS
    found_in = service.ask("Who was hurt? outlet:gazette", filters=Filters(outlets=("Herald",)))
    assert found_in.quotes == ()


def test_a_question_without_operators_is_asked_as_before(service: CuttingsService) -> None:
    plain, quoted = service.ask("Who was hurt: anybody?"), service.ask("Who said “prices are stable”?")
    assert plain.question == "Who was hurt: anybody?"
    assert quoted.quotes[0].text.startswith("“Prices are stable")
    assert not service.ask("Who said “nobody ever wrote this”?").note  # a phrase is preferred, not required


def test_the_turns_before_are_read_without_their_operators(service: CuttingsService) -> None:
    history = [
        Turn(role="user", content="Who spoke about the pier? outlet:gazette"),
        Turn(role="assistant", content="x"),
    ]
    answer = service.ask("And what was said about it? -outlet:herald", history)
    assert "outlet:gazette" not in (answer.interpreted or "")
    assert answer.interpreted is None or answer.interpreted.endswith("-outlet:herald")


def test_the_command_lists_what_it_finds(service: CuttingsService, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(service.paths.folder)
    assert main(["list", "--archive", folder, "people", '"port sellen"']) == 0
    line, why = capsys.readouterr().out.splitlines()[:2]
    assert line.endswith("Ferry strikes pier")
    assert why.strip().startswith("A ferry struck the pier at Port Sellen")
    assert main(["list", "--archive", folder, "--json", "--", "-ferry", "outlet:gazette"]) == 0
    (article,) = json.loads(capsys.readouterr().out)
    assert (article["title"], article["snippet"]) == ("Pier painted", None)
    assert main(["list", "--archive", folder, "said:Nobody"]) == 0
    assert capsys.readouterr().out == "No article here quotes “Nobody” by name.\n"
    assert main(["list", "--archive", folder, "before:soon"]) == 1
    assert "is no day" in capsys.readouterr().err
