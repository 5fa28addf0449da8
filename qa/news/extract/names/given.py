"""Given names that news in English meets often. A word here speaks for a person; its absence says nothing."""

from qa.news.extract.word_lists import word_set

MALE = word_set("given_names_male")
FEMALE = word_set("given_names_female")
GIVEN = MALE | FEMALE
