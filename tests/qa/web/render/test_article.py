"""The article of the side panel: text kept to the character, marks at their place, nothing interpreted."""

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import Article, text_hash
from qa.answering.answer import CitedField
from qa.answering.citations import field_of
from qa.web.render.article import Reference, Span, article_html, text_html, web_address
from qa.web.render.text import escape

HOSTILE = (
    '<img src=x onerror="window.pwned=1"> <script>window.pwned=1</script> **bold** [x](javascript:window.pwned=1) '
    "\u202ertl\u202c zero\u200bwidth &amp; <!-- --> </div></article>"
)

TEXTS = st.text(st.one_of(st.sampled_from("\n\n\n <>&\"'\t\r"), st.characters()), max_size=200)
SPANS = st.tuples(st.integers(-5, 220), st.integers(-5, 220)).map(lambda pair: Span(*pair))


def article(text: str = "One.\n\nTwo.", **fields: str | None) -> Article:
    values: dict[str, str | None] = {"title": "A title", "outlet": "Panorama", "published": "2023-12-08"}
    values |= {"byline": None, "url": None, "language": "en"} | fields
    return Article(id="abcdefghijkl", version=1, text=text, source="x.txt", words=2, **values)


def untagged(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


def marked(markup: str, kind: str) -> str:
    return "".join(unescape(part) for part in re.findall(rf'<mark class="{kind}"[^>]*>(.*?)</mark>', markup))


@given(text=TEXTS, cited=st.none() | SPANS, also=st.lists(SPANS, max_size=4), noted=st.lists(SPANS, max_size=2))
def test_without_tags_the_text_comes_back(text: str, cited: Span | None, also: list[Span], noted: list[Span]) -> None:
    markup = text_html(text, Reference(cited, tuple(also)), noted)
    assert untagged(markup) == unescape(escape(text))
    assert set(re.findall(r"</?(\w+)", markup)) <= {"p", "mark"}


@given(text=TEXTS, cited=SPANS, also=st.lists(SPANS, max_size=4))
def test_marks_hold_the_cited_text_and_nothing_else(text: str, cited: Span, also: list[Span]) -> None:
    inside = cited.within(len(text))
    expected = text[inside.start : inside.end] if inside else ""
    shown = marked(text_html(text, Reference(cited, tuple(also))), "cited")
    assert "".join(shown.split()) == "".join(unescape(escape(expected)).split())


def test_text_of_the_usual_kind_is_kept_to_the_character() -> None:
    text = "Zwölf — “so”, said Ł. 𝔘nicode 👩‍👩‍👧\u00a0& more.\n\n 1. a\n 2. b\n\n\n\nEnd.\r\n"
    assert untagged(text_html(text, Reference(Span(3, 9)))) == text


def test_a_mark_over_two_paragraphs_has_one_id() -> None:
    markup = text_html("One two.\n\nThree four.\n\nFive.", Reference(Span(4, 15), (Span(0, 3), Span(14, 30))))
    assert markup == (
        '<p dir="auto"><mark class="also">One</mark> <mark class="cited" id=\'cited\'>two.</mark></p>&#10;&#10;'
        '<p dir="auto"><mark class="cited">Three</mark><mark class="also"> four.</mark></p>&#10;&#10;'
        '<p dir="auto"><mark class="also">Five.</mark></p>'
    )


def test_neighbours_marked_alike_are_one_mark() -> None:
    markup = text_html("abcdef", Reference(None, (Span(1, 3), Span(3, 4), Span(2, 5))))
    assert markup == '<p dir="auto">a<mark class="also">bcde</mark>f</p>'


def test_what_is_noted_is_marked_with_what_is_cited() -> None:
    markup = text_html("abcdefgh", Reference(Span(1, 4), (Span(6, 7),)), [Span(2, 5), Span(6, 99)])
    assert markup == (
        '<p dir="auto">a<mark class="cited" id=\'cited\'>b</mark><mark class="cited noted">cd</mark>'
        '<mark class="noted">e</mark>f<mark class="also noted">g</mark><mark class="noted">h</mark></p>'
    )


def test_offsets_count_code_points() -> None:
    text = "👩‍👩‍👧 & <b>Ö</b> said so. Then left."
    start = text.index("Then")
    assert marked(text_html(text, Reference(Span(start, len(text)))), "cited") == "Then left."


def test_metadata_is_shown() -> None:
    markup = article_html(article(byline="Kiki Garba", url="https://www.example.org/a?b=1&c=2"), Reference())
    assert '<span class="outlet" dir="auto">Panorama</span>' in markup
    assert '<time datetime="2023-12-08">8 Dec 2023</time>' in markup
    assert '<h2 id="cutting-title" dir="auto" lang="en">A title</h2>' in markup
    assert "By Kiki Garba" in markup
    assert 'href="https://www.example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer"' in markup
    assert "Original at example.org" in markup


def test_hostile_text_is_only_text() -> None:
    hostile = article(
        HOSTILE, title=HOSTILE, outlet=HOSTILE, byline=HOSTILE, url=HOSTILE, published=HOSTILE, language='"'
    )
    markup = article_html(hostile, Reference(Span(0, 10)))
    tags = set(re.findall(r"</?([a-zA-Z!][^\s>]*)", markup))
    assert tags == {"article", "header", "p", "span", "h2", "a", "div", "mark", "footer"}
    assert re.findall(r"<[^>]*\son\w+=", markup) == []
    assert re.findall(r'href="([^"]*)"', markup) == ["/article/abcdefghijkl?start=0&amp;end=10#cited"]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("HTTP://example.org", "example.org"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("https:///nowhere", None),
        ("http://[", None),
        ("https://example.org/\u202egpj", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_followed(url: str | None, host: str | None) -> None:
    parts = web_address(url)
    assert (parts.hostname if parts else None) == host


def test_an_address_is_read_back() -> None:
    reference = Reference(Span(3, 9), (Span(0, 2), Span(12, 20)), text_hash("x"))
    address = reference.address("abcdefghijkl")
    assert address == f"/article/abcdefghijkl?start=3&end=9&also=0-2&also=12-20&sha256={text_hash('x')[:16]}#cited"
    assert Reference.parse("3", "9", ["0-2", "12-20"], text_hash("x")) == reference


@pytest.mark.parametrize(
    ("start", "end"), [("", ""), ("9", "3"), ("-1", "4"), ("1.5", "4"), ("٣", "٩"), ("1", "9" * 30)]
)
def test_an_address_that_makes_no_sense_marks_nothing(start: str, end: str) -> None:
    assert Reference.parse(start, end, ["x", "3", "5-2", "-"]) == Reference()


def test_a_changed_text_is_said_to_be_changed() -> None:
    told = "has changed since this was cited"
    same = Reference(Span(0, 4), sha256=text_hash("One.")[:16])
    assert told not in article_html(article(), same)
    assert told in article_html(article(), Reference(Span(0, 4), sha256=text_hash("Two.")[:16]))


@pytest.mark.parametrize(
    ("field", "value"), [("title", "A title"), ("byline", "Kiki Garba"), ("outlet", "Panorama"), ("published", "")]
)
def test_a_cited_field_is_marked_in_the_head_and_not_in_the_text(field: CitedField, value: str) -> None:
    one = article("A title is what a title is.", byline="Kiki Garba")
    whole = field_of(one, field)
    reference = Reference(Span(0, len(whole)), (), text_hash(whole), field)
    markup = article_html(one, reference)
    shown = value or '<time datetime="2023-12-08">8 Dec 2023</time>'
    assert f'<mark class="cited" id="cited">{shown}</mark>' in markup
    assert markup.count("<mark") == 1
    assert "has changed since" not in markup
    assert "has changed since" in article_html(replace(one, **{field: "2024-01-01"}), reference)


def test_the_address_of_a_cited_field_is_read_back() -> None:
    reference = Reference(Span(0, 7), (Span(3, 9),), text_hash("x"), "title")
    address = reference.address("abcdefghijkl")
    assert address.endswith(f"?start=0&end=7&also=3-9&sha256={text_hash('x')[:16]}&field=title#cited")
    assert Reference.parse("0", "7", ["3-9"], text_hash("x"), "title") == reference
    assert Reference.parse("0", "7", field="source") == Reference(Span(0, 7))


def test_a_field_that_the_article_lacks_is_not_marked() -> None:
    markup = article_html(article(published=None, outlet=None), Reference(Span(0, 4), field="published"))
    assert "<mark" not in markup
    assert "No outlet, no date" in markup
