"""MHTML: a page that a browser saved in one file; its main part is read as a page, pictures and frames are not."""

import re
from email import message_from_bytes
from email.message import Message

from corpus.article import ArticleDraft
from corpus.readers.web import html

_HEAD = 8192
_BROWSERS = re.compile(rb"^snapshot-content-location:|^from:[^\n]{0,100}\bsaved by\b", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^content-type:\s*multipart/related\b", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:to|received|message-id|delivered-to|return-path):", re.IGNORECASE | re.MULTILINE)
_PARTS = 5000


def looks_like(data: bytes) -> bool:
    """Return whether bytes begin like a page that a browser saved; a mail is not one."""
    head = re.split(rb"\r?\n\r?\n", data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t "), maxsplit=1)[0]
    if not re.match(rb"[A-Za-z-]{2,40}:", head):
        return False
    return bool(_BROWSERS.search(head)) or bool(_RELATED.search(head) and not _SENT.search(head))


def read(data: bytes, stem: str) -> list[ArticleDraft]:
    """Return the article of a saved page.

    Raises:
        ValueError: there is no page in it.
    """
    try:
        message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "))
        page = _page(message)
        if page is None:
            raise ValueError("there is no web page in it; save the page again as a web page in one file")
        content = page.get_payload(decode=True)
        charset = page.get_content_charset()
        address = _place(message, "Snapshot-Content-Location") or _place(page, "Content-Location")
    except (
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ) as error:  # what a malformed header makes the library raise
        raise ValueError("a saved page that is damaged") from error
    if not isinstance(content, bytes) or not content.strip():
        raise ValueError("the page in it is empty")
    return html.read_page(content, stem, address=address, charset=charset)


def _page(message: Message) -> Message | None:
    """Return the part that is the page: the one that the header names, otherwise the first page."""
    parts = [part for _, part in zip(range(_PARTS), message.walk(), strict=False) if not part.is_multipart()]
    pages = [part for part in parts if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    start, place = message.get_param("start"), _place(message, "Snapshot-Content-Location")
    for part in pages:
        if (start and str(part.get("Content-ID", "")).strip() == str(start).strip()) or (
            place and _place(part, "Content-Location") == place
        ):
            return part
    return next(iter(pages), None)


def _place(part: Message, header: str) -> str | None:
    value = "".join(str(part.get(header, "")).split())
    return value if value.lower().startswith(("http://", "https://")) else None
