"""Real commands over one archive, killed again and again; after every kill nothing is lost and nothing is half there.

    tests/storage/torture.py --kills 300 --seed 7

A run is made of epochs: an archive that starts empty, and commands on it, chosen by seed and epoch. A command is killed (SIGKILL)
at a random moment of its life, at a random moment after it has become the writer, or at a named step
(`corpus.failpoints`). After it,
with no help in between, `cuttings check --deep` must find nothing, and the archive must hold exactly what it held before or after
one of the batches of the killed command. A failure prints the line that runs its epoch again, and keeps the archive.
"""

# ruff: noqa: S311, T201

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from corpus.article import ArticleDraft, text_hash  # noqa: E402
from corpus.catalogue.catalogue import Catalogue  # noqa: E402
from corpus.catalogue.paths import ArchivePaths  # noqa: E402
from corpus.catalogue.snapshot import Snapshot  # noqa: E402
from corpus.failpoints import STEPS  # noqa: E402
from corpus.filters import Filters  # noqa: E402
from corpus.readers.detect import read_file  # noqa: E402
from embeddings.index.search import search_dense  # noqa: E402
from embeddings.index.segment_files import SegmentFiles  # noqa: E402
from embeddings.models.encoder import Encoder, spans_for  # noqa: E402
from embeddings.models.pipeline import load_encoder  # noqa: E402
from embeddings.models.registry import find_model  # noqa: E402
from tests.storage.made import Made, article, digest  # noqa: E402

NUMBERS = 40  # articles that there can be in an epoch
EPOCH = 25  # kills
KINDS = ("add", "add", "add", "remove", "rebuild", "rebuild_other", "compact", "repair")
SAMPLE = 6  # articles that are looked up by word and by vector after a kill
PATIENCE = 180.0  # seconds that any command may take

Live = dict[str, ArticleDraft]
"""What an archive holds, by id."""


class Failed(Exception):
    """What must not happen has happened."""


@dataclass
class Command:
    """A command, and what the archive may hold once it has begun: `states[0]` before it, `states[-1]` when it is done."""

    words: list[str]
    states: list[Live]
    mends: bool = False

    @property
    def shown(self) -> str:
        """The command as a user types it."""
        return f"cuttings {' '.join(self.words)}"


@dataclass
class Tally:
    """What a run has seen."""

    kills: int = 0
    finished: int = 0
    checks: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    outcomes: dict[str, int] = field(default_factory=dict)


class Epoch:
    """One archive and its commands."""

    def __init__(self, seed: int, number: int, options: argparse.Namespace, tally: Tally, folder: Path) -> None:
        models: Sequence[str] = options.models
        self.kinds: Sequence[str] = options.only or KINDS
        self.again = 0.3 if len(set(self.kinds)) > 1 else 0.0  # how often a killed command is then run to its end
        self.chance = random.Random(f"{seed}/{number}")
        self.seed, self.models, self.tally = seed, models, tally
        self.paths = ArchivePaths(folder / "archive")
        self.digests = folder / "digests"
        self.digests.mkdir()
        self.live: Live = {}
        self.tokens: dict[str, str] = {}  # by hash of the text
        self.ever: dict[str, list[str]] = {}  # texts that a finished command reported, by id, in order
        self.versions: dict[int, int] = {}
        self.works: dict[str, float] = {}  # seconds that a command works, by kind
        self.files = 0
        self.log: list[str] = []
        self.encoders: dict[str, Encoder] = {}

    # ---------------------------------------------------------------- commands

    def any_command(self) -> Command:
        """Choose what to do next."""
        if not self.live:
            return self.add()
        return getattr(self, self.chance.choice(self.kinds))()

    def add(self, files: int | None = None, size: int = 0) -> Command:
        """Add new, changed and unchanged articles, a batch a file."""
        states, paths = [self.live], []
        for _ in range(files or self.chance.randint(1, 3)):
            numbers = self.chance.sample(range(NUMBERS), size or self.chance.randint(1, 12))
            path, drafts = self._file([self._version(number) for number in numbers])
            paths.append(str(path))
            states.append({**states[-1], **{draft.id: draft for draft in drafts}})
        model = [] if self.paths.exists() and self._model() else ["--model", self.models[0]]
        return Command(["add", "--json", *paths, *model], states)

    def _version(self, number: int) -> Made:
        present = self.versions.get(number, 0)
        if not present or self.chance.random() < 0.5:
            self.versions[number] = present + 1
        return article(number, self.versions[number], seed=self.seed)

    def _file(self, articles: list[Made]) -> tuple[Path, list[ArticleDraft]]:
        self.files += 1
        path = self.digests / f"{self.files}.txt"
        path.write_text(digest(articles), encoding="utf-8")
        drafts = list(read_file(path))
        if [draft.text for draft in drafts] != [one.text for one in articles]:
            raise Failed(f"{path}: the reader did not find the articles as they were made")
        self.tokens.update((text_hash(one.text), one.token) for one in articles)
        return path, drafts

    def remove(self) -> Command:
        """Remove some articles, or those of an outlet."""
        if self.chance.random() < 0.3:
            outlet = self.chance.choice(sorted({draft.outlet or "" for draft in self.live.values()}))
            left = {key: draft for key, draft in self.live.items() if draft.outlet != outlet}
            return Command(["remove", "--outlet", outlet], [self.live, left])
        gone = self.chance.sample(sorted(self.live), self.chance.randint(1, len(self.live)))
        left = {key: draft for key, draft in self.live.items() if key not in gone}
        return Command(["remove", *gone], [self.live, left])

    def rebuild(self) -> Command:
        """Make the index anew."""
        return Command(["rebuild"], [self.live])

    def rebuild_other(self) -> Command:
        """Make the index anew for the other model."""
        present = (self._model() or "").rpartition("@")[0]
        other = self.models[0] if present == self.models[1] else self.models[1]
        return Command(["rebuild", "--model", other], [self.live])

    def compact(self) -> Command:
        """Give back space."""
        return Command(["compact"], [self.live])

    def repair(self) -> Command:
        """Damage what is derived, and have it mended."""
        kind = self.chance.choice(
            ["segment cut", "segment flipped", "segment gone", "vectors gone", "vectors cut", "words"]
        )
        self.log.append(f"  damaged: {kind}")
        segments = [
            self.paths.segments / name for name in sorted(_segments(self)) if (self.paths.segments / name).exists()
        ]
        if kind.startswith("segment") and segments:
            path = self.chance.choice(segments)
            data = bytearray(path.read_bytes())
            data[self.chance.randrange(len(data))] ^= 1 << self.chance.randrange(8)
            cut = data[: self.chance.randrange(len(data))]
            if kind == "segment gone":
                path.unlink()
            else:
                path.write_bytes(data if kind == "segment flipped" else cut)
        elif kind.startswith("vectors") and self.paths.embedding_cache.exists():
            if kind == "vectors gone":
                self.paths.embedding_cache.unlink()
            else:
                os.truncate(self.paths.embedding_cache, self.paths.embedding_cache.stat().st_size // 2)
        else:
            with closing(Catalogue(self.paths.catalogue)) as catalogue, catalogue.change() as change:
                change._db.execute("UPDATE passages_lexical_data SET block = substr(block, 1, 9) WHERE id > 10")
        return Command(["check", "--deep", "--repair"], [self.live], mends=True)

    # ---------------------------------------------------------------- running

    def start(self, words: Sequence[str], kill_at: str | None = None) -> subprocess.Popen[str]:
        """Start a command."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if kill_at:
            environment["CUTTINGS_KILL_AT"] = kill_at
        arguments = [sys.executable, "-m", "qa.cli", *words, "--archive", str(self.paths.folder)]
        return subprocess.Popen(
            arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def finish(self, command: Command) -> None:
        """Run a command to its end, which must be a good one."""
        self.log.append(f"  {command.shown}")
        began = time.monotonic()
        process = self.start(command.words)
        working = self._wait_for_writer(process)
        out, err = process.communicate(timeout=PATIENCE)
        if working is not None:
            self.works[command.words[0]] = time.monotonic() - working
        else:
            self.works.setdefault(command.words[0], (time.monotonic() - began) / 4)
        if process.returncode:
            raise Failed(f"{command.shown}\nended with {process.returncode}: {err[-2000:]}")
        self.tally.finished += 1
        self.settle(command, out, [command.states[-1]])

    def _wait_for_writer(self, process: subprocess.Popen[str]) -> float | None:
        """Return when the command became the writer; None if it ended without."""
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            if (self.paths.folder / "writer.json").exists():
                return time.monotonic()
            time.sleep(0.0005)
        return None

    def kill(self, command: Command, kill_at: str | None = None) -> bool:
        """Run a command and kill it; return whether it was killed before its end."""
        (self.paths.folder / "writer.json").unlink(missing_ok=True)  # of one that was killed before; it only names
        process = self.start(command.words, kill_at)
        how = kill_at or self._kill_by_chance(command, process)
        out, err = process.communicate(timeout=PATIENCE)
        self.log.append(f"  {command.shown}   killed: {how}, ended with {process.returncode}")
        if process.returncode == -signal.SIGKILL:
            self.tally.kills += 1
            self.tally.kinds[command.words[0]] = self.tally.kinds.get(command.words[0], 0) + 1
            if kill_at:
                step = kill_at.partition(":")[0]
                self.tally.steps[step] = self.tally.steps.get(step, 0) + 1
            if command.mends:
                self.finish(command)
            self.settle(command, None, command.states)
            return True
        if process.returncode:
            raise Failed(f"{command.shown}\nended with {process.returncode}: {err[-2000:]}")
        self.settle(command, out, [command.states[-1]])
        return False

    def _kill_by_chance(self, command: Command, process: subprocess.Popen[str]) -> str:
        works = self.works.get(command.words[0], 0.1)
        where = "working"
        if self.chance.random() < 0.25:
            where = "living"
            works += 0.4
        elif self._wait_for_writer(process) is None:
            return "came too late"
        moment = self.chance.random() * works
        time.sleep(moment)
        process.kill()
        return f"{moment * 1000:.1f} ms after it began {where}"

    def settle(self, command: Command, out: str | None, states: list[Live]) -> None:
        """Look at everything after a command; `states` are what the archive may hold now."""
        if out is not None and command.words[0] == "add":
            report = json.loads(out)
            reported = {*report["added"], *report["changed"], *report["unchanged"]}
            if missing := set(command.states[-1]) - set(command.states[0]) - reported:
                raise Failed(f"{command.shown}\ndid not report {missing}")
        if out is None or command.mends:
            self.check_deep(empty=any(not state for state in states))
        self.live, place_in_states = self.verified(states)
        self.check_log()
        if out is None and len(command.states) > 1:
            outcome = ("none", "some", "all")[(place_in_states > 0) + (place_in_states == len(states) - 1)]
            self.tally.outcomes[outcome] = self.tally.outcomes.get(outcome, 0) + 1

    # ---------------------------------------------------------------- looking

    def check_deep(self, *, empty: bool) -> None:
        """Run `cuttings check --deep`, which must find nothing; where there may be no archive yet, that is fine too."""
        process = self.start(["check", "--deep"])
        out, err = process.communicate(timeout=PATIENCE)
        self.tally.checks += 1
        if process.returncode and not (empty and not self.paths.exists()):
            raise Failed(f"cuttings check --deep ended with {process.returncode}: {out}{err[-2000:]}")

    def check_log(self) -> None:
        """The audit log has to have a row for each stored version and each removed article, and no more."""
        if not self.paths.exists():
            return
        with closing(sqlite3.connect(self.paths.catalogue)) as db:
            stored, live = db.execute("SELECT count(*), count(*) - count(removed_revision) FROM articles").fetchone()
            rows = db.execute("SELECT action, target, detail FROM audit").fetchall()
        counts = [part.split() for action, _, detail in rows if action == "articles.add" for part in detail.split(", ")]
        added, changed = (
            sum(int(number) for number, kind in counts if kind == wanted) for wanted in ("added", "changed")
        )
        removed = sum(len(target.split()) for action, target, _ in rows if action == "articles.remove")
        if (added + changed, changed + removed) != (stored, stored - live):
            raise Failed(
                f"{stored} versions, {live} live; the log has {added} added, {changed} changed, {removed} removed"
            )

    def _model(self) -> str | None:
        with closing(Catalogue(self.paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
            return snapshot.setting("model")

    def _encoder(self, key: str) -> Encoder:
        name = key.rpartition("@")[0]
        if name not in self.encoders:
            self.encoders[name] = load_encoder(find_model(name))
        return self.encoders[name]

    def verified(self, states: list[Live]) -> tuple[Live, int]:
        """Return which of the states the archive is in, every part of it."""
        if not self.paths.exists():
            if states[0]:
                raise Failed("the archive is gone")
            return {}, 0
        files = SegmentFiles(self.paths.segments)
        with closing(Catalogue(self.paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
            held = {one.id: (one.title, one.outlet, one.published, one.url, one.text) for one in snapshot.articles()}
            wanted = [
                {key: (one.title, one.outlet, one.published, one.url, one.text) for key, one in state.items()}
                for state in states
            ]
            if held not in wanted:
                raise Failed(_difference(held, wanted))
            # of equal states the last: nothing was left to do
            number = max(index for index, state in enumerate(wanted) if state == held)
            live = states[number]
            self._versions_are_kept(snapshot, live)
            model = snapshot.setting("model")
            if model is not None:
                self._words_and_vectors_agree(snapshot, files, self._encoder(model), live)
        return live, number

    def _versions_are_kept(self, snapshot: Snapshot, live: Live) -> None:
        """Make sure that every text that was ever settled can still be read, in order."""
        for key, draft in live.items():
            texts = self.ever.setdefault(key, [])
            if not texts or texts[-1] != draft.text:
                texts.append(draft.text)
        for key, texts in self.ever.items():
            (count,) = snapshot._db.execute("SELECT count(*) FROM articles WHERE id = ?", (key,)).fetchone()
            versions = [snapshot.article(key, version).text for version in range(1, count + 1)]
            remaining = iter(versions)
            if not all(text in remaining for text in texts):
                raise Failed(f"{key}: a version that was reported as stored is gone")

    def _words_and_vectors_agree(self, snapshot: Snapshot, files: SegmentFiles, encoder: Encoder, live: Live) -> None:
        passages = set(snapshot.passage_ids())
        spans = {key: [(one.start, one.end) for one in snapshot.passages_of(key)] for key in live}
        if sum(map(len, spans.values())) != len(passages):
            raise Failed("there are passages without a live article")
        for key in live:
            if spans[key] != spans_for(live[key].text, encoder):
                raise Failed(f"{key}: its passages are not those of its text")
        everything = search_dense(
            snapshot, files, encoder.key, encoder.encode_question("the mark stands here"), len(passages) + 99, Filters()
        )
        if sorted(key for key, _ in everything) != sorted(passages):
            raise Failed(f"the dense index gives {len(everything)} passages, there are {len(passages)}")
        for key in self.chance.sample(sorted(live), min(SAMPLE, len(live))):
            own = snapshot.passages_of(key)
            token = self.tokens[text_hash(live[key].text)]
            with_token = {one.id for one in own if token in one.text}
            if {found for found, _ in snapshot.lexical([token], 99, Filters())} != with_token:
                raise Failed(f"{key}: its words do not find it")
            passage = self.chance.choice(own)
            (found, cosine), *_ = search_dense(
                snapshot, files, encoder.key, encoder.encode_passages([passage.text])[0], 1, Filters()
            )
            if found != passage.id or not np.isclose(cosine, 1, atol=5e-3):
                raise Failed(f"{key}: its vector does not find it")
        gone = sorted(set(self.tokens.values()) - {self.tokens[text_hash(draft.text)] for draft in live.values()})
        for token in self.chance.sample(gone, min(SAMPLE, len(gone))):
            if snapshot.lexical([token], 99, Filters()):
                raise Failed(f"{token}: a version that is no longer live answers")


def _difference(held: dict[str, tuple[str | None, ...]], wanted: list[dict[str, tuple[str | None, ...]]]) -> str:
    lines = [f"the archive holds {len(held)} articles, in none of the {len(wanted)} states that there may be:"]
    for number, state in enumerate(wanted):
        lost, more = sorted(set(state) - set(held)), sorted(set(held) - set(state))
        other = sorted(key for key in set(held) & set(state) if held[key] != state[key])
        lines.append(f"  state {number}: lost {lost}, more {more}, other text {other}")
    return "\n".join(lines)


# -------------------------------------------------------------------- the run


def step_cases(*, brief: bool) -> list[tuple[str, str]]:
    """Return `(kind of command, step:count)`, every step at least once, each with the commands that come to it."""
    cases = [
        ("add", "vectors-cached:1"),
        ("add", "segment-written:1"),
        ("add", "segment-renamed:1"),
        ("add", "before-commit:1"),
        ("remove", "committed:1"),
        ("add", "before-merge-commit:1"),
        ("compact", "merged:1"),
        ("rebuild_other", "before-swap:1"),
        ("rebuild", "swapped:1"),
        ("add", "swept:1"),
    ]
    if {step.partition(":")[0] for _, step in cases} != set(STEPS):
        raise Failed("a step has no case here")
    if brief:
        return cases
    return [
        *cases,
        ("add", "vectors-cached:2"),
        ("add", "segment-renamed:2"),
        ("add", "committed:2"),
        ("add", "merged:1"),
        ("remove", "before-commit:1"),
        ("remove", "swept:1"),
        ("compact", "segment-written:1"),
        ("compact", "segment-renamed:1"),
        ("compact", "before-merge-commit:1"),
        ("rebuild", "before-swap:1"),
        ("rebuild", "segment-renamed:1"),
        ("rebuild_other", "swapped:1"),
        ("rebuild_other", "vectors-cached:1"),
        ("repair", "segment-renamed:1"),
        ("repair", "before-swap:1"),
        ("repair", "swapped:1"),
    ]


def kill_at_steps(epoch: Epoch, *, brief: bool) -> None:
    """Kill commands at the named steps."""
    epoch.finish(epoch.add(files=4, size=10))
    for kind, step in step_cases(brief=brief):
        # so many segments that one more has them merged; or that there is something to compact
        enough = 8 if kind == "add" and "merge" in step else 2 if kind == "compact" else 0
        while len(_segments(epoch)) < enough:
            epoch.finish(epoch.add(files=1, size=3))
        if kind == "remove" and len(epoch.live) < 3:
            epoch.finish(epoch.add(files=1, size=10))
        if kind == "rebuild_other":  # something that the other model has not encoded
            epoch.finish(epoch.add(files=1, size=12))
        command = epoch.add(files=2, size=35) if kind == "add" else getattr(epoch, kind)()
        if not epoch.kill(command, step):
            raise Failed(f"{command.shown} never came to {step}")
        if epoch.chance.random() < 0.5 and not command.mends:
            epoch.finish(_again(command, epoch))


def _segments(epoch: Epoch) -> list[str]:
    """Return the files of the dense index; others may lie there until somebody sweeps."""
    with closing(Catalogue(epoch.paths.catalogue)) as catalogue, catalogue.snapshot() as snapshot:
        return [segment.name for segment in snapshot.segments(snapshot.setting("model") or "")]


def kill_by_chance(epoch: Epoch, kills: int) -> None:
    """Kill commands at random moments until so many were killed."""
    until = epoch.tally.kills + kills
    epoch.finish(epoch.add())  # so that it is known how long that takes
    while epoch.tally.kills < until:
        command = epoch.any_command()
        if epoch.chance.random() < 0.1:
            epoch.finish(command)
        elif epoch.kill(command) and not command.mends and epoch.chance.random() < epoch.again:
            epoch.finish(_again(command, epoch))


def _again(command: Command, epoch: Epoch) -> Command:
    """Return the same command, for what it will find now."""
    if command.words[0] == "remove" and "--outlet" not in command.words:
        left = [key for key in command.words[1:] if key in epoch.live]
        if not left:  # all gone: the command would say that there are none
            return Command(["check"], [epoch.live])
        return Command(["remove", *left], [epoch.live, command.states[-1]])
    return Command(command.words, [epoch.live, command.states[-1]])


def main() -> int:
    """Run what the command line asks for; return its exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300, help="at random moments, after those at every step")
    parser.add_argument("--seed", type=int, default=None, help="else one by chance; it is printed")
    parser.add_argument("--epoch", type=int, default=None, help="run this epoch only; 0 is that of the named steps")
    parser.add_argument("--steps", choices=("none", "once", "all"), default="all", help="kills at named steps")
    parser.add_argument("--only", nargs="+", choices=sorted(set(KINDS)), help="kinds of commands to choose from")
    parser.add_argument("--models", nargs=2, default=["hashing-256", "hashing-128"], metavar="NAME")
    options = parser.parse_args()
    seed = random.SystemRandom().randrange(10**6) if options.seed is None else options.seed
    tally = Tally()
    began = time.monotonic()
    print(f"seed {seed}", flush=True)
    epochs = range(-(-options.kills // EPOCH) + 1) if options.epoch is None else [options.epoch]
    for number in epochs:
        if number == 0 and options.steps == "none":
            continue
        folder = Path(tempfile.mkdtemp(prefix="cuttings-torture-"))
        epoch = Epoch(seed, number, options, tally, folder)
        try:
            if number:
                kill_by_chance(epoch, min(EPOCH, options.kills - EPOCH * (number - 1)))
            else:
                kill_at_steps(epoch, brief=options.steps == "once")
        except (Failed, subprocess.TimeoutExpired) as error:
            print("\n".join(epoch.log[-20:]))
            print(f"FAILED in epoch {number}: {error}\nthe archive is kept in {folder}")
            again = f"--kills {options.kills} --seed {seed} --epoch {number} --steps {options.steps}"
            again += f" --only {' '.join(options.only)}" if options.only else ""
            print(
                f"again: {sys.executable} {Path(__file__).relative_to(ROOT)} {again} --models {' '.join(options.models)}"
            )
            return 1
        shutil.rmtree(folder)
        print(f"epoch {number}: {tally.kills} kills, {time.monotonic() - began:.0f} s", flush=True)
    print(
        f"{tally.kills} kills ({sum(tally.steps.values())} at {len(tally.steps)} named steps), {tally.finished} commands "
        f"finished, {tally.checks} times check --deep found nothing; 0 lost, 0 half-visible.\n"
        f"killed: {tally.kinds}\nof a killed change there was then: {tally.outcomes}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
