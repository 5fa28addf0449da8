"""Damaged files of every format: read or refused, in time, by a process that survives.

`CUTTINGS_FUZZ_SECONDS=60` does so for a minute a file; without it, a few times.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from corpus.readers.sandbox.worker import Worker, WorkerOptions
from tests.corpus.readers.files_made import FILES

SECONDS = float(os.environ.get("CUTTINGS_FUZZ_SECONDS", "0"))
FEW, MANY = 15, 200

TELLING = [
    b"\0",
    b"\xff",
    b"\xff\xff\xff\xff",
    b"{",
    b"}",
    b"[",
    b"<",
    b">",
    b'"',
    b"\\",
    b"\n",
    b"\r\n\r\n",
    b"%PDF-",
    b"PK\x03\x04",
    b"&#0;",
    b"--",
    b"=",
    b",",
]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    worker = Worker(WorkerOptions(seconds=20))
    yield worker
    worker.close()


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """Generate a damaged form of some data: pieces changed, doubled, removed, moved."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), start + draw(st.one_of(st.integers(0, 8), st.integers(0, max(1, len(data) // 4)))))
        piece = data[start:end]
        kind = draw(st.integers(0, 5))
        if kind == 0:
            piece = draw(st.sampled_from(TELLING))
        elif kind == 1:
            piece = draw(st.binary(max_size=12))
        elif kind == 2:
            piece *= draw(st.integers(2, 20))
        elif kind == 3:
            piece = b""
        elif kind == 4:
            piece = bytes(byte ^ (1 << draw(st.integers(0, 7))) for byte in piece[:8]) + piece[8:]
        else:
            return data[:start]
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, worker: Worker, name: str) -> None:
    data = FILES[name]()
    path = tmp_path / name

    def body(content: bytes) -> None:
        path.write_bytes(content)
        found = worker.read(path)
        assert not found.ended, found.failed
        assert "longer than the limit" not in (found.failed or "")
        assert found.drafts or found.failed
        assert all(draft.title.strip() and draft.text.strip() for draft in found.drafts)

    options = {"database": None, "suppress_health_check": list(HealthCheck)}
    end, number = time.monotonic() + SECONDS, 0
    while number == 0 or time.monotonic() < end:
        test = settings(max_examples=MANY if SECONDS else FEW, **options)(given(content=mutated(data))(body))
        seed(number if not SECONDS else time.time_ns())(test)()
        number += 1
