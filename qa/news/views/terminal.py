"""Stories, timelines and quotations as text for a terminal."""

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.news.views.coverage import Coverage
from qa.news.views.story import AnswerContext, Disagreement, Quotation, Story, StoryArticle

if TYPE_CHECKING:
    from qa.news.views.timeline import Timeline

WIDTH = 88
SENTENCE = 160


def stories_text(stories: Sequence[Story]) -> str:
    """Return a list of stories, a few lines each."""
    if not stories:
        return "No two articles in this archive are about the same event."
    return "\n\n".join(f"{story.id}  {story.title}\n{'':14}{_spread(story)}" for story in stories)


def story_text(story: Story, coverage: Coverage) -> str:
    """Return a whole story: its articles in order, copies, corrections, what differs, who is silent."""
    lines = [story.title, _spread(story), ""]
    lines += [_article_line(article) for article in story.articles]
    for printing in story.printings:
        if len(printing.articles) > 1:
            first = f", first in {_named(story, printing.first)}" if printing.first else ""
            agency = f" of {printing.agency}" if printing.agency else ""
            lines.append(f"  text {printing.text}: one text{agency}, printed {len(printing.articles)} times{first}")
    for link in story.links:
        verb = "corrects" if link.kind == "correction" else "is a newer version of"
        lines.append(f"  {link.newer} {verb} {link.older}")
    for one in story.differences:
        lines += ["", *_difference_lines(one)]
    for silent in coverage.silent:
        usually = f"has {silent.articles} other articles about {', '.join(silent.names)}"
        lines += ["", _filled(f"Not in this story: {silent.outlet}, which {usually}.")]
    return "\n".join(lines)


def context_text(context: AnswerContext) -> str:
    """Return the context of an answer; "" where there is nothing."""
    lines: list[str] = []
    if context.story:
        story = context.story
        of = "".join(f"[{number}]" for number in context.story_citations)
        by = f"by {_count(story.outlets, 'outlet')}, " if story.outlets else "in "
        lines.append(
            f"{of}{' ' if of else ''}Reported {by}{_count(story.texts, 'independent text')}: cuttings story {story.id}"
        )
    for amended in context.amended:
        verb = "Corrected" if amended.kind == "correction" else "Replaced by a newer version"
        lines.append(
            f"[{amended.citation}] {verb}{f' on {amended.day}' if amended.day else ''}: {amended.title} ({amended.by})"
        )
    for one in context.differs:
        lines += _difference_lines(one)
    lines += [line for said in context.said for line in _said_lines(said)]
    if context.covered:
        lines.append("The archive does cover:")
        lines += [
            f"  {story.title} ({_count(story.articles, 'article')}, {story.first or 'no date'})"
            for story in context.covered
        ]
    return "\n".join(lines)


def said_text(said: Sequence[Quotation], name: str) -> str:
    """Return what somebody said, each with where it is from."""
    if not said:
        return f"No article quotes anybody of the name {name}."
    return "\n\n".join("\n".join(_said_lines(one)) for one in said)


def speakers_text(speakers: Sequence[tuple[str, int]]) -> str:
    """Return who is quoted, most quoted first."""
    return "\n".join(f"{number:6,}  {name}" for name, number in speakers) or "No article quotes anybody by name."


def timeline_text(timeline: "Timeline") -> str:
    """Return the events of a timeline, a day before each."""
    if not timeline.events:
        return "No sentence here can be given a day."
    lines = []
    for event in timeline.events:
        days = event.first.isoformat() if event.first == event.last else f"{event.first} – {event.last}"
        reports = ", ".join(dict.fromkeys(report.outlet or report.title for report in event.reports))
        lines += [days, _filled(event.text, "  "), f"  {reports}", ""]
    return "\n".join(lines).rstrip()


def _difference_lines(one: Disagreement) -> list[str]:
    lines = [f"Told differently: {one.about}"]
    for sides in one.values:
        said = " / ".join(dict.fromkeys(side.said for side in sides))
        who = "; ".join(
            f"{side.outlet or side.article}{f', {side.published[:10]}' if side.published else ''}" for side in sides
        )
        lines.append(f"  {said}: {who}")
        lines.append(_filled(f"“{textwrap.shorten(sides[0].sentence, SENTENCE, placeholder=' …')}”", "    "))
    return lines


def _said_lines(one: Quotation) -> list[str]:
    where = ", ".join(part for part in (one.title, one.outlet, one.published) if part)
    return [_filled(f"{one.speaker}: “{one.text}”", "  "), f"    {where}  ({one.article}:{one.start}-{one.end})"]


def _article_line(article: StoryArticle) -> str:
    first = "  first" if article.first else ""
    agency = f" ({article.agency})" if article.agency else ""
    outlet = (article.outlet or "–") + agency
    return (
        f"{article.id}  {article.published or '–':10.25}  {outlet:24.40}  {article.title}  [text {article.text}]{first}"
    )


def _spread(story: Story) -> str:
    days = story.first if story.first == story.last else f"{story.first} to {story.last}"
    parts = [_count(len(story.articles), "article")]
    parts += [_count(len(story.outlets), "outlet")] if story.outlets else []
    parts += [_count(story.texts, "independent text"), *([days] if days else [])]
    return ", ".join(parts)


def _named(story: Story, article_id: str | None) -> str:
    return next((one.outlet or one.title for one in story.articles if one.id == article_id), "")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
