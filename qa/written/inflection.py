"""The words of English by what a dictionary has: "filed" is "file", "countries" is "country", and which of them may be verbs.

Rules of spelling and lists; a word that is on none is brought to a stem by its ending alone, the same for each of its forms as
far as the ending tells.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from qa.news.extract.word_lists import word_set, word_table

BASE, PRESENT, PAST, PARTICIPLE, GERUND = "base", "present", "past", "participle", "gerund"
"""The forms of a verb; of most verbs the past is the participle as well."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a word is as a verb: which one, and in which of its forms it may stand."""

    verb: str
    forms: frozenset[str]


@cache
def _verbs() -> dict[str, Form]:
    """Return each form of each verb of the lists."""
    found: dict[str, tuple[str, set[str]]] = {}

    def put(word: str, verb: str, *forms: str) -> None:
        held = found.setdefault(word, (verb, set()))
        if held[0] == verb:
            held[1].update(forms)

    irregular = word_table("verbs_irregular")
    speaking = [verb for verb in word_table("verbs_of_saying") if "-" not in verb]
    for verb in dict.fromkeys([*irregular, *word_set("verbs"), *speaking]):
        past, participle = irregular.get(verb, (_past(verb), _past(verb)))
        put(past, verb, PAST)
        put(participle, verb, PARTICIPLE)
    for verb in dict.fromkeys([*irregular, *word_set("verbs"), *speaking]):
        put(verb, verb, BASE)
        put(_third(verb), verb, PRESENT)
        put(_gerund(verb, irregular.get(verb, ("",))[-1]), verb, GERUND)
    return {word: Form(verb, frozenset(forms)) for word, (verb, forms) in found.items()}


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if _consonant_y(verb) else f"{verb}s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if _consonant_y(verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if _doubles(verb) else f"{verb}ed"


def _gerund(verb: str, participle: str) -> str:
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return f"{verb[:-1]}ing"
    doubled = participle.startswith(verb + verb[-1]) and participle.endswith("ed")
    return f"{verb}{verb[-1]}ing" if doubled or _doubles(verb) else f"{verb}ing"


def _consonant_y(verb: str) -> bool:
    return verb.endswith("y") and verb[-2:-1] not in "aeiou"


def _doubles(verb: str) -> bool:
    """Whether the last letter is doubled: one syllable, one vowel, one consonant ("rob", "plan")."""
    vowels = sum(c in "aeiouy" for c in verb)
    return vowels == 1 and len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in "aeiou"


def verb_form(word: str) -> Form | None:
    """Return what a word in lower case is as a verb; None where it is none that is known."""
    return _verbs().get(word)


@lru_cache(maxsize=20_000)
def lemma(word: str) -> str:
    """Return what a dictionary has for a word in lower case, or a stem."""
    form = _verbs().get(word)
    if form is not None:
        return form.verb
    singular = _singular(word)
    if singular != word and singular in _verbs():
        return singular
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2:
            for verb in (stem, f"{stem}e", stem[:-1]):
                if verb in _verbs():
                    return verb
            return stem if stem[-1:] != stem[-2:-1] else stem[:-1]
    return singular


def _singular(word: str) -> str:
    irregular = _PLURALS.get(word)
    if irregular:
        return irregular
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _no_plurals():
        return word
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


@cache
def _no_plurals() -> frozenset[str]:
    return word_set("not_plurals")


_PLURALS = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "teeth": "tooth",
    "wives": "wife", "lives": "life", "knives": "knife", "wolves": "wolf", "mice": "mouse", "media": "media",
    "servicemen": "serviceman", "policemen": "policeman", "countrymen": "countryman", "spokesmen": "spokesman",
    "loaves": "loaf", "criteria": "criterion", "phenomena": "phenomenon",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def meaning(word: str) -> str:
    """Return what stands for all words of one meaning, whatever their form."""
    stem = lemma(word)
    return _classes().get(stem, stem)


@cache
def _classes() -> dict[str, str]:
    return {lemma(word): key for key, words in word_table("same_meaning").items() for word in (key, *words)}
