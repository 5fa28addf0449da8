from collections.abc import Iterator

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.snapshot import Snapshot
from qa.answering.spelling import corrected

TEXT = (
    "Samvel Shahramanyan spoke in Nagorno-Karabakh about the Lachin corridor in Yerevan. France paid directly. "
    "Yerevan’s festival ended in Tübingen."
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    catalogue = Catalogue(tmp_path_factory.mktemp("spelling") / "catalogue.sqlite3", create=True)
    with catalogue.change() as change:
        change.store(ArticleDraft(title="Title", text=TEXT, outlet="Gazette"), [(0, len(TEXT))])
    with catalogue.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("Where did Shahramanian speak?", "Where did Shahramanyan speak?"),
        ("Who spoke in Karabah?", "Who spoke in Karabakh?"),
        ("Where is YEREVAM?", "Where is Yerevan?"),
        ("Who was in Tubingan?", "Who was in Tübingen?"),
    ],
)
def test_a_slip_is_corrected_after_the_archives_own_words(snapshot: Snapshot, asked: str, searched: str) -> None:
    spelling = corrected(asked, snapshot)
    assert spelling.question == searched
    assert len(spelling.corrected) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Where did Shahramanyan speak about the corridors?",  # a stem that is there
        "Nagorno Karabakh",
        "LACHINE CORRIDOR",  # one stem with Lachin
        "Who is Frank?",  # near to France, but too short to tell
        "Who directed the film?",
        "When was the festval?",  # not a name
        "What did Merkel say?",
        "How many in 20231?",
        "",
    ],
)
def test_what_is_right_or_unknown_is_left_alone(snapshot: Snapshot, question: str) -> None:
    assert corrected(question, snapshot).question == question


def test_a_question_of_unknown_words_is_not_full_of_slips(snapshot: Snapshot) -> None:
    unknown = [f"unknown{letter * 3}" for letter in "abcdefgh"]
    assert corrected(" ".join(["Yerevam", *unknown[:-1]]), snapshot).corrected == {"Yerevan": "yerevam"}
    assert corrected(" ".join(["Yerevam", *unknown]), snapshot).corrected == {}
