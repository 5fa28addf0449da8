"""Plain text: one article or a digest of several, in any encoding."""

from corpus.article import ArticleDraft
from corpus.digest import split_digest
from corpus.encoding import decode


def read(data: bytes, name: str) -> list[ArticleDraft]:
    """Return the articles of a text file.

    Args:
        data: the bytes of the file.
        name: the title of an article that has none.

    Raises:
        NotText: the data is binary.
    """
    return split_digest(decode(data), name=name)
