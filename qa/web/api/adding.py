"""Routes that change articles: adding them as text, from a file or from an address; correcting and removing them; jobs."""

import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from corpus.article import ArticleDraft
from corpus.catalogue.corrections import valid_correction
from corpus.catalogue.validation import is_address
from corpus.errors import CorrectionInvalid, NotFound, ReadError
from corpus.private_files import open_new
from corpus.readers.bodies import clean_body
from corpus.readers.limits import too_large
from qa.answering.json import article_json
from qa.service.jobs import Job, Jobs, job_json, sentence
from qa.service.maintenance import Selection
from qa.service.progress import AddReport, report_json
from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, sliced_json
from qa.web.api.models.articles import (
    AddedModel,
    AddressModel,
    ArticleModel,
    CorrectionModel,
    JobModel,
    JobsModel,
    NewArticleModel,
)
from qa.web.api.paths import (
    ARTICLE,
    ARTICLES,
    ARTICLES_ADDRESS,
    ARTICLES_FILES,
    CORRECTION,
    JOB,
    JOB_CANCEL,
    JOBS,
    RESTORE,
)
from qa.web.api.routing import Json, caller, new_router

BUSY = "Too many files wait already; try again when some are done."
NO_JOB = "There is no such job."
ADDED_AS_TEXT = "text"
"""The source of an article that was sent as text."""

_AROUND = 65_536  # bytes of a multipart body around the file
_FILE = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


def adding_routes(service: CuttingsService, jobs: Jobs) -> APIRouter:
    """Return these routes."""
    router = new_router()
    _add_adding(router, service, jobs)
    _add_changes(router, service)
    _add_jobs(router, jobs)
    return router


def _add_adding(router: APIRouter, service: CuttingsService, jobs: Jobs) -> None:
    @router.post(ARTICLES, response_model=AddedModel, summary="Add an article as text")
    def add(article: NewArticleModel) -> Response:
        return Json(report_json(service.maintenance.add_drafts([_draft(article)])))

    @router.post(ARTICLES_ADDRESS, response_model=JobModel, status_code=202, summary="Add what is at an address")
    async def fetch(request: Request, wanted: AddressModel) -> Response:
        await _require_room(jobs)
        return Json(_job_json(jobs.fetch(wanted.address.strip(), caller(request))), 202)

    @router.post(
        ARTICLES_FILES,
        response_model=JobModel,
        status_code=202,
        openapi_extra=_FILE,
        summary="Add the articles of a file, of any format that Cuttings reads",
    )
    async def upload(
        request: Request, collection: Annotated[str, Query(max_length=200, description="to add them to")] = ""
    ) -> Response:
        def collect(report: AddReport) -> None:
            service.desk.collections.add(
                service.desk.collections.named(collection).id, [*report.added, *report.changed, *report.unchanged]
            )

        if collection:
            await run_in_threadpool(service.desk.collections.named, collection)
        await _require_room(jobs)
        path, name = await _received(request, jobs, service.maintenance.reading.max_bytes)
        return Json(_job_json(jobs.add(path, name, caller(request), collect if collection else None)), 202)


def _draft(article: NewArticleModel) -> ArticleDraft:
    fields = {name: getattr(article, name) for name in ("title", "outlet", "published", "byline")}
    known = valid_correction(fields)
    text = clean_body(article.text)
    if not text.strip():
        raise ReadError(ADDED_AS_TEXT, "There is no text in it.")
    return ArticleDraft(
        title=known["title"] or "",
        text=text,
        outlet=known["outlet"],
        published=known["published"],
        byline=known["byline"],
        url=_address(article.url) if article.url else None,
        language=article.language,
        source=ADDED_AS_TEXT,
    )


def _address(text: str) -> str:
    found = text.strip().partition("#")[0]
    if not (found.startswith(("http://", "https://")) and is_address(found)):
        raise CorrectionInvalid(f"{text[:80]!r} is no address of a page")
    return found


async def _require_room(jobs: Jobs) -> None:
    if not await run_in_threadpool(jobs.room):
        raise HTTPException(429, BUSY, {"retry-after": "60"})


async def _received(request: Request, jobs: Jobs, limit: int) -> tuple[Path, str]:
    """Return the file of a multipart request, written where jobs expect it, and its name."""
    refused = HTTPException(413, sentence(too_large(limit)))
    if int(request.headers.get("content-length") or 0) > limit + _AROUND:
        raise refused
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415, "A file is sent as multipart/form-data, in the field `file`.")
    parser = MultiPartParser(request.headers, _bounded(request, limit + _AROUND, refused), max_files=1, max_fields=10)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(400, error.message) from error
    try:
        return await _written(form.get("file"), jobs, limit)
    finally:
        await form.close()


async def _written(file: UploadFile | str | None, jobs: Jobs, limit: int) -> tuple[Path, str]:
    if not isinstance(file, UploadFile):
        raise HTTPException(422, "A file is sent in the field `file`.")
    if (file.size or 0) > limit:
        raise HTTPException(413, sentence(too_large(limit)))
    path = jobs.new_file(file.filename or "")
    try:
        await run_in_threadpool(_copy, file.file, path)
    except BaseException:  # the disk is full, or the server is ending
        jobs.discard(path)
        raise
    return path, file.filename or path.name


async def _bounded(request: Request, limit: int, refused: HTTPException) -> AsyncGenerator[bytes]:
    received = 0
    async for part in request.stream():
        received += len(part)
        if received > limit:
            raise refused
        yield part


def _copy(source: BinaryIO, path: Path) -> None:
    with open_new(path) as file:
        shutil.copyfileobj(source, file)


def _add_changes(router: APIRouter, service: CuttingsService) -> None:
    @router.patch(ARTICLE, response_model=ArticleModel, summary="Correct fields of an article")
    def correct(article_id: str, wanted: CorrectionModel) -> Response:
        return Json(article_json(service.maintenance.correct(article_id, wanted.model_dump(exclude_unset=True))))

    @router.delete(CORRECTION, response_model=ArticleModel, summary="Show an article as it was read")
    def undo_correction(article_id: str) -> Response:
        return Json(article_json(service.maintenance.undo_correction(article_id)))

    @router.delete(ARTICLE, status_code=204, response_class=Response, summary="Remove an article from all answers")
    def remove(article_id: str) -> Response:
        service.maintenance.remove(Selection(ids=(article_id,)))
        return Response(status_code=204)

    @router.post(RESTORE, response_model=AddedModel, summary="Add a removed article again, as it was")
    def restore(article_id: str) -> Response:
        return Json(report_json(service.maintenance.put_back(article_id)))


def _add_jobs(router: APIRouter, jobs: Jobs) -> None:
    @router.get(JOBS, response_model=JobsModel, summary="The jobs of this client, oldest first")
    def listed(request: Request, part: WantedPart) -> Response:
        return Json(sliced_json("jobs", [_job_json(job) for job in jobs.listed(caller(request))], part))

    @router.get(JOB, response_model=JobModel, summary="A job")
    def job(request: Request, job: str) -> Response:
        return Json(_job_json(_job(jobs, job, request)))

    @router.post(JOB_CANCEL, response_model=JobModel, summary="Cancel a job that waits or runs")
    def cancel(request: Request, job: str) -> Response:
        jobs.cancel(job, caller(request))
        return Json(_job_json(_job(jobs, job, request)))


def _job(jobs: Jobs, job_id: str, request: Request) -> Job:
    for job in jobs.listed(caller(request)):
        if job.id == job_id:
            return job
    raise NotFound(NO_JOB)


def _job_json(job: Job) -> dict[str, Any]:
    return {**job_json(job), **({"report": report_json(job.report)} if job.report else {})}
