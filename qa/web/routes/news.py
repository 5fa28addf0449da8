"""Routes of the news: stories, timelines, who said what, names, what changed."""

from collections.abc import Callable
from functools import partial
from typing import Protocol
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from corpus.errors import NotFound
from qa.news.answers.looked_at import may_be_compared
from qa.news.views.coverage import Coverage
from qa.news.views.story import Story
from qa.news.views.timeline import Timeline
from qa.service.service import CuttingsService
from qa.service.summaries import Subject
from qa.web.middleware.access import Access, reader_of
from qa.web.pages import page
from qa.web.pages.article_news import SAID_PAGE, changes_page, named_page, names_page, quotations_page
from qa.web.pages.stories import PAGE_SIZE, stories_page, story_html, story_page
from qa.web.render.summaries import summary_buttons
from qa.web.render.text import clip, escape
from qa.web.render.timeline import timeline_html, timeline_svg
from qa.web.render.timeline_export import EXPORTS
from qa.web.route_table import (
    ANSWER_TIMELINE,
    ANSWER_TIMELINE_PANEL,
    ARTICLE_CHANGES,
    NAMED,
    SAID,
    STORIES,
    STORY,
    STORY_PANEL,
    STORY_TIMELINE,
)
from qa.web.routes.responses import words_of
from qa.web.translations import Say

NAME_LIMIT = 200


class ShowStory(Protocol):
    """Returns a story as HTML, with `tools` below its head."""

    def __call__(self, story: Story, coverage: Coverage, timeline: Timeline, *, say: Say, tools: str) -> str:
        """Return it."""


KINDS = (("person", "people"), ("organisation", "organisations"), ("place", "places"))
MEDIA = {".md": "text/markdown", ".csv": "text/csv", ".ics": "text/calendar"}


def add_news_routes(app: FastAPI, service: CuttingsService, access: Access) -> None:
    """Add these routes to an application."""
    _add_stories(app, service, access)
    _add_people(app, service)
    _add_timelines(app, service)


def _add_stories(app: FastAPI, service: CuttingsService, access: Access) -> None:
    def shown(story_id: str, show: ShowStory, say: Say, missing: Callable[[], str]) -> HTMLResponse:
        try:
            found = service.news.story(story_id)
            compared = (Subject("outlets", found.id),) if may_be_compared(found) else ()
            tools = summary_buttons((Subject("story", found.id), *compared), service.prose.host, say)
            return HTMLResponse(
                show(found, service.news.coverage(found), service.news.timeline(found), say=say, tools=tools)
            )
        except NotFound:
            return HTMLResponse(missing(), status_code=404)

    @app.get(STORIES, response_class=HTMLResponse)
    def listed(request: Request, page: str = "1") -> HTMLResponse:
        number = _page_number(page)
        found = service.news.stories(PAGE_SIZE, (number - 1) * PAGE_SIZE)
        return HTMLResponse(stories_page(found, service.news.story_count(), number, words_of(request)))

    @app.get(STORY, response_class=HTMLResponse)
    def story(request: Request, story_id: str) -> HTMLResponse:
        say = words_of(request)
        token = access.token(request.headers)
        return shown(story_id, partial(story_page, token=token), say, partial(page.missing_page, say))

    @app.get(STORY_PANEL, response_class=HTMLResponse)
    def panel(request: Request, story_id: str) -> HTMLResponse:
        say = words_of(request)
        return shown(story_id, story_html, say, lambda: f'<p class="gone">{page.missing_html(say)}</p>')

    @app.get(ARTICLE_CHANGES, response_class=HTMLResponse)
    def changes(request: Request, article_id: str, version: str = "", older: str = "") -> HTMLResponse:
        say = words_of(request)
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 7 else None
        if number is None and not older:
            return HTMLResponse(page.missing_page(say), status_code=404)
        try:
            article = service.article(article_id)
            compared = service.news.changed(article_id, version=number, older=older or None)
            since = (
                say("since_article", title=clip(service.article(older).title, 200))
                if older
                else say("since_version", number=number)
            )
        except NotFound:
            return HTMLResponse(page.missing_page(say), status_code=404)
        return HTMLResponse(changes_page(article, compared, since, say))


def _add_people(app: FastAPI, service: CuttingsService) -> None:
    @app.get(SAID, response_class=HTMLResponse)
    def said(request: Request, name: str = "", page: str = "1") -> HTMLResponse:
        asked, number = _name(name), _page_number(page)
        found = service.news.said(asked, SAID_PAGE, (number - 1) * SAID_PAGE) if asked else []
        total = service.news.said_count(asked) if asked else 0
        speakers = service.news.speakers()
        return HTMLResponse(quotations_page(asked, found, total, speakers, number, words_of(request)))

    @app.get(NAMED, response_class=HTMLResponse)
    def named(request: Request, name: str = "") -> HTMLResponse:
        asked, say, news = _name(name), words_of(request), service.news
        if not asked:
            return HTMLResponse(names_page({say(heading): news.most_named(kind) for kind, heading in KINDS}, say))
        return HTMLResponse(
            named_page(
                asked,
                news.articles_naming(asked),
                news.naming_count(asked),
                news.said(asked),
                news.said_count(asked),
                say,
            )
        )


def _page_number(sent: str) -> int:
    return min(max(int(sent), 1), 100_000) if sent.isascii() and sent.isdigit() and len(sent) < 7 else 1


def _name(sent: str) -> str:
    """Return a name that can be searched for: on one line, with printable characters only."""
    printable = "".join(one if one.isprintable() else " " for one in sent[:NAME_LIMIT])
    return " ".join(printable.split())


def _add_timelines(app: FastAPI, service: CuttingsService) -> None:
    @app.get(STORY_TIMELINE)
    def export(story_id: str, kind: str) -> Response:
        suffix = f".{kind}"
        try:
            found = service.news.story(story_id)
            made = EXPORTS[suffix](service.news.timeline(found), found.title)
        except (NotFound, KeyError):
            return PlainTextResponse("There is no such timeline.", status_code=404)
        file = quote(f"{clip(found.title, 60)}{suffix}", safe="")
        headers = {"content-disposition": f"attachment; filename=\"timeline{suffix}\"; filename*=UTF-8''{file}"}
        return Response(made.encode("utf-8"), media_type=f"{MEDIA[suffix]}; charset=utf-8", headers=headers)

    @app.get(ANSWER_TIMELINE, response_class=HTMLResponse)
    def of_answer(request: Request, exchange: str) -> HTMLResponse:
        shown = _of_answer(request, exchange, "h1")
        if shown is None:
            return HTMLResponse(page.missing_page(words_of(request)), status_code=404)
        say = words_of(request)
        title = say("timeline_panel")
        return HTMLResponse(page.document(title, shown, say, kind="story-page", here=STORIES, inside=True))

    @app.get(ANSWER_TIMELINE_PANEL, response_class=HTMLResponse)
    def of_answer_panel(request: Request, exchange: str) -> HTMLResponse:
        shown = _of_answer(request, exchange)
        return HTMLResponse(
            shown or f'<p class="gone">{page.missing_html(words_of(request))}</p>', status_code=200 if shown else 404
        )

    def _of_answer(request: Request, exchange: str, heading: str = "h2") -> str | None:
        kept = service.conversations.exchange(reader_of(request.headers).name, exchange)
        if kept is None or kept.asked.answer is None:
            return None
        timeline, say = service.news.timeline_of(kept.asked.answer), words_of(request)
        title = escape(clip(kept.asked.question, 200))
        shown = (
            f"{timeline_svg(timeline, None, say)}{timeline_html(timeline, say)}"
            if timeline.events
            else f"<p>{escape(say('no_timeline'))}</p>"
        )
        kicker = f'<p class="kicker">{escape(say("timeline_panel"))}</p>'
        headed = f'{kicker}<{heading} id="cutting-title" dir="auto">{title}</{heading}>'
        return f'<article class="story" aria-labelledby="cutting-title"><header>{headed}</header>{shown}</article>'
