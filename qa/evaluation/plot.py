"""A picture of how far confidence can be relied on, as SVG: on the diagonal it says what comes true."""

from collections.abc import Sequence
from html import escape
from math import sqrt

from qa.evaluation.measures import Bin

SIDE, MARGIN = 300, 50
LARGEST = 16
"""Radius of the dot of a bin that has all questions."""


def reliability_svg(name: str, bins: Sequence[Bin]) -> str:
    """Return the picture: a dot for each bin, its area by the number of questions in it."""
    total = sum(one.questions for one in bins)
    size = SIDE + 2 * MARGIN
    corner = MARGIN + SIDE
    ticks = "".join(
        f'<text x="{_x(at):.0f}" y="{corner + 18}" text-anchor="middle">{at:.1f}</text>'
        f'<text x="{MARGIN - 8}" y="{_y(at) + 4:.0f}" text-anchor="end">{at:.1f}</text>'
        for at in (0.0, 0.5, 1.0)
    )
    dots = "".join(
        f'<circle cx="{_x(one.confidence):.1f}" cy="{_y(one.answerable):.1f}" '
        f'r="{max(2.0, LARGEST * sqrt(one.share)):.1f}"><title>{one.questions} questions: confidence '
        f"{one.confidence:.2f}, {one.answerable:.2f} answerable</title></circle>"
        for one in bins
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size} {size}" font-family="sans-serif" '
        f'font-size="12"><title>{escape(name)}: confidence and what came of it, {total} questions</title>'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#5f574b"/>'
        f'<line x1="{MARGIN}" y1="{corner}" x2="{corner}" y2="{MARGIN}" stroke="#5f574b" stroke-dasharray="4 4"/>'
        f'<g fill="#8a2b1d" fill-opacity="0.75">{dots}</g>{ticks}'
        f'<text x="{size // 2}" y="{corner + 38}" text-anchor="middle">confidence</text>'
        f'<text x="{MARGIN}" y="{MARGIN - 14}">share that the articles answer</text></svg>\n'
    )


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)
