r"""From the bytes of a file to text: which encoding, which line ends, which spaces.

Tried in order: a byte order mark; ISO 2022, by its escapes; UTF-8; UTF-16 or UTF-32 without a mark, recognised by the position
of NUL bytes; UTF-8 with a few invalid bytes; what charset-normalizer finds, with Windows-1252 preferred to similar western
encodings, because a short text with curly quotes fits them all and the press uses Windows-1252.

Afterwards a line ends with `\n`, a no-break space is a space, and what is never seen (soft hyphens, zero-width spaces) is gone.
Nothing else in a sentence changes: U+2028, U+0085 and the form feed are characters inside a line.
"""

import codecs
import re
from contextlib import suppress
from pathlib import PurePath

from corpus.text.invisible import without_invisible

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its prefix
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KNOWN_BINARY = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
)
# Encodings that charset-normalizer names for a text of which it only sees that it is in Latin letters.
_WESTERN = frozenset(
    [
        "ascii",
        "cp1250",
        "cp1252",
        "cp1254",
        "cp1257",
        "cp437",
        "cp500",
        "cp775",
        "cp850",
        "cp852",
        "cp858",
        "cp860",
        "cp863",
        "hp_roman8",
        "iso8859_10",
        "iso8859_13",
        "iso8859_14",
        "iso8859_15",
        "iso8859_16",
        "iso8859_3",
        "iso8859_4",
        "iso8859_9",
        "latin_1",
        "mac_iceland",
        "mac_latin2",
        "mac_roman",
    ]
)
_SAMPLE = 256 * 1024  # bytes that charset-normalizer looks at
_FEW = 8  # fewer non-ASCII bytes than this do not show an encoding
_TYPOGRAPHIC = bytes([*range(0x91, 0x98), 0x82, 0x84, 0x85, 0xA0, 0xAB, 0xBB])
_CONTROL_BYTES = re.compile(rb"[\x80-\x9f]")  # that ISO 8859 has no signs for, and Windows has
_OF_WINDOWS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-2": "cp1250",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-9": "cp1254",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
}
_FEW_NULS = 20  # bytes of text for each NUL
_ESCAPES = ((re.compile(rb"\x1b(?:\$[@B]|\([IJ])"), "iso2022_jp_ext"), (re.compile(rb"\x1b\$\)C"), "iso2022_kr"))
_FEW_SIGNS = 2  # inside words, which no Western language has
_LATIN2_SIGN = re.compile(r"[^\W\d_][¹³¿¼¾£¥¯±¶][^\W\d_]")
_LATIN2 = re.compile(r"[^\W\d_][ąśźž]|[ąśźž][^\W\d_]")
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¹³¿¼¾º»ª£¥¯][^\W\d_]|[ìøù]\w*[ìèø]|\b[ø¿]\w")
# What Czech and Hungarian in Windows-1250 look like when read as Windows-1252, and letters that those languages lack.
_HUNGARIAN, _ELSEWHERE = re.compile("[õû]"), re.compile("[åæãçïœÿ]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LINE_END = re.compile(r"\r\r\n|\r\n|\r")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " "})
_STRAY = re.compile("[\udc80-\udcff]+")


class NotText(ValueError):
    """The bytes are not text; the message says what they seem to be."""


def decode(data: bytes) -> str:
    r"""Return the text of a file, with `\n` line ends and ordinary spaces.

    Raises:
        NotText: the data is binary.
    """
    for signature, what in _KNOWN_BINARY:
        if data.startswith(signature):
            raise NotText(f"not text: it looks like {what}")
    text = _marked(data)
    if text is None:
        text = _unmarked(data)
    if len(_CONTROL.findall(text)) * 50 > len(text) or "\0" in text:
        raise NotText("not text: it holds control characters")
    return normalize_whitespace(text)


def normalize_whitespace(text: str) -> str:
    r"""Return `text` with `\n` line ends and ordinary spaces, without byte order marks and other characters that nobody sees."""
    return without_invisible(_LINE_END.sub("\n", text)).translate(_SPACES)


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                return _mostly_utf8(data[len(mark) :]) if encoding == "utf-8" else _cut_off(data[len(mark) :], encoding)
    return None


def _cut_off(data: bytes, encoding: str) -> str:
    """Decode a file whose last character is incomplete; more than that is an error."""
    text = data.decode(encoding, "replace")
    if text.count("\ufffd") > 1:
        raise NotText(f"not text: damaged {encoding}")
    return text.removesuffix("\ufffd")


def decode_declared(data: bytes, charset: str) -> str | None:
    """Return text in the encoding that a header declares, as mail programs read it; None if the bytes are not in it.

    What declares a Latin encoding may be UTF-8, or the encoding of Windows that has more signs; Polish may be declared Western.

    Raises:
        LookupError: there is no such encoding.
    """
    name = codecs.lookup(charset).name
    single = name == "ascii" or name.startswith(("iso8859", "cp125"))
    if single and not data.isascii():
        with suppress(UnicodeDecodeError):
            return data.decode("utf-8")
    try:
        text = data.decode(_OF_WINDOWS[name] if name in _OF_WINDOWS and _CONTROL_BYTES.search(data) else name)
    except UnicodeDecodeError:
        return None
    western = _OF_WINDOWS.get(name, name) == "cp1252"
    return None if western and len(_LATIN2_SIGN.findall(text)) >= _FEW_SIGNS and _is_latin2(data) else text


def _unmarked(data: bytes) -> str:
    if b"\0" in data:
        return _with_nul(data)
    for escapes, encoding in _ESCAPES:
        if escapes.search(data):
            with suppress(UnicodeDecodeError):
                return data.decode(encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mostly_utf8(data) or _pasted(data) or _guessed(data)


def _with_nul(data: bytes) -> str:
    """Decode text with a few stray NUL bytes, which nothing shows; with many it is UTF-16 or UTF-32."""
    if data.count(0) * _FEW_NULS <= len(data):
        with suppress(UnicodeDecodeError):
            return data.replace(b"\0", b"").decode("utf-8")
    return _wide(data)


def _wide(data: bytes) -> str:
    """Decode UTF-16 or UTF-32 without a mark: the high bytes of Latin letters, spaces and line ends are NUL."""
    if len(data) % 4 == 0:
        for encoding, high, next_high in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
            if not data[high::4].strip(b"\0") and max(data[next_high::4]) <= 0x10:  # no character above U+10FFFF
                return _strict(data, encoding)
    even, odd = data[0::2].count(0), data[1::2].count(0)
    if odd > 3 * even:
        return _strict(data, "utf-16-le")
    if even > 3 * odd:
        return _strict(data, "utf-16-be")
    raise NotText("not text: it holds NUL bytes")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText("not text: it holds NUL bytes") from error


def _mostly_utf8(data: bytes) -> str | None:
    """Decode UTF-8 in which at most one in ten of the non-ASCII characters is invalid; those are read as Windows-1252."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum(map(len, _STRAY.findall(text)))
    special = sum(character > "\x7f" for character in text)
    if broken * 10 > special:
        return None
    return _STRAY.sub(lambda match: match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def _pasted(data: bytes) -> str | None:
    """Decode a text that was put together of UTF-8 and Windows-1252; None if it does not look like that.

    Most of it is ASCII, each sign of UTF-8 is one that Latin letters and quotation marks have, and the others are single bytes.
    """
    text = data.decode("utf-8", "surrogateescape")
    strays = _STRAY.findall(text)
    proper = [character for character in text if character > "\x7f" and not "\udc80" <= character <= "\udcff"]
    if not proper or 4 * (len(proper) + len(strays)) > len(text) or any(len(stray) > 2 for stray in strays):
        return None
    if not all("\xa0" <= one <= "\u017f" or "\u2010" <= one <= "\u2122" for one in proper):
        return None
    return _STRAY.sub(lambda match: match[0].encode("utf-8", "surrogateescape").decode("cp1252", "replace"), text)


def _guessed(data: bytes) -> str:
    if _barely_special(data):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes

    matches = from_bytes(data[:_SAMPLE])
    best = matches.best()
    if best is None:
        raise NotText("not text: no known encoding fits")
    names = {name for match in matches for name in match.could_be_from_charset}
    encoding = best.encoding
    if encoding in _WESTERN and (encoding.startswith("iso8859") or encoding == "cp1250") and _is_latin2(data):
        encoding = "iso8859_2"
    elif encoding in _WESTERN:
        encoding = _western(data, encoding, names) or encoding
    return data.decode(encoding, "replace")


def _barely_special(data: bytes) -> bool:
    """Return whether there is too little but ASCII for a guess: only typographic signs, or a few accented letters."""
    special = re.sub(rb"[\x00-\x7f]", b"", data)
    if not special.strip(_TYPOGRAPHIC):
        return True
    return len(special) <= _FEW and 2 * len(special) < len(data) and not _central_european(data)


def _central_european(data: bytes) -> bool:
    """Return whether a text has Central European letters, which in Windows-1252 are signs such as ¹ inside words."""
    return _SIGN_IN_WORD.search(data.decode("cp1252", "replace")) is not None


def _is_latin2(data: bytes) -> bool:
    """Return whether a text has Polish, Czech or Hungarian letters where only ISO 8859-2 has them."""
    return not _CONTROL_BYTES.search(data) and _LATIN2.search(data.decode("iso8859_2")) is not None


def _western(data: bytes, best: str, names: set[str]) -> str | None:
    """Choose between Windows-1252 and the others that fit; None if charset-normalizer is sure of another."""
    read = data.decode("cp1252", "replace")
    # It drops Windows-1252 where a short text shows no language.
    if not names & {"cp1252", "latin_1", "iso8859_15"} and _central_european(data):
        return None
    if best == "cp1250" and (_czech(read) or _HUNGARIAN.search(read)) and not _ELSEWHERE.search(read):
        return None
    if "cp1254" in names and re.search("[ðþý]", read) and "æ" not in read:
        return "cp1254"
    return "cp1252"


def printable(path: PurePath) -> str:
    """Return the name of a file as text that can be stored and printed, whatever bytes it has on the disk."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _czech(text: str) -> bool:
    """Return whether a text has a Czech letter followed by what another one looks like in Windows-1252."""
    first = re.search("[šžý]", text)
    return first is not None and re.search("[ìøùè]", text[first.end() :]) is not None
