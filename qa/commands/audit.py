"""The command that shows who changed what."""

import argparse
import json
from dataclasses import asdict

from qa.commands.common import AddCommand
from qa.commands.paths import archive_paths


def add_commands(command: AddCommand) -> None:
    """Add this command to the parser."""
    audit = command("audit", _audit, "List who changed what, newest first; all times are UTC.", json_too=True)
    audit.add_argument("--since", metavar="DAY", help="of this ISO day or later")
    audit.add_argument("--user", metavar="NAME", help='what one did: a name, or an id; "page", "feeds"')
    audit.add_argument("--action", metavar="WHAT", help="what was done: articles, or articles.remove")
    audit.add_argument("--limit", type=int, default=100, metavar="N", help="rows (%(default)s)")
    audit.add_argument("--after", metavar="PLACE", help="go on after the `place` of the last row of a reading")


def _audit(options: argparse.Namespace) -> int:
    from corpus.catalogue.audit import AuditQuery
    from corpus.catalogue.user_file import storable
    from qa.service.audit import AuditLog, parsed_day, parsed_place, place_text

    query = AuditQuery(
        since=parsed_day(options.since) if options.since else None,
        actor=storable(options.user) if options.user else None,
        action=storable(options.action) if options.action else None,
        after=parsed_place(options.after) if options.after else None,
        limit=max(options.limit, 1),
    )
    rows = AuditLog(archive_paths(options)).rows(query)
    if options.json:
        found = [{**asdict(row), "place": place_text(row)} for row in rows]
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for row in rows:
        what = " ".join(part for part in (row.action, row.target, row.detail and f"({row.detail})") if part)
        print(f"{row.at[:19].replace('T', ' ')}  {_printable(row.actor)}  {_printable(what)}")
    if not rows:
        print("Nothing was changed.")
    elif len(rows) == options.limit:
        print(f"There may be more: --after {place_text(rows[-1])!r}")
    return 0


def _printable(text: str) -> str:
    """Return a text without control characters, which would move a terminal's cursor: names of files may be crafted."""
    return "".join(one if one.isprintable() else "?" for one in text)
