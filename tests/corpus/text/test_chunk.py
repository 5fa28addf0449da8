from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.text.chunk import ChunkOptions, passage_spans
from corpus.text.sentences import sentence_spans


def count(texts: list[str]) -> list[int]:
    """Count as a tokenizer would that has one token for four characters of a word."""
    return [2 + sum(-(-len(word) // 4) for word in text.split()) for text in texts]


def sentence(length: int, name: str) -> str:
    return " ".join([name.capitalize(), *["word"] * (length - 1)]) + "."


def passages(text: str, options: ChunkOptions | None = None) -> list[str]:
    return [text[start:end] for start, end in passage_spans(text, count, options or ChunkOptions())]


def test_short_paragraphs_are_joined_and_long_ones_are_not() -> None:
    paragraphs = [sentence(20, "one"), sentence(20, "two"), sentence(30, "three"), sentence(80, "four")]
    assert passages("\n\n".join(paragraphs)) == ["\n\n".join(paragraphs[:3]), paragraphs[3]]


def test_a_paragraph_that_the_model_reads_is_kept_whole() -> None:
    paragraph = " ".join(sentence(30, f"n{n}") for n in range(6))
    assert passages(f"{sentence(70, 'before')}\n\n{paragraph}\n\n{sentence(70, 'after')}")[1] == paragraph


def test_a_long_paragraph_is_cut_into_about_equal_parts() -> None:
    found = passages(" ".join(sentence(17, f"n{n}") for n in range(15)))
    assert [len(part.split()) for part in found] == [136, 119]


def test_a_short_rest_goes_with_what_is_before_it() -> None:
    text = f"{sentence(100, 'first')}\n\n{sentence(25, 'rest')}"
    assert passages(text) == [text]
    assert passages(f"{sentence(100, 'first')}\n\n{sentence(35, 'rest')}") == [
        sentence(100, "first"),
        sentence(35, "rest"),
    ]


def test_a_sentence_longer_than_the_model_reads_is_cut_between_words() -> None:
    text = " ".join(f"word{n}" for n in range(1000))
    pieces = passages(text, ChunkOptions(max_tokens=50))
    assert " ".join(pieces) == text
    assert max(count(pieces)) <= 50


def test_a_word_longer_than_the_model_reads_is_cut() -> None:
    text = "x" * 10_000
    pieces = passages(text, ChunkOptions(max_tokens=50))
    assert "".join(pieces) == text
    assert max(count(pieces)) <= 50


@settings(max_examples=100)
@given(st.text(alphabet=st.sampled_from('ab .!?\n“”"1,é'), max_size=2000))
def test_passages_are_whole_sentences_in_order_and_none_is_lost(text: str) -> None:
    options = ChunkOptions(min_words=6, joined_words=12, part_words=14, max_words=18, rest_words=3, max_tokens=60)
    spans = passage_spans(text, count, options)
    position = 0
    for start, end in spans:
        assert not text[position:start].strip()
        assert count([text[start:end]])[0] <= options.max_tokens
        position = end
    assert not text[position:].strip()
    sentences = sentence_spans(text)
    if all(count([text[start:end]])[0] <= options.max_tokens for start, end in sentences):
        assert {start for start, _ in spans} <= {start for start, _ in sentences}
