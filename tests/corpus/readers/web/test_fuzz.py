"""Damaged files: each reader gives articles or a reason, quickly, for any bytes.

A few seconds in the suite; `CUTTINGS_FUZZ_SECONDS=60` gives each reader a minute.
"""

import contextlib
import os
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import ArticleDraft
from corpus.readers.web import feed, html, mhtml, opml, warc
from tests.corpus.readers.web.test_archives import RECORDS, crawled, saved
from tests.corpus.readers.web.test_feeds import ATOM, LAUGHS, OPML, RDF, RSS

PAGES = [path.read_bytes() for path in sorted((Path(__file__).parent / "pages").glob("*.html"))]
SEEDS = {
    "html": (html, PAGES),
    "mhtml": (mhtml, [saved(), saved("<html><p>Short.</p></html>", head="X: =?utf-8?Q?=zz?=\r\n")]),
    "warc": (warc, [crawled(*RECORDS, packed=False), crawled(*RECORDS[:3], packed=True)]),
    "feed": (feed, [RSS.encode(), ATOM.encode(), RDF.encode("latin-1"), LAUGHS.encode()]),
    "opml": (opml, [OPML.encode()]),
}
PIECES = [
    *[b"<", b">", b"<div>", b"</div>" * 5, b"<table><tr><td>", b"<ul><li>" * 30, b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#0;",
      b"&#xD800;"],
    *[b"<script type='application/ld+json'>", b"{\"@type\":\"NewsArticle\",\"author\":", b"[[[[[[", b"\\ud800", b"1e999", b"\x00",
      b"\xff\xfe"],
    *[b"\xef\xbb\xbf", b"\r\n\r\n", b"Content-Length: 999999999999\r\n", b"Content-Length: -1\r\n", b"WARC/1.0\r\n", b"--B",
      b"charset=utf-7"],
    *[b"Content-Transfer-Encoding: base64\r\n", b"=?utf-8?B?////?=", b"<!DOCTYPE x [<!ENTITY y 'z'>]>", b"&y;", b"9" * 400,
      b"http://[::"],
    *[b"<p hidden style='display:none'>", b"<base href='http://['>", b"a" * 5000, b" " * 5000, b"\x1f\x8b\x08", b"T99:99:99Z",
      b"<br>" * 500],
]  # fmt: skip
SLOWEST = 10.0  # seconds for one small file


def mutated(data: bytes, source: random.Random) -> bytes:
    for _ in range(source.choice([1, 1, 2, 4, 16, 64])):
        at, to = sorted(source.randrange(len(data) + 1) for _ in range(2))
        way = source.randrange(7)
        if way == 0:
            data = data[:at] + source.choice(PIECES) + data[at:]
        elif way == 1:
            data = data[:at] + data[min(to, at + source.randrange(1, 200)) :]
        elif way == 2:
            data = data[:at] + bytes(source.randrange(256) for _ in range(source.randrange(1, 5))) + data[at + 1 :]
        elif way == 3:
            data = data[:to] + data[at : min(to, at + 2000)] * source.randrange(1, 20) + data[to:]
        elif way == 4:
            data = data[: max(at, 200)]
        elif way == 5:
            data = data[:at] + data[to:] + data[at:to]
        else:
            data = data[:at] + source.choice(PIECES) * source.randrange(1, 50) + data[to : to + 100_000]
        data = data[:300_000]
    return data


def is_read_or_refused(reader, data):
    begun = time.monotonic()
    reader.looks_like(data)
    with contextlib.suppress(ValueError):
        for draft in reader.read(data, "stem"):
            if isinstance(draft, ArticleDraft):
                assert draft.title.strip()
                assert draft.text.strip()
                assert "\n" not in draft.title
                assert draft.url is None or draft.url.startswith(("http://", "https://"))
                draft.text.encode()
    assert time.monotonic() - begun < SLOWEST


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)), seed=st.integers(0, 2**32))
def test_anything_is_read_or_refused(name, data, seed):
    reader, seeds = SEEDS[name]
    source = random.Random(seed)  # noqa: S311
    is_read_or_refused(reader, data)
    is_read_or_refused(reader, source.choice(seeds)[:100] + data)
    is_read_or_refused(reader, mutated(source.choice(seeds), source))


@pytest.mark.slow
@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_for_as_long_as_is_wanted(name):
    seconds = float(os.environ.get("CUTTINGS_FUZZ_SECONDS", "2"))
    reader, seeds = SEEDS[name]
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        data = mutated(seeds[count % len(seeds)], random.Random(count))  # noqa: S311
        try:
            is_read_or_refused(reader, data)
        except BaseException:
            Path(os.environ.get("CUTTINGS_FUZZ_FOUND", os.devnull)).write_bytes(data)
            raise
        count += 1
    print(f"{name}: {count} files")  # noqa: T201
