"""The processes of the stress test: one that writes to an archive all the time, and those that read what it writes.

    tests/storage/stress.py ROLE ARCHIVE SECONDS

ROLE is `write`, `read` (catalogue, words and vectors, as a search sees them) or `ask` (whole answers). The writer replaces a
group of articles by their next version, all in one batch, and adds and removes another group; so a reader that ever sees two
versions, or a part of a group, has seen a state that never was. Each prints one line of JSON about what it did.
"""

# ruff: noqa: S311, T201

import json
import random
import re
import sys
import time
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from corpus.article import Article
from corpus.catalogue.catalogue import Catalogue
from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Snapshot
from corpus.errors import ArchiveDamaged
from corpus.filters import Filters
from corpus.text.terms import terms
from embeddings.index.search import search_dense
from embeddings.index.segment_files import SegmentFiles
from embeddings.models.encoder import Encoder
from embeddings.models.pipeline import load_encoder
from embeddings.models.registry import find_model
from qa.answering.answer import Answer, Citation
from qa.service.maintenance import Selection
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from tests.storage.made import article, digest

LASTING, PASSING = 8, 5  # articles of the group that changes, and of the one that comes and goes
OUTLET = "Orchard News"  # of the group that comes and goes
MODELS = ("hashing-256", "hashing-128")
QUESTION = "Which mark stands here?"
_TOKEN = re.compile(r"mark(\d+)v(\d+)end")


def write(paths: ArchivePaths, seconds: float) -> dict[str, object]:
    """Add, change, remove, rebuild and compact until there is a file `stop`, or the time is over."""
    until = time.monotonic() + seconds
    stop = paths.folder.with_name("stop")
    path = paths.folder.with_name("batch.txt")
    done: dict[str, int] = {}
    longest = 0.0
    began = time.monotonic()

    def note(what: str) -> None:
        nonlocal began, longest
        done[what] = done.get(what, 0) + 1
        longest, began = max(longest, time.monotonic() - began), time.monotonic()

    with closing(CuttingsService(paths, Settings(model=MODELS[0]))) as first:
        path.write_text(digest(article(number, 1) for number in range(LASTING)), encoding="utf-8")
        first.maintenance.add([path])
    with closing(CuttingsService(paths, Settings(wait_seconds=60))) as service:
        for version in count(2):
            if stop.exists() or time.monotonic() > until:
                break
            path.write_text(digest(article(number, version) for number in range(LASTING)), encoding="utf-8")
            report = service.maintenance.add([path])
            assert len(report.changed) == LASTING, report
            note("changed")
            if version % 3 == 0:
                passing = [replace(article(100 + number, version), outlet=OUTLET) for number in range(PASSING)]
                path.write_text(digest(passing), encoding="utf-8")
                service.maintenance.add([path])
                note("added")
            if version % 3 == 2 and version > 3:
                assert len(service.maintenance.remove(Selection(outlet=OUTLET))) == PASSING
                note("removed")
            if version % 5 == 0:
                service.maintenance.rebuild(MODELS[version // 5 % 2])
                note("rebuilt")
            if version % 7 == 0:
                service.maintenance.compact()
                note("compacted")
    return {**done, "longest": round(longest, 2)}


def versions(articles: list[Article]) -> tuple[set[int], set[int]]:
    """Return the versions of the lasting and of the passing group, which must each be there whole or not at all."""
    seen: tuple[dict[int, set[int]], dict[int, set[int]]] = ({}, {})
    for one in articles:
        for number, version in _TOKEN.findall(one.text):
            seen[one.outlet == OUTLET].setdefault(int(version), set()).add(int(number))
    lasting, passing = seen
    assert len(lasting) == 1, f"versions {sorted(lasting)} at once"
    assert all(len(numbers) == LASTING for numbers in lasting.values()), lasting
    assert len(passing) <= 1, f"versions {sorted(passing)} at once"
    assert all(len(numbers) == PASSING for numbers in passing.values()), passing
    return set(lasting), set(passing)


def read(paths: ArchivePaths, seconds: float) -> dict[str, object]:
    """Look at one state after another, each with everything that a search would look at.

    Where a writer gets no further in that time, as on a busy machine, it is waited for, ten times as long at most.
    """
    encoders = {f"{name}@1": load_encoder(find_model(name)) for name in MODELS}
    files = SegmentFiles(paths.segments)
    chance = random.Random()
    states: set[int] = set()
    looks = again = 0
    began = time.monotonic()
    with closing(Catalogue(paths.catalogue)) as catalogue:
        while time.monotonic() < began + seconds * (1 if len(states) > 1 else 10):
            try:
                with catalogue.snapshot() as snapshot:
                    revision = snapshot.revision
                    assert revision >= max(states, default=0), "the archive went back in time"
                    look(snapshot, files, encoders[snapshot.setting("model") or ""], chance)
            except ArchiveDamaged:
                # as the service does: a writer may have swept a segment away before it was read
                with catalogue.snapshot() as snapshot:
                    assert snapshot.revision != revision
                again += 1
                continue
            states.add(revision)
            looks += 1
    return {"looks": looks, "again": again, "states": len(states)}


def look(snapshot: Snapshot, files: SegmentFiles, encoder: Encoder, chance: random.Random) -> None:
    """Make sure that catalogue, words and vectors show the same, whole state."""
    articles = {one.id: one for one in snapshot.articles()}
    (version,), passing = versions(list(articles.values()))
    allowed = {version, *passing}
    near = search_dense(snapshot, files, encoder.key, encoder.encode_question(QUESTION), 16, Filters())
    found = snapshot.passages(key for key, _ in (*snapshot.lexical(terms(QUESTION), 16, Filters()), *near))
    assert len(found) >= min(16, len(snapshot.passage_ids()))
    for passage in found.values():
        assert articles[passage.article_id].text[passage.start : passage.end] == passage.text
        assert {int(number) for _, number in _TOKEN.findall(passage.text)} <= allowed
    number = chance.randrange(LASTING)
    assert snapshot.lexical([f"mark{number}v{version}end"], 9, Filters())
    assert not snapshot.lexical([f"mark{number}v{version - 1}end"], 9, Filters())
    everything = search_dense(snapshot, files, encoder.key, encoder.encode_question(QUESTION), 999, Filters())
    assert sorted(key for key, _ in everything) == snapshot.passage_ids()


def ask(paths: ArchivePaths, seconds: float) -> dict[str, object]:
    """Ask for whole answers; the time begins when the models are loaded."""
    answers = quotes = 0
    seen: set[int] = set()
    with closing(CuttingsService(paths)) as service:
        service.warm()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = service.ask(QUESTION)
            seen.add(version_of(answer))
            answers += 1
            quotes += len(answer.quotes)
    return {"answers": answers, "quotes": quotes, "versions": len(seen)}


def version_of(answer: Answer) -> int:
    """Return the version that an answer comes from, all of it, word for word."""
    assert answer.passages
    parts = [(quote, answer.citation(quote.citation)) for quote in (*answer.quotes, *answer.passages)]
    found: dict[bool, set[int]] = {True: set(), False: set()}
    for quote, citation in parts:
        found[citation.article.outlet == OUTLET] |= {int(version) for _, version in _TOKEN.findall(quote.text)}
    assert len(found[False]) == 1, f"versions {sorted(found[False])} in one answer"
    assert len(found[True]) <= 1, f"versions {sorted(found[True])} in one answer"
    for quote, citation in parts:
        of_version = [text for version in found[citation.article.outlet == OUTLET] for text in texts(citation, version)]
        assert [text[quote.start : quote.end] for text in of_version] == [quote.text]
        assert (citation.start, citation.end) == (quote.start, quote.end)
    return found[False].pop()


def texts(citation: Citation, version: int) -> list[str]:
    """Return the text of a version of the article that is cited."""
    numbers = range(100, 100 + PASSING) if citation.article.outlet == OUTLET else range(LASTING)
    made = [article(number, version) for number in numbers]
    return [one.text for one in made if one.title == citation.article.title]


if __name__ == "__main__":
    role, folder, duration = sys.argv[1:]
    print(json.dumps({"write": write, "read": read, "ask": ask}[role](ArchivePaths(Path(folder)), float(duration))))
