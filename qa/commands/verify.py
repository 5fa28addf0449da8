"""Commands about what readers exported and voted on: verify an exported conversation, list votes."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from qa.commands.common import AddCommand, service
from qa.commands.paths import archive_paths

if TYPE_CHECKING:
    from qa.answering.answer import CitedField
    from qa.answering.json import Json
    from qa.service.exchange import Exchange
    from qa.web.export.parts import Misfit
    from qa.web.export.verify import Checked, Verdict

LINE_SHOWN = 400
"""Characters of a line that Cuttings would not have written."""


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    verify = command("verify", _verify, "Check the quotes of an exported conversation.", json_too=True)
    verify.add_argument("file", type=Path, metavar="FILE", help="a conversation exported as Markdown or HTML")
    feedback = command("feedback", _feedback, "List the answers that readers voted on.", json_too=True)
    feedback.add_argument("--vote", choices=("up", "down"), help="only these")


def _verify(options: argparse.Namespace) -> int:
    from qa.commands.terminal import checked_text
    from qa.web.export.verify import read_file, verify

    found = read_file(options.file)
    with service(options) as cuttings:
        checked = verify(found, cuttings.texts_of, cuttings.prose.speaker_of)
    print(json.dumps(checked_json(checked), ensure_ascii=False) if options.json else checked_text(checked))
    return 0 if checked.good else 1


def _feedback(options: argparse.Namespace) -> int:
    from qa.commands.terminal import feedback_text
    from qa.service.conversations import feedback_of
    from qa.service.exchange import DOWN, UP

    wanted = {"up": (UP,), "down": (DOWN,), None: (UP, DOWN)}[options.vote]
    for exchange in feedback_of(archive_paths(options)):
        if exchange.vote in wanted:
            print(json.dumps(feedback_json(exchange), ensure_ascii=False) if options.json else feedback_text(exchange))
    return 0


def checked_json(checked: "Checked") -> "list[Json]":
    """Return what `cuttings verify --json` prints: each citation, then each line that Cuttings would not have written."""
    return [*map(_verdict_json, checked.verdicts), *map(_misfit_json, checked.misfits)]


def _verdict_json(verdict: "Verdict") -> "Json":
    citing = verdict.citing
    return {
        "article": citing.cites.article,
        "title": verdict.title,
        "start": citing.cites.start,
        "end": citing.cites.end,
        **_field_json(citing.cites.field),
        "sha256": citing.cites.sha256,
        "text": citing.text,
        "state": verdict.state.value,
        "line": citing.line,
    }


def _misfit_json(misfit: "Misfit") -> "Json":
    citation = dict.fromkeys(("article", "title", "start", "end", "sha256"))
    return citation | {
        "text": misfit.written[:LINE_SHOWN],
        "state": "unaccounted",
        "line": misfit.line,
        "what": misfit.what,
    }


def _field_json(field: "CitedField") -> "Json":
    """Return the field of a citation where that is not the text."""
    return {} if field == "text" else {"field": field}


def feedback_json(exchange: "Exchange") -> "Json":
    """Return a line of a question set: a question that was voted on.

    A good answer's quotes are the right answers. A bad one has none yet: they are to be written in before it is a test
    question; `quotes` has what was answered.
    """
    from qa.answering.json import filters_json

    answer = exchange.asked.answer
    quotes = answer.quotes if answer else ()
    return {
        "id": exchange.id,
        "question": exchange.asked.question,
        "history": [],
        "answers": [
            {
                "article": None,
                "start": None,
                "end": None,
                "text": quote.text,
                **_field_json(answer.citation(quote.citation).field),
            }
            for quote in quotes
            if answer and exchange.vote > 0
        ],
        "vote": "up" if exchange.vote > 0 else "down",
        "answered": bool(quotes),
        "quotes": [
            {
                "article": answer.citation(quote.citation).article.id,
                "start": quote.start,
                "end": quote.end,
                "text": quote.text,
                **_field_json(answer.citation(quote.citation).field),
            }
            for quote in quotes
            if answer
        ],
        "filters": filters_json(exchange.asked.filters),
        "model": exchange.asked.overview.model,
        "asked_at": exchange.asked_at,
    }
