"""Places that are no countries, and the adjectives of regions, peoples and faiths."""

from qa.news.extract.word_lists import name_set

PLACES = name_set("places")
ADJECTIVES = name_set("adjectives")
