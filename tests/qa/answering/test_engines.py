"""Another engine behind the `Retriever` seam: an answer needs nothing of SQLite or FAISS."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
import pytest

from corpus.article import Article, ArticleDraft, Passage
from corpus.catalogue.catalogue import Catalogue
from corpus.filters import Filters
from corpus.text.terms import terms
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Vectors
from embeddings.retriever import ArchiveRetriever, RetrievalState, Retriever
from qa.answering.pipeline import AskContext, answer_question
from qa.service.settings import Settings
from tests.qa.answering.scripted import ScriptedEncoder, ScriptedReranker, archive, draft

FERRY = draft("Ferry strikes pier", "The ferry struck the pier at Sellen.", "2024-03-08")
BANK = draft("Bank cuts rate", "The bank cut its rate to 3 percent.", "2024-04-02", outlet="Herald")
NEWS = (FERRY, BANK)
NEAR = {FERRY.text: 0.9, BANK.text: 0.2}


class MemoryState:
    """Passages in memory, one an article, by number; see `RetrievalState`."""

    def __init__(self, drafts: Sequence[ArticleDraft], vectors: Vectors) -> None:
        self._drafts = tuple(drafts)
        self._vectors = vectors
        self.words = self

    def _terms(self, number: int) -> set[str]:
        return set(terms(f"{self._drafts[number].title} {self._drafts[number].text}"))

    def _best(self, scores: Iterable[float], limit: int, filters: Filters) -> list[tuple[int, float]]:
        found = [
            (number, score)
            for number, (score, one) in enumerate(zip(scores, self._drafts, strict=True))
            if score > 0 and filters.fit(one.published) and (not filters.outlets or one.outlet in filters.outlets)
        ]
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def lexical(self, words: Sequence[str], limit: int, filters: Filters) -> list[tuple[int, float]]:
        scores = [float(len(set(words) & self._terms(number))) for number in range(len(self._drafts))]
        return self._best(scores, limit, filters)

    def dense(self, model: str, vector: Vectors, limit: int, filters: Filters) -> list[tuple[int, float]]:
        assert model == ScriptedEncoder.key
        assert (vector.dtype, vector.shape) == (np.float32, (2,))
        return self._best((self._vectors @ vector).tolist(), limit, filters)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        texts = {number: self._drafts[number] for number in ids}
        return {
            number: Passage(id=number, article_id=one.id, start=0, end=len(one.text), text=one.text)
            for number, one in texts.items()
        }

    def article(self, article_id: str) -> Article:
        (one,) = (one for one in self._drafts if one.id == article_id)
        return Article(
            id=one.id,
            version=1,
            title=one.title,
            text=one.text,
            outlet=one.outlet,
            published=one.published,
            byline=None,
            url=None,
            language=None,
            source=one.source,
            words=len(one.text.split()),
        )

    def articles_by(self, name: str, limit: int, filters: Filters) -> list[Article]:
        return []

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        days = sorted(one.published for one in self._drafts if one.published)
        return days[0], days[-1]

    def searched_passages(self) -> int:
        return len(self._drafts)

    def passages_with(self, words: Iterable[str]) -> dict[str, int]:
        held = [self._terms(number) for number in range(len(self._drafts))]
        return {word: sum(word in one for one in held) for word in words}

    def words_in(self, passage_id: int, words: Iterable[str]) -> set[str]:
        return set(words) & self._terms(passage_id)

    def stems_like(self, beginning: str, shortest: int = 0) -> list[str]:
        return []

    def texts_with(self, word: str, limit: int) -> list[str]:
        return []


class MemoryRetriever:
    """See `Retriever`."""

    def __init__(self, drafts: Sequence[ArticleDraft], encoder: ScriptedEncoder) -> None:
        self.drafts, self.encoder = list(drafts), encoder

    @contextmanager
    def state(self) -> Iterator[MemoryState]:
        yield MemoryState(self.drafts, self.encoder.encode_passages([one.text for one in self.drafts]))


@contextmanager
def stored(folder: Path, drafts: Sequence[ArticleDraft], encoder: ScriptedEncoder) -> Iterator[ArchiveRetriever]:
    with archive(folder, drafts, encoder):
        pass
    with closing(Catalogue(folder / "catalogue.sqlite3")) as catalogue:
        yield ArchiveRetriever(catalogue, SegmentFiles(folder / "segments"))


def titles(state: RetrievalState, found: Iterable[tuple[int, float]]) -> list[str]:
    ids = [key for key, _ in found]
    passages = state.passages(ids)
    return [state.article(passages[key].article_id).title for key in ids]


@pytest.mark.parametrize("filters", [Filters(), Filters(outlets=("Herald",)), Filters(until="2024-03-31")])
def test_engines_find_the_same_under_a_filter(tmp_path: Path, filters: Filters) -> None:
    encoder = ScriptedEncoder(NEAR)
    question = encoder.encode_question("pier")
    with stored(tmp_path, NEWS, encoder) as ours:
        engines: list[Retriever] = [ours, MemoryRetriever(NEWS, encoder)]
        found = []
        for engine in engines:
            with engine.state() as state:
                dense = state.dense(encoder.key, question, 5, filters)
                lexical = state.lexical(["bank", "pier", "rate"], 5, filters)
                found.append((titles(state, dense), [score for _, score in dense], set(titles(state, lexical))))
    assert found[0][0] == found[1][0]
    assert found[0][1] == pytest.approx(found[1][1], abs=1e-3)  # the archive has them as float16
    assert found[0][2] == found[1][2] == set(found[0][0])


def test_an_answer_is_the_same_from_another_engine(tmp_path: Path) -> None:
    encoder, reranker = ScriptedEncoder(NEAR), ScriptedReranker({"ferry": 5.0})
    with stored(tmp_path, NEWS, encoder) as ours:
        engines: list[Retriever] = [ours, MemoryRetriever(NEWS, encoder)]
        answers = []
        for engine in engines:
            with engine.state() as state:
                means = AskContext(state=state, encoder=encoder, reranker=reranker, settings=Settings())
                answers.append(answer_question("What struck the pier at Sellen?", [], means, Filters()))
    one, other = answers
    assert one.answered
    assert (one.quotes, one.confidence) == (other.quotes, other.confidence)
    assert [passage.text for passage in one.passages] == [passage.text for passage in other.passages]


def test_a_state_of_the_archive_stays_as_it_is_while_the_archive_grows(tmp_path: Path) -> None:
    encoder = ScriptedEncoder(NEAR)
    question = encoder.encode_question("ferry")
    with stored(tmp_path, [FERRY], encoder) as retriever:
        with retriever.state() as before:
            add(tmp_path, BANK, encoder)
            for state in (before, MemoryState([FERRY], encoder.encode_passages([FERRY.text]))):
                assert len(state.dense(encoder.key, question, 5, Filters())) == 1
                assert len(state.lexical(["ferry", "bank"], 5, Filters())) == 1
                assert state.words.searched_passages() == 1
                assert state.words.passages_with(["bank"]) == {"bank": 0}
                assert state.first_and_last_day() == ("2024-03-08", "2024-03-08")
        with retriever.state() as after:
            assert len(after.dense(encoder.key, question, 5, Filters())) == 2
            assert len(after.lexical(["ferry", "bank"], 5, Filters())) == 2
            assert after.words.searched_passages() == 2
            assert after.first_and_last_day() == ("2024-03-08", "2024-04-02")


def add(folder: Path, one: ArticleDraft, encoder: ScriptedEncoder) -> None:
    """Store an article as another process would."""
    files = SegmentFiles(folder / "segments")
    with closing(Catalogue(folder / "catalogue.sqlite3")) as catalogue, catalogue.change() as change:
        ids = change.store(one, [(0, len(one.text))])
        change.add_segment(files.write(encoder.key, ids, encoder.encode_passages([one.text])))
