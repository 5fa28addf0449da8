"""From files to batches."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.readers.ingest import Failure, FileRead
from embeddings.index.background import Prepared
from qa.service.batches import BatchOptions, batches, encoded
from tests.corpus.catalogue.held import Held


def read(name: str, count: int, failure: str = "") -> FileRead:
    drafts = tuple(ArticleDraft(title=f"{name} {n}", text=f"{name} {n}.", source=f"in/{name}") for n in range(count))
    return FileRead(path=f"in/{name}", drafts=drafts, failure=Failure(path=name, reason=failure) if failure else None)


PATIENT = BatchOptions(articles=10, seconds=1000)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([], []),
        ([0, 0], []),
        ([3], [3]),
        ([10], [10]),
        ([25], [10, 10, 5]),
        ([4, 4, 4], [10, 2]),
        ([1] * 21, [10, 10, 1]),
    ],
)
def test_batches_are_full_and_in_order(sizes: list[int], expected: list[int]) -> None:
    reads = [read(f"{number}.txt", size) for number, size in enumerate(sizes)]
    found = list(batches(reads, PATIENT))
    assert [len(batch.drafts) for batch in found] == expected
    assert [draft for batch in found for draft in batch.drafts] == [draft for one in reads for draft in one.drafts]


def test_a_batch_is_named_after_its_files() -> None:
    found = batches([read("a.txt", 12), read("b.txt", 3), read("c.txt", 4)], PATIENT)
    assert [batch.name for batch in found] == ["a.txt", "a.txt and 2 more"]


def test_failures_come_with_the_batch_after_them_each_once() -> None:
    reads = [read("a.pdf", 0, "no text"), read("b.txt", 20, "only some"), read("c.txt", 0, "empty")]
    found = [(len(batch.drafts), [one.path for one in batch.failed]) for batch in batches(reads, PATIENT)]
    assert found == [(10, ["a.pdf", "b.txt"]), (10, []), (0, ["c.txt"])]


def test_versions_of_an_article_out_of_two_files_are_two_batches() -> None:
    def page(name: str, text: str) -> FileRead:
        draft = ArticleDraft(title="Ferry", text=text, url="https://post.example/ferry", source=name)
        return FileRead(path=name, drafts=(draft,))

    reads = [
        read("a.txt", 2),
        page("b.html", "It sank."),
        page("c.html", "It sank."),
        page("d.html", "It did not sink."),
    ]
    found = list(batches(reads, PATIENT))
    assert [[draft.text for draft in batch.drafts] for batch in found] == [
        ["a.txt 0.", "a.txt 1.", "It sank.", "It sank."],
        ["It did not sink."],
    ]


@given(st.lists(st.tuples(*map(st.integers, (0, 0, 0, 0), (2, 2, 1, 1))), max_size=5), st.integers(0, 2))
def test_files_in_batches_leave_what_they_leave_one_by_one(made: list[tuple[int, ...]], there: int) -> None:
    drafts = [
        ArticleDraft(
            title="Ferry",
            text=("The ferry sank.", "THE ferry sank.", "The ferry floats.")[text],
            url=(None, "https://p.example/a", "https://p.example/b")[url],
            outlet=(None, "Post")[outlet],
            byline=(None, "X")[byline],
            source=f"{number}.txt",
        )
        for number, (text, url, outlet, byline) in enumerate(made)
    ]
    live: list[set[tuple[str, str]]] = []
    for size in (1, 100):
        archive = Held()
        for draft in drafts[:there]:
            archive.store([draft])
        reads = [FileRead(path="x", drafts=(draft,)) for draft in drafts[there:]]
        for batch in batches(reads, BatchOptions(articles=size, seconds=1000)):
            archive.store(batch.drafts)
        live.append({(draft.id, draft.content_hash) for draft in archive.live.values()})
    assert live[0] == live[1]


class Told:
    """Stands for the thread that encodes: notes what it is given, and has done it at once."""

    def __init__(self) -> None:
        self.begun: list[str] = []

    def ahead(self, *, slow: bool) -> int:
        return 0 if slow else 1

    def prepare(self, drafts: Sequence[ArticleDraft], progress: Callable[[int, int], None]) -> Future[Prepared]:
        self.begun.append(drafts[0].title)
        progress(len(drafts), len(drafts))
        done: Future[Prepared] = Future()
        done.set_result(Prepared(spans={}, encoded=frozenset()))
        return done


def test_a_batch_is_yielded_when_the_next_one_is_being_encoded() -> None:
    ahead, told = Told(), []
    found = encoded(ahead, batches([read(f"{n}.txt", 10) for n in range(3)], PATIENT), told.append)
    seen = [(batch.drafts[0].title, len(ahead.begun)) for batch, _ in found]
    assert seen == [("0.txt 0", 2), ("1.txt 0", 3), ("2.txt 0", 3)]
    assert [progress.what for progress in told] == ["0.txt", "1.txt", "2.txt"]


def test_where_reading_is_slow_nothing_waits_for_the_next_file() -> None:
    yielded: list[str] = []
    unread: list[int] = []

    def slow() -> Iterator[FileRead]:
        for number in range(4):
            unread.append(number - len(yielded))
            time.sleep(0.03)
            yield read(f"{number}.txt", 1)

    for batch, _ in encoded(Told(), batches(slow(), BatchOptions(articles=10, seconds=0.01)), lambda _: None):
        yielded.append(batch.drafts[0].title)
    assert yielded == [f"{number}.txt 0" for number in range(4)]
    assert set(unread) == {0}  # before a file is read, all those before it were stored


def test_what_was_read_is_yielded_although_reading_is_broken_off() -> None:
    def broken_off() -> Iterator[FileRead]:
        yield read("a.txt", 10)
        raise KeyboardInterrupt

    found = encoded(Told(), batches(broken_off(), PATIENT), lambda _: None)
    assert next(found)[0].name == "a.txt"
    with pytest.raises(KeyboardInterrupt):
        next(found)


def test_what_was_read_does_not_wait_for_a_slow_file() -> None:
    seen: list[str] = []

    def slow() -> Iterator[FileRead]:
        for name in ("a.txt", "b.txt", "c.txt"):
            time.sleep(0.05)
            seen.append(name)
            yield read(name, 1)

    first = next(batches(slow(), BatchOptions(articles=10, seconds=0.02)))
    assert [draft.title for draft in first.drafts] == [f"{name} 0" for name in seen]
    assert len(seen) < 3
