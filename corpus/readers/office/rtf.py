"""RTF: the text of a rich text file, one paragraph per line; title, author and day of its info group."""

import re
import struct

from corpus.article import ArticleDraft
from corpus.readers.office.documents import Properties, document_articles

_INFO = re.compile(r"\{\\info\b((?:[^{}]|\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}){0,200})\}", re.DOTALL)
_FIELD = re.compile(r"\{\\(title|author)\s+((?:[^{}\\]|\\'[0-9a-fA-F]{2}|\\u-?\d+ ?.?|\\.){0,500})\}", re.DOTALL)
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
_RAW = re.compile("[^\x00-\x7f]")
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}")


def looks_like(data: bytes) -> bool:
    """Return whether the data begins like rich text."""
    return data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def read(data: bytes, name: str) -> list[ArticleDraft]:
    """Return the articles of a rich text file.

    Raises:
        ValueError: it is not rich text.
    """
    from striprtf.striprtf import rtf_to_text

    if not looks_like(data):
        raise ValueError("no rich text: it does not begin with {\\rtf")
    source = _escaped(data)
    code_page = _CODE_PAGE.search(source[:1000])
    begin = "{\\rtf1\\ansi" + (code_page[0] if code_page else "")

    def shown(piece: str) -> str:
        return str(rtf_to_text(f"{begin} {piece}}}", errors="ignore"))

    head = source[:100_000]
    info = _INFO.match(head, max(0, head.find(r"{\info")))
    facts = {match[1]: shown(match[2]) for match in _FIELD.finditer(info[1])} if info else {}
    made = _CREATED.search(info[1]) if info else None
    properties = Properties(
        title=facts.get("title", ""),
        author=facts.get("author", ""),
        created="-".join(part.zfill(2) for part in made.groups()) if made else "",
    )
    text = str(rtf_to_text(source, errors="ignore")).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return document_articles([(_cells(line), 0) for line in text.split("\n")], name, properties)


def _escaped(data: bytes) -> str:
    """Return the source with escapes in place of UTF-8, which some programs write; other bytes above 127 stay."""
    if data.isascii():
        return data.decode("ascii")
    replaced = " " if b"\\uc0" in data else "?"  # the space ends the escape
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
    return _RAW.sub(lambda one: "".join(f"\\u{unit}{replaced}" for unit in _units(one[0])), text)


def _units(character: str) -> list[int]:
    """Return a character in UTF-16 code units, signed as RTF writes them."""
    packed = character.encode("utf-16-le", "surrogatepass")
    return list(struct.unpack(f"<{len(packed) // 2}h", packed))


def _cells(line: str) -> str:
    """Return a line with the cells of a table row separated as in other formats."""
    cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.rstrip().endswith("|") else [line]
    return " | ".join(cell for cell in cells if cell)
