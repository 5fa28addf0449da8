import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.detect import read_file
from corpus.text import sentences
from corpus.text.sentences import sentence_spans

CASES = [
    ("He met Dr. A. B. Jones at 5 a.m. on Dec. 8 in the U.S. He left.", 2),
    ("The U.S. Department of State said so. Mr. Lee paid $4.7 million. No. 3 seed Ann Poe lost.", 3),
    ("Dec. 8 (UPI) — The two sides have agreed. The deal (see p. 4) holds. It was 5 p.m. The rain stopped.", 4),
    ("“Is it true?” she asked. “Yes!” he said. 'Never again,' wrote Poe. The \"breakthrough\" came.", 4),
    ("“We won. It’s over,” he said. She agreed.", 2),
    ("He read it out: “She said ‘no’ twice.” Nobody moved.", 2),
    ("Profits rose 3.5 percent. Shares of Acme Inc. fell.", 2),
    ("First line of a dateline\n\nThe story begins here. It ends.", 3),
    ("The plan:\n• Open the road\n• Close the mine\n• Pay", 4),
    ("1. Open the road\n2. Close the mine", 2),
    ("A sentence that a mail program wrapped at some column\nbecause it was too long. Another one.", 2),
    ("One paragraph ends here, on a line of its own, quite long.\nThe next begins.", 2),
]


@pytest.mark.parametrize(("text", "count"), CASES)
def test_news_sentences(text: str, count: int) -> None:
    found = [text[start:end] for start, end in sentence_spans(text)]
    assert len(found) == count, found


def test_an_opening_quotation_mark_stays_with_what_it_opens() -> None:
    text = "He left. “One is enough. Two are too many."
    found = [text[start:end] for start, end in sentence_spans(text)]
    assert found[0] == "He left."
    assert found[1].startswith("“One")


def test_a_long_quotation_is_opened_at_its_own_sentences() -> None:
    inner = " ".join(f"This is the sentence with number {n} of a very long statement." for n in range(12))
    text = f"The statement says: “{inner}” Then he left."
    found = [text[start:end] for start, end in sentence_spans(text)]
    assert max(len(sentence.split()) for sentence in found) < 20
    assert found[-1] == "Then he left."


@given(st.text(alphabet=st.sampled_from("ab .!?\n“”\"'‘’()•1,—é\u202e\u200b\U0001f600"), max_size=300))
def test_every_character_is_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    position = 0
    for start, end in spans:
        assert not text[position:start].strip()
        assert start < end
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


# --- what the library is given at once


OPENED = ["“", "‘ ", "« ", "„word ", "“ ‘ « ` „ ", "“Not closed. ", "(", "word ", "a. ", "漢字。"]


@pytest.mark.parametrize("unit", OPENED)
def test_a_text_of_opening_marks_holds_nobody_up(unit: str) -> None:
    """450 kB took 40 seconds, during which the whole server hung."""
    text = unit * (200_000 // len(unit))
    begun = time.process_time()
    spans = sentence_spans(text)
    assert time.process_time() - begun < 6
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert sum(len("".join(text[start:end].split())) for start, end in spans) == len("".join(text.split()))


def test_the_library_is_never_given_more_than_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    real = sentences._segmented
    monkeypatch.setattr(sentences, "_segmented", lambda text: given.append(text) or real(text))
    sentence_spans("The mayor said so. " * 5_000 + "“" * 20_000 + "word " * 5_000)
    assert max(map(len, given)) <= sentences.WINDOW
    assert max(len(text) for text in given if text.count("“") > 200) <= 500


def test_a_run_without_end_is_cut_between_words() -> None:
    text = "word " * 10_000
    assert all(text[start:end].endswith("word") for start, end in sentence_spans(text))


def test_a_long_line_has_the_sentences_that_it_has_in_lines() -> None:
    lines = [
        f"The mayor of town {number} said: “We will not pay. Not now.” It rained on Mr. Bell." for number in range(900)
    ]
    whole = sentence_spans(" ".join(lines))
    assert len(whole) == sum(len(sentence_spans(line)) for line in lines)


def test_sentences_of_news_are_as_the_library_alone_gives_them(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["news/names", "news/quotations", "news/stories", "xquad"]
    texts = [
        json.loads(line)["text"]
        for name in names
        for line in (shared / "eval" / name / "articles.jsonl").read_text("utf-8").splitlines()[:150]
    ]
    texts += [article.text for article in read_file(next((shared / "seeds").glob("*.txt")))]
    bounded = [sentence_spans(text) for text in texts]
    monkeypatch.setattr(sentences, "_pieces", sentences._segmented)
    assert [sentence_spans(text) for text in texts] == bounded


@pytest.mark.parametrize(
    "sentence",
    [
        "The mayor wrote to Ms. Berg on Friday.",
        "Spc. Lund and then-Sen. Carl Berg came.",
        "Rep. Anna Berg, R-N.C., voted against it.",
        "Rep. Ivo Sandrel, D-St. Petersburg, was for it.",
        "The plane left Minneapolis-St. Paul at noon.",
        "It counts non-U.S. citizens too.",
    ],
)
def test_no_sentence_ends_after_a_rank_or_inside_an_abbreviation(sentence: str) -> None:
    text = f"It rained. {sentence} It rained on."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["It rained.", sentence, "It rained on."]


def test_a_letter_may_end_a_sentence() -> None:
    text = "They chose plan B. The mayor was for it."
    assert len(sentence_spans(text)) == 2
