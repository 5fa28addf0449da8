"""The wheel, installed in an environment that has other packages of the names that ours have in a checkout."""

import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = "import setuptools.build_meta as b, sys; print(getattr(b, sys.argv[1])('dist'))"
FOREIGN = "WHOSE = 'foreign'\n"
NEWS = (
    "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier. The coast guard said 27 people were hurt.\n"
)
WIRE = "WIRE1\nTalks resume\nThe strike at the quay ended on Monday, the union said.\n"
QUESTION = "How many people were hurt?"

pytestmark = [pytest.mark.slow, pytest.mark.service, pytest.mark.model]


@dataclass(frozen=True)
class Installed:
    """An environment with Cuttings, and a folder to work in that has a folder called `corpus`."""

    environment: Path
    packages: Path
    folder: Path

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [str(one) for one in (self.environment / "bin" / arguments[0], *arguments[1:])],
            cwd=self.folder, env=self.variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *arguments: str, fails: bool = False) -> str:
        with self.start(*arguments) as process:
            output, errors = process.communicate(timeout=300)
        assert bool(process.returncode) == fails, errors
        return errors if fails else output

    @property
    def variables(self) -> dict[str, str]:
        """Those of a process that cannot find the checkout, with an archive of its own."""
        return without_checkout() | {"CUTTINGS_ARCHIVE": str(self.folder / "archive"), "HOME": str(self.folder)}


def without_checkout() -> dict[str, str]:
    """Return the variables of this process, but those that name the checkout; pip would take it for what is installed."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CUTTINGS"))}


def built(folder: Path) -> Path:
    """Return a wheel, made from a source distribution as pip does where there is no wheel."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    source = folder / "source"
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).symlink_to(ROOT / name)
    (source / "dist").mkdir()
    subprocess.run([sys.executable, "-c", BUILD, "build_sdist"], cwd=source, capture_output=True, check=True)
    (packed,) = (source / "dist").glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    subprocess.run([sys.executable, "-c", BUILD, "build_wheel"], cwd=unpacked, capture_output=True, check=True)
    (wheel,) = (unpacked / "dist").glob("*.whl")
    return wheel


def install_plugin(packages: Path) -> None:
    """Install the reader that docs/architecture.md shows, as a package of somebody else's."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    (code,) = re.findall(
        r"^```python\n(from corpus\.article import ArticleDraft\n.*?)^```", text, re.DOTALL | re.MULTILINE
    )
    (packages / "my_package").mkdir()
    (packages / "my_package" / "__init__.py").touch()
    (packages / "my_package" / "wire.py").write_text(code, encoding="utf-8")
    info = packages / "my_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[cuttings.readers]\nwire = my_package.wire:READER\n")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("setuptools")
    folder = tmp_path_factory.mktemp("installed")
    wheel = built(folder)
    wheel = wheel.rename(folder / wheel.name)
    environment = folder / "environment"
    venv.EnvBuilder(symlinks=True).create(environment)
    (packages,) = environment.glob("lib/python*/site-packages")
    # the libraries of this environment; of its .pth files none is read, so a checkout that it has is not found
    (packages / "libraries.pth").write_text(f"{Path(pytest.__file__).parents[1]}\n")
    for name in ("corpus", "embeddings"):
        (packages / name).mkdir()
        (packages / name / "__init__.py").write_text(FOREIGN)
    pip = ["-m", "pip", "--python", str(environment / "bin/python"), "install", "--no-deps", "--no-index"]
    command = [sys.executable, *pip, str(wheel)]
    subprocess.run(command, cwd=folder, env=without_checkout(), capture_output=True, check=True)
    install_plugin(packages)
    work = folder / "work"
    (work / "corpus").mkdir(parents=True)
    (work / "corpus" / "__init__.py").write_text(FOREIGN)
    (work / "news").mkdir()
    (work / "news" / "ferry.txt").write_text(NEWS, encoding="utf-8")
    (work / "news" / "talks.wire").write_text(WIRE, encoding="utf-8")
    return Installed(environment, packages, work)


@pytest.fixture(scope="module")
def filled(installed: Installed) -> Installed:
    assert "2 added" in installed.run("cuttings", "add", "news")
    return installed


def test_nothing_of_another_package_is_overwritten(installed: Installed) -> None:
    ours = {"corpus", "cuttings", "cuttings-0.1.0.dist-info", "embeddings", "qa", "ui.py"}
    assert ours & {one.name for one in installed.packages.iterdir()} == ours - {"qa", "ui.py"}
    code = "import corpus, embeddings; print(corpus.WHOSE, embeddings.WHOSE)"
    assert installed.run("python", "-P", "-c", code) == "foreign foreign\n"


@pytest.mark.parametrize("command", [["cuttings"], ["python", "-m", "cuttings"], ["python", "-P", "-m", "cuttings"]])
def test_it_says_its_version_wherever_it_is_started(installed: Installed, command: list[str]) -> None:
    assert installed.run(*command, "--version") == "cuttings 0.1.0\n"


def test_files_are_read_and_asked_about_the_reader_of_another_package_among_them(filled: Installed) -> None:
    answer = json.loads(filled.run("cuttings", "ask", QUESTION, "--json"))
    assert "27 people were hurt" in answer["quotes"][0]["text"]
    assert "Talks resume" in filled.run("cuttings", "list")
    assert filled.run("cuttings", "check") == "Nothing wrong was found.\n"


@contextmanager
def served(installed: Installed) -> Iterator[str]:
    with installed.start("cuttings", "serve", "--port", "0") as process:
        assert process.stdout is not None
        late = threading.Timer(180, process.kill)
        late.start()
        try:
            yield process.stdout.readline().strip()
        finally:
            late.cancel()
            process.terminate()


def test_it_serves_the_page_and_answers_programs(filled: Installed) -> None:
    with served(filled) as address:
        assert address.startswith("http://")
        with urllib.request.urlopen(address, timeout=60) as page:  # noqa: S310 (our own server)
            assert b"Cuttings" in page.read()
        body = json.dumps({"question": QUESTION}).encode()
        headers = {"Content-Type": "application/json", "Cuttings-Api": "1"}
        request = urllib.request.Request(f"{address}/api/v1/ask", body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=60) as answered:  # noqa: S310
            assert "27 people were hurt" in json.load(answered)["quotes"][0]["text"]


def test_a_program_uses_it_by_one_name(filled: Installed) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert "from cuttings import" in example
    said = filled.run("python", "-c", example)
    assert "27 people were hurt" in said


def test_mypy_has_nothing_against_such_a_program(installed: Installed) -> None:
    """It does not find the packages, and so knows no types; in a checkout it does (`tests/qa/test_public.py`)."""
    pytest.importorskip("mypy")
    (installed.folder / "used.py").write_text(
        "from cuttings import Archive, Filters, errors\n"
        "with Archive('a') as archive:\n"
        "    print(archive.ask('Who?', filters=Filters()).quotes, errors.CuttingsError)\n",
        encoding="utf-8",
    )
    python = str(installed.environment / "bin" / "python")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "used.py"],
        cwd=installed.folder, env=installed.variables, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "no issues found" in checked.stdout, checked.stdout


def test_a_program_that_has_imported_another_corpus_is_told_so(installed: Installed) -> None:
    told = installed.run("python", "-c", "import corpus; import cuttings", fails=True).strip().splitlines()[-1]
    assert told.startswith("ImportError: Cuttings has a package called 'corpus', and this program has imported another")
    assert f"({installed.folder}/corpus/__init__.py)" in told


def test_what_it_asks_for_has_bounds(installed: Installed) -> None:
    """A later major version of a library, which nobody has tried, is not installed."""
    (wheel,) = installed.folder.parent.glob("*.whl")
    metadata = zipfile.ZipFile(wheel).read("cuttings-0.1.0.dist-info/METADATA").decode()
    asked = re.findall(r"^Requires-Dist: (.*?)$", metadata, re.MULTILINE)
    needed = [one for one in asked if "extra ==" not in one]
    assert len(needed) > 40
    assert [one for one in needed if not re.fullmatch(r"[\w.-]+(<[\w.]+,>=[\w.]+|==[\w.]+)", one)] == []
