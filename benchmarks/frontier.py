"""Quality against time: ways of judging, each asked all questions of a set, as a table and as a picture.

    benchmarks/frontier.py ../shared/eval/xquad [--articles FILE] [--every 6] [--out docs/frontier.svg]

Time is the processor's, of all threads, from question to answer and to its comparison with the gold, which is the same for all:
what else the machine does falls on it less than on the clock. Quality is the share of answerable questions whose first quote is
right, and of the unanswerable ones the share for which nothing was quoted.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from qa.answering.rerank import RerankOptions
from qa.evaluation.run import Outcome, run_set
from qa.evaluation.sets import read_set
from qa.service.progress import Progress
from qa.service.settings import Settings

NEVER = float("inf")
DEFAULT = "as it is"
WAYS: dict[str, RerankOptions] = {
    DEFAULT: RerankOptions(),
    "sure by the score alone": RerankOptions(nearly=0.0),
    "a rival or not, all judged": RerankOptions(certain=NEVER),
    "neither, as before": RerankOptions(nearly=0.0, certain=NEVER),
    "4 passages": RerankOptions(passages=4),
    "6 passages": RerankOptions(passages=6),
    "8 passages": RerankOptions(passages=8),
    "12 passages, no early stop": RerankOptions(passages=12, sure=NEVER),
    "2 sentences a passage": RerankOptions(sentences=2),
    "1 sentence a passage": RerankOptions(sentences=1),
    "sentences of the best only": RerankOptions(sentences_of=1),
    "no pairs of sentences": RerankOptions(windows_of=0),
    "no reader": RerankOptions(read=False),
}
WIDTH, HEIGHT, LEFT, BELOW = 720, 760, 60, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a way of judging gave; shares between 0 and 1, milliseconds of processor time."""

    name: str
    right: float
    refused: float
    p50: float
    p95: float


def main() -> None:
    """Print the table and write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=Path, nargs="+", default=[])
    parser.add_argument("--every", type=int, default=1, help="every N-th question")
    parser.add_argument("--out", type=Path, help="the picture, as SVG")
    options = parser.parse_args()
    whole = read_set(options.folder, tuple(options.articles))
    questions = replace(whole, questions=whole.questions[:: options.every])
    clocks: dict[str, list[float]] = {}

    def asked(progress: Progress) -> None:
        if progress.what.startswith("configuration"):
            clocks.setdefault(progress.what, []).append(time.process_time())

    ways = [replace(Settings(), rerank=way) for way in WAYS.values()]
    asked_each = run_set(questions, ways, asked)
    found = []
    for name, outcomes, clock in zip(WAYS, asked_each, clocks.values(), strict=True):
        found.append(measured(name, outcomes, np.diff(clock) * 1000))
        one = found[-1]
        print(
            f"{one.name:28} {one.right:.3f} right  {one.refused:.3f} refused  {one.p50:5.0f} / {one.p95:.0f} ms",
            flush=True,
        )
    if options.out:
        options.out.write_text(picture(f"{whole.name}, {len(questions.questions)} questions", found), "utf-8")


def measured(name: str, outcomes: Sequence[Outcome], times: np.ndarray) -> Measured:
    """Return the figures of one way."""
    right = [one.quoted for one in outcomes if one.question.golds]
    refused = [one.certainty == "does not answer" for one in outcomes if not one.question.golds]
    p50, p95 = np.percentile(times, [50, 95])
    return Measured(
        name=name,
        right=float(np.mean(right)),
        refused=float(np.mean(refused)) if refused else 1.0,
        p50=float(p50),
        p95=float(p95),
    )


def picture(title: str, found: Sequence[Measured]) -> str:
    """Return the ways as SVG: a dot at the median time, a line to the 95th percentile; higher and further left is better.

    Those with the same share stand below one another.
    """
    most = max(one.p95 for one in found) * 1.5
    low, high = min(one.right for one in found) - 0.01, max(one.right for one in found) + 0.01

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 20) * value / most

    def y(value: float) -> float:
        return 30 + (HEIGHT - BELOW - 30) * (high - value) / (high - low)

    ordered = sorted(found, key=lambda one: (-one.right, one.p50))
    below = {one.name: 15 * sum(other.right == one.right for other in ordered[:at]) for at, one in enumerate(ordered)}

    def at(one: Measured) -> float:
        return y(one.right) + below[one.name]

    marks = "".join(
        f'<g fill="{colour}" stroke="{colour}"><circle cx="{x(one.p50):.1f}" cy="{at(one):.1f}" r="5"/>'
        f'<line x1="{x(one.p50):.1f}" x2="{x(one.p95):.1f}" y1="{at(one):.1f}" y2="{at(one):.1f}"/>'
        f'<text x="{x(one.p95) + 6:.1f}" y="{at(one) + 4:.1f}" stroke="none">{escape(one.name)}</text></g>'
        for one, colour in ((one, "#8a2b1d" if one.name == DEFAULT else "#5f574b") for one in found)
    )
    steps = "".join(
        f'<text x="{x(at):.0f}" y="{HEIGHT - BELOW + 18}" text-anchor="middle">{at}</text>'
        for at in range(0, int(most), 50)
    )
    ticks = "".join(
        f'<text x="{LEFT - 6}" y="{y(share) + 4:.0f}" text-anchor="end">{share:.2f}</text>'
        for share in np.arange(np.ceil(low * 50) / 50, high, 0.02)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="12">'
        f'<title>{escape(title)}: right first quotes against time</title><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<path d="M{LEFT} 30V{HEIGHT - BELOW}H{WIDTH - 20}" fill="none" stroke="#5f574b"/>{steps}{ticks}{marks}'
        f'<text x="{LEFT}" y="20">share of right first quotes ({escape(title)}); '
        f"equal ones stand below one another, the first at its share</text>"
        f'<text x="{WIDTH - 20}" y="{HEIGHT - 12}" text-anchor="end">'
        f"ms of processor time: median, and a line to the 95th percentile"
        f"</text></svg>\n"
    )


if __name__ == "__main__":
    main()
