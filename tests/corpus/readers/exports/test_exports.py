"""Exports of press databases: each record its title, outlet, day and byline, none of the labels in a text, in every format."""

from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.readers.detect import read_file
from corpus.readers.digest import split_digest
from tests.corpus.readers.exports import formats, made
from tests.corpus.readers.exports.made import STORIES

TEXTS = {
    "nexis uni": made.nexis_uni(),
    "nexis uni, no cover": made.nexis_uni(cover=False),
    "nexis uni, edition": made.nexis_uni(edition=" Late Edition - Final"),
    "nexis uni, lines": made.nexis_uni(blank=False),
    "nexis uni, german end": made.nexis_uni(end="Ende des Dokuments"),
    "nexis text": made.nexis_text(),
    "nexis text, german": made.nexis_text(german=True),
    "factiva": made.factiva(),
    "factiva, german": made.factiva(words="Wörter", language="Deutsch", document="Dokument", section="", by="Von "),
    "factiva, french": made.factiva(words="mots", language="Français", document="Document", by="Par "),
    "factiva, no by": made.factiva(by=""),
    "factiva, indexed": made.factiva_indexed(),
    "factiva, indexed, tabs": made.factiva_indexed("\t"),
    "factiva, indexed, table": made.factiva_indexed(" | "),
    "proquest": made.proquest(),
    "proquest, cited": made.proquest(cited=True),
    "proquest, no rules": made.proquest(rule=False),
    "europresse": made.europresse(),
    "gopress": made.gopress(),
    "press review": made.press_review(),
    "press review, web": made.press_review(web=True),
    "press review, below": made.press_review(below=True),
}
LABELS = (
    *(
        "Copyright",
        "All Rights Reserved",
        "Load-Date",
        "LOAD-DATE",
        "End of Document",
        "Classification",
        "Section",
        "Length",
        "Byline",
    ),
    *(
        "BYLINE",
        "LENGTH",
        "Graphic",
        "ALDPST",
        "Valley Newspapers",
        "Document ",
        "Dokument ",
        "gcat",
        "ProQuest",
        "Publication",
    ),
    *(
        "Full text",
        "Database",
        "Abstract",
        "Seite",
        "Ressort",
        "gefunden",
        "news·",
        "Tous droits",
        "mots",
        "340",
        "Job Number",
        "____",
    ),
    *("aldern.example", "Credit:", "DOCUMENTS", "Final Edition"),
)


def check(drafts: list[ArticleDraft], *, byline: bool = True) -> None:
    assert [draft.title.removesuffix(". 'Zo is het.'") for draft in drafts] == [story.title for story in STORIES]
    assert [draft.outlet for draft in drafts] == [story.outlet for story in STORIES]
    assert [draft.published for draft in drafts] == [story.iso for story in STORIES]
    for draft, story in zip(drafts, STORIES, strict=True):
        assert " ".join(draft.text.split()) == " ".join(story.body)
        assert not [label for label in LABELS if label in draft.text]
        if byline:
            assert draft.byline == story.author


def has_byline(name: str) -> bool:
    return not name.startswith(("gopress", "press review"))


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_gives_its_records(name: str) -> None:
    check(split_digest(TEXTS[name], name="stem"), byline=has_byline(name))


@pytest.mark.parametrize("suffix", ["txt", "rtf", "docx", "pdf", "eml"])
@pytest.mark.parametrize(
    "name",
    ["nexis uni", "nexis text", "factiva", "factiva, indexed", "proquest", "europresse", "gopress", "press review"],
)
def test_every_format_gives_the_records(tmp_path: Path, name: str, suffix: str) -> None:
    made_as = {
        "txt": str.encode,
        "rtf": formats.as_rtf,
        "docx": formats.as_docx,
        "pdf": formats.as_pdf,
        "eml": formats.as_mail,
    }[suffix]
    path = tmp_path / f"export.{suffix}"
    path.write_bytes(made_as(TEXTS[name]))
    check(read_file(path), byline=has_byline(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [("nexis", made.nexis_html()), ("factiva", made.factiva_html()), ("europresse", made.europresse(html=True))],
)
def test_html_is_read_as_an_export_and_not_as_a_page(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    check(read_file(path), byline=name != "factiva")


@pytest.mark.parametrize("comment", ["", "Have a look at these three, please. I had missed the second."])
def test_results_sent_by_mail_and_forwarded_give_each_record_its_own_day(tmp_path: Path, comment: str) -> None:
    around = "All documents are reproduced with the permission of the copyright owner.\nJane sent you the "
    "following:\nEmail 1 of 1\n\n"
    path = tmp_path / "research.eml"
    path.write_bytes(formats.as_mail(formats.quoted(around + made.proquest(rule=False)), comment))
    check(read_file(path))


def test_one_record_alone_is_read() -> None:
    text = made.nexis_uni(cover=False, end="").split("\n")
    single = "\n".join(text[: text.index(f"Load-Date: {STORIES[0].english}") + 1])
    (draft,) = split_digest(single, name="stem")
    assert (draft.title, draft.outlet, draft.published) == (STORIES[0].title, STORIES[0].outlet, STORIES[0].iso)


def test_an_older_record_with_its_labels_in_dutch_is_read() -> None:
    text = (
        "                      Copyright 2003 De Valleibode\n\n                            De Valleibode\n\n           "
        "               6. August 2003\n\n"
        "                         August 6, 2003\n\nLENGTE: 158 words\n\nKOP: Seinhuis wordt bibliotheek\n\nAUTEUR: "
        "BRANDT, HANNA\n\nTEKST:\n\n"
        "Het seinhuis van Aldern krijgt vierduizend boeken.\n\nDe stad maakte dat maandag bekend.\n\nPUB-TYPE: "
        "Paper\n\nTAAL: Dutch / Nederlands\n\n"
        "LOAD-DATE: August 8, 2003\n"
    )
    (draft,) = split_digest(text, name="stem")
    assert (draft.title, draft.outlet, draft.published, draft.language) == (
        "Seinhuis wordt bibliotheek",
        "De Valleibode",
        "2003-08-06",
        "nl",
    )
    assert draft.text == "Het seinhuis van Aldern krijgt vierduizend boeken.\n\nDe stad maakte dat maandag bekend."


FALSE_FRIENDS = {
    "a body and an end": "How a courier works\n\nThe Aldern Post\n6 August 2019\n\nBody\n\nA courier carries "
    "letters.\n\nEnd of Document",
    "numbered documents": "Three papers on the bridge\n\nThe Aldern Post\n6 August 2019\n\nThe archive showed two of "
    "them.\n\n1 of 3 DOCUMENTS\n\n"
    "It was a plan of the bridge.\n\n2 of 3 DOCUMENTS\n\nIt was a bill for the stone.",
    "codes": "A word on codes\n\nThe Aldern Post\n6 August 2019\n\nThe clerk read the number aloud.\n\nDocument "
    "ALDPST0020190806ef8000001x\n\nNobody knew it.",
    "labels": "How to quote a database\n\nThe Aldern Post\n6 August 2019\n\nA record has lines such as "
    "these.\n\nPublication title: the newspaper\n\n"
    "Readers copy them.",
    "a number of news": "What is news·20190806·AP·0001\n\nThe Aldern Post\n6 August 2019\n\nIt is the number of a "
    "record, said the archivist.",
    "a quoted paper": "Letter to the editor\n\nThe Aldern Post\n6 August 2019\n\nDer Artikel im Boten vom 06.08.2019 "
    "war falsch.\n\n"
    "Zum Bericht vom 06.08.2019 Seite 3 schrieb er dasselbe.",
    "words": "He counted 340 words\n\nThe Aldern Post\n6 August 2019\n\n340 words\n\n6 August 2019\n\nThat was all "
    "that the poem had, and it was enough.",
}


@pytest.mark.parametrize("text", FALSE_FRIENDS.values(), ids=FALSE_FRIENDS)
def test_an_article_that_has_such_words_is_not_split(text: str) -> None:
    (draft,) = split_digest(text, name="stem")
    title, _, rest = text.partition("\n\n")
    assert (draft.title, draft.outlet, draft.published) == (title, "The Aldern Post", "2019-08-06")
    assert draft.text == rest.split("\n\n", 1)[1]
