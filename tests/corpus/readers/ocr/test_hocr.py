"""hOCR: words with their places, whatever else is in it."""

import pytest

from corpus.readers.ocr.hocr import lines_in, runs_in, turned_by
from tests.corpus.readers.ocr.scans_made import hocr


def test_words_that_have_no_sound_place_are_left_out() -> None:
    page = hocr(("The lock is shut", 90)).replace("bbox 175 100 255 130", "bbox 255 100 175 130")
    (line,) = lines_in(page.encode())
    assert [word.text for word in line.words] == ["The", "is", "shut"]
    assert (
        lines_in(b"<html><span class='ocr_line' title='x'/><span class='ocr_line' title='bbox 1 2 3 4'/></html>") == []
    )
    with pytest.raises(ValueError, match="no hOCR"):
        lines_in(b"\x00")


def test_a_page_that_lies_askew_is_straight() -> None:
    steep = "baseline 0.02 -8"
    page = hocr(("The lock is shut", 90), ("until the keeper comes", 90)).replace("baseline 0 -8", steep)
    runs = runs_in(lines_in(page.encode()), 1000, 72)
    assert [run.text for run in runs] == ["The lock is shut", "until the keeper comes"]
    assert runs[0].y - runs[1].y == pytest.approx(60)


def test_lines_from_the_right_keep_the_order_of_their_words() -> None:
    page = hocr(("one two", 90)).replace("class='ocr_par'", "class='ocr_par' dir='rtl'")
    (run,) = runs_in(lines_in(page.encode()), 1000, 72)
    assert run.text == "one two"


def test_which_way_up() -> None:
    across = hocr(("The lock is shut", 90))
    assert turned_by(lines_in(across.encode())) == 0
    assert turned_by([]) == 0
