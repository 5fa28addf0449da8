"""What the properties of a document say, where a person seems to have written it.

Programs fill them with names of files, templates and accounts, and with days on which a template was made.
"""

import re
from datetime import UTC, datetime, timedelta

from corpus.readers.bodies import one_line

_NO_TITLE = re.compile(
    r"^(?:untitled|unknown|document|documento?|doc|title|titel|none|null|microsoft (?:word|powerpoint)|powerpoint.*|presentation"
    r"|new document|slide|layout|print|scan|test|about:blank|https?:.*|[a-z]:\\.*)\s*\d*$|^microsoft word - |\.(?:docx?|odt|rtf|"
    r"pdf|indd|qxd|qxp|html?|txt|pptx?|tex|pages|epub)$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"^(?:user|admin|administrator|owner|unknown|author|anonymous|none|null|root|guest|default|microsoft.*|python-docx|.*pdf.*|"
    r"hp|dell|lenovo|acer|pc|windows.*|home|office|calibre.*|\(?anonymous\)?|unspecified|\W*)$",
    re.IGNORECASE,
)
_TEMPLATES = frozenset({"2013-12-23", "2013-01-27"})  # what widely used libraries leave in every document
_EARLIEST = "1985-01-01"


def sane_title(value: str, file_name: str) -> str | None:
    """Return a title that may be a headline; None for names of files and programs."""
    title = one_line(value)
    if len(title) < 4 or len(title) > 250 or title.casefold() == file_name.casefold() or _NO_TITLE.search(title):
        return None
    if " " not in title and (re.search(r"[_\d\\/]", title) or len(title) > 30):
        return None
    return title


def sane_name(value: str) -> str | None:
    """Return the name of an author; None for names of accounts, machines and programs."""
    name = one_line(value)
    if len(name) > 150 or _NO_NAME.match(name) or " " not in name or not name[0].isupper():
        return None
    return name


def sane_date(day: str) -> str | None:
    """Return an ISO day on which somebody may have written something; None for that of a template, or of the future."""
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return None
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).date().isoformat()
    return day if _EARLIEST <= day <= tomorrow and day not in _TEMPLATES else None
