"""Saved questions measured: what is told of what was added, what is told without reason, what is told twice.

    .venv/bin/python benchmarks/news.py alerts [../shared/eval/xquad]

Two measures. The rule that tells copies from news is asked about labelled pairs (`tests/data/alerts/pairs.json`). Then half of a
question set's articles are in an archive, its questions are saved, and the other half is added: a question that one of these
answers should tell of it, any other should be silent. At last the other half is added once more as printed elsewhere.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.alerts.alerts import MOST, Alerts
from qa.alerts.repeats import EarlierHit, repeated_hit
from qa.alerts.saved_question import ShownHit
from qa.evaluation.sets import SetQuestion, read_set
from qa.service.service import CuttingsService

ROOT = Path(__file__).parents[2]
PAIRS = ROOT / "tests" / "data" / "alerts" / "pairs.json"
SET = ROOT.parent / "shared" / "eval" / "xquad"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFigures:
    """How the rule does on pairs.

    Attributes:
        right, called: copies among the pairs that are called copies, and how many are.
        copies: how many copies there are.
        missed: the kinds of the pairs that it has wrong.
    """

    right: int
    called: int
    copies: int
    pairs: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFigures:
    """How saved questions do.

    Attributes:
        told, answerable: questions answered by what was added, of which that was told; all such.
        exact: of those told, where the quote has the very answer.
        false, silent: questions that nothing added answers, of which something was told; all such.
        repeated: hits for what was added again, as printed elsewhere.
        asked_again: questions for which that would have been a repeat.
    """

    told: int
    answerable: int
    exact: int
    false: int
    silent: int
    repeated: int
    asked_again: int


def measure() -> PairFigures:
    """Return the figures of the rule."""
    pairs = json.loads(PAIRS.read_text(encoding="utf-8"))
    right = called = 0
    missed = []
    for pair in pairs:
        before = EarlierHit(number=1, quotes=(pair["quote"],), text=pair["text"])
        copy = repeated_hit([pair["later"]], [before]) is not None
        called += copy
        right += copy and pair["copy"]
        if copy != pair["copy"]:
            missed.append(f"{pair['kind']}: {pair['later']}")
    copies = sum(pair["copy"] for pair in pairs)
    return PairFigures(right=right, called=called, copies=copies, pairs=len(pairs), missed=tuple(missed))


def measure_alerts(folder: Path, questions: int = MOST) -> AlertFigures:
    """Return the figures over a question set; every false alarm and every silence is printed.

    Args:
        questions: so many are saved at most.
    """
    question_set = read_set(folder)
    middle = len(question_set.drafts) // 2
    first, later = question_set.drafts[:middle], question_set.drafts[middle:]
    single = [question for question in question_set.questions if not question.history]
    chosen = single[:: -(-len(single) // questions)]
    with TemporaryDirectory() as name, closing(CuttingsService(ArchivePaths(Path(name) / "archive"))) as service:
        service.maintenance.add_drafts(first)
        with closing(Alerts(service.paths, service.ask)) as alerts:
            saved = {alerts.save(question.question).number: question for question in chosen}
            service.maintenance.add_drafts(later)
            hits = alerts.check()
            service.maintenance.add_drafts([_elsewhere(draft) for draft in later])
            again = alerts.check()
    return _figures(saved, hits, again, later)


def _elsewhere(draft: ArticleDraft) -> ArticleDraft:
    return replace(draft, outlet="Elsewhere", title=f"Elsewhere: {draft.title}", text=f"LARKWICK (Wire) — {draft.text}")


def _figures(
    saved: dict[int, SetQuestion], hits: Sequence[ShownHit], again: Sequence[ShownHit], later: Sequence[ArticleDraft]
) -> AlertFigures:
    new = {draft.id for draft in later}
    told = exact = false = 0
    answerable = {
        number: [gold for gold in question.golds if gold.article in new]
        for number, question in saved.items()
        if any(gold.article in new for gold in question.golds)
    }
    for number, question in saved.items():
        found = [hit for hit in hits if hit.alert == number]
        golds = answerable.get(number, [])
        here = [hit for hit in found if any(hit.article.id == gold.article for gold in golds)]
        told += bool(here)
        exact += any(gold.text in quote.text for hit in here for quote in hit.quotes for gold in golds)
        if golds and not here:
            print(f"silent  {question.question}")
        elif found and not golds:
            false += 1
            print(f"false   {question.question}: {found[0].quotes[0].text[:120]}")
    repeated = [hit for hit in again if hit.alert in answerable]
    for hit in again:
        print(f"again   {saved[hit.alert].question}: {hit.quotes[0].text[:120]}")
    return AlertFigures(
        told=told,
        answerable=len(answerable),
        exact=exact,
        false=false,
        silent=len(saved) - len(answerable),
        repeated=len(again),
        asked_again=len({hit.alert for hit in repeated}),
    )


def main() -> None:
    """Print the figures and every miss."""
    figures = measure()
    for miss in figures.missed:
        print(f"missed  {miss}")
    print(
        f"copies: precision {figures.right}/{figures.called}, recall {figures.right}/{figures.copies} "
        f"of {figures.pairs} pairs"
    )
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SET
    if not folder.is_dir():
        print(f"no folder {folder}: saved questions are not measured")
        return
    found = measure_alerts(folder)
    print(
        f"alerts: told {found.told}/{found.answerable}, with the answer in the quote {found.exact}; "
        f"false {found.false}/{found.silent}; told again as printed elsewhere {found.repeated}"
    )


if __name__ == "__main__":
    main()
