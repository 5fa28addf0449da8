"""Parts that do what a test states: a reranker and an encoder with stated scores, candidates, and a small real archive."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path

import numpy as np

from corpus.article import Article, ArticleDraft, Passage
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors
from embeddings.models.reading import Judgement, Reading
from embeddings.retriever import ArchiveState
from qa.answering.archive_pool import State
from qa.answering.retrieve import Candidate

LOW = -8.0


@dataclass
class ScriptedReranker:
    """A `Reranker` with stated scores.

    Attributes:
        stated: the score of a text, or of any text that has this part; the text itself counts before a part of it.
        words: what a reader finds, by the words that answer in a text: how much likelier they are than none; None for no reader.
        calls: the texts of each call, in order.
        questions: each question that was asked, once.
        read_texts: what was read, in order.
    """

    stated: Mapping[str, float]
    words: Mapping[str, float] | None = None
    calls: list[list[str]] = field(default_factory=list)
    questions: dict[str, None] = field(default_factory=dict)
    read_texts: list[str] = field(default_factory=list)
    _judged: list[tuple[Judgement, str]] = field(default_factory=list)

    def scores(self, pairs: Sequence[tuple[str, str]]) -> Vectors:
        """See `Reranker`; what is not stated scores `LOW`."""
        if pairs:
            self.calls.append([text for _, text in pairs])
            self.questions.update(dict.fromkeys(question for question, _ in pairs))
        return np.array([self._score(text) for _, text in pairs], dtype=np.float32)

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """See `Reranker`."""
        judgements = [Judgement(score) for score in self.scores(pairs).tolist()]
        self._judged += zip(judgements, [text for _, text in pairs], strict=True)
        return judgements

    def read(self, judgements: Sequence[Judgement]) -> list[Reading | None]:
        """See `Reranker`."""
        if self.words is None:
            return [None] * len(judgements)
        texts = [next(text for judged, text in self._judged if judged is one) for one in judgements]
        self.read_texts += texts
        return [reading(text, self.words) for text in texts]

    def _score(self, text: str) -> float:
        parts = (score for part, score in self.stated.items() if part in text)
        return self.stated[text] if text in self.stated else max(parts, default=LOW)


def reading(text: str, words: Mapping[str, float]) -> Reading:
    """Return a reading of a text in which these words answer; a token is a word, and others score -50."""
    spans = tuple(match.span() for match in re.finditer(r"\w+", text))
    starts, ends = np.full(len(spans), -50, np.float32), np.full(len(spans), -50, np.float32)
    found = {text.index(part): (part, gain) for part, gain in words.items() if part in text}
    for at, (part, gain) in found.items():
        starts[[span[0] for span in spans].index(at)] = gain
        ends[[span[1] for span in spans].index(at + len(part))] = 0
    return Reading(
        answers=max((gain for _, gain in found.values()), default=-5), none=0, spans=spans, starts=starts, ends=ends
    )


@dataclass
class ScriptedEncoder:
    """An `Encoder` with stated cosines, in two dimensions.

    Attributes:
        near: the cosine of a passage with every question, by a part of the passage; 0 for what is not stated.
        across: questions at right angles to the others, so that what is far from those is near to these.
        asked: the questions that were encoded, in order.
    """

    near: Mapping[str, float] = field(default_factory=dict)
    across: tuple[str, ...] = ()
    asked: list[str] = field(default_factory=list)
    key: str = "scripted@1"
    dimensions: int = 2
    max_tokens: int = 512

    def count_tokens(self, texts: list[str]) -> list[int]:
        """See `Encoder`: a token is a word."""
        return [len(text.split()) for text in texts]

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`."""
        cosines = [max((near for part, near in self.near.items() if part in text), default=0.0) for text in texts]
        return np.array([(cosine, sqrt(1 - cosine**2)) for cosine in cosines], dtype=np.float32)

    def encode_question(self, text: str) -> Vectors:
        """See `Encoder`."""
        self.asked.append(text)
        return np.array((0, 1) if text in self.across else (1, 0), dtype=np.float32)


def candidate(title: str, text: str, *, before: str = "", published: str | None = None) -> Candidate:
    """Return a passage of an article of that title, which has `before` in front of it."""
    article = Article(
        id=title,
        version=1,
        title=title,
        text=before + text,
        outlet=None,
        published=published,
        byline=None,
        url=None,
        language=None,
        source="",
        words=len(text.split()),
    )
    span = (len(before), len(before + text))
    passage = Passage(id=1, article_id=title, start=span[0], end=span[1], text=text)
    return Candidate(passage=passage, article=article, fused=0.0)


def draft(title: str, text: str, published: str | None = None, outlet: str = "Gazette") -> ArticleDraft:
    """Return an article to store; each of its paragraphs is a passage."""
    return ArticleDraft(title=title, text=text, published=published, outlet=outlet, source="made.txt")


@contextmanager
def archive(folder: Path, drafts: Sequence[ArticleDraft], encoder: ScriptedEncoder | None = None) -> Iterator[State]:
    """Hold a state of a real archive of these articles, made in `folder` where there is none yet."""
    paths, files = ArchivePaths(folder), SegmentFiles(folder / "segments")
    made = paths.exists()
    with closing(Catalogue(paths.catalogue, create=True)) as catalogue:
        if not made:
            _store(catalogue, files, drafts, encoder or ScriptedEncoder())
        with catalogue.snapshot() as snapshot:
            yield State(paths, ArchiveState(snapshot, files))


def _store(catalogue: Catalogue, files: SegmentFiles, drafts: Sequence[ArticleDraft], encoder: ScriptedEncoder) -> None:
    with catalogue.change() as change:
        ids = [key for one in drafts for key in change.store(one, _paragraphs(one.text))]
        texts = [one.text[start:end] for one in drafts for start, end in _paragraphs(one.text)]
        change.add_segment(files.write(encoder.key, ids, encoder.encode_passages(texts)))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for paragraph in text.split("\n\n"):
        spans.append((start, start + len(paragraph)))
        start += len(paragraph) + 2
    return spans
