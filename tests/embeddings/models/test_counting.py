"""Counting tokens word by word, against the tokenizer of the whole text."""

import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from embeddings.models import counting
from embeddings.models.counting import TokenCounter
from embeddings.models.registry import DEFAULT_ENCODER, find_model
from embeddings.models.weights import tokenizer_file

pytestmark = pytest.mark.model

ODD = [
    "",
    " ",
    "\n\n  \t x",
    "a\x1cb a\u0085b a\u2028b a\u00a0b a\u3000b a\u200bb a\x00b",
    "İstanbul ΣΑΣ ﬁne ½ e\u0301 \u0301 \u0345 é ß ŉ",
    "日本語の 文章、です。 中a文",
    "[CLS] [MASK] [SEP]x [PAD], [UNK].",
    "U.S. $1,000.50 (“it’s”) 'tis co-operate O'Connor) ...",
    "x" * 99 + " " + "x" * 100 + " " + "x" * 101 + " " + "ab" * 5000,
    "smile \U0001f600",
]


@cache
def whole() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(tokenizer_file(find_model(DEFAULT_ENCODER))))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


@cache
def counter() -> TokenCounter:
    return TokenCounter(tokenizer_file(find_model(DEFAULT_ENCODER)))


def counted(texts: list[str]) -> list[int]:
    return [len(encoding.ids) for encoding in whole().encode_batch(texts)]


def test_odd_texts_have_the_tokens_of_the_tokenizer() -> None:
    assert counter().counts(ODD) == counted(ODD)
    assert counter().counts([]) == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=4))
def test_any_text_has_the_tokens_of_the_tokenizer(texts: list[str]) -> None:
    assert counter().counts(texts) == counted(texts)


@given(st.lists(st.text("aZé -'’.,$\n\t[]\u0301\x1c中", max_size=40), max_size=4))
def test_words_beside_signs_do_too(texts: list[str]) -> None:
    assert counter().counts(texts) == counted(texts)


def test_a_prefix_counts_in_each_text() -> None:
    path = tokenizer_file(find_model(DEFAULT_ENCODER))
    for prefix in ("passage: ", "passage:", "pass"):  # what is joined to a word is counted with it
        texts = ["Ferries sail.", "", "age of rust"]
        assert TokenCounter(path, prefix).counts(texts) == counted([prefix + text for text in texts])


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MOST_WORDS", 20)
    small = TokenCounter(tokenizer_file(find_model(DEFAULT_ENCODER)))
    for start in range(0, 200, 7):
        texts = [" ".join(f"word{number}" for number in range(start, start + 15)), "y" * 5000]
        assert small.counts(texts) == counted(texts)
        assert sum(map(sys.getsizeof, small._counts)) < 20 * 200


def test_several_threads_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "_MOST_WORDS", 50)
    shared = TokenCounter(tokenizer_file(find_model(DEFAULT_ENCODER)))
    texts = [" ".join(f"port{number * step}" for number in range(30)) + " " + "z" * 100 for step in range(1, 40)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: shared.counts([text])[0], texts))
    assert found == counted(texts)
