"""The state of an archive, as `cuttings status` and the page of articles show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from corpus.catalogue.paths import ArchivePaths
from corpus.catalogue.snapshot import Counts
from corpus.catalogue.sources import FailedFile
from corpus.engine.schema import stored_bytes
from corpus.originals import OriginalFiles
from embeddings.index.backend import suffixes
from embeddings.stores import makers_of
from qa.answering.archive_pool import State
from qa.answering.json import Json

_NO_COUNTS = Counts(articles=0, passages=0, outlets=0, words=0, first=None, last=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of an archive.

    Attributes:
        place: the folder, or the address in an engine.
        encoded_by: how many vectors of the model workers made, by the kind of their processor and what ran the model.
        built: when the newest part of the index was written, ISO time, UTC.
        failed: files that could not be read when they were last tried.
        news_to_come: articles whose names, quotations and stories are not derived yet; they answer already.
        originals, original_bytes: how many files are kept that articles were read from, and their size.
    """

    place: str
    exists: bool = False
    counts: Counts = _NO_COUNTS
    revision: int = 0
    model: str | None = None
    encoded_by: Mapping[str, int] = field(default_factory=dict)
    segments: int = 0
    bytes: int = 0
    sample: bool = False
    built: str | None = None
    failed: tuple[FailedFile, ...] = ()
    news_to_come: int = 0
    originals: int = 0
    original_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """What can be told of an archive at once, whatever its size.

    Attributes:
        last_added: when an article was last stored, ISO time, UTC.
        failed: number of files that could not be read when they were last tried.
    """

    revision: int = 0
    segments: int = 0
    last_added: str | None = None
    failed: int = 0


def index_state_of(state: State, failed: int) -> IndexState:
    """Return the state of the index of an archive that there is."""
    snapshot = state.snapshot
    model = snapshot.setting("model")
    return IndexState(
        revision=snapshot.revision,
        segments=len(snapshot.segments(model)) if model else 0,
        last_added=snapshot.last_added(),
        failed=failed,
    )


def status_of(state: State, failed: tuple[FailedFile, ...], news_to_come: int) -> Status:
    """Return the status of an archive that there is."""
    paths, snapshot = state.paths, state.snapshot
    model = snapshot.setting("model")
    originals = OriginalFiles(paths.originals).sizes()
    return Status(
        place=paths.name,
        exists=True,
        counts=snapshot.counts(),
        revision=snapshot.revision,
        model=model,
        encoded_by=makers_of(paths, model) if model else {},
        segments=len(snapshot.segments(model)) if model else 0,
        bytes=_bytes_of(paths),
        sample=snapshot.setting("sample") == "yes",
        built=_newest(state),
        failed=failed,
        news_to_come=news_to_come,
        originals=len(originals),
        original_bytes=sum(originals.values()),
    )


def status_json(status: Status) -> Json:
    """Return what `cuttings status --json` says."""
    return {
        "archive": status.place,
        "exists": status.exists,
        "sample": status.sample,
        "articles": status.counts.articles,
        "passages": status.counts.passages,
        "outlets": status.counts.outlets,
        "words": status.counts.words,
        "first": status.counts.first,
        "last": status.counts.last,
        "revision": status.revision,
        "model": status.model,
        "encoded_by": dict(status.encoded_by),
        "segments": status.segments,
        "bytes": status.bytes,
        "news_to_come": status.news_to_come,
        "originals": status.originals,
        "original_bytes": status.original_bytes,
        "failed": [{"path": one.path, "reason": one.reason, "tries": one.tries} for one in status.failed],
    }


def _bytes_of(paths: ArchivePaths) -> int:
    if paths.engine is not None:
        return stored_bytes(paths.engine)
    return sum(file.stat().st_size for file in paths.folder.rglob("*") if file.is_file())


def _newest(state: State) -> str | None:
    ends = suffixes()
    times = [file.stat().st_mtime for file in state.paths.segments.glob("*") if file.name.endswith(ends)]
    return datetime.fromtimestamp(max(times), UTC).isoformat(timespec="seconds") if times else None
