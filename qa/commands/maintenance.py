"""Commands that maintain an archive: rebuild, compact, check."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from qa.commands.common import AddCommand, ProgressBar, service
from qa.commands.paths import archive_paths
from qa.commands.users import count_users, users_text

if TYPE_CHECKING:
    from embeddings.index.check import Finding


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    command("rebuild", _rebuild, "Make the index anew; with --model NAME for another model, which then answers.")
    command("compact", _compact, "Give back the space of what was removed.")
    check = command("check", _check, "Look for damage.", json_too=True)
    check.add_argument("--deep", action="store_true", help="also every text, every offset and every vector")
    check.add_argument("--repair", action="store_true", help="deep, and make anew what is derived and damaged")


def _rebuild(options: argparse.Namespace) -> int:
    model = getattr(options, "model", None)
    with service(options) as cuttings, ProgressBar() as progress:
        encoded = cuttings.maintenance.rebuild(model, progress)
        status = cuttings.status()
    print(f"Rebuilt for {status.model}: {status.counts.passages} passages, {encoded} encoded.")
    return 0


def _compact(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        if archive_paths(options).engine:
            cuttings.maintenance.compact()
            print(
                "Compacted: the graph of vectors is written whole. The engine merges its files and gives space back by itself."
            )
            return 0
        before = cuttings.status().bytes
        cuttings.maintenance.compact()
        after = cuttings.status().bytes
    print(f"Compacted: {before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now.")
    return 0


def _check(options: argparse.Namespace) -> int:
    with service(options) as cuttings, ProgressBar() as progress:
        findings = cuttings.maintenance.check(deep=options.deep, repair=options.repair, on_progress=progress)
    if options.json:
        print(json.dumps([{"what": finding.what, "repairable": finding.repairable} for finding in findings]))
    elif findings:
        for finding in findings:
            print(finding.what, file=sys.stderr)
        print(_advice(findings), file=sys.stderr)
    else:
        print("Nothing wrong was found.")
        if users := count_users(options):
            kept = "back up the engine" if archive_paths(options).engine else "copy the file users.sqlite3"
            print(f"{users_text(users)} They are in no back-up: {kept}.")
    return 1 if findings else 0


def _advice(findings: "list[Finding]") -> str:
    """Return what to do, one step a line: first for what a repair cannot restore."""
    rest = [finding for finding in findings if not finding.repairable]
    lines = [finding.remedy or "the catalogue is damaged: restore a back-up" for finding in rest]
    steps = [f"{line[0].upper()}{line[1:]}." for line in dict.fromkeys(lines)]
    if len(rest) < len(findings):
        steps.append(f"{'Mend the rest' if rest else 'Mend it'} with: cuttings check --repair")
    return "\n".join(steps)
