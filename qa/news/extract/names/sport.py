"""Reports on games: who plays in them. There a town that plays is a club, and tables name people and teams without a verb.

A report is told by the sport its headline opens with ("SOCCER - ..."), or by several words of games. Nations stay places, and so
do towns where something is said to be "in" or "at" them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum, auto

from qa.news.extract.names.gazetteer import COUNTRIES, Kind, Mention
from qa.news.extract.names.vocabulary import CALENDAR
from qa.news.extract.tokens import Token, folded
from qa.news.extract.word_lists import name_set, word_set


class Sport(Enum):
    """What kind of games an article reports on."""

    NONE = auto()
    TEAMS = auto()
    SINGLE = auto()


_TEAM_WORDS = word_set("sport_words_teams")
_SINGLE_WORDS = word_set("sport_words_single")
NICKNAMES = word_set("club_nicknames")

_SLUG = re.compile(
    r"[A-Za-z ]{0,30}?(?:(?P<teams>SOCCER|FOOTBALL|CRICKET|BASEBALL|BASKETBALL|RUGBY|HOCKEY|NHL|NBA|NFL|VOLLEYBALL|HANDBALL)"
    r"|TENNIS|GOLF|ATHLETICS|BOXING|CYCLING|SQUASH|RACING|SKIING|SKATING|SWIMMING|BADMINTON|ROWING|SAILING|SNOOKER|CHESS"
    r"|GYMNASTICS|BOBSLEIGH|BIATHLON|LUGE|WEIGHTLIFTING|WRESTLING|FENCING|JUDO|JUMPING|OLYMPICS|TRIATHLON)[A-Za-z ]{0,30}\s?-",
    re.IGNORECASE,
)
_ENOUGH = 6
"""So many different words of games make a report on them."""
_LOOKED_AT = 600  # words


def sport_of(title: str, tokens: Sequence[Token]) -> Sport:
    """Return what games an article reports on, by its headline and words."""
    slug = _SLUG.match(title)
    if slug:
        return Sport.TEAMS if slug["teams"] else Sport.SINGLE
    words = {t.low for t in tokens[:_LOOKED_AT] if not t.capital}
    teams, single = len(words & _TEAM_WORDS), len(words & _SINGLE_WORDS)
    if max(teams, single) < _ENOUGH:
        return Sport.NONE
    return Sport.TEAMS if teams >= single else Sport.SINGLE


_NATIONS = frozenset(folded(name) for name in (*COUNTRIES, *name_set("nations")))
"""What has a team of its own and is a place nonetheless."""

_AT = frozenset("in at near outside around across throughout".split())
_PLACE_AFTER = frozenset(
    "side club outfit stadium airport court hospital police course racecourse racetrack crowd suburb road".split()
)
_WORD = r"[A-Z][\w'’.-]{0,30}"
_NAME = rf"(?<![\w'’.-]){_WORD}(?: (?:(?:de|da|dos|del|van|der|von|den|el|al|bin|la|le|di) ){{0,2}}{_WORD}){{0,3}}"
_OWNER = re.compile(r".*['’]s ")
_BRACKETED = re.compile(
    rf"(?P<name>{_NAME}) \((?:(?P<nation>[A-Z][\w. ]{{1,24}})|\d{{1,3}}(?:st|nd|rd|th)?\b[^()\n]{{0,40}})\)"
    r"(?P<score> \d{1,3}(?![\d.:]))?"
)
_RESULT = re.compile(rf"(?P<name>{_NAME}) \d{{1,3}}(?![\w:.])")
_TABLE_LINE = re.compile(rf"^(?:\d{{1,2}}[.)] )?(?P<name>{_NAME}) \d{{1,3}} (?:\d|\.\d|-)", re.MULTILINE)
_AT_LINE = re.compile(r"^(?P<name>[A-Z][A-Z. ]{1,30}) (?:AT|V) [A-Z][A-Z. ]{1,30}$", re.MULTILINE)
_AGAINST = re.compile(rf"(?P<name>{_NAME}) (?:v|vs\.?) (?P<other>{_NAME})")
_CRICKET = re.compile(r"\b(?:wickets?|innings|Extras)\b")
_OUT = re.compile(rf"\b(?:c|b|st|c sub) (?P<name>{_NAME})")
_BATS = re.compile(rf"^(?P<name>[A-Z]\. ?{_NAME}) (?:c|b|lbw|st|run out|not out)\b", re.MULTILINE)
_BOWLED = re.compile(rf"(?P<name>(?:de )?{_NAME}) \d{{1,2}}(?:\.\d)?-\d{{1,2}}-\d{{1,3}}-\d{{1,2}}\b")
_DATELINE = re.compile(r"(?:, [A-Z][\w. ]+)? \d{4}-|, [A-Z]\w+ \d{1,2} \(|[^\n]{0,20} \(\w+\) -")
_INSIDE = re.compile(r"\((?:at|in) [^()]*$")
_LONGEST_RESULT = 90

Span = tuple[int, int]


def with_players(text: str, mentions: Sequence[Mention], sport: Sport) -> list[Mention]:
    """Return the mentions of an article, with teams for towns and what their teams are called: "Philadelphia Eagles".

    In a report on games also with clubs for towns that play, and with those whom tables name.
    """
    found = _joined(text, mentions, sport)
    if sport is Sport.NONE:
        return found
    teams = _teams(text) if sport is Sport.TEAMS else set()
    if sport is Sport.TEAMS:
        names = {folded(text[start:end]) for start, end in teams}
        found = [_as_team(text, one, names) for one in found]
    kinds = {**dict.fromkeys(teams, Kind.ORGANISATION), **dict.fromkeys(_people(text, sport), Kind.PERSON)}
    return _with_spans(text, found, kinds)


def _joined(text: str, mentions: Sequence[Mention], sport: Sport) -> list[Mention]:
    """Join a town and what its team is called; alone, that is a team in a report on games."""
    found: list[Mention] = []
    for one in mentions:
        before = found[-1] if found else None
        if folded(one.text) not in NICKNAMES:
            found.append(one)
        elif before and before.kind is Kind.PLACE and text[before.end : one.start] == " " and not _nation(before.text):
            whole = text[before.start : one.end]
            found[-1] = Mention(start=before.start, end=one.end, text=whole, name=whole, kind=Kind.ORGANISATION)
        else:
            found.append(replace(one, kind=Kind.ORGANISATION) if sport is Sport.TEAMS else one)
    return found


def _nation(name: str) -> bool:
    return folded(name) in _NATIONS


def _as_team(text: str, one: Mention, teams: set[str]) -> Mention:
    """Return a town, or what tables show to be a team, as its club, unless the words about it make it a place."""
    if one.kind is Kind.ORGANISATION or _nation(one.text):
        return one
    if one.kind is not Kind.PLACE and folded(one.text) not in teams:
        return one
    return one if _is_placed(text, one) else replace(one, kind=Kind.ORGANISATION)


def _is_placed(text: str, one: Mention) -> bool:
    before, after = text[max(0, one.start - 40) : one.start], text[one.end : one.end + 24]
    word = before.split()[-1].strip("(").lower() if before.endswith(" ") and before.strip() else ""
    if word in _AT or (before.endswith(", ") and _INSIDE.search(before)):
        return True  # "in Leeds", "(at Headingley, Leeds)"
    if before[-1:] in ("", "\n") and _DATELINE.match(after):
        return True
    if re.match(r", [A-Z]", after):  # "Leeds, England"
        return _nation(re.split(r"[,.;)]| \d", after[2:], maxsplit=1)[0].strip())
    return after[1:].split(" ")[0].strip(".,").lower() in _PLACE_AFTER


def _people(text: str, sport: Sport) -> set[Span]:
    """Return where tables and lists name players: "Ana Lima (Portugal)", "Ana Lima (31st)", "c Lund b Berg"."""
    spans = set()
    for match in _BRACKETED.finditer(text):
        result = sport is Sport.TEAMS and match["nation"] and match["score"]
        if not result and (not match["nation"] or _nation(match["nation"])):
            spans.add(_without_owner(text, match.span("name")))
    if _CRICKET.search(text):
        spans |= {match.span("name") for pattern in (_OUT, _BATS, _BOWLED) for match in pattern.finditer(text)}
    return spans


def _without_owner(text: str, span: Span) -> Span:
    """Return a name without whose it is: "Kelderby's Ana Lima"."""
    owner = _OWNER.match(text, *span)
    return (owner.end(), span[1]) if owner else span


def _teams(text: str) -> set[Span]:
    """Return where tables name teams: "Kelderby 3 Varmund 1", "Kelderby 3 1 0 6 1 10", "Kelderby v Varmund"."""
    spans = {match.span("name") for pattern in (_TABLE_LINE, _AT_LINE) for match in pattern.finditer(text)}
    for match in _AGAINST.finditer(text):
        spans |= {match.span("name"), match.span("other")}
    spans |= {
        match.span("name")
        for match in _BRACKETED.finditer(text)
        if match["nation"] and match["score"] and _nation(match["nation"])
    }
    at = 0
    for line in text.split("\n"):
        results = list(_RESULT.finditer(line)) if len(line) < _LONGEST_RESULT else []
        if len(results) == 2 and results[0].start() == 0:
            spans |= {(at + one.start("name"), at + one.end("name")) for one in results}
        at += len(line) + 1
    return {(start, end) for start, end in spans if _is_team(text[start:end])}


def _is_team(name: str) -> bool:
    return not _nation(name) and name.split()[0].lower().rstrip(".") not in CALENDAR


def _with_spans(text: str, mentions: Sequence[Mention], kinds: Mapping[Span, Kind]) -> list[Mention]:
    """Put names that tables show in the place of what was found there."""
    shown: list[Mention] = []
    for (start, end), kind in sorted(kinds.items()):
        words = text[start:end]
        if not _nation(words) and not (shown and start < shown[-1].end):
            shown.append(Mention(start=start, end=end, text=words, name=" ".join(words.split()), kind=kind))
    kept = []
    at = 0
    for one in mentions:
        while at < len(shown) and shown[at].end <= one.start:
            at += 1
        if at == len(shown) or shown[at].start >= one.end:
            kept.append(one)
        elif (shown[at].start, shown[at].end) == (one.start, one.end):
            shown[at] = replace(shown[at], name=one.name)
    return sorted([*kept, *shown], key=lambda one: one.start)
