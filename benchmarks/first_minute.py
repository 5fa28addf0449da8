"""From nothing to the first answer: `make serve` by its shares, beside installing the bare libraries, and what of it is used.

    benchmarks/first_minute.py                    both, about ten minutes and 6 GB in a temporary folder
    benchmarks/first_minute.py --only ours        ours alone

Ours is what the Makefile does with the files of `locked/`, in a copy of what is committed: an environment, the files of each
package, their installation, then `cuttings serve` with no archive, until it says where it is (by then the sample is indexed) and
until its first answer. The other is `pip install gradio sentence-transformers faiss-cpu` into an environment of its own, the
build of torch being the one that `locked/torch-cpu.txt` names. Files are downloaded into an empty folder without the cache, from
wherever pip is set up to find them: a nearby registry makes that share small, so bytes are printed, too.

A package counts as used if that server, or a process that it started, has opened a file of it until the first answer.
"""

import argparse
import os
import re
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from visitors import Visitor

ROOT = Path(__file__).parents[1]
BARE = ("gradio", "sentence-transformers", "faiss-cpu")
QUESTION = "How many people were hurt on the ferry?"
LARGEST = 14
"""How many packages are named."""
WATCH = """
import os, sys
log, seen = open(os.environ["OPENED"], "a"), set()
def watched(event, values):
    if event == "open" and isinstance(values[0], str) and "/site-packages/" in values[0]:
        name = values[0].partition("/site-packages/")[2]
        if name not in seen:
            seen.add(name)
            log.write(name + "\\n")
            log.flush()
sys.addaudithook(watched)
"""


@dataclass(slots=True)
class Minute:
    """What one way took.

    Attributes:
        seconds: by share, in their order.
        downloaded: megabytes of files.
        packages: megabytes of each, as installed.
        used: the names of those that were opened; empty where that was not asked.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    downloaded: float = 0.0
    packages: dict[str, float] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    @contextmanager
    def share(self, name: str) -> Iterator[None]:
        """Add what the block takes to a share."""
        began = time.perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - began


def run(*command: str | Path, **more: str) -> None:
    """Run a command in silence, under the environment and `more`; what it says is shown if it fails."""
    done = subprocess.run(command, env=os.environ | more, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def installed(folder: Path, minute: Minute, files: Sequence[Sequence[str]], options: Sequence[str]) -> Path:
    """Make an environment and install into it; return its Python.

    Args:
        files: arguments of pip for each of its runs.
        options: of all its runs.
    """
    with minute.share("environment"):
        run(sys.executable, "-m", "venv", folder / "venv")
    python, wheels = folder / "venv/bin/python", folder / "wheels"
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir")
    for wanted in files:
        with minute.share("download"):
            run(*pip, "download", "--dest", wheels, *options, *wanted)
        with minute.share("install"):
            run(*pip, "install", "--no-index", "--find-links", wheels, *options, *wanted, PIP_FIND_LINKS="")
    minute.downloaded = sum(path.stat().st_size for path in wheels.iterdir()) / 1e6
    minute.packages = {one.metadata["Name"]: _megabytes(one) for one in _of(python)}
    return python


def ours(folder: Path) -> Minute:
    """Install as the Makefile does, serve and ask."""
    minute, source = Minute(), folder / "source"
    packed = subprocess.run(["git", "archive", "HEAD"], cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(source, filter="data")
    names = re.findall(r"\$\(LOCKED\) locked/([\w-]+)\.txt", _recipe(source))
    files = [["--require-hashes", "--requirement", str(source / f"locked/{name}.txt")] for name in names]
    python = installed(folder, minute, files, ["--no-deps", "--no-build-isolation"])
    with minute.share("install"):
        run(python, "-m", "pip", "install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", source)
    (folder / "watch").mkdir()
    (folder / "watch/sitecustomize.py").write_text(WATCH, "utf-8")
    (folder / "opened").touch()
    served(python, folder, minute, {})
    served(python, folder, Minute(), {"PYTHONPATH": str(folder / "watch"), "OPENED": str(folder / "opened")})
    opened = {Path(line).parts[0] for line in (folder / "opened").read_text("utf-8").splitlines()}
    for one in _of(python):
        tops = {file.parts[0] for file in one.files or () if file.suffix != ".pth"}
        if opened & {top for top in tops if not top.endswith(".dist-info") and top not in {"..", "__pycache__"}}:
            minute.used.add(one.metadata["Name"])
    return minute


def served(python: Path, folder: Path, minute: Minute, more: dict[str, str]) -> None:
    """Serve with no archive and ask."""
    command = [python.parent / "cuttings", "serve", "--port", "0"]
    with TemporaryDirectory(dir=folder) as home:
        environment = os.environ | {"HOME": home, "XDG_DATA_HOME": home, "XDG_CACHE_HOME": home} | more
        with subprocess.Popen(command, env=environment, cwd=home, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None  # noqa: S101
                with minute.share("sample indexed, address"):
                    address = process.stdout.readline()
                with minute.share("first answer"):
                    Visitor(int(address.rpartition(":")[2].strip().rstrip("/"))).ask(QUESTION)
            finally:
                process.terminate()


def bare(folder: Path) -> Minute:
    """Install the libraries alone, with the same build of torch, and what has its newest versions of the rest."""
    minute = Minute()
    torch = next(line for line in (ROOT / "locked/torch-cpu.txt").read_text("utf-8").splitlines() if "==" in line)
    installed(folder, minute, [[*BARE, torch.removesuffix(" \\")]], [])
    return minute


def _recipe(source: Path) -> str:
    """Return what the Makefile does before it serves."""
    text = (source / "Makefile").read_text("utf-8")
    return text.partition("$(VENV)/installed:")[2].partition("touch $@")[0]


def _of(python: Path) -> list[Distribution]:
    (packages,) = python.parents[1].glob("lib/python*/site-packages")
    return list(distributions(path=[str(packages)]))


def _megabytes(one: Distribution) -> float:
    paths = [Path(str(one.locate_file(file))) for file in one.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1e6


def told(name: str, minute: Minute) -> None:
    """Print the shares, and the largest packages."""
    shares = ", ".join(f"{share} {seconds:.1f}" for share, seconds in minute.seconds.items())
    print(f"\n{name}: {sum(minute.seconds.values()):.1f} s: {shares}")
    print(f"{len(minute.packages)} packages, {minute.downloaded:.0f} MB of files", end="")
    print(f", {sum(minute.packages.values()):.0f} MB installed")
    largest = sorted(minute.packages.items(), key=lambda pair: -pair[1])
    print("largest: " + ", ".join(f"{package} {size:.0f}" for package, size in largest[:LARGEST]))
    if minute.used:
        idle = [(package, size) for package, size in largest if package not in minute.used]
        print(f"not used until the first answer: {len(idle)}, {sum(size for _, size in idle):.0f} MB: ", end="")
        print(", ".join(f"{package} {size:.1f}" for package, size in idle if size >= 0.1))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("ours", "bare"))
    asked = parser.parse_args()
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    for name, way in (("bare", bare), ("ours", ours)):
        if asked.only in {None, name}:
            with TemporaryDirectory(prefix="cuttings-first-") as folder:
                told(name, way(Path(folder)))


if __name__ == "__main__":
    main()
