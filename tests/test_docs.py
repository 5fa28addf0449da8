"""The documentation says what is there."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from qa.cli import _parser
from qa.web.route_table import MCP

ROOT = Path(__file__).parents[1]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def names_of_files(text: str) -> set[str]:
    """Return what stands in backquotes and looks like a path; `a/b.py`, `c.py` names a/b.py and a/c.py."""
    found = set()
    for line in text.splitlines():
        folder = ""
        for name in re.findall(r"`([\w./*-]+)`", line):
            if "/" in name:
                folder = name.rpartition("/")[0]
            if name.endswith((".py", "/")) and folder.split("/")[0] in {
                "corpus",
                "embeddings",
                "qa",
                "tests",
                "benchmarks",
            }:
                found.add(name if "/" in name else f"{folder}/{name}")
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_pictures_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


def test_the_architecture_names_every_package_and_nothing_that_is_not_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = names_of_files(text)
    for name in named:
        assert (ROOT / name).exists(), f"{name} is named and not there"
    together = ROOT / "qa" / "news" / "extract"
    packages = {path.parent for top in ("corpus", "embeddings", "qa") for path in (ROOT / top).glob("*/**/*.py")}
    for package in packages:
        if together not in package.parents:
            name = f"{package.relative_to(ROOT).as_posix()}/"
            assert name in named, f"docs/architecture.md does not name {name}"


def test_every_dependency_has_its_reason() -> None:
    decisions = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    assert block is not None
    names = re.findall(r'"([\w-]+)[^"]*"', block[1])
    assert len(names) > 10
    for name in names:
        assert re.search(rf"\b{re.escape(name)}\b", decisions), f"docs/decisions.md does not say why {name} is here"


def test_make_targets_of_the_readme_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        assert set(re.findall(r"\bmake ([a-z]+)", document.read_text(encoding="utf-8"))) <= targets, document


@pytest.mark.parametrize("document", ["SECURITY.md", "CONTRIBUTING.md"])
def test_every_file_that_these_name_is_there(document: str) -> None:
    named = {name for name in names_of_files((ROOT / document).read_text(encoding="utf-8")) if "NAME" not in name}
    assert len(named) > 10
    for name in named:
        assert "CODE" in name or any(ROOT.glob(name)), f"{document} names {name}, which is not there"


def test_contributors_find_each_recipe_and_the_hosted_ci_runs_what_we_run() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for what in ("a reader", "a model", "an index backend", "a measure", "a language"):
        assert f"## Adding {what}" in text
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert "run: .ci/run" in workflow
    assert "permissions:\n  contents: read\n" in workflow
    assert "secrets." not in workflow


def test_the_settings_of_assistants_start_a_command_that_is_there() -> None:
    text = (ROOT / "docs" / "assistants.md").read_text(encoding="utf-8")
    examples = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", text, re.DOTALL | re.MULTILINE)]
    examples += [tomllib.loads(block) for block in re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)]
    servers = [next(iter(example.values()))["cuttings"] for example in examples]
    started = [server for server in servers if "command" in server]
    assert len(started) >= 3
    for server in started:
        assert server["command"] == "cuttings"
        assert _parser().parse_args(server["args"]).command.__module__ == "qa.commands.mcp"
    asked = [server["url"] for server in servers if "url" in server]
    assert asked
    assert {urlsplit(url).path for url in asked} == {MCP}


def test_a_newcomer_finds_every_page_in_the_menu() -> None:
    """Each is in the menu, and the start names what people come for."""
    menu = re.findall(r": ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(menu) == len(set(menu))
    assert set(menu) == {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}, (
        "see mkdocs.yml"
    )
    start = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    for page in (
        "asking",
        "formats",
        "news",
        "api",
        "assistants",
        "newsroom",
        "operation",
        "evaluation",
        "architecture",
    ):
        assert f"({page}.md)" in start


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_command_that_is_shown_is_one_that_the_parser_knows(document: Path) -> None:
    for line in re.findall(r"^    (?:\.venv/bin/)?cuttings (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE):
        words = shlex.split(line.partition("   #")[0].partition(" < ")[0], comments=True)
        if "…" not in line:
            _parser().parse_args([word for word in words if word != "\\"])


def test_each_figure_of_the_summary_stands_in_the_page_that_it_names() -> None:
    """So that a figure that is measured again is not left there as it was."""
    text = (ROOT / "docs/quality.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| ([.\d][^|]*) \| [^|]+ \| \[[^]]+\]\((\w+\.md)\) \|$", text, re.MULTILINE)
    assert len(rows) >= 8
    for figures, page in rows:
        there = (ROOT / "docs" / page).read_text(encoding="utf-8")
        for figure in re.findall(r"[.\d]+", figures):
            assert re.search(rf"(?<![.\d]){re.escape(figure)}(?!\d)", there), f"{figure} is not in {page}"
