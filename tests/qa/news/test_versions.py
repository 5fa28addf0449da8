"""What changed between two texts."""

from qa.news.versions import changes


def test_only_the_words_that_changed() -> None:
    told = "It rained. The fire killed {} workers. All is calm."
    (changed,) = changes(told.format(14), told.format(17))
    assert [(piece.kind, piece.text) for piece in changed.pieces if piece.kind != "same"] == [
        ("gone", "14"),
        ("new", "17"),
    ]


def test_a_sentence_more_and_a_sentence_less() -> None:
    (new,) = changes("One came first.", "One came first. Another came after it.")
    assert [(piece.kind, piece.text) for piece in new.pieces] == [("new", "Another came after it.")]
    (gone,) = changes("One came first. Another came after it.", "One came first.")
    assert [piece.kind for piece in gone.pieces] == ["gone"]


def test_a_sentence_written_anew_is_shown_whole() -> None:
    (changed,) = changes("The mayor opened a bridge.", "Heavy snow closed every school.")
    assert [piece.kind for piece in changed.pieces] == ["gone", "new"]
