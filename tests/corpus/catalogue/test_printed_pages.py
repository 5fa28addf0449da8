"""Pages of printed articles: where they begin, and how a back-up stores them."""

import json
from dataclasses import replace

import pytest

from corpus.article import Article, draft_of
from corpus.catalogue.origin import ocr_note
from corpus.catalogue.printed_pages import pages_in, stored_pages
from corpus.catalogue.rows import ArticleRow, line_of, row_of

ARTICLE = Article(
    id="a" * 12, version=1, title="T", text="one two three", outlet=None, published=None, byline=None, url=None,
    language=None, source="a.pdf", words=3, pages=(0, 0, 4, 4, 8),
)  # fmt: skip
ROW = ArticleRow(
    key=1, id="a" * 12, version=1, content_hash="0" * 64, title="T", outlet=None, published=None, byline=None, url=None,
    language=None, source="a.pdf", text="one two three", words=3, added_at="2024-05-05T00:00:00+00:00", added_revision=1,
    removed_revision=None, pages="[0, 0, 4, 4, 8]",
)  # fmt: skip


@pytest.mark.parametrize(("offset", "page"), [(0, 2), (3, 2), (4, 4), (7, 4), (8, 5), (12, 5)])
def test_the_page_of_a_place(offset: int, page: int) -> None:
    assert ARTICLE.page_at(offset) == page
    assert replace(ARTICLE, pages=()).page_at(offset) is None


def test_which_places_ocr_has_read() -> None:
    read = replace(ARTICLE, ocr_pages=(4,))
    assert [read.by_ocr_at(offset) for offset in (0, 3, 4, 7, 8)] == [False, False, True, True, False]
    assert replace(read, pages=()).by_ocr_at(0)
    assert not ARTICLE.by_ocr_at(4)
    assert "page 4: words" in (ocr_note(read) or "")
    assert "pages 1–2, 5: words" in (ocr_note(replace(ARTICLE, ocr_pages=(1, 2, 5))) or "")
    assert "pages: words" in (ocr_note(replace(ARTICLE, pages=(0,), ocr_pages=(1,))) or "")
    assert ocr_note(ARTICLE) is None


def test_a_draft_made_of_an_article_has_its_pages() -> None:
    assert draft_of(ARTICLE).pages == ARTICLE.pages


def test_a_row_of_a_back_up_has_pages() -> None:
    assert row_of(ArticleRow, line_of(ROW)) == ROW
    for starts, ocr in (((0, 4), (1, 2)), ((), (3,))):
        stored = stored_pages(starts, ocr)
        assert row_of(ArticleRow, line_of(replace(ROW, pages=stored))).pages == stored
        assert pages_in(stored) == {"pages": starts, "ocr_pages": ocr}
    assert stored_pages((), ()) is None
    assert row_of(ArticleRow, line_of(replace(ROW, pages=None))).pages is None


def test_a_row_of_an_earlier_back_up_has_none() -> None:
    values = json.loads(line_of(ROW))
    del values["original"]
    assert row_of(ArticleRow, json.dumps(values).encode()) == ROW
    del values["as_read"]
    assert row_of(ArticleRow, json.dumps(values).encode()) == ROW
    del values["variant"]
    assert row_of(ArticleRow, json.dumps(values).encode()) == ROW
    del values["pages"]
    assert row_of(ArticleRow, json.dumps(values).encode()) == replace(ROW, pages=None)
    with pytest.raises(ValueError, match="other fields"):
        row_of(ArticleRow, json.dumps({**values, "variant": None}).encode())
    del values["words"]
    with pytest.raises(ValueError, match="other fields"):
        row_of(ArticleRow, json.dumps(values).encode())


@pytest.mark.parametrize("variant", ["", "../x", "A", "x y", "0123456789abcdef 1", 5, "a\n", "x" * 400])
def test_variants_that_are_none(variant: object) -> None:
    values = {**json.loads(line_of(ROW)), "variant": variant}
    with pytest.raises(ValueError, match="variant"):
        row_of(ArticleRow, json.dumps(values).encode())


@pytest.mark.parametrize("variant", [None, "0123456789abcdef", "evil.example", "127.0.0.1:80 0123456789abcdef"])
def test_variants(variant: str | None) -> None:
    values = {**json.loads(line_of(ROW)), "variant": variant}
    assert row_of(ArticleRow, json.dumps(values).encode()).variant == variant


@pytest.mark.parametrize(
    "pages",
    [
        "",
        "[]",
        "3",
        "[1, 0]",
        "[-1]",
        "[0, 14]",
        "[true]",
        '["0"]',
        "[0.5]",
        "{}",
        5,
        "[" * 100_000,
        '{"starts": [0], "ocr": []}',
        '{"starts": [0], "ocr": [2, 1]}',
        '{"starts": [0], "ocr": [0]}',
        '{"starts": [14], "ocr": [1]}',
        '{"ocr": [1]}',
        '{"starts": [0], "ocr": [1], "x": 1}',
        '{"starts":[0],"ocr":[1]}',
    ],
)
def test_pages_that_are_none(pages: object) -> None:
    values = {**json.loads(line_of(ROW)), "pages": pages}
    with pytest.raises(ValueError, match=r".") as raised:
        row_of(ArticleRow, json.dumps(values).encode())
    assert isinstance(raised.value, ValueError)
