"""Commands that transfer articles: export and import an archive, watch a folder."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.originals import KeepOptions
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from qa.commands.common import AddCommand, ProgressBar, service
from qa.commands.settings import add_settings
from qa.service.shutdown import until_stopped

if TYPE_CHECKING:
    from qa.service.progress import Progress


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    export = command("export", _export, "Write the whole archive into one file, as a back-up.")
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--vectors", action="store_true", help="so that nothing has to be encoded on import")
    restore = command("import", _import, "Make the archive that a back-up holds, where there is none yet.")
    restore.add_argument("file", type=Path, metavar="FILE")
    watch = command("watch", _watch, "Follow a folder: add what is new or changed, until Ctrl-C.")
    watch.add_argument("folder", type=Path, metavar="FOLDER")
    watch.add_argument("--prune", action="store_true", help="remove the articles of a file that is gone")
    add_settings(watch, ReadOptions, WorkerOptions, KeepOptions)


def _export(options: argparse.Namespace) -> int:
    with service(options) as cuttings:
        backup = cuttings.maintenance.export(options.file, vectors=options.vectors)
    size = options.file.stat().st_size
    print(
        f"Exported revision {backup.revision}: {backup.articles:,} articles and earlier versions,"
        f" {backup.passages:,} passages, {backup.vectors:,} vectors; {size / 1e6:,.1f} MB."
    )
    return 0


def _import(options: argparse.Namespace) -> int:
    with service(options) as cuttings, ProgressBar() as progress:
        backup = cuttings.maintenance.restore(options.file, progress)
        place = cuttings.paths.name
    print(
        f"Imported revision {backup.revision} into {place}: {backup.articles:,} articles and earlier versions,"
        f" {backup.passages:,} passages."
    )
    return 0


@contextmanager
def _silent() -> "Iterator[Callable[[Progress], None]]":
    yield lambda _: None


def _watch(options: argparse.Namespace) -> int:
    from corpus.errors import CuttingsError
    from qa.service.follower import Follower
    from qa.service.watch import WatchEvent, follow

    def say(event: WatchEvent) -> None:
        print(f"{event.kind:9} {event.what}: {event.detail}", flush=True)

    folder: Path = options.folder.expanduser().resolve()
    if not folder.is_dir():
        raise CuttingsError(f"{options.folder}: this is no folder; name one")
    with until_stopped(), service(options) as cuttings:
        # progress bars only on a terminal, not in a log
        progress = ProgressBar if sys.stderr.isatty() else _silent
        follower = Follower(folder, cuttings.maintenance, say, progress, prune=options.prune)
        follow(folder, follower.turn)
    return 0
