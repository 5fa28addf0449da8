"""The buttons that have sentences written of what a page shows: only where somebody writes, and with who that is."""

from qa.service.summaries import Subject, SubjectKind
from qa.web.render.desk import button
from qa.web.render.text import escape
from qa.web.route_table import SUMMARIES, path_to
from qa.web.translations import Say

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


def question_about(subject: Subject, title: str, say: Say) -> str:
    """Return the question that a subject is summarised under.

    Args:
        title: the headline of the article or the story, or the name of the collection.
    """
    return say(f"summarise_{subject.kind}", title=" ".join(title.split()))
