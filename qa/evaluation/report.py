"""Figures as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from qa.evaluation.figure import Figure
from qa.evaluation.run import Outcome
from qa.evaluation.written import TextOutcome, dropped_by


def table(columns: Sequence[tuple[str, Sequence[Figure]]]) -> str:
    """Return a table with a column for each configuration, intervals in brackets."""
    width = max(24, *(len(name) + 2 for name, _ in columns))
    rows = zip(*(figures for _, figures in columns), strict=True)
    heading = f"{'':12}" + "".join(f"{name:>{width}}" for name, _ in columns)
    lines = [f"{row[0].name:12}" + "".join(f"{_cell(figure):>{width}}" for figure in row) for row in rows]
    return "\n".join([heading, *lines])


def report_json(name: str, questions: int, figures: Sequence[Figure]) -> dict[str, Any]:
    """Return the JSON of one run of a question set."""
    return {"set": name, "questions": questions, **_figures_json(figures)}


def news_report_json(kind: str, articles: int, figures: Sequence[Figure]) -> dict[str, Any]:
    """Return the JSON of one run of gold of news."""
    return {"set": kind, "articles": articles, **_figures_json(figures)}


def written_report_json(outcomes: Sequence[TextOutcome], figures: Sequence[Figure]) -> dict[str, Any]:
    """Return the JSON of what was written for a question set."""
    return {
        "texts": len(outcomes),
        "sentences": sum(len(one.drafted) for one in outcomes),
        "dropped_by": dropped_by(outcomes),
        **_figures_json(figures),
    }


def written_summary(outcomes: Sequence[TextOutcome]) -> str:
    """Return a line with counts, and which checks kept how many sentences from being shown."""
    drafted, shown = (sum(map(len, each)) for each in ([t.drafted for t in outcomes], [t.shown for t in outcomes]))
    why = ", ".join(f"{name} {number}" for name, number in dropped_by(outcomes).items())
    return f"{len(outcomes)} texts, {drafted} sentences, {shown} shown" + (f"; not shown: {why}" if why else "")


def written_misses(outcomes: Sequence[TextOutcome]) -> str:
    """Return the sentences of each text: those that are shown, with their quotes, and the others with the check that failed."""
    lines = []
    for text in outcomes:
        lines.append(f"{text.question.id}: {text.question.question}")
        for one in text.shown:
            lines.append(f"    shown      {one.text}")
            lines += [f"        quote: {' '.join(quote.split())}" for quote in one.quotes]
        for one in text.drafted:
            if one.failed:
                why = f" ({one.failed.why})" if one.failed.why else ""
                lines.append(f"    {one.failed.name:10} {one.text}{why}")
    return "\n".join(lines)


def _figures_json(figures: Sequence[Figure]) -> dict[str, Any]:
    return {
        "metrics": {figure.name: figure.value for figure in figures},
        "intervals": {figure.name: [figure.low, figure.high] for figure in figures if figure.low is not None},
    }


def _cell(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    if figure.name.endswith("_ms"):
        return f"{figure.value:.0f}"
    if figure.name.endswith("_s"):
        return f"{figure.value:.1f} [{figure.low:.1f}, {figure.high:.1f}]"
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def misses(outcomes: Sequence[Outcome]) -> str:
    """Return a line for each question that was answered wrongly, refused wrongly, or answered (or perhaps) and should not be.

    Below it is what was quoted, and what would have been right.
    """
    lines = []
    for outcome in outcomes:
        answerable = bool(outcome.question.golds)
        if answerable and outcome.quoted:
            continue
        refused = outcome.certainty == "does not answer"
        if not answerable and refused:
            continue
        rank = outcome.hits.index(True) + 1 if True in outcome.hits else None
        what = ("refused" if refused else "wrong quote") if answerable else "should be refused"
        perhaps = "perhaps " if outcome.certainty == "may answer" else ""
        hit = f"{perhaps}{outcome.confidence:.3f} hit at {rank or '–'}"
        lines.append(f"{what:18} {hit}  {outcome.question.id}: {outcome.question.question}")
        golds = dict.fromkeys(gold.text for gold in outcome.question.golds if gold.text)
        lines += [f"    quoted: {' '.join(outcome.quote.split())}"] if outcome.quote else []
        lines += [f"    gold:   {' '.join(text.split())}" for text in golds]
    return "\n".join(lines)
