"""What is derived of real articles, row for row: making it faster must change none of it.

A rule that is meant to change rows changes their digests: `CUTTINGS_WRITE_ROWS=1 pytest tests/qa/news/test_rows.py` writes
them anew, and the file's diff says which tables the change reached.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings

DIGESTS = Path(__file__).parents[2] / "data/derived_rows.json"
NEWS = {
    "articles": "SELECT key, id, day, traits, hex(signature), agency, story, printing FROM articles ORDER BY key",
    "features": "SELECT * FROM features ORDER BY 1, 2, 3",
    "bands": "SELECT * FROM bands ORDER BY 1, 2",
    "edges": "SELECT a, b, round(alike, 4), round(shared, 4) FROM edges ORDER BY a, b",
    "links": "SELECT * FROM links ORDER BY 1, 2, 3",
    "names": "SELECT * FROM names ORDER BY 1, 2, 3",
    "said": "SELECT * FROM said ORDER BY 1, 2",
    "speakers": "SELECT * FROM speakers ORDER BY 1, 2, 3",
    "differences": "SELECT * FROM differences ORDER BY 1, 2",
}
CATALOGUE = {
    "stored": "SELECT key, id, version, content_hash, words, fingerprint, variant, family FROM articles ORDER BY key",
    "passages": "SELECT * FROM passages ORDER BY id",
}


def drafts_of(path: Path) -> list[ArticleDraft]:
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return [
        ArticleDraft(title=row["title"], text=row["text"], published=row.get("date"), outlet=row.get("outlet"))
        for row in rows
        if row["text"].strip()
    ]


def digests(drafts: Iterable[ArticleDraft], folder: Path) -> dict[str, str]:
    paths = ArchivePaths(folder)
    with closing(CuttingsService(paths, Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts(list(drafts))
    return {**dict(_digests(paths.news, NEWS)), **dict(_digests(paths.catalogue, CATALOGUE))}


def _digests(path: Path, statements: dict[str, str]) -> Iterator[tuple[str, str]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        for name, statement in statements.items():
            rows = hashlib.sha256()
            for row in db.execute(statement):
                rows.update(repr(row).encode("utf-8", "surrogatepass"))
            yield name, rows.hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["xquad", "news-quiz", "news-reworded"])
def test_the_same_rows_as_before(name: str, shared: Path, tmp_path: Path) -> None:
    found = digests(drafts_of(shared / "eval" / name / "articles.jsonl"), tmp_path / "archive")
    kept = json.loads(DIGESTS.read_text("utf-8")) if DIGESTS.is_file() else {}
    if os.environ.get("CUTTINGS_WRITE_ROWS"):
        DIGESTS.write_text(json.dumps(kept | {name: found}, indent=1, sort_keys=True) + "\n", "utf-8")
        return
    assert found == kept[name]
