"""Exports in many styles: nothing of a text is lost, none of the labels is in it, title, outlet, day and byline are right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from corpus.readers.digest import split_digest
from tests.corpus.readers.exports import styles
from tests.corpus.readers.exports.styles import CAPITALS, FORM, LABELS_QUOTED, SHORT, TOLD, Told

MIXED = (LABELS_QUOTED, *TOLD[1:])
HUNDRED = tuple(replace(TOLD[at % 3], title=f"{TOLD[at % 3].title} for the {at}th time") for at in range(100))


def every_style() -> Iterator[tuple[str, str, Sequence[Told]]]:
    for language in ("en", "de", "fr", "nl", "es", "it"):
        yield f"nexis uni, {language}", styles.nexis_uni(language=language), TOLD
    yield "nexis uni, edition below the date", styles.nexis_uni(edition="Edition 1, National Edition"), TOLD
    yield "nexis uni, pages", styles.nexis_uni(pages=True), TOLD
    yield "nexis uni, links", styles.nexis_uni(links=True), TOLD
    yield "nexis uni, no classification", styles.nexis_uni(MIXED, leave_out="foot"), MIXED
    yield "nexis uni, no day", styles.nexis_uni(leave_out="day"), styles.undated(TOLD)
    yield "nexis uni, one without its end", styles.nexis_uni(TOLD[:1], leave_out="end"), TOLD[:1]
    yield "nexis uni, labels quoted", styles.nexis_uni(MIXED), MIXED
    yield "nexis uni, hundred", styles.nexis_uni(HUNDRED), HUNDRED
    yield "nexis uni, only a picture", styles.nexis_uni([replace(TOLD[0], body=("",)), TOLD[1]]), TOLD[1:2]
    for language in ("en", "de", "fr", "nl", "es"):
        yield f"nexis text, {language}", styles.nexis_text(language=language), TOLD
        yield (
            f"nexis text, {language}, no day of loading",
            styles.nexis_text(language=language, leave_out="loaded"),
            TOLD,
        )
    for edition in ("Final Edition", "London Edition 1", "Late Edition - Final"):
        yield f"nexis text, {edition}", styles.nexis_text(edition=edition), TOLD
    yield "nexis text, edition after the outlet", styles.nexis_text(dash=" - Final Edition"), TOLD
    yield "nexis text, no labels above", styles.nexis_text(TOLD[2:], leave_out="head"), TOLD[2:]
    yield "nexis text, labels quoted", styles.nexis_text(MIXED, first=12), MIXED
    yield "nexis text, hundred", styles.nexis_text(HUNDRED), HUNDRED
    for language in ("en", "de", "fr", "es", "it", "pt", "ru", "zh", "ja"):
        yield f"factiva, {language}", styles.factiva(language=language), TOLD
        yield f"factiva, {language}, indexed", styles.factiva_indexed(language=language), TOLD
    yield "factiva, names alone", styles.factiva(by=""), TOLD
    yield "factiva, no section", styles.factiva(section=""), TOLD
    yield "factiva, agency", styles.factiva([SHORT], publisher="Lorn Agency (Markets) LLC"), [SHORT]
    yield "factiva, capitals", styles.factiva([CAPITALS, *TOLD[1:]]), [CAPITALS, *TOLD[1:]]
    yield "factiva, indexed, capitals", styles.factiva_indexed([CAPITALS, *TOLD[1:]]), [CAPITALS, *TOLD[1:]]
    yield "factiva, indexed, codes on their own lines", styles.factiva_indexed(separator="\n"), TOLD
    yield "factiva, indexed, few codes", styles.factiva_indexed(leave_out="SE SC ET CT CO PUB"), TOLD
    for language in ("en", "fr", "de", "es"):
        yield f"proquest, {language}", styles.proquest(language=language), TOLD
        yield f"proquest, {language}, lines", styles.proquest(language=language, blank=False), TOLD
    yield "proquest, title at the end", styles.proquest(leave_out="top"), TOLD
    yield "proquest, title at the beginning", styles.proquest(leave_out="Title"), TOLD
    yield "proquest, no date but in the citation", styles.proquest(leave_out="Publication date"), TOLD
    abstracts = [replace(story, body=story.body[:1]) for story in TOLD]
    yield "proquest, only abstracts", styles.proquest(leave_out="Full text"), abstracts
    yield "proquest, labels in the text", styles.proquest([FORM, *TOLD[1:]]), [FORM, *TOLD[1:]]
    yield "proquest, report", styles.proquest_report(), TOLD
    yield "europresse", styles.europresse(), TOLD
    yield "europresse, cover", styles.europresse(cover=True), TOLD
    yield "europresse, english", styles.europresse(english=True), TOLD
    yield "europresse, also on the web", styles.europresse(seen=True), TOLD
    yield "wiso", styles.wiso(), TOLD
    yield "wiso, title first", styles.wiso(lead=False), TOLD
    yield "pmg", styles.pmg(), TOLD


STYLES = {name: (text, stories) for name, text, stories in every_style()}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_gives_its_stories(name: str) -> None:
    text, stories = STYLES[name]
    drafts = split_digest("\ufeff" * name.endswith("en") + text, name="stem")
    assert [draft.title for draft in drafts] == [story.title for story in stories]
    assert [draft.outlet for draft in drafts] == [story.outlet for story in stories]
    assert [draft.published or "" for draft in drafts] == [story.day for story in stories]
    assert [draft.byline or "" for draft in drafts] == [story.author for story in stories]
    assert [draft.text.split() for draft in drafts] == [" ".join(story.body).split() for story in stories]


def test_an_article_about_a_database_stays_whole() -> None:
    body = (
        "The database prints each record with its labels.\n\nLength: 345 words\n\nByline: Ada Quill\n\nBody\n\nThen comes "
        "the text.\n\nClassification\n\nLanguage: ENGLISH\n\nLoad-Date: March 4, 2020"
        "\n\nNobody reads those lines, said the librarian."
    )
    (draft,) = split_digest(f"How researchers read the papers\n\nThe Lorn Gazette\n3 March 2020\n\n{body}", name="stem")
    assert draft.text == body
