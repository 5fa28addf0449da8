"""OPML: a list of feeds. It has no articles; `cuttings follow` reads the feeds that it lists."""

import re

from corpus.article import ArticleDraft
from corpus.readers.cleaning.urls import known_url
from corpus.readers.web.tree import LARGEST

_BEGINS = re.compile(
    rb"^(?:\s|\xef\xbb\xbf|<\?xml[^>]{0,300}\?>|(?><!--.{0,2000}?-->))*+<opml[\s>]", re.IGNORECASE | re.DOTALL
)
_FEEDS = 2000


def looks_like(data: bytes) -> bool:
    """Return whether bytes begin like a list of feeds."""
    return _BEGINS.match(data[:8192]) is not None


def read(data: bytes, stem: str) -> list[ArticleDraft]:
    """Raise an error that says what to do with a list of feeds.

    Raises:
        ValueError: always.
    """
    count = len(feeds_of(data))
    raise ValueError(f"a list of {count} feeds, no articles; get them with: cuttings follow {stem}.opml")


def feeds_of(data: bytes) -> list[str]:
    """Return the addresses of the feeds, in order, each once.

    Raises:
        ValueError: it is not a list of feeds.
    """
    from lxml import etree

    if len(data) > LARGEST or not looks_like(data):
        raise ValueError("it is no list of feeds: it does not begin with <opml>")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ValueError("a list of feeds that is damaged") from error
    if root is None:
        raise ValueError("a list of feeds that is damaged")
    found = (value for element in root.iter() for name, value in element.attrib.items() if name.lower() == "xmlurl")
    return list(dict.fromkeys(value.strip() for value in found if known_url(value)))[:_FEEDS]
