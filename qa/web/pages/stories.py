"""The pages of stories: the list, and one story with its articles, copies, corrections, differences and coverage."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qa.news.views.coverage import Coverage
from qa.news.views.story import Link, Printing, Story, StoryArticle
from qa.web.pages.page import document, page_links, script
from qa.web.render.context import conflict_html
from qa.web.render.text import clip, collapsible_list, counted, day, escape, figure, period
from qa.web.render.timeline import timeline_html, timeline_svg
from qa.web.route_table import ARTICLE, ARTICLE_CHANGES, STORIES, STORY, STORY_TIMELINE, path_to
from qa.web.translations import ENGLISH_WORDS, Say

if TYPE_CHECKING:
    from qa.news.views.timeline import Timeline

_TIME = re.compile(r"[T ](\d\d:\d\d)(?::\d\d(?:[.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)

PAGE_SIZE = 50
ARTICLES_SHOWN = 20
DIFFERENCES_SHOWN = 6
LINES_SHOWN = 8
OUTLETS_NAMED = 12


def stories_page(stories: Sequence[Story], total: int, page: int = 1, say: Say = ENGLISH_WORDS) -> str:
    """Return a page of the list of stories, those with most articles first, of `total` in all."""
    if not stories:
        body = f"<p>{escape(say('no_stories' if page == 1 else 'no_more_stories'))}</p>"
        body += page_links(STORIES, {}, page, say, more=False)
    else:
        lines = "".join(
            f'<li><a href="{escape(path_to(STORY, story.id))}" dir="auto">{escape(clip(story.title, 200))}</a>'
            f'<span class="quiet">{escape(story_facts(story, say) + _differing(story, say))}</span></li>'
            for story in stories
        )
        links = page_links(STORIES, {}, page, say, more=page * PAGE_SIZE < total)
        body = f'<ol class="stories" start="{(page - 1) * PAGE_SIZE + 1}">{lines}</ol>{links}'
    intro = f"<p>{escape(counted(total, 'whole_story', say))}. {escape(say('what_a_story_is'))}</p>" if stories else ""
    head = f'<header class="page-head"><h1>{escape(say("stories_page"))}</h1>{intro}</header>'
    return document(say("stories_page"), f"{head}{body}", say, kind="stories-page", here=STORIES)


def story_page(
    story: Story,
    coverage: Coverage,
    timeline: "Timeline",
    say: Say = ENGLISH_WORDS,
    *,
    tools: str = "",
    token: str = "",
) -> str:
    """Return one story as a page.

    Args:
        tools: as in `story_html`.
        token: that these send, see `page.head_html`.
    """
    inline = f"<script>{script('words.js', 'changes.js', 'desk.js', say=say)}</script>" if tools else ""
    shown = f"{story_html(story, coverage, timeline, 'h1', say, tools=tools)}{inline}"
    own = token if tools else ""
    return document(clip(story.title, 120), shown, say, kind="story-page", token=own, here=STORIES, inside=True)


def story_html(
    story: Story,
    coverage: Coverage,
    timeline: "Timeline",
    heading: str = "h2",
    say: Say = ENGLISH_WORDS,
    *,
    tools: str = "",
) -> str:
    """Return one story as an element, for its page and for the side panel.

    Args:
        tools: HTML below its head.
    """
    below = "h2" if heading == "h1" else "h3"
    articles = collapsible_list(
        [_article(one, story, say) for one in story.articles], ARTICLES_SHOWN, "article", say, kind="articles"
    )
    return (
        f'<article class="story" aria-labelledby="cutting-title"><header><p class="kicker">{escape(say("story_panel"))}</p>'
        f'<{heading} id="cutting-title" dir="auto">{escape(clip(story.title, 300))}</{heading}>'
        f"<p>{escape(story_facts(story, say))}</p>{_first(story, say)}</header>{tools}"
        f"<section><{below}>{escape(say('articles_page'))}</{below}>{articles}{_alone(story, say)}{_printings(story, say)}"
        f"{_links(story, say)}</section>"
        f"{_differences(story, below, say)}{_dated(story, timeline, below, say)}{_coverage(coverage, below, say)}</article>"
    )


def _differences(story: Story, heading: str, say: Say) -> str:
    if not story.differences:
        return ""
    boxes = [conflict_html(one, say) for one in story.differences]
    return (
        f"<section><{heading}>{escape(say('differences_title'))}</{heading}>"
        f'<p class="quiet">{escape(say("differences_why"))}</p>'
        f"{collapsible_list(boxes, DIFFERENCES_SHOWN, 'difference', say, element='ul', kind='boxes')}</section>"
    )


def _dated(story: Story, timeline: "Timeline", heading: str, say: Say) -> str:
    if not timeline.events:
        return ""
    exports = " · ".join(
        f'<a href="{escape(path_to(STORY_TIMELINE, story.id, kind))}" download>{escape(name)}</a>'
        for kind, name in (("md", "Markdown"), ("csv", "CSV"), ("ics", say("calendar_file")))
    )
    return (
        f'<section class="timeline"><{heading}>{escape(say("timeline_panel"))}</{heading}>'
        f"{timeline_svg(timeline, story.articles, say)}{timeline_html(timeline, say)}"
        f'<p class="quiet">{escape(say("as_a_file"))} {exports}</p></section>'
    )


def story_facts(story: Story, say: Say = ENGLISH_WORDS) -> str:
    """Return the size of a story, in a line; how many texts it has where some of its articles are copies."""
    copied = story.texts < len(story.articles)
    parts = (
        counted(len(story.articles), "article", say),
        counted(len(story.outlets), "outlet", say) if story.outlets else None,
        say("without_copies", number=figure(story.texts, say)) if copied else None,
        period(story.first, story.last, say),
    )
    return " · ".join(part for part in parts if part)


def _differing(story: Story, say: Say) -> str:
    return f" · {counted(len(story.differences), 'difference', say)}" if story.differences else ""


def _alone(story: Story, say: Say) -> str:
    return f'<p class="quiet">{escape(say("story_alone"))}</p>' if len(story.articles) == 1 else ""


def _first(story: Story, say: Say) -> str:
    """Return which outlet reported it first, as far as that is known."""
    first = [article for article in story.articles if article.first]
    names = [f"<bdi>{escape(clip(article.outlet, 60))}</bdi>" for article in first if article.outlet]
    if not names or len(story.articles) == 1:
        return ""
    when = _moment(first[0].published if len(first) == 1 else (first[0].published or "")[:10], say)
    said = say("first_one" if len(first) == 1 else "first_several", names=", ".join(dict.fromkeys(names)), when=when)
    return f'<p class="first">{said}</p>'


def _moment(published: str | None, say: Say) -> str:
    """Return day, hour and zone as far as they are known."""
    if not published:
        return escape(say("no_date"))
    time = _TIME.match(published, 10)
    hour, zone = (time[1], time[2] or "") if time else ("", "")
    zone = "UTC" if zone == "Z" else zone
    shown = " ".join(part for part in (day(published, say), hour, zone) if part)
    return f'<time datetime="{escape(published)}">{escape(shown)}</time>'


def _article(article: StoryArticle, story: Story, say: Say) -> str:
    copies = sum(other.text == article.text for other in story.articles)
    same = f' <span class="copy">{escape(say("text_number", number=article.text))}</span>' if copies > 1 else ""
    agency = f' <span class="quiet">({escape(clip(article.agency, 60))})</span>' if article.agency else ""
    outlet = f" <span class=outlet dir=auto>{escape(clip(article.outlet, 80))}</span>" if article.outlet else ""
    return (
        f"<li>{_moment(article.published, say)}{outlet}{agency}{same} "
        f'<a class="chip" href="{escape(path_to(ARTICLE, article.id))}" dir="auto">{escape(clip(article.title, 160))}</a></li>'
    )


def _printings(story: Story, say: Say) -> str:
    lines = [f"<li>{_printing(one, story, say)}</li>" for one in story.printings if len(one.articles) > 1]
    if not lines:
        return ""
    intro = f'<p class="told">{escape(say("printed_again"))}</p>'
    return f"{intro}{collapsible_list(lines, LINES_SHOWN, 'text', say, element='ul', kind='printings')}"


def _printing(one: Printing, story: Story, say: Say) -> str:
    by_id = {article.id: article for article in story.articles}
    outlets = dict.fromkeys(by_id[article].outlet or by_id[article].title for article in one.articles)
    named = ", ".join(f"<bdi>{escape(clip(outlet, 60))}</bdi>" for outlet in list(outlets)[:OUTLETS_NAMED])
    rest = len(outlets) - OUTLETS_NAMED
    named += f" {escape(say('and_more', number=figure(rest, say)))}" if rest > 0 else ""
    agency = f" ({escape(clip(one.agency, 60))})" if one.agency else ""
    first = ""
    if one.first:
        outlet = f"<bdi>{escape(clip(by_id[one.first].outlet or '–', 60))}</bdi>"
        first = f"; {say('first_in', outlet=outlet)}"
    return f"{escape(say('text_number', number=one.text))}{agency}: {named}{first}"


def _links(story: Story, say: Say) -> str:
    titles = {article.id: article.title for article in story.articles}
    lines = [f"<li>{link_html(link, titles, say)}</li>" for link in story.links]
    return collapsible_list(lines, LINES_SHOWN, "amendment", say, element="ul", kind="links")


def link_html(link: Link, titles: dict[str, str], say: Say = ENGLISH_WORDS) -> str:
    """Return a correction or a newer version in words, with what changed."""
    newer, older = (
        f'<a class="chip" href="{escape(path_to(ARTICLE, one))}"><bdi>{escape(clip(titles.get(one, one), 120))}</bdi></a>'
        for one in (link.newer, link.older)
    )
    said = say("corrects" if link.kind == "correction" else "newer_version_of", newer=newer, older=older)
    # a correction is usually a note of its own, not a new text of the article
    label = escape(say("compare" if link.kind == "correction" else "what_changed_link"))
    changes = path_to(ARTICLE_CHANGES, link.newer, query={"older": link.older})
    return f'{said} <a href="{escape(changes)}">{label}</a>'


def _coverage(coverage: Coverage, heading: str, say: Say) -> str:
    lines = []
    for one in coverage.silent:
        names = ", ".join(f"<bdi>{escape(clip(name, 60))}</bdi>" for name in one.names)
        outlet = f"<bdi>{escape(clip(one.outlet, 80))}</bdi>"
        others = counted(one.articles, "other_article", say)
        lines.append(f"<li>{say('silent_outlet', outlet=outlet, articles=others, names=names)}</li>")
    outlets = collapsible_list(lines, LINES_SHOWN, "outlet", say, element="ul")
    title = escape(say("not_in_story"))
    return f'<section class="silent"><{heading}>{title}</{heading}>{outlets}</section>' if lines else ""
