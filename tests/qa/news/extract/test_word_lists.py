"""The word lists: each file is as its reader expects it, each is used, and all of them are shipped."""

import ast
import re
from pathlib import Path

import pytest

from qa.news.extract.word_lists import LANGUAGE, name_set, word_set, word_table

ROOT = Path(__file__).parents[4]
FOLDER = ROOT / "qa/news/extract/data"
CALLED = re.compile(r"\b(word_set|name_set|word_table|_forms|listed)\(\s*\"(\w+)\"")
READ_BY = {
    name: reader
    for path in [*(ROOT / "qa/written").rglob("*.py"), *sorted((ROOT / "qa/news").rglob("*.py"))]
    for reader, name in CALLED.findall(path.read_text("utf-8"))
}
TABLES_OF_NAMES = {"agencies", "countries"}


def entries(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]


def test_each_list_is_used_and_each_that_is_used_is_there() -> None:
    assert {path.stem for path in (FOLDER / LANGUAGE).glob("*.txt")} == set(READ_BY)


@pytest.mark.parametrize("path", sorted((FOLDER / LANGUAGE).glob("*.txt")), ids=lambda path: path.stem)
def test_a_list_is_sorted_has_no_line_twice_and_is_folded_as_its_reader_expects(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# "), "the first line says what the list is"
    assert text.endswith("\n")
    lines = entries(path)
    assert lines
    assert all(line and line == line.strip() for line in lines)
    table = READ_BY[path.stem] in ("word_table", "_forms")
    keys = [line.partition(":")[0] for line in lines] if table else lines
    assert keys == sorted(set(keys))
    if READ_BY[path.stem] != "name_set" and path.stem not in TABLES_OF_NAMES:
        assert text.partition("\n")[2] == text.partition("\n")[2].casefold()


def test_the_readers_give_what_the_lines_say() -> None:
    assert {"mrs", "queen"} <= word_set("titles_female")
    assert {"Zangezur", "Red Sea"} <= name_set("places")
    assert word_table("agencies")["Agence France-Presse"] == ("AFP", "Agence France Presse")
    assert word_table("countries")["Vatican City"] == ()


def test_they_are_shipped() -> None:
    packaged = next(
        ast.literal_eval(one.value)["qa"]
        for one in ast.parse((ROOT / "setup.py").read_text("utf-8")).body
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "DATA"
    )
    shipped = {path for pattern in packaged for path in (ROOT / "qa").glob(pattern)}
    assert set(FOLDER.rglob("*.*")) <= shipped
