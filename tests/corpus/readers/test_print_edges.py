"""What is printed at the edges of pages."""

import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.article import ArticleDraft
from corpus.readers.detect import read_file

WIDTH, HEIGHT = A4
COLUMNS = (
    (
        "The ice house on Pier Nine",
        "was sold on Thursday to a",
        "family of fishermen who",
        "want to store their her\u00ad",
    ),
    ("ring in it again, as their", "fathers did before the war", "when the town still had", "three of these houses on"),
    (
        "its piers. The keys will be",
        "handed over in October, as",
        "soon as the old lease ends",
        "and the roof is mended.",
    ),
)
TEXT = (
    "The ice house on Pier Nine was sold on Thursday to a family of fishermen who want to store their herring in it again, "
    "as their fathers did before the war when the town still had three of these houses on its piers. The keys will be handed "
    "over in October, as soon as the old lease ends and the roof is mended."
)


def read(folder, draw) -> ArticleDraft:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    draw(canvas)
    canvas.save()
    path = folder / "page.pdf"
    path.write_bytes(file.getvalue())
    (draft,) = read_file(path)
    return draft


@pytest.mark.parametrize(
    "folio", [("Bay Courier", "Thursday, 4 May 2023", "page 7"), ("Seite 7", "Bay Courier", "4. Mai 2023")]
)
def test_the_foot_of_a_page_of_three_columns_is_not_in_the_text(tmp_path, folio):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for number, lines in enumerate(COLUMNS):
            for row, line in enumerate(lines):
                canvas.drawString(50 + 170 * number, 160 - 12 * row, line)
            canvas.drawString(50 + 170 * number, 30, folio[number])

    assert read(tmp_path, draw).text == TEXT


def web_page(address: str, count: int = 2):
    def draw(canvas: Canvas) -> None:
        for number in range(count):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(30, HEIGHT - 20, "1/5/24, 10:31 AM")
            canvas.drawString(230, HEIGHT - 20, "Ice house sold")
            canvas.drawString(30, 20, address)
            canvas.drawString(WIDTH - 50, 20, f"{number + 1}/{count}")
            canvas.setFont("Helvetica", 11)
            for row in range(4):
                canvas.drawString(
                    60, 600 - 14 * row, f"Sentence {number}{row} says where the ice is stored from now on."
                )
            canvas.showPage()

    return draw


@pytest.mark.parametrize("count", [1, 2])
def test_a_page_that_a_browser_printed_has_its_address(tmp_path, count):
    found = read(tmp_path, web_page("https://courier.example/bay/ice-house?utm_source=x", count))
    assert found.url == "https://courier.example/bay/ice-house"
    assert "AM" not in found.text
    assert "https" not in found.text
    assert f"/{count}" not in found.text


def test_an_address_that_was_cut_is_no_address(tmp_path):
    found = read(tmp_path, web_page("https://courier.example/bay/a-very-long-address-of-an-ice-ho…"))
    assert found.url is None


@pytest.mark.parametrize("count", [1, 2])
def test_another_browser_prints_the_address_above_and_the_day_below(tmp_path, count):
    def draw(canvas: Canvas) -> None:
        for number in range(count):
            canvas.setFont("Helvetica", 8)
            canvas.drawString(30, HEIGHT - 20, "Ice house sold")
            canvas.drawString(300, HEIGHT - 20, "https://courier.example/bay/ice-house")
            canvas.drawString(30, 20, f"{number + 1} of {count}")
            canvas.drawString(WIDTH - 100, 20, "05/01/2024, 10:31")
            canvas.setFont("Helvetica", 11)
            for row in range(4):
                canvas.drawString(
                    60, 600 - 14 * row, f"Sentence {number}{row} says where the ice is stored from now on."
                )
            canvas.showPage()

    found = read(tmp_path, draw)
    assert found.url == "https://courier.example/bay/ice-house"
    assert found.text.startswith("Sentence 00")
    assert "10:31" not in found.text


def test_the_site_of_a_paper_in_its_footer_is_no_address_of_an_article(tmp_path):
    assert read(tmp_path, web_page("https://courier.example/")).url is None
