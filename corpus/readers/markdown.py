"""Markdown: the text of the rendered page, then the same rules as for plain text.

Markup is removed: `[text](url)` and `**bold**` become their text, images are dropped, headings lose their `#`. Titles of articles
are the headings of the highest level that has a date within the next lines; if no heading has a date, the first heading is the
title if only front matter is above it, and with it every other heading of level one. All other headings are lines of the text.

Front matter (`---`, lines of `key: value`, `---`) has title, author, date, source, url and lang of the first article. It is
read line by line, not as YAML.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.article import ArticleDraft
from corpus.readers.digest import split_digest
from corpus.text import lines
from corpus.text.dates import publication_date
from corpus.text.encoding import decode

_FRONT = re.compile(r"\A\s*---[ \t]*\n((?:[^\n]*\n){0,60}?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^([A-Za-z_-]{2,20})\s*:\s*(\S.*?)\s*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\s]{0,2000}(?:\s+\"[^\"\n]{0,300}\")?\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,1000})\]\(<?([^()\s<>]{0,2000}(?:\([^()\s]{0,200}\)[^()\s<>]{0,200})?)>?(?:\s+\"[^\"\n]{0,300}\")?\)"
)
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")
_STRESSED = re.compile(r"(?<![\w*_\\])([*_])(?=[^\s*_])([^*_\n]{1,2000}?)(?<=[^\s*_\\])\1(?![\w*_])")
_CODE = re.compile(r"(?<!`)`([^`\n]{1,500})`(?!`)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_LONGEST_LINE = 2_000  # characters of a heading, or of a line of front matter
_NEAR = 4  # rows below a heading that may have its date


def read(data: bytes, name: str) -> list[ArticleDraft]:
    """Return the articles of a Markdown file.

    Args:
        data: the bytes of the file.
        name: the title of an article that has none.

    Raises:
        NotText: the data is binary.
    """
    front, body = _front_matter(decode(data))
    shown, titles = _shown(body.split("\n"), titled="title" in front)
    drafts = split_digest("\n".join(shown), name=front.get("title", name), titles=titles)
    return [_with_front(drafts[0], front), *drafts[1:]] if drafts else []


def without_markup(line: str) -> str:
    """Return a line of Markdown without its markup."""
    line = _QUOTE.sub("", line)
    link_only = lines.address(_LINK.sub(r"\2", line))
    if link_only and line.count("](") == 1:
        return link_only
    line = _AUTOLINK.sub(r"\1", _LINK.sub(r"\1", _PICTURE.sub("", line)))
    if "://" not in line:
        line = _STRESSED.sub(r"\2", _STRONG.sub(r"\2", line))
    return _ESCAPE.sub(r"\1", _CODE.sub(r"\1", line))


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the fields of the front matter and the text below it."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    fields: dict[str, str] = {}
    for line in match[1].split("\n"):
        if len(line) <= _LONGEST_LINE and (found := _KEY.match(line)):
            fields[found[1].lower()] = found[2].strip("\"'")
    return (fields, text[match.end() :]) if fields else ({}, text)


def _shown(source: list[str], *, titled: bool) -> tuple[list[str], set[int]]:
    """Return the lines without markup, and the numbers of those that are titles of articles."""
    read: list[str] = []
    levels: dict[int, int] = {}
    fenced = False
    for line in source:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        underline = _UNDERLINE.match(line)
        heading = _HEADING.match(line) if not fenced and len(line) <= _LONGEST_LINE else None
        if heading:
            levels[len(read)] = len(heading[1])
            read.append(without_markup(heading[2]))
        elif underline and not fenced and read and read[-1].strip() and len(read) - 1 not in levels:
            levels[len(read) - 1] = 1 if underline[1][0] == "=" else 2
        else:
            read.append(line if fenced else without_markup(line))
    titles = find_titles(read, levels, titled=titled)
    shown: list[str] = []
    numbers: set[int] = set()
    for at, line in enumerate(read):
        if at not in levels:
            shown.append(line)
            continue
        numbers |= {len(shown) + 1} if at in titles else set()
        shown += ["", line, ""]
    return shown, numbers


def find_titles(read: Sequence[str], levels: Mapping[int, int], *, titled: bool) -> set[int]:
    """Return which headings are titles of articles; see the docstring of this module.

    Args:
        read: all lines.
        levels: the level of each heading, by the number of its line.
        titled: whether the title is known already.
    """
    places = sorted(levels)
    ends = [*places[1:], len(read)]
    dated = [
        levels[at] for at, end in zip(places, ends, strict=False) if _dated(read[at + 1 : min(end, at + 3 * _NEAR)])
    ]
    if dated:
        return {at for at, level in levels.items() if level == min(dated) and read[at].strip()}
    first = next((at for at, line in enumerate(read) if line.strip()), -1)
    if titled or first not in levels:
        return set()
    return {at for at, level in levels.items() if (at == first or level == levels[first] == 1) and read[at].strip()}


def _dated(below: Sequence[str]) -> bool:
    return any(publication_date(line) for line in [line for line in below if line.strip()][:_NEAR])


def _with_front(draft: ArticleDraft, front: dict[str, str]) -> ArticleDraft:
    """Return the draft with the metadata of the front matter."""
    url = lines.address(front.get("url") or front.get("link") or front.get("permalink") or front.get("source") or "")
    outlet = next((front[key] for key in ("outlet", "publication", "publisher", "source") if key in front), None)
    if outlet and lines.address(outlet):
        outlet = None
    return replace(
        draft,
        title=front.get("title", draft.title),
        outlet=outlet or draft.outlet,
        published=publication_date(front.get("date") or front.get("published") or "") or draft.published,
        byline=front.get("author") or front.get("byline") or draft.byline,
        url=url or draft.url,
        language=front.get("lang") or front.get("language") or draft.language,
    )
