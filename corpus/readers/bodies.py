"""Cleaning the body of a known article: normalized, in paragraphs, without what a page puts around it."""

import re
from html import unescape

from corpus.readers.cleaning import boilerplate
from corpus.readers.markup import text_of
from corpus.text import lines
from corpus.text.encoding import normalize_whitespace

_TAG = re.compile(
    r"</?(?:p|br|div|a|strong|b|em|i|ul|ol|li|h[1-6]|span|blockquote|figure|img|table)\b[^<>]*>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def clean_body(text: str) -> str:
    """Return the text of an article in paragraphs separated by an empty line, without markup."""
    text = normalize_whitespace(_CONTROL.sub("", text))
    if _TAG.search(text):
        text = text_of(text)
    elif _ENTITY.search(text):
        text = unescape(text)
    paragraphs = [_lines(block) for block in _BLANK.split(text)]
    paragraphs = [block for block in paragraphs if block]
    if len(paragraphs) == 1 and _each_line_is_one(paragraphs[0]):
        paragraphs = [[line] for line in paragraphs[0]]
    return "\n\n".join("\n".join(block) for block in boilerplate.clean(paragraphs)).strip()


def one_line(text: str) -> str:
    """Return a title, a name or a place on one line, with entities decoded."""
    return " ".join(normalize_whitespace(unescape(_TAG.sub("", _CONTROL.sub("", text)))).split())


def title_from(text: str) -> str:
    """Return a title for a text that has none: its beginning."""
    first = " ".join(text[:400].split())
    return first if len(first) <= 80 else first[:80].rpartition(" ")[0] + " …"


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.split("\n") if line.strip()]


def _each_line_is_one(block: list[str]) -> bool:
    return len(block) > 1 and 10 * sum(map(lines.ends_sentence, block)) >= 7 * len(block)
