"""From the bytes of a page to its elements: finding the encoding, and lxml's lenient parser without network or scripts.

The encoding is that of a byte order mark; otherwise UTF-8 if the bytes are valid UTF-8 and more than ASCII; otherwise what the
server or the page itself declares, as browsers read it (`iso-8859-1` is Windows-1252); otherwise what `corpus.text.encoding`
finds.
"""

import codecs
import re
from typing import TYPE_CHECKING

from corpus.text.encoding import NotText, decode, normalize_whitespace
from corpus.text.invisible import without_invisible

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST = 10 * 1024 * 1024  # bytes of a page that are read, not counting pictures in it
_HEAD = 4096
_DECLARED = re.compile(
    rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40}) | <\?xml[^>]{1,100}encoding=["']([\w.:-]{2,40})""",
    re.IGNORECASE | re.VERBOSE,
)
# Encodings of pages; no other codec of Python is used because a page declares it.
_KNOWN = re.compile(
    r"utf-?8|windows-?(?:125\d|874)|cp(?:125\d|866|932|949)|iso-?8859-?\d{1,2}|latin-?\d|koi8-[ru]|gbk|gb2312|gb18030"
    r"|big5(?:-hkscs)?|euc-(?:jp|kr)|shift[_-]?jis|iso-2022-jp|ks_c_5601-1987|us-ascii|ascii|mac(?:intosh|-cyrillic)|ibm866|tis-620",
    re.IGNORECASE,
)
_AS_BROWSERS_DO = dict(
    pair.split(":")
    for pair in (
        "iso8859-1:cp1252 ascii:cp1252 iso8859-9:cp1254 iso8859-11:cp874 tis-620:cp874 gb2312:gb18030 gbk:gb18030 "
        "shift_jis:cp932 euc_kr:cp949 big5:big5hkscs"
    ).split()
)
_EMBEDDED = re.compile(rb"data:[\w/+.;=-]{0,100};base64,[A-Za-z0-9+/=%]{100,}")  # pictures in pages saved in one file
_LONG_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9:-]{0,40})\s([^>]{2000,})")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 300  # of an element; the parser compares each with each
# serialising it takes quadratic time in the number of comments that are opened in it
_HOLDS_COMMENTS = "//@*[string-length(.) > 2000 and contains(., '<!--')]"
_READINGS = ("rt", "rp", "rtc")  # how the characters before, in a ruby element, are read aloud
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def page_text(data: bytes, charset: str | None = None) -> str:
    """Return the source of a page as text.

    Args:
        data: its bytes.
        charset: the encoding that the server declares.

    Raises:
        ValueError: it is too large, or not text.
    """
    return normalize_whitespace(source_text(without_pictures(data), charset))


def without_pictures(data: bytes) -> bytes:
    """Return the bytes of a page without the pictures in it."""
    return _EMBEDDED.sub(b"", data)


def source_text(data: bytes, charset: str | None = None) -> str:
    """Return the source of a page as it is written; arguments and errors are those of `page_text`."""
    if len(data) > LARGEST:
        raise ValueError(f"larger than the {LARGEST // 1024 // 1024} MiB that a page may have")
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and b"\0" not in data:
        declared = _declared(data, charset)
        if declared and not _is_utf8(data):
            text = data.decode(declared, "replace")
            if text.count("\ufffd") * 50 <= len(text):
                return text
    return decode(data)


def tree_of(text: str) -> "HtmlElement":
    """Return the elements of a page; scripts are not run and nothing is loaded.

    Raises:
        NotText: there are no elements in it.
    """
    from lxml import etree, html

    text = _LONG_TAG.sub(_without_too_many, text)
    parser = html.HTMLParser(encoding="utf-8", remove_pis=True, no_network=True, huge_tree=False)
    try:  # the parser itself stops at elements 255 deep
        tree = html.document_fromstring(_CONTROL.sub(" ", text).encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise NotText("there is nothing of a web page in it") from error
    for value in tree.xpath(_HOLDS_COMMENTS):
        del value.getparent().attrib[value.attrname]
    for reading in list(tree.iter(*_READINGS)):
        reading.drop_tree()  # what comes after it stays
    for characters in list(tree.iter("rb", "rbc", "ruby")):
        characters.drop_tag()
    _remove_invisible(tree)
    return tree


def _remove_invisible(tree: "HtmlElement") -> None:
    """Remove the characters from the text that nobody sees; as entities they came through `page_text`."""
    for element in tree.iter():
        if element.text:
            element.text = without_invisible(element.text)
        if element.tail:
            element.tail = without_invisible(element.tail)


def _without_too_many(tag: re.Match[str]) -> str:
    """Return the start of a tag, without its attributes if there are too many; a script that looks like a tag stays."""
    too_many = "</" not in tag[2] and len(_QUOTED.sub("", tag[2]).split()) > _MOST_ATTRIBUTES
    return f"<{tag[1]} " if too_many else tag[0]


def _declared(data: bytes, charset: str | None) -> str | None:
    """Return the codec that the server, or otherwise the page, declares; None for one that pages do not use."""
    found = _DECLARED.search(data[:_HEAD])
    for name in (charset, found and (found[1] or found[2]).decode("ascii", "replace")):
        if name and _KNOWN.fullmatch(name.strip("\"' ")):
            try:
                codec = codecs.lookup(name.strip("\"' ").replace("x-sjis", "shift_jis")).name
            except LookupError:
                continue
            return _AS_BROWSERS_DO.get(codec, codec)
    return None


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return b"\x1b" not in data  # iso-2022-jp is ASCII with escapes
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
