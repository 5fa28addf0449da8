"""Scans: pages printed, rendered and put into a PDF as pictures; and programs that stand in for Tesseract."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from pypdfium2 import PdfDocument
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

STYLE = ParagraphStyle("scan", fontName="Times-Roman", fontSize=10, leading=12.5, spaceAfter=7)
WIDTH, HEIGHT = 330, 200


def printed(paragraphs: Sequence[str], columns: int = 1) -> bytes:
    """Return a small printed page, with columns of its whole height."""
    file = io.BytesIO()
    wide = (WIDTH - 20) / columns
    frames = [Frame(10 + wide * at, 8, wide - 6, HEIGHT - 16) for at in range(columns)]
    document = BaseDocTemplate(file, pagesize=(WIDTH, HEIGHT))
    document.addPageTemplates([PageTemplate("page", frames)])
    document.build([Paragraph(paragraph, STYLE) for paragraph in paragraphs])
    return file.getvalue()


def picture_of(pdf: bytes, *, turned: int = 0, dpi: int = 200) -> Image.Image:
    """Return the first page as a picture, turned counter-clockwise."""
    document = PdfDocument(pdf)
    picture = document[0].render(scale=dpi / 72, grayscale=True).to_pil().rotate(turned, expand=True)
    document.close()
    return picture


def scan_of(pages: Sequence[Image.Image | str | None], dpi: int = 200) -> bytes:
    """Return a PDF whose pages are pictures; a text is printed instead, and None is an empty page."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in pages:
        if isinstance(page, Image.Image):
            wide, high = page.width * 72 / dpi, page.height * 72 / dpi
            canvas.setPageSize((wide, high))
            packed = io.BytesIO()
            page.save(packed, "JPEG", quality=80)
            canvas.drawImage(ImageReader(packed), 0, 0, wide, high)
        else:
            canvas.setPageSize((WIDTH, HEIGHT))
            canvas.drawString(20, HEIGHT - 40, page or "")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def photograph() -> Image.Image:
    """Return a picture without letters: soft shades."""
    return Image.radial_gradient("L").resize((900, 550)).transpose(Image.Transpose.ROTATE_90)


def black(pages: int) -> bytes:
    """Return a PDF with pages that are dark pictures, for programs that only pretend to read."""
    return scan_of([Image.linear_gradient("L")] * pages)


def pretend(folder: Path, does: str) -> str:
    """Write a program `tesseract` that knows English and otherwise does what a line of shell says; return a PATH with it."""
    program = folder / "tesseract"
    lists = 'case "$*" in *--list-langs*) echo "List of languages (2):"; echo eng; echo osd; exit 0;; esac'
    program.write_text(f"#!/bin/sh\n{lists}\n{does}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(folder)


def hocr(*rows: tuple[str, int]) -> str:
    """Return hOCR of lines of words of a width of 20 pixels a letter, each line with how sure of it."""
    lines = []
    for at, (row, sure) in enumerate(rows):
        left, words = 100, []
        for word in row.split():
            right = left + 20 * len(word)
            box = f"bbox {left} {100 + 60 * at} {right} {130 + 60 * at}; x_wconf {sure}"
            words.append(f"<span class='ocrx_word' title='{box}'>{word}</span>")
            left = right + 15
        title = f"bbox 100 {100 + 60 * at} {left} {138 + 60 * at}; baseline 0 -8; x_size 40"
        lines.append(f"<span class='ocr_line' title='{title}'>{''.join(words)}</span>")
    return f"<html><body><p class='ocr_par'>{''.join(lines)}</p></body></html>"
