"""Quotations and their speakers against gold: PolNeAR (Newell, Margolin and Ruths 2018) and what has its layout.

`articles.jsonl` has `{"id", "text", ...}`, `quotations.jsonl` has `{"article", "start", "end", "source", "source_start",
"source_end", "kind", "head"}`; offsets are code points of the text, `source` are the words that name who speaks, `kind`
is named, pronoun or nominal, `head` is the name in the source.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ReadError
from qa.evaluation.figure import Figure, resample
from qa.evaluation.rows import json_rows
from qa.news.extract.names import names_in
from qa.news.extract.quotations import QuotedSpan, quotations_in
from qa.news.extract.quotations.vocabulary import TITLES
from qa.news.extract.tokens import folded

SAME_SPAN = 0.6
"""A found span is a gold one from this share of their union on."""

RIGHT, WRONG, UNNAMED, MISSED, EXTRA = "right", "wrong speaker", "no speaker", "missed", "not in gold"

_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SMALL = frozenset(("of", "and", "for", "the", "to", "in"))
_SHOWN = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldQuotation:
    """A quotation as annotators marked it; offsets in code points."""

    start: int
    end: int
    source: str
    source_start: int
    source_end: int
    kind: str
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What became of a gold quotation, or a found one that is not in the gold.

    Attributes:
        outcome: RIGHT, WRONG (another speaker), UNNAMED (found without a speaker), MISSED, or EXTRA (found with a
            speaker and not in the gold).
        kind: of the gold's source; empty for EXTRA.
        words: what is quoted.
        speaker: as found; None for MISSED and UNNAMED.
        source: the gold's words for who speaks; empty for EXTRA.
    """

    outcome: str
    kind: str
    words: str
    speaker: str | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOutcome:
    """The judged quotations of an article, the unit that is resampled."""

    article: str
    judged: tuple[Judged, ...]


def outcomes(folder: Path) -> tuple[ArticleOutcome, ...]:
    """Look for the quotations of each article of the set in `folder`, and judge them.

    Raises:
        ReadError: a file of the layout is missing or is not what the layout says.
    """
    gold: dict[str, list[GoldQuotation]] = defaultdict(list)
    path = folder / "quotations.jsonl"
    for row in json_rows(path):
        try:
            gold[row["article"]].append(_gold(row))
        except KeyError as error:
            raise ReadError(str(path), f"a row has no {error}") from error
    found = []
    path = folder / "articles.jsonl"
    for row in json_rows(path):
        try:
            article, text, title = row["id"], row["text"], row.get("title") or ""
        except KeyError as error:
            raise ReadError(str(path), f"a row has no {error}") from error
        spans = quotations_in(text, names_in(text, title))
        found.append(ArticleOutcome(article=article, judged=judge(text, gold[article], spans)))
    return tuple(found)


def _gold(row: dict[str, Any]) -> GoldQuotation:
    return GoldQuotation(**{name: row[name] for name in GoldQuotation.__slots__})


def judge(text: str, gold: Sequence[GoldQuotation], found: Sequence[QuotedSpan]) -> tuple[Judged, ...]:
    """Compare what is found in `text` with the gold, each found span with at most one of the gold's."""
    pairs = _pairs(gold, found)
    judged = []
    for number, one in enumerate(gold):
        words = text[one.start : one.end]
        span = found[pairs[number]] if number in pairs else None
        if span is None:
            outcome = MISSED
        elif span.speaker is None:
            outcome = UNNAMED
        else:
            outcome = RIGHT if _is_right(one, span, span.speaker) else WRONG
        speaker = span.speaker if span is not None else None
        judged.append(Judged(outcome=outcome, kind=one.kind, words=words, speaker=speaker, source=one.source))
    known = set(pairs.values())
    for number, span in enumerate(found):
        if number not in known and span.speaker is not None:
            words = text[span.start : span.end]
            judged.append(Judged(outcome=EXTRA, kind="", words=words, speaker=span.speaker, source=""))
    return tuple(judged)


def _pairs(gold: Sequence[GoldQuotation], found: Sequence[QuotedSpan]) -> dict[int, int]:
    """Return by number in the gold the number of the found span that is it; the closest go first."""
    shares = []
    for number, one in enumerate(gold):
        for at, span in enumerate(found):
            common = min(one.end, span.end) - max(one.start, span.start)
            share = common / (max(one.end, span.end) - min(one.start, span.start)) if common > 0 else 0.0
            if share >= SAME_SPAN:
                shares.append((share, number, at))
    pairs: dict[int, int] = {}
    for _, number, at in sorted(shares, key=lambda pair: (-pair[0], pair[1:])):
        if number not in pairs and at not in pairs.values():
            pairs[number] = at
    return pairs


def _is_right(gold: GoldQuotation, span: QuotedSpan, speaker: str) -> bool:
    placed = span.said_start < gold.source_end and gold.source_start < span.said_end
    if gold.kind == "pronoun":
        return placed
    person, _, body = gold.head.partition(" of ")  # a head may go on: "Ada Lunt of the Harbour Board"
    heads = {gold.head, person} if body and " of " not in speaker else {gold.head}
    return any(same_name(head, speaker) for head in heads) or (gold.kind == "nominal" and placed)


def same_name(head: str, speaker: str) -> bool:
    """Say whether two names have one last name and no first names that differ, or one is the acronym of the other."""
    one, other = _name(head), _name(speaker)
    if not one or not other:
        return False
    if _is_acronym(one, other) or _is_acronym(other, one):
        return True
    if one[-1] != other[-1]:
        return False
    if len(one) == 1 or len(other) == 1:
        return True
    first, second = one[0], other[0]
    initial = min(len(first), len(second)) == 1 and first[0] == second[0]
    return first == second or initial or first in other or second in one


def _name(name: str) -> list[str]:
    words = [folded(word).removesuffix("'s").strip(".,;:'\"()[]“”‘’") for word in name.split()]
    words = [word for word in words if word and word != "the"]
    while len(words) > 1 and words[0] in TITLES:
        words.pop(0)
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    return words


def _is_acronym(short: list[str], long: list[str]) -> bool:
    letters = short[0].replace(".", "") if len(short) == 1 else ""
    return len(letters) > 1 and letters == "".join(word[0] for word in long if word not in _SMALL)


def figures(judged: Sequence[ArticleOutcome], *, seed: int = 0) -> list[Figure]:
    """Return the figures over articles, each with its interval.

    `span_p`: of the spans found with a speaker, those that are in the gold; `span_r`: of the gold, those found with one;
    `speaker_p` and `speaker_r`: of those that are in both, and of the gold, those with the right speaker; `speaker_f1`
    is their harmonic mean. `named_p`, `named_r` and so on: the same by what the gold's source is.
    """
    matched, gold = (RIGHT, WRONG), (RIGHT, WRONG, UNNAMED, MISSED)
    found = (*matched, EXTRA)
    parts: list[tuple[str, tuple[str, ...], tuple[str, ...], str]] = [
        ("span_p", matched, found, ""),
        ("span_r", matched, gold, ""),
        ("speaker_p", (RIGHT,), matched, ""),
        ("speaker_r", (RIGHT,), gold, ""),
        ("speaker_f1", (RIGHT, RIGHT), (*matched, *gold), ""),  # 2 P R / (P + R), written over counts
    ]
    for kind in ("named", "pronoun", "nominal"):
        parts += [(f"{kind}_p", (RIGHT,), matched, kind), (f"{kind}_r", (RIGHT,), gold, kind)]
    return [
        resample(name, _ratio, [(_number(one, part, kind), _number(one, whole, kind)) for one in judged], seed=seed)
        for name, part, whole, kind in parts
    ]


def _number(article: ArticleOutcome, outcomes: tuple[str, ...], kind: str) -> int:
    return sum(outcomes.count(one.outcome) for one in article.judged if kind in ("", one.kind))


def _ratio(counts: Sequence[tuple[int, int]]) -> float | None:
    whole = sum(count[1] for count in counts)
    return sum(count[0] for count in counts) / whole if whole else None


def misses(judged: Sequence[ArticleOutcome]) -> list[str]:
    """Return a line for each quotation that is not right: what is amiss, the words, who was found, who it is."""
    return [
        f"{article.article}: {one.outcome}: {' '.join(one.words.split())[:_SHOWN]!r}"
        + (f" by {one.speaker}" if one.speaker is not None else "")
        + (f", is by {one.source!r} ({one.kind})" if one.source else "")
        for article in judged
        for one in article.judged
        if one.outcome != RIGHT
    ]
