"""An answer in the chat: quotes, citations, refusal; one line of HTML in which nothing is interpreted."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import text_hash
from corpus.filters import Filters
from qa.answering.answer import Answer, Citation, CitedArticle, CitedField, FoundPassage, Overview, Quote, Step
from qa.answering.pipeline import SMALL_TALK
from qa.web.pages.page import masthead_html, welcome_html
from qa.web.render.answer import (
    AnswerDisplay,
    answer_html,
    answer_text,
    failure_html,
    question_html,
    searching_html,
    words_from_before,
)
from qa.web.render.text import clip, counted, day, escape, period
from qa.web.translations import language, words

TEXT = "Azerbaijan will release 32 servicemen. Armenia will release two.\n\nBoth agreed."
HOSTILE = (
    '<img src=x onerror="window.pwned=1"> **bold** _under_ $x^2$ [x](javascript:window.pwned=1)\n\n# head\n\n'
    "- a\r\n\r\n1. b </blockquote></div> `c` &lt;"
)
OVERVIEW = Overview(
    articles=1200, passages=9000, outlets=1, first="2023-10-03", last="2023-12-08", sample=False, model="m"
)
EMPTY = Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")
ALLOWED = {
    "a",
    "bdi",
    "blockquote",
    "details",
    "div",
    "footer",
    "h3",
    "mark",
    "p",
    "section",
    "span",
    "strong",
    "summary",
}


def article(key: str = "a" * 12, **fields: str | None) -> CitedArticle:
    values: dict[str, str | None] = {"title": "A title", "outlet": "Panorama", "published": "2023-12-08"}
    values |= {"byline": None, "url": None} | fields
    return CitedArticle(id=key, **values)


def cite(number: int, of: CitedArticle, text: str, start: int = 0) -> Citation:
    return Citation(number=number, article=of, start=start, end=start + len(text), sha256=text_hash(text))


def answer(
    text: str = TEXT, of: CitedArticle | None = None, *, answered: bool = True, note: str | None = None
) -> Answer:
    of = of or article()
    quoted = text[:38]
    quotes = (Quote(text=quoted, start=0, end=len(quoted), citation=1),) if answered else ()
    passages = (FoundPassage(text=text, start=0, end=len(text), score=0.9, citation=2),)
    citations = (cite(1, of, quoted), cite(2, of, text))
    return Answer(
        question="How many?",
        answered=answered,
        confidence=0.9,
        quotes=quotes,
        passages=passages,
        citations=citations,
        note=note,
    )


def attributes(markup: str) -> set[str]:
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda _, attrs: found.update(name for name, _ in attrs)  # type: ignore[method-assign]
    parser.feed(markup)
    return found


def tags(markup: str) -> set[str]:
    return set(re.findall(r"</?([a-zA-Z!][^\s>]*)", markup))


def test_quotes_come_first_each_with_its_citation() -> None:
    markup = answer_html(answer(), OVERVIEW)
    address = f"/article/{'a' * 12}?start=0&amp;end=38&amp;sha256={text_hash(TEXT[:38])[:16]}#cited"
    headline = escape(answer().citations[0].article.title)
    assert markup.startswith(
        '<div class="answer"><p class="certainty">Answers the question</p><blockquote class="quote best">'
        '<p dir="auto">Azerbaijan will release 32 servicemen.</p>'
        f'<footer><a class="chip cite" href="{address}">'
        '<span class="number">[1]</span> <bdi class="outlet">Panorama</bdi> <span class="day">8 Dec 2023</span> '
        f'<span class="headline" dir="auto">{headline}</span></a></footer></blockquote><details'
    )


def test_the_other_quotes_are_folded_away_and_a_long_headline_is_shown_whole() -> None:
    title = "The harbour board of Vellmar puts off the vote on its new quay for the third time in a row " * 3
    one = article(title=title.strip())
    quotes = tuple(Quote(text=text, start=0, end=2, citation=at) for at, text in enumerate(("A.", "B.", "C."), 1))
    citations = tuple(cite(at, one, quote.text) for at, quote in enumerate(quotes, 1))
    shown = Answer(question="?", answered=True, confidence=1.0, quotes=quotes, citations=citations)
    markup = answer_html(shown, OVERVIEW)
    best, folded = markup.split('<details class="more-quotes"><summary>2 more quotes</summary>')
    assert [best.count("<blockquote"), folded.count("<blockquote")] == [1, 2]
    assert markup.count(f">{title.strip()}<") == 3
    assert "2 autres citations" in answer_html(shown, OVERVIEW, say=words("fr"))


def test_without_an_outlet_the_headline_stands_in_its_place_once() -> None:
    quotes = (Quote(text="B.", start=0, end=2, citation=1),)
    one = cite(1, article(outlet=None, title="Quay"), "B.")
    markup = answer_html(Answer(question="?", answered=True, confidence=1.0, quotes=quotes, citations=(one,)), OVERVIEW)
    assert '<bdi class="outlet">Quay</bdi> <span class="day">8 Dec 2023</span></a>' in markup
    assert markup.count("Quay") == 1


def test_only_other_quotes_are_marked_in_an_article_and_not_all_passages() -> None:
    addresses = re.findall(r'class="chip cite" href="([^"]*)"', answer_html(answer(), OVERVIEW))
    assert ["also=" in address for address in addresses] == [False, True]  # the quote; the passage that has it


def test_the_words_that_answer_are_bold() -> None:
    one = answer("He said <b>32</b> & two.")
    quote = replace(one.quotes[0], text="He said <b>32</b> & two.", start=10, end=34, words=(18, 27))
    markup = answer_html(replace(one, quotes=(quote,)), OVERVIEW)
    assert '<p dir="auto">He said <strong>&lt;b&gt;32&lt;/b&gt;</strong> &amp; two.</p>' in markup


def test_what_may_answer_is_quoted_and_said_to_be_unsure() -> None:
    perhaps = replace(answer(), answered=False)
    assert perhaps.certainty == "may answer"
    markup = answer_html(perhaps, OVERVIEW)
    assert markup.startswith(
        '<div class="answer may"><p class="certainty unsure"><strong>May answer the question</strong> <span>Nothing surely'
    )
    assert '<p dir="auto">Azerbaijan will release 32 servicemen.</p>' in markup
    assert "Nothing in these articles answers that" not in markup
    assert "closest" not in markup


def test_passages_are_grouped_by_article_and_show_what_is_quoted() -> None:
    one, two = article("a" * 12, title="First"), article("b" * 12, title="Second")
    shown = Answer(
        question="?",
        answered=True,
        confidence=1.0,
        quotes=(Quote(text="B.", start=3, end=5, citation=1),),
        passages=(
            FoundPassage(text="A. B. C.", start=0, end=8, score=0.9, citation=2),
            FoundPassage(text="A. B.", start=0, end=5, score=0.8, citation=3),
            FoundPassage(text="D.", start=10, end=12, score=0.7, citation=4),
        ),
        citations=(cite(1, one, "B.", 3), cite(2, one, "A. B. C."), cite(3, two, "A. B."), cite(4, one, "D.", 10)),
    )
    markup = answer_html(shown, OVERVIEW)
    assert "<summary>3 passages in 2 articles</summary>" in markup
    assert re.findall(r"<h3[^>]*>(.*?)</h3>", markup) == ["First", "Second"]
    assert re.findall(r'"passage"><p dir="auto">(.*?)</p>', markup) == ["A. <mark>B.</mark> C.", "D.", "A. B."]
    assert re.findall(r"\[(\d)\]", markup) == ["1"]  # what was found and is not quoted has no number


def test_a_refusal_says_so_and_what_was_looked_through() -> None:
    markup = answer_html(answer(answered=False), OVERVIEW)
    assert markup.startswith(
        '<div class="answer refusal"><p class="verdict">Nothing in these articles answers that.</p>'
        '<p class="covered" dir="auto">Searched 1,200 articles from 1 outlet, 3 Oct 2023 – 8 Dec 2023.</p>'
    )
    assert "blockquote" not in markup
    assert "The closest, which may be about something else: 1 passage in 1 article" in markup


def test_a_refusal_names_outlets_and_what_it_was_restricted_to() -> None:
    display = AnswerDisplay(
        filters=Filters(outlets=("A <b>",), since="2023-12-01"), outlets=tuple((f"O{n}", 9 - n) for n in range(6))
    )
    markup = answer_html(answer(answered=False), OVERVIEW, display)
    said = "Searched only A &lt;b&gt;, ≥ 1 Dec 2023, out of 1,200 articles from 1 outlet (O0, O1, O2, O3, …)"
    assert said in markup
    asked = replace(answer(answered=False), question='Who was hurt? said:Mellory -"27 <people>"')
    assert "Searched only said:Mellory -&quot;27 &lt;people&gt;&quot;, out of" in answer_html(asked, OVERVIEW)


def test_the_words_that_matched_are_marked_in_passages() -> None:
    shown = replace(answer(), question="When does Armenia release a serviceman?")
    markup = answer_html(shown, OVERVIEW)
    passage = re.findall(r'"passage"><p dir="auto">(.*?)</p>', markup)[0]
    assert re.findall(r'<mark class="word">(.*?)</mark>', passage) == ["release", "Armenia", "release"]
    assert unescape(re.sub(r"<[^>]*>", "", passage)) == TEXT


def test_the_same_text_elsewhere_is_cited_as_well() -> None:
    one, two = article("a" * 12), article("b" * 12, outlet="Herald")
    quote = Quote(text="B.", start=3, end=5, citation=1, also=(2,))
    shown = Answer(
        question="?",
        answered=True,
        confidence=1.0,
        quotes=(quote,),
        citations=(cite(1, one, "B.", 3), cite(2, two, "B.", 9)),
    )
    markup = answer_html(shown, OVERVIEW)
    assert re.findall(r'<bdi class="outlet">(.*?)</bdi>', markup) == ["Panorama", "Herald"]
    assert re.findall(r"\[(\d)\]", markup) == ["1", "2"]


def test_tools_stand_at_an_answer_that_is_kept() -> None:
    implied = replace(answer(), implied=Filters(since="2023-12-08", until="2023-12-08"), question='Who "<b>"?')
    display = AnswerDisplay(exchange="f00", vote=-1, follow_ups=("Who is <b>?",))
    markup = answer_html(implied, OVERVIEW, display)
    assert markup.startswith('<div class="answer x-f00">')
    values = [unescape(value) for value in re.findall(r'value="([^"]*)"', markup)]
    assert values == ['unimply Who "<b>"?', "copy 1", "pin 1", "mark 1", "ask", "vote 1", "vote -1", "export", "alert"]
    assert 'class="tool vote on" value="vote -1" title="Bad answer"' in markup
    assert "understood: 8 Dec 2023 ×" in markup
    assert "Who is &lt;b&gt;?" in markup
    assert "<button" not in answer_html(implied, OVERVIEW)


def test_a_search_is_told_in_steps() -> None:
    assert "Searching the articles…" in searching_html()
    told = searching_html(Step(passages=12, articles=5))
    assert "Found 12 passages in 5 articles" in told
    assert "Reading them" in told


def test_what_was_searched_instead_is_told() -> None:
    markup = answer_html(replace(answer(), interpreted="Who is <b>Kiki Garba</b>?"), OVERVIEW)
    assert "Searched for: Who is &lt;b&gt;Kiki Garba&lt;/b&gt;?" in markup
    assert "Recherché\N{NO-BREAK SPACE}: Who" in answer_html(
        replace(answer(), interpreted="Who"), OVERVIEW, say=words("fr")
    )


@pytest.mark.parametrize(
    ("question", "searched", "added"),
    [
        ("And how many?", "And how many? Armenia prisoners", ["Armenia", "prisoners"]),
        ("How  many", "How many? Armenia", ["Armenia"]),
        ("How mnay were there?", "How many were there? Armenia", ["Armenia"]),
        ("How mnay were there?", "How many were there?", []),
        ("Hello, how many?", "how many?", []),
        ("How many?", None, []),
    ],
)
def test_what_an_earlier_question_adds_can_be_taken_off(question: str, searched: str | None, added: list[str]) -> None:
    shown = replace(answer(), question=question, interpreted=searched)
    assert words_from_before(shown) == added
    markup = answer_html(shown, OVERVIEW, AnswerDisplay(exchange="f00"))
    assert (f'value="alone {question}"' in markup) == bool(added)
    assert ("Searched for" in markup) == (not added and searched is not None)


def test_one_word_of_an_earlier_question_is_taken_off_and_the_others_stay() -> None:
    shown = replace(answer(), question='And <how> "many"?', interpreted='And <how> "many"? quay Vellmar cost')
    markup = answer_html(shown, OVERVIEW, AnswerDisplay(exchange="f00"))
    values = re.findall(r'class="tool filter" value="([^"]*)"', markup)
    question = "And &lt;how&gt; &quot;many&quot;?"
    assert values == [
        f"keep Vellmar,cost {question}",
        f"keep quay,cost {question}",
        f"keep quay,Vellmar {question}",
        f"alone {question}",
    ]


def test_a_refusal_within_a_filter_offers_to_search_without_it() -> None:
    def offered(filters: Filters) -> list[str]:
        markup = answer_html(answer(answered=False), OVERVIEW, AnswerDisplay(exchange="f00", filters=filters))
        return re.findall(r'class="tool again" value="([^"]*)">([^<]*)<', markup)

    assert offered(Filters(outlets=("A",), since="2023-12-01")) == [("all-outlets How many?", "Search all outlets")]
    assert offered(Filters(since="2023-12-01")) == [("all-days How many?", "Search all days")]
    assert offered(Filters()) == []


def test_notes_are_in_the_language_of_the_page() -> None:
    greeted = Answer.nothing("hello", SMALL_TALK)
    assert "Ask a question about these articles" in answer_html(greeted, OVERVIEW)
    assert "Posez une question sur ces articles" in answer_html(greeted, OVERVIEW, say=words("fr"))


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("en-US,en", "en"),
        ("hy, fr", "fr"),
        ("ru-RU, en", "ru"),
        ("hy", "en"),
        ("", "en"),
        (None, "en"),
        ("*", "en"),
    ],
)
def test_the_language_of_a_reader(accepted: str | None, spoken: str) -> None:
    assert language(accepted) == spoken


def test_the_page_in_french() -> None:
    french = words("fr")
    assert "1\u202f200 articles · 1 titre · 3 oct. 2023 – 8 déc. 2023" in masthead_html(OVERVIEW, french)
    assert "Demandez avec vos propres mots." in welcome_html(OVERVIEW, french)
    assert "Rien dans ces articles n’y répond." in answer_html(answer(answered=False), OVERVIEW, say=french)


def test_a_note_is_shown() -> None:
    note = "There is <nothing> to search."
    alone = Answer(question="", answered=False, confidence=0.0, note=note)
    expected = '<p class="note" dir="auto">There is &lt;nothing&gt; to search.</p>'
    assert answer_html(alone, EMPTY) == f'<div class="answer plain">{expected}</div>'
    assert expected in answer_html(answer(note=note), OVERVIEW)
    assert expected in answer_html(answer(answered=False, note=note), OVERVIEW)


@pytest.mark.parametrize("answered", [True, False])
def test_hostile_text_is_only_text(answered: bool) -> None:
    hostile = article(title=HOSTILE, outlet=HOSTILE, published=HOSTILE, byline=HOSTILE, url=HOSTILE)
    asked = replace(
        answer(HOSTILE, hostile, answered=answered, note=HOSTILE), question=HOSTILE, implied=Filters(outlets=(HOSTILE,))
    )
    display = AnswerDisplay(
        exchange="f00", filters=Filters(outlets=(HOSTILE,)), outlets=((HOSTILE, 1),), follow_ups=(HOSTILE,)
    )
    markup = answer_html(asked, OVERVIEW, display)
    assert tags(markup) <= ALLOWED | {"button"}
    assert "\n" not in markup
    assert "\r" not in markup
    assert not any(name.startswith("on") for name in attributes(markup))
    assert all(address.startswith("/article/") for address in re.findall(r'href="([^"]*)"', markup))


@given(st.text())
def test_escaped_text_is_one_line_and_comes_back(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'\n\r")
    shown = "".join(
        "\ufffd" if ord(c) < 9 or c in "\x0b\x0c" or 13 < ord(c) < 32 or 126 < ord(c) < 160 else c for c in text
    )
    assert unescape(escaped) == shown


def test_what_no_page_can_hold_is_replaced_one_for_one() -> None:
    assert escape("a\x00b\ud800c\x85d") == "a\ufffdb\ufffdc\ufffdd"
    escape("\udfff").encode("utf-8")


def test_a_long_question_is_shown_cut() -> None:
    assert question_html("<b>") == '<h2 class="question" dir="auto">&lt;b&gt;</h2>'
    assert "(no question)" in question_html(" \n ")
    long = question_html("word " * 2000)
    assert "10,000 characters" in long
    assert len(long) < 800


def test_failures_are_escaped() -> None:
    assert "&lt;b&gt;busy" in failure_html("<b>busy")


def test_what_was_said_in_plain_words() -> None:
    assert answer_text(answer()) == "Azerbaijan will release 32 servicemen."
    assert answer_text(answer(answered=False)) == "Nothing in these articles answers that."


def test_the_masthead_says_what_is_known() -> None:
    assert "1,200 articles · 1 outlet · 3 Oct 2023 – 8 Dec 2023" in masthead_html(OVERVIEW)
    assert "Sample archive" not in masthead_html(OVERVIEW)
    assert "This archive is empty" in masthead_html(EMPTY)
    assert 'class="add-articles">Add your articles</button>' in welcome_html(EMPTY)
    assert "<button" not in welcome_html(EMPTY, adding=False)
    assert "<button" not in welcome_html(OVERVIEW)


def test_the_masthead_says_that_the_sample_is_invented() -> None:
    sample = Overview(articles=2, passages=9, outlets=2, first=None, last=None, sample=True, model="m")
    markup = masthead_html(sample)
    assert "Sample archive" in markup
    assert "invented" in markup
    assert 'class="add-articles">Add your articles</button>' in welcome_html(sample)


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2023-12-08", "8 Dec 2023"),
        ("2023-12-08T09:30+04:00", "8 Dec 2023"),
        ("2023-12", "2023-12"),
        ("soon", "soon"),
        ("", None),
        (None, None),
    ],
)
def test_days(published: str | None, shown: str | None) -> None:
    assert day(published) == shown


def test_small_words() -> None:
    assert period("2023-12-08", "2023-12-08") == "8 Dec 2023"
    assert period(None, None) is None
    assert [counted(n, "article") for n in (0, 1, 1200)] == ["0 articles", "1 article", "1,200 articles"]
    assert clip("a  b\nc", 9) == "a b c"
    assert clip("abcdef", 4) == "abc…"


@pytest.mark.parametrize(
    ("field", "value", "label", "shown"),
    [
        ("title", "Mill <b>burns</b>", "Headline:", "Mill &lt;b&gt;burns&lt;/b&gt;"),
        ("byline", "Kiki Garba", "Byline:", "Kiki Garba"),
        ("outlet", "Panorama", "Published by:", "Panorama"),
        ("published", "2023-12-08", "Published on:", "8 Dec 2023"),
    ],
)
def test_what_is_not_quoted_from_the_text_is_shown_as_what_it_is(
    field: CitedField, value: str, label: str, shown: str
) -> None:
    of = article(title="Mill <b>burns</b>", byline="Kiki Garba")
    citations = (replace(cite(1, of, value), field=field), cite(2, of, TEXT))
    quotes = (Quote(text=value, start=0, end=len(value), citation=1),)
    markup = answer_html(replace(answer(of=of), quotes=quotes, citations=citations), OVERVIEW)
    assert f'<p dir="auto"><span class="field">{label}</span> <bdi>{shown}</bdi></p>' in markup
    assert f"&amp;field={field}#cited" in markup
    # the headline names the article of a byline, an outlet or a day
    assert ('<span class="headline" dir="auto">Mill &lt;b&gt;burns&lt;/b&gt;</span>' in markup) == (field != "title")
    assert "<mark>" not in markup, "offsets into a field are none into a passage"
    assert "also=" not in markup.split("#cited")[1], "nor are they marked in the text"
