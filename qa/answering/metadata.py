"""Questions that ask about an article rather than about what it says: its day, byline, outlet or headline.

"When was the article about the storks published?", "Who wrote about the flood?", "Which paper reported the strike?", "Who is
Edda Marlowen?" have their answer in no sentence. What such a question asks for is told by its form alone, and only by
words for articles and for publishing them: when something happened, who wrote a letter or which paper was closed is asked
of the text. docs/evaluation.md measures both kinds.
"""

import re
from dataclasses import dataclass
from functools import cache

from qa.answering.answer import CitedField
from qa.answering.expected import Expected

_ARTICLE = (
    r"(?:(?:news(?:paper)?|magazine|opinion|press) )?"
    r"(?:articles?(?! of\b| \d)|stor(?:y|ies)|pieces?|columns?|editorials?|op-eds?|dispatch|write-up"
    r"|(?P<kind>obituary|correction))"
    r"|(?:news|press) (?:items?|reports?)"
)
_ABOUT = r"about|on|of|over|regarding|concerning|that|which|in which|saying|headlined|titled|entitled|called"
_PAPER = (
    r"(?:news)?papers?|(?:news |media )?(?:outlets?|sites?|agenc(?:y|ies)|organi[sz]ations?)|websites?|magazines?"
    r"|publications?|broadcasters?"
)
_REPORTER = r"(?:journalist|reporter|correspondent|columnist|writer|author)s?"
_WHEN = r"(?:when|(?:on |in )?(?:what|which) (?:day|date))"
_BE = r"(?:is|was|were)"
_PRINTED = r"(?:first )?(?:published|printed|posted|run|carried)(?: online)?"
_IN = r"(?: (?:in|by|on|at) (?P<outlet>.+?))?"
_NAME = r"(?P<name>[^\W\d_][\w'.-]*(?: [^\W\d_][\w'.-]*){1,4})"

_SUBJECT = re.compile(
    rf"(?:the|an?|this|that|its|their)\s(?P<before>(?:[\w'&.-]+ ){{0,5}}?)(?:{_ARTICLE})\b[,:]?(?:\s(?:{_ABOUT})\b)?(?P<rest>.*)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"(?P<rest>[^\"]{3,300})\"")
_REPORT = re.compile(r"(?:the )?(?P<outlet>.+?)(?:'s?)? reports? (?:about|on|of|that|over) (?P<rest>.+)", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"(?:the|an?)\s(?P<head>(?:[\w'-]+ ){0,3}?(?:statement|letter|speech|interview|declaration|announcement|address|notice|appeal"
    r"|communiqu[eé]|transcript|essay|poem|press release))(?P<rest>(?: (?:of|by|to|from|with|between|on|about|for) .+)?)",
    re.IGNORECASE,
)

_FORMS: tuple[tuple[CitedField, str], ...] = (
    ("published", rf"{_WHEN} {_BE} (?P<subject>.+?) {_PRINTED}{_IN}"),
    ("published", rf"{_WHEN} did (?P<subject>.+?) (?:first )?(?:appear|run|come out|get published|get printed){_IN}"),
    (
        "published",
        rf"{_WHEN} did (?P<outlet>.+?) (?:first )?(?:publish|print|run|carry|post|report|write)(?: about| on| that)? "
        r"(?P<topic>.+)",
    ),
    ("published", rf"what {_BE} the (?:publication date|date of publication|publishing date) of (?P<subject>.+)"),
    ("published", rf"{_WHEN} {_BE} (?P<article>.+?) (?:from|dated)"),
    ("byline", r"who (?:wrote|authored|penned|filed) (?P<article>.+)"),
    ("byline", r"who (?:wrote|writes|has written|reported|reports) (?:about|on) (?P<topic>.+)"),
    ("byline", rf"who {_BE} the {_REPORTER} (?:of|behind) (?P<article>.+)"),
    (
        "byline",
        rf"(?:which|what) {_REPORTER} (?:wrote|writes|reported|covered|covers|filed|penned)(?: about| on)? (?P<topic>.+)",
    ),
    ("byline", r"whose (?:byline|name) (?:is|was|stands|appears) (?:on|over|above|under|at|in) (?P<article>.+)"),
    ("byline", rf"by whom {_BE} (?P<article>.+?)(?: written)?"),
    (
        "outlet",
        rf"(?:which|what) (?:{_PAPER}) (?:has |had |have )?(?:first )?(?:published|reported|printed|ran|run|carried|covered"
        r"|posted|wrote|broke)(?: about| on| that)? (?P<topic>.+)",
    ),
    ("outlet", r"who (?:published|printed|ran|carried) (?P<article>.+)"),
    ("outlet", rf"(?:where|(?:in|by|on) (?:which|what) (?:{_PAPER})) {_BE} (?P<article>.+?) {_PRINTED}"),
    (
        "outlet",
        rf"(?:where|(?:in|on) (?:which|what) (?:{_PAPER})) did (?P<article>.+?) (?:first )?(?:appear|run|come out)",
    ),
    ("outlet", rf"(?:which|what) (?:{_PAPER}) {_BE} (?P<article>.+?) (?:from|in)"),
    ("title", rf"what (?:did|does|do|has|have) {_NAME} (?:write|written|report|reported)(?: about| on)?"),
    ("title", rf"(?:which|what) (?:articles?|stories|pieces?) (?:{_BE}|are) (?:written )?by {_NAME}"),
    ("title", rf"(?:which|what) (?:articles?|stories|pieces?) (?:did|has|have) {_NAME} (?:write|written)"),
    ("byline", rf"who {_BE} {_NAME}"),
)
_BEGIN: dict[CitedField, frozenset[str]] = {
    "published": frozenset("when what which on in".split()),
    "byline": frozenset("who which what whose by".split()),
    "outlet": frozenset("which what who where in by on".split()),
    "title": frozenset("what which".split()),
}
"""The first words of the forms for a field: a question that begins otherwise has none of them, and they are not even compiled."""

_FIRST_WORD = re.compile(r"\W*(\w+)")


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(rf"\W*{form}\W*", re.IGNORECASE)


_SAYS_SO: dict[CitedField, re.Pattern[str]] = {
    "published": re.compile(r"\b(?:publish(?:ed|es)|printed|appeared|issued|released|posted)\b", re.IGNORECASE),
    "byline": re.compile(r"\b(?:wrote|writ(?:es|ten)|author(?:ed|s)?|penned|byline)\b", re.IGNORECASE),
    "outlet": re.compile(
        r"\b(?:newspaper|magazine|journal|website|broadcaster|daily|weekly|tabloid)s?\b"
        r"|\b[A-Z][\w’']+ (?:has |had )?(?:first )?(?:reported|published|printed)\b"
    ),
}
"""What a sentence has that itself tells who published or wrote something, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedField:
    """What a question asks about an article.

    Attributes:
        field: what is asked for.
        topic: what the article is about, in the question's words; empty where it is asked for by a name.
        outlet: words that have to name the article's outlet; empty where any may be meant.
        headline: words with which the headline has to begin, where the question is about a document that was printed whole.
        name: that the byline has to have.
    """

    field: CitedField
    topic: str = ""
    outlet: str = ""
    headline: str = ""
    name: str = ""

    def is_said_in(self, text: str) -> bool:
        """Tell whether a sentence that was found speaks of publishing or writing itself, so that it answers.

        None does where the document itself was printed: its article has the day.
        """
        pattern = None if self.headline else _SAYS_SO.get(self.field)
        if pattern is None or not pattern.search(text):
            return False
        return self.field != "published" or Expected.TIME.value.search(text) is not None


def asked_field(question: str) -> AskedField | None:
    """Return what a normalized question asks about an article; None where it asks what the articles say."""
    begins = _FIRST_WORD.match(question)
    first = begins[1].lower() if begins else ""
    for field, form in _FORMS:
        match = _pattern(form).fullmatch(question.rstrip(" ?")) if first in _BEGIN[field] else None
        asked = match and _asked(field, {name: said or "" for name, said in match.groupdict().items()})
        if asked:
            return asked
    return None


def _asked(field: CitedField, parts: dict[str, str]) -> AskedField | None:
    if parts.get("name"):
        return AskedField(field=field, name=parts["name"].rstrip("."))
    outlet = parts.get("outlet", "")
    if topic := parts.get("topic"):
        return AskedField(field=field, topic=_topic(topic) or topic, outlet=outlet)
    if subject := parts.get("article"):
        topic = _topic(subject)
        return AskedField(field=field, topic=topic, outlet=outlet) if topic else None
    subject = parts.get("subject", "")
    if topic := _topic(subject):
        return AskedField(field=field, topic=topic, outlet=outlet)
    if report := _REPORT.fullmatch(subject):
        return AskedField(field=field, topic=report["rest"], outlet=outlet or report["outlet"])
    if document := _DOCUMENT.fullmatch(subject):
        return AskedField(
            field=field, topic=f"{document['head']}{document['rest']}", outlet=outlet, headline=document["head"]
        )
    return None


def _topic(subject: str) -> str:
    """Return what "the article about X" is about; "" where it is about no article."""
    match = _QUOTED.fullmatch(subject) or _SUBJECT.fullmatch(subject)
    if match is None:
        return ""
    # a headline names an obituary or a correction as one
    parts = (match.groupdict().get(part) for part in ("before", "kind", "rest"))
    return " ".join(" ".join(part for part in parts if part).split())
