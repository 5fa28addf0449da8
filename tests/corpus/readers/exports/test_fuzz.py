"""Damaged exports, notes and web archives: articles or a reason, quickly, for anything.

A few seconds in the suite; `CUTTINGS_FUZZ_SECONDS=60` gives each kind a minute.
"""

import contextlib
import os
import plistlib
import random
import time
from collections.abc import Callable, Iterable

import pytest

from corpus.article import ArticleDraft
from corpus.readers import data, enex
from corpus.readers.digest import split_digest
from corpus.readers.exports import html
from corpus.readers.reader import Part, Reading, ReadOptions
from corpus.readers.web import webarchive
from tests.corpus.readers.exports import made

SECONDS = float(os.environ.get("CUTTINGS_FUZZ_SECONDS", "1"))
SLOWEST = 10.0  # seconds for one small file
PIECES = [
    *(
        "\n",
        "\n\n",
        " ",
        "·",
        "|",
        ", ",
        "1. ",
        "> ",
        "____________",
        "Body",
        "End of Document",
        "1 of 3 DOCUMENTS",
        "LENGTH: 3 words",
    ),
    *(
        "340 words",
        "9 March 2021",
        "Document ALDPST0020190806ef8000001x",
        "HD Title",
        "AN ",
        "TD ",
        "Full text:",
        "Publication title: A",
    ),
    *(
        "ProQuest document ID: 1",
        "Database: D",
        "news·20190806·AP·0001",
        '"A" vom 06.08.2019 Seite: 3',
        "De Bode, 6 mei 2019, p. 1, 3w.",
    ),
    *(
        "<",
        ">",
        "<p>",
        "</div>",
        '"',
        "{",
        "}",
        "sep=;",
        ";" * 50,
        "\x00",
        "\ud800",
        "ü" * 300,
        "x" * 3000,
        "0" * 300,
        "٩",
        "ب" * 40,
    ),
]
NOTES = (
    "<?xml version='1.0'?><en-export><note><title>T</title><content><![CDATA[<en-note><p>A text. More.</p></en-note>]]></content>"
    "</note></en-export>"
)
TABLE = 'sep=;\ntitle;text;date\nOne;"A text. It goes on.";2020-03-04\nTwo;More text.;2020-03-05\n'
FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "One", "content_html": "<p>A text.</p>"}]}'
    '{"title": "Two", "text": "x"}'
)
PAGE = plistlib.dumps({"WebMainResource": {"WebResourceData": b"<html><body><p>A text. More.</p></body></html>"}})


def reading() -> Reading:
    return Reading(ReadOptions(), lambda *_: iter(()))


def as_digest(text: str) -> Iterable[Part]:
    return split_digest(text, name="stem")


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


KINDS: dict[str, tuple[Callable[[str], Iterable[Part]], list[str]]] = {
    "nexis uni": (as_digest, [made.nexis_uni()]),
    "nexis text": (as_digest, [made.nexis_text()]),
    "factiva": (as_digest, [made.factiva(), made.factiva_indexed()]),
    "proquest": (as_digest, [made.proquest(), made.proquest(rule=False, cited=True)]),
    "europresse": (as_digest, [made.europresse()]),
    "lists": (as_digest, [made.gopress(), made.press_review(), made.press_review(below=True)]),
    "html": (lambda text: html.read(as_bytes(text), "stem"), [made.factiva_html(), made.nexis_html()]),
    "enex": (lambda text: enex.read(as_bytes(text), "stem"), [NOTES]),
    "webarchive": (lambda text: webarchive.read(as_bytes(text), "stem"), [PAGE.decode()]),
    "table": (lambda text: data.read_table(as_bytes(text), "stem", reading()), [TABLE]),
    "json": (lambda text: data.read_json(as_bytes(text), "stem", reading()), [FEED]),
}


def mutated(text: str, source: random.Random) -> str:
    for _ in range(source.choice([1, 1, 2, 4, 16])):
        at, to = sorted(source.randrange(len(text) + 1) for _ in range(2))
        way = source.randrange(5)
        if way == 0:
            text = text[:at] + source.choice(PIECES) + text[at:]
        elif way == 1:
            text = text[:at] + text[min(to, at + source.randrange(1, 200)) :]
        elif way == 2:
            text = text[:to] + text[at : min(to, at + 2_000)] * source.randrange(1, 12) + text[to:]
        elif way == 3:
            text = text[:at] + text[to:] + text[at:to]
        else:
            text = text[:at] + source.choice(PIECES) * source.randrange(1, 40) + text[to:]
        text = text[:200_000]
    return text


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files_are_read_or_refused_in_time(kind: str) -> None:
    read, seeds = KINDS[kind]
    end, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < end or count == 0:
        text = mutated(seeds[count % len(seeds)], random.Random(count))  # noqa: S311
        begun = time.process_time()
        with contextlib.suppress(ValueError):
            for part in read(text):
                if isinstance(part, ArticleDraft):
                    assert part.title.strip()
                    assert part.text.strip()
                    assert "\n" not in part.title
        assert time.process_time() - begun < SLOWEST, text[:500]
        count += 1
    print(f"{kind}: {count} files")  # noqa: T201
