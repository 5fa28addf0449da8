"""Recipes that make true paraphrases out of a sentence: for the set of written sentences.

They were written before the rules that they measure, and look at the text with expressions of their own: a number or a name that
the product's rules do not see is changed all the same.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A sentence of an article, and what else a recipe may need.

    Attributes:
        sentence: of the article; it ends with a full stop.
        following: the sentence after it; "" where there is none.
        names: names of other articles, to change one for.
        claims: ends of sentences of other articles, to append.
        draw: what is left to chance.
    """

    sentence: str
    following: str
    names: Sequence[str]
    claims: Sequence[str]
    draw: random.Random


Recipe = Callable[[Source], Iterator[str]]

NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April June July August September October November December".split()
_SAME = {
    "purchased": "bought", "bought": "purchased", "began": "started", "started": "began", "killed": "slain",
    "attempted": "tried", "tried": "attempted", "large": "big", "big": "large", "hurt": "injured", "injured": "wounded",
    "wounded": "injured", "children": "kids", "firm": "company", "company": "firm", "nearly": "almost", "almost": "nearly",
    "help": "assist", "explosion": "blast", "lawmakers": "legislators", "ended": "finished", "chose": "picked", "job": "post",
    "film": "movie", "movie": "film", "attorney": "lawyer", "lawyer": "attorney", "home": "house", "quickly": "rapidly",
    "fight": "battle", "nation": "country", "country": "nation", "also": "as well", "however": "though",
    "sufficient": "enough", "near": "close to", "show": "demonstrate", "huge": "enormous", r"over(?= \$?\d)": "more than",
    r"about(?= \$?\d)": "around", "whole": "entire", "entire": "whole",
    "often": "frequently", "asked": "requested", "gave": "handed",
    "stated": "said", "told": "informed", "needs": "requires", "receive": "get", "received": "got", "murder": "killing",
}  # fmt: skip


def swapped(text: str, table: Mapping[str, str]) -> Iterator[str]:
    """Yield the text with one entry of a table put in the place of another, once for each word of it that has one."""
    for old, new in table.items():
        found = re.search(rf"(?<![\w-]){old}(?![\w-])", text)
        if found:
            yield text[: found.start()] + new + text[found.end() :]


def without_stop(sentence: str) -> str:
    return sentence[:-1]


def exchanged(text: str, one: tuple[int, int], other: tuple[int, int]) -> str:
    first, second = text[slice(*one)], text[slice(*other)]
    if one[0] == 0:
        second = second[0].upper() + second[1:]
        first = first if first.split()[0].lower() not in {"the", "a", "an", "his", "their"} else first.lower()
    return text[: one[0]] + second + text[one[1] : other[0]] + first + text[other[1] :]


def day_moved(source: Source) -> Iterator[str]:
    """Bring a day from the end to the beginning, or the other way round."""
    text = source.sentence
    end = re.search(
        rf" (on (?:{'|'.join(DAYS)})|in (?:19|20)\d\d|last (?:week|month|year)|this (?:week|month|year))\.$", text
    )
    if end and not _attributed(text) and text.count(",") == 0:
        yield f"{end[1][0].upper()}{end[1][1:]}, {_lowered(text[: end.start()])}."
    front = re.match(rf"(On (?:{'|'.join(DAYS)})|In (?:19|20)\d\d|Last (?:week|month|year)), ", text)
    if front and not _attributed(text) and text.count(",") == 1:
        yield f"{_raised(without_stop(text)[front.end() :])} {front[1][0].lower()}{front[1][1:]}."


def speech_moved(source: Source) -> Iterator[str]:
    """Bring "X said" from the end to the beginning, or the other way round."""
    text = source.sentence
    end = re.search(
        r", ((?:[A-Z][\w.]+ ){1,3}said|(?:the )?(?:police|officials|authorities|court|company) said)\.$", text
    )
    if end and "“" not in text and '"' not in text:
        yield f"{end[1][0].upper()}{end[1][1:]} {_lowered(text[: end.start()])}."
        yield f"{end[1][0].upper()}{end[1][1:]} that {_lowered(text[: end.start()])}."
    front = re.match(r"((?:[A-Z][\w.]+ ){1,3}said|Police said|Officials said) (?:that )?(?=[a-z])", text)
    if front and "“" not in text and '"' not in text and text.count(",") == 0 and " but " not in text:
        said = (
            front[1]
            if front[1].split()[0] not in {"Police", "Officials", "He", "She", "It", "They"}
            else front[1].lower()
        )
        yield f"{_raised(without_stop(text)[front.end() :])}, {said}."
    quote = re.fullmatch(r"[“\"]([^“”\"]+),[”\"] ((?:[A-Z][\w.]+ ){1,3}said)\.", text)
    if quote:
        yield f"{quote[2]}, “{quote[1]}.”"


def passive_to_active(source: Source) -> Iterator[str]:
    """Say "B killed A" for "A was killed by B"."""
    by = r"((?:the |a )?(?:[A-Z]\w+|[a-z]+)(?: [A-Z]\w+)*)"
    found = re.fullmatch(
        rf"([^,]{{3,50}}?) (?:was|were) ([a-z]+ed) by {by}((?: (?:in|on|at|after|during) [^,]+)?)\.", source.sentence
    )
    if found and found[1].lower() not in {"he", "she", "they", "it", "that", "who"} and not found[3].endswith("ing"):
        yield f"{_raised(found[3])} {found[2]} {_lowered(found[1])}{found[4]}."


def active_to_passive(source: Source) -> Iterator[str]:
    """Say "B was attacked by A" for "A attacked B"."""
    name = r"[A-Z]\w+(?: [A-Z]\w+)+"
    verb, place = "[a-z]+(?:ned|sed|ted|zed|med|ked|ved)", "(?: (?:in|on|at|after) [^,]+)?"
    found = re.match(rf"(The [a-z]+|{name}) ({verb}) (the [a-z]+|{name})({place})\.$", source.sentence)
    if found:
        yield f"{_raised(found[3])} was {found[2]} by {_lowered(found[1])}{found[4]}."


def number_respelled(source: Source) -> Iterator[str]:
    """Write 2 for two, % for percent, or the other way round."""
    text = source.sentence
    for value, word in enumerate(NUMBER_WORDS[:11], 2):
        if re.search(rf"(?<![\w-]){word}(?= [a-z]+s\b)", text):
            yield re.sub(rf"(?<![\w-]){word}(?= [a-z]+s\b)", str(value), text, count=1)
        if re.search(rf"(?<![\w.,$-]){value}(?= [a-z]+s\b)", text):
            yield re.sub(rf"(?<![\w.,$-]){value}(?= [a-z]+s\b)", word, text, count=1)
    if re.search(r"\d percent\b", text):
        yield re.sub(r"(?<=\d) percent\b", "%", text)
    if re.search(r"\d%", text):
        yield re.sub(r"(?<=\d)%", " percent", text)


def shortened(source: Source) -> Iterator[str]:
    """Leave out what stands between commas, or what says nothing at the beginning."""
    text = source.sentence
    opener = re.match(r"(?:Meanwhile|However|Moreover|And|But|Also|In addition|Still|Indeed|Then),? ", text)
    if opener:
        yield _raised(text[opener.end() :])
    inserted = re.search(r", (?:who|which) [^,]+(?=, )", text)
    if inserted:
        yield text[: inserted.start()] + text[inserted.end() + 1 :]
    last = re.search(r", (?:who|which|where) [^,]+\.$", text)
    if last:
        yield text[: last.start()] + "."
    apposed = re.search(r"(?<=[a-z]), (?:an?|the) [^,]+(?=, (?:said|was|is|has|had|told|will)\b)", text)
    if apposed:
        yield text[: apposed.start()] + text[apposed.end() + 1 :]


def reworded(source: Source) -> Iterator[str]:
    """Use another word that means the same."""
    yield from swapped(source.sentence, _SAME)


def name_shortened(source: Source) -> Iterator[str]:
    """Call a person by the surname alone."""
    for found in re.finditer(
        r"\b(?:Donald|Hillary|Bernie|Ted|Marco|Barack|Jeb|Ben|John|Mitt) (?=[A-Z][a-z]+)", source.sentence
    ):
        yield _raised(source.sentence[: found.start()] + source.sentence[found.end() :])


def contracted(source: Source) -> Iterator[str]:
    """Write didn't for did not, or the other way round."""
    text = source.sentence
    for word in "did was is are were would could has have does do had".split():
        if f" {word} not " in text:
            yield text.replace(f" {word} not ", f" {word}n’t ", 1)
        for mark in "’'":
            if f" {word}n{mark}t " in text:
                yield text.replace(f" {word}n{mark}t ", f" {word} not ", 1)


def listed_otherwise(source: Source) -> Iterator[str]:
    """Name A and B as B and A."""
    found = re.search(
        r"(?<=[a-z] )([A-Z]\w+(?: [A-Z]\w+)*) and ([A-Z]\w+(?: [A-Z]\w+)*)(?= (?:in|on|at|said|were|have|are)\b|[,.])",
        source.sentence,
    )
    before = source.sentence[: found.start()].split() if found else []
    if found and before and before[-1].islower():
        yield exchanged(source.sentence, found.span(1), found.span(2))


def clause_moved(source: Source) -> Iterator[str]:
    """Say "B after A" for "After A, B", or the other way round."""
    text = source.sentence
    front = re.fullmatch(r"((?:After|When|Because|If|Although|Before|While|During|Since) [^,]+), ([^,]+)\.", text)
    if front:
        yield f"{_raised(front[2])} {front[1][0].lower()}{front[1][1:]}."
    end = re.fullmatch(r"([^,]{15,}?) ((?:after|when|because|although|while|during) [^,]{10,})\.", text)
    if end and not _attributed(text) and " that " not in end[1] and " to " not in end[1] and " who " not in end[1]:
        yield f"{_raised(end[2])}, {_lowered(end[1])}."


def joined_truly(source: Source) -> Iterator[str]:
    """Tell two sentences in one."""
    if (
        source.following
        and len(source.sentence.split()) + len(source.following.split()) < 42
        and '"' not in source.sentence
    ):
        yield f"{without_stop(source.sentence)}, and {_lowered(source.following)}"


PARAPHRASED: dict[str, Recipe] = {
    "day moved": day_moved,
    "speech moved": speech_moved,
    "passive to active": passive_to_active,
    "active to passive": active_to_passive,
    "number respelled": number_respelled,
    "shortened": shortened,
    "reworded": reworded,
    "name shortened": name_shortened,
    "contracted": contracted,
    "listed otherwise": listed_otherwise,
    "clause moved": clause_moved,
    "joined truly": joined_truly,
}
"""What makes a sentence that the quote bears out, by its kind."""

_LOWER_FIRST = frozenset(
    "the a an he she they it his her their its we in on at after before when while if but and that this these those there"
    " some many most all one two three four five police officials authorities about more nearly as with for last".split()
)


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:] if text.split()[0].lower() in _LOWER_FIRST else text


def _raised(text: str) -> str:
    return text[0].upper() + text[1:]


def _attributed(text: str) -> bool:
    return re.search(r"\b(?:said|says|told|according|that)\b|[“\"]", text) is not None
