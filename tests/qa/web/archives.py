"""Two small archives, for tests of a server that has both."""

from contextlib import closing
from pathlib import Path

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings

OLM = "The ferry across the Olm stops running on 2 May, the harbour office said."
SELL = "The mill at Sell grinds its last flour on 9 June, the miller said."


def build(folder: Path) -> tuple[Path, Path]:
    """Return the folders of two archives, `olm` and `sell`, with an article each."""
    for name, text in (("olm", OLM), ("sell", SELL)):
        draft = ArticleDraft(title=f"News from {name}", text=text, outlet="Gazette", published="2026-03-04")
        with closing(CuttingsService(ArchivePaths(folder / name), Settings(model="hashing-256"))) as service:
            service.maintenance.add_drafts([draft])
    return folder / "olm", folder / "sell"
