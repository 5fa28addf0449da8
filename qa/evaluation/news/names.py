"""How well names are found, on articles in which people, places and organisations are marked.

A folder has `articles.jsonl`: `{"id", "title", "text", "names": [{"start", "end", "kind"}]}`, places in the text alone. A
name is right if its place and kind are exactly those of the gold; names of the kind "other" are not scored. Where headlines
open with a sport as agencies' do ("SOCCER - ..."), names outside such articles are also scored alone.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa.evaluation.figure import Figure
from qa.evaluation.news.gold import Tally, in_context, precision_recall_f1, span, total, words
from qa.evaluation.rows import read_rows
from qa.news.extract.names import Kind, names_in

KINDS = (Kind.PERSON, Kind.PLACE, Kind.ORGANISATION)

_SPORT = re.compile(
    r"[A-Z ]*?(?:SOCCER|FOOTBALL|CRICKET|TENNIS|BASEBALL|BASKETBALL|RUGBY|GOLF|ATHLETICS|BOXING|CYCLING|SQUASH|HOCKEY|RACING"
    r"|SKIING|SKATING|SWIMMING|BADMINTON|OLYMPICS|NHL|NBA|NFL|ROWING|SAILING|VOLLEYBALL|HANDBALL|SNOOKER|CHESS|GYMNASTICS"
    r"|BOBSLEIGH|BIATHLON|LUGE|WEIGHTLIFTING|WRESTLING|FENCING|JUDO|SKI JUMPING|NORDIC COMBINED|SNOWBOARDING|CURLING)[A-Z ]*\s?-",
    re.IGNORECASE,
)

Name = tuple[int, int, Kind]
"""Start and end in the text, and what bears the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldNames:
    """An article and its names but those of the kind "other"."""

    id: str
    title: str
    text: str
    names: frozenset[Name]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesOutcome:
    """What was found in one article.

    Attributes:
        sport: whether its headline names a sport before a dash.
        misses: a line for each name that was missed or is none.
    """

    tallies: dict[Kind, Tally]
    sport: bool
    misses: tuple[str, ...]


def outcomes(folder: Path) -> tuple[NamesOutcome, ...]:
    """Find the names of every article of a folder.

    Raises:
        ReadError: the folder does not have the layout.
    """
    return tuple(outcome_of(article) for article in read_rows(folder / "articles.jsonl", _article))


def figures(outcomes: Sequence[NamesOutcome]) -> list[Figure]:
    """Return F1 of each kind, precision, recall and F1 of all three, and those of all articles that are not of sport."""
    rest = [one for one in outcomes if not one.sport] if any(one.sport for one in outcomes) else []
    measured: list[Figure] = []
    for kind in KINDS:
        measured += precision_recall_f1(("", "", f"{kind}_f1"), _of(kind), outcomes)
    measured += precision_recall_f1(("all_p", "all_r", "all_f1"), _all, outcomes)
    measured += precision_recall_f1(("no_sport_p", "no_sport_r", "no_sport_f1"), _all, rest)
    return measured


def misses(outcomes: Sequence[NamesOutcome]) -> list[str]:
    """Return a line for each mistake."""
    return [line for outcome in outcomes for line in outcome.misses]


def outcome_of(article: GoldNames) -> NamesOutcome:
    """Compare what is found in an article with its gold."""
    found = {(one.start, one.end, one.kind) for one in names_in(article.text, article.title) if one.kind in KINDS}
    return NamesOutcome(
        tallies={kind: _tally(kind, found, article.names) for kind in KINDS},
        sport=_SPORT.match(article.title) is not None,
        misses=tuple(_lines(article, found)),
    )


def _of(kind: Kind) -> Callable[[NamesOutcome], Tally]:
    return lambda one: one.tallies[kind]


def _all(outcome: NamesOutcome) -> Tally:
    return total(outcome.tallies.values())


def _tally(kind: Kind, found: set[Name], gold: frozenset[Name]) -> Tally:
    ours = {one for one in found if one[2] is kind}
    theirs = {one for one in gold if one[2] is kind}
    return Tally(len(ours & theirs), len(ours), len(theirs))


def _lines(article: GoldNames, found: set[Name]) -> list[str]:
    differing = sorted(
        [(*one, "missed") for one in article.names - found] + [(*one, "wrong ") for one in found - article.names]
    )
    return [
        f"{what}  {kind:12}  {article.id}: {in_context(article.text, start, end)}"
        for start, end, kind, what in differing
    ]


def _article(row: dict[str, Any]) -> GoldNames:
    text = words(row, "text")
    names = [(*span(one, text), Kind(one["kind"])) for one in row["names"]]
    return GoldNames(
        id=words(row, "id"),
        title=words(row, "title"),
        text=text,
        names=frozenset(one for one in names if one[2] in KINDS),
    )
