"""What is quoted of an article, a story, a collection, and of each outlet of a story: copies once, differences as such."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.errors import NotFound
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.service.summaries import Subject, SubjectKind
from tests.qa.news.test_desk import FIRE, OTHER, REWRITTEN, draft

FIRST = f"{FIRE.format(place='Varmund').split(' said.')[0]} said."
TOLL = f"{OTHER.split(' counted.')[0]} counted."
RETOLD = "At least fourteen people lost their lives when the Halden paper mill at Varmund burned on Friday morning."
BAKERS = "The bakers of Olm opened a school for their trade on Monday."
ARTICLES = (
    draft("Fire at paper mill kills 14", FIRE.format(place="VARMUND"), "The Post", "2024-05-03T09:30+00:00"),
    draft("Fourteen die in mill fire", FIRE.format(place="Varmund"), "The Herald", "2024-05-03T08:00+00:00"),
    draft("Mill burns down: 14 dead", FIRE.format(place="Varmund")[:-60], "Gazette", "2024-05-04"),
    draft("“We heard the roof go”", REWRITTEN, "Radio Port Sellen", "2024-05-04"),
    draft("Toll of mill fire rises to 17", OTHER, "The Post", "2024-05-05"),
    draft(
        "Bakers of Olm open a school", f"Olm, 9 March, AGENCY\n\n{BAKERS} It has two ovens.", "Gazette", "2024-03-09"
    ),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    folder = tmp_path_factory.mktemp("summaries") / "archive"
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts(ARTICLES)
        yield service


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    """The same archive with the default model, which finds by meaning."""
    folder = tmp_path_factory.mktemp("asked") / "archive"
    with closing(CuttingsService(ArchivePaths(folder))) as service:
        service.maintenance.add_drafts(ARTICLES)
        yield service


def id_of(service: CuttingsService, article: ArticleDraft) -> str:
    return next(one.id for one in service.articles() if one.title == article.title)


def quoted(service: CuttingsService, kind: SubjectKind, name: str) -> list[tuple[str | None, str]]:
    """What is quoted, each with the outlet."""
    answer = service.summaries.summary(Subject(kind, name), str).answer
    return [(answer.citation(one.citation).article.outlet, one.text) for one in answer.quotes]


def test_an_article_is_quoted_from_its_beginning(service: CuttingsService) -> None:
    found = service.summaries.summary(Subject("article", id_of(service, ARTICLES[4])), "Summarise {}".format)
    assert found.answer.question == "Summarise Toll of mill fire rises to 17"
    assert found.answer.kind == "summary"
    assert [one.text for one in found.answer.quotes] == [OTHER]
    assert found.context is not None  # what others say of the dead stands beside it
    assert [one.about for one in found.context.differs] == ["workers dead"]


def test_a_story_is_quoted_from_each_outlet_and_a_copy_once(service: CuttingsService) -> None:
    assert quoted(service, "story", id_of(service, ARTICLES[0])) == [
        ("The Herald", FIRST),
        ("Radio Port Sellen", RETOLD),
        ("The Post", TOLL),
    ]


def test_outlets_are_compared_on_one_point_with_what_they_say_differently(service: CuttingsService) -> None:
    found = service.summaries.summary(Subject("outlets", id_of(service, ARTICLES[0])), str)
    assert found.answer.kind == "comparison"
    assert found.answer.groups == (
        "The Herald",
        "Radio Port Sellen",
        "The Post",
    )  # the Gazette prints the Herald's text
    assert [(one.group, one.text) for one in found.answer.quotes] == [
        ("The Herald", FIRST),
        ("Radio Port Sellen", RETOLD),
        ("The Post", TOLL),
    ]
    assert found.context is not None
    (differing,) = found.context.differs
    assert len(differing.values) == 2


def test_a_collection_is_quoted_story_by_story_without_datelines(service: CuttingsService) -> None:
    service.desk.collect("Spring", [one.id for one in service.articles()])
    found = service.summaries.summary(Subject("collection", "Spring"), "About {}".format)
    assert found.answer.question == "About Spring"
    assert [one.text for one in found.answer.quotes] == [TOLL, BAKERS]  # the newest of each


@pytest.mark.parametrize(
    ("kind", "why"),
    [("article", "zzz"), ("story", "nothing of that name"), ("outlets", "nothing of that name"), ("collection", "zzz")],
)
def test_what_is_not_there_is_said(service: CuttingsService, kind: SubjectKind, why: str) -> None:
    with pytest.raises(NotFound, match=why):
        service.summaries.summary(Subject(kind, "zzz"), str)


def test_one_outlet_alone_is_not_compared_and_an_empty_collection_not_summarised(service: CuttingsService) -> None:
    with pytest.raises(NotFound, match="one outlet"):
        service.summaries.summary(Subject("outlets", id_of(service, ARTICLES[5])), str)
    service.desk.collect("Empty", [])
    with pytest.raises(NotFound, match="no article in this collection"):
        service.summaries.summary(Subject("collection", "Empty"), str)


@pytest.mark.model
@pytest.mark.parametrize(
    "question",
    [
        "How do the outlets differ on the fire at the Halden paper mill?",
        "Compare the papers on the fire at the Halden paper mill",
        "En quoi les médias diffèrent-ils sur the fire at the Halden paper mill ?",
    ],
)
def test_all_outlets_are_compared_in_the_chat_too(asked: CuttingsService, question: str) -> None:
    answer = asked.ask(question)
    assert answer.kind == "comparison"
    assert answer.groups == ("The Herald", "Radio Port Sellen", "The Post")
    assert TOLL in [one.text for one in answer.quotes]


@pytest.mark.model
def test_two_outlets_are_compared_on_one_point(asked: CuttingsService) -> None:
    answer = asked.ask("Compare how Radio Port Sellen and The Post reported the fire at the Halden paper mill")
    assert answer.groups == ("Radio Port Sellen", "The Post")
    assert [one.text for one in answer.quotes if one.group == "Radio Port Sellen"] == [RETOLD]
    assert TOLL in [one.text for one in answer.quotes if one.group == "The Post"]
