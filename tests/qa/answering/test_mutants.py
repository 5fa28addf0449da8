"""The table of changes fits the code: whoever changes a line that it breaks on purpose changes it there too."""

from tests.qa.answering.mutants import MUTANTS
from tests.qa.answering.mutate import misfits


def test_every_change_fits_the_code() -> None:
    assert misfits(MUTANTS) == []


def test_no_change_is_there_twice_or_changes_nothing() -> None:
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)
    assert all(mutant.old != mutant.new for mutant in MUTANTS)
