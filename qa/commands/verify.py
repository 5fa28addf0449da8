"""Commands about what readers took away: verify an exported file, list what they thought of answers."""

import argparse
import json
from pathlib import Path

from qa.commands.common import AddCommand, archive_paths, service


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    verify = command("verify", _verify, "Check the quotes of an exported conversation.", json_too=True)
    verify.add_argument("file", type=Path, metavar="FILE", help="a conversation exported as Markdown or HTML")
    feedback = command("feedback", _feedback, "List the answers that readers voted on.", json_too=True)
    feedback.add_argument("--vote", choices=("up", "down"), help="only these")


def _verify(options: argparse.Namespace) -> int:
    from qa.commands.reviews import checked_json
    from qa.commands.terminal import checked_text
    from qa.web.export.verify import read_file, verify

    found = read_file(options.file)
    with service(options) as cuttings:
        checked = verify(found, cuttings.texts_of)
    print(json.dumps(checked_json(checked), ensure_ascii=False) if options.json else checked_text(checked))
    return 0 if checked.good else 1


def _feedback(options: argparse.Namespace) -> int:
    from qa.commands.reviews import feedback_json
    from qa.commands.terminal import feedback_text
    from qa.service.conversations import feedback_of
    from qa.service.exchange import DOWN, UP

    wanted = {"up": (UP,), "down": (DOWN,), None: (UP, DOWN)}[options.vote]
    for exchange in feedback_of(archive_paths(options).folder):
        if exchange.vote in wanted:
            print(json.dumps(feedback_json(exchange), ensure_ascii=False) if options.json else feedback_text(exchange))
    return 0
