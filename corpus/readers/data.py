"""Records: JSON, JSON Lines, CSV and similar tables. Each record is an article; a bad record fails alone, with its number.

JSON is a list of objects, an object that is an article, or one that has a list of them under a usual name (`articles`,
`data`, `results`, …). A table has the names of its columns in its first line, separated by comma, semicolon, tab or bar:
whichever gives more known names. `corpus.readers.records` knows what the names mean.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping

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
_DELIMITERS = ",;\t|"
_HEAD = 4096
_DEEPEST_LIST = 3
_MOST_COLUMNS = 2_000


def looks_like_json(data: bytes) -> bool:
    """Return whether the data is a JSON object, or a list of them."""
    return _OBJECT.match(_unmarked(data)[:_HEAD]) is not None


def looks_like_table(data: bytes) -> bool:
    """Return whether the first line names columns of articles: a text and metadata."""
    head, _, rest = _unmarked(data)[:_HEAD].partition(b"\n")
    names = _names(head.decode("utf-8", "replace").strip("\r"))[1] if rest else []
    known = Columns().known_meanings(names)
    return (
        len(names) > 1
        and (_of_headlines(names) or bool(known & {"text", "summary"} and known & {"title", "url"}))
        and _plain(names)
    )


def read_json(data: bytes, _: str, reading: Reading) -> Iterator[Part]:
    """Yield the articles of a file of JSON or JSON Lines.

    Raises:
        ValueError: it is not JSON, or has no records.
    """
    text = decode(data)
    try:
        whole = _loaded(text)
    except ValueError as error:
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
    delimiter, names = _names(text.partition("\n")[0], columns)
    if len(names) > _MOST_COLUMNS:
        raise ValueError(f"{len(names):,} columns, more than the limit of {_MOST_COLUMNS:,}")
    if missing := columns.missing_columns(names):
        raise ValueError(f"there is no column {missing[0]!r}; there are: {', '.join(names)[:200]}")
    if not columns.known_meanings(names) & {"text", "summary"} and not _of_headlines(names):
        shown = ", ".join(names)[:200]
        raise ValueError(f"no column is known to hold the texts; say which: --map text=COLUMN; there are: {shown}")
    csv.field_size_limit(max(reading.options.max_bytes, 1 << 17))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    next(rows)
    yield from _drafts(_of_rows(rows, names), reading, "row")


def _unmarked(data: bytes) -> bytes:
    return data[: 2 * _HEAD].removeprefix(b"\xef\xbb\xbf")


def _plain(names: list[str]) -> bool:
    """Return whether all names look like column names and none is a sentence."""
    return all(0 < len(name) <= 40 and not name.endswith(".") for name in names)


def _names(line: str, columns: Columns | None = None) -> tuple[str, list[str]]:
    """Return the delimiter in the first line of a table, and the names of its columns."""
    columns = columns or Columns()
    found = {}
    for delimiter in _DELIMITERS:
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
