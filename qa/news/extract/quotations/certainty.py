"""How sure a speaker is, by how the quotation was attributed and by what names the speaker; below `SURE` none is shown.

The counts are of all 424 articles of the gold (PolNeAR, see docs/news.md): of the quotations that both have, how many had
the gold's speaker, and how many another.
"""

from qa.news.extract.quotations.choosing import Pattern
from qa.news.extract.quotations.phrases import PERSON, PRONOUN, ROLE

SURE = 0.75
"""At .75 precision is .960 and recall .849 on the gold; at .80 .966 and .828, at .86 .970 and .808."""

_USUAL, _WEIGHT = 0.95, 5.0
"""A row of few cases is drawn towards what all have together, as if it had so many cases more."""

# what names the speaker: person, pronoun, role, any other words (a body, a writing, people)
_COUNTS: dict[Pattern, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    Pattern.AFTER: ((977, 19), (412, 5), (55, 4), (68, 5)),
    Pattern.BEFORE: ((205, 6), (115, 7), (20, 4), (23, 7)),
    Pattern.BEFORE_FAR: ((309, 22), (127, 6), (21, 2), (41, 12)),
    Pattern.JUDGED: ((9, 2), (3, 0), (0, 1), (2, 0)),
    Pattern.JUDGED_FAR: ((39, 8), (18, 1), (7, 1), (6, 7)),
    Pattern.NAMED_SO: ((58, 1), (31, 2), (5, 0), (15, 5)),
    Pattern.ACCORDING: ((9, 1), (0, 0), (2, 0), (6, 0)),
    Pattern.CLOSING: ((16, 1), (20, 0), (3, 0), (4, 0)),
    Pattern.INTRODUCED: ((6, 2), (0, 0), (0, 0), (3, 0)),
    Pattern.OWNED: ((4, 1), (7, 1), (0, 0), (0, 0)),
    Pattern.SUBJECT: ((9, 2), (0, 0), (0, 0), (0, 0)),
    Pattern.SIGNED: ((2, 0), (0, 0), (0, 0), (0, 0)),
    Pattern.GOES_ON: ((501, 10), (192, 1), (24, 1), (26, 3)),
}
_NAMED_BY = {PERSON: 0, PRONOUN: 1, ROLE: 2}


def certainty(pattern: Pattern, kind: str) -> float:
    """Return the share of quotations attributed in this way whose speaker is right; `kind` is that of a `Phrase`."""
    right, wrong = _COUNTS[pattern][_NAMED_BY.get(kind, 3)]
    return (right + _USUAL * _WEIGHT) / (right + wrong + _WEIGHT)
