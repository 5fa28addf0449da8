"""Records: JSON, JSON Lines, CSV and similar tables. Each record is an article; a bad record fails alone, with its number.

JSON is a list of objects, an object that is an article, or one that has a list of them under a usual name (`articles`,
`data`, `results`, …). A table has the names of its columns in its first line, separated by comma, semicolon, tab or bar:
whichever gives more known names. `corpus.readers.records` knows what the names mean.
"""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.readers.reader import Part, Problem, Reading
from corpus.readers.records import Columns
from corpus.text.encoding import decode

_LISTS = (
    "articles",
    "data",
    "results",
    "items",
    "documents",
    "docs",
    "stories",
    "records",
    "news",
    "hits",
    "response",
    "feed",
)
_OBJECT = re.compile(rb"\s*(?:\[\s*)?\{\s*\"")
_BETWEEN = re.compile(r"[\s,]*")
_DELIMITERS = ",;\t|"
_FORCED = re.compile(r"^\W?sep=(.)\s*$", re.IGNORECASE)  # for Excel
_HEAD = 4096
_LINES_ABOVE = 30  # lines that may be above the names of the columns
_LONGEST_HEADER = 20_000
_FEWEST_MEANINGS = 3  # columns that are known, where other lines are above their names
_DEEPEST_LIST = 3
_MOST_COLUMNS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHeader:
    """The line that names the columns of a table: its number from 0, what separates the columns, their names."""

    line: int
    delimiter: str
    names: list[str]


def looks_like_json(data: bytes) -> bool:
    """Return whether the data is a JSON object, or a list of them."""
    return _OBJECT.match(_unmarked(data)[:_HEAD]) is not None


def looks_like_table(data: bytes) -> bool:
    """Return whether the first line names columns of articles: a text and metadata."""
    lines = _head_of(data).split("\n")
    found = _header(lines[:-1], Columns())
    return found is not None and (len(lines) > found.line + 1) and _plain(found.names)


def read_json(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a file of JSON or JSON Lines.

    Raises:
        ValueError: it is not JSON, or has no records.
    """
    text = decode(data)
    try:
        whole = _loaded(text)
    except ValueError as error:
        begun = all(line.lstrip()[:1] in {"", "{", "["} for line in text.split("\n"))  # each line with a record
        if not (begun and _looks_like_lines(text)) and (several := _one_after_the_other(text)) is not None:
            yield from _drafts(enumerate(several, 1), reading, "record")
            return
        if _looks_like_lines(text):
            yield from _drafts(_of_lines(text), reading, "line")
            return
        raise ValueError(f"damaged JSON ({error})") from error
    records = _records(whole)
    if records is None:
        raise ValueError(f"no list of articles in this JSON; looked for {', '.join(_LISTS)}")
    yield from _drafts(enumerate(records, 1), reading, "record")


def read_lines(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a file of JSON Lines; raises `NotText` if it is binary."""
    yield from _drafts(_of_lines(decode(data)), reading, "line")


def read_table(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a table (CSV, TSV).

    Raises:
        ValueError: it is not a table, or has no known column for texts.
    """
    text = decode(data)
    columns = Columns(reading.options.columns)
    header = _header(text.split("\n", _LINES_ABOVE)[:_LINES_ABOVE], columns) or _first_line(text, columns)
    delimiter, names = header.delimiter, header.names
    if len(names) > _MOST_COLUMNS:
        raise ValueError(f"{len(names):,} columns, more than the limit of {_MOST_COLUMNS:,}")
    if missing := columns.missing_columns(names):
        raise ValueError(f"there is no column {missing[0]!r}; there are: {', '.join(names)[:200]}")
    if not columns.known_meanings(names) & {"text", "summary"} and not _of_headlines(names):
        shown = ", ".join(names)[:200]
        raise ValueError(f"no column is known to hold the texts; say which: --map text=COLUMN; there are: {shown}")
    csv.field_size_limit(max(reading.options.max_bytes, 1 << 17))
    below = text.split("\n", header.line)[-1] if header.line else text
    rows = csv.reader(io.StringIO(below, newline=""), delimiter=delimiter)
    next(rows)
    yield from _drafts(_of_rows(rows, names), reading, "row")


def _unmarked(data: bytes) -> bytes:
    return data[: 2 * _HEAD].removeprefix(b"\xef\xbb\xbf")


def _plain(names: list[str]) -> bool:
    """Return whether all names look like column names and none is a sentence."""
    return all(0 < len(name) <= 40 and not name.endswith(".") for name in names)


def _head_of(data: bytes) -> str:
    """Return the beginning of a file as text."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data[: 2 * _HEAD].decode("utf-16", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return _unmarked(data)[:_HEAD].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _header(lines: Sequence[str], columns: Columns) -> TableHeader | None:
    """Return the line that names the columns: the first of a file, or below what Excel and databases write above it."""
    forced = _FORCED.match(lines[0]) if lines else None
    for number, line in enumerate(lines[:_LINES_ABOVE]):
        if len(line) > _LONGEST_HEADER:
            return None
        delimiter, names = _names(line, columns, forced[1] if forced else _DELIMITERS)
        if len(names) < 2:
            continue
        known = columns.known_meanings(names)
        if _of_headlines(names) or (known & {"text", "summary"} and known & {"title", "url"}):
            if number and not forced and (len(known) < _FEWEST_MEANINGS or not _plain(names)):
                continue
            return TableHeader(line=number, delimiter=delimiter, names=names)
    return None


def _first_line(text: str, columns: Columns) -> TableHeader:
    lines = text.split("\n", 2)
    forced = _FORCED.match(lines[0])
    at = 1 if forced and len(lines) > 1 else 0
    delimiter, names = _names(lines[at], columns, forced[1] if forced else _DELIMITERS)
    return TableHeader(line=at, delimiter=delimiter, names=names)


def _names(line: str, columns: Columns, delimiters: str = _DELIMITERS) -> tuple[str, list[str]]:
    """Return the delimiter in the line that names the columns of a table, and the names."""
    found = {}
    for delimiter in [one for one in delimiters if one in line] or delimiters[:1]:
        try:
            row = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        found[delimiter] = [name.strip() for name in row]
    best = max(found, key=lambda one: (len(columns.known_meanings(found[one])), len(found[one])), default=",")
    return best, found.get(best, [])


def _of_headlines(names: Iterable[str]) -> bool:
    """Return whether these are columns of a list of headlines, such as Media Cloud's, which has no texts."""
    return {"title", "media_name", "publish_date"} <= set(names)


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _one_after_the_other(text: str) -> list[object] | None:
    """Return the objects of a file in which they follow one another, with or without commas; None if it is damaged."""
    decoder = json.JSONDecoder()
    found: list[object] = []
    at = 0
    while gap := _BETWEEN.match(text, at):
        if gap.end() == len(text):
            return found
        try:
            value, at = decoder.raw_decode(text, gap.end())
        except (ValueError, RecursionError):
            return None
        found += _records(value) or [value]
    return None


def _looks_like_lines(text: str) -> bool:
    first, _, rest = text.lstrip().partition("\n")
    try:
        return isinstance(_loaded(first), dict) or rest.lstrip().startswith("{")
    except ValueError:
        return rest.lstrip().startswith('{"')


def _records(value: object, depth: int = 0) -> list[object] | None:
    """Return the list of records in a value."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict) or depth > _DEEPEST_LIST:
        return None
    if "jsonfeed.org" in str(value.get("version", "")) and isinstance(value.get("items"), list):
        authors = value.get("authors") or value.get("author")
        facts = {"outlet": value.get("title"), "authors": authors, "language": value.get("language")}
        return [{**facts, **item} if isinstance(item, dict) else item for item in value["items"]]
    for name in _LISTS:
        inner = value.get(name)
        if isinstance(inner, list) and any(isinstance(one, dict) for one in inner):
            return inner
        if isinstance(inner, dict) and (found := _records(inner, depth + 1)) is not None:
            return found
    known = Columns().known_meanings(map(str, value))
    if known & {"text", "summary"}:
        return [value]
    found = next(
        (inner for inner in value.values() if isinstance(inner, list) and any(isinstance(one, dict) for one in inner)),
        None,
    )
    if found is None and value and all(isinstance(inner, dict) for inner in value.values()):
        return list(value.values())  # objects keyed by their id
    return found


def _of_lines(text: str) -> Iterator[tuple[int, object]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield number, _loaded(line)
            except ValueError as error:
                yield number, ValueError(f"damaged JSON ({error})")


def _of_rows(rows: Iterator[list[str]], names: list[str]) -> Iterator[tuple[int, object]]:
    number = 0
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, ValueError(str(error))
            continue
        if not any(value.strip() for value in row):
            continue
        if any(value.strip() for value in row[len(names) :]):
            yield number, ValueError(f"{len(row)} values for {len(names)} columns")
        else:
            record = dict(zip(reversed(names), reversed(row + [""] * (len(names) - len(row))), strict=False))
            yield number, {name: record[name] for name in dict.fromkeys(names)}


def _drafts(records: Iterable[tuple[int, object]], reading: Reading, what: str) -> Iterator[Part]:
    columns = Columns(reading.options.columns)
    for number, record in records:
        try:
            yield columns.draft(_checked(record))
        except ValueError as error:
            yield Problem(where=f"{what} {number}", reason=str(error))


def _checked(record: object) -> Mapping[str, object]:
    if isinstance(record, ValueError):
        raise record
    if not isinstance(record, dict):
        raise ValueError("no object with named values")  # noqa: TRY004 (one kind of error for the caller)
    if _of_headlines(record) and not Columns().known_meanings(record) & {"text", "summary"}:
        return {**record, "text": record["title"]}
    return record
