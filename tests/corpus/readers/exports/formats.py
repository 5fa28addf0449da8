"""The formats in which an export arrives: RTF, DOCX, PDF, mail."""

import io
from email.message import EmailMessage
from html import escape

import docx
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer


def as_rtf(text: str) -> bytes:
    escaped = "".join(
        f"\\u{ord(one)}?" if ord(one) > 127 else one
        for one in text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    )
    return (
        "{\\rtf1\\ansi\\ansicpg1252\\deff0\n" + "\n".join(f"\\pard {line}\\par" for line in escaped.split("\n")) + "\n}"
    ).encode("ascii")


def as_docx(text: str) -> bytes:
    document, file = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def as_pdf(text: str) -> bytes:
    style, file = getSampleStyleSheet()["BodyText"], io.BytesIO()
    story = [Paragraph(escape(line), style) if line.strip() else Spacer(1, 8) for line in text.split("\n")]
    SimpleDocTemplate(file, pagesize=A4).build(story)
    return file.getvalue()


def as_mail(text: str, comment: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Jane Doe <jane@example.org>", "Fwd: Your research"
    mail["To"], mail["Date"] = "max@example.org", "Sat, 10 Aug 2019 08:00:00 +0200"
    mail.set_content(f"{comment}\n\n{text}" if comment else text)
    return mail.as_bytes()


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))
