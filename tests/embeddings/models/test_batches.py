"""Batches: their order and size, and that a vector does not depend on the rest of its batch."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from corpus.article import text_hash
from embeddings.cache import ENCODE_BATCH, EmbeddingCache, cached_or_encoded
from embeddings.models.encoder import Encoder, Vectors
from embeddings.models.hashing import HashingEncoder
from embeddings.models.pipeline import OnnxPipeline, load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, MODELS

pytestmark = pytest.mark.model

WORDS = "ferry pier harbour council budget rates storm vote inquiry captain bridge strike school tram river".split()


def made(count: int) -> list[str]:
    """Return different texts of 1 to 180 words, short and long ones mixed."""
    lengths = [1 + (number * 53) % 180 for number in range(count)]
    return [" ".join(WORDS[(number + at) % len(WORDS)] for at in range(n)) for number, n in enumerate(lengths)]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(MODELS[DEFAULT_ENCODER])


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.kind == "encoder"])
def test_a_vector_does_not_depend_on_its_company(name: str) -> None:
    encoder = load_encoder(MODELS[name])
    texts = [text for text in made(12) if encoder.count_tokens([text])[0] <= encoder.max_tokens]
    assert len(texts) > 6
    together = encoder.encode_passages(texts)
    alone = np.concatenate([encoder.encode_passages([text]) for text in texts])
    assert (together * alone).sum(axis=1).min() >= 0.9999
    assert (together @ alone.T).argmax(axis=1).tolist() == list(
        range(len(texts))
    )  # in order, none mistaken for another


def test_no_run_has_more_texts_than_its_row_of_the_registry_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = OnnxPipeline(MODELS[DEFAULT_ENCODER])
    run, sizes = pipeline._onnx._run, []
    monkeypatch.setattr(pipeline._onnx, "_run", lambda texts: sizes.append(len(texts)) or run(texts))
    texts = made(9)
    for size, expected in ((1, [1] * 9), (4, [1, 4, 4])):
        monkeypatch.setattr(pipeline._onnx, "_batch", size)
        sizes.clear()
        assert pipeline.encode(texts).shape == (9, pipeline.dimensions)
        assert sorted(sizes) == expected


def test_padding_in_a_batch_does_not_change_a_vector(monkeypatch: pytest.MonkeyPatch) -> None:
    pipeline = OnnxPipeline(
        MODELS["all-MiniLM-L6-v2-int8"]
    )  # its products are of floats; others round what is padded too
    texts = made(9)
    alone = pipeline.encode(texts)
    monkeypatch.setattr(pipeline._onnx, "_batch", 4)
    assert (pipeline.encode(texts) * alone).sum(axis=1).min() >= 0.9999


def test_concurrent_callers_get_their_own_vectors(encoder: Encoder) -> None:
    texts = made(16)
    expected = encoder.encode_passages(texts)
    got: dict[int, Vectors] = {}

    def encode(number: int) -> None:
        got[number] = encoder.encode_passages(texts[number : number + 4])

    threads = [threading.Thread(target=encode, args=(number,)) for number in range(0, 16, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert np.allclose(np.concatenate([got[number] for number in sorted(got)]), expected, atol=1e-5)


class Noting(HashingEncoder):
    """Records the texts of each call."""

    def __init__(self) -> None:
        super().__init__(MODELS["hashing-128"])
        self.calls: list[list[str]] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(list(texts))
        return super().encode_passages(texts)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[EmbeddingCache]:
    with closing(EmbeddingCache(tmp_path / "vectors.sqlite3")) as kept:
        yield kept


def test_texts_are_encoded_by_length_each_once_and_given_back_by_text(kept: EmbeddingCache) -> None:
    encoder = Noting()
    texts = made(150)
    texts = [text for text in texts if encoder.count_tokens([text])[0] <= encoder.max_tokens]
    vectors, encoded = cached_or_encoded(kept, encoder, [*texts, *texts[:5]], lambda _done, _total: None)
    sent = [text for call in encoder.calls for text in call]
    assert sorted(sent) == sorted(set(texts))
    assert encoded == {text_hash(text) for text in sent}
    assert [len(text) for text in sent] == sorted(len(text) for text in sent)
    assert len(encoder.calls) > 1
    assert max(map(len, encoder.calls)) <= ENCODE_BATCH
    for text in texts:  # kept as float16
        assert np.allclose(vectors[text_hash(text)], encoder.encode_passages([text])[0], atol=1e-3)
