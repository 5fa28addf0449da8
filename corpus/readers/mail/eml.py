"""Mail: one message (EML), or a mailbox of many (MBOX). The articles of a message: `corpus.readers.mail.messages`.

If a message has several alternatives, the plain text is read, unless it only says that there is another. A header or a charset
that cannot be decoded loses only that value.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from itertools import islice, pairwise

from corpus.readers.mail.messages import MailMessage, mail_parts
from corpus.readers.markup import text_of
from corpus.readers.reader import Part, Problem, Reading
from corpus.text.encoding import NotText, decode, decode_declared
from corpus.text.moments import published_moment

_HEAD = 64 * 1024
_FIELD = re.compile(rb"([!-9;-~]{1,76}):[ \t\r]?")
_TELLING = frozenset(
    b"from to subject date message-id received mime-version content-type delivered-to return-path sender x-mailer".split()
)
_BEGINS = re.compile(
    rb"From (?:- |\S+ +)[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d(?::\d\d)?.{0,20} \d{4}[^\n]{0,20}\r?\n"
)
_BETWEEN = re.compile(rb"(?:(?<=\n\n)|(?<=\n\r\n))(?=" + _BEGINS.pattern + rb")")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_RICHER = 3  # if the other alternative is this many times as long, the plain one is only a notice
_MOST_PARTS = 500
_LONGEST_FIELD = 4_000  # characters of a header field that are read; decoding takes quadratic time

Mail = Message


def looks_like_mailbox(data: bytes) -> bool:
    """Return whether the data begins like a mailbox, with a `From ` line and a header."""
    begins = _BEGINS.match(data[:_HEAD])
    return begins is not None and looks_like_mail(data[begins.end() : begins.end() + _HEAD])


def looks_like_mail(data: bytes) -> bool:
    """Return whether the data begins with the header of a mail: only fields, at least three of them common ones."""
    seen: set[bytes] = set()
    for line in data[:_HEAD].lstrip(b"\xef\xbb\xbf").split(b"\n"):
        if not line.strip():
            break
        if line[:1] in b" \t" and seen:
            continue
        match = _FIELD.match(line)
        if match is None:
            return False
        seen.add(match[1].lower())
    return len(seen & _TELLING) > 2 and bool(seen & {b"from", b"received", b"sender"})


def read_mail(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a message.

    Raises:
        ValueError: it is not a message.
    """
    if not _FIELD.match(data.lstrip(b"\xef\xbb\xbf \t\r\n")):
        raise ValueError("no mail: it does not begin with a header")
    yield from mail_parts(_mail_message(message_from_bytes(data)), name, reading)


def read_mailbox(data: bytes, name: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of all messages of a mailbox; one that cannot be read fails alone.

    Raises:
        ValueError: it is not a mailbox, or has too many messages.
    """
    if not _BEGINS.match(data[:_HEAD]):
        raise ValueError("no mailbox: it does not begin with a From line")
    starts = [0, *(match.start() for match in _BETWEEN.finditer(data)), len(data)]
    for number, (start, end) in enumerate(pairwise(starts), 1):
        if start == end:
            continue
        reading.spend(end - start)
        message = _ESCAPED.sub(rb"\1", data[start:end].partition(b"\n")[2])
        found = False
        try:
            for part in read_mail(message, name, reading):
                found = True
                yield part
        except ValueError as error:
            yield Problem(where=f"message {number}", reason=str(error))
            continue
        if not found:
            yield Problem(where=f"message {number}", reason="no article text in it")


def _mail_message(message: Mail) -> MailMessage:
    body, attachments = _content(message)
    return MailMessage(
        subject=header(message.get("Subject")),
        sender=header(message.get("From")),
        date=published_moment(re.sub(r"\s*\([^()]*\)\s*$", "", header(message.get("Date")))),
        body=body,
        attachments=tuple(attachments),
        markup=_markup(message),
    )


def _markup(message: Mail) -> str:
    """Return the HTML of a message's body, "" if it has none."""
    parts = islice(message.walk(), _MOST_PARTS)
    found = next((one for one in parts if one.get_content_type() == "text/html" and not _is_attached(one)), None)
    return _decoded(found) if found is not None else ""


def header(value: object) -> str:
    """Return the text of a header field, as much of it as can be decoded."""
    raw = str(value or "")[:_LONGEST_FIELD]
    with suppress(ValueError, LookupError, HeaderParseError, AssertionError):
        raw = str(make_header(decode_header(raw)))
    return " ".join(raw.encode("utf-8", "replace").decode().split())


def _content(message: Mail) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text of a message and its attachments."""
    texts: list[str] = []
    attachments: list[tuple[str, bytes]] = []
    stack, seen = [message], 0
    while stack and seen < _MOST_PARTS:
        part, seen = stack.pop(), seen + 1
        kind = part.get_content_type()
        if kind == "message/rfc822":
            attachments.extend(("mail.eml", inner.as_bytes()) for inner in _inner(part))
        elif part.is_multipart():
            inner = _inner(part)
            stack.extend(reversed([_best(inner)] if kind == "multipart/alternative" and inner else inner))
        elif _is_attached(part):
            attachments.append(
                (header(part.get_filename()) or f"attachment.{part.get_content_subtype()}", _bytes(part))
            )
        elif kind in {"text/plain", "text/html"}:
            texts.append(_shown(part))
    return "\n\n".join(texts), attachments


def _inner(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _best(forms: list[Mail]) -> Mail:
    """Return the alternative of a message to read: the plain one, unless it is only a notice."""
    plain = next((form for form in forms if form.get_content_type() == "text/plain"), None)
    other = next((form for form in reversed(forms) if form is not plain), None)
    if plain is None or other is None:
        return plain or forms[-1]
    markup = next((part for part in other.walk() if part.get_content_type() == "text/html"), None)
    if markup is None or _RICHER * len(_shown(plain).strip()) >= len(_shown(markup)):
        return plain
    return other


def _is_attached(part: Mail) -> bool:
    if part.get_content_disposition() == "attachment":
        return True
    kind = part.get_content_maintype()
    return kind not in {"text", "multipart", "image"} or (kind == "text" and part.get_filename() is not None)


def _bytes(part: Mail) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _shown(part: Mail) -> str:
    """Return the visible text of a part."""
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        return text_of(text)
    return _unflowed(text) if str(part.get_param("format", "")).lower() == "flowed" else text


def _decoded(part: Mail) -> str:
    """Return the text of a part, or its HTML; "" if it is not text."""
    data = _bytes(part)
    text = None
    with suppress(LookupError, UnicodeDecodeError, ValueError):
        text = decode_declared(data, part.get_content_charset() or "utf-8")
    if text is None:
        try:
            text = decode(data)
        except NotText:
            return ""
    return text.replace("\0", "")


def _unflowed(text: str) -> str:
    """Join lines that a mail program wrapped and marked with a space at their end (format=flowed, RFC 3676)."""
    done: list[str] = []
    open_line = False
    for line in text.replace("\r\n", "\n").split("\n"):
        line = line.removeprefix(" ")
        if open_line and line and not line.startswith(">"):
            done[-1] += line
        else:
            done.append(line)
        open_line = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(line if line == "-- " else line.rstrip() for line in done)
