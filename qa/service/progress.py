"""Progress of long work, and the report of what was added."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from textwrap import shorten

from corpus.messages import message
from corpus.readers.ingest import Failure
from qa.answering.json import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress of long work.

    Attributes:
        what: is being done, in a word or a file's name.
        done, total: passages, unless `unit` says otherwise.
        unit: what is counted; None for passages, or what the command counts.
    """

    what: str
    done: int
    total: int
    unit: str | None = None


ProgressCallback = Callable[[Progress], None]


def ignore(_: object) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateText:
    """A text that was not stored, because another article or version has it.

    Attributes:
        title, source: of the text.
        article: id of the article that has the same text, or of which it is an earlier version.
        earlier: whether it is an earlier version.
    """

    title: str
    source: str
    article: str
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddReport:
    """The result of adding files.

    Attributes:
        added, changed, unchanged: ids of articles, one for each that was read: a new article, a new version, nothing new.
        same: those with nothing new that came from another file or address than the article that has their text.
        failed: files that could not be read.
        passages: how many were stored.
        encoded: how many of them had to be encoded; the others had a cached vector.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    same: tuple[DuplicateText, ...] = ()
    failed: tuple[Failure, ...] = ()
    passages: int = 0
    encoded: int = 0


def duplicate_line(same: DuplicateText) -> str:
    """Return which article a text that was not stored is the same as."""
    kind = "earlier_version" if same.earlier else "same_text"
    return message(kind, title=shorten(same.title, 80, placeholder=" …"), article=same.article)


def report_json(report: AddReport) -> Json:
    """Return what `cuttings add --json` says."""
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "same": [asdict(one) for one in report.same],
        "failed": [{"path": failure.path, "reason": failure.reason} for failure in report.failed],
        "passages": report.passages,
        "encoded": report.encoded,
    }
