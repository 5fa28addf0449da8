"""Whoever asks is who acts, by every door and in every thread: what is stored far below looks it up there."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from qa.cli import main
from tests.qa.accounts.people import with_people

pytestmark = [pytest.mark.service, pytest.mark.slow]

# in a process of its own: the framework leaves event loops behind
ASKED = """
import json, sys
from contextlib import closing
from pathlib import Path
import ui
from fastapi.testclient import TestClient
from corpus.actor import current_actor
from corpus.catalogue.paths import ArchivePaths
from qa.accounts.accounts import Accounts
from qa.accounts.roles import Role
from qa.service.jobs import Jobs
from qa.service.service import CuttingsService
from qa.web.middleware.exposure import Reach, ReachOptions

HERE, QUESTION = "http://127.0.0.1:7860", "What struck the pier at Port Sellen?"
folder, seen = Path(sys.argv[1]), []

def watched(name):
    original = getattr(CuttingsService, name)
    def watching(self, *values, **named):
        actor = current_actor()
        seen.append([name, actor.name, actor.may_change])
        return original(self, *values, **named)
    setattr(CuttingsService, name, watching)

for name in ("ask_with_context", "search"):
    watched(name)

def doors(client, bearer, cookie):
    yield "ask", client.post("/api/v1/ask", json={"question": QUESTION}, headers=bearer)
    yield "stream", client.post("/api/v1/ask/stream", json={"question": QUESTION}, headers=bearer)
    said = {"model": "cuttings", "messages": [{"role": "user", "content": QUESTION}]}
    yield "openai", client.post("/v1/chat/completions", json=said, headers=bearer)
    yield "articles", client.get("/articles", params={"q": "pier"}, headers=cookie)
    called = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "search", "arguments": {"query": "pier"}}}
    accepting = {**bearer, "accept": "application/json, text/event-stream"}
    yield "mcp", client.post("/mcp", json=called, headers=accepting)
    page = client.get("/config", headers=cookie).json()
    box = next(one["id"] for one in page["components"] if one["props"].get("elem_id") == "question")
    submit = next(one["id"] for one in page["dependencies"] if [box, "submit"] in one["targets"])
    sent = {"data": [QUESTION, ""], "fn_index": submit, "session_hash": cookie["cookie"][-8:], "trigger_id": box}
    joined = client.post("/gradio_api/queue/join", json=sent, headers={**cookie, "origin": HERE})
    assert joined.status_code == 200, joined.text
    yield "page", client.get("/gradio_api/queue/data", params={"session_hash": sent["session_hash"]}, headers=cookie)

out = []
with (
    closing(CuttingsService(ArchivePaths(folder))) as service,
    closing(Jobs(service.maintenance)) as jobs,
    closing(Accounts(ArchivePaths(folder))) as accounts,
):
    reach = Reach.of(ReachOptions(), "127.0.0.1", 7860, accounts=accounts)
    with TestClient(reach.protect(ui.application(service, jobs, reach.access)), base_url=HERE) as client:
        for name in ("Ada", "Ria", "Ada"):
            user = accounts.users.named(name)
            bearer = {"authorization": "Bearer " + accounts.tokens.add(user, "x", Role.READER, 1)[0]}
            cookie = {"cookie": "cuttings_session=" + accounts.sessions.begin(user)}
            for door, answer in doors(client, bearer, cookie):
                out.append([name, door, answer.status_code, list(seen)])
                seen.clear()
print(json.dumps(out))
"""


def test_whoever_asks_is_who_acts(tmp_path: Path) -> None:
    digest = "Ferry strikes pier\n\nGazette\nMar 8 2024\n\nA ferry struck the pier at Port Sellen on Friday.\n"
    (tmp_path / "digest.txt").write_text(digest, encoding="utf-8")
    archive = tmp_path / "archive"
    assert main(["add", str(tmp_path / "digest.txt"), "--archive", str(archive), "--model", "hashing-256"]) == 0
    with closing(with_people(archive)):
        run = subprocess.run([sys.executable, "-c", ASKED, str(archive)], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    answers = json.loads(run.stdout.splitlines()[-1])
    assert len(answers) == 18
    for name, door, status, seen in answers:
        called = "search" if door in {"articles", "mcp"} else "ask_with_context"
        by_session = door in {"articles", "page"}
        assert status == 200, (name, door)
        # a token that is a reader's changes nothing of everybody's, whoever has it
        assert seen == [[called, name, by_session and name == "Ada"]], (name, door)
