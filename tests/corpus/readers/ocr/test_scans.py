"""Scanned pages are read by Tesseract, where it is installed; what it cannot read is said page by page."""

import io
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.article import ArticleDraft
from corpus.errors import ReadError
from corpus.readers.detect import read_parts
from corpus.readers.reader import Problem, ReadOptions
from tests.corpus.readers.ocr.scans_made import black, hocr, photograph, picture_of, pretend, printed, scan_of

ENGLISH = (
    "The fishing fleet of Port Sellen stayed in the harbour on Monday, since nobody knew whether the new quay would bear it.",
    "“We have been waiting for eleven weeks,” said Ida Marlow, who owns two of the boats and rents a third.",
)
GERMAN = "Über die Brücke fährt seit Dienstag kein Lastwagen mehr: Die Prüfer hatten größere Risse entdeckt, äußerte Jörg Möwe."
"""Sentences."""


def languages() -> str:
    if not shutil.which("tesseract"):
        return ""
    return subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout


needs_tesseract = pytest.mark.skipif("eng" not in languages(), reason="Tesseract is not installed with English")
needs_german = pytest.mark.skipif("deu" not in languages(), reason="Tesseract is not installed with German")


def read(folder: Path, data: bytes, **options: object) -> tuple[list[ArticleDraft], list[Problem]]:
    path = folder / "scan.pdf"
    path.write_bytes(data)
    parts = list(read_parts(path, ReadOptions(**options)))
    return [one for one in parts if isinstance(one, ArticleDraft)], [one for one in parts if isinstance(one, Problem)]


def failure(folder: Path, data: bytes, **options: object) -> str:
    with pytest.raises(ReadError) as raised:
        read(folder, data, **options)
    return raised.value.reason


@needs_tesseract
def test_a_scan_is_read_in_paragraphs_and_marked(tmp_path: Path) -> None:
    (draft,), problems = read(tmp_path, scan_of([picture_of(printed(ENGLISH))]), ocr_languages="eng")
    assert draft.text == "\n\n".join(ENGLISH)
    assert (draft.pages, draft.ocr_pages, problems) == ((0,), (1,), [])


@needs_tesseract
def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    data = scan_of([picture_of(printed([*ENGLISH, *ENGLISH], columns=2))])
    (draft,), _ = read(tmp_path, data, ocr_languages="eng")
    assert draft.text.split() == " ".join([*ENGLISH, *ENGLISH]).split()


@needs_german
def test_german_is_read_with_the_languages_that_are_installed(tmp_path: Path) -> None:
    (draft,), _ = read(tmp_path, scan_of([picture_of(printed([GERMAN]))]))
    assert draft.text == GERMAN


@needs_tesseract
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(tmp_path: Path, turned: int) -> None:
    (draft,), _ = read(tmp_path, scan_of([picture_of(printed(ENGLISH), turned=turned)]), ocr_languages="eng")
    assert draft.text == "\n\n".join(ENGLISH)


@needs_tesseract
def test_only_pictures_of_text_are_read_and_text_stays_as_it_is(tmp_path: Path) -> None:
    text = "What was printed with its letters is taken from them and from nothing else."
    data = scan_of([text, None, photograph(), picture_of(printed(ENGLISH))])
    asked: list[tuple[int, int]] = []
    path = tmp_path / "mixed.pdf"
    path.write_bytes(data)
    (draft,) = read_parts(path, ReadOptions(ocr_languages="eng"), lambda number, total: asked.append((number, total)))
    assert isinstance(draft, ArticleDraft)
    assert draft.text == "\n\n".join([text, *ENGLISH])
    assert draft.ocr_pages == (4,)
    assert asked == [(1, 2), (2, 2)]  # the photograph, and the scan


@needs_tesseract
def test_pages_without_text_are_no_article(tmp_path: Path) -> None:
    assert "none in its pictures that OCR can read" in failure(
        tmp_path, scan_of([None, photograph()]), ocr_languages="eng"
    )


@needs_tesseract
def test_what_cannot_be_read_is_not_guessed(tmp_path: Path) -> None:
    blurred = picture_of(printed(ENGLISH), dpi=200).resize((170, 105)).resize((900, 550))
    reason = failure(tmp_path, scan_of([blurred]), ocr_languages="eng")
    assert reason.startswith("page 1: could not be read by OCR: Tesseract is sure of ")
    assert "300 dpi" in reason


def test_a_stamp_on_a_scan_does_not_make_it_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(300, 200))
    canvas.drawImage(ImageReader(Image.linear_gradient("L")), 0, 0, 300, 200)
    canvas.drawString(10, 5, "Printed with permission of the owner of the rights")
    canvas.save()
    sentence = "The mayor of Sellen opened the lock on Friday."
    monkeypatch.setenv("PATH", pretend(tmp_path, f'/bin/cat > /dev/null; echo "{hocr((sentence, 95))}"'))
    (draft,), _ = read(tmp_path, file.getvalue())
    assert (draft.text, draft.ocr_pages) == (sentence, (1,))


def test_without_tesseract_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    reason = failure(tmp_path, black(3))
    assert reason.startswith("3 pages from page 1 on: scanned: no text in it; Tesseract")
    assert "apt install tesseract-ocr" in reason
    drafts, problems = read(tmp_path, scan_of(["Letters that can be read without it are read.", photograph()]))
    assert [draft.ocr_pages for draft in drafts] == [()]
    assert [problem.where for problem in problems] == ["page 2"]


def test_what_is_drawn_on_a_page_need_not_be_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    sentence = "Letters that can be read without it are read."
    for shapes, problems in ((3, 0), (40, 1)):
        file = io.BytesIO()
        canvas = Canvas(file, pagesize=(300, 200))
        canvas.drawString(10, 100, sentence)
        canvas.showPage()
        canvas.drawImage(ImageReader(Image.linear_gradient("L")), 10, 10, 20, 20)  # a logo
        for at in range(shapes):
            canvas.line(10, 50 + at, 200, 60 + at)
        canvas.save()
        (draft,), found = read(tmp_path, file.getvalue())
        assert (draft.text, len(found)) == (sentence, problems)


def test_it_can_be_turned_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path, "exit 1"))
    assert "ocr = auto" in failure(tmp_path, black(1), ocr="off")
    drafts, problems = read(
        tmp_path, scan_of(["Letters that can be read without it are read.", photograph()]), ocr="off"
    )
    assert (len(drafts), problems) == (1, [])


def test_a_program_that_hangs_is_given_up_and_then_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path, "exec /bin/sleep 60"))
    reason = failure(tmp_path, black(4), ocr_seconds=0.2)
    assert "page 1: could not be read by OCR: it took longer than the limit of 0.2 seconds" in reason
    assert "page 2: " in reason
    assert "the 2 pictures after page 2: not tried" in reason


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("echo 'no memory left' >&2; exit 3", "ended with code 3: no memory left"),
        ("kill -SEGV $$", "crashed (signal 11)"),
        ("exit 0", "ended with code 0"),
        ("echo '<html'", "is no hOCR"),
        ("echo x > written.txt", f"crashed (signal {signal.SIGXFSZ:d})"),  # it may write no file
    ],
)
def test_a_program_that_fails_fails_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", pretend(tmp_path, f"/bin/cat > /dev/null; {does}"))
    reason = failure(tmp_path, black(1))
    assert reason.startswith("page 1: could not be read by OCR: ")
    assert says in reason


def test_lines_that_are_no_text_are_left_out_and_unsure_pages_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [("The tram to Sellen runs again from Tuesday morning.", 94), ("~~ |i oe", 20)]
    monkeypatch.setenv("PATH", pretend(tmp_path, f'/bin/cat > /dev/null; echo "{hocr(*rows)}"'))
    (draft,), problems = read(tmp_path, black(1))
    assert (draft.text, problems) == (rows[0][0], [])
    assert "Tesseract is sure of 8" in failure(tmp_path, black(1), ocr_confidence=95)


def test_too_many_pages_and_languages_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", pretend(tmp_path, "exit 1"))
    assert "3 pages from page 1 on: pictures, more than the limit of 2" in failure(tmp_path, black(3), ocr_max_pages=2)
    reason = failure(tmp_path, black(1), ocr_languages="eng+fra")
    assert "has no language fra; it has eng, osd" in reason
    assert "tesseract-ocr-fra" in reason
    assert "no language --psm" in failure(tmp_path, black(1), ocr_languages="--psm")
