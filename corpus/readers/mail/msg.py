"""MSG: a mail as Outlook saves it, an OLE file of properties. Its articles: `corpus.readers.mail.messages`.

The plain body is read, otherwise the HTML one; a body that is only RTF is not. Sender and date are those of the internet
header if there is one, otherwise those that Outlook stored.
"""

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.parser import HeaderParser
from typing import TYPE_CHECKING

from corpus.readers.mail.eml import header
from corpus.readers.mail.messages import MailMessage, mail_parts
from corpus.readers.markup import text_of
from corpus.readers.reader import Part, Problem, Reading
from corpus.text.encoding import decode
from corpus.text.moments import iso_moment, published_moment

if TYPE_CHECKING:
    from olefile import OleFileIO

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROPERTIES = "__properties_version1.0"
_NAME = _PROPERTIES.encode("utf-16-le")
_ATTACHED = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}")
_SUBJECT, _BODY, _HTML, _SENDER, _ADDRESS, _HEADER = "0037", "1000", "1013", "0C1A", "5D01", "007D"
_FILE_NAMES, _FILE, _TIMES = ("3707", "3704", "3001"), "3701", (0x0039, 0x0E06)
_DEEPEST = 3


def looks_like(data: bytes) -> bool:
    """Return whether the data is an OLE file with properties of a mail."""
    return data.startswith(MARK) and _NAME in data


def read(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a mail.

    Raises:
        ValueError: the file is not a mail.
    """
    from olefile import OleFileIO, isOleFile

    if not isOleFile(data=data):
        raise ValueError("no mail that Outlook saved")
    with OleFileIO(io.BytesIO(data)) as file:
        paths = {"/".join(path).casefold(): path for path in file.listdir()}
        if _PROPERTIES.casefold() not in paths:
            raise ValueError("an old Office document, no mail; save it as DOCX, PPTX or text")
        yield from _Message(file, paths, "").parts(name, reading, 0)


class _Message:
    """One message in an OLE file; attached messages are folders of the same file."""

    def __init__(self, file: "OleFileIO", paths: dict[str, list[str]], folder: str) -> None:
        self._file, self._paths, self._folder = file, paths, folder

    def parts(self, name: str, reading: Reading, depth: int) -> Iterator[Part]:
        yield from mail_parts(self._mail_message(), name, reading)
        for folder in self._folders() if depth < _DEEPEST else ():
            inner = _Message(self._file, self._paths, f"{folder}__substg1.0_{_FILE}000D/")
            if inner._bytes(_PROPERTIES) is not None:
                try:
                    reading.spend(0)
                    yield from inner.parts(name, reading, depth + 1)
                except ValueError as error:
                    yield Problem(where="attached mail", reason=str(error))

    def _mail_message(self) -> MailMessage:
        sent = HeaderParser().parsestr(self._text(_HEADER))
        noted = f"{self._text(_SENDER)} <{self._text(_ADDRESS)}>"
        date = published_moment(re.sub(r"\s*\([^()]*\)\s*$", "", header(sent.get("Date"))))
        return MailMessage(
            subject=self._text(_SUBJECT),
            sender=header(sent.get("From")) or noted,
            date=date or self._time(),
            body=self._body(),
            attachments=tuple(self._attachments()),
        )

    def _body(self) -> str:
        plain = self._text(_BODY)
        if plain.strip():
            return plain
        markup = self._stream(f"{_HTML}0102")
        return text_of(decode(markup) if markup else self._text(_HTML))

    def _attachments(self) -> Iterator[tuple[str, bytes]]:
        for folder in self._folders():
            inner = _Message(self._file, self._paths, folder)
            content = inner._stream(f"{_FILE}0102")
            if content is not None:
                yield next(filter(None, map(inner._text, _FILE_NAMES)), "attachment"), content

    def _folders(self) -> list[str]:
        start = self._folder.casefold()
        inner = {path[len(start) :].partition("/")[0] for path in self._paths if path.startswith(start)}
        return [f"{self._folder}{one}/" for one in sorted(inner) if _ATTACHED.fullmatch(one)]

    def _time(self) -> str | None:
        """Return when it was sent or received: a 16-byte property, in tenths of microseconds since 1601."""
        entries = self._bytes(_PROPERTIES) or b""
        found = {}
        for at in range(32 if not self._folder else 24, len(entries) - 15, 16):
            kind, number = struct.unpack_from("<HH", entries, at)
            if kind == 0x40:
                found[number] = struct.unpack_from("<Q", entries, at + 8)[0]
        ticks = next((found[number] for number in _TIMES if number in found), None)
        try:
            return (
                None
                if ticks is None
                else iso_moment(datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10))
            )
        except OverflowError:
            return None

    def _text(self, number: str) -> str:
        wide = self._stream(f"{number}001F")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(f"{number}001E")
        return decode(narrow.rstrip(b"\0")) if narrow and narrow.strip(b"\0") else ""

    def _stream(self, name: str) -> bytes | None:
        return self._bytes(f"__substg1.0_{name}")

    def _bytes(self, name: str) -> bytes | None:
        path = self._paths.get(f"{self._folder}{name}".casefold())
        return None if path is None else bytes(self._file.openstream(path).read())
