"""The news desk over real storage: who had it first, copies, corrections, coverage, quotations, names, beside an answer."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.article import ArticleDraft
from corpus.errors import NotFound
from qa.answering.json import answer_from_json, answer_json
from qa.news.views.context import context_of
from qa.news.views.json import context_from_json, context_json
from qa.service.service import CuttingsService

pytestmark = pytest.mark.model

Start = Callable[..., CuttingsService]
Made = dict[str, ArticleDraft]

FIRE = (
    "{place}, May 3 (Norrapress) — A fire at the Halden paper mill in Varmund killed 14 workers on Friday, fire chief Astrid "
    "Mellory said.\n\nThe blaze began in a drying hall at about four in the morning and spread to a warehouse within minutes, "
    "according to the fire brigade. Forty engines from five towns fought it until noon.\n\n“We heard the roof go, and then "
    "nobody answered,” said Mellory, who has led the brigade since 2009.\n\nThe mill employs 310 people and "
    "is owned by Halden Group."
)
REWRITTEN = (
    "At least fourteen people lost their lives when the Halden paper mill at Varmund burned on Friday morning. The brigade's "
    "chief, Astrid Mellory, told reporters that the fire had started among drying machines. “We heard the roof go,” she said. "
    "The owner, Halden Group, said that it would help the families of the dead."
)
OTHER = (
    "The Varmund mill fire killed 17 workers, the health ministry said on Saturday, three more than the fire brigade had "
    "counted. Fire chief Astrid Mellory said that the Halden paper mill had passed its last inspection. "
    "Halden Group has closed the mill."
)


def draft(title: str, text: str, outlet: str, published: str | None = "2024-05-03", **more: str | None) -> ArticleDraft:
    return ArticleDraft(
        title=title, text=text, outlet=outlet, published=published, language="en", source="made.txt", **more
    )


@pytest.fixture
def fire(start: Start) -> CuttingsService:
    return start(
        draft("Fire at paper mill kills 14", FIRE.format(place="VARMUND"), "The Post", "2024-05-03T09:30+00:00"),
        draft("Fourteen die in mill fire", FIRE.format(place="Varmund"), "The Herald", "2024-05-03T08:00+00:00"),
        draft("Mill burns down: 14 dead", FIRE.format(place="Varmund")[:-60], "Gazette", "2024-05-04"),
        draft("“We heard the roof go”", REWRITTEN, "Radio Port Sellen", "2024-05-04"),
        draft("Toll of mill fire rises to 17", OTHER, "The Post", "2024-05-05"),
    )


def only_story(service: CuttingsService):
    (story,) = service.news.stories()
    return story


def test_copies_count_as_one_text(fire: CuttingsService) -> None:
    story = only_story(fire)
    assert len(story.articles) == 5
    assert story.texts == 3
    (printed,) = [one for one in story.printings if len(one.articles) > 1]
    assert len(printed.articles) == 3
    assert printed.agency == "Norrapress"
    assert (story.first, story.last) == ("2024-05-03", "2024-05-05")
    assert story.outlets == ("The Herald", "The Post", "Gazette", "Radio Port Sellen")


def test_who_had_it_first_and_no_more_than_is_known(fire: CuttingsService, start: Start) -> None:
    assert [one.outlet for one in only_story(fire).articles if one.first] == ["The Herald"]
    same_day = start(
        draft("Fire at paper mill kills 14", FIRE.format(place="VARMUND"), "The Post", "2024-05-03T09:30+00:00"),
        draft("Fourteen die in mill fire", FIRE.format(place="Varmund"), "The Herald", "2024-05-03"),
        draft("Mill burns", FIRE.format(place="Varmund")[:-60], "Gazette", None),
        folder="other",
    )
    story = only_story(same_day)
    assert {one.outlet for one in story.articles if one.first} == {"The Post", "The Herald"}
    assert story.articles[-1].outlet == "Gazette", "what has no date stands last"


def test_an_answer_says_how_often_it_was_reported_and_what_differs(fire: CuttingsService) -> None:
    asked = fire.ask_with_context("How many workers did the fire at the Halden paper mill kill?")
    assert asked.answer.answered
    beside = asked.context
    assert beside
    assert beside.story
    assert (beside.story.outlets, beside.story.texts) == (4, 3)
    said = {side.said for one in beside.differs for sides in one.values for side in sides}
    assert any("17" in one for one in said)
    assert any("14" in one or "ourteen" in one for one in said)
    for one in beside.differs:
        assert len(one.values) > 1
        for side in (side for sides in one.values for side in sides):
            text = fire.article(side.article).text
            assert text[side.start : side.end] == side.said
            assert text[side.sentence_start : side.sentence_end] == side.sentence
    written = answer_json(asked.answer, context_json(beside))
    assert context_from_json(written["beside"]) == beside
    assert answer_from_json(written) == replace(asked.answer, took_ms=written["took_ms"])


def test_a_story_beside_quotes_from_elsewhere_names_its_own(fire: CuttingsService, start: Start) -> None:
    asked = fire.ask_with_context("How many workers did the fire at the Halden paper mill kill?")
    answer, context = asked.answer, asked.context
    assert context
    assert context.story_citations == ()
    elsewhere = replace(answer.citations[-1].article, id="z" * 12)
    other = replace(answer.citations[-1], number=len(answer.citations) + 1, article=elsewhere)
    mixed = replace(
        answer,
        citations=(*answer.citations, other),
        quotes=(answer.quotes[0], replace(answer.quotes[0], citation=other.number)),
    )
    with fire.news.reading() as state:
        assert state
        assert context_of(*state, mixed).story_citations == (answer.quotes[0].citation,)


def test_what_the_quotes_say_already_is_not_quoted_again(start: Start) -> None:
    service = start(
        draft("Bridge", "“The bridge will open in the spring,” Anna Berg said. She smiled.", "Gazette", "2024-05-03"),
        draft("Budget", "“We have no money for another ferry,” Anna Berg said. She left.", "Herald", "2024-05-03"),
    )
    asked = service.ask_with_context("What did Anna Berg say about the bridge?")
    assert asked.context
    quoted = " ".join(quote.text for quote in asked.answer.quotes)
    assert "The bridge will open in the spring" in quoted
    assert all(one.text not in quoted for one in asked.context.said)


def test_only_what_was_said_on_the_topic_by_the_one_asked_about_is_quoted(start: Start) -> None:
    service = start(
        draft(
            "Council meets",
            "Anna Berg spoke of the harbour. “It must be dredged before the winter storms,” she said.\n\n"
            + "The council listened for an hour and went on to the next point of its long agenda. " * 5
            + "\n\nThen came the schools. “Every child will have a place in September,” Anna Berg said.\n\n"
            "“The harbour was always full of ships,” said Amy Mayor, a pensioner.",
            "Gazette",
            "2024-05-03",
        )
    )

    def said(question: str) -> list[str]:
        context = service.ask_with_context(question).context
        return [one.text for one in context.said] if context else []

    assert said("What did Anna Berg say about schools?") in (["Every child will have a place in September,"], [])
    assert "It must be dredged before the winter storms," not in said("What did Anna Berg say about schools?")
    assert said("What did the mayor say about the harbour?") == []


def test_copies_of_one_text_are_one_passage_of_the_answer(fire: CuttingsService) -> None:
    answer = fire.ask("How many workers did the fire at the Halden paper mill kill?")
    copies = [passage for passage in answer.passages if passage.also]
    assert copies
    assert len({passage.text[-80:] for passage in answer.passages}) == len(answer.passages)


def test_who_said_what(fire: CuttingsService) -> None:
    for name in ("Astrid Mellory", "mellory", "Fire chief Mellory"):
        said = fire.news.said(name)
        assert said, name
        assert all("roof" in one.text for one in said)
        for one in said:
            assert fire.article(one.article).text[one.start : one.end] == one.text
    assert fire.news.said("Nobody Such") == []
    assert fire.news.said_count("Nobody Such") == 0
    assert fire.news.said("") == []
    assert fire.news.speakers()[0][0] == "Astrid Mellory"
    asked = fire.ask_with_context("What did Astrid Mellory say about the roof?")
    assert asked.context
    # what the answer quotes is not repeated next to it
    assert any("roof" in one.text for one in (*asked.answer.quotes, *asked.context.said))


def test_one_person_has_one_key_among_names_and_speakers(fire: CuttingsService) -> None:
    assert fire.news.naming_count("Astrid Mellory") > 1
    assert fire.news.naming_count("Fire chief Astrid Mellory") == fire.news.naming_count("Astrid Mellory")
    assert fire.news.articles_naming("Chief Astrid Mellory") == fire.news.articles_naming("Astrid Mellory")


def test_one_person_has_one_entry_and_a_last_name_joins_only_in_its_own_article(start: Start) -> None:
    service = start(
        draft("Ferry", "“The ferry is late again,” said Mayor Anna Berg. “It is old,” Berg said.", "Gazette"),
        draft("Bridge", "“The bridge is new and strong,” Anna M. Berg said.", "Herald"),
        draft("Budget", "“There is no money left for a ferry,” Berg said.", "The Post"),
    )
    assert service.news.speakers() == [("Anna Berg", 3), ("Berg", 1)]
    assert service.news.said_count("Anna Berg") == service.news.said_count("Mayor Anna M. Berg") == 3
    assert service.news.said_count("Berg") == 4


def test_a_corrected_article_says_so_and_links_both_ways(start: Start, made: Made) -> None:
    service = start(made["bridge-1"], made["bridge-2"], made["bridge-corr"])
    older, newer = made["bridge-2"].id, made["bridge-corr"].id
    for one in (older, newer):
        news = service.news.of_article(one)
        assert news
        assert [(link.kind, link.older, link.newer) for link in news.links] == [("correction", older, newer)]
    asked = service.ask_with_context("How many vehicles a day are expected to use the second road bridge?")
    answer = asked.answer
    assert answer.answered
    quoted = {answer.citation(quote.citation).article.id for quote in answer.quotes}
    assert older in quoted
    assert asked.context
    assert [(one.by, one.day) for one in asked.context.amended] == [(newer, "2025-02-17")]
    assert service.news.changed(newer, older=older).changed


def test_a_refusal_says_what_is_covered(fire: CuttingsService) -> None:
    asked = fire.ask_with_context("Who won the chess championship in Reykjavik?")
    assert not asked.answer.answered
    assert asked.context
    assert [one.id for one in asked.context.covered] == [only_story(fire).id]


def test_coverage_names_who_is_silent_only_where_that_is_telling(start: Start) -> None:
    about = [
        draft(
            f"Brigade in exercise {number}",
            f"Fire chief Astrid Mellory led exercise number {number} of the Varmund brigade on a school day. {words}",
            "The Courier",
            f"2024-03-{number + 10}",
        )
        for number, words in enumerate(
            (
                "Ladders were raised.",
                "Hoses burst near the quay.",
                "Children watched from windows.",
                "A dog was saved.",
            ),
            1,
        )
    ]
    elsewhere = draft(
        "Rain in Kelder", "It rained in Kelder for nine hours, and two cellars were flooded.", "The Courier"
    )
    silent_weeks = start(
        *about,
        draft("Fire at paper mill kills 14", FIRE.format(place="VARMUND"), "The Post"),
        draft("“We heard the roof go”", REWRITTEN, "Radio Port Sellen", "2024-05-04"),
    )
    story = silent_weeks.news.story(draft("Fire at paper mill kills 14", "x", "The Post").id)
    assert silent_weeks.news.coverage(story).silent == (), "the archive has nothing of that outlet in these days"
    silent_weeks.maintenance.add_drafts([elsewhere])
    (silent,) = silent_weeks.news.coverage(story).silent
    assert (silent.outlet, silent.articles) == ("The Courier", 4)
    assert "Astrid Mellory" in silent.names
    coverage = silent_weeks.news.coverage(story)
    assert coverage.outlets == (("Radio Port Sellen", 1), ("The Post", 1))
    assert coverage.days == (("2024-05-03", 1), ("2024-05-04", 1))


def test_names_lead_to_other_articles(fire: CuttingsService) -> None:
    news = fire.news.of_article(only_story(fire).articles[0].id)
    assert news
    named = {one.spelled: one for one in news.named}
    assert named["Astrid Mellory"].articles == 5
    assert {article.id for article in fire.news.articles_naming("ASTRID MELLORY")} == {
        one.id for one in only_story(fire).articles
    }
    assert "Astrid Mellory" in {one.spelled for one in fire.news.most_named("person")}


def test_spelling_variants_are_one_name(start: Start) -> None:
    service = start(
        draft("A", "Talks on Nagorno-Karabakh went on in Geneva, Ilham Aliyev said.", "One"),
        draft("B", "The road to Nagorno Karabakh was closed, drivers from Goris told us.", "Two"),
        draft("C", "Offices of Artsakh moved to Yerevan in the autumn of that year.", "Three"),
    )
    assert len(service.news.articles_naming("Nagorno Karabakh")) == 2
    assert len(service.news.articles_naming("Artsakh")) == 1


def test_a_timeline_of_a_story_and_of_an_answer(fire: CuttingsService) -> None:
    story = only_story(fire)
    timeline = fire.news.timeline(story.id)
    assert timeline.events
    days = [event.first for event in timeline.events]
    assert days == sorted(days)
    answer = fire.ask("How many workers did the fire at the Halden paper mill kill?")
    assert fire.news.timeline_of(answer).events
    with pytest.raises(NotFound):
        fire.news.timeline("abcdefghijkl")


def test_a_changed_version_from_another_address_is_linked(start: Start) -> None:
    first = draft(
        "Fire at paper mill kills 14", FIRE.format(place="VARMUND"), "The Post", url="https://post.example.org/1"
    )
    later = replace(
        first,
        text=first.text.replace("14 workers", "15 workers"),
        url="https://post.example.org/2",
        published="2024-05-04",
    )
    service = start(first, later)
    (link,) = only_story(service).links
    assert (link.kind, link.older, link.newer) == ("version", first.id, later.id)
    pieces = [piece for change in service.news.changed(later.id, older=first.id).changed for piece in change.pieces]
    assert [piece.text for piece in pieces if piece.kind == "gone"] == ["14"]
    assert [piece.text for piece in pieces if piece.kind == "new"] == ["15"]
