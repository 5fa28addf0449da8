"""From records to articles: headlines stay whole, bylines are names."""

from corpus.readers.records import Columns


def test_a_headline_with_its_deck_is_not_cut() -> None:
    title = "Mayor opens the bridge; " + " ".join(f"paragraph {number} of the deck" for number in range(30))
    assert len(title) > 300
    assert Columns().draft({"title": title, "text": "It rained all day."}).title == title


def test_a_byline_is_the_names_of_those_who_wrote() -> None:
    record = {
        "title": "Rain",
        "text": "It rained all day.",
        "byline": "By Anna Berg. Follow Anna Berg on Twitter @berg.",
    }
    assert Columns().draft(record).byline == "Anna Berg"
