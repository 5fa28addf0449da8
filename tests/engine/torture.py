"""An archive in an engine while writers and the engine itself are killed: nothing confirmed is lost, no batch is half there.

    tests/engine/torture.py --rounds 100 --seed 1

Each round starts a writer and kills it, or the engine, or cuts the network between them, at a named step or at a random moment.
Then the archive must be sound, hold all batches that were confirmed, and whole batches only; and the next writer goes on.
"""

# ruff: noqa: S311, T201

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from corpus.catalogue.paths import archive_at  # noqa: E402
from corpus.filters import Filters  # noqa: E402
from deploy.seekdb import HOST, Seekdb  # noqa: E402
from embeddings.index.segment_files import SegmentFiles  # noqa: E402
from embeddings.stores import check_archive, open_catalogue, retriever_of  # noqa: E402
from tests.engine.conftest import fresh_server  # noqa: E402
from tests.engine.made import BATCH, MadeEncoder, article  # noqa: E402
from tests.engine.network import Proxy  # noqa: E402

KINDS = ("writer", "writer at a step", "writer at a step", "engine", "network")
REBUILDING = ("rows-written", "indexed", "before-swap", "swapped")
STEPS = ("vectors-cached", "before-commit", "committed", *REBUILDING)
BATCHES = 6
PATIENCE = 120.0  # seconds that a writer may take


class Failed(Exception):
    """What must not happen has happened."""


@dataclass
class Run:
    """A run: its engine, what was confirmed, what came of the rounds."""

    server: Seekdb
    proxy: Proxy
    name: str
    chance: random.Random
    confirmed: set[int] = field(default_factory=set)
    tally: Counter[str] = field(default_factory=Counter)
    next: int = 0

    def address(self, *, through: bool = False) -> str:
        port = self.proxy.port if through else self.server.port
        return f"seekdb://root@{HOST}:{port}/{self.name}?password-file={self.server.password_file}"

    def writer(
        self, first: int, *, step: str = "", rebuild: bool = False, through: bool = False
    ) -> "subprocess.Popen[str]":
        command = [sys.executable, str(Path(__file__).with_name("made.py")), self.address(through=through), str(first)]
        command += [str(BATCHES), *(["rebuild"] if rebuild else [])]
        at = {"CUTTINGS_KILL_AT": f"{step}:{1 if step in REBUILDING else self.chance.randint(1, 3)}"} if step else {}
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **at}
        )

    def round(self) -> None:
        kind = self.chance.choice(KINDS)
        step = self.chance.choice(STEPS) if kind == "writer at a step" else ""
        rebuild = step in REBUILDING or self.chance.random() < 0.2
        first = self.next
        process = self.writer(first, step=step, rebuild=rebuild, through=kind == "network")
        moment = self.chance.random() * 6
        if kind == "writer":
            time.sleep(moment)
            process.kill()
        elif kind == "engine":
            time.sleep(moment)
            self.server.kill()
        elif kind == "network":
            time.sleep(moment)
            with self.proxy.cut():
                time.sleep(1 + self.chance.random() * 3)
                self.proxy.reset()
        try:
            said, complained = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as error:
            process.kill()
            raise Failed(f"{kind}: the writer hangs") from error
        if kind == "engine":
            self.server.start()
        if "Traceback" in complained:
            raise Failed(f"{kind}: {complained}")
        stored = [int(line.split()[1]) for line in said.splitlines() if line.startswith("stored")]
        ended = "killed" if process.returncode < 0 else "refused" if process.returncode else "done"
        self.tally[f"{kind}{f' {step}' if step else ''}: {ended}"] += 1
        self.confirmed.update(stored)
        self.check(kind)

    def check(self, kind: str) -> None:
        """Make sure that the archive is what it must be, and continue after what it holds."""
        paths = archive_at(self.address())
        if not self.confirmed and not paths.exists():
            return
        encoder = MadeEncoder()
        with closing(open_catalogue(paths, create=not self.confirmed)) as catalogue:
            if findings := check_archive(paths, catalogue, SegmentFiles(paths.segments), deep=True):
                raise Failed(f"{kind}: {findings}")
            with retriever_of(paths, catalogue, SegmentFiles(paths.segments)).state() as state:
                there = {int(one.title.split()[1]) for one in state.snapshot.articles()}
                whole = {start for start in range(0, max(there, default=0) + 1, BATCH) if start in there}
                if there != {start + one for start in whole for one in range(BATCH)}:
                    raise Failed(f"{kind}: half a batch: {sorted(there)}")
                if lost := self.confirmed - whole:
                    raise Failed(f"{kind}: confirmed and not there: {sorted(lost)}")
                for number in self.chance.sample(sorted(there), min(3, len(there))):
                    ((by_word, _),) = state.lexical([f"marker{number}"], 5, Filters())
                    (by_vector, _), *_ = state.dense(
                        encoder.key, encoder.encode_question(article(number).text), 3, Filters()
                    )
                    if by_word != by_vector:
                        raise Failed(f"{kind}: words and vectors find different passages for article {number}")
        self.confirmed |= whole
        self.next = max(whole, default=-BATCH) + BATCH


def torture(rounds: int, seed: int) -> Run:
    """Run so many rounds over an engine of their own.

    Raises:
        Failed: something was lost, is half there, or hangs.
    """
    with fresh_server() as server, closing(Proxy(server.port)) as proxy:
        run = Run(server, proxy, "tortured", random.Random(seed))
        for number in range(rounds):
            try:
                run.round()
            except Failed as error:
                raise Failed(f"round {number} of seed {seed}: {error}") from error
        return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.monotonic()
    run = torture(options.rounds, options.seed)
    for what, count in sorted(run.tally.items()):
        print(f"{count:4d}  {what}")
    print(f"{len(run.confirmed) * BATCH} articles, all there; {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
