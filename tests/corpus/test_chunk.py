from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.chunk import ChunkOptions, passage_spans
from corpus.sentences import sentence_spans


def words(texts: list[str]) -> list[int]:
    """Count as a tokenizer would that has one token a word, four characters at most."""
    return [2 + sum(-(-len(word) // 4) for word in text.split()) for text in texts]


def sentence(length: int, name: str) -> str:
    return " ".join([name.capitalize(), *["word"] * (length - 1)]) + "."


def test_short_paragraphs_are_joined_and_long_ones_are_not() -> None:
    paragraphs = [sentence(20, "one"), sentence(20, "two"), sentence(30, "three"), sentence(80, "four")]
    text = "\n\n".join(paragraphs)
    found = [text[start:end] for start, end in passage_spans(text, words, ChunkOptions())]
    assert found == ["\n\n".join(paragraphs[:3]), paragraphs[3]]


def test_no_passage_is_longer_than_asked() -> None:
    text = " ".join(sentence(17, f"n{n}") for n in range(60))
    for start, end in passage_spans(text, words, ChunkOptions()):
        assert 60 <= len(text[start:end].split()) <= 120 or end == len(text)


def test_a_sentence_longer_than_the_model_reads_is_cut_between_words() -> None:
    text = " ".join(f"word{n}" for n in range(1000))
    spans = passage_spans(text, words, ChunkOptions(max_tokens=50))
    pieces = [text[start:end] for start, end in spans]
    assert " ".join(pieces) == text
    assert max(words(pieces)) <= 50


def test_a_word_longer_than_the_model_reads_is_cut() -> None:
    text = "x" * 10_000
    spans = passage_spans(text, words, ChunkOptions(max_tokens=50))
    assert "".join(text[start:end] for start, end in spans) == text
    assert max(words([text[start:end] for start, end in spans])) <= 50


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('ab .!?\n“”"1,é'), max_size=2000))
def test_passages_are_whole_sentences_in_order_and_none_is_lost(text: str) -> None:
    options = ChunkOptions(min_words=6, max_words=12, max_tokens=60)
    spans = passage_spans(text, words, options)
    position = 0
    for start, end in spans:
        assert not text[position:start].strip()
        assert words([text[start:end]])[0] <= options.max_tokens
        position = end
    assert not text[position:].strip()
    starts = {start for start, _ in sentence_spans(text)}
    whole = [span for span in sentence_spans(text) if words([text[span[0] : span[1]]])[0] <= options.max_tokens]
    if len(whole) == len(starts):
        assert {start for start, _ in spans} <= starts
