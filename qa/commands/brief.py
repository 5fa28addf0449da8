"""The command that says what is new since a day: quotes story by story, and sentences above them where somebody writes."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError
from qa.commands.common import AddCommand, service
from qa.commands.writer import add_writer

if TYPE_CHECKING:
    from corpus.filters import Filters
    from qa.service.exchange import Exchange
    from qa.service.service import CuttingsService


def add_commands(command: AddCommand) -> None:
    """Add this command to the parser."""
    text = "Say what is new since a day, story by story, in quotes; for the morning mail."
    brief = command("brief", _brief, text, json_too=True)
    brief.add_argument("--since", metavar="DAY", required=True, type=_day, help="articles of this ISO day or later")
    brief.add_argument("--until", metavar="DAY", type=_day, help="articles of this ISO day or earlier")
    brief.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="only this outlet; may be given again"
    )
    brief.add_argument("--collection", metavar="NAME", help="only the articles of a collection")
    brief.add_argument("--stories", type=int, default=12, metavar="N", help="so many at most (%(default)s)")
    brief.add_argument(
        "--format", choices=("md", "html"), help="Markdown or HTML; else by the name of the file, or Markdown"
    )
    brief.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="write it to a file; `cuttings verify` checks that"
    )
    add_writer(brief)


def _brief(options: argparse.Namespace) -> int:
    from corpus.filters import Filters
    from qa.web.export.briefing import briefing_html, briefing_markdown
    from qa.web.render.text import day, period

    filters = Filters(
        outlets=tuple(options.outlet), since=options.since, until=options.until, collection=options.collection
    )
    with service(options) as cuttings:
        exchanges = list(_written(cuttings, filters, options.stories))
    title = (
        f"What is new, {period(options.since, options.until)}"
        if options.until
        else f"What is new since {day(options.since)}"
    )
    if options.json:
        content = json.dumps([_json(one) for one in exchanges], ensure_ascii=False) + "\n"
    else:
        export = briefing_html if _format(options) == "html" else briefing_markdown
        content = export(title, exchanges, datetime.now(UTC).date().isoformat())
    _put(content, options.out)
    if not exchanges:
        print("Nothing is new.", file=sys.stderr)
    return 0


def _written(cuttings: "CuttingsService", filters: "Filters", most: int) -> "Iterator[Exchange]":
    """Yield what is new, with what is written above it; once somebody cannot be reached they are not asked again."""
    from corpus.messages import read_messages
    from qa.service.exchange import Asked, Exchange

    overview, asking = cuttings.overview(), True
    for found in cuttings.summaries.since(filters, most):
        written = cuttings.prose.write(found.answer, found.context) if asking else None
        if written and written.note:
            print(written.note, file=sys.stderr)
            asking = [one.kind for one in read_messages(written.note)] in (["writer_nothing"], ["writer_slow"])
        question = found.answer.question
        yield Exchange.of(
            Asked(
                question=question,
                filters=filters,
                overview=overview,
                answer=found.answer,
                context=found.context,
                written=written,
            )
        )


def _json(exchange: "Exchange") -> "dict[str, object] | None":
    from qa.answering.json import answer_json
    from qa.news.views.json import context_json
    from qa.written.json import written_json

    asked = exchange.asked
    if asked.answer is None:
        return None
    context = context_json(asked.context) if asked.context else None
    return answer_json(asked.answer, context, written_json(asked.written) if asked.written else None)


def _format(options: argparse.Namespace) -> str:
    if options.format:
        return str(options.format)
    return "html" if options.out and options.out.suffix.lower() in (".html", ".htm") else "md"


def _put(content: str, path: Path | None) -> None:
    from corpus.private_files import replace_file
    from corpus.system_errors import describe

    if path is None:
        print(content, end="")
        return
    try:
        replace_file(path.expanduser(), content.encode("utf-8"))
    except OSError as error:
        raise CuttingsError(describe(error, path)) from error


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO day, such as 2024-03-08") from error
