"""Whether stored values are ones that readers produce, and ids and hashes are those that follow from them.

A back-up may come from anybody, and a disk may flip a bit. The rules here are those that every reader, of this Cuttings or an
earlier one, has followed; the form of values is checked by `corpus.catalogue.rows`.
"""

import re
import unicodedata
from dataclasses import fields
from urllib.parse import urlsplit

from corpus.article import ArticleDraft
from corpus.catalogue.corrections import as_read_in
from corpus.catalogue.printed_pages import pages_in
from corpus.catalogue.rows import ArticleRow, SettingsRow
from corpus.text.moments import is_moment

SETTINGS = frozenset({"model", "revision", "sample"})
"""The names of all settings that a catalogue has ever had."""

_LONGEST = 1 << 20  # characters of a title, a byline and so on: far more than any reader gives
_LANGUAGE = re.compile(r"[a-z]{2}")
_MODEL = re.compile(r"[^\x00-\x1f\x7f]{1,500}@[0-9a-z]{1,64}")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f\"<>]")
_FIRST_ASTRAL = "\U00010000"


def require_genuine(row: ArticleRow) -> None:
    """Make sure that a version of an article is one that a reader could have given and Cuttings stored.

    Raises:
        ValueError: it is not; the message names the value.
    """
    if row.published is not None and not is_moment(row.published):
        raise ValueError(f"published is {row.published[:40]!r}: no ISO day or moment")
    if row.url is not None and not is_address(row.url):
        raise ValueError(f"url is {row.url[:80]!r}: no address of a page")
    if row.language is not None and not _LANGUAGE.fullmatch(row.language):
        raise ValueError(f"language is {row.language[:40]!r}: no code of two letters")
    shown = [(name, getattr(row, name)) for name in ("title", "outlet", "byline", "source")]
    for name, value in (*shown, *as_read_in(row.as_read)):
        _require_line(name, value)
    if row.version > row.key:
        raise ValueError(f"version is {row.version}: fewer articles were stored before it")
    if row.words != len(row.text.split()):
        raise ValueError(f"words is {row.words}: the text has {len(row.text.split())}")
    draft = draft_of_row(row)
    if not _depends_on_unicode(draft):
        if draft.content_hash != row.content_hash:
            raise ValueError(
                f"content_hash is {row.content_hash}: its text, or what is known of it, is not what was stored"
            )
        if draft.id != row.id:
            raise ValueError(f"id is {row.id!r}: what names the article makes it {draft.id!r}")


def require_known(settings: SettingsRow) -> None:
    """Make sure that settings are ones that Cuttings stores.

    Raises:
        ValueError: they are not.
    """
    for name, value in settings.settings:
        if name not in SETTINGS:
            raise ValueError(f"{name!r} is no setting")
        if name == "model" and not _MODEL.fullmatch(value):
            raise ValueError(f"the model is {value[:40]!r}: no model has such a key")
        if name == "sample" and value != "yes":
            raise ValueError(f"sample is {value[:40]!r}: not yes")


def draft_of_row(row: ArticleRow) -> ArticleDraft:
    """Return the article as a reader would have found it, without corrections."""
    stored = {field.name for field in fields(ArticleRow)}
    values = {field.name: getattr(row, field.name) for field in fields(ArticleDraft) if field.name in stored}
    return ArticleDraft(**values | dict(as_read_in(row.as_read)) | pages_in(row.pages))


def is_address(url: str) -> bool:
    """Return whether a text can be the address of a page."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and len(url) <= _LONGEST and not _NO_ADDRESS.search(url)
    except ValueError:
        return False


def _require_line(name: str, value: str | None) -> None:
    if value is None:
        return
    if not value and name in {"outlet", "byline"}:
        raise ValueError(f"{name} is empty")
    if len(value) > _LONGEST:
        raise ValueError(f"{name} has {len(value):,} characters")
    if "\n" in value or "\r" in value:
        raise ValueError(f"{name} is {value[:40]!r}: not on one line")


def _depends_on_unicode(draft: ArticleDraft) -> bool:
    """Return whether Python versions may differ in whether they know a character of the draft.

    What is hashed is `repr`, which depends on the Unicode version of Python. Almost all characters that were added since the
    oldest Python that runs this are outside the basic multilingual plane.
    """
    shown = "".join(filter(None, (draft.title, draft.outlet, draft.byline, draft.text)))
    newer = unicodedata.unidata_version != "14.0.0"
    return any(
        unicodedata.category(character) == "Cn" or (newer and character >= _FIRST_ASTRAL)
        for character in set(shown)
        if not character.isascii()
    )
