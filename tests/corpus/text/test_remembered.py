"""What is made of a word is made once, and what is kept does not grow without end."""

from corpus.text.remembered import LONGEST, Remembered


def test_made_once_and_the_same_as_without() -> None:
    asked: list[str] = []

    def upper(word: str) -> str:
        asked.append(word)
        return word.upper()

    remembered = Remembered(upper)
    assert [remembered[word] for word in ("ferry", "pier", "ferry")] == ["FERRY", "PIER", "FERRY"]
    assert asked == ["ferry", "pier"]


def test_of_many_words_few_are_kept_and_of_long_ones_none() -> None:
    remembered = Remembered(len, most=10)
    assert [remembered[f"word {number}"] for number in range(100)] == [len(f"word {number}") for number in range(100)]
    assert len(remembered) <= 10
    assert remembered["a" * (LONGEST + 1)] == LONGEST + 1
    assert "a" * (LONGEST + 1) not in remembered
