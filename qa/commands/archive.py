"""Commands that change what is in the archive: add, retry, correct, remove."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.originals import KeepOptions
from corpus.readers.reader import ReadOptions
from corpus.readers.sandbox.worker import WorkerOptions
from qa.commands.common import AddCommand, ProgressBar, service
from qa.commands.environment import take_environment
from qa.commands.settings import add_settings

if TYPE_CHECKING:
    from embeddings.workers.pool import WorkerPool
    from qa.service.service import CuttingsService

_CORRECTED = {
    "title": "its headline",
    "outlet": 'who published it; "" for unknown',
    "day": 'on which it was published; "" for unknown',
    "byline": 'who wrote it; "" for unknown',
}
"""The fields of an article that the command corrects, with the help of their options."""


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    add = command("add", _add, "Add the articles of files and folders.", json_too=True)
    add.add_argument("files", nargs="+", type=Path, metavar="FILE")
    add.add_argument(
        "--map",
        action="append",
        default=[],
        type=_column,
        metavar="FIELD=COLUMN",
        help="which column of a table, or key of JSON, holds the title, text, outlet, published, byline, url or language",
    )
    retry = command("retry", _retry, "Read the files again that could not be read.", json_too=True)
    for added in (add, retry):
        added.add_argument(
            "--workers",
            metavar="ADDRESS",
            help="a cluster of Ray whose machines read and encode, ray://HOST:PORT; who can reach that port runs code there",
        )
        take_environment(added, only={"workers"})
        add_settings(added, ReadOptions, WorkerOptions, KeepOptions)
    correct = command("correct", _correct, "Correct what was read of an article.", json_too=True)
    correct.add_argument("article", metavar="ARTICLE")
    for field, what in _CORRECTED.items():
        correct.add_argument(f"--{field}", metavar="YYYY-MM-DD" if field == "day" else "TEXT", help=what)
    correct.add_argument("--undo", action="store_true", help="show the article as it was read")
    remove = command("remove", _remove, "Take articles out of all answers.", json_too=True)
    remove.add_argument("articles", nargs="*", metavar="ARTICLE")
    remove.add_argument("--outlet", metavar="NAME", help="all articles of this outlet")
    remove.add_argument(
        "--before", metavar="DATE", type=_day, help="all articles published before this day (YYYY-MM-DD)"
    )
    remove.add_argument("--dry-run", action="store_true", help="only list what would go")


def _add(options: argparse.Namespace) -> int:
    from qa.commands.terminal import report_text
    from qa.service.progress import report_json

    with service(options) as cuttings, ProgressBar() as progress, _workers(options, cuttings) as pool:
        report = cuttings.maintenance.add(options.files, progress, columns=dict(options.map), pool=pool)
    print(json.dumps(report_json(report), ensure_ascii=False) if options.json else report_text(report))
    return 1 if report.failed else 0


def _retry(options: argparse.Namespace) -> int:
    from qa.commands.terminal import report_text
    from qa.service.progress import AddReport, report_json

    with service(options) as cuttings, ProgressBar() as progress:
        failed = [Path(one.path) for one in cuttings.status().failed]
        report = AddReport()
        if failed:
            with _workers(options, cuttings) as pool:
                report = cuttings.maintenance.add(failed, progress, pool=pool)
    if options.json:
        print(json.dumps(report_json(report), ensure_ascii=False))
    else:
        print(report_text(report) if failed else "There is no file that could not be read.")
    return 1 if report.failed else 0


@contextmanager
def _workers(options: argparse.Namespace, cuttings: "CuttingsService") -> "Iterator[WorkerPool | None]":
    """Yield the workers of the cluster that the options name, None without any; then say on standard error what they did."""
    if options.workers is None:
        yield None
        return
    from embeddings.workers.cluster import RayCluster

    with cuttings.maintenance.workers(RayCluster(options.workers)) as pool:
        yield pool
    print(pool.counts, file=sys.stderr)


def _correct(options: argparse.Namespace) -> int:
    from corpus.errors import CuttingsError
    from qa.answering.json import article_json
    from qa.answering.plain import as_read_text
    from qa.commands.terminal import article_line

    given = {field: getattr(options, field) for field in _CORRECTED if getattr(options, field) is not None}
    if bool(given) == options.undo:
        raise CuttingsError("give what is to be corrected, such as --outlet, or --undo and nothing else")
    wanted = {"published" if field == "day" else field: value for field, value in given.items()}
    with service(options) as cuttings:
        maintenance = cuttings.maintenance
        undone = options.undo
        article = (
            maintenance.undo_correction(options.article) if undone else maintenance.correct(options.article, wanted)
        )
    if options.json:
        print(json.dumps(article_json(article), ensure_ascii=False))
    else:
        print("\n".join([article_line(article), *as_read_text(article)]))
    return 0


def _remove(options: argparse.Namespace) -> int:
    from corpus.errors import CuttingsError
    from qa.answering.json import article_json
    from qa.commands.terminal import article_line
    from qa.service.maintenance import Selection

    selection = Selection(ids=tuple(options.articles), outlet=options.outlet, before=options.before)
    if selection == Selection():
        raise CuttingsError("name articles, --outlet or --before; `cuttings list` shows what there is")
    with service(options) as cuttings:
        articles = cuttings.maintenance.remove(selection, dry_run=options.dry_run)
    if options.json:
        print(json.dumps([article_json(article) for article in articles], ensure_ascii=False))
    else:
        for article in articles:
            print(article_line(article))
        print(f"{'Would remove' if options.dry_run else 'Removed'} {len(articles)} articles.")
    return 0


def _column(text: str) -> tuple[str, str]:
    from corpus.readers.records import FIELDS

    name, _, column = text.partition("=")
    if name not in FIELDS or not column:
        raise argparse.ArgumentTypeError(f"{text!r}: write FIELD=COLUMN; fields are {', '.join(FIELDS)}")
    return name, column


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write YYYY-MM-DD")
    return text
