"""From files to batches."""

import time
from collections.abc import Iterator

import pytest

from corpus.article import ArticleDraft
from corpus.ingest import Failure, FileRead
from qa.batches import BatchOptions, batches


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
