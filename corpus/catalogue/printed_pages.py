"""How the catalogue stores the printed pages of an article: where they begin in its text, and which were read by OCR.

A list of offsets, `[0, 1200]`; where OCR read some of the pages an object, `{"starts": [0, 1200], "ocr": [2]}`.
"""

import json
import re

_LIST = r"\[(?:\d{1,12}(?:, \d{1,12})*)?\]"
_PAGES = re.compile(rf"(?!\[\]){_LIST}|\{{\"starts\": {_LIST}, \"ocr\": (?!\[\]){_LIST}\}}", re.ASCII)
_LONGEST = 1 << 20


def stored_pages(starts: tuple[int, ...], ocr: tuple[int, ...]) -> str | None:
    """Return what the catalogue stores of `ArticleDraft.pages` and `ArticleDraft.ocr_pages`; None where there are none."""
    if ocr:
        return json.dumps({"starts": starts, "ocr": ocr})
    return json.dumps(starts) if starts else None


def pages_in(stored: str | None) -> dict[str, tuple[int, ...]]:
    """Return `pages` and `ocr_pages` of an article."""
    value = json.loads(stored or "[]")
    if isinstance(value, dict):
        return {"pages": tuple(value["starts"]), "ocr_pages": tuple(value["ocr"])}
    return {"pages": tuple(value), "ocr_pages": ()}


def require_pages(stored: object, end: int) -> None:
    """Make sure that a stored value is one that `stored_pages` returns for a text of `end` characters.

    Raises:
        ValueError: it is not.
    """
    if not isinstance(stored, str) or len(stored) > _LONGEST or not _PAGES.fullmatch(stored):
        raise ValueError("pages is no list of whole numbers")
    values = pages_in(stored)
    starts, ocr = list(values["pages"]), list(values["ocr_pages"])
    if starts != sorted(starts) or (starts and starts[-1] > end):
        raise ValueError("the pages are not in order, or beyond the text")
    if ocr != sorted(set(ocr)) or (ocr and ocr[0] < 1):
        raise ValueError("the pages read by OCR are not in order")
