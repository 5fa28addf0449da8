"""The words by which news attributes speech: nouns for people, organisations and documents, and verbs of saying."""

from qa.news.extract.names.vocabulary import HONORIFICS
from qa.news.extract.names.vocabulary import ROLES as NAMED_ROLES
from qa.news.extract.word_lists import word_set, word_table

TITLES = HONORIFICS | word_set("offices")
"""Words before a name that are no part of it."""
ROLES = TITLES | NAMED_ROLES | word_set("callings")
"""Nouns for people by what they are or do."""
SURNAMES = word_set("role_surnames")
"""Words for people that are last names as well."""
BODIES = word_set("organisation_nouns")
"""Nouns for bodies that speak."""
DOCUMENTS = word_set("document_nouns")
"""Nouns for writings that are quoted."""
SAME_OFFICE = {word: office for office, words in word_table("same_offices").items() for word in (office, *words)}
"""One word for offices that news calls by several."""


def _forms(name: str) -> frozenset[str]:
    return frozenset(form for forms in word_table(name).values() for form in forms)


SAYING = _forms("verbs_of_saying")
"""Finite forms and participles that introduce speech of any length."""
JUDGING = _forms("verbs_of_judging")
"""Forms that introduce a phrase in marks after them: `called it “…”`, `hailed a “…”`."""
NAMING = word_set("verbs_of_naming")
"""Judging verbs whose words in marks are the subject's own, whoever the sentence ends with."""
WITH_OBJECT = word_set("verbs_with_object")
"""Saying verbs that take a thing for an object as readily as a clause."""
PLURAL_FORMS = frozenset(
    "say argue claim insist warn believe write add describe call allege note maintain acknowledge".split()
)
"""Present forms that a plural subject takes; also infinitives, so never after `to` or a modal verb."""
BEFORE_INFINITIVE = word_set("before_infinitive")
BE = frozenset("is are was were be been being gets got".split())
ADVERBS = word_set("adverbs")
"""Words that may stand between a subject and its verb; so may any word in `-ly`."""
PREPOSITIONS = word_set("prepositions")
DETERMINERS = word_set("determiners")
NOT_ADVERBS = frozenset("family italy ally july assembly supply reply daily weekly rally monopoly bully jelly".split())


def is_participle(form: str) -> bool:
    """Say whether `form` is a present participle, which has the subject of the clause before it."""
    return form.endswith("ing")


def is_adverb(word: str) -> bool:
    """Say whether `word` (folded) may stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and word not in NOT_ADVERBS)
