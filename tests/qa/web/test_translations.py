"""The languages of the page are files: which form of a noun follows a number, how digits are grouped, what is missing."""

import re

import pytest

from qa.web import translations
from qa.web.render.text import counted, figure
from qa.web.translations import LANGUAGES, PLURAL_RULES, words


@pytest.mark.parametrize(
    ("rule", "forms"),
    [
        ("one-other", {0: 1, 1: 0, 2: 1, 21: 1}),
        ("zero-one-other", {0: 0, 1: 0, 2: 1}),
        ("east-slavic", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 21: 0, 22: 1, 111: 2, 112: 2, 121: 0}),
    ],
)
def test_which_form_follows_a_number(rule: str, forms: dict[int, int]) -> None:
    assert {number: PLURAL_RULES[rule](number) for number in forms} == forms


def test_numbers_are_written_as_in_the_language() -> None:
    assert counted(1200, "article") == "1,200 articles"
    assert counted(1200, "article", words("fr")) == "1\u202f200 articles"
    assert counted(0, "article", words("fr")) == "0 article"
    assert figure(1_234_567, words("fr")) == "1\u202f234\u202f567"


def test_no_line_begins_with_a_mark_that_belongs_to_the_word_before() -> None:
    assert words("fr")("searched_for", text="x").startswith("Recherché\N{NO-BREAK SPACE}:")
    assert not [text for table in LANGUAGES.values() for text in table.values() if re.search("« | [»?!:;]", text)]


def test_what_a_language_lacks_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LANGUAGES, "xx", {"ask": "Xx", "plural_rule": "one-other"})
    assert (words("xx")("ask"), words("xx")("articles_page")) == ("Xx", "Articles")
    assert translations.language("xx-YY, fr") == "xx"


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_every_language_says_everything(name: str) -> None:
    table, english = LANGUAGES[name], LANGUAGES["en"]
    assert {one for one in table if not one.endswith("s_many")} == english.keys()
    for text in english:
        assert _places(table[text]) == _places(english[text]), text
        assert not set("<>&") & set(table[text]), text  # what is inserted may be HTML, the text itself is none
    assert len(table["months"].split()) == 12


def _places(text: str) -> set[str]:
    return set(re.findall(r"{\w+}", text)) - {"{n}"}


def test_a_language_with_three_forms_of_a_noun_is_only_a_file() -> None:
    russian = words("ru")
    counts = [counted(number, "article", russian) for number in (1, 3, 5, 21, 1200)]
    assert counts == ["1 статья", "3 статьи", "5 статей", "21 статья", "1\u00a0200 статей"]
    assert counted(2, "more_article", russian) == "ещё 2 статьи"


def test_every_language_has_the_forms_that_its_rule_needs() -> None:
    for table in LANGUAGES.values():
        third = {name for name in table if name.endswith("s_many")}
        assert bool(third) == (table["plural_rule"] == "east-slavic")
