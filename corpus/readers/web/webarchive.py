"""Web archives of Safari: a property list with the page that was saved; pictures and frames are not read."""

import plistlib
from xml.parsers.expat import ExpatError

from corpus.article import ArticleDraft
from corpus.readers.web import html

_BEGINS = (b"bplist00", b"<?xml", b"<!DOCTYPE plist", b"<plist")
_MAIN = b"WebMainResource"


def looks_like(data: bytes) -> bool:
    """Return whether the data is a property list with a page in it."""
    head = data[:4096]
    if head.startswith(b"bplist00"):
        return _MAIN in data
    return head.lstrip().startswith(_BEGINS) and b"<plist" in head and _MAIN in head


def read(data: bytes, stem: str) -> list[ArticleDraft]:
    """Return the article of a page that Safari saved.

    Raises:
        ValueError: it is damaged, or there is no page in it.
    """
    try:
        archive = plistlib.loads(data)
        main = archive["WebMainResource"]
        content, kind = main["WebResourceData"], str(main.get("WebResourceMIMEType", "text/html"))
        address, charset = main.get("WebResourceURL"), main.get("WebResourceTextEncodingName")
    except (
        plistlib.InvalidFileException,
        ExpatError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ValueError("a web archive of Safari that is damaged; save the page again") from error
    if not isinstance(content, bytes) or "html" not in kind:
        raise ValueError("there is no web page in it; save the page again as a web archive")
    return html.read_page(
        content,
        stem,
        address=address if isinstance(address, str) and address.startswith(("http://", "https://")) else None,
        charset=charset if isinstance(charset, str) else None,
    )
