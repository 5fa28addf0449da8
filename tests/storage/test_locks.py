"""The locks that a process has on its archive last, whatever else it opens there: so another one does not take its log away."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings

ROOT = Path(__file__).parents[2]
ADDS = """
import sys
from contextlib import closing
from pathlib import Path
from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
with closing(CuttingsService(ArchivePaths(Path(sys.argv[1])), Settings(model="hashing-256"))) as service:
    service.maintenance.add_drafts([ArticleDraft(title=f"Tram {sys.argv[2]}", text=f"Tram {sys.argv[2]} runs again.")])
"""


def test_what_another_process_adds_is_seen_after_the_catalogue_was_opened_a_second_time(tmp_path: Path) -> None:
    paths = ArchivePaths(tmp_path / "archive")
    log = paths.catalogue.with_name(f"{paths.catalogue.name}-wal")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([ArticleDraft(title="Bank", text="The bank cut its rate.")])
        for number in (1, 2):
            with closing(Catalogue(paths.catalogue)) as other, other.snapshot() as snapshot:  # as saved questions do
                assert snapshot.counts().articles == number
            subprocess.run([sys.executable, "-c", ADDS, paths.folder, str(number)], cwd=ROOT, check=True)
            assert log.exists()
            assert len(service.articles()) == number + 1
