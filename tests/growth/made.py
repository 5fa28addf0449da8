"""What files are made of: a sentence, a header, bytes, XML, ZIP."""

import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

Make = Callable[[str], bytes]

SENTENCE = "The council met on Monday and closed the harbour, which nobody had expected after the vote of last week. "
HEAD = "From: Anna Bell <a@b.example>\nTo: c@d.example\nSubject: News\nDate: Fri, 8 Mar 2024 10:42:00 +0000\nMIME-Version: 1.0\n"


XML_SAFE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), 0xFFFD)


def xml(text: str) -> str:
    return escape(text.translate(XML_SAFE))


def zipped(members: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def raw(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def rows(text: str, step: int = 60) -> list[str]:
    return [text[at : at + step] for at in range(0, len(text), step)]
