"""The buttons that have sentences written of what a page shows: only where somebody writes, and with who that is."""

from qa.service.summaries import Subject, SubjectKind, Worded
from qa.web.render.desk import button
from qa.web.render.text import escape
from qa.web.route_table import SUMMARIES, path_to
from qa.web.translations import ENGLISH_WORDS, Say

_TEXTS: dict[SubjectKind, str] = {
    "article": "summarise",
    "story": "summarise",
    "collection": "summarise",
    "outlets": "compare_outlets",
}


def summary_buttons(subjects: tuple[Subject, ...], host: str | None, say: Say) -> str:
    """Return the buttons for these subjects, each of which opens a conversation; "" where nobody writes.

    Args:
        host: to which quotes are sent; None where they are sent nowhere.
    """
    if host is None or not subjects:
        return ""
    shown = "".join(
        button(path_to(SUMMARIES), say(_TEXTS[one.kind]), {"kind": one.kind, "name": one.name}, name=f"sum-{one.kind}")
        for one in subjects
    )
    return f'<p class="summarise">{shown} <span class="quiet">{escape(say("summarise_where", host=host))}</span></p>'


def question_about(kind: SubjectKind, say: Say = ENGLISH_WORDS) -> Worded:
    """Return how a headline, or the name of a collection, becomes the question that a subject is summarised under."""
    return lambda title: say(f"summarise_{kind}", title=" ".join(title.split()))
