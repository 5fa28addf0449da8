"""What stands under an article, and the pages of names, quotations and changes."""

from html import unescape

import pytest

from corpus.article import Article, text_hash
from qa.news.desk import ArticleNews
from qa.news.store.rows import NameCount
from qa.news.views.story import Link, Quotation, Story, StoryArticle
from qa.news.views.versions import Changed, Compared, Piece
from qa.web.pages.article_news import (
    SAID_SHOWN,
    SHOWN,
    article_news_html,
    changes_page,
    named_page,
    names_page,
    quotations_page,
)

EVIL = '"><img src=x onerror="window.pwned=1"></script> \u202e \ud800 \x00'
NOTHING = ArticleNews(story=None, said=(), named=(), links=(), titles={}, earlier=())


def article(key: str = "a" * 12, title: str = "Ferry strikes pier", outlet: str | None = "Gazette") -> Article:
    return Article(
        id=key, version=1, title=title, text="Text.", outlet=outlet, published="2024-03-08", byline=None, url=None,
        language="en", source="x", words=1,
    )  # fmt: skip


def said(number: int = 0, speaker: str = "Ivo Sandrel", text: str = "We do not yet know why.") -> Quotation:
    return Quotation(
        article="a" * 12, title="Ferry", outlet="Gazette", published="2024-03-08", speaker=speaker, start=number,
        end=number + len(text), text=text, sentence_start=0, sentence_end=60,
    )  # fmt: skip


def named(spelled: str = "Port Sellen", articles: int = 6) -> NameCount:
    return NameCount(key=spelled.casefold(), kind="place", spelled=spelled, articles=articles)


def test_nothing_known_shows_nothing() -> None:
    assert article_news_html(NOTHING, article()) == ""


def test_story_links_speakers_and_names_are_shown() -> None:
    told = tuple(
        StoryArticle(id=key * 12, title="Ferry", outlet=key, published="2024-03-08", text=number)
        for number, key in enumerate("ab", 1)
    )
    news = ArticleNews(
        story=Story(id="a" * 12, title="Ferry crash", first="2024-03-08", last=None, texts=2, articles=told),
        said=(said(),),
        named=(named(), named("Müller & Söhne", 2)),
        links=(Link(kind="correction", older="a" * 12, newer="b" * 12, day="2024-03-20", start=0, end=9),),
        titles={"b" * 12: "Correction: ferry"},
        earlier=(2, 1),
    )
    markup = article_news_html(news, article())
    assert markup.startswith('<section class="beside" aria-label="About this article">')
    assert f'<a class="desk" href="/story/{"a" * 12}" dir="auto">Ferry crash</a>' in markup
    assert "<bdi>Correction: ferry</bdi></a> corrects" in markup
    assert f'href="/article/{"b" * 12}/changes?older={"a" * 12}"' in markup
    assert f'href="/article/{"a" * 12}/changes?version=2">What changed since version 2<' in markup
    assert f"sha256={text_hash(said().text)[:16]}#cited" in markup
    assert ">in the text</a>" in markup
    assert 'href="/named?name=M%C3%BCller+%26+S%C3%B6hne"' in markup
    assert '<span class="quiet">(6)</span>' in markup


def test_many_quotations_are_folded() -> None:
    news = ArticleNews(
        story=None, said=tuple(said(number) for number in range(40)), named=(), links=(), titles={}, earlier=()
    )
    seen, _, rest = article_news_html(news, article()).partition("<details")
    assert seen.count("<q") == SHOWN
    assert f"<summary>{40 - SHOWN} more quotations</summary>" in rest
    assert rest.count("<q") == 40 - SHOWN


def test_what_changed_is_struck_out_and_underlined() -> None:
    changed = Changed((Piece("same", "hire "), Piece("gone", "1,400"), Piece("new", "140"), Piece("same", " people")))
    page = changes_page(article(), Compared(changed=(changed,)), "Since version 1")
    assert "<span>hire </span><del>1,400</del><ins>140</ins><span> people</span>" in page
    assert "Since version 1" in page
    assert "was rewritten" not in page
    rewritten = Changed((Piece("gone", "One."), Piece("new", "Two.")))
    anew = changes_page(article(), Compared(changed=(rewritten,)), "Since version 1")
    assert "<li class=rewritten dir=auto><del>One.</del><ins>Two.</ins></li>" in anew
    assert "was rewritten" in anew
    assert "The texts are the same." in changes_page(article(), Compared(), "Since version 1")
    refused = changes_page(article(), Compared(refused="too different to compare"), "Since version 1")
    assert "The two texts are too different to compare sentence by sentence." in refused
    assert "the same" not in refused


def test_a_name_has_its_articles_and_what_it_said() -> None:
    page = named_page(
        "Ivo Sandrel", [article(), article(title="", outlet=None)], 2, [said(number) for number in range(30)], 30
    )
    assert "<p>Named in 2 articles</p>" in page
    more = named_page("Ivo Sandrel", [article(), article()], 1200, [], 0)
    assert "<p>Named in 1,200 articles; the newest 2 are listed</p>" in more
    assert "(no title)" in page
    assert page.count("<q") == SHOWN
    assert '<a href="/said?name=Ivo+Sandrel">All 30 quotations</a>' in page
    assert 'value="Ivo Sandrel"' in page
    nobody = named_page("Nobody", [], 0, [], 0)
    assert "No article has this name." in nobody
    assert "Named in" not in nobody


def test_names_are_listed_by_kind() -> None:
    page = names_page({"People": [], "Places": [named()]})
    assert "<h2>Places</h2>" in page
    assert "<h2>People</h2>" not in page
    assert "No article names anybody yet." in names_page({"People": []})


def test_who_said_what() -> None:
    speakers = [("Ivo Sandrel", 2), ('A "B" & C', 1)]
    page = quotations_page("", [], 0, speakers)
    assert '<a href="/said?name=Ivo+Sandrel" dir="auto">Ivo Sandrel</a> <span class="quiet">2 quotations</span>' in page
    assert '<option value="A &quot;B&quot; &amp; C">' in page
    assert "name=A+%22B%22+%26+C" in page
    found = quotations_page("sandrel", [said(number) for number in range(50)], 450, speakers, 2)
    assert f"<summary>{50 - SAID_SHOWN} more quotations</summary>" in found
    assert "Gazette, 8 Mar 2024" in found
    assert "450 quotations" in found
    assert 'href="/said?name=sandrel&amp;page=1" rel="prev"' in found
    assert 'href="/said?name=sandrel&amp;page=3" rel="next"' in found
    assert "No article quotes anybody of that name." in quotations_page("x", [], 0, speakers)
    assert "No article quotes anybody by name." in quotations_page("", [], 0, [])
    assert "datalist" not in quotations_page("", [], 0, [])


@pytest.mark.parametrize(
    "page",
    [
        article_news_html(
            ArticleNews(
                story=None, said=(said(0, EVIL, EVIL),), named=(named(EVIL),), titles={"b" * 12: EVIL}, earlier=(),
                links=(Link(kind="version", older="a" * 12, newer="b" * 12, day=EVIL, start=0, end=9),),
            ),
            article(title=EVIL),
        ),
        changes_page(
            article(title=EVIL), Compared(changed=(Changed((Piece("gone", EVIL), Piece("new", EVIL))),)), EVIL
        ),
        named_page(EVIL, [article(title=EVIL, outlet=EVIL)], 1, [said(0, EVIL, EVIL)], 1),
        names_page({"People": [named(EVIL)]}),
        quotations_page(EVIL, [said(0, EVIL, EVIL)], 1, [(EVIL, 1)]),
        quotations_page("", [], 0, [(EVIL, 1)]),
    ],
)  # fmt: skip
def test_nothing_that_articles_say_is_markup(page: str) -> None:
    assert "<img" not in page
    assert "</script>" not in page
    assert 'onerror="window.pwned=1"' in unescape(page)
    assert page.encode()
