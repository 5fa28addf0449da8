"""What the news are derived from is stored first: killed between the two, articles answer, and their stories follow."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from corpus.catalogue.paths import ArchivePaths
from qa.commands.terminal import status_text
from qa.service.service import CuttingsService
from qa.service.settings import Settings

pytestmark = [pytest.mark.service, pytest.mark.model]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "corpus/sample/cuttings-sample.txt"


def opened(folder: Path) -> CuttingsService:
    return CuttingsService(ArchivePaths(folder), Settings(model="hashing-256", wait_seconds=0))


def told(service: CuttingsService) -> tuple[object, ...]:
    stories = [(story.title, [one.id for one in story.articles]) for story in service.news.stories()]
    return stories, service.news.speakers(), service.news.most_named("person")


def test_killed_between_an_article_and_its_story(tmp_path: Path) -> None:
    with closing(opened(tmp_path / "whole")) as whole:
        whole.maintenance.add([SAMPLE])
        expected = told(whole)
    assert expected[0]
    add = [sys.executable, "-m", "qa.cli", "add", str(SAMPLE), "--model", "hashing-256", "--archive"]
    killed = subprocess.run(
        [*add, str(tmp_path / "killed")],
        cwd=ROOT,
        env={**os.environ, "CUTTINGS_KILL_AT": "committed"},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    with closing(opened(tmp_path / "killed")) as service:
        articles = len(service.articles())
        assert articles == 24
        assert service.ask("How many people were hurt when the ferry struck the pier?").passages
        assert service.news.stories() == []
        assert service.news.behind()
        assert service.status().news_to_come == 24
        assert "names and quotations of 24 articles are still to come" in status_text(service.status())
        service.maintenance.catch_up()  # what a server does once it is warm, and `story` before it answers
        assert told(service) == expected
        assert not service.news.behind()
        assert service.status().news_to_come == 0
        assert "still to come" not in status_text(service.status())
