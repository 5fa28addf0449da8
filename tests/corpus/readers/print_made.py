"""PDF files, as programs print them."""

import io

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, SimpleDocTemplate

WIDTH, HEIGHT = A4
STYLES = getSampleStyleSheet()
NARROW = ParagraphStyle("narrow", parent=STYLES["BodyText"], alignment=4, fontSize=9, leading=11, spaceAfter=6)


def pdf_columns(body: str, more: str) -> bytes:
    """Two columns on three pages below a headline across both, with a running header and page numbers."""
    file = io.BytesIO()

    def edges(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, HEIGHT - 30, "The Daily Post – Sunday 5 May 2024")
        canvas.drawString(WIDTH / 2, 25, str(document.page))

    def first(canvas: Canvas, document: BaseDocTemplate) -> None:
        edges(canvas, document)
        canvas.setFont("Helvetica-Bold", 22)
        canvas.drawString(56, HEIGHT - 80, "Council closes the harbour for repairs")
        canvas.setFont("Helvetica", 9)
        canvas.drawString(56, HEIGHT - 100, "The Daily Post")
        canvas.drawString(56, HEIGHT - 112, "5 May 2024")

    document = BaseDocTemplate(file, pagesize=A4, title="layout 1.indd", author="user")
    frames = [Frame(50, 50, 240, HEIGHT - 200), Frame(305, 50, 240, HEIGHT - 200)]
    templates = [
        PageTemplate("first", frames, onPage=first, autoNextPageTemplate="later"),
        PageTemplate("later", frames, onPage=edges),
    ]
    document.addPageTemplates(templates)
    document.build(
        [
            Paragraph(f"Paragraph {number} begins. {body} {more} {body} It ends here, number {number}.", NARROW)
            for number in range(60)
        ]
    )
    return file.getvalue()


def pdf_digest(body: str, more: str) -> bytes:
    """Ten articles on several pages."""
    file = io.BytesIO()
    story = []
    for number in range(1, 11):
        story += [
            Paragraph(f"Headline number {number} about the harbour", STYLES["Heading1"]),
            Paragraph(f"The Daily Post<br/>{number} May 2024<br/>By Jane Doe", STYLES["BodyText"]),
            *(Paragraph(f"Text {number}.{part}: {body} {more}", STYLES["BodyText"]) for part in range(6)),
        ]
    SimpleDocTemplate(file, pagesize=A4).build(story)
    return file.getvalue()


def pdf_interleaved() -> bytes:
    """Two columns whose lines are in the file from left to right, with words hyphenated at the ends of lines."""
    left = [
        "The long-term plan of the coun-",
        "cil was not what people had ex-",
        "pected, said the mayor of the",
        "town.",
        "",
        "A second paragraph of this col-",
        "umn begins here.",
    ]
    right = [
        "In the right-hand column an-",
        "other story goes on with its",
        "own lines and the long-term",
        "view of things. It ends here.",
        "",
        "And then there is more to it",
        "than meets the eye.",
    ]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(60, 700 - 12 * number, one)
        canvas.drawString(235, 700 - 12 * number, other)
    canvas.save()
    return file.getvalue()


def pdf_letter(body: str, more: str) -> bytes:
    """One article on one page, with properties that a person wrote."""
    file = io.BytesIO()
    document = SimpleDocTemplate(
        file, pagesize=A4, title="Harbour closed until June", author="Jane Doe", creator="Adobe InDesign 19.0"
    )
    document.build([Paragraph(body, STYLES["BodyText"]), Paragraph(more, STYLES["BodyText"])])
    return file.getvalue()


def pdf_scan() -> bytes:
    """A page that is a picture."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.rect(10, 10, 300, 400, fill=1)
    canvas.save()
    return file.getvalue()


def pdf_locked() -> bytes:
    """A file that opens with a password."""
    file = io.BytesIO()
    canvas = Canvas(file, encrypt="secret")
    canvas.drawString(100, 100, "Nobody reads this.")
    canvas.save()
    return file.getvalue()
