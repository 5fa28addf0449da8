"""Plain text: one article or a digest of several, in any encoding."""

from corpus.article import ArticleDraft
from corpus.readers.digest import split_digest
from corpus.text import lines
from corpus.text.encoding import NotText, decode

_SAMPLE = 64 * 1024
_PROSE_WORDS = 15


def read(data: bytes, name: str) -> list[ArticleDraft]:
    """Return the articles of a text file.

    Args:
        data: the bytes of the file.
        name: the title of an article that has none.

    Raises:
        NotText: the data is binary.
    """
    return split_digest(decode(data), name=name)


def is_prose(data: bytes) -> bool:
    """Return whether the data is text with sentences, unlike source code or a table."""
    try:
        shown = decode(data[:_SAMPLE]).split("\n")
    except NotText:
        return False
    words = sum(len(line.split()) for line in shown if lines.ends_sentence(line.strip()))
    return words >= _PROSE_WORDS and 2 * words >= sum(len(line.split()) for line in shown)
