"""Countries, and which formal names mean the same as their short ones."""

from qa.news.extract.word_lists import word_table

COUNTRIES = word_table("countries")
"""The adjectives and names of their people, by the usual names of countries."""

# What follows "Republic of", "Kingdom of" and the like in a formal name that means the same as the short one. The two
# Congos, Korea, Ireland and China are left out here: there the formal name decides which one is meant.
_BY_SHORT_NAME = {"congo", "ireland", "guinea", "georgia"}
FORMAL = frozenset(name.casefold() for name in COUNTRIES if name.casefold() not in _BY_SHORT_NAME) | {"artsakh"}
