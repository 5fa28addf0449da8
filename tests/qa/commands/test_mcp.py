"""`cuttings mcp`: standard output has the protocol and nothing else; it ends with its input, or when it is asked to."""

import asyncio
import json
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.stdio import stdio_client

from corpus.article import ArticleDraft
from corpus.catalogue.paths import ArchivePaths
from qa.service.service import CuttingsService
from qa.service.settings import Settings

pytestmark = pytest.mark.service

BRIDGE = ArticleDraft(
    title="Bridge at Olm closes", text="The bridge at Olm closes on Monday for repairs.", outlet="Gazette"
)
HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder: Path = tmp_path_factory.mktemp("stdio") / "archive"
    with closing(CuttingsService(ArchivePaths(folder), Settings(model="hashing-256"))) as service:
        service.maintenance.add_drafts([BRIDGE])
    return [sys.executable, "-m", "qa.cli", "mcp", "--archive", str(folder)]


def test_an_assistant_asks_and_reads(command: list[str], tmp_path: Path) -> None:
    async def use() -> None:
        parameters = StdioServerParameters(command=command[0], args=command[1:], cwd=Path.cwd())
        with (tmp_path / "errors").open("w") as errors:
            async with Client(stdio_client(parameters, errlog=errors)) as client:
                answer = await client.call_tool("ask", {"question": "When does the bridge at Olm close?"})
                assert answer.structured_content["quotes"][0]["text"] == BRIDGE.text
                (one,) = (await client.list_resources()).resources
                assert BRIDGE.text in (await client.read_resource(one.uri)).contents[0].text

    asyncio.run(use())
    assert "Traceback" not in (tmp_path / "errors").read_text()


def test_it_speaks_the_protocol_only_and_ends_when_asked_to(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qa.cli", "mcp", "--archive", str(tmp_path / "none")]  # no model to be loaded
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        run.stdin.write(f"no JSON\n{json.dumps(HELLO)}\n")
        run.stdin.flush()
        while json.loads(run.stdout.readline()).get("id") != HELLO["id"]:
            pass
        run.send_signal(signal.SIGTERM)
        assert run.wait(60) == 0
        assert not run.stdout.read()
        assert "Traceback" not in run.stderr.read()


def test_it_loads_no_server_of_pages_and_no_model_before_it_is_asked() -> None:
    code = "import json, sys, qa.web.mcp.server; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(run.stdout))
    assert "mcp" in loaded
    assert loaded.isdisjoint({"fastapi", "gradio", "torch", "faiss", "onnxruntime", "sentence_transformers"})
