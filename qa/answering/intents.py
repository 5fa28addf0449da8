"""What a question asks for that is no look-up: a summary, what is new, a comparison, a list of articles, an article's list.

The forms of such questions are data, a file of `forms/` for each language. A form has to fit the whole question, and what it
names has to be in the archive (an outlet, an author, an article about it); otherwise the question is looked up as any other.
"What is the latest figure for donations?" and "Who wrote the letter to the mayor?" fit no form.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Literal, get_args

from qa.answering.answer import AnswerKind

LANGUAGES = ("en", "fr")

LONGEST = 300
"""Characters of a question that are compared with the forms; what is longer fits none."""

NESTED = 6
"""How deep parts of forms consist of parts, at most."""

Listed = Literal["articles", "outlets", "authors"]

_FIELD = re.compile(r"\{([a-z_]+)\}")
_TITLE = re.compile(r"\"(.{3,300})\"")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What a question asks for that is no look-up.

    Attributes:
        topic: what the articles are about, in the question's words; "" for all articles.
        title: the headline that is quoted in the question.
        single: whether one article is meant, and not all about the topic.
        refers: whether what is meant was said before: "summarise it".
        source: words that have to name an outlet or an author.
        sides: the two that are compared; none in other questions.
        only_outlets: whether the sides have to be outlets.
        of: what is listed.
    """

    kind: AnswerKind
    topic: str = ""
    title: str = ""
    single: bool = False
    refers: bool = False
    source: str = ""
    sides: tuple[str, ...] = ()
    only_outlets: bool = False
    of: Listed = "articles"


@dataclass(frozen=True, slots=True)
class _Form:
    kind: AnswerKind
    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None
    of: Listed
    only_outlets: bool


@dataclass(frozen=True, slots=True)
class _Language:
    polite: re.Pattern[str]
    one_article: re.Pattern[str]
    said_before: re.Pattern[str]
    whole_archive: re.Pattern[str]
    empty: re.Pattern[str]
    standing: re.Pattern[str]
    subjects: tuple[re.Pattern[str], ...]
    forms: tuple[_Form, ...]


def intent_of(question: str) -> Intent | None:
    """Return what a normalized question asks for that is no look-up; None where it is one."""
    if len(question) > LONGEST:
        return None
    asked = question.strip().rstrip(" ?.!…")
    for language in map(_language, LANGUAGES):
        polite = language.polite.match(asked)
        wordings = [asked[polite.end() :], asked] if polite else [asked]
        for wording in wordings:
            bare = re.sub(r",? (?:please|s'il (?:vous|te) pla[iî]t)$", "", wording, flags=re.IGNORECASE)
            found = next(_intents(bare, language), None)
            if found is not None:
                return replace(found, topic=language.empty.sub("", found.topic))
    return None


def asks_how_things_stand(question: str) -> bool:
    """Tell whether a normalized question asks for what may change: who is something, how many, the latest."""
    return any(_language(name).standing.match(question) for name in LANGUAGES)


def _intents(question: str, language: _Language) -> Iterator[Intent]:
    for form in language.forms:
        match = form.pattern.fullmatch(question)
        if match is None or (form.needs and not form.needs.search(question)):
            continue
        # two alternatives of one form cannot use one name: `topic2` is the topic as well
        parts = {name.rstrip("2"): said.strip(" ,") for name, said in match.groupdict().items() if said}
        if {"one", "other"} <= parts.keys():
            sides = (parts["one"], parts["other"])
            topic = parts.get("topic", "")
            yield Intent(kind=form.kind, sides=sides, topic=topic, only_outlets=form.only_outlets)
        elif "subject" in parts:
            yield _of_subject(form, parts, language)
        else:
            yield Intent(kind=form.kind, topic=parts.get("topic", ""), source=parts.get("source", ""), of=form.of)


def _of_subject(form: _Form, parts: dict[str, str], language: _Language) -> Intent:
    subject, items = parts["subject"], parts.get("items", "")
    single = language.one_article.fullmatch(subject) is not None
    if language.said_before.fullmatch(subject):
        return Intent(kind=form.kind, topic=items, refers=True, single=single)
    if language.whole_archive.fullmatch(subject):
        return Intent(kind=form.kind, topic=items)
    title = _TITLE.search(subject)
    if title:
        return Intent(kind=form.kind, title=title[1], single=True)
    about = (pattern.fullmatch(subject) for pattern in language.subjects)
    topic = next((match["topic"] for match in about if match), subject)
    return Intent(kind=form.kind, topic=f"{items} {topic}".strip(), single=single)


@lru_cache
def _language(name: str) -> _Language:
    read = tomllib.loads((files("qa.answering") / "forms" / f"{name}.toml").read_text("utf-8"))
    parts: dict[str, str] = {**read["parts"], **read["words"]}

    def pattern(form: str) -> re.Pattern[str]:
        for _ in range(NESTED):
            form = _FIELD.sub(lambda field: f"(?:{parts[field[1]]})", form)
        return re.compile(form, re.IGNORECASE)

    return _Language(
        polite=pattern(read["parts"]["polite"]),
        one_article=pattern(read["words"]["one_article"]),
        said_before=pattern(read["words"]["said_before"]),
        whole_archive=pattern(read["words"]["whole_archive"]),
        empty=pattern(read["topics"]["empty"]),
        standing=pattern(read["standing"]["begins"]),
        subjects=tuple(map(pattern, read["subjects"].values())),
        forms=tuple(
            _Form(
                next(kind for kind in get_args(AnswerKind) if kind == form["kind"]),
                pattern(form["form"]),
                pattern(form["needs"]) if "needs" in form else None,
                form.get("of", "articles"),
                form.get("only_outlets", False),
            )
            for form in read["forms"]
        ),
    )
