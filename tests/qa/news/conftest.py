"""Archives of made articles for news sense."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings

MADE = Path(__file__).parents[2] / "data/stories/articles.json"


@pytest.fixture(scope="session")
def made() -> dict[str, ArticleDraft]:
    """The made articles by their names in tests/data/stories."""
    return {
        row["id"]: ArticleDraft(
            title=row["title"],
            text=row["text"],
            outlet=row["outlet"],
            published=row["published"],
            byline=row["byline"],
            url=row["url"],
            language="en",
            source="made.json",
        )
        for row in json.loads(MADE.read_text("utf-8"))
    }


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., CuttingsService]]:
    """Open services, each over an archive of its own, with the default model."""
    services: list[CuttingsService] = []

    def started(*drafts: ArticleDraft, folder: str = "archive") -> CuttingsService:
        service = CuttingsService(ArchivePaths(tmp_path / folder), Settings(wait_seconds=0))
        services.append(service)
        if drafts:
            service.maintenance.add_drafts(drafts)
        return service

    yield started
    for service in services:
        with closing(service):
            pass
