"""Routes of dossiers: pinned quotes and notes, and the files that they are exported as."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from corpus.errors import NotFound
from qa.service.desk import DeskService, ShownEntry
from qa.service.desk_json import dossier_json, entry_json
from qa.service.service import CuttingsService
from qa.web.api.listing import WantedPart, sliced_json
from qa.web.api.models.desk import (
    ChangedEntryModel,
    DossierModel,
    DossiersModel,
    EntriesModel,
    EntryModel,
    NewEntryModel,
    TitleModel,
)
from qa.web.api.paths import DOSSIER, DOSSIER_EXPORT, DOSSIERS, ENTRIES, ENTRY
from qa.web.api.routing import Json, new_router
from qa.web.export.kinds import DOSSIER_KINDS, export_dossier

_FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "the file",
        "content": {kind.media: {"schema": {"type": "string", "format": "binary"}} for kind in DOSSIER_KINDS.values()},
    }
}


def dossier_routes(service: CuttingsService) -> APIRouter:
    """Return these routes."""
    router = new_router()
    _add_dossiers(router, service.desk)
    _add_entries(router, service.desk)
    return router


def _add_dossiers(router: APIRouter, desk: DeskService) -> None:
    @router.get(DOSSIERS, response_model=DossiersModel, summary="Dossiers, the one changed last first")
    def listed(part: WantedPart) -> Response:
        return Json(sliced_json("dossiers", [dossier_json(one) for one in desk.dossiers.listed()], part))

    @router.post(DOSSIERS, response_model=DossierModel, status_code=201, summary="Create a dossier")
    def create(wanted: TitleModel) -> Response:
        return Json(dossier_json(desk.dossiers.create(wanted.title)), 201)

    @router.get(DOSSIER, response_model=DossierModel, summary="A dossier, by its id or its title")
    def dossier(dossier: str) -> Response:
        return Json(dossier_json(desk.dossiers.named(dossier)))

    @router.patch(DOSSIER, response_model=DossierModel, summary="Rename a dossier")
    def rename(dossier: str, wanted: TitleModel) -> Response:
        found = desk.dossiers.named(dossier).id
        desk.dossiers.rename(found, wanted.title)
        return Json(dossier_json(desk.dossiers.named(found)))

    @router.delete(DOSSIER, status_code=204, response_class=Response, summary="Delete a dossier")
    def delete(dossier: str) -> Response:
        desk.dossiers.delete(desk.dossiers.named(dossier).id)
        return Response(status_code=204)

    @router.get(DOSSIER_EXPORT, response_class=Response, responses=_FILES, summary="A dossier as a file")
    def export(dossier: str, kind: str) -> Response:
        if kind not in DOSSIER_KINDS:
            raise NotFound(f"There is no such format; there are {', '.join(DOSSIER_KINDS)}.")
        found = desk.dossiers.named(dossier)
        content = export_dossier(found, [one.entry for one in desk.shown(found)], kind)
        return Response(content, media_type=DOSSIER_KINDS[kind].media)


def _add_entries(router: APIRouter, desk: DeskService) -> None:
    @router.get(ENTRIES, response_model=EntriesModel, summary="The entries of a dossier as the archive has them now")
    def entries(part: WantedPart, dossier: str) -> Response:
        shown = desk.shown(desk.dossiers.named(dossier))
        return Json(sliced_json("entries", [entry_json(one) for one in shown], part))

    @router.post(ENTRIES, response_model=EntryModel, status_code=201, summary="Pin a quote, or write a note")
    def add(dossier: str, wanted: NewEntryModel) -> Response:
        found = desk.dossiers.named(dossier).id
        place, note = wanted.place, wanted.note
        entry = desk.pin_place(found, place, note) if place else desk.dossiers.write(found, note)
        return Json(entry_json(_entry(desk, found, entry.id)), 201)

    @router.patch(ENTRY, response_model=EntryModel, summary="Change the note of an entry, or its position")
    def change(dossier: str, entry: str, wanted: ChangedEntryModel) -> Response:
        found = desk.dossiers.named(dossier).id
        if wanted.note is not None:
            desk.dossiers.annotate(found, entry, wanted.note)
        if wanted.position is not None:
            desk.dossiers.move(found, entry, wanted.position)
        return Json(entry_json(_entry(desk, found, entry)))

    @router.delete(ENTRY, status_code=204, response_class=Response, summary="Remove an entry")
    def remove(dossier: str, entry: str) -> Response:
        desk.dossiers.remove(desk.dossiers.named(dossier).id, entry)
        return Response(status_code=204)


def _entry(desk: DeskService, dossier: str, entry: str) -> ShownEntry:
    for one in desk.shown(desk.dossiers.named(dossier)):
        if one.entry.id == entry:
            return one
    raise NotFound("There is no such entry in this dossier.")
