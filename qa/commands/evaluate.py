"""The command that measures: evaluate."""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import CuttingsError, SettingsError
from corpus.private_files import opener
from corpus.system_errors import message_of
from qa.commands.common import AddCommand, ProgressBar
from qa.commands.writer import add_writer, writer_of

if TYPE_CHECKING:
    from qa.evaluation.news.sets import NewsKind
    from qa.evaluation.written import TextOutcome
    from qa.service.service import CuttingsService


def add_commands(command: AddCommand) -> None:
    """Add these commands to the parser."""
    evaluate = command(
        "evaluate",
        _evaluate,
        "Measure answers against a question set, or what is read out of news against gold.",
        json_too=True,
    )
    evaluate.add_argument(
        "folder",
        type=Path,
        metavar="FOLDER",
        help="questions.jsonl with articles.jsonl, a BEIR set, or gold of news: quotations, stories, days, names",
    )
    evaluate.add_argument(
        "--articles", type=Path, nargs="+", default=[], metavar="FILE", help="articles of these files"
    )
    evaluate.add_argument("--configuration", default="default", metavar="NAME", help="what to measure (%(default)s)")
    evaluate.add_argument("--compare", metavar="NAME", help="a second configuration beside it")
    evaluate.add_argument("--misses", action="store_true", help="also list what is wrong")
    evaluate.add_argument(
        "--plot", type=Path, metavar="FILE", help="write a picture (SVG) of confidence against what came of it"
    )
    add_writer(evaluate)
    evaluate.add_argument(
        "--writer-sample", type=int, metavar="N", help="have N texts written, drawn by chance (all that have quotes)"
    )


def _evaluate(options: argparse.Namespace) -> int:
    from qa.evaluation.news.sets import kind_of

    kind = kind_of(options.folder)
    return _evaluate_questions(options) if kind is None else _evaluate_news(options, kind)


def _evaluate_news(options: argparse.Namespace, kind: "NewsKind") -> int:
    from qa.evaluation.news.sets import measure_news
    from qa.evaluation.report import news_report_json, table

    if (
        options.compare
        or options.articles
        or options.plot
        or options.writer_sample
        or options.configuration != "default"
    ):
        raise CuttingsError(
            "--articles, --configuration, --compare, --plot and --writer-sample are for question sets; this is gold of news"
        )
    with ProgressBar("articles") as progress:
        measured = measure_news(options.folder, kind, progress)
    if options.json:
        print(json.dumps(news_report_json(kind, measured.articles, measured.figures), ensure_ascii=False))
    else:
        print(f"{kind}: {measured.articles} articles")
        print(table([(kind, measured.figures)]))
    if options.misses:
        print("\n".join(measured.misses))
    return 0


def _evaluate_questions(options: argparse.Namespace) -> int:
    from qa.evaluation.measures import figures, reliability, require_measures
    from qa.evaluation.plot import reliability_svg
    from qa.evaluation.report import misses, report_json, table, written_misses, written_report_json, written_summary
    from qa.evaluation.run import configuration, run_set
    from qa.evaluation.sets import read_set
    from qa.evaluation.written import write_all, written_figures

    writer, sample = writer_of(options), options.writer_sample
    if sample is not None and (writer is None or sample < 1):
        raise SettingsError("--writer-sample takes a whole number from 1, and needs --writer")
    require_measures()
    question_set = read_set(options.folder, tuple(options.articles))
    names = [options.configuration, *([options.compare] if options.compare else [])]
    model = getattr(options, "model", None)
    settings = [replace(configuration(name, model), writer=writer) for name in names]
    texts: list[TextOutcome] = []
    with ProgressBar("questions") as progress:

        def have_written(service: "CuttingsService") -> None:
            texts.extend(write_all(question_set, service, sample, progress))

        runs = run_set(question_set, settings, progress, then=have_written if writer else None)
    measured = [figures(outcomes) for outcomes in runs]
    written = written_figures(texts) if writer else []
    if options.json:
        reports = [report_json(question_set.name, len(question_set.questions), one) for one in measured]
        if options.compare:
            reports[0]["compare"] = {"configuration": options.compare, **reports[1]}
        if writer:
            reports[0]["written"] = written_report_json(texts, written)
        print(json.dumps(reports[0], ensure_ascii=False))
    else:
        print(f"{question_set.name}: {len(question_set.questions)} questions, {len(question_set.drafts)} articles")
        print(table(list(zip(names, measured, strict=True))))
        if writer:
            print(f"\nwritten by {writer.model}: {written_summary(texts)}\n{table([(names[0], written)])}")
    if options.misses:
        print(misses(runs[0]))
        if writer:
            print(written_misses(texts))
    if options.plot:
        _write(options.plot, reliability_svg(question_set.name, reliability(runs[0])))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8", opener=opener) as file:
            file.write(text)
    except OSError as error:
        raise CuttingsError(f"{path} cannot be written: {message_of(error, path)}") from error
