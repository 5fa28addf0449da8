"""Whether a sentence of news is only understood after the one before it, which has what it refers to.

A pronoun at its beginning refers back, "the company" or "the senator" where the sentence names nobody, and "the bridge" after a
sentence with "a bridge". What is meant has to be in the sentence before: a person for "he", a name or a plural for "they". A
sentence before that begins with such a pronoun itself does not have it.
"""

import re

_TIMES = r"(?:morning|afternoon|evening|night|week|weekend|month|season|year|decade|century|time)\b"
_PERSONS = "he|she|his|her|him"
_SEVERAL = "they|their|them|these|those|both"
_THINGS = rf"it|its|such|this(?! {_TIMES})|that(?! {_TIMES})|here|another"
_CONNECTED = r"[\"“‘'(\[]*(?:(?:and|but|so|then|yet|however|also|later|still|meanwhile|instead),? )?"
_PRONOUN = re.compile(
    rf"{_CONNECTED}(?:(?P<person>{_PERSONS})|(?P<several>{_SEVERAL})|(?P<thing>{_THINGS})"
    r"|(?P<one>one(?= of (?:them|these|those)\b)))\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    rf"{_CONNECTED}it (?:is|was|’s|takes|took|seems|appears|remains)(?: not| n't)?(?: \w+){{0,2}} (?:that|to|whether|why|how)\b",
    re.IGNORECASE,
)
_VERB = (
    r"(?=,? (?:\w+ed|\w{2,}s|had|will|would|could|can|may|said|told|made|won|lost|went|came|took|gave|left|began|held|met|ran"
    r"|fell|rose|sold|bought|kept|sent|spent|struck|sank|stood|grew|set|cut|hit|also|then|later)\b)"
)
_DEFINITE = re.compile(
    rf"{_CONNECTED}(?:the (?:former|latter|two|same|other|following|move|decision|deal|pair)\b"
    r"|the (?:\d\d?-year-old|company|firm|group|agency|bank|club|team|party|airline|newspaper|man|woman|boy|girl|couple|suspect"
    r"|victim|minister|senator|governor|mayor|president|candidate|actor|actress|singer|author|billionaire|businessman"
    rf"|congressman|lawmaker|judge|measure|bill|law|plan|project|attack|storm|crash|ship)\b{_VERB})",
    re.IGNORECASE,
)
_NOUN = re.compile(rf"{_CONNECTED}(?i:the) ([a-z]{{4,}})\b{_VERB}")
_NAME = re.compile(r"\b[A-Z][\w’'-]*[a-z]\w*|\b[A-Z]{2,}\b")
_NO_NAME = frozenset(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September
    October November December The A An In On At And But So If When While After Before As For From By With To Of It He She They
    This That These Those There Here His Her Its Their We You I Our My Your What Who How Why Where Which One Some Many Most All
    Both Such No Not Now Then Yet Also Still Even Only Just Last More Other Others Another Since Though Although Because However
    Meanwhile Earlier Later Under During About Over Among According Asked""".split()
)
_PLURAL = re.compile(r"\b(?:[a-z]{3,}s|people|police|men|women|children|and)\b")
_COMMON_PERSON = re.compile(
    r"\b(?:a|an|the|one|her|his|their) (?:[\w’'-]+ ){0,2}(?:\w*m[ae]n|\w*wom[ae]n|boy|girl|child|baby|teenager|mother|father"
    r"|wife|husband|son|daughter|brother|sister|student|teacher|doctor|nurse|patient|driver|pilot|captain|worker|officer|soldier"
    r"|general|commander|sergeant|detective|lawyer|attorney|prosecutor|judge|witness|prisoner|inmate|suspect|victim|minister"
    r"|premier|secretary|ambassador|senator|governor|mayor|president|candidate|politician|lawmaker|king|queen|prince|princess"
    r"|pope|actor|actress|singer|artist|author|writer|reporter|journalist|player|coach|manager|owner|official|resident|voter"
    r"|supporter|activist|refugee|leader|director|chief|analyst|professor|scientist|researcher|farmer)\b",
    re.IGNORECASE,
)


def refers_back(sentence: str, before: str) -> bool:
    """Tell whether `sentence` begins with a reference, and the sentence before it has what may be meant."""
    pronoun = _PRONOUN.match(sentence)
    if pronoun and not _EXPLETIVE.match(sentence):
        if pronoun["person"]:
            return not _is_pronoun(before, "person") and (_names(before) or _COMMON_PERSON.search(before) is not None)
        if pronoun["several"] or pronoun["one"]:
            return not _is_pronoun(before, "several") and (_PLURAL.search(before) is not None or _names(before))
        return not _is_pronoun(before, "thing")
    noun = _NOUN.match(sentence)
    if noun and re.search(rf"(?<!\bthe )\b{noun[1]}\b", before, re.IGNORECASE):
        return True
    definite = _DEFINITE.match(sentence)
    return definite is not None and not _names(sentence[definite.end() :]) and not _PRONOUN.match(before)


def _is_pronoun(sentence: str, kind: str) -> bool:
    """Tell whether a sentence itself begins with a pronoun of that kind, so that what it means is not in it either."""
    found = _PRONOUN.match(sentence)
    return found is not None and found[kind] is not None and not _EXPLETIVE.match(sentence)


def _names(text: str) -> bool:
    return any(match[0] not in _NO_NAME for match in _NAME.finditer(text))
