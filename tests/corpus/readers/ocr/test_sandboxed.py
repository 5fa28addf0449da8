"""Reading by OCR in the reading process: each page has time of its own, and Tesseract ends with the process that started it."""

import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.allowance import PageAllowance
from corpus.readers.sandbox.worker import Worker, WorkerOptions
from qa.service.progress import Progress
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.corpus.readers.ocr.scans_made import black, hocr, pretend

SENTENCE = "The ferry from Sellen was an hour late on Sunday."


def scanned(folder: Path, pages: int) -> Path:
    path = folder / "scan.pdf"
    path.write_bytes(black(pages))
    return path


def test_each_page_has_its_own_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = f'/bin/cat > /dev/null; /bin/sleep 1.6; echo "{hocr((SENTENCE, 95))}"'
    monkeypatch.setenv("PATH", pretend(tmp_path, answer), prepend=":")
    seen: list[tuple[int, int]] = []
    with closing(Worker(WorkerOptions(seconds=3.0, max_seconds=3.0))) as worker:
        found = worker.read(scanned(tmp_path, 2), ReadOptions(), lambda *page: seen.append(page))
        assert (found.failed, [draft.ocr_pages for draft in found.drafts]) == (None, [(1, 2)])
        assert seen == [(1, 2), (2, 2)]


def test_adding_says_which_page_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path, f'/bin/cat > /dev/null; echo "{hocr((SENTENCE, 95))}"'), prepend=":")
    settings = Settings(model="hashing-256", worker=WorkerOptions(seconds=59))  # a reading process of its own
    with closing(CuttingsService(ArchivePaths(tmp_path / "archive"), settings)) as service:
        seen: list[Progress] = []
        report = service.maintenance.add([scanned(tmp_path, 2)], seen.append)
        service.maintenance.worker.close()
        (added,) = report.added
        assert service.article(added).ocr_pages == (1, 2)
    pages = [one for one in seen if one.unit == "pages by OCR"]
    assert [(one.what, one.done, one.total) for one in pages] == [("scan.pdf", 0, 2), ("scan.pdf", 1, 2)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere its processor time ends it")
def test_tesseract_ends_with_the_reading_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path, "exec /bin/sleep 73.2519"), prepend=":")
    with closing(Worker(WorkerOptions(seconds=1.0))) as worker:
        found = worker.read(scanned(tmp_path, 1), ReadOptions(ocr_seconds=0.0001))
        assert "could not be read by OCR" in (found.failed or "") + str(found.problems)

        def stop(number: int, total: int) -> None:
            end = time.monotonic() + 20
            while not sleeping() and time.monotonic() < end:
                time.sleep(0.05)
            assert sleeping()
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            worker.read(scanned(tmp_path, 1), ReadOptions(), stop)
        end = time.monotonic() + 20
        while sleeping() and time.monotonic() < end:
            time.sleep(0.05)
        assert not sleeping()


def sleeping() -> bool:
    """Return whether what stands in for Tesseract runs."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"73.2519" in process.read_bytes():
                return True
        except OSError:
            continue
    return False


def test_no_file_is_given_time_forever() -> None:
    allowance = PageAllowance.of(ReadOptions(ocr_max_pages=2, ocr_seconds=5), None)
    assert [allowance.granted(1, 9) for _ in range(3)] == [5, 5, 0]
    assert PageAllowance.of(ReadOptions(ocr="off"), None).granted(1, 1) == 0
