"""The address of a citation: what the link of an answer opens."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from corpus.readers.reader import ReadOptions
from qa.answering.answer import Answer, CitedField, Overview, Quote
from qa.answering.citations import Citations, field_of
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.middleware.access import Access
from qa.web.render.answer import answer_html
from qa.web.routes.articles import add_article_routes

DRAFT = ArticleDraft(
    title="Mill <b>burns</b> at Sellen",
    text="It was noon. The mill at Sellen burned.",
    outlet="Gazette",
    published="2024-03-08",
    byline="Ann Ink",
    source="mill.txt",
)
OVERVIEW = Overview(articles=1, passages=1, outlets=1, first=None, last=None, sample=False, model="m")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CuttingsService]:
    paths = ArchivePaths(tmp_path_factory.mktemp("articles") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([DRAFT])
        yield service


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("title", "Mill &lt;b&gt;burns&lt;/b&gt; at Sellen"),
        ("byline", "Ann Ink"),
        ("outlet", "Gazette"),
        ("published", '<time datetime="2024-03-08">8 Mar 2024</time>'),
    ],
)
def test_the_link_of_a_quote_opens_the_article_with_the_field_marked(
    service: CuttingsService, field: CitedField, shown: str
) -> None:
    article, citations = service.article(DRAFT.id), Citations()
    whole = field_of(article, field)
    number = citations.number(article, (0, len(whole)), field)
    quote = Quote(text=whole, start=0, end=len(whole), citation=number)
    answer = Answer(question="?", answered=True, confidence=0.9, quotes=(quote,), citations=citations.listed())
    address = re.findall(r'href="(/article/[^"]*#cited)"', answer_html(answer, OVERVIEW))[0]
    path, _, rest = unescape(address).partition("?")
    with closing(Jobs(service.maintenance)) as jobs:
        app = FastAPI()
        add_article_routes(app, service, jobs, Access())
        client = TestClient(app)
        for opened in (path, f"{path}/panel"):
            markup = client.get(f"{opened}?{rest.partition('#')[0]}").text
            assert f'<mark class="cited" id="cited">{shown}</mark>' in markup.partition('<div class="text"')[0]
            assert markup.count("<mark") == 1
            assert "has changed since" not in markup


def test_the_limit_of_a_file_is_the_setting(service: CuttingsService) -> None:
    settings = replace(service.settings, reading=ReadOptions(max_bytes=2048))
    with closing(CuttingsService(service.paths, settings)) as limited, closing(Jobs(limited.maintenance)) as jobs:
        app = FastAPI()
        add_article_routes(app, limited, jobs, Access())
        client = TestClient(app)
        markup = client.get("/articles").text
        refused = "Larger than the limit of 2 KiB; split it into several files, or raise max-file-size."
        assert f'data-limit="2048" data-too-large="{refused}"' in markup
        assert "up to 2 KiB each." in markup
        for content in (b"x" * 2049, iter([b"x" * 2000, b"x" * 49])):  # with its length, and without
            response = client.post("/articles/files?name=a.txt", content=content)
            assert (response.status_code, response.text) == (413, refused)
        assert client.post("/articles/files?name=a.txt", content=b"x" * 2048).status_code == 200
