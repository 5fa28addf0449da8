"""The OpenAPI document: frozen, whole, and true of whatever is sent and answered.

What a program may rely on changes only on purpose: `CUTTINGS_WRITE_OPENAPI=1 pytest tests/qa/web/api/test_openapi.py` writes
docs/openapi.json again.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings
from qa.web.api.paths import API, OPENAPI
from qa.web.route_table import RULES
from tests.qa.web.api.conftest import COPY, FERRY

FROZEN = Path(__file__).parents[4] / "docs" / "openapi.json"
DOCUMENT = json.loads(FROZEN.read_text(encoding="utf-8")) if FROZEN.exists() else {"paths": {}}
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
PLACES = {"article_id": [FERRY.id, COPY.id], "story": [FERRY.id], "target": [FERRY.id, f"{FERRY.id}:0-8"]}


def test_the_document_is_the_one_of_the_docs(client: TestClient) -> None:
    document = client.get(OPENAPI).json()
    if os.environ.get("CUTTINGS_WRITE_OPENAPI"):
        FROZEN.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert document == json.loads(FROZEN.read_text(encoding="utf-8"))


def test_it_has_each_route_and_says_which_change_something() -> None:
    described = {(method.upper(), path) for method, path in OPERATIONS}
    rules = {(rule.method, rule.path): rule for rule in RULES if rule.path.startswith(API) and rule.path != OPENAPI}
    assert described == set(rules)
    for method, path in OPERATIONS:
        operation = DOCUMENT["paths"][path][method]
        named = {one["name"] for one in operation.get("parameters", ())}
        assert ("Cuttings-Api" in named) is (rules[method.upper(), path].changes)
        assert operation["summary"]
        assert list(operation["responses"]["default"]["content"]) == ["application/problem+json"]
        assert "422" not in operation["responses"]


def strategy(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return what a schema allows, now and then with something else in it."""
    if "$ref" in schema:
        return strategy(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return st.one_of([strategy(one) for one in schema["anyOf"]])
    if "const" in schema or "enum" in schema:
        return st.sampled_from([*schema.get("enum", ()), *([schema["const"]] if "const" in schema else [])])
    return JUNK | typed(schema) | typed(schema) | typed(schema)


def typed(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if schema.get("format") == "date":
        return st.dates().map(str)
    match schema.get("type"):
        case "string":
            longest = min(schema.get("maxLength", 40), 40)
            words = st.sampled_from(["pier", "Gazette", "Port Sellen", "after:2026", 'said:"Anna Ohm"', FERRY.id])
            return words | st.text(max_size=longest) | fitting(schema.get("pattern", ""))
        case "integer":
            return st.integers(schema.get("minimum", -(2**40)), schema.get("maximum", 2**70))
        case "boolean":
            return st.booleans()
        case "array":
            return st.lists(strategy(schema["items"]), max_size=3)
        case "object":
            known = {name: strategy(one) for name, one in schema.get("properties", {}).items()}
            needed = {name: known.pop(name) for name in schema.get("required", ()) if name in known}
            return st.fixed_dictionaries(needed, optional=known)
    return st.none()


def fitting(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True).filter(lambda text: not text.endswith("\n"))  # `$` is before it, too


JUNK = st.none() | st.integers() | st.text(max_size=5) | st.sampled_from(["\0", "\ud800", "-1", "é" * 300, [], {}])


def text_of(value: Any) -> str:
    return (str(value) or "x").encode("utf-8", "replace").decode()


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, str, dict[str, Any]]:
    """Return method, path as the document has it, address and the rest of a request to any of the routes."""
    method, path = draw(st.sampled_from(OPERATIONS))
    operation, address = DOCUMENT["paths"][path][method], path
    query, sent = {}, {}
    for one in operation.get("parameters", ()):
        value = draw(strategy(one["schema"]))
        if one["in"] == "path":
            value = draw(st.sampled_from(PLACES.get(one["name"], ["1", "harbour"]))) if draw(st.booleans()) else value
            address = address.replace(f"{{{one['name']}}}", step(value))
        elif one["in"] == "query" and draw(st.booleans()):
            query[one["name"]] = [text_of(each) for each in value] if isinstance(value, list) else text_of(value)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        sent = {"content": json.dumps(draw(strategy(body["schema"]))), "headers": {"content-type": "application/json"}}
    return method, path, address, {"params": query, **sent}


def step(value: Any) -> str:
    """Return a value as a step of an address; one of another route would be answered by that."""
    text = text_of(value)
    return "x" if text in {".", "..", "files", "address", "articles", "stream"} or "/" in text else quote(text, safe="")


def schema_of(response: Any, method: str, path: str) -> dict[str, Any] | None:
    """Return the schema of the body that a response has by the document; None where it has none, or is a file."""
    answers = DOCUMENT["paths"][path][method]["responses"]
    content = answers.get(str(response.status_code), answers["default"]).get("content", {})
    media = response.headers.get("content-type", "").partition(";")[0]
    assert (media in content) if response.content else not content, (response.status_code, media)
    return content[media]["schema"] if media.endswith(("/json", "problem+json")) else None


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., TestClient]) -> Iterator[TestClient]:
    """A client of an archive of this module's own, in which anything may be changed."""
    paths = ArchivePaths(tmp_path_factory.mktemp("own") / "archive")
    with closing(CuttingsService(paths, Settings(model="hashing-256", wait_seconds=0))) as service:
        service.maintenance.add_drafts([FERRY, COPY])
        service.desk.collections.create("harbour", [FERRY.id])
        service.desk.dossiers.create("harbour")
        service.alerts.save_search("pier")
        yield serving({"cuttings-api": "1"}, service=service)


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]}, format_checker=FormatChecker())


@settings(max_examples=100)
@given(request=requests())
def test_whatever_is_sent_is_answered_as_the_document_says(
    own: TestClient, request: tuple[str, str, str, dict[str, Any]]
) -> None:
    method, path, address, sent = request
    response = own.request(method, address, **sent)
    assert response.status_code not in {500, 503}, response.text
    schema = schema_of(response, method, path)
    if schema is not None:
        validator(schema).validate(response.json())
    if "content" in sent:
        body = DOCUMENT["paths"][path][method]["requestBody"]["content"]["application/json"]["schema"]
        if not validator(body).is_valid(json.loads(sent["content"])):
            assert response.status_code >= 400
        elif "\\ud800" not in sent["content"]:
            assert response.status_code != 422, response.text
