"""The metadata of the article on a page, from three sources, and which of them is used.

JSON-LD goes first, then OpenGraph and other meta elements, then what the page shows. A later source only makes an earlier one
more precise: it adds a time to the same day, or the end of a truncated title.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corpus.article import comparable
from corpus.text.bylines import clean_byline
from corpus.text.moments import published_moment

_CUT = ("…", "...")
_PARTERS = (" | ", " - ", " – ", " — ", " · ", " :: ", " » ", " • ")
_DEFAULTS = frozenset({"1970-01-01", "1900-01-01", "2000-01-01"})  # defaults of fields without a date
_LANGUAGE = re.compile(r"[A-Za-z]{2}(?=[-_]|$)")
_BY = re.compile(r"^\s*(?:by|von|par|por|di|door|автор:?)\s+(?=\S)", re.IGNORECASE)
_NO_NAME = re.compile(
    r"://|[@<>{}=]|^\W*$|^(?:admin|administrator|editor|staff|webmaster|user\d*|none|null|unknown|anonymous)$", re.I
)
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The metadata from one source.

    Attributes:
        published: ISO 8601, as precise as the source is.
        bylines: names, in order.
        urls: candidates for the article's address, the most reliable first, perhaps relative.
        free: False if the source says that there is a paywall.
        text: the article's text, if the source has it.
        entries: `(headline, text)` of a live blog's entries, in order.
        article: whether the source says that this is an article.
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
    """Return a value as one line of text; None if it is empty or not text."""
    if not isinstance(value, str):
        return None
    return " ".join(value.split())[:longest].strip() or None


def publication_moment(value: object) -> str | None:
    """Return a date as ISO 8601, with time and zone if it has them; None for what is not a publication date."""
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
    """Return the first date, or a later one of the same day that has a time, or a zone, which the first lacks."""
    known = [candidate for candidate in candidates if candidate]
    if not known:
        return None
    same = [candidate for candidate in known if candidate[:10] == known[0][:10]]
    return max(same, key=_exactness)  # the first of equals


def _exactness(date: str) -> int:
    return 0 if len(date) == 10 else 2 if re.search(r"[+-]\d\d:\d\d$", date) else 1


def best_title(candidates: Sequence[str | None], outlet: str | None) -> str | None:
    """Return the first title, without the outlet's name at its end; if it is truncated, a later one that is longer."""
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


def language_of_tag(value: object) -> str | None:
    """Return the ISO 639-1 code of a language tag such as `en-GB`."""
    found = _LANGUAGE.match(value.strip()) if isinstance(value, str) else None
    return found[0].lower() if found else None


def join_bylines(names: Sequence[str], outlet: str | None) -> str | None:
    """Return the authors in one line, without addresses and the outlet itself."""
    kept: list[str] = []
    for name in names:
        bare = (clean_byline(_BY.sub("", name)) or "").strip(" ,;|·•")
        if (
            bare
            and len(bare) <= _LONGEST_NAME
            and not _NO_NAME.search(bare)
            and comparable(bare) not in {comparable(outlet or ""), *map(comparable, kept)}
        ):
            kept.append(bare)
    return ", ".join(kept[:20]) or None
