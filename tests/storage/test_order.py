"""What an archive answers depends on what is in it, not on the way it came there."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.filters import Filters
from corpus.text.terms import terms
from embeddings.cache import EmbeddingCache
from embeddings.index.merge_policy import MergeOptions
from embeddings.index.rebuild import rebuild
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.index.writer import Indexer
from embeddings.models.encoder import Encoder
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model
from qa.answering.retrieve import reciprocal_rank_fusion

ARTICLES = 14
FILES = count()
QUESTIONS = ("Where did the ferry strike?", "ferry", "What of the harbour and the bank?", "rate 3 percent", "moss")
SENTENCES = (
    "The ferry struck the pier at the harbour.",
    "The bank cut its rate to 3 percent.",
    "Moths do a third of the work in the orchard.",
    "A ferry is a ferry is a ferry.",
)


def draft(number: int, version: int) -> ArticleDraft:
    """Make an article; many have the very same text, so that there are ties in words and in vectors."""
    chosen = [SENTENCES[(number + version + k) % 4] for k in range(1 + (number * version) % 3)]
    paragraph = " ".join(chosen * 4)
    return ArticleDraft(
        title=("Harbour news", "Rate news")[number % 2],
        text="\n\n".join([paragraph] * (1 + number % 3)),
        outlet=("Gazette", "Herald")[number % 2],
        published="2024-03-05",
        url=f"https://example.org/{number}",
        source=f"{next(FILES)}.txt",  # what one file says side by side is not a text and its later version
    )


@dataclass
class Archive:
    catalogue: Catalogue
    kept: EmbeddingCache
    files: SegmentFiles
    encoder: Encoder

    @property
    def indexer(self) -> Indexer:
        return Indexer(self.catalogue, self.kept, self.files, self.encoder)

    def content(self) -> dict[str, tuple[object, ...]]:
        with self.catalogue.snapshot() as snapshot:
            return {
                one.id: (one.title, one.text, one.outlet, [(p.start, p.end) for p in snapshot.passages_of(one.id)])
                for one in snapshot.articles()
            }

    def results(self, limit: int, filters: Filters) -> list[object]:
        """Return everything that is found for the questions: where, and with which score to the last bit."""
        found: list[object] = []
        with self.catalogue.snapshot() as snapshot:
            for question in QUESTIONS:
                lexical = snapshot.lexical(terms(question), limit, filters)
                vector = self.encoder.encode_question(question)
                dense = search_dense(snapshot, self.files, self.encoder.key, vector, limit, filters)
                for ranking in (lexical, dense):
                    passages = snapshot.passages(key for key, _ in ranking)
                    found.append([(passages[key].article_id, passages[key].start, score) for key, score in ranking])
                fused = reciprocal_rank_fusion([(1.5, [key for key, _ in lexical]), (1.0, [key for key, _ in dense])])
                passages = snapshot.passages(key for key, _ in fused)
                found.append([(passages[key].article_id, passages[key].start, score) for key, score in fused])
        return found


@contextmanager
def empty_archive() -> Iterator[Archive]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            closing(Catalogue(folder / "catalogue.sqlite3", create=True)) as catalogue,
            closing(EmbeddingCache(folder / "vectors.sqlite3")) as kept,
        ):
            # merges often, so that passages come to stand in another order in the index
            files = SegmentFiles(folder / "segments", MergeOptions(flat_segments=2))
            yield Archive(catalogue, kept, files, load_encoder(find_model("hashing-256")))


numbers = st.lists(st.integers(0, ARTICLES - 1), min_size=1, max_size=ARTICLES, unique=True)
stored = st.tuples(st.just("store"), st.lists(st.tuples(st.integers(0, ARTICLES - 1), st.integers(1, 3)), min_size=1))
removed = st.tuples(st.just("remove"), numbers)
upkeep = st.tuples(st.sampled_from(["compact", "rebuild"]), st.none())
history = st.lists(st.one_of(stored, stored, removed, upkeep), max_size=10)


def live(archive: Archive, acts: list[tuple[str, object]]) -> dict[int, int]:
    """Let an archive go through a history; return the version of each article that is there at its end."""
    there: dict[int, int] = {}
    ever: dict[int, set[str]] = defaultdict(set)
    for what, of in acts:
        if what == "store":
            drafts = [draft(number, version) for number, version in of]
            archive.indexer.store(drafts)
            new: dict[int, set[str]] = defaultdict(set)
            for (number, version), one in zip(of, drafts, strict=True):
                # what is there, or was there before and was replaced, is no news, unless this batch has replaced it
                if number not in there or number in new or one.text not in ever[number]:
                    there[number] = version
                    new[number].add(one.text)
            for number, texts in new.items():
                ever[number] |= texts
        elif what == "remove":
            archive.indexer.remove(draft(number, 1).id for number in of)
            there = {number: version for number, version in there.items() if number not in of}
        elif what == "compact":
            archive.indexer.compact()
        else:
            rebuild(archive.catalogue, archive.kept, archive.files, archive.encoder, lambda _done, _total: None)
    return there


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(acts=history, last=st.permutations(range(ARTICLES)), size=st.integers(1, ARTICLES), limit=st.integers(1, 9))
@example(
    acts=[("store", [(number, 1) for number in range(ARTICLES)])], last=range(ARTICLES), size=1, limit=2
)  # all ties
@example(
    acts=[("store", [(3, 1), (4, 1)]), ("remove", [3]), ("store", [(3, 1)])], last=range(ARTICLES), size=2, limit=3
)  # one that came back
def test_order_and_batches_leave_no_trace(
    acts: list[tuple[str, object]], last: list[int], size: int, limit: int
) -> None:
    with empty_archive() as lived, empty_archive() as young:
        there = live(lived, acts)
        order = [number for number in last if number in there]
        for start in range(0, len(order), size):
            young.indexer.store([draft(number, there[number]) for number in order[start : start + size]])
        assert lived.content() == young.content()
        for filters in (Filters(), Filters(outlets=("Herald",))):
            assert lived.results(limit, filters) == young.results(limit, filters)
