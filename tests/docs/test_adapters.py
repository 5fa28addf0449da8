"""The adapters of docs/adapters against a real server and a real archive; each in a process that reaches nothing else."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI

from corpus.article import text_hash
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.document import add_api_routes
from tests.qa.web.api.conftest import COPY, FERRY, MILL
from tests.qa.web.listening import CHEAP_HASH, PASSWORD, listening

ROOT = Path(__file__).parents[2]
ADAPTERS = ROOT / "docs" / "adapters"
SERVER = "http://127.0.0.1:7860"
ASKED = "What struck the pier at Port Sellen?"
QUIET = {"HAYSTACK_TELEMETRY_ENABLED": "False", "LANGSMITH_TRACING": "false", "ANONYMIZED_TELEMETRY": "False"}

pytestmark = [pytest.mark.service, pytest.mark.slow]

WATCHED = """
import sys
def watch(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in {"127.0.0.1", "::1"}:
        sys.exit(f"connects to {arguments[1]}")
    if event == "socket.getaddrinfo" and arguments[0] not in {"127.0.0.1", "localhost", "::1", None}:
        sys.exit(f"asks for {arguments[0]}")
sys.addaudithook(watch)
"""
RESULTS = {
    "langchain": "[[one.page_content, one.metadata['score'], one.metadata] "
    "for one in CuttingsRetriever(find=find).invoke(asked)]",
    "haystack": "[[one.content, one.score, one.meta] for one in retrieved(asked)]",
    "llama_index": "[[one.text, one.score, one.metadata] for one in CuttingsRetriever(find).retrieve(asked)]",
}
HAYSTACK = """
from haystack import Pipeline
def retrieved(asked):
    pipeline = Pipeline()
    pipeline.add_component("cuttings", CuttingsRetriever(find))
    return pipeline.run({"cuttings": {"query": asked}})["cuttings"]["documents"]
"""
FINDS = {
    "over_http": "from cuttings_found import over_http\nfind = over_http(sys.argv[1], sys.argv[2], passages=passages)",
    "in_archive": "from cuttings import Archive, Settings\nfrom cuttings_found import in_archive\n"
    "archive = Archive('archive')\nfind = in_archive(archive, sys.argv[1], passages=passages)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("adapters")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[CuttingsService]:
    settings = Settings(model="hashing-256", wait_seconds=0)
    with closing(CuttingsService(ArchivePaths(folder / "archive"), settings)) as service:
        service.maintenance.add_drafts([FERRY, COPY, MILL])
        yield service


@pytest.fixture(scope="module")
def server(service: CuttingsService) -> Iterator[str]:
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with closing(Jobs(service.maintenance)) as jobs:
        add_api_routes(app, service, jobs)
        with listening(app, password=CHEAP_HASH) as address:
            yield address


def run(script: str, folder: Path, *arguments: str) -> str:
    path = os.pathsep.join([str(ADAPTERS), str(ROOT)])
    ran = subprocess.run(
        [sys.executable, "-c", WATCHED + script, *arguments],
        cwd=folder,
        env=os.environ | QUIET | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def found(name: str, how: str, folder: Path, server: str, asked: str, *, passages: bool = False) -> list:
    script = "\n".join(
        [
            f"import json\nasked = {asked!r}\npassages = {passages}",
            FINDS[how],
            f"from {name}_retriever import CuttingsRetriever",
            HAYSTACK if name == "haystack" else "",
            f"print('found', json.dumps({RESULTS[name]}))",
        ]
    )
    (line,) = [line for line in run(script, folder, server, PASSWORD).splitlines() if line.startswith("found ")]
    return json.loads(line.removeprefix("found "))


@pytest.mark.parametrize("how", FINDS)
@pytest.mark.parametrize("name", RESULTS)
def test_quotes_come_with_their_place_and_a_question_that_nothing_answers_finds_nothing(
    name: str, how: str, folder: Path, server: str, service: CuttingsService
) -> None:
    answer = service.ask(ASKED)
    quotes = found(name, how, folder, server, ASKED)
    assert [text for text, *_ in quotes] == [quote.text for quote in answer.quotes] != []
    for (text, score, metadata), quote in zip(quotes, answer.quotes, strict=True):
        article = service.article(metadata["article"])
        assert article.text[metadata["start"] : metadata["end"]] == text
        assert metadata["sha256"] == text_hash(text)
        assert metadata["address"].startswith(
            f"{server}/article/{article.id}?start={quote.start}&end={quote.end}&sha256="
        )
        assert (metadata["title"], metadata["outlet"]) == (article.title, article.outlet)
        assert metadata["published"] == article.published
        assert score == answer.confidence
    assert found(name, how, folder, server, "Who won the chess final in Oslo?") == []


@pytest.mark.parametrize("how", FINDS)
def test_whole_passages_for_a_model_that_reads_on(
    how: str, folder: Path, server: str, service: CuttingsService
) -> None:
    passages = found("langchain", how, folder, server, ASKED, passages=True)
    assert [(text, score) for text, score, _ in passages] == [
        (one.text, one.score) for one in service.ask(ASKED).passages
    ]


def test_the_examples_of_the_page_print_what_they_say(folder: Path, service: CuttingsService) -> None:
    text = (ADAPTERS / "README.md").read_text(encoding="utf-8")
    examples = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert len(examples) == text.count("```python") == 2
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    with closing(Jobs(service.maintenance)) as jobs:
        add_api_routes(app, service, jobs)
        with listening(app) as open_server:
            for code, printed in examples:
                assert run(code.replace(SERVER, open_server), folder) == printed


@pytest.mark.parametrize("action", ["socket.getaddrinfo('cuttings.example', 80)", "s.connect(('192.0.2.1', 9))"])
def test_a_library_that_reports_to_its_makers_would_be_seen(action: str, folder: Path) -> None:
    script = f"import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n{action}"
    with pytest.raises(AssertionError, match=r"connects to|asks for"):
        run(script, folder)
