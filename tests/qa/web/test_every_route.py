"""Every route that the application has, the framework's too, asked by who may not: without a password, from another site."""

import json
import re
import subprocess
import sys

import pytest

from qa.web.route_table import RULES, Need, rule_of

# in a process of its own: the framework leaves event loops behind
ASKED = """
import json, re, sys
from contextlib import closing
from pathlib import Path
import ui
from fastapi.testclient import TestClient
from starlette.routing import Mount
from corpus.catalogue.paths import ArchivePaths
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.web.middleware.exposure import Reach, ReachOptions

HERE = "http://127.0.0.1:7860"
EVIL = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}

def listed(routes, before=""):
    for route in routes:
        if isinstance(route, Mount) and getattr(route, "routes", None):
            yield from listed(route.routes, before + route.path)
        elif hasattr(route, "original_router"):
            yield from listed(route.original_router.routes, before)
        else:
            ours = type(route).__module__.startswith("fastapi") and route.endpoint.__module__.startswith("qa.")
            for method in sorted(getattr(route, "methods", None) or {"GET"}):
                yield method, before + route.path, ours

def table(client, routes, headers, blocked):
    found = []
    for method, path, ours in routes:
        address = re.sub(r"{[^}]*}", "x", path) or "/"
        if "/heartbeat/" in path or path.endswith("/queue/data"):
            if not blocked:  # it would last
                continue
        found.append([method, path, ours, client.request(method, address, headers=headers).status_code])
    return found

out = {}
with closing(CuttingsService(ArchivePaths(Path(sys.argv[1])))) as service, closing(Jobs(service.maintenance)) as jobs:
    for name, options, headers in (
        ("stranger", {"password": "correct horse", "allow_changes": True}, {"origin": HERE}),
        ("guesser", {"password": "correct horse"}, {"origin": HERE, "cookie": "cuttings_session=" + "a" * 43}),
        ("reader", {}, {"origin": HERE, "cookie": "cuttings_reader=" + "a" * 32}),
        ("evil", {}, EVIL),
        ("rebound", {}, {"host": "evil.example", "origin": "http://evil.example"}),
    ):
        reach = Reach.of(ReachOptions(**options), "0.0.0.0", 7860)
        application = ui.application(service, jobs, reach.access)
        routes = list(listed(application.routes))
        with TestClient(reach.protect(application), base_url=HERE, follow_redirects=False) as client:
            if name == "reader":
                headers["x-cuttings-token"] = reach.access.token(headers)
            out[name] = table(client, routes, headers, name != "reader")
print(json.dumps(out))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, list[tuple[str, str, bool, int]]]:
    """By who asks: method, path, whether the route is our own, status."""
    folder = tmp_path_factory.mktemp("routes")
    run = subprocess.run([sys.executable, "-c", ASKED, str(folder)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


pytestmark = [pytest.mark.service, pytest.mark.slow]


def test_all_routes_were_found(answers) -> None:
    routes = {(method, path) for method, path, *_ in answers["stranger"]}
    assert len(routes) > 60
    assert {("GET", "/articles"), ("POST", "/gradio_api/queue/join"), ("GET", "/config"), ("POST", "/login")} <= routes


def test_each_of_our_own_has_a_rule_and_each_rule_a_route(answers) -> None:
    ours = {(method, path) for method, path, own, _ in answers["stranger"] if own}
    assert len(ours) > 30
    for method, path in ours:
        assert rule_of(method, sample(path)) is not None, (method, path)
    served = [(method, re.sub(r"{[^}]*}", ".+", path)) for method, path, *_ in answers["stranger"]]
    for rule in RULES:
        path = sample(rule.path).replace("**", "x")
        assert any(method == rule.method and re.fullmatch(route, path) for method, route in served), rule


def sample(path: str) -> str:
    parts = path.split("{")
    return parts[0] + "".join("x" + part.partition("}")[2] for part in parts[1:])


@pytest.mark.parametrize("who", ["stranger", "guesser"])
def test_who_has_not_logged_in_gets_nothing(answers, who: str) -> None:
    for method, path, _, status in answers[who]:
        rule = rule_of(method, sample(path))
        if rule is not None and rule.need is Need.NOTHING:
            continue
        assert status in {303, 401, 404, 405}, (method, path)
        assert status == 303 or rule is None or not rule.document, (method, path)


def test_a_reader_of_a_server_that_others_reach_changes_nothing(answers) -> None:
    changes = 0
    for method, path, _, status in answers["reader"]:
        rule = rule_of(method, sample(path))
        if rule is None:
            assert status in {404, 405}, (method, path)
        elif rule.changes:
            assert status == 403, (method, path)
            changes += 1
    assert changes >= 8


def test_another_site_loads_nothing_and_a_rebound_name_is_not_ours(answers) -> None:
    assert {status for *_, status in answers["evil"]} <= {403, 404, 405}
    assert {status for *_, status in answers["rebound"]} == {421}
