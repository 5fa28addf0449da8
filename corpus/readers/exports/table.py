"""The table of exports, and choosing one by what the text says, whatever the format of the file that it was in.

A further vendor is one module with `MARK` (a cheap test of the short lines) and `split` (the articles, none if it is another text
after all), and one row here. `split_digest` asks this table first, so that text, RTF, DOCX, PDF and mail are read alike; HTML
comes through `corpus.readers.exports.html`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.article import ArticleDraft
from corpus.readers.exports import europresse, factiva, gopress, nexis, nexis_text, press_review, proquest


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The exports of one vendor.

    Attributes:
        name: the user's name for it.
        mark: found in every such text, in a line of at most 200 characters; other texts rarely have it.
        split: the articles in the lines of such a text, which have no white space at their ends; none if it is not one.
    """

    name: str
    mark: re.Pattern[str]
    split: Callable[[Sequence[str]], list[ArticleDraft]]


_LONGEST_MARK = 200
EXPORTS: tuple[Export, ...] = (
    Export(name="Nexis Uni", mark=nexis.MARK, split=nexis.split),
    Export(name="LexisNexis Academic", mark=nexis_text.MARK, split=nexis_text.split),
    Export(name="Factiva", mark=factiva.MARK, split=factiva.split),
    Export(name="ProQuest", mark=proquest.MARK, split=proquest.split),
    Export(name="Europresse", mark=europresse.MARK, split=europresse.split),
    Export(name="GoPress", mark=gopress.MARK, split=gopress.split),
    Export(name="German press review", mark=press_review.MARK, split=press_review.split),
)


def split_export(text: str) -> list[ArticleDraft]:
    """Return the articles of a text that is an export of a press database; none if it is not."""
    lines = [line.strip() for line in text.split("\n")]
    short = "\n".join(line for line in lines if len(line) <= _LONGEST_MARK)
    for export in EXPORTS:
        if export.mark.search(short) and (drafts := export.split(lines)):
            return drafts
    return []
