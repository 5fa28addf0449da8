"""Saved questions and what was found for them, as text for a terminal."""

import textwrap
from collections.abc import Sequence

from qa.alerts.saved_question import ShownHit, Watched
from qa.commands.terminal import WIDTH


def listed_text(new: Sequence[Watched], saved: int) -> str:
    """Return what is new to each saved question; `saved` is how many there are."""
    if not saved:
        return "No question is saved. Save one with: cuttings alerts add QUESTION"
    if not new:
        return f"Nothing new to {saved} saved question{'s' if saved > 1 else ''}."
    return "\n\n".join("\n\n".join([_question(one), *map(hit_text, one.hits)]) for one in new)


def hit_text(hit: ShownHit) -> str:
    """Return something new that an article says: headline, outlet, day, the quotes with their places."""
    article = hit.article
    told_by = article.via and f"via {article.via}"
    where = [part for part in (article.title, article.outlet, article.published, told_by) if part]
    lines = [f"  {_line(', '.join(where))}"]
    for quote in hit.quotes:
        lines.append(_filled(f"“{quote.text}”"))
        lines.append(f"    ({article.id}:{quote.start}-{quote.end})")
    if hit.also:
        lines.append(_filled(f"also in {', '.join(other.outlet or other.title for other in hit.also)}"))
    return "\n".join(lines)


def _question(watched: Watched) -> str:
    alert = watched.alert
    days = f"{alert.filters.since or '…'} to {alert.filters.until or '…'}"
    only = [*alert.filters.outlets, *([days] if alert.filters.since or alert.filters.until else [])]
    restricted = f" (only {', '.join(only)})" if only else ""
    return f"[{alert.number}] {_line(alert.question)}{restricted}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _filled(text: str) -> str:
    return textwrap.fill(_line(text), WIDTH, initial_indent="    ", subsequent_indent="    ")
