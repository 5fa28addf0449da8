"""Break the answering core on purpose, one change at a time, and see whether its fast tests notice.

    .venv/bin/python -m tests.qa.answering.mutate            every change of `mutants.py`
    .venv/bin/python -m tests.qa.answering.mutate rerank     those of the files whose path has this in it

Each change is made in a temporary copy of the tree, so nothing here is touched. It ends with 1 if the tests miss a change, and
with 2 if the table does not fit the code: an old text is not there exactly once, or the changed file does not even load.
"""

# ruff: noqa: T201

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from typing import NamedTuple

from tests.qa.answering.mutants import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[3]
TESTS = Path("tests/qa/answering")
COPIED = (
    "corpus",
    "embeddings",
    "qa",
    str(TESTS),
    "tests/conftest.py",
    "benchmarks/requests",
    "pyproject.toml",
    "docs/answer.schema.json",
)
SECONDS = 120
"""A change that makes the tests take longer than this is taken for an endless loop, which nobody wants in a table."""


class Outcome(NamedTuple):
    """What the tests said of a change.

    Attributes:
        verdict: `noticed`, `survived`, or `broken` where the change is none that a test could notice.
        detail: the first test that failed; of what is broken the end of the output.
    """

    mutant: Mutant
    verdict: str
    detail: str


def misfits(mutants: list[Mutant], root: Path = ROOT) -> list[str]:
    """Return what is wrong with a table: a text that is not in its file exactly once, a change that is no Python."""
    found = []
    for mutant in mutants:
        source = (root / mutant.file).read_text(encoding="utf-8")
        if source.count(mutant.old) != 1:
            found.append(f"{mutant.file}: there {source.count(mutant.old)} times: {mutant.old!r}")
            continue
        try:
            compile(source.replace(mutant.old, mutant.new), mutant.file, "exec")
        except SyntaxError as error:
            found.append(f"{mutant.file}: no Python ({error}): {mutant.new!r}")
    return found


class Copy:
    """A copy of the tree in which one change at a time is made and tested."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        unwanted = shutil.ignore_patterns("__pycache__", "test_mutants.py")
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
            else:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, folder / name)
        self._environment = {**os.environ, "PYTHONPATH": str(folder), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def run(self, *arguments: str, write_bytecode: bool = False) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, on the copy's code."""
        command = [sys.executable, *([] if write_bytecode else ["-B"]), *arguments]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )

    def tests(self, path: Path = TESTS, *, write_bytecode: bool = False) -> subprocess.CompletedProcess[str]:
        """Run the tests of a file, or all, until one fails."""
        options = ("-x", "-q", "--no-header", "-p", "no:cacheprovider", "--basetemp", str(self.folder / "tmp"))
        return self.run("-m", "pytest", *options, str(path), write_bytecode=write_bytecode)

    def prepare(self) -> None:
        """Make sure that the tests pass unchanged and test the copy.

        Raises:
            SystemExit: they do not.
        """
        where = self.run("-c", "import qa.answering.pipeline; print(qa.answering.pipeline.__file__)").stdout.strip()
        if not where.startswith(str(self.folder)):
            sys.exit(f"tested would be {where}, not the copy")
        done = self.tests(write_bytecode=True)
        if done.returncode:
            sys.exit(f"the tests fail already, without a change:\n{done.stdout[-3000:]}")

    def outcome(self, mutant: Mutant) -> Outcome:
        """Make a change, test it, undo it."""
        with self._changed(mutant):
            try:
                own = TESTS / f"test_{Path(mutant.file).stem}.py"
                done = self.tests(own) if (self.folder / own).exists() else None
                if done is None or done.returncode == 0:
                    done = self.tests()
            except subprocess.TimeoutExpired:
                return Outcome(mutant, "broken", f"the tests took more than {SECONDS} seconds")
        failed = re.search(r"^FAILED \S*/(.+?)(?: - .*)?$", done.stdout, re.MULTILINE)
        if done.returncode == 0:
            return Outcome(mutant, "survived", "")
        if done.returncode == 1 and failed:
            return Outcome(mutant, "noticed", failed[1])
        return Outcome(mutant, "broken", done.stdout[-2000:] + done.stderr[-2000:])

    @contextmanager
    def _changed(self, mutant: Mutant) -> Iterator[None]:
        path = self.folder / mutant.file
        source = path.read_text(encoding="utf-8")
        # a change within a second that leaves the size as it is would go unseen by what is compiled
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            compiled.unlink()
        path.write_text(source.replace(mutant.old, mutant.new), encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(source, encoding="utf-8")


def run(mutants: list[Mutant], jobs: int) -> list[Outcome]:
    """Test every change, several at once, and print each as it is done."""
    copies: Queue[Copy] = Queue()

    def tested(mutant: Mutant) -> Outcome:
        copy = copies.get()
        try:
            outcome = copy.outcome(mutant)
        finally:
            copies.put(copy)
        print(f"{outcome.verdict:8}  {mutant.file}: {mutant.meaning}  [{outcome.detail}]", flush=True)
        return outcome

    with ExitStack() as stack, ThreadPoolExecutor(jobs) as pool:
        for _ in range(jobs):
            copy = Copy(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mutate-"))))
            copy.prepare()
            copies.put(copy)
        return list(pool.map(tested, mutants))


def main() -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", default="", help="only files whose path has this in it")
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1), help="changes tested at once")
    arguments = parser.parse_args()
    mutants = [mutant for mutant in MUTANTS if arguments.part in mutant.file]
    if not mutants or (wrong := misfits(mutants)):
        print("\n".join(wrong) if mutants else f"{arguments.part}: no such file in the table", file=sys.stderr)
        return 2
    started = time.monotonic()
    outcomes = run(mutants, arguments.jobs)
    print()
    for file in dict.fromkeys(mutant.file for mutant in mutants):
        of_file = [outcome.verdict for outcome in outcomes if outcome.mutant.file == file]
        print(f"{file:20} {of_file.count('noticed'):4} of {len(of_file):3} noticed")
    noticed = sum(outcome.verdict == "noticed" for outcome in outcomes)
    print(
        f"{noticed} of {len(outcomes)} changes noticed ({noticed / len(outcomes):.1%}), {time.monotonic() - started:.0f} s"
    )
    verdicts = {outcome.verdict for outcome in outcomes}
    return 2 if "broken" in verdicts else int("survived" in verdicts)


if __name__ == "__main__":
    sys.exit(main())
