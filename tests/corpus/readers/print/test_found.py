"""Where a quote is on a printed page: across line ends and hyphens, in columns, on pages that are turned or cropped."""

import base64
import io
import struct
import zlib
from itertools import pairwise

import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from corpus.readers.print.found import find
from corpus.readers.print.picture import read_picture, read_places

LEFT = ("The harbour office at Sellen", "said that the re-", "pair of the north pier will", "take until the autumn.")
RIGHT = (
    "Fishermen may use the south",
    "pier until then, the office",
    "wrote, but not by night, when",
    "the fair is open.",
)
QUOTE = "the repair of the north pier will take until the autumn. Fishermen may use the south pier"


def page(*, turn: int = 0, crop: bool = False) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(400, 600))
    for x, column in ((40, LEFT), (220, RIGHT)):
        for number, line in enumerate(column):
            canvas.drawString(x, 500 - 14 * number, line)
    if crop:
        canvas.setCropBox((20, 300, 400, 600))
    canvas.showPage()
    canvas.drawString(40, 500, "The second page.")
    canvas.save()
    if not turn:
        return file.getvalue()
    document, turned = PdfDocument(file.getvalue()), io.BytesIO()
    document[0].set_rotation(turn)
    document.save(turned)
    return turned.getvalue()


def test_words_are_compared_by_their_letters() -> None:
    words = ["ofﬁce", "said", "that", "the", "re-", "pair", "“will”", "take", "the", "autumn."]
    assert find("the repair “will", words) == [3, 4, 5, 6]
    assert find("office", words) == [0]
    assert find("the", words, at=0.9) == [8]
    assert find("a mill that burned at noon", words) == find("…", words) == []


def test_most_of_a_quote_is_enough() -> None:
    words = "The mill at Sellen burned until the evening [see page 4] and nobody knows today how it began".split()
    assert find("burned until the evening and nobody knows today how it began", words) == [4, 5, 6, 7, *range(11, 18)]
    assert (
        find("burned until the evening, said the baker, who had slept over it and saw nothing of it at all", words)
        == []
    )


def test_a_run_of_letters_that_stands_elsewhere_by_chance_does_not_hide_the_rest() -> None:
    printed = "burned until the evening and old politicians knew nothing of how it all began in the attic"
    page = f"The mill {printed} and so did others in the town, said the odd politicians of Sellen"
    found = find(printed.replace("old", "odd"), page.split())
    assert found == [*range(2, 19)]


def test_pages_made_to_be_slow_are_not() -> None:
    assert find("ab" * 2000, ["aaaab"] * 12_000) == []
    assert find(f"{'a' * 3999}b", ["a"] * 60_000)


def test_the_rectangles_follow_the_lines_of_columns() -> None:
    (found,) = read_places(page(), {"page": "1", "quote": QUOTE, "at": "0.2"})
    assert (found["pages"], found["width"], found["height"]) == (2, 400, 600)
    marks = found["marks"]
    assert len(marks) == 5
    assert [left < 0.5 for left, *_ in marks] == [True, True, True, False, False]
    for (_, top, _, height), (_, after, _, _) in pairwise(marks[:3]):
        assert top < after < top + 2 * height
    assert marks[1][0] == pytest.approx(40 / 400, abs=0.01)
    assert marks[1][1] < (600 - 472) / 600 < marks[1][1] + marks[1][3]  # around the baseline of the third line
    assert next(read_places(page(), {"page": "2", "quote": QUOTE}))["marks"] == []


def test_a_page_that_is_turned_or_cropped_is_marked_as_it_is_shown() -> None:
    (straight,) = read_places(page(), {"page": "1", "quote": "take until the autumn"})
    (turned,) = read_places(page(turn=90), {"page": "1", "quote": "take until the autumn"})
    (left, top, width, height), (other,) = straight["marks"][0], turned["marks"]
    assert (turned["width"], turned["height"]) == (600, 400)
    assert other == pytest.approx([1 - top - height, left, height, width], abs=0.001)
    (cropped,) = read_places(page(crop=True), {"page": "1", "quote": "take until the autumn"})
    assert cropped["marks"][0][0] == pytest.approx(20 / 380, abs=0.01)


def test_a_page_is_a_picture() -> None:
    png = base64.b64decode(next(read_picture(page(), {"page": "1"}))["png"])
    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert (width, height) == pytest.approx((400 * 170 / 72, 600 * 170 / 72), abs=1)
    start = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[start - 4 : start])
    rows = zlib.decompress(png[start + 4 : start + 4 + size])
    assert len(rows) == height * (3 * width + 1)
    assert rows[1:4] == b"\xff\xff\xff"


def test_a_page_as_large_as_a_wall_is_a_small_picture() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(14_000, 14_000))
    canvas.drawString(100, 100, "A poster.")
    canvas.save()
    png = base64.b64decode(next(read_picture(file.getvalue(), {"page": "1"}))["png"])
    width, height = struct.unpack(">II", png[16:24])
    assert 7_000_000 < width * height <= 8_100_000


@pytest.mark.parametrize("content", [b"%PDF-1.4 nonsense", page()[:300], b""])
def test_what_is_no_pdf_says_so(content: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        next(read_places(content, {"page": "1"}))


def test_a_page_that_is_not_there_says_so() -> None:
    with pytest.raises(ValueError, match="no page 3"):
        next(read_places(page(), {"page": "3"}))
