"""How well scans are read: pages of known text are printed, made worse as scanning does, and read as `cuttings add` does.

    python benchmarks/ocr.py [--languages eng]

Each page has about 450 words of the sample in two columns of 10-point Times. It is rendered, turned by half a degree, blurred,
given grey paper and noise (normal; its standard deviation in 255 shades), saved as JPEG and read from a PDF. Words right: 1 minus
what has to be inserted, deleted or replaced, by words; punctuation and letter case count. Needs Tesseract.
"""

import argparse
import io
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

PAGES = 2
WORDS = 450
QUALITIES = ((300, 0), (200, 20), (150, 20), (100, 20), (75, 20), (200, 60))


def texts() -> list[list[str]]:
    """Return the paragraphs of each page, from the articles of the sample."""
    from corpus.readers.detect import read_file

    articles = read_file(ROOT / "corpus" / "sample" / "cuttings-sample.txt")
    paragraphs = [block for article in articles for block in article.text.split("\n\n")]
    pages: list[list[str]] = [[]]
    for paragraph in paragraphs:
        if sum(len(one.split()) for one in pages[-1]) > WORDS:
            pages.append([])
        pages[-1].append(paragraph)
    return pages[:PAGES]


def printed(paragraphs: list[str]) -> bytes:
    """Return a page with two columns."""
    from html import escape

    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    style = ParagraphStyle("column", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6, alignment=4)
    file = io.BytesIO()
    document = BaseDocTemplate(file, pagesize=A4)
    document.addPageTemplates([PageTemplate("page", [Frame(45, 45, 245, 750), Frame(305, 45, 245, 750)])])
    document.build([Paragraph(escape(one), style) for one in paragraphs])
    return file.getvalue()


def scanned(pdf: bytes, dpi: int, noise: float, seed: int) -> bytes:
    """Return a PDF with a picture of the page as a scanner would have made it."""
    import numpy as np
    from PIL import Image, ImageFilter
    from pypdfium2 import PdfDocument
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    picture = PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()
    picture = picture.rotate(0.5, resample=Image.Resampling.BICUBIC, fillcolor=255)
    picture = picture.filter(ImageFilter.GaussianBlur(dpi / 400))
    shades = np.asarray(picture).astype(float) * 0.8 + 25
    shades += np.random.default_rng(seed).normal(0, noise, shades.shape) if noise else 0
    packed, file = io.BytesIO(), io.BytesIO()
    Image.fromarray(np.clip(shades, 0, 255).astype("uint8")).save(packed, "JPEG", quality=75)
    wide, high = picture.width * 72 / dpi, picture.height * 72 / dpi
    canvas = Canvas(file, pagesize=(wide, high))
    canvas.drawImage(ImageReader(packed), 0, 0, wide, high)
    canvas.save()
    return file.getvalue()


def main() -> None:
    """Read the pages in each quality and print a row for each."""
    from rapidfuzz.distance import Levenshtein

    from corpus.errors import ReadError
    from corpus.readers.detect import read_file
    from corpus.readers.reader import ReadOptions

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--languages", default="eng")
    reading = ReadOptions(ocr_languages=options.parse_args().languages)
    pages = texts()
    print("| dpi | noise | words right | seconds a page |\n|---|---|---|---|")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        for dpi, noise in QUALITIES:
            wrong = words = refused = 0
            started = time.perf_counter()
            for seed, paragraphs in enumerate(pages):
                path.write_bytes(scanned(printed(paragraphs), dpi, noise, seed))
                expected = " ".join(paragraphs).split()
                try:
                    got = " ".join(one.text for one in read_file(path, reading)).split()
                except ReadError:
                    refused += 1
                    continue
                wrong += Levenshtein.distance(expected, got)
                words += len(expected)
            took = (time.perf_counter() - started) / len(pages)
            right = f"{1 - wrong / words:.3f}" if words else "–"
            print(f"| {dpi} | {noise} | {right}{f' ({refused} refused)' if refused else ''} | {took:.1f} |", flush=True)


if __name__ == "__main__":
    main()
