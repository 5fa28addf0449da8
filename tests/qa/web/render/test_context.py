"""What stands under an answer: story, differences, corrections, quotations; nothing of it is markup."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import text_hash
from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Quote
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement, Quotation, StoryBrief
from qa.web.render.context import conflict_html, context_html, covered_html, quotations_html
from qa.web.translations import words

EVIL = '"><img src=x onerror="window.pwned=1"></script>\n\n# head \u202e \ud800 \x00 \''
EXCHANGE = "0f" * 12


def side(
    said: str = "27", *, outlet: str | None = "Gazette", text: str = "They counted {}.", key: str = "a" * 12
) -> ConflictingClaim:
    sentence = text.replace("{}", said)
    start = 100 + sentence.find(said)
    return ConflictingClaim(
        article=key, outlet=outlet, published="2024-03-08", said=said, start=start, end=start + len(said),
        sentence=sentence, sentence_start=100, sentence_end=100 + len(sentence),
    )  # fmt: skip


def brief(title: str = "Ferry strikes pier", articles: int = 4) -> StoryBrief:
    return StoryBrief(
        id="a" * 12, title=title, first="2024-03-08", last="2024-03-19", articles=articles, outlets=3, texts=1
    )


def said(
    text: str = "We do not yet know why.", *, speaker: str = "Ivo Sandrel", outlet: str | None = "Gazette"
) -> Quotation:
    return Quotation(
        article="a" * 12, title="Ferry strikes pier", outlet=outlet, published="2024-03-08", speaker=speaker,
        start=7, end=7 + len(text), text=text, sentence_start=0, sentence_end=60,
    )  # fmt: skip


def answer(*texts: str) -> Answer:
    article = CitedArticle(
        id="a" * 12, title="Ferry", outlet="Gazette", published="2024-03-08", byline=None, url=None
    )  # fmt: skip
    citations = tuple(
        Citation(number=number, article=article, start=0, end=len(text), sha256=text_hash(text))
        for number, text in enumerate(texts, 1)
    )
    quotes = tuple(Quote(text=text, start=0, end=len(text), citation=number) for number, text in enumerate(texts, 1))
    passages = tuple(
        FoundPassage(text=text, start=0, end=len(text), score=0.9, citation=number)
        for number, text in enumerate(texts, 1)
    )
    return Answer(
        question="How many?", answered=True, confidence=0.9, quotes=quotes, passages=passages, citations=citations
    )


DIFFERS = Disagreement(
    about="people hurt",
    kind="figure",
    values=(
        (side("at least 27"), side("32", outlet="Post", key="b" * 12)),
        (side("About 40", outlet="Radio", key="c" * 12),),
    ),
)


def test_a_story_names_the_quotes_that_are_of_it_where_others_are_not() -> None:
    context = AnswerContext(story=brief(), story_citations=(1, 3))
    numbers = (
        '<p class="story"><span class="number">[1]</span> <span class="number">[3]</span> <strong>Part of the story'
    )
    assert numbers in context_html(context, answer("One.", "Two.", "Three."), EXCHANGE)


def test_outlets_that_are_not_known_are_not_counted() -> None:
    nowhere = replace(brief(), outlets=0)
    asked = answer("One.")
    article = replace(asked.citations[0].article, outlet=None)
    asked = replace(asked, citations=(replace(asked.citations[0], article=article),))
    shown = context_html(AnswerContext(story=nowhere), asked, EXCHANGE)
    assert "outlet" not in shown
    assert "4 articles, 1 without the copies" in shown


class Page(HTMLParser):
    """What a browser would see."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()
        self.links: list[str] = []
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") or name == "style" for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name == "href"]


def test_nothing_known_shows_nothing() -> None:
    assert context_html(AnswerContext(), answer("x")) == ""
    assert covered_html(()) == ""


def test_each_wording_stands_with_those_who_have_it() -> None:
    markup = conflict_html(DIFFERS)
    groups = [Page(group).text for group in re.findall(r"<li>.*?</li>", markup)]
    assert len(groups) == 2
    assert groups[0].startswith("at least 27 Gazette, 8 Mar 2024They counted at least 27.")
    assert "does not contradict it: 32 Post, 8 Mar 2024They counted 32." in groups[0]
    assert groups[1].startswith("About 40 Radio, 8 Mar 2024")
    assert "contradict" not in groups[1]


def test_those_who_word_it_alike_share_a_line() -> None:
    alike = Disagreement(
        about="", kind="figure", values=((side("About 40"), side("about  40", outlet="Post")), (side("3"),))
    )
    markup = conflict_html(alike)
    assert "contradict" not in markup
    assert markup.count('class="value"') == 2


def test_a_side_links_to_its_sentence_with_the_value_marked_in_it() -> None:
    (address, *_) = Page(conflict_html(DIFFERS)).links
    sha256 = text_hash("They counted at least 27.")[:16]
    assert address == f"/article/{'a' * 12}?start=100&end=125&also=113-124&sha256={sha256}#cited"


def test_a_sentence_that_is_quoted_above_is_not_told_again() -> None:
    quoted = answer("Before. They counted at least 27. After.")
    markup = context_html(AnswerContext(differs=(DIFFERS,)), quoted)
    assert "They counted at least 27." not in markup
    assert "They counted 32." in markup


def test_under_a_heading_the_box_says_only_what_it_is_about() -> None:
    assert Page(conflict_html(DIFFERS)).text.startswith("people hurt")


def test_around_an_answer_each_thing_has_a_line_that_opens() -> None:
    whole = AnswerContext(story=brief(), differs=(DIFFERS,), said=(said(), said("No.", speaker="Mika")))
    markup = context_html(whole, answer("x"), EXCHANGE)
    assert markup.startswith('<div class="beside"><details class="around" open><summary>Around this answer</summary>')
    lines = [Page(line).text for line in re.findall(r"<summary>(.*?)</summary>", markup)]
    assert lines[1:] == ["Articles differ on people hurt: at least 27, About 40", "2 quotations: Ivo Sandrel, Mika"]
    nameless = Disagreement(about="", kind="figure", values=((side("1"),), (side("2"),)))
    assert "Articles differ: 1, 2" in Page(context_html(AnswerContext(differs=(nameless,)), answer("x"))).text


def test_outlets_are_counted_where_quotes_are_from_several() -> None:
    asked = answer("One.", "Two.")
    other = replace(asked.citations[1].article, id="b" * 12, outlet="Post", published="2024-03-11")
    asked = replace(asked, citations=(asked.citations[0], replace(asked.citations[1], article=other)))
    shown = Page(context_html(AnswerContext(story=brief()), asked)).text
    assert "Quoted here: 2 outlets, 8 Mar 2024 – 11 Mar 2024" in shown
    assert "Quoted here" not in Page(context_html(AnswerContext(story=brief()), answer("One.", "Two."))).text


def test_the_story_line_says_how_many_articles_outlets_and_texts_it_has() -> None:
    markup = context_html(AnswerContext(story=brief()), answer("x"), EXCHANGE)
    shown = Page(markup)
    assert "Part of the story Ferry strikes pier 4 articles, 3 outlets, 1 without the copies" in shown.text
    assert shown.text.endswith("Timeline of this answer")
    assert shown.links == [f"/story/{'a' * 12}", f"/answers/{EXCHANGE}/timeline"]
    assert "/answers/" not in context_html(AnswerContext(story=brief()), answer("x"))


def test_a_correction_says_when_and_leads_there() -> None:
    made = Amended(citation=3, kind="correction", by="b" * 12, title="Correction: 27", day="2024-03-20")
    shown = Page(context_html(AnswerContext(amended=(made,)), answer("x")))
    assert shown.text.startswith("[3] Corrected on 20 Mar 2024: Correction: 27")
    assert shown.links == [f"/article/{'b' * 12}"]
    undated = Amended(citation=3, kind="version", by="b" * 12, title="Ferry", day=None)
    assert "There is a newer version: Ferry" in Page(context_html(AnswerContext(amended=(undated,)), answer("x"))).text


def test_a_speaker_is_named_once_for_quotations_in_a_row() -> None:
    shown = Page(quotations_html([said(), said("Nobody fell."), said("No.", speaker="Mika"), said("Yes.")]))
    assert shown.text.count("Ivo Sandrel") == 2
    assert shown.text.count("Gazette, 8 Mar 2024") == 4
    here = Page(quotations_html([said()], here="in the text"))
    assert "Gazette" not in here.text
    assert here.links[0].startswith(f"/article/{'a' * 12}?start=7&end=30&sha256=")
    assert "Ferry strikes pier, 8 Mar 2024" in Page(quotations_html([said(outlet=None)])).text


def test_a_refusal_links_single_articles_and_stories() -> None:
    shown = Page(covered_html((brief(), brief("Storks return", 1))))
    assert shown.links == [f"/story/{'a' * 12}", f"/article/{'a' * 12}"]
    assert "4 articles, 8 Mar 2024 – 19 Mar 2024" in shown.text
    assert "1 article" not in shown.text


def test_it_is_all_in_french() -> None:
    made = Amended(citation=3, kind="correction", by="b" * 12, title="T", day="2024-03-20")
    whole = AnswerContext(story=brief(), differs=(DIFFERS,), amended=(made,), said=(said(),))
    shown = Page(context_html(whole, answer("x"), EXCHANGE, words("fr"))).text
    shown += Page(covered_html((brief(),), words("fr"))).text
    for part in (
        "Autour de cette réponse",
        "Les articles divergent sur people hurt",
        "ne le contredit pas",
        "Fait partie de l’affaire",
        "1 citation",
        "Corrigé le 20 mars 2024",
        "Chronologie de cette réponse",
    ):
        assert part in shown
    for english in (
        "Around",
        "differ ",
        "contradict it",
        "quotation",
        "Part of",
        "Timeline",
        "copies,",
        "Corrected",
        "cover",
    ):
        assert english not in shown


Whole = Callable[[str], str]


def whole(text: str) -> str:
    """All parts, with `text` in each place that an article fills."""
    disagreement = Disagreement(about=text, kind="figure", values=((side(text, outlet=text),), (side("3", text=text),)))
    made = Amended(citation=1, kind="correction", by="b" * 12, title=text, day=text)
    beside = AnswerContext(
        story=brief(text), differs=(disagreement,), amended=(made,), said=(said(text, speaker=text, outlet=text),)
    )
    return context_html(beside, answer("x"), EXCHANGE) + covered_html((brief(text),))


def test_what_articles_say_is_shown_and_never_interpreted() -> None:
    markup = whole(EVIL)
    assert "\n" not in markup
    assert Page(markup).tags <= {"a", "bdi", "details", "div", "li", "p", "q", "span", "strong", "summary", "ul"}
    assert '<img src=x onerror="window.pwned=1">' in unescape(markup)
    assert markup.encode()


@given(st.text(max_size=400))
def test_any_text_makes_sense(text: str) -> None:
    markup = whole(text)
    assert "\n" not in markup
    assert Page(markup).tags <= {"a", "bdi", "details", "div", "li", "p", "q", "span", "strong", "summary", "ul"}


@pytest.mark.parametrize("length", [100_000])
def test_long_texts_are_cut(length: int) -> None:
    assert len(whole("x" * length)) < 12_000
