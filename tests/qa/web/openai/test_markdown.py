"""An answer as Markdown: where its links are, and that nothing of an article becomes markup."""

from qa.answering.answer import Answer, Citation, CitedArticle, FoundPassage, Quote
from qa.news.views.story import Amended, AnswerContext, ConflictingClaim, Disagreement
from qa.web.openai.markdown import LinkedText, answer_markdown
from qa.web.translations import ENGLISH_WORDS, words

HERE = "http://127.0.0.1:7860"


def citation(number: int, url: str | None = None, **known: object) -> Citation:
    facts = {"title": f"Headline {number}", "outlet": "Gazette", "published": "2026-03-06", "byline": None, **known}
    article = CitedArticle(id=f"article{number:05}", url=url, **facts)
    return Citation(number=number, article=article, start=0, end=4, sha256="0" * 64)


def answer(*quotes: Quote, citations: tuple[Citation, ...] = (), **known: object) -> Answer:
    found = {"question": "What?", "answered": True, "confidence": 0.9, **known}
    return Answer(quotes=quotes, citations=citations, **found)


def shown(given: Answer) -> LinkedText:
    return answer_markdown(given, None, HERE, ENGLISH_WORDS)


def quote(text: str, number: int = 1, **known: object) -> Quote:
    return Quote(text=text, start=0, end=len(text), citation=number, **known)


def test_a_quote_stands_above_the_link_to_its_article() -> None:
    one = citation(1, "https://gazette.example/a(1)?b=[c]")
    text = shown(answer(quote("Two 😀 *were*\nhurt."), citations=(one,)))
    escaped = "https://gazette.example/a%281%29?b=%5Bc%5D"
    assert text.text == f"> Two 😀 \\*were\\*\n> hurt.\n\n— [“Headline 1”, Gazette, 6 Mar 2026]({escaped})"
    (link,) = text.links
    assert text.text[link.start : link.end] == f"[“Headline 1”, Gazette, 6 Mar 2026]({escaped})"
    assert (link.title, link.url) == ("Headline 1", one.article.url)


def test_an_article_without_an_address_is_linked_here() -> None:
    text = shown(answer(quote("Nobody."), citations=(citation(1, "javascript:alert(1)"),)))
    assert text.links[0].url.startswith(f"{HERE}/article/article00001")


def test_every_link_is_where_it_says() -> None:
    citations = tuple(citation(number, f"https://example.org/{number}") for number in (1, 2, 3, 4))
    sides = (quote("One.", 1, also=(2, 3), group="Olm"), quote("Four.", 4, group="Sell"))
    compared = answer(*sides, citations=citations, kind="comparison", groups=("Olm", "Sell", "Nobody"))
    text = shown(compared)
    assert [text.text[one.start : one.end].rpartition("](")[2] for one in text.links] == [
        f"https://example.org/{number})" for number in (1, 2, 3, 4)
    ]
    assert "**Olm**" in text.text
    assert ENGLISH_WORDS("side_empty") in text.text


def test_a_list_of_the_catalogue_is_a_list() -> None:
    citations = tuple(
        Citation(**{**{name: getattr(one, name) for name in one.__slots__}, "field": "title"})
        for one in (citation(1), citation(2))
    )
    listed = answer(quote("Ferry #1", 1), quote("Mill", 2), citations=citations, kind="articles", total=2)
    lines = shown(listed).text.splitlines()
    assert len([line for line in lines if line.startswith("- [") and line.endswith(", Gazette, 6 Mar 2026")]) == 2


def test_where_nothing_answers_the_nearest_are_links_and_no_quotes() -> None:
    near = (
        FoundPassage(text="Far.", start=0, end=4, score=0.1, citation=1),
        FoundPassage(text="Near.", start=0, end=5, score=0.2, citation=2),
    )
    nothing = answer(passages=near, citations=(citation(1), citation(2)), answered=False)
    text = shown(nothing)
    assert text.text.startswith(f"{ENGLISH_WORDS('nothing')}\n\n")
    assert "Near." not in text.text
    assert [one.title for one in text.links] == ["Headline 1", "Headline 2"]


def test_what_may_answer_and_notes_are_said_in_the_readers_language() -> None:
    unsure = answer(quote("Perhaps."), citations=(citation(1),), answered=False)
    assert shown(unsure).text.startswith("**May answer the question** ")
    french = answer_markdown(unsure, None, HERE, words("fr")).text
    assert words("fr")("may_answer") in french
    assert shown(Answer.nothing("hi", "Ask *me*.")).text == r"Ask \*me\*."


def test_corrections_and_conflicting_claims_stand_below_the_quotes() -> None:
    sides = [
        (claim("article00001", "40", "Radio [Olm]"),),
        (claim("article00002", "27", "Gazette"), claim("article00003", "27", None)),
    ]
    context = AnswerContext(
        differs=(Disagreement(about="the *hurt*", kind="count", values=tuple(sides)),),
        amended=(Amended(citation=1, kind="correction", by="article00004", title="Fewer hurt", day="2026-03-09"),),
    )
    text = answer_markdown(answer(quote("40."), citations=(citation(1),)), context, HERE, ENGLISH_WORDS)
    *_, corrected, heading, values = text.text.split("\n\n")
    assert corrected == f"**Corrected on 9 Mar 2026:** [Fewer hurt]({HERE}/article/article00004)"
    assert heading == "**Articles differ on the \\*hurt\\*:**"
    one, other = values.splitlines()
    assert one.startswith(rf"- 40 [Radio \[Olm\], 6 Mar 2026]({HERE}/article/article00001?")
    assert other.startswith(f"- 27 [Gazette, 6 Mar 2026]({HERE}/article/article00002?")
    assert "[article00003, 6 Mar 2026]" in other
    assert all(text.text[one.start : one.end].endswith(")") for one in text.links)


def claim(article: str, said: str, outlet: str | None) -> ConflictingClaim:
    return ConflictingClaim(
        article=article, outlet=outlet, published="2026-03-06", said=said, start=4, end=6, sentence=f"All {said}.",
        sentence_start=0, sentence_end=7,
    )  # fmt: skip
