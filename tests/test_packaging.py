"""What is built is complete: the wheel has every file of the packages, below one name; the source distribution has everything."""

import ast
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "embeddings", "qa")
BELOW = "cuttings/_app"
BUILD = (
    "import setuptools.build_meta as b; print(b.build_wheel('dist'), b.build_sdist('dist'), b.build_editable('dist'))"
)


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_nothing_is_missing_from_wheel_and_source_distribution(tmp_path: Path) -> None:
    pytest.importorskip("setuptools")
    files = tracked()
    for name in files:
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.symlink_to(ROOT / name)
    (tmp_path / "dist").mkdir()
    subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, capture_output=True, check=True)

    (wheel,) = (tmp_path / "dist").glob("cuttings-0.1.0-py3-none-any.whl")
    inside = zipfile.ZipFile(wheel)
    needed = {f"{BELOW}/{name}" for name in files if name.split("/")[0] in PACKAGES or name == "ui.py"}
    needed |= {name for name in files if name.startswith("cuttings/")}
    assert needed - set(inside.namelist()) == set()
    assert {name.split("/")[0] for name in inside.namelist()} == {"cuttings", "cuttings-0.1.0.dist-info"}
    assert inside.read("cuttings-0.1.0.dist-info/top_level.txt").split() == [b"cuttings"]

    (editable,) = (tmp_path / "dist").glob("*editable*.whl")
    (finder,) = [name for name in zipfile.ZipFile(editable).namelist() if name.endswith("_finder.py")]
    names = ast.literal_eval(
        re.findall(r"^MAPPING.*? = (.*)$", zipfile.ZipFile(editable).read(finder).decode(), re.MULTILINE)[0]
    )
    assert names == {name: str(tmp_path / name) for name in ("corpus", "cuttings", "embeddings", "qa", "ui")}

    (source,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(source) as archive:
        held = {member.name.partition("/")[2] for member in archive}
    assert set(files) - held == set()
