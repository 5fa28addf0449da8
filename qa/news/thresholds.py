"""From where on something is said as a fact: below its threshold it is not said at all.

Chosen on real news (docs/news.md has the figures): for precision of .95 where a text is called a copy or corrected, of .9 where
articles are said to differ.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimThresholds:
    """What must be so before something is claimed.

    Attributes:
        copy: share of the shorter text's shingles that the other has, from which two texts are one, printed twice
            (Broder 1997), and from which an article is an earlier version of one with a note that corrects it.
        version_days: days between two versions of one text.
        headline: share of its words that a headline has in common with one that a correction names.
        headline_alone: the same where the article does not call itself a correction.
        corrected_days: days between an article and its correction.
        differing_days: days between two articles that are said to differ; what is counted later may have changed.
        differing_alike: share of the content words of both sentences that both must have (Jaccard) where they count
            something of which it is not said what befell it.
    """

    copy: float = 0.8
    version_days: int = 3
    headline: float = 0.6
    headline_alone: float = 0.9
    corrected_days: int = 60
    differing_days: int = 1
    differing_alike: float = 0.65


THRESHOLDS = ClaimThresholds()
