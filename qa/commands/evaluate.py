"""The command that measures: evaluate."""

import argparse
import json
from pathlib import Path

from qa.commands.common import AddCommand, ProgressBar


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    evaluate = command("evaluate", _evaluate, "Measure answers against a question set.", json_too=True)
    evaluate.add_argument(
        "folder", type=Path, metavar="FOLDER", help="questions.jsonl with articles.jsonl, or a BEIR set"
    )
    evaluate.add_argument(
        "--articles", type=Path, nargs="+", default=[], metavar="FILE", help="articles of these files"
    )
    evaluate.add_argument("--configuration", default="default", metavar="NAME", help="what to measure (%(default)s)")
    evaluate.add_argument("--compare", metavar="NAME", help="a second configuration beside it")
    evaluate.add_argument("--misses", action="store_true", help="also list the questions whose first quote is wrong")


def _evaluate(options: argparse.Namespace) -> int:
    from qa.evaluation.measures import figures, require_measures
    from qa.evaluation.report import misses, report_json, table
    from qa.evaluation.run import configuration, run_set
    from qa.evaluation.sets import read_set

    require_measures()
    question_set = read_set(options.folder, tuple(options.articles))
    names = [options.configuration, *([options.compare] if options.compare else [])]
    model = getattr(options, "model", None)
    settings = [configuration(name, model) for name in names]
    with ProgressBar("questions") as progress:
        runs = run_set(question_set, settings, progress)
    measured = [figures(outcomes) for outcomes in runs]
    if options.json:
        reports = [report_json(question_set.name, len(question_set.questions), one) for one in measured]
        if options.compare:
            reports[0]["compare"] = {"configuration": options.compare, **reports[1]}
        print(json.dumps(reports[0], ensure_ascii=False))
    else:
        print(f"{question_set.name}: {len(question_set.questions)} questions, {len(question_set.drafts)} articles")
        print(table(list(zip(names, measured, strict=True))))
    if options.misses:
        print(misses(runs[0]))
    return 0
