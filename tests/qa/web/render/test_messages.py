"""Refusals, notes and what became of a job, in the language of the reader."""

import pytest

from corpus.catalogue.corrections import valid_correction
from corpus.errors import Busy, CorrectionInvalid, SearchInvalid
from corpus.messages import MESSAGES, message
from corpus.search_query import parse_search
from qa.answering.answer import Answer, Overview
from qa.service.jobs import sentence
from qa.web.pages.page import apology_page
from qa.web.render.answer import answer_html, failure_html, question_html
from qa.web.render.messages import said
from qa.web.translations import LANGUAGES, words

FRENCH, RUSSIAN = words("fr"), words("ru")
NOTHING = Overview(articles=0, passages=0, outlets=0, first=None, last=None, sample=False, model="")


def french(english: str) -> str:
    """Return it in French, with spaces that may break."""
    return said(english, FRENCH).replace("\N{NO-BREAK SPACE}", " ")


def refused(search: str) -> str:
    with pytest.raises(SearchInvalid) as error:
        parse_search(search)
    return str(error.value)


def test_refusals_of_operators() -> None:
    assert french(refused("mill after:2026-13")).startswith("« 2026-13 » n’est pas une date")
    assert said(refused("mill after:2026-03 before:2026-01"), RUSSIAN).startswith("Нет дня, который и after:2026-03, и")
    several = f"{message('unknown_outlet', name='Olm')} {message('unknown_said', name='Ada')}"
    assert said(several, FRENCH) == f"{FRENCH('unknown_outlet', name='Olm')} {FRENCH('unknown_said', name='Ada')}"


def test_notes_and_failures() -> None:
    later = Answer.nothing("What will be in 2031?", message("later_time", day="2026-03-04"))
    assert "du 4 mars 2026" in answer_html(later, NOTHING, say=FRENCH)
    assert "The newest article here is of 4 Mar 2026" in answer_html(later, NOTHING)
    long = Answer.nothing("?", message("long_question", number=12000))
    assert "12\u202f000 premiers caractères" in answer_html(long, NOTHING, say=FRENCH)
    assert "Trop de questions" in failure_html(str(Busy()), say=FRENCH)
    assert '<p dir="auto">disk &lt;full&gt;</p>' in failure_html("disk <full>", say=FRENCH)
    assert "(pas de question)" in question_html("", FRENCH)
    assert "(1\u202f000 caractères)" in question_html("a" * 1000, FRENCH)


def test_lines_of_jobs() -> None:
    text = "1 added, 2 known already. From elsewhere: “Ferry” is the same text as abc; …. "
    text += "Not all of it could be read: no text in it."
    assert french(text) == (
        "Ajoutés : 1, déjà connus : 2. D’ailleurs : « Ferry » est le même texte que abc; …. "
        "Tout n’a pas pu être lu : il n’y a pas de texte dedans."
    )
    assert said(sentence("articles: 1 added, 3 there from their own pages"), RUSSIAN).startswith(
        "Статьи, добавлено: 1,"
    )
    assert said("Page 3 of 1,200 by OCR", RUSSIAN) == "Страница 3 из 1\u00a0200, распознаётся"
    assert french(sentence("encrypted: save it without a password")).startswith("Chiffré : enregistrez-le")
    assert (
        said(sentence("unknown format .xyz; known are .txt, .pdf"), RUSSIAN)
        == "Неизвестный формат .xyz; известны .txt, .pdf."
    )
    unknown = "Not all of it could be read: page 3 is torn."
    assert french(unknown) == "Tout n’a pas pu être lu : page 3 is torn."


def test_corrections() -> None:
    with pytest.raises(CorrectionInvalid) as error:
        valid_correction({"published": "2026-13-40"})
    assert french(str(error.value)) == "'2026-13-40' n’est pas une date ; écrivez AAAA-MM-JJ"
    with pytest.raises(CorrectionInvalid) as error:
        valid_correction({"title": "a" * 5000})
    assert french(str(error.value)).startswith("« Titre de l’article » a 5\u202f000 caractères")


def test_a_page_of_an_error_says_why_in_its_language_where_it_can() -> None:
    shown = apology_page(403, message("read_only"), FRENCH)
    assert "<span>Ce serveur a été lancé en lecture seule.</span>" in shown
    assert '<span lang="en">The disk is full.</span>' in apology_page(503, "The disk is full.", FRENCH)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_no_message_is_left_in_english(language: str) -> None:
    assert [kind for kind in MESSAGES if LANGUAGES[language][kind] == LANGUAGES["en"][kind]] == ["job_added"]
