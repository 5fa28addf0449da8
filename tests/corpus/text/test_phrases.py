"""Where a phrase stands in a text: the same words in the same forms and order, as whole words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.phrases import beginning_spans, has_phrase, phrase_expressions, phrase_spans

TEXT = "The Harbour\nBoard met. Harbour boards rarely do. Café Núñez said “never again” — it isn’t so. A co‑operative, twice."


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("harbour board", ["Harbour\nBoard"]),
        ("Board", ["Board"]),
        ("board met", ["Board met"]),
        ("met harbour", []),
        ("cafe nunez", ["Café Núñez"]),
        ("Núñez SAID", ["Núñez said"]),
        ("isn't", ["isn’t"]),
        ("co-operative", ["co‑operative"]),
        ('"never again"', ["“never again”"]),
        ("cafe", ["Café"]),
        ("nunez", ["Núñez"]),
        ("arbour", []),
        ("met. Harbour", ["met. Harbour"]),
        ("...", []),
    ],
)
def test_a_phrase_is_found_as_it_stands(phrase: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in phrase_spans(TEXT, phrase)] == found
    assert has_phrase(TEXT, phrase) is bool(found)


def test_the_beginning_of_a_word() -> None:
    assert [TEXT[start:end] for start, end in beginning_spans(TEXT, "board")] == ["Board", "boards"]


def test_a_phrase_of_two_sentences_is_looked_up_sentence_by_sentence() -> None:
    assert phrase_expressions("met. Harbour boards") == ['"met."', '"Harbour boards"']


LETTERS = st.text(alphabet="eéè nm\n’“—-_.", max_size=40)


@given(st.one_of(LETTERS, st.text(max_size=80)), st.one_of(LETTERS, st.text(max_size=12)))
def test_the_quick_look_and_the_pattern_agree(text: str, phrase: str) -> None:
    for spans in (phrase_spans(text, phrase), phrase_spans(f"{text} {phrase}", phrase)):
        assert all(0 <= start < end for start, end in spans)
    assert has_phrase(text, phrase) is bool(phrase_spans(text, phrase))
