"""Words that tell what a name is: titles, roles, heads of names of organisations and places, given names; ordinary words."""

from corpus.text.calendar import MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from qa.news.extract.word_lists import name_set, word_set

MALE_TITLES = word_set("titles_male")
FEMALE_TITLES = word_set("titles_female")
HONORIFICS = MALE_TITLES | FEMALE_TITLES | word_set("titles_other")
"""What stands before the name of a person and is no part of it, lower case and without its dot."""

ROLES = word_set("roles")
"""Offices and callings: before a name they speak for a person, and alone they are no name."""

ROLE_MODIFIERS = word_set("role_modifiers")
"""What stands before a role."""

ORG_HEADS = word_set("organisation_heads")
"""Last words of the names of bodies; before "of" or "for" their first."""

WEAK_ORG_HEADS = word_set("organisation_heads_weak")
"""Heads that are ordinary words as well, and count only with another word beside them."""

ORG_OPENERS = word_set("organisation_openers")
"""First words of the names of bodies that bear no head word."""

COMPANY_SUFFIXES = word_set("company_suffixes")
"""Last words of the names of companies."""

PLACE_HEADS = word_set("place_heads")
"""Last words of the names of places."""

WEAK_PLACE_HEADS = word_set("place_heads_weak")
PLACE_OPENERS = word_set("place_openers")
"""First words of the names of places ("Lake Sevan", "Republic of X")."""
FORMAL_OPENERS = word_set("place_openers_formal")
"""Words that make a place with "of" and a name."""

OTHER_HEADS = word_set("other_heads")
"""Last words of named things that are neither."""

TOPICS = word_set("topics")
"""What ministries and institutes are for."""

CLUBS = word_set("clubs")
"""Last words of clubs, by which alone a club is called after its full name."""

PARTICLES = word_set("particles")
CALENDAR = MONTHS | WEEKDAYS | SHORT_WEEKDAYS | word_set("calendar_words")
NOT_ACRONYMS = word_set("not_acronyms")
ORGANISATIONS = name_set("organisations")
"""Bodies that bear no head word, or whose head is a common word; as printed."""

OTHERS = name_set("other_names")
"""Named things that are none of the three."""


FUNCTION_WORDS = word_set("function_words")
COMMON = FUNCTION_WORDS | word_set("common_words")

_ENDINGS = (
    "tion",
    "tions",
    "sion",
    "ment",
    "ments",
    "ness",
    "ing",
    "ings",
    "ship",
    "able",
    "ible",
    "isms",
    "ism",
    "ists",
    "ity",
    "ities",
    "ously",
    "fully",
    "less",
    "ance",
    "ence",
    "ically",
    "ially",
    "edly",
    "ings",
    "ers'",
    "hood",
    "ology",
)


def ordinary(word: str) -> bool:
    """Whether a word in lower case is surely no name: known as common, or built like an English noun or participle."""
    return word in COMMON or (len(word) > 6 and word.endswith(_ENDINGS))


MALE = word_set("given_names_male")
FEMALE = word_set("given_names_female")
GIVEN = MALE | FEMALE
