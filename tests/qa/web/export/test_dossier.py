"""A dossier as a file: its quotes and notes in order, `verify` finds what was altered, other programs read it."""

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.readers.detect import read_file
from qa.answering.citations import citation_of
from qa.desk.values import Dossier, Entry, PinnedQuote
from qa.web.export.cite import Cited
from qa.web.export.dossier import items
from qa.web.export.grammar import read
from qa.web.export.kinds import DOSSIER_KINDS, export_dossier
from qa.web.export.verify import State, verify

TEXT = "A ferry struck the <pier> & sank.\nNobody was hurt. *Divers* found 40% of the {cargo}."
ARTICLE = Article(
    id="aaaaaaaaaaaa",
    version=1,
    title='The "Ferry" & the {pier}',
    text=TEXT,
    outlet="Port_Sellen Gazette",
    published="2024-03-08",
    byline="Orla Venn",
    url="https://example.org/a?x=1&y=%7B2",
    language="en",
    source="a.txt",
    words=16,
)
BARE = replace(ARTICLE, id="bbbbbbbbbbbb", title="Bare", outlet=None, published=None, byline=None, url=None)


def pinned(start: int, end: int, article: Article = ARTICLE, note: str = "") -> Entry:
    citation = citation_of(1, article, (start, end))
    quote = PinnedQuote(text=article.text[start:end], citation=citation, version=1)
    return Entry(id="x", quote=quote, note=note)


ENTRIES = (
    Entry(id="n", note="First > things\n\n# 1. Call the *harbour* master."),
    pinned(0, 33),
    pinned(34, 50, note="> “Nobody”? `cuttings:aaaaaaaaaaaa:0-9:sha256=`"),
    pinned(34, 50, article=BARE),
)
DOSSIER = Dossier(id="d", title="The <ferry> #1", created="", changed="", entries=ENTRIES)


def exported(kind: str, entries: tuple[Entry, ...] = ENTRIES) -> bytes:
    return export_dossier(DOSSIER, entries, kind)


def texts_of(article_id: str) -> list[tuple[Article, bool]]:
    return [(one, True) for one in (ARTICLE, BARE) if one.id == article_id]


@pytest.mark.parametrize("kind", ["md", "html"])
def test_verify_accepts_it(kind: str) -> None:
    checked = verify(read(exported(kind).decode()), texts_of)
    assert checked.misfits == ()
    assert [one.citing.text for one in checked.verdicts] == [TEXT[:33], TEXT[34:50], TEXT[34:50]]
    assert [one.citing.cites.number for one in checked.verdicts] == [1, 2, 3]
    assert checked.good
    for entries in ((), ENTRIES[:1]):
        assert verify(read(exported(kind, entries).decode()), texts_of).misfits == ()


@pytest.mark.parametrize("kind", ["md", "html"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Nobody was", "Everybody was"),
        ("Gazette", "Herald"),
        ("**Note:** First", "First"),
        ("<b>Note:</b> First", "First"),
        ("**Note:** First", "> First"),
        ('<p class="own" dir="auto"><b>Note:</b> First', '<blockquote dir="auto">First'),
        ("A dossier. Each", "A file. Each"),
        ("Note:</b> First", "Note:</b> <i>First</i>"),
        ("**Note:** First", "**Note:** *First*"),
    ],
)
def test_verify_finds_what_was_altered(kind: str, old: str, new: str) -> None:
    content = exported(kind).decode()
    if old in content:
        assert not verify(read(content.replace(old, new, 1)), texts_of).good


@pytest.mark.parametrize("kind", ["md", "html"])
def test_a_quote_that_is_left_out_is_missed(kind: str) -> None:
    """The numbers show it; and words of a reader's own cannot stand in a conversation."""
    content = exported(kind).decode()
    lines = content.split("\n\n" if kind == "md" else "\n")
    at = next(number for number, line in enumerate(lines) if line.startswith((">", "<blockquote")))
    del lines[at : at + 2]
    found = read(("\n\n" if kind == "md" else "\n").join(lines))
    assert [one.what for one in found.misfits] == [
        "of the citations of the answer that ends here one is missing, there twice or out of its order"
    ]


def test_words_that_the_article_has_no_more_are_found() -> None:
    later = replace(ARTICLE, version=2, text=TEXT.replace("Nobody was", "Two were"))

    def texts(article_id: str) -> list[tuple[Article, bool]]:
        return [(ARTICLE, False), (later, True)] if article_id == ARTICLE.id else texts_of(article_id)

    checked = verify(read(exported("md").decode()), texts)
    assert [one.state for one in checked.verdicts] == [State.SAME, State.CHANGED, State.SAME]


def test_word_opens_it() -> None:
    from docx import Document

    document = Document(BytesIO(exported("docx")))
    found = [(one.style.name, one.text) for one in document.paragraphs]
    assert found[0] == ("Title", "The <ferry> #1")
    assert ("Quote", TEXT[:33]) in found
    assert ("Normal", "Note: # 1. Call the *harbour* master.") in found
    assert sum(style == "Source" for style, _ in found) == 3
    (first, *_) = [one for one in document.paragraphs if one.style.name == "Source"]
    assert first.text.startswith(
        '[1] Orla Venn, “The "Ferry" & the {pier}”, Port_Sellen Gazette, 8 Mar 2024\ncuttings:aaaa'
    )
    assert first.hyperlinks[0].address == ARTICLE.url
    assert exported("docx") == exported("docx")


def test_our_own_reader_reads_the_document_and_odd_characters_break_none(tmp_path: Path) -> None:
    odd = (Entry(id="n", note="a\x00b\ud800c\ufffe"), *ENTRIES)
    (tmp_path / "dossier.docx").write_bytes(export_dossier(DOSSIER, odd, "docx"))
    (draft, *_) = read_file(tmp_path / "dossier.docx")
    assert "A ferry struck the <pier> & sank." in draft.text
    assert "a\ufffdb\ufffdc\ufffd" in draft.text


def test_references_have_each_article_once() -> None:
    (first, second) = json.loads(exported("json"))
    assert (first["id"], second["id"]) == ("cuttings-aaaaaaaaaaaa", "cuttings-bbbbbbbbbbbb")
    assert first["note"] == f"{TEXT[:33]}\n{TEXT[34:50]}"
    assert first["issued"] == {"date-parts": [[2024, 3, 8]]}
    ris = exported("ris").decode()
    assert re.findall(r"(?m)^(TY|ER)  - ", ris) == ["TY", "ER", "TY", "ER"]
    assert 'TI  - The "Ferry" & the {pier}\r\n' in ris
    assert "DA  - 2024/03/08/\r\n" in ris
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in ris.split("\r\n") if line.strip())
    bib = exported("bib").decode()
    assert bib.count("@article{") == 2
    assert r"title = {The " in bib.replace("{{", "{")
    assert r"\& the \{pier\}" in bib
    assert r"journal = {Port\_Sellen Gazette}" in bib


def test_each_kind_has_a_name_and_empty_dossiers_are_files_too() -> None:
    for suffix, kind in DOSSIER_KINDS.items():
        assert kind.name
        assert kind.media
        assert isinstance(exported(suffix, ()), bytes)


def test_numbers_follow_the_order() -> None:
    quotes = [item.quote for item in items(tuple(reversed(ENTRIES))) if item.quote]
    assert all(isinstance(one, Cited) for one in quotes)
    assert [one.citation.number for one in quotes] == [1, 2, 3]
    assert quotes[0].citation.article.id == "bbbbbbbbbbbb"
