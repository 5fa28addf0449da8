"""What made news is drawn around: real passages and their vectors; and the drawing of words and vectors around them.

Of `benchmarks/large.py`, which says what for. `benchmarks/around.py` prints how much made vectors are like real ones.
"""

import json
import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray

from corpus.readers.ingest import read_files
from corpus.text.chunk import ChunkOptions, passage_spans
from embeddings.models.encoder import Encoder, Vectors
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import DEFAULT_ENCODER, find_model

ROOT = Path(__file__).resolve().parents[1]
NEIGHBOURS = 10
NAMES = 400_000  # made ones, of which few are frequent


@dataclass(frozen=True, slots=True)
class Real:
    """What is drawn around.

    Attributes:
        texts: passages.
        vectors: of them, float32 of shape (len(texts), dimensions).
        questions: of real readers.
        question_vectors: of them.
    """

    texts: list[str]
    vectors: Vectors
    questions: list[str]
    question_vectors: Vectors


def real(encoder: Encoder) -> Real:
    """Split and encode what real articles and questions there are; a minute."""
    folder = ROOT.parent / "shared" / "eval"
    articles = [
        json.loads(line)["text"]
        for path in sorted(folder.glob("*/articles.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    questions = [
        json.loads(line)["question"]
        for path in sorted(folder.glob("*/questions.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    if not articles:
        (read,) = read_files([ROOT / "corpus" / "sample" / "cuttings-sample.txt"])
        articles = [draft.text for draft in read.drafts]
        questions = [draft.title for draft in read.drafts]
    options = ChunkOptions(max_tokens=encoder.max_tokens)
    texts = [text[a:b] for text in articles for a, b in passage_spans(text, encoder.count_tokens, options)]
    return Real(
        texts, encoder.encode_passages(texts), questions, np.stack([encoder.encode_question(one) for one in questions])
    )


class MadeVectors:
    """Vectors around real ones.

    The lengths were chosen by `likeness`: so the similarities to the 1st, 10th and 30th neighbour, the intrinsic dimension and
    what inverted lists find with so many probes come closest to those of as many real vectors, rather harder than easier.
    """

    story = (0.0, 0.5)
    passage = (0.2, 1.0)

    def __init__(self, around: Vectors) -> None:
        self._around = around
        similar = around @ around.T
        np.fill_diagonal(similar, -1)
        self._neighbours = np.argsort(-similar, axis=1)[:, :NEIGHBOURS]
        covariance = np.cov(around.T)
        covariance += np.eye(len(covariance)) * 1e-4 * np.trace(covariance) / len(covariance)
        self._spread = (np.linalg.cholesky(covariance) / np.sqrt(np.trace(covariance))).T.astype(np.float32)
        self._order = np.random.default_rng(5).permutation(len(around))

    def topics(self, chance: np.random.Generator, many: int) -> NDArray[np.int64]:
        """Return which real vector each of `many` articles is drawn around; some are drawn around often."""
        return self._order[(len(self._order) * chance.random(many) ** 2).astype(np.int64)]

    def draw(self, chance: np.random.Generator, topics: NDArray[np.int64], passages: NDArray[np.int64]) -> Vectors:
        """Return the vectors of articles, float16 of shape (sum(passages), dimensions), article by article."""
        others = self._neighbours[topics, chance.integers(0, self._neighbours.shape[1], len(topics))]
        share = (chance.random((len(topics), 1)) / 2).astype(np.float32)
        centres = _unit((1 - share) * self._around[topics] + share * self._around[others])
        articles = self._moved(chance, centres, self.story)
        return self._moved(chance, np.repeat(articles, passages, axis=0), self.passage).astype(np.float16)

    def _moved(self, chance: np.random.Generator, vectors: Vectors, lengths: tuple[float, float]) -> Vectors:
        moves = chance.standard_normal(vectors.shape, dtype=np.float32) @ self._spread
        return _unit(vectors + chance.uniform(*lengths, (len(vectors), 1)).astype(np.float32) * moves)


def _unit(vectors: Vectors) -> Vectors:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class MadeTexts:
    """Texts around real ones: of the words of a passage four in ten are of the real one, half of all, the rest made names."""

    topical, common = 0.4, 0.56

    def __init__(self, around: list[str]) -> None:
        chance = random.Random(1)  # noqa: S311
        numbers: dict[str, int] = {}
        bags = [
            [numbers.setdefault(word, len(numbers)) for word in re.findall(r"[^\W_]+(?:['’][a-z]+)?", text)] or [0]
            for text in around
        ]
        self._bags = np.concatenate([np.array(bag) for bag in bags])
        self._starts = np.cumsum([0, *map(len, bags)])
        letters = [consonant + vowel for consonant in "bdfglmnprstvk" for vowel in "aeiou"]
        self._real = len(numbers)
        words = [*numbers, *("".join(chance.choices(letters, k=chance.randint(2, 5))) + "sh" for _ in range(NAMES))]
        words[self._real :] = [word.capitalize() for word in words[self._real :]]
        # each word three times: as it is, at the beginning of a sentence, at its end
        self._words = [*words, *(word[:1].upper() + word[1:] for word in words), *(f"{word}." for word in words)]
        self._kinds = len(words)

    def passages(self, chance: np.random.Generator, topics: NDArray[np.int64]) -> list[str]:
        """Return a paragraph of 65 to 115 words for each topic."""
        sizes = chance.integers(65, 116, len(topics))
        words = self._draw(chance, np.repeat(topics, sizes))
        ends = np.cumsum(sizes)
        starts = ends - sizes
        places = np.arange(len(words)) - np.repeat(starts, sizes)
        every = np.repeat(chance.integers(12, 23, len(topics)), sizes)
        left = np.repeat(sizes, sizes) - places
        begins = (places % every == 0) & (left >= 12)
        words[np.roll(begins, -1)] += (
            2 * self._kinds
        )  # the word before a beginning; that of the first is the last of all
        words[begins] += self._kinds
        spelt = list(map(self._words.__getitem__, words.tolist()))
        return [" ".join(spelt[a:b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]

    def titles(self, chance: np.random.Generator, topics: NDArray[np.int64]) -> list[str]:
        """Return a headline of seven words for each topic."""
        rows = self._draw(chance, np.repeat(topics, 7)).reshape(-1, 7)
        rows[:, 0] += self._kinds
        return [" ".join(map(self._words.__getitem__, row)) for row in rows.tolist()]

    def _draw(self, chance: np.random.Generator, topics: NDArray[np.int64]) -> NDArray[np.int64]:
        starts, ends = self._starts[topics], self._starts[topics + 1]
        own = self._bags[starts + (chance.random(len(topics)) * (ends - starts)).astype(np.int64)]
        of_all = self._bags[(chance.random(len(topics)) * len(self._bags)).astype(np.int64)]
        names = self._real + (NAMES * chance.random(len(topics)) ** 3).astype(np.int64)
        kind = chance.random(len(topics))
        return np.where(kind < self.topical, own, np.where(kind < self.topical + self.common, of_all, names))


def likeness(name: str, vectors: Vectors, questions: Vectors, lists: int = 57) -> str:
    """Return a row of a table: similarities, intrinsic dimension, what an inverted file finds.

    The intrinsic dimension is the estimate of Levina and Bickel (2004) over 30 neighbours, averaged as MacKay and Ghahramani do.
    """
    import faiss

    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    among = exact.search(vectors, 31)[0][:, 1:]
    asked, wanted = exact.search(questions, 30)
    inverted = faiss.IndexIVFFlat(
        faiss.IndexFlatIP(vectors.shape[1]), vectors.shape[1], lists, faiss.METRIC_INNER_PRODUCT
    )
    inverted.cp.spherical, inverted.cp.min_points_per_centroid = True, 1
    inverted.train(vectors)
    inverted.add(vectors)
    recalls = []
    for inverted.nprobe in (1, 2, 4, 8, 16, 32):
        found = inverted.search(questions, 10)[1]
        recalls.append(np.mean([len(set(one) & set(two[:10])) / 10 for one, two in zip(found, wanted, strict=True)]))
    cells = [
        " / ".join(f"{value:.2f}" for value in among[:, [0, 9, 29]].mean(axis=0)),
        " / ".join(f"{value:.2f}" for value in asked[:, [0, 9, 29]].mean(axis=0)),
        f"{_dimension(among):.0f}, {_dimension(asked):.0f}",
        " ".join(f"{value:.2f}" for value in recalls),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _dimension(similarities: Vectors) -> float:
    distances = np.sqrt(np.maximum(2 - 2 * similarities, 1e-6))
    return float(1 / np.log(distances[:, -1:] / distances[:, :-1]).mean())


def main() -> None:
    """Print the table."""
    around = real(load_encoder(find_model(DEFAULT_ENCODER)))
    chance = np.random.default_rng(0)
    made = MadeVectors(around.vectors)
    counts = np.full(len(around.vectors) // 3, 3)  # so many passages have the real articles
    same = made.draw(chance, made.topics(chance, len(counts)), counts).astype(np.float32)
    print(
        "| vectors | passage: 1st, 10th, 30th | question: 1st, 10th, 30th | dimension | recall@10, 1 to 32 of 57 lists |"
    )
    print("|---|---|---|---|---|")
    print(likeness(f"{len(around.vectors):,} real", around.vectors, around.question_vectors))
    print(likeness(f"{len(same):,} made", same, around.question_vectors))


if __name__ == "__main__":
    main()
