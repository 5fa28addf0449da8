import pytest

from qa.answering.references import refers_back

MAYOR = "The mayor opened the two bridges of Sellen."


@pytest.mark.parametrize(
    "opening",
    "He She It They His Her Its Their This That These Those Here Him Them Such Both Another".split()
    + [f"The {word}" for word in "former latter two same other following move decision deal pair".split()],
)
def test_what_begins_with_a_reference(opening: str) -> None:
    assert refers_back(f"{opening} came to an end.", MAYOR)


@pytest.mark.parametrize("opening", ["And he", "But it", "So they", "Then this", "Yet the two", "However, he"])
def test_also_behind_a_word_that_only_connects(opening: str) -> None:
    assert refers_back(f"{opening} came to an end.", MAYOR)


@pytest.mark.parametrize("mark", ['"', "“", "‘", "'", "(", "[", '("'])
def test_also_behind_an_opening_mark(mark: str) -> None:
    assert refers_back(f"{mark}He said so.", MAYOR)


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("The company hired 140 people.", "Brine Works opened a hall."),
        ("The 23-year-old was fined.", "Poe stole a boat."),
        ("The harbour was closed.", "Ships left a harbour on Monday."),
        ("One of them sank.", "Two ferries left."),
        ("They met.", "Poe and Mellory came."),
        ("He was fined.", "a man stole a boat."),
    ],
)
def test_with_what_it_means_in_the_sentence_before(sentence: str, before: str) -> None:
    assert refers_back(sentence, before)


@pytest.mark.parametrize(
    ("sentence", "before"),
    [
        ("He said so.", "It rained all day."),
        ("He said so.", "She had asked Poe."),
        ("He said so.", "Then he left Sellen."),
        ("They met.", "It rained."),
        ("Its price rose.", "It was sold."),
        ("It is clear that Poe lied.", MAYOR),
        ("It took two hours to land.", MAYOR),
        ("This week the ferry sank.", MAYOR),
        ("One operative laughed.", MAYOR),
        ("There were 140 people.", MAYOR),
        ("The company of Poe hired 140 people.", "Brine Works opened a hall."),
        ("The harbour was closed.", "Poe stole a boat."),
        ("The harbour was closed.", "Ships had left the harbour."),
        ("The harbour master left.", "Ships left a harbour."),
        ("The Harbour was closed.", "Ships left a harbour."),
        ("The company website was closed.", "Brine Works opened a hall."),
        ("In both cases Poe won.", MAYOR),
        ("Hereford won.", MAYOR),
        ("Items were sold.", MAYOR),
        ("The mover came.", MAYOR),
        ("Poe said that he agreed.", MAYOR),
        ('Mellory said: "It was late."', MAYOR),
        ("But the council agreed.", MAYOR),
    ],
)
def test_what_is_understood_alone_or_is_not_understood_from_the_sentence_before(sentence: str, before: str) -> None:
    assert not refers_back(sentence, before)
