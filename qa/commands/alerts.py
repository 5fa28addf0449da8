"""Commands about saved questions: list new hits, save, remove, ask them again, write a feed."""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commands.common import AddCommand, Command, service
from qa.commands.paths import add_archive_option
from qa.commands.webhooks import add_webhook_commands

if TYPE_CHECKING:
    from qa.alerts.alerts import Alerts


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    alerts = command("alerts", _list, "List new articles that answer your saved questions.", json_too=True)
    alerts.add_argument("--seen", action="store_true", help="note that what is listed was seen")
    kinds = alerts.add_subparsers(metavar="WHAT")

    def kind(name: str, run: Command, text: str) -> argparse.ArgumentParser:
        added = kinds.add_parser(name, help=text, description=text)
        added.set_defaults(command=run)
        # as of the other commands; added here too, so that they may be given at the end
        add_archive_option(added)
        added.add_argument("--model", metavar="NAME", default=argparse.SUPPRESS, help="a registered model")
        return added

    add = kind("add", _add, "Save a question, to be told of articles that answer it.")
    add.add_argument("question", metavar="QUESTION")
    add.add_argument("--outlet", action="append", default=[], metavar="NAME", help="only articles of this outlet")
    add.add_argument(
        "--search",
        action="store_true",
        help="save a search instead, as `cuttings list QUERY` has it: each new article that it finds is reported",
    )
    kind("remove", _remove, "Forget a saved question.").add_argument("number", type=_number, metavar="N")
    check = kind("check", _check, "Ask the saved questions about what was added since they were last asked.")
    check.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    feed = kind("feed", _feed, "Write what was found as an Atom feed, now and after each check.")
    feed.add_argument("file", type=Path, metavar="FILE.xml")
    webhook = kind("webhook", _list, "List webhooks: addresses to which what is found is sent, signed.")
    webhook.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print JSON")
    add_webhook_commands(webhook)


def _list(options: argparse.Namespace) -> int:
    from qa.alerts.saved_question import alert_json
    from qa.commands.terminal import alerts_text

    with _alerts(options) as alerts:
        new = alerts.listed(unseen=True)
        if options.json:
            print(json.dumps([alert_json(one) for one in new], ensure_ascii=False))
        else:
            print(alerts_text(new, len(alerts.listed())))
        if options.seen:
            for one in new:
                alerts.mark_seen(one.alert.number, up_to=one.hits[0].number)
    return 0


def _add(options: argparse.Namespace) -> int:
    from corpus.filters import Filters
    from corpus.search_query import Condition, Operator

    with _alerts(options) as alerts:
        if options.search:
            outlets = (Condition(operator=Operator.OUTLET, value=name) for name in options.outlet)
            saved = alerts.save_search(" ".join([options.question, *map(str, outlets)]))
        else:
            saved = alerts.save(options.question, Filters(outlets=tuple(options.outlet)))
    what = "that it finds" if options.search else "that answer it"
    print(f"Saved as {saved.number}. Articles {what} are looked for whenever some are added.")
    return 0


def _remove(options: argparse.Namespace) -> int:
    from corpus.errors import CuttingsError

    with _alerts(options) as alerts:
        if not alerts.remove(options.number):
            raise CuttingsError(f"no saved question has the number {options.number}; `cuttings alerts` shows them")
    print(f"Removed {options.number}.")
    return 0


def _check(options: argparse.Namespace) -> int:
    from qa.alerts.saved_question import hit_json
    from qa.commands.terminal import hit_text

    with _alerts(options) as alerts:
        new = alerts.check()
    if options.json:
        print(json.dumps([hit_json(hit) for hit in new], ensure_ascii=False))
    else:
        print("\n\n".join(map(hit_text, new)) or "Nothing new.")
    return 0


def _feed(options: argparse.Namespace) -> int:
    with _alerts(options) as alerts:
        alerts.write_feed_to(options.file)
    print(f"Wrote {options.file}; it is written again after each check.")
    return 0


@contextmanager
def _alerts(options: argparse.Namespace) -> "Iterator[Alerts]":
    with service(options) as cuttings:
        yield cuttings.alerts


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text!r} is no number; `cuttings alerts` shows them")
    return int(text[:15])
