"""The pages of stories: the list, and one story with its articles, copies, corrections, differences and coverage."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.news.views.coverage import Coverage
from qa.news.views.story import Link, Printing, Story, StoryArticle
from qa.web.pages.page import document, page_links
from qa.web.render.context import conflict_html
from qa.web.render.text import clip, collapsible_list, count, day, escape, period
from qa.web.render.timeline import timeline_html, timeline_svg
from qa.web.route_table import ARTICLE, ARTICLE_CHANGES, STORIES, STORY, STORY_TIMELINE, path_to

if TYPE_CHECKING:
    from qa.news.views.timeline import Timeline

_TIME = re.compile(r"[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)

PAGE_SIZE = 50
ARTICLES_SHOWN = 20
DIFFERENCES_SHOWN = 6
LINES_SHOWN = 8
OUTLETS_NAMED = 12
WHAT_A_STORY_IS = (
    "Articles about the same event, put together by what their texts share and by their days. "
    "Copies of one text count as one independent text."
)


def stories_page(stories: Sequence[Story], total: int, page: int = 1) -> str:
    """Return a page of the list of stories, those with most articles first, of `total` in all."""
    if not stories:
        empty = (
            "No two articles in this archive are about the same event." if page == 1 else "There are no more stories."
        )
        body = f"<p>{empty}</p>{page_links(STORIES, {}, page, more=False)}"
    else:
        lines = "".join(
            f'<li><a href="{escape(path_to(STORY, story.id))}" dir="auto">{escape(clip(story.title, 200))}</a>'
            f'<span class="quiet">{escape(story_facts(story))}{_differing(story)}</span></li>'
            for story in stories
        )
        number = "1 story" if total == 1 else f"{total:,} stories"
        intro = f'<p class="quiet">{number}. {WHAT_A_STORY_IS}</p>'
        links = page_links(STORIES, {}, page, more=page * PAGE_SIZE < total)
        body = f'{intro}<ol class="stories" start="{(page - 1) * PAGE_SIZE + 1}">{lines}</ol>{links}'
    return document("Stories", f"<h1>Stories</h1>{body}", kind="stories-page", here=STORIES)


def story_page(story: Story, coverage: Coverage, timeline: "Timeline") -> str:
    """Return one story as a page."""
    return document(
        clip(story.title, 120),
        story_html(story, coverage, timeline, "h1"),
        kind="story-page",
        here=STORIES,
        inside=True,
    )


def story_html(story: Story, coverage: Coverage, timeline: "Timeline", heading: str = "h2") -> str:
    """Return one story as an element, for its page and for the side panel."""
    below = "h2" if heading == "h1" else "h3"
    articles = collapsible_list(
        [_article(one, story) for one in story.articles], ARTICLES_SHOWN, "article", kind="articles"
    )
    return (
        f'<article class="story" aria-labelledby="cutting-title"><header><p class="kicker">Story</p>'
        f'<{heading} id="cutting-title" dir="auto">{escape(clip(story.title, 300))}</{heading}>'
        f"<p>{escape(story_facts(story))}</p>{_first(story)}</header>"
        f"<section><{below}>Articles</{below}>{articles}{_alone(story)}{_printings(story)}{_links(story)}</section>"
        f"{_differences(story, below)}{_dated(story, timeline, below)}{_coverage(coverage, below)}</article>"
    )


def _differences(story: Story, heading: str) -> str:
    if not story.differences:
        return ""
    boxes = [conflict_html(one) for one in story.differences]
    return (
        f'<section><{heading}>Told differently</{heading}><p class="quiet">Shown, not judged: '
        f"a later article may know better, or be wrong.</p>"
        f"{collapsible_list(boxes, DIFFERENCES_SHOWN, 'difference', element='ul', kind='boxes')}</section>"
    )


def _dated(story: Story, timeline: "Timeline", heading: str) -> str:
    if not timeline.events:
        return ""
    exports = " · ".join(
        f'<a href="{escape(path_to(STORY_TIMELINE, story.id, kind))}" download>{name}</a>'
        for kind, name in (("md", "Markdown"), ("csv", "CSV"), ("ics", "calendar (ICS)"))
    )
    return (
        f'<section class="timeline"><{heading}>Timeline</{heading}>{timeline_svg(timeline, story.articles)}'
        f'{timeline_html(timeline)}<p class="quiet">As a file: {exports}</p></section>'
    )


def story_facts(story: Story) -> str:
    """Return the size of a story, in a line."""
    parts = (
        count(len(story.articles), "article"),
        count(len(story.outlets), "outlet") if story.outlets else None,
        count(story.texts, "independent text"),
        period(story.first, story.last),
    )
    return " · ".join(part for part in parts if part)


def _differing(story: Story) -> str:
    return f" · {count(len(story.differences), 'difference')}" if story.differences else ""


def _alone(story: Story) -> str:
    return '<p class="quiet">No other article in this archive is about it.</p>' if len(story.articles) == 1 else ""


def _first(story: Story) -> str:
    """Return which outlet reported it first, as far as that is known."""
    first = [article for article in story.articles if article.first]
    if not first or len(story.articles) == 1:
        return ""
    names = [f"<bdi>{escape(clip(article.outlet or article.title, 60))}</bdi>" for article in first]
    when = _moment(first[0].published if len(first) == 1 else (first[0].published or "")[:10])
    several = "" if len(first) == 1 else "; which of them was earlier is not known"
    return f'<p class="first">First: {", ".join(dict.fromkeys(names))}, {when}{several}.</p>'


def _moment(published: str | None) -> str:
    """Return day, hour and zone as far as they are known."""
    if not published:
        return "no date"
    time = _TIME.match(published, 10)
    hour, zone = (time[1], time[2] or "") if time else ("", "")
    zone = "UTC" if zone == "Z" else zone
    shown = " ".join(part for part in (day(published), hour, zone) if part)
    return f'<time datetime="{escape(published)}">{escape(shown)}</time>'


def _article(article: StoryArticle, story: Story) -> str:
    copies = sum(other.text == article.text for other in story.articles)
    same = f' <span class="copy">text {article.text}</span>' if copies > 1 else ""
    agency = f' <span class="quiet">({escape(clip(article.agency, 60))})</span>' if article.agency else ""
    outlet = escape(clip(article.outlet, 80)) if article.outlet else "no outlet"
    return (
        f"<li>{_moment(article.published)} <span class=outlet dir=auto>{outlet}</span>{agency}{same} "
        f'<a class="chip" href="{escape(path_to(ARTICLE, article.id))}" dir="auto">{escape(clip(article.title, 160))}</a></li>'
    )


def _printings(story: Story) -> str:
    lines = [f"<li>{_printing(one, story)}</li>" for one in story.printings if len(one.articles) > 1]
    intro = '<p class="told">Printed more than once (a copy confirms nothing):</p>'
    return f"{intro}{collapsible_list(lines, LINES_SHOWN, 'text', element='ul', kind='printings')}" if lines else ""


def _printing(one: Printing, story: Story) -> str:
    by_id = {article.id: article for article in story.articles}
    outlets = dict.fromkeys(by_id[article].outlet or by_id[article].title for article in one.articles)
    named = ", ".join(f"<bdi>{escape(clip(outlet, 60))}</bdi>" for outlet in list(outlets)[:OUTLETS_NAMED])
    named += f" and {len(outlets) - OUTLETS_NAMED:,} more" if len(outlets) > OUTLETS_NAMED else ""
    agency = f", of {escape(clip(one.agency, 60))}" if one.agency else ""
    first = f"; first in <bdi>{escape(clip(by_id[one.first].outlet or '–', 60))}</bdi>" if one.first else ""
    return f"text {one.text}{agency}: {named}{first}"


def _links(story: Story) -> str:
    titles = {article.id: article.title for article in story.articles}
    lines = [f"<li>{link_html(link, titles)}</li>" for link in story.links]
    return collapsible_list(lines, LINES_SHOWN, "amendment", element="ul", kind="links")


def link_html(link: Link, titles: dict[str, str]) -> str:
    """Return a correction or a newer version in words, with what changed."""
    verb = "corrects" if link.kind == "correction" else "is a newer version of"
    newer, older = (
        f'<a class="chip" href="{escape(path_to(ARTICLE, one))}"><bdi>{escape(clip(titles.get(one, one), 120))}</bdi></a>'
        for one in (link.newer, link.older)
    )
    # a correction is usually a note of its own, not a new text of the article
    label = "compare" if link.kind == "correction" else "what changed"
    changes = path_to(ARTICLE_CHANGES, link.newer, query={"older": link.older})
    return f'{newer} {verb} {older} <a href="{escape(changes)}">{label}</a>'


def _coverage(coverage: Coverage, heading: str) -> str:
    lines = [
        f"<li><bdi>{escape(clip(one.outlet, 80))}</bdi>, which has {count(one.articles, 'other article')} about "
        f"{', '.join(f'<bdi>{escape(clip(name, 60))}</bdi>' for name in one.names)}</li>"
        for one in coverage.silent
    ]
    outlets = collapsible_list(lines, LINES_SHOWN, "outlet", element="ul")
    return f'<section class="silent"><{heading}>Not in this story</{heading}>{outlets}</section>' if lines else ""
