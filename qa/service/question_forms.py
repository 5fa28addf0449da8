"""Questions that a text answers, each in a form that is grammatical by construction.

A question is put together only from parts whose kind is known: a person that `names_in` finds, with a verb of speech or an
apposition next to it; a plural noun that a number counts at the beginning of a clause, with its passive verb and all that
follows; a headline as it is printed. A sentence that fits none of these gives no question.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.text.sentences import sentence_spans
from corpus.text.terms import STOP_WORDS

READ_AT_MOST = 4_000
"""Characters of a text that are looked at: the opening of a report says who it is about."""

LONGEST_HEADLINE = 110
MOST_WORDS_FOLLOWING = 9

SAID = "What did {} say?"
WHO = "Who is {}?"
SAID_OF = "What is said about {}?"
HOW_MANY = "How many {} {} {} {}?"
WHY = "Why {} {} {}?"
HAPPENED = "What happened: {}?"

_SPEECH = r"(?:said|told|wrote|warned|insisted|announced|explained|recalled|argued|added)"
_SPEAKS_AFTER = re.compile(rf"\s+{_SPEECH}\b")
_SPEAKS_BEFORE = re.compile(rf"\b{_SPEECH}\s+$")
_INTRODUCED = re.compile(r",\s(?:the|an?)\s[a-z][\w ’'-]{4,60}[,.]")
_FULL_NAME = re.compile(r"[^\W\d_][\w’'-]+(?: [^\W\d_]\.)*(?: [^\W\d_][\w’'-]+){1,3}")

_NUMBER = r"(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|dozens of|hundreds of|thousands of)"
_ABOUT = r"(?:at least|more than|fewer than|less than|up to|as many as|about|nearly|almost|some|over|around)"
_IRREGULAR = (
    "sold told held built sent cut hit hurt shot found lost taken given made seen born left put paid won thrown stolen driven "
    "written drawn known grown shown chosen brought bought caught taught spent laid"
).replace(" ", "|")
_PASSIVE = rf"(?P<verb>were|are|have been|had been|will be) (?P<done>[a-z]{{3,}}ed|{_IRREGULAR})"
_COUNTED = re.compile(
    r"(?:^|(?<=\bthat )|(?<=\bsaid )|(?<=[a-z], ))"
    rf"(?:{_ABOUT} )?{_NUMBER} (?:(?:hundred|thousand|million|billion) )?(?P<noun>[a-z-]+(?: [a-z-]+)?) {_PASSIVE} "
    r"(?P<rest>[^.,;:()“”\"]{4,80})[.,]",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r"^(?P<who>The [a-z]+(?: [a-z]+)?) (?P<verb>was|were) (?P<done>[a-z]{3,}ed)\b[^.;“”\"]*\bbecause\b"
)
_NO_REPORT = re.compile(
    r"[:;|]|^(?:why|how|what|who|when|where|which|is|are|was|were|do|does|did|can|could|will|would|should|if|the \d+)\b",
    re.IGNORECASE,
)
"""A headline in parts, or one that asks or explains, tells of nothing that happened."""

_UNCOUNTED_PLURALS = frozenset("people men women children police".split())
_POINTING = frozenset(
    "he she it they him her them his its their hers theirs this that these those who which whom whose when while "
    "because as and but there then i we you my our your yesterday today tomorrow tonight said says".split()
)
"""Words that lean on what was said before, or go on to something else: a question is read alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormedQuestion:
    """A question and the form that it has, one of this module's constants."""

    form: str
    text: str


def questions_of(text: str) -> Iterator[FormedQuestion]:
    """Yield questions that `text` seems to answer, the first of each form."""
    text = text[:READ_AT_MOST]
    found: dict[str, str] = {}
    for form, question in (*_about_people(text), *_about_sentences(text)):
        found.setdefault(form, question)
    for form in (HOW_MANY, WHY, SAID, WHO, SAID_OF):
        if form in found:
            yield FormedQuestion(form=form, text=found[form])


def headline_question(title: str) -> FormedQuestion | None:
    """Return the question of what happened under a headline; None where the headline cannot stand in one."""
    headline = " ".join(title.split()).rstrip(".")
    if not headline or len(headline) > LONGEST_HEADLINE or headline[-1] in "?!…" or _NO_REPORT.search(headline):
        return None
    return FormedQuestion(form=HAPPENED, text=HAPPENED.format(headline))


def _about_people(text: str) -> Iterator[tuple[str, str]]:
    from qa.news.extract.names import Kind, names_in  # its rules take time to load, and answering goes without

    people = [one for one in names_in(text) if one.kind is Kind.PERSON and _is_full_name(one.name)]
    for mention in people:
        if _SPEAKS_AFTER.match(text, mention.end) or _SPEAKS_BEFORE.search(text, 0, mention.start):
            yield SAID, SAID.format(mention.name)
        if mention.text == mention.name and _INTRODUCED.match(text, mention.end):
            yield WHO, WHO.format(mention.name)
    for name, mentions in Counter(one.name for one in people).most_common(1):
        if mentions > 1:
            yield SAID_OF, SAID_OF.format(name)


def _is_full_name(name: str) -> bool:
    return bool(_FULL_NAME.fullmatch(name)) and not any(word.isupper() and len(word) > 2 for word in name.split())


def _about_sentences(text: str) -> Iterator[tuple[str, str]]:
    for start, end in sentence_spans(text):
        sentence = " ".join(text[start:end].split())
        counted = _COUNTED.search(sentence)
        if counted and _is_plural(counted["noun"]) and _stands_alone(counted["rest"]):
            noun, verb, done = (counted[name] for name in ("noun", "verb", "done"))
            yield HOW_MANY, HOW_MANY.format(noun, verb, done, counted["rest"].strip())
        caused = _CAUSED.match(sentence)
        if caused and not STOP_WORDS & set(caused["who"].split()[1:]):
            yield WHY, WHY.format(caused["verb"], f"the{caused['who'][3:]}", caused["done"])


def _is_plural(noun: str) -> bool:
    *before, last = noun.lower().split()
    plural = last in _UNCOUNTED_PLURALS or (last.endswith("s") and not last.endswith(("ss", "us", "is", "ous")))
    return plural and not (STOP_WORDS | {"percent", "per"}) & {*before, last}


def _stands_alone(rest: str) -> bool:
    words = rest.split()
    return 1 < len(words) <= MOST_WORDS_FOLLOWING and not _POINTING & {word.lower() for word in words}
