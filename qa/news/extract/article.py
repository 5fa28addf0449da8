"""What is read out of one article once, when it comes: names, quotations with their speakers, its agency, what is compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.article import Article
from corpus.text.terms import STOP_WORDS
from qa.news.extract.agencies import agency_of
from qa.news.extract.names import Kind, Mention, name_key, names_in
from qa.news.extract.names.gazetteer import COUNTRIES
from qa.news.extract.quotations import QuotedSpan, quotations_in
from qa.news.features import (
    LEAD_WORDS,
    MIN_WORD,
    ArticleFeatures,
    numbers,
    ordinal,
    shingles_of,
    signature_of,
    stems,
    stems_of,
    vectors_of,
    words_of,
)

Value = TypeVar("Value", str, Kind)

READ_AT_MOST = 60_000
"""Characters of an article that are read for its news: a book-length text is no news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedIn:
    """A name of an article.

    Attributes:
        key: what its spellings share.
        spelled: as it is printed most often, in its fullest form.
    """

    key: str
    kind: Kind
    spelled: str
    mentions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadArticle:
    """What was read out of an article.

    Attributes:
        shingles: of the text that was read.
    """

    article: Article
    features: ArticleFeatures
    shingles: set[str]
    names: tuple[NamedIn, ...]
    quotations: tuple[QuotedSpan, ...]
    agency: str | None


def read_article(
    key: int,
    article: Article,
    vectors: "NDArray[np.float32] | None",
    *,
    dimensions: int,
    known: Mapping[str, Kind] | None = None,
    agencies: Sequence[str] = (),
) -> ReadArticle:
    """Return what one article tells.

    Args:
        key: the catalogue's number of it.
        vectors: of its passages, float32 of shape (n, dimensions); None where they are not cached.
        known: kinds of names that other articles have shown.
        agencies: names that datelines of other articles have shown.
    """
    text = article.text[:READ_AT_MOST]
    mentions = names_in(text, article.title, known)
    names = _joined(mentions)
    telling = frozenset(word for name in names if name.key not in _everywhere() for word in _telling(name.key))
    opening = " ".join(text.split()[:LEAD_WORDS])
    title, words = stems(article.title), words_of(text)
    found = shingles_of(words)
    return ReadArticle(
        article=article,
        features=ArticleFeatures(
            key=key,
            day=ordinal(article.published),
            names=telling,
            title=frozenset(title),
            lead=frozenset([*title, *stems(opening)]),
            words=frozenset([*title, *stems_of(set(words))]),
            numbers=frozenset(numbers(f"{article.title}\n{text}")),
            length=article.words,
            vectors=vectors_of(vectors, dimensions),
            signature=signature_of(found),
        ),
        shingles=found,
        names=tuple(names),
        quotations=tuple(one for one in quotations_in(text, mentions) if one.speaker),
        agency=agency_of(text, article.byline, agencies),
    )


def _telling(key: str) -> list[str]:
    """Return the words of a name that tell it from others: of people a report often gives the surname alone."""
    return [word for word in key.split() if len(word) >= MIN_WORD and word not in STOP_WORDS]


@cache
def _everywhere() -> frozenset[str]:
    """Return the keys of names that tell nothing of an event: countries, and what they all belong to."""
    return frozenset(name_key(name) for name in (*COUNTRIES, "European Union", "United Nations", "NATO"))


def _commonest(values: list[Value]) -> Value:
    """Return the value that is there most often; of several, the first."""
    return values[0] if len(values) == 1 else Counter(values).most_common(1)[0][0]


def _joined(mentions: Sequence[Mention]) -> list[NamedIn]:
    """Return the names that mentions are of, most mentioned first."""
    spelled: dict[str, list[str]] = {}
    kinds: dict[str, list[Kind]] = {}
    for mention in mentions:
        key = name_key(mention.name)
        if key:
            spelled.setdefault(key, []).append(mention.name)
            kinds.setdefault(key, []).append(mention.kind)
    found = [
        NamedIn(key=key, kind=_commonest(kinds[key]), spelled=_commonest(forms), mentions=len(forms))
        for key, forms in spelled.items()
    ]
    return sorted(found, key=lambda one: (-one.mentions, one.key))
