"""How sure a speaker is, by how the quotation was attributed and by what names the speaker; below `SURE` none is shown.

The counts are of all 424 articles of the gold (PolNeAR, see docs/news.md): of the quotations that both have, how many had
the gold's speaker, and how many another.
"""

from qa.news.extract.quotations.choosing import Pattern
from qa.news.extract.quotations.phrases import DOCUMENT, PERSON, PRONOUN, ROLE

SURE = 0.7
"""On the gold: precision .961 and recall .851; with .78 they are .966 and .834, with .86 .971 and .815."""

_USUAL, _WEIGHT = 0.95, 5.0
"""A row of few cases is drawn towards what all have together, as if it had so many cases more."""

_Row = tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]
_COUNTS: dict[Pattern, _Row] = {  # by a person, a pronoun, a role, a writing, any other words (a body, people)
    Pattern.AFTER: ((982, 20), (412, 5), (53, 4), (13, 0), (52, 4)),
    Pattern.BEFORE: ((206, 6), (115, 7), (20, 4), (7, 0), (15, 7)),
    Pattern.BEFORE_FAR: ((314, 23), (127, 6), (20, 1), (7, 1), (30, 11)),
    Pattern.JUDGED: ((9, 2), (3, 0), (0, 1), (0, 0), (2, 0)),
    Pattern.JUDGED_FAR: ((39, 8), (18, 1), (7, 1), (1, 0), (5, 7)),
    Pattern.NAMED_SO: ((58, 1), (31, 2), (5, 0), (3, 0), (12, 5)),
    Pattern.ACCORDING: ((9, 1), (0, 0), (2, 0), (0, 0), (6, 0)),
    Pattern.CLOSING: ((16, 1), (20, 0), (3, 0), (0, 0), (4, 0)),
    Pattern.INTRODUCED: ((6, 3), (0, 0), (0, 0), (1, 0), (1, 0)),
    Pattern.OWNED: ((4, 1), (7, 1), (0, 0), (0, 0), (0, 0)),
    Pattern.SUBJECT: ((9, 2), (0, 0), (0, 0), (0, 0), (0, 0)),
    Pattern.SIGNED: ((2, 0), (0, 0), (0, 0), (0, 0), (0, 0)),
    Pattern.GOES_ON: ((504, 11), (192, 1), (23, 1), (5, 0), (19, 2)),
}
_NAMED_BY = {PERSON: 0, PRONOUN: 1, ROLE: 2, DOCUMENT: 3}


def certainty(pattern: Pattern, kind: str) -> float:
    """Return the share of quotations attributed in this way whose speaker is right; `kind` is that of a `Phrase`."""
    right, wrong = _COUNTS[pattern][_NAMED_BY.get(kind, 4)]
    return (right + _USUAL * _WEIGHT) / (right + wrong + _WEIGHT)
