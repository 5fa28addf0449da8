"""What several sides print on one point: of each the sentence nearest to the others', and where they say something else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.article import Article
from corpus.text.terms import content_terms
from qa.news.answers.asking import FEWEST_WORDS, Quoted, lead, sentences
from qa.news.views.story import Disagreement

DIFFERING = 2
"""Differences of which each side's sentence is quoted."""

_LOOKED_AT = 12
"""Sentences of an article, from its beginning, that may be on the point."""

_LONGEST = 60
"""Words of a sentence that is quoted for the point."""

_NEAR = 0.35
"""The first sentence of an article that shares so many of its words with the point is on it: news has what matters first."""

_SAME_POINT = 0.2
"""Sentences that share fewer of their words are not on one point: of an article without a nearer one its beginning is quoted."""

Terms = frozenset[str]


def on_one_point(sides: Mapping[str, Sequence[Article]], differences: Sequence[Disagreement]) -> list[Quoted]:
    """Return what to quote of each side, in the order of the sides, each quote with the side as its group.

    Args:
        sides: by their names, each with one article at least, its first the one that is quoted for the point.
        differences: of the story that they tell.
    """
    firsts = {name: _sentences(articles[0]) for name, articles in sides.items()}
    point = _point(firsts)
    quoted = []
    for name, articles in sides.items():
        of_side = [_nearest(articles[0], firsts[name], point)]
        for one in _claims(articles, differences):
            if not any(_overlap(one, other) for other in of_side):
                of_side.append(one)
        quoted += [replace(one, group=name) for one in of_side]
    return quoted


def _claims(articles: Sequence[Article], differences: Sequence[Disagreement]) -> list[Quoted]:
    """Return of articles a sentence for each side of a difference that they are on: an outlet may have said both in turn."""
    by_id = {article.id: article for article in articles}
    sides = [claims for one in differences[:DIFFERING] for claims in one.values]
    said = [next((claim for claim in claims if claim.article in by_id), None) for claims in sides]
    return [
        Quoted(article=by_id[claim.article], span=(claim.sentence_start, claim.sentence_end)) for claim in said if claim
    ]


def _sentences(article: Article) -> list[tuple[Quoted, Terms]]:
    """Return the first sentences of an article that may stand alone, each with its words."""
    found = (Quoted(article=article, span=span) for span in sentences(article)[:_LOOKED_AT])
    return [
        (one, frozenset(content_terms(article.text[slice(*one.span)])))
        for one in found
        if FEWEST_WORDS <= one.words <= _LONGEST
    ]


def _point(firsts: Mapping[str, Sequence[tuple[Quoted, Terms]]]) -> Terms:
    """Return the words of the sentence that the other sides come nearest to; of none where no two sides have one."""

    def shared(name: str, words: Terms) -> float:
        return sum(
            max((_nearness(words, other) for _, other in of_side), default=0.0)
            for side, of_side in firsts.items()
            if side != name
        )

    candidates = [(shared(name, words), words) for name, of_side in firsts.items() for _, words in of_side]
    return max(candidates, key=lambda one: one[0], default=(0.0, frozenset[str]()))[1]


def _nearest(article: Article, of_side: Sequence[tuple[Quoted, Terms]], point: Terms) -> Quoted:
    near = [(_nearness(words, point), one) for one, words in of_side]
    if on_point := next((one for nearness, one in near if nearness >= _NEAR), None):
        return on_point
    nearness, one = max(near, key=lambda each: each[0], default=(0.0, None))
    return one if one is not None and nearness >= _SAME_POINT else lead(article)


def _nearness(one: Terms, other: Terms) -> float:
    """Return which share of their words two sentences have in common, 0 to 1."""
    return len(one & other) / (len(one) * len(other)) ** 0.5 if one and other else 0.0


def _overlap(one: Quoted, other: Quoted) -> bool:
    (start, end), (first, last) = one.span, other.span
    return one.article.id == other.article.id and start < last and first < end
