"""Office documents: written by the usual libraries, RTF and EPUB by hand."""

# ruff: noqa: E501

import io
import zipfile
from datetime import datetime

import docx
from odf import dc, meta
from odf import text as odf_text
from odf.opendocument import OpenDocumentText
from pptx import Presentation


def docx_minutes(body: str, more: str) -> bytes:
    document = docx.Document()
    facts = document.core_properties
    facts.title, facts.author, facts.created = "Minutes of the harbour committee", "Jane Doe", datetime(2024, 5, 7)  # noqa: DTZ001
    document.sections[0].header.paragraphs[0].text = "Confidential header"
    document.add_heading("Harbour closed", 1)
    document.add_paragraph(body)
    document.add_heading("What was said", 2)
    document.add_paragraph("No ferry", style="List Bullet")
    document.add_paragraph("No fish", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Town", "Boats", "Sellen", "12"), strict=True
    ):
        cell.text = text
    document.add_paragraph(more)
    return saved(document)


def docx_digest(body: str, more: str) -> bytes:
    document = docx.Document()
    for number, text in enumerate((body, more), 5):
        document.add_heading(f"Harbour news {number}", 1)
        for line in ("The Daily Post", f"{number} May 2024", text):
            document.add_paragraph(line)
    return saved(document)


def odt_notes(body: str, more: str) -> bytes:
    document = OpenDocumentText()
    for element in (
        dc.Title(text="Untitled 1"),
        meta.InitialCreator(text="Jane Doe"),
        meta.CreationDate(text="2024-05-07T10:00:00"),
    ):
        document.meta.addElement(element)
    document.text.addElement(odf_text.H(outlinelevel=1, text="Harbour closed"))
    paragraph = odf_text.P(text=body)
    paragraph.addElement(odf_text.S(c=2))
    paragraph.addText("So it was said.")
    note = odf_text.Note(noteclass="footnote")
    note.addElement(odf_text.NoteBody())
    note.childNodes[0].addElement(odf_text.P(text="A footnote"))
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    items = odf_text.List()
    for word in ("No ferry", "No fish"):
        item = odf_text.ListItem()
        item.addElement(odf_text.P(text=word))
        items.addElement(item)
    document.text.addElement(items)
    document.text.addElement(odf_text.P(text=more))
    return saved(document)


def pptx_talk(body: str, more: str) -> bytes:
    talk = Presentation()
    talk.core_properties.author = "Jane Doe"
    for title, text in (("Harbour closed", body), ("What next", f"{more}\nQuestions")):
        slide = talk.slides.add_slide(talk.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = title, text
        slide.notes_slide.notes_text_frame.text = "A note for the speaker"
    return saved(talk)


def rtf_article(body: str, more: str) -> bytes:
    source = (
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\title Council \'93closes\'94 harbour}{\author Jane Doe}"
        r"{\creatim\yr2024\mo5\dy7}}\f0\fs24 {\b Council closes harbour}\par\par The Daily Post\par 5 May 2024\par\par "
        rf"{body} Caf\'e9 \u8220?Sel\u322?en\u8221?.\par\par {more}\par" + "}"
    )
    return source.encode("ascii")


def epub_issue(body: str, more: str) -> bytes:
    file = io.BytesIO()
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>The Weekly</dc:title><dc:creator>Jane Doe</dc:creator><dc:date>2024-05-05T00:00:00Z</dc:date>"
        '<dc:language>en-GB</dc:language></metadata><manifest><item id="n" href="nav.xhtml" properties="nav" '
        'media-type="application/xhtml+xml"/><item id="c" href="cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="text/a%20b.xhtml" media-type="application/xhtml+xml"/><item id="b" href="text/b.xhtml" '
        'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/><itemref idref="n"/><itemref idref="b"/>'
        '<itemref idref="a"/></spine></package>'
    )
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        rootfile = '<rootfile full-path="OEBPS/issue.opf" media-type="application/oebps-package+xml"/>'
        archive.writestr("META-INF/container.xml", f"<container><rootfiles>{rootfile}</rootfiles></container>")
        archive.writestr("OEBPS/issue.opf", package)
        archive.writestr(
            "OEBPS/nav.xhtml", "<html><body><nav><a href='a.xhtml'>Contents of the issue</a></nav></body></html>"
        )
        archive.writestr("OEBPS/cover.xhtml", "<html><body><p>The cover</p></body></html>")
        for name, title, text in (("a b", "Prices rise", more), ("b", "Harbour closed", body)):
            page = f"<html><head><title>x</title></head><body><h1>{title}</h1><p>{text}</p><h2>Why</h2><p>{text}</p></body></html>"
            archive.writestr(f"OEBPS/text/{name}.xhtml", page)
    return file.getvalue()


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()
