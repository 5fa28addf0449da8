"""Ordinary English words that a capital does not make a name: those that open sentences and fill headlines."""

from qa.news.extract.word_lists import word_set

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
