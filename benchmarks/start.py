"""How long a start takes, each beside a named baseline that is started in turn in the same run.

    python benchmarks/start.py [--times 7] [--short]

Help against Python alone; a question from cold, in an archive that is there, against Python loading only the libraries that
search and judge; the server, until its first answer to somebody who opens the page, against Python loading these and Gradio.
Medians, and the median of the ratios.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1]))

from visitors import Visitor

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "cuttings-sample.txt"
QUESTION = "How many people were hurt on the ferry?"
LIBRARIES = "import faiss, numpy, onnxruntime, tokenizers"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--short", action="store_true", help="three times")
    options = parser.parse_args()
    times = 3 if options.short else options.times
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {times} times each")
    with TemporaryDirectory() as folder:
        paths = ArchivePaths(Path(folder) / "archive")
        with closing(CuttingsService(paths)) as builder:
            builder.maintenance.add([SAMPLE])
        archive = ("--archive", str(paths.folder))
        compare("cuttings --help", _of("-m", "qa.cli", "--help"), "python -c pass", _of("-c", "pass"), times)
        compare("cuttings ask", _of("-m", "qa.cli", "ask", *archive, QUESTION), LIBRARIES, _of("-c", LIBRARIES), times)
        framework = f"{LIBRARIES}, gradio"
        compare("serve, address", lambda: _served(archive, ask=False), framework, _of("-c", framework), times)
        compare("serve, answer", lambda: _served(archive, ask=True), framework, _of("-c", framework), times)


def compare(name: str, ours: Callable[[], float], baseline: str, theirs: Callable[[], float], times: int) -> None:
    """Start both in turn and print a line; the first time of each is not counted."""
    pairs = [(theirs(), ours()) for _ in range(times + 1)][1:]
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for other, one in pairs)
    print(f"{name:16} {b:6.2f} s    {ratio:5.1f} times {a:5.2f} s of: {baseline}", flush=True)


def _of(*arguments: str) -> Callable[[], float]:
    def run() -> float:
        started = time.perf_counter()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - started

    return run


def _served(archive: tuple[str, ...], *, ask: bool) -> float:
    """Return seconds until the server says where it is, or has answered."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "qa.cli", "serve", "--port", "0", *archive]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None  # noqa: S101
            address = process.stdout.readline()
            if ask:
                Visitor(int(address.rpartition(":")[2])).ask(QUESTION)
            return time.perf_counter() - started
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
