"""The rows of a catalogue as lines of a back-up, and the rules for a row.

Export and import use the same rules, so a back-up that could not be restored is never written. This file checks the form of
values; `corpus.catalogue.validation` checks whether Cuttings could have stored them.
"""

import json
import re
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from corpus.catalogue.corrections import require_as_read
from corpus.catalogue.printed_pages import require_pages

_ID = re.compile(r"[a-z2-7]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SETTING = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
_URL = re.compile(r"https?://", re.IGNORECASE)
_VARIANT = re.compile(r"[a-z0-9._:-]{1,300}(?: [0-9a-f]{16})?")
_ADDED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?[+-]\d{2}:\d{2}", re.ASCII)
_LARGEST = 2**53 - 1  # far below SQLite's largest integer, so that there is always a next id
_MAX_SETTINGS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """A version of an article, as the catalogue's table has it; see `corpus.catalogue.schema`.

    Raises:
        ValueError: a value is not what it must be.
    """

    key: int
    id: str
    version: int
    content_hash: str
    title: str
    outlet: str | None
    published: str | None
    byline: str | None
    url: str | None
    language: str | None
    source: str
    text: str
    words: int
    added_at: str
    added_revision: int
    removed_revision: int | None
    # a back-up of an earlier Cuttings lacks these, or all but the first
    pages: str | None = None
    variant: str | None = None
    as_read: str | None = None
    original: str | None = None

    def __post_init__(self) -> None:
        _numbers(key=self.key, version=self.version, added_revision=self.added_revision)
        _numbers(0, words=self.words)
        _texts(title=self.title, source=self.source, text=self.text, added_at=self.added_at)
        for name in ("outlet", "published", "byline", "url", "language"):
            if getattr(self, name) is not None:
                _texts(**{name: getattr(self, name)})
        _forms(_ID, id=self.id)
        _forms(_HASH, content_hash=self.content_hash)
        if not self.text:
            raise ValueError("text is empty")
        # shown as a link, so only an http(s) address
        if self.url is not None and not _URL.match(self.url):
            raise ValueError(f"url is {self.url[:80]!r}: no http(s) address")
        if not _ADDED.fullmatch(self.added_at) or datetime.fromisoformat(self.added_at).tzinfo is None:
            raise ValueError(f"added_at is {self.added_at[:40]!r}: no moment with a time zone")
        if self.removed_revision is not None:
            _numbers(self.added_revision, removed_revision=self.removed_revision)
        if self.pages is not None:
            require_pages(self.pages, len(self.text))
        _forms(_VARIANT, **_known(variant=self.variant))
        _forms(_HASH, **_known(original=self.original))
        if self.as_read is not None:
            require_as_read(self.as_read)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRow:
    """A passage, as the catalogue's table has it.

    Raises:
        ValueError: a value is not what it must be.
    """

    id: int
    article_key: int
    start: int
    stop: int
    text_hash: str

    def __post_init__(self) -> None:
        _numbers(id=self.id, article_key=self.article_key)
        _numbers(0, start=self.start)
        _numbers(self.start + 1, stop=self.stop)
        _forms(_HASH, text_hash=self.text_hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRow:
    """All that a catalogue holds except articles and passages.

    Attributes:
        settings: stored names and values, by name.
        articles, passages: the last key or id that was assigned to one.

    Raises:
        ValueError: a value is not what it must be.
    """

    settings: tuple[tuple[str, str], ...]
    articles: int
    passages: int

    def __post_init__(self) -> None:
        _numbers(0, articles=self.articles, passages=self.passages)
        if len(self.settings) > _MAX_SETTINGS:
            raise ValueError("too many settings")
        for name, value in self.settings:
            _forms(_SETTING, name=name)
            _texts(**{name: value})
        names = [name for name, _ in self.settings]
        if names != sorted(set(names)):
            raise ValueError("the settings are not in order")
        if not re.fullmatch(r"0|[1-9][0-9]{0,17}", self.setting("revision") or "0"):
            raise ValueError("the revision is no number")

    def setting(self, name: str) -> str | None:
        """Return a stored setting."""
        return dict(self.settings).get(name)

    @property
    def revision(self) -> int:
        """The catalogue's revision."""
        return int(self.setting("revision") or 0)


Row = TypeVar("Row", ArticleRow, PassageRow, SettingsRow)


def line_of(row: ArticleRow | PassageRow | SettingsRow) -> bytes:
    """Return a row as a line of JSON, its fields in the order of the class."""
    return json_line({field.name: getattr(row, field.name) for field in fields(row)})


def row_of(kind: type[Row], line: bytes) -> Row:
    """Return the row that a line describes.

    Raises:
        ValueError: it is not such a row.
    """
    values = json_object(line)
    names = [field.name for field in fields(kind)]
    needed = sum(field.default is MISSING for field in fields(kind))  # the others were added later, one by one
    if len(values) < needed or list(values) != names[: len(values)]:
        raise ValueError("it has other fields than it must have")
    if kind is SettingsRow:
        values["settings"] = _pairs(values["settings"])
    return kind(**values)


def json_line(value: object) -> bytes:
    """Return a value as one line of JSON, the same for the same value."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{text}\n".encode()


def json_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in `data`.

    Raises:
        ValueError: it is not one, has a duplicate key, or is nested too deep.
    """
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 (one kind of error for the caller)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name is there twice")
    return values


def _no_constant(name: str) -> Any:  # noqa: ANN401 (what json asks for)
    raise ValueError(f"{name} is no number")


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise ValueError("the settings are no list of pairs")
    return tuple((pair[0], pair[1]) for pair in value)


def _numbers(least: int = 1, /, **values: object) -> None:
    for name, value in values.items():
        if type(value) is not int:  # bool is a subclass of int
            raise ValueError(f"{name} is {str(value)[:40]!r}: no whole number")
        if not least <= value <= _LARGEST:
            raise ValueError(f"{name} is {value}: out of range")


def _texts(**values: object) -> None:
    for name, value in values.items():
        if not isinstance(value, str):
            raise ValueError(f"{name} is no text")  # noqa: TRY004 (one kind of error for the caller)
        value.encode("utf-8")  # half a surrogate pair is a UnicodeEncodeError, which is a ValueError


def _known(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _forms(form: re.Pattern[str], /, **values: object) -> None:
    for name, value in values.items():
        if not isinstance(value, str) or not form.fullmatch(value):
            raise ValueError(f"{name} is {str(value)[:80]!r}: not of the form it must have")
