"""Answers that are no look-ups, from an archive of invented articles: quoted word for word, or out of the catalogue."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.filters import Filters
from qa.answering.answer import Answer, Turn
from qa.answering.citations import field_of
from qa.answering.json import answer_from_json, answer_json
from qa.commands.terminal import answer_text
from qa.news.answers.points import list_of
from qa.service.exchange import Asked, Exchange
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.export.grammar import read
from qa.web.export.verify import verify
from qa.web.export.write import export_html, export_markdown
from qa.web.render.answer import answer_html
from qa.web.translations import words

SCHEMA = json.loads((Path(__file__).parents[3] / "docs" / "answer.schema.json").read_text(encoding="utf-8"))


def draft(title: str, outlet: str, day: str, text: str, byline: str | None = None) -> ArticleDraft:
    return ArticleDraft(title=title, text=text, outlet=outlet, published=day, byline=byline, language="en")


DRAFTS = (
    draft(
        "Windmill burns at Sellen",
        "Sellen Herald",
        "2024-03-08",
        "LETTERS.\n\nThe windmill at Sellen burned to the ground on Friday night while the miller slept. The fire at the "
        "Sellen windmill injured 13 millers. The fire brigade came from three towns and could save only the barn.",
        "Ann Ink",
    ),
    draft(
        "Sellen loses its windmill",
        "Upland Gazette",
        "2024-03-09",
        "The old windmill at Sellen burned to the ground on Friday night, and the fire brigade saved the barn. The fire at the "
        "Sellen windmill injured 17 millers. The miller said that a lamp had fallen over.",
    ),
    draft(
        "Bakers ask for three things",
        "Upland Gazette",
        "2024-03-20",
        "The bakers of the valley handed a paper to the council on Tuesday.\n\n1. Cheaper flour from the state.\n\n"
        "2. One free day a week. It should be Monday.\n\n3. New ovens by the autumn.\n\nThe council will answer in May.",
        "Bo Quill and Ann Ink",
    ),
    draft(
        "Windmill of Sellen to be rebuilt",
        "Sellen Herald",
        "2024-04-02",
        "The windmill of Sellen will be rebuilt in stone, the mayor said on Monday. It will cost 48,000 crowns.",
    ),
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("answers") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts(DRAFTS)
        yield service


@pytest.fixture(scope="module")
def ask(service: CuttingsService):
    def asked(question: str, history: tuple[Turn, ...] = (), filters: Filters | None = None) -> Answer:
        answer = service.ask_with_context(question, history, filters).answer
        for quote in answer.quotes:
            citation = answer.citation(quote.citation)
            article = service.article(citation.article.id)
            assert field_of(article, citation.field)[quote.start : quote.end] == quote.text
        jsonschema.validate(answer_json(answer), SCHEMA)
        assert answer_from_json(answer_json(answer)) == replace(answer, took_ms=round(answer.took_ms, 1))
        return answer

    return asked


def titles(answer: Answer) -> list[str]:
    return [answer.citation(quote.citation).article.title for quote in answer.quotes]


def test_a_summary_is_how_the_articles_of_a_story_begin_each_outlet_once_first(ask) -> None:
    answer = ask("Summarise the coverage of the windmill fire at Sellen.")
    assert (answer.kind, answer.answered) == ("summary", True)
    assert titles(answer)[:2] == ["Windmill burns at Sellen", "Sellen loses its windmill"]
    assert answer.quotes[0].text.startswith("The windmill at Sellen burned"), "a label is no beginning"
    assert "Bakers ask for three things" not in titles(answer)


def test_a_summary_of_one_article_is_its_first_sentences(ask) -> None:
    answer = ask("What is the article about the bakers' three things about?")
    assert titles(answer) == ["Bakers ask for three things"]
    assert answer.quotes[0].text.startswith("The bakers of the valley")


def test_what_it_means_was_said_before(ask) -> None:
    history = (Turn(role="user", content="Who rebuilds the windmill of Sellen?"), Turn(role="assistant", content="…"))
    assert all("indmill" in title for title in titles(ask("Summarise it", history)))
    assert len(ask("Summarise everything").quotes) == len(DRAFTS), "without a conversation it is the archive"


def test_what_is_new_is_the_newest_first(ask) -> None:
    assert titles(ask("What's new?"))[:2] == ["Windmill of Sellen to be rebuilt", "Bakers ask for three things"]
    about = ask("What is the latest on the windmill?")
    assert about.kind == "newest"
    assert titles(about) == [
        "Windmill of Sellen to be rebuilt",
        "Sellen loses its windmill",
        "Windmill burns at Sellen",
    ]
    assert titles(ask("Show me the latest articles from the Upland Gazette"))[0] == "Bakers ask for three things"
    assert titles(ask("What's new?", (), Filters(until="2024-03-09")))[0] == "Sellen loses its windmill"


def test_what_the_newest_articles_say_otherwise_is_shown(service: CuttingsService) -> None:
    context = service.ask_with_context("What's new?").context
    assert context is not None
    said = {side.said for one in context.differs for sides in one.values for side in sides}
    assert said == {"13", "17"}
    assert context.story is None, "it is not about one story"


def test_two_outlets_side_by_side(ask) -> None:
    answer = ask("Compare the Sellen Herald and the Upland Gazette on the windmill fire")
    assert answer.groups == ("Sellen Herald", "Upland Gazette")
    outlets = [(quote.group, answer.citation(quote.citation).article.outlet) for quote in answer.quotes]
    assert {group for group, _ in outlets} == set(answer.groups)
    assert all(group == outlet for group, outlet in outlets)


def test_lists_of_the_catalogue_are_counted(ask) -> None:
    answer = ask("How many articles by Ann Ink are there?")
    assert (answer.kind, answer.total) == ("articles", 2)
    assert [quote.text for quote in answer.quotes] == ["Bakers ask for three things", "Windmill burns at Sellen"]
    assert ask("How many articles are there?").total == len(DRAFTS)
    assert ask("Which articles from the Sellen Herald mention the windmill?").total == 2
    assert ask("List the articles published in March 2024").total == 3, "days restrict a list, too"
    outlets = ask("Which outlets are in this archive?")
    assert [quote.text for quote in outlets.quotes] == ["Sellen Herald", "Upland Gazette"]


def test_that_no_article_has_a_word_is_said(ask) -> None:
    answer = ask("Which articles mention zeppelins?")
    assert (answer.answered, answer.total, answer.quotes) == (False, 0, ())
    assert answer.note == "No article here has all of these words: zeppelins."
    assert "Nothing in these articles" not in answer_text(answer)


def test_the_list_that_an_article_has(ask) -> None:
    answer = ask("List the things that the bakers ask for")
    assert answer.kind == "points"
    assert [quote.text[:2] for quote in answer.quotes] == ["1.", "2.", "3."]
    assert answer.quotes[1].text == "2. One free day a week. It should be Monday."


def test_one_line_is_no_list_and_two_lists_are_not_one() -> None:
    assert list_of("The council met.\n\n1. It talked.\n\nThen it went home.") == []
    text = "- One.\n- Two.\n\nSomething else was said here.\n\n- Three.\n- Four.\n- Five."
    assert [text[start:end] for start, end in list_of(text)] == ["- Three.", "- Four.", "- Five."]


@pytest.mark.parametrize(
    "question",
    [
        "How many articles does the treaty have?",
        "Summarise the treaty of the moon",
        "List the articles from the Moon Courier",
        "Compare the moon and the sun",
        "List the demands of the astronauts",
    ],
)
def test_what_the_archive_has_nothing_of_is_looked_up(ask, question: str) -> None:
    assert ask(question).kind == "look-up"


def test_what_is_new_for_a_saved_question_is_looked_up(ask) -> None:
    assert ask("Which articles mention the windmill?", (), Filters(added_after=0)).kind == "look-up"


def test_every_kind_is_shown_exported_and_verified(ask, service: CuttingsService) -> None:
    kinds = {
        "summary": "Summarise the coverage of the windmill fire at Sellen.",
        "newest": "What's new?",
        "comparison": "Compare the Sellen Herald and the Upland Gazette on the windmill fire",
        "articles": "Which articles mention the windmill?",
        "points": "List the things that the bakers ask for",
    }
    exchanges = []
    for kind, question in kinds.items():
        answer = ask(question)
        assert answer.kind == kind
        overview = service.overview()
        exchanges.append(Exchange.of(Asked(question=question, filters=Filters(), overview=overview, answer=answer)))
        for language in ("en", "fr"):
            shown = answer_html(answer, overview, say=words(language))
            assert words(language)(f"kind_{kind}").replace("’", "&#x27;") in shown.replace("’", "&#x27;")
            assert "\n" not in shown
        assert words()(f"kind_{kind}") in answer_text(answer)
    for export in (export_markdown, export_html):
        found = read(export("Windmills", exchanges))
        checked = verify(found, service.texts_of)
        assert checked.good, (checked.misfits, [one for one in checked.verdicts if one.state.value != "same"])
        assert checked.questions == len(kinds)
