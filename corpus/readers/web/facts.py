"""What a page says about its article beside the text, from three sources, and which of them is believed.

JSON-LD is written for machines and goes first, then OpenGraph and other meta elements, then what is on the page. A later
source only makes an earlier one more exact: a time to the same day, the end of a title that was cut off.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corpus.article import comparable
from corpus.text.moments import published_moment

_CUT = ("…", "...")
_PARTERS = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • ")
_DEFAULTS = frozenset({"1970-01-01", "1900-01-01", "2000-01-01"})  # what a field without a date holds
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?=[-_]|$)")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|door|автор:?)\s+(?=\S)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"://|[@<>{}=]|^\W*$|^(?:admin|administrator|editor|staff|webmaster|user\d*|none|null|unknown|anonymous)$", re.I
)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one source says.

    Attributes:
        published: ISO 8601, as exact as the source is.
        bylines: names, in order.
        urls: what it gives as the article's address, the surest first, perhaps relative.
        free: False where it says that readers have to pay.
        text: the article's text, where the source has it.
        entries: `(headline, text)` of a live blog's entries, in order.
        article: the source says that this is an article.
    """

    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    bylines: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    language: str | None = None
    free: bool = True
    text: str | None = None
    entries: tuple[tuple[str, str], ...] = field(default=())
    article: bool = False


def line(value: object, longest: int = 1000) -> str | None:
    """Return a value as one line of text; None where it is empty or no text."""
    if not isinstance(value, str):
        return None
    return " ".join(value.split())[:longest].strip() or None


def moment(value: object) -> str | None:
    """Return a date as ISO 8601, with time and zone where it has them; None for what is no date of a publication."""
    text = line(value, 80)
    if text is None:
        return None
    found = published_moment(text)
    if (
        found is None
        or found[:10] in _DEFAULTS
        or found[:10] > (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    ):
        return None
    return found


def most_exact(candidates: Sequence[str | None]) -> str | None:
    """Return the first date, or a later one of the same day that has a time, or a zone, which the first has not."""
    known = [candidate for candidate in candidates if candidate]
    if not known:
        return None
    same = [candidate for candidate in known if candidate[:10] == known[0][:10]]
    return max(same, key=_exactness)  # of equals the first


def _exactness(date: str) -> int:
    return 0 if len(date) == 10 else 2 if re.search(r"[+-]\d\d:\d\d$", date) else 1


def best_title(candidates: Sequence[str | None], outlet: str | None) -> str | None:
    """Return the first title, without the outlet's name at its end; where it is cut off, a later one that goes on."""
    titles = [_without_outlet(candidate, outlet) for candidate in candidates if candidate]
    if not titles:
        return None
    first = titles[0]
    if first.endswith(_CUT):
        start = comparable(first.rstrip(".… "))
        return next(
            (title for title in titles if comparable(title).startswith(start) and not title.endswith(_CUT)), first
        )
    return first


def _without_outlet(title: str, outlet: str | None) -> str:
    for parter in _PARTERS:
        head, found, tail = title.rpartition(parter)
        if found and head.strip() and outlet and comparable(tail) == comparable(outlet):
            return head.strip()
    return title


def language(value: object) -> str | None:
    """Return the ISO 639-1 code of a language tag such as `en-GB`."""
    found = _LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    return found[0].lower() if found else None


def byline(names: Sequence[str], outlet: str | None) -> str | None:
    """Return who wrote it, in one line; addresses and the outlet itself are nobody."""
    kept: list[str] = []
    for name in names:
        bare = _BY.sub("", " ".join(name.split())).strip(" ,;|·•")
        if (
            len(bare) <= _LONGEST_NAME
            and not _NO_NAME.search(bare)
            and comparable(bare) not in {comparable(outlet or ""), *map(comparable, kept)}
        ):
            kept.append(bare)
    return ", ".join(kept[:20]) or None
