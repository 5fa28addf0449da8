"""Which articles a new one is compared with: only candidates, however large the archive is.

Two ways in: the same bands of a MinHash signature (texts that share shingles), and the same names and words within some
days. A band or term that too many articles have leads nowhere and is passed over.
"""

from collections import Counter
from dataclasses import dataclass

from qa.news.features import ArticleFeatures
from qa.news.matching import Rarity
from qa.news.store import NewsReader


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateOptions:
    """How far to look.

    Attributes:
        window: days before and after.
        most_of_one: a name or word that more articles of these days have is passed over.
        compared: at most so many articles are compared with a new one.
    """

    window: int = 10
    most_of_one: int = 300
    compared: int = 60


DEFAULT = CandidateOptions()
_COPIES_OF_A_BAND = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What a new article is compared with.

    Attributes:
        articles: their features.
        rarity: how telling words, names and numbers are among them.
    """

    articles: list[ArticleFeatures]
    rarity: Rarity


def candidates_for(
    reader: NewsReader,
    features: ArticleFeatures,
    options: CandidateOptions = DEFAULT,
    cache: dict[int, ArticleFeatures] | None = None,
) -> Candidates:
    """Return what an article is compared with, itself left out.

    Args:
        cache: features that were read already, by key; those read now are added.
    """
    cache = {} if cache is None else cache
    since, until = (features.day - options.window, features.day + options.window) if features.day else (0, 0)
    votes: dict[int, float] = {}
    terms = list(features.terms())
    shared = reader.with_features(terms, since, until, without=features.key, most=options.most_of_one)
    for term in terms:
        sharing = shared.get(term)
        if sharing:
            weight = (2.0 if term.startswith("n:") else 1.0) / len(sharing) ** 0.5
            for key in sharing:
                votes[key] = votes.get(key, 0.0) + weight
    chosen = dict.fromkeys(_sharing_bands(reader, features))
    chosen.update(dict.fromkeys(sorted(votes, key=lambda key: (-votes[key], key))))
    keys = sorted(list(chosen)[: options.compared])
    cache.update((one.key, one) for one in reader.features(key for key in keys if key not in cache))
    articles = [cache[key] for key in keys if key in cache]
    return Candidates(articles=articles, rarity=Rarity(articles))


def _sharing_bands(reader: NewsReader, features: ArticleFeatures) -> list[int]:
    """Return the articles that share bands with one, most bands first."""
    shared: Counter[int] = Counter()
    bands = features.bands()
    with_bands = reader.with_bands(bands, without=features.key, most=_COPIES_OF_A_BAND)
    for band in bands:
        shared.update(with_bands.get(band, ()))
    return [key for key, _ in shared.most_common(_COPIES_OF_A_BAND)]
