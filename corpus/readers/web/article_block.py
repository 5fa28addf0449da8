"""Which element of a page holds the text of its article.

Each run of running text counts for the elements around it, the nearest one most. The element with the highest count, below the
nearest common ancestor of headline and text, is the article's. A text that advertisements cut into pieces is in several elements
with the same name and class.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.article import comparable
from corpus.text.words import word_count

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_RUNNING = frozenset("p div section article main td li blockquote dd center".split())
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s small span strong sub sup time u var".split()
)
_AROUND = frozenset("nav footer aside script style noscript template select button textarea iframe head figure".split())
_SHARES = (1.0, 0.5, 0.25, 0.125)  # of a run's words that count for the element around it, for the one around that, ...
_FEWEST = 8  # words of a run
_SCOPE = 40  # words that a headline's surroundings must have
_NEAR = 0.1  # of the page's words
_SURE = 0.8  # of the words around the headline


def headline_of(tree: "HtmlElement", title: str | None) -> "HtmlElement | None":
    """Return the heading with the article's title, or the first one."""
    headings = list(tree.iter("h1"))
    same = (one for one in headings if title and comparable(one.text_content()) == comparable(title))
    return next(same, headings[0] if headings else None)


def prose_words(element: "HtmlElement") -> int:
    """Return how many words of running text are in an element: whole sentences, without the words of links."""
    return sum(words for _, words in _runs(element))


def holds_text(element: "HtmlElement") -> bool:
    """Return whether there is text directly in an element, and not only in the elements in it."""
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """Where the text of an article is.

    Attributes:
        pieces: the element that holds it, or the pieces of it, in order; none if there is no text.
        words: of running text in them.
        sure: whether hardly any other text is near the headline, which is the article's title.
    """

    pieces: "tuple[HtmlElement, ...]"
    words: int
    sure: bool


def article_block(tree: "HtmlElement", title: str | None) -> ArticleBlock:
    """Return where the text of the article with this title is on a page."""
    headline = headline_of(tree, title)
    runs = list(_runs(tree))
    scope = _scope(headline, runs)
    counts: dict[HtmlElement, float] = defaultdict(float)
    for element, words in runs:
        around = list(element.iterancestors()) if element.tag == "p" else [element, *element.iterancestors()]
        if scope is not None and scope is not element and scope not in around:
            continue
        for above, share in zip(around, _SHARES, strict=False):
            counts[above] += share * words
            if above is scope:
                break
    if not counts:
        return ArticleBlock((), 0, sure=False)
    pieces = _pieces(max(counts, key=lambda one: counts[one]), scope if scope is not None else tree)
    words = sum(map(prose_words, pieces))
    named = headline is not None and comparable(headline.text_content()) == comparable(title or "")
    return ArticleBlock(pieces, words, sure=named and scope is not None and words >= _SURE * prose_words(scope))


def most_words_outside(tree: "HtmlElement", pieces: "Sequence[HtmlElement]") -> int:
    """Return how many words of running text the fullest element has that is in none of the pieces of an article."""
    held = set(pieces)
    counts: dict[HtmlElement, int] = defaultdict(int)
    for element, words in _runs(tree):
        around = element.getparent() if element.tag == "p" else element
        if around is not None and not any(above in held for above in (element, *element.iterancestors())):
            counts[around] += words
    return max(counts.values(), default=0)


def _runs(tree: "HtmlElement") -> "Iterator[tuple[HtmlElement, int]]":
    """Yield the elements that directly hold running text, each with its words."""
    stack = [tree]
    while stack:
        element = stack.pop()
        if not isinstance(element.tag, str) or element.tag in _AROUND:
            continue
        children = list(element)
        stack.extend(reversed(children))
        if element.tag not in _RUNNING:
            continue
        words = word_count(_own_text(element))
        if words >= _FEWEST:
            yield element, words


def _own_text(element: "HtmlElement") -> str:
    """Return the text of an element itself and of the inline elements in it, without that of links."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str) and child.tag in _INLINE and child.tag != "a":
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _scope(headline: "HtmlElement | None", runs: "list[tuple[HtmlElement, int]]") -> "HtmlElement | None":
    """Return the nearest element around the headline that holds a good part of the page's running text."""
    if headline is None:
        return None
    total = sum(words for _, words in runs)
    inside: dict[HtmlElement, int] = defaultdict(int)
    for element, words in runs:
        for above in (element, *element.iterancestors()):
            inside[above] += words
    return next(
        (above for above in headline.iterancestors() if inside[above] >= max(_SCOPE, _NEAR * total)),
        None,
    )


def _pieces(best: "HtmlElement", scope: "HtmlElement") -> "tuple[HtmlElement, ...]":
    """Return an element with those like it: same name and class, in the same article, under no headline of their own."""
    kind, article = best.get("class"), _article_of(best)
    if not kind:
        return (best,)
    alike = [one for one in scope.iter(best.tag) if one.get("class") == kind and _article_of(one) is article]
    pieces = [one for one in alike if one is best or (prose_words(one) and not _has_headline(one))]
    known = set(pieces)
    return tuple(one for one in pieces if not any(above in known for above in one.iterancestors()))


def _has_headline(element: "HtmlElement") -> bool:
    """Return whether an element has the headline of another article: one of the page, or one that is a link."""
    headings = list(element.iter("h1", "h2", "h3", "h4"))
    return any(
        one.tag == "h1" or one.getparent().tag == "a" or next(one.iter("a"), None) is not None for one in headings
    )


def _article_of(element: "HtmlElement") -> "HtmlElement | None":
    return next(element.iterancestors("article"), None)
