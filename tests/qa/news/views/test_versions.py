"""What changed between two texts, and which are not compared."""

import time
from threading import Thread

import pytest

from qa.news.views.versions import Compared, CompareOptions, Comparisons, changes


def test_only_the_words_that_changed() -> None:
    told = "It rained. The fire killed {} workers. All is calm."
    (changed,) = changes(told.format(14), told.format(17)).changed
    assert [(piece.kind, piece.text) for piece in changed.pieces if piece.kind != "same"] == [
        ("gone", "14"),
        ("new", "17"),
    ]


def test_a_sentence_more_and_a_sentence_less() -> None:
    (new,) = changes("One came first.", "One came first. Another came after it.").changed
    assert [(piece.kind, piece.text) for piece in new.pieces] == [("new", "Another came after it.")]
    (gone,) = changes("One came first. Another came after it.", "One came first.").changed
    assert [piece.kind for piece in gone.pieces] == ["gone"]


def test_a_sentence_written_anew_is_shown_whole() -> None:
    (changed,) = changes("The mayor opened a bridge.", "Heavy snow closed every school.").changed
    assert [piece.kind for piece in changed.pieces] == ["gone", "new"]


REPEATED = "The mayor said the mayor said that the mayor said it. "


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (REPEATED * 125, REPEATED * 124 + "The mayor said so. "),  # 6.7 kB: took 13 seconds
        (REPEATED * 125, (REPEATED + "He said so. ") * 90),
        (REPEATED * 5_000, (REPEATED + "He said so. ") * 4_000),
        ("the " * 5_000, "the " * 4_000 + "a " + "the " * 900),
        ("“ " * 20_000, "“ " * 15_000 + "x " + "“ " * 4_000),
        ("a b. " * 3_000, "b a. " * 3_000),
        (". ".join(f"A{n} b c d e f g h" for n in range(3_000)), ". ".join(f"B{n} h g f e d c b" for n in range(3_000))),
    ],
)  # fmt: skip
def test_texts_that_repeat_themselves_are_compared_quickly_or_not_at_all(earlier: str, later: str) -> None:
    begun = time.process_time()
    compared = changes(earlier, later)
    assert time.process_time() - begun < 5
    assert compared.changed or compared.refused == "too different to compare"


def test_what_is_too_long_is_not_compared() -> None:
    assert changes("x" * 2_000_001, "y") == Compared(refused="too long to compare")


def test_a_change_far_down_is_found() -> None:
    text = " ".join(f"Sentence number {number} says this." for number in range(900))
    (changed,) = changes(text, text.replace("number 890 says", "number 890 does not say")).changed
    assert "".join(piece.text for piece in changed.pieces if piece.kind == "new") == "does not say"


def test_a_part_that_takes_too_many_steps_is_shown_whole() -> None:
    told = "It rained. The fire killed {} workers. All is calm."
    few = CompareOptions(steps=len(told.split(".")) * 3)
    (changed,) = changes(told.format(14), told.format(17), few).changed
    assert [piece.kind for piece in changed.pieces] == ["gone", "new"]


def test_a_comparison_is_made_once_and_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, str]] = []
    working = [0]

    def slowly(earlier: str, later: str, _: CompareOptions) -> Compared:
        working[0] += 1
        assert working[0] == 1
        time.sleep(0.05)
        made.append((earlier, later))
        working[0] -= 1
        return Compared()

    monkeypatch.setattr("qa.news.views.versions.changes", slowly)
    comparisons = Comparisons(CompareOptions(kept=2))
    asking = [Thread(target=comparisons.between, args=("a", later)) for later in "bbcb"]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert sorted(made) == [("a", "b"), ("a", "c")]
    comparisons.between("a", "d")
    comparisons.between("a", "b" if made[1] == ("a", "c") else "c")
    assert len(made) <= 4


def test_ordinary_versions_take_few_steps() -> None:
    """What difflib says without a bound is what is said: the steps of a whole report rewritten in places are not reached."""
    paragraphs = [
        f"The council of Port Sellen met on day {number} of the strike and heard {number * 7} witnesses. "
        f"“We will not pay,” said member {number}, who had voted for it before. Nobody else spoke in room {number}."
        for number in range(400)
    ]
    later = [
        one.replace("voted for it", "voted against it") if at % 5 == 0 else one for at, one in enumerate(paragraphs)
    ]
    earlier, text = "\n\n".join(paragraphs), "\n\n".join(later[3:])
    bounded = changes(earlier, text)
    assert bounded == changes(earlier, text, CompareOptions(steps=10**12))
    assert bounded == changes(earlier, text, CompareOptions(steps=300_000))
    assert not bounded.refused
