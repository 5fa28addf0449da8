"""The table of routes: addresses are made from its paths, and no page writes one down a second time."""

import re
from pathlib import Path

import pytest

import qa.web
from qa.web import route_table
from qa.web.pages.page import document
from qa.web.route_table import (
    ARTICLE,
    ARTICLE_CHANGES,
    NAMED,
    NAVIGATION,
    RULES,
    SCRIPT_PATHS,
    STORIES,
    STORY_TIMELINE,
    path_to,
    rule_of,
)
from qa.web.translations import ENGLISH_WORDS

PATHS = {value for name, value in vars(route_table).items() if name.isupper() and isinstance(value, str)}


def test_an_address_is_quoted() -> None:
    assert path_to(ARTICLE, "abc123") == "/article/abc123"
    assert path_to(ARTICLE, 'a/b"?#') == "/article/a%2Fb%22%3F%23"
    assert path_to(STORY_TIMELINE, "abc", "csv") == "/story/abc/timeline.csv"
    assert path_to(ARTICLE_CHANGES, "abc", query={"older": "a&b"}) == "/article/abc/changes?older=a%26b"
    assert path_to(NAMED, query={"name": "Zoë Ag"}) == "/named?name=Zo%C3%AB+Ag"


@pytest.mark.parametrize("path", sorted(PATHS))
def test_each_path_has_a_rule_which_its_address_meets(path: str) -> None:
    assert path in {rule.path for rule in RULES}
    address = path_to(path, *("x" for _ in re.findall("{", path)))
    assert any(rule_of(method, address) for method in ("GET", "POST"))


def test_each_page_leads_to_those_of_the_navigation() -> None:
    page = document("A title", "", here=STORIES)
    for path, name in NAVIGATION:
        current = ' aria-current="page"' if path == STORIES else ""
        assert re.search(rf'<a href="{path}"[^>]*{current}>{ENGLISH_WORDS(name)}</a>', page)
        assert rule_of("GET", path).document


def test_no_page_and_no_route_writes_a_path_of_the_table_itself() -> None:
    literal = re.compile(r"""["'`](/[a-z]+(?:[/?][^"'`\s>]*)?)["'`?]""")
    firsts = {path.split("/")[1] for path in PATHS} - {""}
    folder = Path(qa.web.__file__).parent
    for file in (*folder.rglob("*.py"), *folder.rglob("*.js")):
        if file.name != "route_table.py":
            found = [
                path for path in literal.findall(file.read_text("utf-8")) if path.split("?")[0].split("/")[1] in firsts
            ]
            assert not found, f"{file.relative_to(folder)}: {found}"


def test_no_address_is_written_without_the_root_of_its_archive() -> None:
    names = "|".join(name for name, value in vars(route_table).items() if name.isupper() and isinstance(value, str))
    bare = re.compile(rf"""="\{{(?:escape\()?(?:{names})\b|\b(?:button|form|RedirectResponse|_go)\((?:{names}),""")
    assert bare.search('<a href="{ASK}">')
    assert bare.search("form(MARKS, fields")
    assert not bare.search('<a href="{path_to(ASK)}">')
    for file in Path(qa.web.__file__).parent.rglob("*.py"):
        assert not (found := bare.search(file.read_text("utf-8"))), f"{file.name}: {found[0]}: path_to(…) has the root"


def test_scripts_name_paths_of_the_table_only() -> None:
    used: set[str] = set()
    for file in (Path(qa.web.__file__).parent / "static").glob("*.js"):
        text = file.read_text("utf-8")
        for call in re.findall(r"cuttingsAddress\(([^)]*)", text):
            used |= set(re.findall(r'"([A-Z_]+)"', call))
        used |= set(re.findall(r"cuttingsPaths\.([A-Z]+)", text))
        for panels in re.findall(r"PANELS = \{([^}]*)\}", text):
            used |= set(re.findall(r'"([A-Z_]+)"', panels))
    assert used == set(SCRIPT_PATHS)
    assert {path for name, path in SCRIPT_PATHS.items() if name != "PANEL"} <= PATHS
    for name in ("ARTICLE", "STORY", "ANSWER_TIMELINE"):
        assert SCRIPT_PATHS[name] + SCRIPT_PATHS["PANEL"] in PATHS
