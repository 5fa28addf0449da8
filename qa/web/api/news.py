"""Routes of the news: stories, timelines, who said what, names."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from qa.answering.json import article_json
from qa.news.views.json import said_json, story_json, timeline_json
from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, part_json, sliced_json
from qa.web.api.models.news import (
    NamedModel,
    NameKind,
    NamesModel,
    QuotationsModel,
    SpeakersModel,
    StoriesModel,
    StoryModel,
    TimelineModel,
)
from qa.web.api.paths import NAMED, NAMES, QUOTATIONS, SPEAKERS, STORIES, STORY, STORY_TIMELINE
from qa.web.api.routing import Json, new_router

Name = Annotated[str, Query(min_length=1, max_length=200)]


def news_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    _add_stories(router, service)
    _add_people(router, service)
    return router


def _add_stories(router: APIRouter, service: CuttingsService) -> None:
    news = service.news

    @router.get(STORIES, response_model=StoriesModel, summary="Stories of two articles at least, most articles first")
    def stories(part: WantedPart) -> Response:
        found = [story_json(one) for one in news.stories(part.limit + 1, part.offset)]
        return Json(part_json("stories", found, news.story_count(), part))

    @router.get(STORY, response_model=StoryModel, summary="A story, by its id or that of one of its articles")
    def story(story: str) -> Response:
        found = news.story(story)
        return Json(story_json(found, news.coverage(found)))

    @router.get(STORY_TIMELINE, response_model=TimelineModel, summary="The dated events of a story")
    def timeline(story: str) -> Response:
        return Json(timeline_json(news.timeline(story)))


def _add_people(router: APIRouter, service: CuttingsService) -> None:
    news = service.news

    @router.get(QUOTATIONS, response_model=QuotationsModel, summary="What somebody said, newest articles first")
    def quotations(part: WantedPart, name: Name) -> Response:
        found = [said_json(one) for one in news.said(name, part.limit + 1, part.offset)]
        return Json(part_json("quotations", found, news.said_count(name), part))

    @router.get(SPEAKERS, response_model=SpeakersModel, summary="Who is quoted by name, most quotations first")
    def speakers(part: WantedPart) -> Response:
        found = [{"speaker": name, "quotations": number} for name, number in news.speakers()]
        return Json(sliced_json("speakers", found, part))

    @router.get(NAMES, response_model=NamesModel, summary="The names of a kind that most articles have")
    def names(part: WantedPart, kind: NameKind = "person") -> Response:
        found = [{"name": one.spelled, "kind": one.kind, "articles": one.articles} for one in news.most_named(kind)]
        return Json(sliced_json("names", found, part))

    @router.get(NAMED, response_model=NamedModel, summary="The newest articles that have a name")
    def named(part: WantedPart, name: Name) -> Response:
        found = [article_json(one) for one in news.articles_naming(name)]
        return Json({**sliced_json("articles", found, part), "naming": news.naming_count(name)})
