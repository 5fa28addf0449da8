"""What no sentence may have that is shown without those around it, and whose words it may not take for a fact."""

import re
from collections.abc import Callable, Sequence

from corpus.text.calendar import LONG_MONTHS, WEEKDAYS
from corpus.text.terms import STOP_WORDS
from qa.written.drafts import LONGEST
from qa.written.values import Check, Evidence

_MARKUP = re.compile(
    r"https?:|www\.|mailto:|javascript:|</?[a-z!]|[<>]|\]\(|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]*’(?![a-z])")
_PERSON = re.compile(r"\b(?:he|she|him|her|his|hers|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:they|them|their|theirs|it|its|themselves|itself)\b", re.IGNORECASE)
_OPENS_BACK = re.compile(
    r"^(?:(?:and|but|however|also|meanwhile|so|then|still|yet)\b[\s,]*)?(?:he|she|they|it|his|her|their|its|this|these|those|such|both|"
    r"that|the\s+(?:former|latter|two\s+(?:\w+ed|are|were|have|had|met|will|would|also|said|spoke))|others?|another)\b",
    re.IGNORECASE,
)
_DATES = "|".join(sorted(name.title() for name in {*WEEKDAYS, *LONG_MONTHS}))
_OPENERS = (
    "A|An|The|On|In|At|As|After|Before|When|While|Where|But|And|Or|For|By|With|Without|From|If|Since|Because|Although|Though|Despite|"
    "According|During|Until|Under|Over|Later|Earlier|Then|Also|However|Meanwhile|Now|Yet|So|Some|Many|Most|All|No|Not|One|Only|Even|To"
)
_OPENS_KNOWN = re.compile(
    r"^The\s+(?:[a-z-]+\s+)?(?:meeting|campaign|move|decision|announcement|statement|group|company|agency|country|report|comments?|"
    r"remarks?|attack|incident|accident|deal|agreement|vote|ruling|law|bill|measure|plan|proposal|visit|talks|case|study|survey|poll|"
    r"event|man|woman|couple|pair|suspect|victim|candidate|nominee|president|minister|senator|governor|mayor|officials?|spokesman|"
    r"spokeswoman|crash|fire|storm|game|match|team|city|town|party|panel|committee|board|firm|bank|film|book|interview|speech|"
    r"exchange|invitation|text|project|offer|purchase|sale|letter|document|programme|program|initiative|effort|order|request|article)\s+"
    r"(?!of\b|for\b|in\b|at\b|on\b|that\b|who\b|which\b|by\b|to\b|from\b|between\b|with\b|against\b)[a-z]"
)
"""Begins with a thing or somebody without a name or anything that would tell it from others."""

_LIMITS = frozenset(
    "some few most many several only partly mainly mostly nearly almost barely hardly sometimes often usually perhaps".split()
)
_NOBODY_SAID = re.compile(r",\s+(?:they|some)\s+(?:say|said|add|added|told|report|reported)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:provided|shown|listed|found|available|see|seen|given|described|mentioned|as|the|text|following)\s+(?:below|above|here)\b"
    r"|\b(?:below|here)[.,:]?$",
    re.IGNORECASE,
)
"""Words that point out of a sentence, to a place that is not shown with it."""

_NAMED = re.compile(rf"(?!(?:{_DATES})\b)(?<![\w’'-])(?!^(?:{_OPENERS})\b)[A-Z][\w’'-]+")
_NOUN = re.compile(
    r"\b(?:the|an?|some|many|most|several|both|all|no|\d[\d,.]*|[a-z]+['’]s)\s+[a-z]{3,}|^[A-Z][a-z]+s\b", re.IGNORECASE
)
_OURS = re.compile(r"\b(?:I|[Ww]e|us|[Oo]urs?|[Mm]y|mine|me|[Yy]ou|[Yy]ours?)\b")
_NOW = re.compile(
    r"\b(?:today|yesterday|tomorrow|tonight|tonight['’]s|now|currently|recently|ago|"
    r"(?:this|last|next)\s+(?:morning|afternoon|evening|night|week|weekend|month|year|decade|summer|winter|spring|autumn|fall))\b",
    re.IGNORECASE,
)


def plain_checks(sentence: str) -> tuple[Check, ...]:
    """Return the checks that need no quote, in an order in which the first that fails says most."""
    if len(sentence) > LONGEST:
        return (_length(sentence),)
    return tuple(check(sentence) for check in _CHECKS)


def speaker_check(sentence: str, evidence: Sequence[Evidence]) -> Check:
    """Return whether a sentence names those whose words its quotes are: inside a long quotation these have no marks."""
    said = frozenset(_words(sentence))
    for one in evidence:
        names = _words(one.speaker or "")
        if names and names[-1] not in said:
            return Check(name="speaker", passed=False, why=f"{one.speaker} is not named, whose words these are")
    return Check(name="speaker", passed=True)


def limits_check(sentence: str, evidence: Sequence[Evidence]) -> Check:
    """Return whether what limits a word stays with it: "to the mid-teens in some states" is not "to the mid-teens"."""
    said = frozenset(_words(sentence))
    for one in evidence:
        told = _words(one.text)
        for at, word in enumerate(told):
            before = next(
                (earlier for earlier in reversed(told[max(0, at - 3) : at]) if earlier not in STOP_WORDS), None
            )
            if word in _LIMITS and word not in said and before in said:
                return Check(name="limits", passed=False, why=f"“{before} … {word}” is told without “{word}”")
    return Check(name="limits", passed=True)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _markup(sentence: str) -> Check:
    return _check("markup", _MARKUP.search(sentence), "a link, markup or a control character")


def _length(sentence: str) -> Check:
    right = len(sentence) <= LONGEST and sentence.rstrip(" ”’\"')»")[-1:] in ".!…。"
    return Check(name="whole", passed=right, why="" if right else "too long, a question, or without an end")


def _marks(sentence: str) -> Check:
    """Tell whether each quotation ends where it begins, in the sentence: the next one would be taken for words of somebody."""
    straight = sentence.count('"') % 2 == 0
    curly = all(sentence.count(opening) == sentence.count(closing) for opening, closing in ("“”", "«»"))
    outside = _QUOTED.sub(" ", sentence)
    right = straight and curly and not any(mark in outside for mark in '"“”«»') and len(_words(outside)) > 1
    return Check(name="marks", passed=right, why="" if right else "a quotation that does not end here, or nobody's")


def _alone(sentence: str) -> Check:
    """Tell whether whom a sentence is about is said in it: the sentence before it may have been left out."""
    outside = _QUOTED.sub(" ", sentence)
    if opens := _OPENS_BACK.search(outside.lstrip()):
        return _check("alone", opens, "the sentence before it is needed to know what is meant")
    if pointing := _POINTING.search(outside):
        return _check("alone", pointing, "points to a place that is not shown with it")
    if nobody := _NOBODY_SAID.search(outside):
        return _check("alone", nobody, "who said so is not told")
    person, thing = _PERSON.search(outside), _THING.search(outside)
    if person and not _person_in(outside, person.start()):
        return _check("alone", person, "the sentence before it is needed to know who is meant")
    if thing and not (_NAMED.search(outside[: thing.start()]) or _NOUN.search(outside[: thing.start()])):
        return _check("alone", thing, "the sentence before it is needed to know what is meant")
    return Check(name="alone", passed=True)


def _person_in(sentence: str, end: int) -> bool:
    """Tell whether somebody is named before a place of a sentence: not only a city, as in "in New York she said"."""
    from qa.news.extract.names import names_in  # its rules take time to load

    return any(one.kind not in ("place", "organisation") for one in names_in(sentence) if one.end <= end)


def opens_on_known(sentence: str) -> bool:
    """Tell whether a sentence begins with something that it takes for known: "The meeting was held", and which one?"""
    return _OPENS_KNOWN.search(sentence) is not None


def _voice(sentence: str) -> Check:
    return _check("voice", _OURS.search(_QUOTED.sub(" ", sentence)), "somebody's own words without quotation marks")


def _now(sentence: str) -> Check:
    return _check("now", _NOW.search(_QUOTED.sub(" ", sentence)), "a day that depends on when it is read")


def _check(name: str, found: re.Match[str] | None, why: str) -> Check:
    return Check(name=name, passed=found is None, why=f"{found[0].strip()!r}: {why}" if found else "")


_CHECKS: tuple[Callable[[str], Check], ...] = (_markup, _length, _marks, _alone, _voice, _now)
